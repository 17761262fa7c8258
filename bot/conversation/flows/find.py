"""A volunteer finds shifts, signs up, withdraws and says "I'm coming"."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_volunteer as v
from bot.domain.people import Right
from bot.services import signups
from bot.store import shifts


@command("shifts", Right.VOLUNTEER)
def list_shifts(turn: Turn) -> Reply:
    """Show the first page of what this person can take."""
    return _page(turn, 0)


@press("shifts", int, right=Right.VOLUNTEER)
def turn_page(turn: Turn) -> Reply:
    """Show another page."""
    return _page(turn, turn.number)


def _page(turn: Turn, number: int) -> Reply:
    page = signups.available(turn.tx, turn.standing, turn.now, min(number, 10_000))
    return turn.reply(
        v.ShiftList(shifts=page.shifts, page=page.number, pages=page.pages, total=page.total)
    )


@command("my", Right.VOLUNTEER)
@press("my", right=Right.VOLUNTEER)
def my_shifts(turn: Turn) -> Reply:
    """Show the shifts this person is in or waits for."""
    found = shifts.mine(turn.tx, turn.standing.person.id, turn.now)
    return turn.reply(v.MyShifts(shifts=tuple(found)))


def _card(turn: Turn, shift_id: int) -> v.ShiftCard:
    view = signups.view_for(turn.tx, turn.standing, shift_id)
    left = view.shift.starts_at - turn.now
    return v.ShiftCard(
        view=view,
        begun=left <= timedelta(0),
        late=left < timedelta(hours=view.shift.withdraw_hours),
    )


def by_link(turn: Turn, shift_id: int) -> Reply:
    """Show the shift a deep link points to."""
    return turn.reply(_card(turn, shift_id))


@press("shift", int, right=Right.VOLUNTEER)
def show_shift(turn: Turn) -> Reply:
    """Show one shift."""
    return turn.reply(_card(turn, turn.number))


@press("take", int, right=Right.VOLUNTEER)
def take(turn: Turn) -> Reply:
    """Sign up with one tap and say plainly what came of it."""
    result = signups.sign_up(turn.tx, turn.standing, turn.number, turn.now)
    card = _card(turn, turn.number)
    return turn.reply(card, said=v.SignupSaid(result=result, line=card.view.line or 0))


@press("leave", int, right=Right.VOLUNTEER)
@press("cant", int, right=Right.VOLUNTEER)
def leave(turn: Turn) -> Reply:
    """Give the place back with one tap; no reason is asked."""
    result = signups.withdraw(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(_card(turn, turn.number), said=v.WithdrawSaid(result=result))


@press("coming", int, right=Right.VOLUNTEER)
def coming(turn: Turn) -> Reply:
    """Note "I'm coming" and show so on the reminder."""
    confirmed = signups.confirm_coming(turn.tx, turn.standing, turn.number, turn.now)
    if not confirmed:
        return turn.reply(_card(turn, turn.number), said=m.Say(note=m.Note.STALE))
    view = signups.view_for(turn.tx, turn.standing, turn.number)
    return turn.reply(
        v.Reminder(shift=view.shift, silent=False, coming=True), said=m.Say(note=m.Note.SAVED)
    )
