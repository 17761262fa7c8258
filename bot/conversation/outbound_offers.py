"""Notices about offers and searches, with the facts as they stand when their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.domain import messages_offers as o
from bot.domain.messages import Message
from bot.domain.outbox import Composed, Drop
from bot.domain.searches import OfferState, SearchKind
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import SignupState
from bot.services.notices import Notice
from bot.store import people, searches, shifts, signups

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")
OVER = Drop(reason="shift changed")


def _coming(case: Case, shift_id: int) -> Shift | Drop:
    """Return the shift, or why there is nothing to say about it any more."""
    shift = shifts.find(case.tx, shift_id)
    if shift is None:
        return GONE
    over = shift.state is ShiftState.CANCELLED or case.now >= shift.starts_at
    return OVER if over else shift


def _offer(case: Case) -> Composed:
    """An offer is made while nobody has taken the place and the person may still come."""
    offer = searches.find_offer(case.tx, int(case.facts["offer"]))
    if offer is None:
        return GONE
    shift = _coming(case, offer.shift_id)
    if isinstance(shift, Drop):
        return shift
    if offer.state is not OfferState.OPEN or case.now >= offer.expires_at:
        return Drop(reason="not open")
    if not people.standing_of(case.tx, case.person).belongs_to(shift.initiative_id):
        return Drop(reason="no member")
    named = {one.position: one.name for one in shifts.roles(case.tx, shift.id)}
    role = named[offer.role]
    if offer.via is SearchKind.STANDIN:
        return case.send_softly(o.StandinCall(shift=shift, role=role, offer_id=offer.id))
    until = offer.expires_at if offer.expires_at < shift.starts_at else None
    return case.send_softly(o.PlaceOffer(shift=shift, role=role, offer_id=offer.id, until=until))


def _of_search(case: Case) -> Composed:
    """What coordinators are told about a search."""
    shift = _coming(case, int(case.facts["shift"]))
    if isinstance(shift, Drop):
        return shift
    found = searches.find(case.tx, int(case.facts["search"]))
    if found is None:
        return GONE
    if not case.coordinates(shift.initiative_id):
        return NO_RIGHT
    free = max(0, searches.free_places(case.tx, shift.id, found.role))
    message = _SAID[Notice(case.facts["notice"])](case, shift, found, free)
    return Drop(reason="no longer so") if message is None else case.send_softly(message)


def _filled(case: Case, shift: Shift, _found: searches.Search, _free: int) -> Message | None:
    """Somebody stepped in; what is still open is counted over all roles of the shift."""
    name = _member(case, shift, SignupState.CONFIRMED)
    views = shifts.role_views(case.tx, [shift.id], 0)[shift.id]
    free = sum(max(0, one.role.capacity - one.confirmed) for one in views)
    return None if name is None else o.SearchFilled(shift=shift, name=name, free=free)


def _exhausted(case: Case, shift: Shift, found: searches.Search, free: int) -> Message | None:
    if not free:
        return None
    asked = sum(searches.tally(case.tx, found.id).values())
    return o.SearchExhausted(shift=shift, asked=asked, free=free)


def _to_call(case: Case, shift: Shift, _found: searches.Search, free: int) -> Message | None:
    name = _member(case, shift, SignupState.WAITING) if free else None
    return None if name is None else o.WaiterWithoutTelegram(shift=shift, name=name)


def _member(case: Case, shift: Shift, state: SignupState) -> str | None:
    """Return the name of whom the notice is about while they stand there like that."""
    member_id = int(case.facts["member"])
    member = people.find(case.tx, member_id)
    mine = signups.of(case.tx, shift.id, member_id)
    if member is None or mine is None or mine.state is not state:
        return None
    return member.name or "?"


_SAID: Mapping[Notice, Callable[[Case, Shift, searches.Search, int], Message | None]] = {
    Notice.SEARCH_FILLED: _filled,
    Notice.SEARCH_EXHAUSTED: _exhausted,
    Notice.WAITER_WITHOUT_TELEGRAM: _to_call,
}

NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.OFFER: _offer,
    **dict.fromkeys(_SAID, _of_search),
}
