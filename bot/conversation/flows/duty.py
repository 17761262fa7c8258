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
from bot.store import planning

_WEEKS = 104
PAGE_SIZE = 8  # shifts with their names that fit into one message


@command("roster", Right.COORDINATOR)
def this_week(turn: Turn) -> Reply:
    """Show who comes in the seven days from today."""
    return _week(turn, 0, 0)


@press("roster", int, right=Right.COORDINATOR)
def other_week(turn: Turn) -> Reply:
    """Show another week, counted from today."""
    return _week(turn, turn.number, 0)


@press("roster_page", int, int, right=Right.COORDINATOR)
def other_page(turn: Turn) -> Reply:
    """Show another page of a week."""
    return _week(turn, turn.number, int(turn.args[1]))


def _week(turn: Turn, wanted: int, page: int) -> Reply:
    week = max(-_WEEKS, min(wanted, _WEEKS))
    start = turn.today + timedelta(days=7 * week)
    zone = turn.house.zone
    entries = shifts_service.roster(
        turn.tx,
        turn.standing,
        at_local(start, time(0), zone),
        at_local(start + timedelta(days=7), time(0), zone),
    )
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = max(0, min(page, pages - 1))
    shown = entries[page * PAGE_SIZE : (page + 1) * PAGE_SIZE]
    return turn.reply(c.Roster(entries=shown, start=start, week=week, page=page, pages=pages))


@press("duty", int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show one shift with names."""
    return _entry(turn, turn.number)


def _entry(turn: Turn, shift_id: int, *, said: m.Message | None = None) -> Reply:
    shift = shifts_service.own_shift(turn.tx, turn.standing, shift_id)
    entry = shifts_service.entry(turn.tx, shift)
    return turn.reply(
        c.RosterShift(
            entry=entry,
            begun=turn.now >= shift.starts_at,
            link=turn.house.link(f"s_{shift.id}"),
            has_pin=planning.has_pin(turn.tx, shift),
        ),
        said=said,
    )


@press("cancel_shift", int, right=Right.COORDINATOR)
def cancel_ask(turn: Turn) -> Reply:
    """Say what cancelling means."""
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    others = shifts_service.concerned(turn.tx, turn.standing, shift.id)
    return turn.reply(c.CancelAsk(shift=shift, concerned=others.told, to_call=others.to_call))


@press("cancel_yes", int, right=Right.COORDINATOR)
def cancel(turn: Turn) -> Reply:
    """Cancel the shift and tell everybody concerned."""
    done = shifts_service.cancel(turn.tx, turn.standing, turn.number, turn.now)
    if done is None:
        return _entry(turn, turn.number, said=m.Say(note=m.Note.NO_LONGER_OPEN))
    return turn.reply(c.CancelDone(shift=done.shift, told=done.told, to_call=done.to_call))
