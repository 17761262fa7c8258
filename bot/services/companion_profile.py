"""What cleared volunteers say of themselves for coming along; nothing of it has to be said."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.clearances import Kind
from bot.domain.companions import Gender, Half, sorted_times
from bot.domain.people import Standing
from bot.store import clearances, companion_people
from bot.store.companion_people import Said
from bot.store.database import Tx


def is_cleared(tx: Tx, standing: Standing) -> bool:
    """Tell whether a coordinator cleared this person for coming along."""
    return clearances.has(tx, standing.person.id, Kind.COMPANION)


def own(tx: Tx, standing: Standing) -> Said | None:
    """Return what the person said; None, as everywhere below, if they are not cleared."""
    if not is_cleared(tx, standing):
        return None
    return companion_people.said_by(tx, standing.person.id)


def say_gender(tx: Tx, standing: Standing, gender: Gender | None) -> Said | None:
    """Store what the person says of themselves; ``gender`` None: nothing."""
    before = own(tx, standing)
    if before is None:
        return None
    said = replace(before, gender=gender)
    companion_people.say(tx, standing.person.id, said)
    return said


def switch_time(tx: Tx, standing: Standing, half: str) -> Said | None:
    """Add or take away one half of a weekday; an unknown one changes nothing."""
    said = own(tx, standing)
    if said is None or half not in set(Half):
        return said
    chosen = sorted_times(set(said.free_times) ^ {Half(half)})
    said = replace(said, free_times=chosen)
    companion_people.say(tx, standing.person.id, said)
    return said
