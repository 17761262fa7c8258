"""A volunteer and one shift: look at it, sign up, withdraw, say "I'm coming"."""

from __future__ import annotations

from bot.conversation.companions import duties
from bot.conversation.flows import join, near
from bot.conversation.flows.card import card
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_finding as f
from bot.domain import messages_volunteer as v
from bot.domain.people import Right
from bot.domain.signups import SignupResult
from bot.services import coming as coming_service
from bot.services import finding, places, signups
from bot.store import profiles, shifts


@command("my", Right.VOLUNTEER)
@press("my", right=Right.VOLUNTEER)
def my_shifts(turn: Turn) -> Reply:
    """Show the shifts this person is in or waits for, and what they were offered."""
    found = shifts.mine(turn.tx, turn.standing.person.id, turn.now)
    offers = finding.asked_for(turn.tx, turn.standing, turn.now)
    return turn.reply(v.MyShifts(shifts=tuple(found), offers=offers, duties=duties(turn)))


def by_link(turn: Turn, shift_id: int) -> Reply | None:
    """Show the shift a deep link points to, None if it is gone; strangers are asked to join first.

    They see no more of the initiative than on its poster, and nothing of the shift; where it is
    offered to newcomers, they see the offer.
    """
    shift = shifts.find(turn.tx, shift_id)
    if shift is None:
        return None
    known = turn.standing.belongs_to(shift.initiative_id)
    if known or turn.standing.coordinates(shift.initiative_id):
        return turn.reply(card(turn, shift_id))
    return near.by_link(turn, shift_id) or join.for_shift(turn, shift)


@press("shift", int, right=Right.VOLUNTEER)
def show_shift(turn: Turn) -> Reply:
    """Show one shift."""
    return turn.reply(card(turn, turn.number))


@press("take", int, right=Right.VOLUNTEER)
def take(turn: Turn) -> Reply:
    """Sign up with one tap and say plainly what came of it."""
    return _take(turn, turn.number, 0)


@press("take_role", int, int, right=Right.VOLUNTEER)
def take_role(turn: Turn) -> Reply:
    """Sign up for one of several roles."""
    return _take(turn, turn.number, int(turn.args[1]))


def _take(turn: Turn, shift_id: int, role: int) -> Reply:
    result = signups.sign_up(turn.tx, turn.standing, shift_id, turn.now, role=role)
    if result in {SignupResult.UNQUALIFIED, SignupResult.ADULTS_ONLY}:
        return _missing(turn, shift_id, role, result)
    shown = card(turn, shift_id)
    return turn.reply(shown, said=v.SignupSaid(result=result, line=shown.view.line or 0))


def _missing(turn: Turn, shift_id: int, role: int, result: SignupResult) -> Reply:
    """Say what the role asks for, and how to go on."""
    wanted, _ = finding.requirement(turn.tx, turn.standing, shift_id, role)
    shift = signups.shift_for(turn.tx, turn.standing, shift_id)
    return turn.reply(
        f.Missing(
            shift=shift,
            role=role,
            result=result,
            qualification=wanted.qualification,
            adult=profiles.find(turn.tx, turn.standing.person.id).adult,
        )
    )


@press("ask_qualified", int, int, right=Right.VOLUNTEER)
def ask_qualified(turn: Turn) -> Reply:
    """Tell the coordinators that this person wants a role that asks for a qualification."""
    role = int(turn.args[1])
    asked = finding.ask_coordinators(turn.tx, turn.standing, turn.number, role, turn.now)
    if not asked:
        return turn.reply(card(turn, turn.number), said=m.Say(note=m.Note.STALE))
    shift = signups.shift_for(turn.tx, turn.standing, turn.number)
    return turn.reply(f.CoordinatorAsked(shift=shift))


@press("leave", int, right=Right.VOLUNTEER)
@press("cant", int, right=Right.VOLUNTEER)
def leave(turn: Turn) -> Reply:
    """Give the place back with one tap; no reason is asked."""
    result = signups.withdraw(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(card(turn, turn.number), said=v.WithdrawSaid(result=result))


@press("coming", int, right=Right.VOLUNTEER)
def coming(turn: Turn) -> Reply:
    """Note "I'm coming" and show so on the reminder."""
    confirmed = signups.confirm_coming(turn.tx, turn.standing, turn.number, turn.now)
    if not confirmed:
        return turn.reply(card(turn, turn.number), said=m.Say(note=m.Note.STALE))
    view = signups.view_for(turn.tx, turn.standing, turn.number)
    shown = coming_service.reminder(turn.tx, view, turn.now)
    return turn.reply(shown, said=m.Say(note=m.Note.SAVED))


@press("map", int, right=Right.VOLUNTEER)
def show_on_map(turn: Turn) -> Reply:
    """Show where a shift takes place, in a message of its own."""
    shift, pin = places.pin_of(turn.tx, turn.standing, turn.number)
    return turn.reply(
        f.PlaceOnMap(
            title=shift.place,
            address=shift.town or shift.initiative,
            latitude=pin.latitude,
            longitude=pin.longitude,
        ),
        mode=Mode.SEND,
    )
