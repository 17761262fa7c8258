"""Volunteers who come along: yes, no, and "I can't come after all"; and what they say of it."""

from __future__ import annotations

from bot.conversation.companions import duty_card, in_talk
from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain.companions import OPEN, AcceptResult, Gender, OfferState, RequestState
from bot.domain.people import Right
from bot.services import companion_profile
from bot.services import companions as service
from bot.store.companion_people import Said
from bot.store.companions import Request

_GENDERS = {"woman": Gender.WOMAN, "man": Gender.MAN, "none": None}


def _show(turn: Turn, request: Request, *, fresh: bool = False, asking: bool = False) -> Reply:
    """Show whom they accompany; a reply to the card goes to the newcomer."""
    return in_talk(turn.reply(duty_card(turn, request, fresh=fresh, asking=asking)), request.id)


@press("companion_yes", int, right=Right.VOLUNTEER)
def accept(turn: Turn) -> Reply:
    """Take "I'll come along": the first one has it."""
    found = service.accept(turn.tx, turn.standing, turn.number, turn.now, turn.house.zone)
    if found.result in {AcceptResult.TAKEN, AcceptResult.YOURS}:
        return _show(turn, found.request, fresh=True)
    return turn.reply(c.CompanionTooLate(trip=found.request.trip, result=found.result))


@press("companion_no", int, right=Right.VOLUNTEER)
def decline(turn: Turn) -> Reply:
    """Take "I can't"; no reason is asked, and they are not asked again."""
    request = service.decline(turn.tx, turn.standing, turn.number, turn.now)
    offer, _ = service.offer_for(turn.tx, turn.standing, turn.number)
    if offer.state is OfferState.ACCEPTED and request.companion_id == turn.standing.person.id:
        return _show(turn, request)
    if request.state is not RequestState.SEARCHING or turn.now >= request.trip.starts_at:
        late = request.state is RequestState.MATCHED
        result = AcceptResult.TOO_LATE if late else AcceptResult.OVER
        return turn.reply(c.CompanionTooLate(trip=request.trip, result=result))
    return turn.reply(c.CompanionCall(offer_id=offer.id, trip=request.trip, declined=True))


@press("companion_duty", int, right=Right.VOLUNTEER)
def duty(turn: Turn) -> Reply:
    """Show whom they accompany, as it stands now."""
    return _duty(turn, asking=False)


@press("companion_out", int, right=Right.VOLUNTEER)
def out_ask(turn: Turn) -> Reply:
    """Ask whether they can really not come."""
    return _duty(turn, asking=True)


def _duty(turn: Turn, *, asking: bool) -> Reply:
    request = service.accompanied_by(turn.tx, turn.standing, turn.number)
    if request.state not in {*OPEN, RequestState.DONE}:
        return turn.reply(c.CompanionTooLate(trip=request.trip, result=AcceptResult.OVER))
    return _show(turn, request, asking=asking)


@press("companion_out_yes", int, right=Right.VOLUNTEER)
def get_out(turn: Turn) -> Reply:
    """Let the companion go; the search goes on."""
    request = service.accompanied_by(turn.tx, turn.standing, turn.number)
    if not service.get_out(turn.tx, turn.standing, turn.number, turn.now):
        return _duty(turn, asking=False)
    return turn.reply(c.CompanionLetGo(trip=request.trip))


# --- in the profile


def _profile(turn: Turn, said: Said | None) -> Reply:
    if said is None:
        return turn.reply(c.CompanionProfile(cleared=False))
    return turn.reply(
        c.CompanionProfile(cleared=True, gender=said.gender, free_times=said.free_times)
    )


@press("me_companion", right=Right.VOLUNTEER)
def profile(turn: Turn) -> Reply:
    """Show what a cleared volunteer says for coming along."""
    return _profile(turn, companion_profile.own(turn.tx, turn.standing))


@press("me_gender", str, right=Right.VOLUNTEER)
def set_gender(turn: Turn) -> Reply:
    """Store "a woman", "a man" or nothing."""
    if turn.word not in _GENDERS:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    said = companion_profile.say_gender(turn.tx, turn.standing, _GENDERS[turn.word])
    return _profile(turn, said)


@press("me_free", right=Right.VOLUNTEER)
def free_times(turn: Turn) -> Reply:
    """Show the halves of the week."""
    said = companion_profile.own(turn.tx, turn.standing)
    if said is None:
        return _profile(turn, None)
    return turn.reply(c.FreeTimes(chosen=said.free_times))


@press("me_free_set", str, right=Right.VOLUNTEER)
def switch_time(turn: Turn) -> Reply:
    """Add or take away one half of a weekday."""
    said = companion_profile.switch_time(turn.tx, turn.standing, turn.word)
    return (
        _profile(turn, None) if said is None else turn.reply(c.FreeTimes(chosen=said.free_times))
    )
