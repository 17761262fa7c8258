"""A volunteer comes every time: a standing sign-up for a series, and its end."""

from __future__ import annotations

from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages_series as v
from bot.domain.people import Right
from bot.services import regulars
from bot.services import signups as signups_service
from bot.store import series as store


@press("stand", int, right=Right.VOLUNTEER)
def ask(turn: Turn) -> Reply:
    """Say what coming every time means; with several roles one is chosen."""
    series = regulars.series_for(turn.tx, turn.standing, turn.number)
    shift = signups_service.shift_for(turn.tx, turn.standing, turn.number)
    coming = len(store.coming(turn.tx, series.id, turn.now))
    return turn.reply(v.StandAsk(shift=shift, series=series, coming=coming))


@press("stand_yes", int, str, right=Right.VOLUNTEER)
def stand(turn: Turn) -> Reply:
    """Sign up for all that exist and all to come, and say what came of it."""
    series = regulars.series_for(turn.tx, turn.standing, turn.number)
    role = str(turn.args[1])
    if not (role.isascii() and role.isdigit() and int(role) < len(series.roles)):
        return turn.over()
    done = regulars.stand(turn.tx, turn.standing, series, int(role), turn.now)
    return turn.reply(
        v.StandDone(
            shift_id=turn.number,
            series=series,
            places=done.places,
            waits=done.waits,
            refused=done.refused,
            stands=done.stands,
        )
    )


@press("unstand", int, right=Right.VOLUNTEER)
def unstand_ask(turn: Turn) -> Reply:
    """Ask whether the coming shifts are given back as well."""
    series = regulars.series_for(turn.tx, turn.standing, turn.number)
    shift = signups_service.shift_for(turn.tx, turn.standing, turn.number)
    mine = store.coming_with(turn.tx, series.id, turn.standing.person.id, turn.now)
    return turn.reply(v.UnstandAsk(shift=shift, series=series, coming=len(mine)))


@press("unstand_yes", int, str, right=Right.VOLUNTEER)
def unstand(turn: Turn) -> Reply:
    """End the standing sign-up, and with "leave" the coming ones."""
    series = regulars.series_for(turn.tx, turn.standing, turn.number)
    leave = str(turn.args[1]) == "leave"
    left = regulars.unstand(turn.tx, turn.standing, series, turn.now, leave_coming=leave)
    return turn.reply(v.UnstandDone(shift_id=turn.number, left=left))
