"""News of offers: newcomers choose towns and kinds, and stop it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.finding import town_mark
from bot.domain.people import OptOut, Standing
from bot.domain.shifts import Kind
from bot.domain.subscriptions import AT_MOST, About, Subscription
from bot.store import people, subscriptions, towns
from bot.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What can be chosen and what is; ``off``: the person refuses all of it at the moment."""

    towns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    chosen: frozenset[Subscription]
    off: bool


def news(tx: Tx, standing: Standing, now: datetime) -> News:
    """Return what this person can choose; what they chose before stays among it."""
    chosen = subscriptions.of(tx, standing.person.id)
    mine = {one.value for one in chosen if one.about is About.TOWN}
    kinds = {*subscriptions.kinds_offered(tx, now)}
    kinds |= {one.value for one in chosen if one.about is About.KIND}
    return News(
        towns=tuple(sorted({*towns.known(tx), *mine})),
        kinds=tuple(kind for kind in Kind if kind in kinds),
        chosen=chosen,
        off=OptOut.OFFER in people.opted_out(tx, standing.person.id),
    )


def town_of(tx: Tx, standing: Standing, mark: int) -> str | None:
    """Return the town that a button means; None if nobody knows it any more."""
    mine = (one.value for one in subscriptions.of(tx, standing.person.id))
    return next((town for town in (*towns.known(tx), *mine) if town_mark(town) == mark), None)


def switch(tx: Tx, standing: Standing, wanted: Subscription, now: datetime) -> bool:
    """Hear of something, or not any more; return which. Who refused all news hears it again."""
    who = standing.person.id
    chosen, off = subscriptions.of(tx, who), OptOut.OFFER in people.opted_out(tx, who)
    if wanted in chosen and not off:
        subscriptions.drop(tx, who, wanted)
        return False
    if wanted not in chosen and len(chosen) >= AT_MOST:
        return False
    if off:
        people.set_opt_out(tx, who, OptOut.OFFER, out=False, now=now)
    subscriptions.add(tx, who, wanted, now)
    return True
