"""Answers to reminders and changes: late, coming, in German; and who has not answered yet."""

from __future__ import annotations

from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_changes as h
from bot.domain import messages_volunteer as v
from bot.domain.coming import Asked, may_be_late
from bot.domain.people import Right
from bot.domain.signups import SignupState
from bot.services import coming, signups
from bot.services import shifts as shifts_service


@press("late", int, right=Right.VOLUNTEER)
def how_late(turn: Turn) -> Reply:
    """Ask how late this person will be."""
    view = signups.view_for(turn.tx, turn.standing, turn.number)
    if view.mine is not SignupState.CONFIRMED or not may_be_late(view.shift, turn.now):
        return _stale(turn)
    return turn.reply(h.LateChoice(shift=view.shift, minutes=view.late_minutes))


@press("late_by", int, int, right=Right.VOLUNTEER)
def late_by(turn: Turn) -> Reply:
    """Note how late this person will be (0: in time after all), and tell the coordinators."""
    minutes = int(turn.args[1])
    if not coming.say_late(turn.tx, turn.standing, turn.number, minutes, turn.now):
        return _stale(turn)
    return _reminder(turn, said=h.LateSaid(minutes=minutes))


@press("reminder", int, right=Right.VOLUNTEER)
def reminder(turn: Turn) -> Reply:
    """Show the reminder in this person's language again."""
    return _reminder(turn)


@press("reminder_german", int, right=Right.VOLUNTEER)
def reminder_german(turn: Turn) -> Reply:
    """Show the reminder in German, to hold the phone out to somebody."""
    return _reminder(turn, german=True)


def _reminder(turn: Turn, *, said: m.Message | None = None, german: bool = False) -> Reply:
    view = signups.view_for(turn.tx, turn.standing, turn.number)
    if view.mine is not SignupState.CONFIRMED:
        return _stale(turn)
    shown = coming.reminder(turn.tx, view, turn.now, german=german)
    return turn.reply(shown, said=said)


def _stale(turn: Turn) -> Reply:
    return turn.only_say(m.Say(note=m.Note.STALE), alert=True)


@press("coming_of", int, right=Right.VOLUNTEER)
def coming_of(turn: Turn) -> Reply:
    """Note "I'm coming" to one shift of a list; the list stays for the other answers."""
    if not signups.confirm_coming(turn.tx, turn.standing, turn.number, turn.now):
        return _stale(turn)
    return turn.only_say(m.Say(note=m.Note.SAVED))


@press("cant_of", int, right=Right.VOLUNTEER)
def cant_of(turn: Turn) -> Reply:
    """Give one place of a list back; the list stays for the other answers."""
    result = signups.withdraw(turn.tx, turn.standing, turn.number, turn.now)
    return turn.only_say(v.WithdrawSaid(result=result), alert=True)


@press("unconfirmed", int, right=Right.COORDINATOR)
def unconfirmed(turn: Turn) -> Reply:
    """Show who has not said that they come to a shift."""
    return _unconfirmed(turn)


def _unconfirmed(turn: Turn, asked: Asked | None = None) -> Reply:
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    return turn.reply(
        h.UnconfirmedList(
            shift=shift,
            people=coming.unheard(turn.tx, shift.id),
            can_ask=asked is None and turn.now < shift.starts_at,
            asked=asked,
        )
    )


@press("ask_again", int, right=Right.COORDINATOR)
def ask_again(turn: Turn) -> Reply:
    """Send a reminder to all who have not said that they come."""
    asked = coming.ask_again(turn.tx, turn.standing, turn.number, turn.now, turn.house.zone)
    return _stale(turn) if asked is None else _unconfirmed(turn, asked)


@press("unconfirmed_all", right=Right.COORDINATOR)
def unconfirmed_all(turn: Turn) -> Reply:
    """Show in which shifts of the next 48 hours somebody has not answered."""
    found = coming.unheard_in(turn.tx, turn.standing, turn.now)
    return turn.reply(h.UnconfirmedShifts(shifts=found))
