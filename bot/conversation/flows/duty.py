"""The roster: who comes this week, one shift in detail, and cancelling it."""

from __future__ import annotations

from datetime import time, timedelta

from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain.calendar import at_local
from bot.domain.people import Right
from bot.services import shifts as shifts_service

_WEEKS = 104


@command("roster", Right.COORDINATOR)
def this_week(turn: Turn) -> Reply:
    """Show who comes in the seven days from today."""
    return _week(turn, 0)


@press("roster", int, right=Right.COORDINATOR)
def other_week(turn: Turn) -> Reply:
    """Show another week, counted from today."""
    return _week(turn, max(-_WEEKS, min(turn.number, _WEEKS)))


def _week(turn: Turn, week: int) -> Reply:
    start = turn.today + timedelta(days=7 * week)
    zone = turn.house.zone
    entries = shifts_service.roster(
        turn.tx,
        turn.standing,
        at_local(start, time(0), zone),
        at_local(start + timedelta(days=7), time(0), zone),
    )
    return turn.reply(c.Roster(entries=entries, start=start, week=week))


@press("duty", int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show one shift with names."""
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    entry = shifts_service.entry(turn.tx, shift)
    return turn.reply(c.RosterShift(entry=entry, begun=turn.now >= shift.starts_at))


@press("cancel_shift", int, right=Right.COORDINATOR)
def cancel_ask(turn: Turn) -> Reply:
    """Say what cancelling means."""
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    entry = shifts_service.entry(turn.tx, shift)
    concerned = len(entry.confirmed) + len(entry.waiting)
    return turn.reply(c.CancelAsk(shift=shift, concerned=concerned))


@press("cancel_yes", int, right=Right.COORDINATOR)
def cancel(turn: Turn) -> Reply:
    """Cancel the shift and tell everybody concerned."""
    done = shifts_service.cancel(turn.tx, turn.standing, turn.number, turn.now)
    if done is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    return turn.reply(c.CancelDone(shift=done.shift, told=done.told))
