"""A place that is free is offered: first to the waitlist, then to people who fit.

Whatever happens to a shift only marks its search as due; the tick asks. So an answer never waits
for a list of people to be read, and it does not matter how often or how late the tick comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.searches import (
    AcceptFacts,
    AcceptResult,
    Candidate,
    Moves,
    OfferState,
    SearchFacts,
    SearchKind,
    SearchState,
    decide_acceptance,
    holds_place,
    next_moves,
)
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import ACTIVE, SignupState
from bot.services.notices import Notice, tell
from bot.store import fitting, initiatives, people, searches, shifts, signups
from bot.store.database import Tx
from bot.store.searches import Offer, Search

_AT_ONCE = 5  # searches per transaction, so that nobody's press waits long


def open_place(tx: Tx, shift: Shift, role: int, now: datetime, *, late: bool) -> None:
    """Have a place of that role that became free offered; ``late``: stand-ins are asked, too.

    Nobody is looked for once the shift has begun or was cancelled, nor, in time, where nobody
    waits: the place is simply free then.
    """
    if now >= shift.starts_at or shift.state is ShiftState.CANCELLED:
        return
    if late:
        look_for_stand_in(tx, shift, role, None, now)
    elif searches.running(tx, shift.id, role) is not None:
        searches.wake(tx, shift.id, role, now)
    elif fitting.anybody_waits(tx, shift.id, role):
        searches.add(
            tx,
            shift_id=shift.id,
            role=role,
            kind=SearchKind.WAITLIST,
            started_by=None,
            now=now,
        )


def look_for_stand_in(
    tx: Tx, shift: Shift, role: int, started_by: int | None, now: datetime
) -> bool:
    """Start a search for a stand-in, or have a running one ask everybody; False if it does."""
    found = searches.running(tx, shift.id, role)
    if found is None:
        searches.add(
            tx,
            shift_id=shift.id,
            role=role,
            kind=SearchKind.STANDIN,
            started_by=started_by,
            now=now,
        )
        return True
    searches.wake(tx, shift.id, role, now)
    searches.ask_stand_ins(tx, found.id)
    return found.kind is SearchKind.WAITLIST


def touch(tx: Tx, shift: Shift, role: int, now: datetime) -> None:
    """Have a search that runs for that role look again."""
    searches.wake(tx, shift.id, role, now)


def took(tx: Tx, shift: Shift, person_id: int, now: datetime) -> None:
    """Settle what this person was offered in the shift: they have a place or wait there now.

    Where a stand-in was looked for, the coordinators are told who steps in.
    """
    mine = signups.of(tx, shift.id, person_id)
    if mine is None:
        return
    is_in = mine.state is SignupState.CONFIRMED
    for offer in searches.open_for(tx, person_id, shift.id):
        same = offer.role == mine.role
        if is_in:
            state = OfferState.ACCEPTED if same else OfferState.LAPSED
            searches.set_offer_state(tx, offer.id, state, now)
        elif offer.via is SearchKind.WAITLIST and not same:
            searches.set_offer_state(tx, offer.id, OfferState.LAPSED, now)
        searches.wake(tx, shift.id, offer.role, now)
    if not is_in:
        return
    found = searches.running(tx, shift.id, mine.role)
    if found is None:
        return
    searches.wake(tx, shift.id, mine.role, now)
    if found.kind is SearchKind.STANDIN:
        _tell_coordinators(tx, shift, found, Notice.SEARCH_FILLED, now, member=person_id)


def left_line(tx: Tx, shift: Shift, role: int, person_id: int, now: datetime) -> None:
    """Note that this person left the role's waitlist: what they were offered goes on."""
    for offer in searches.open_for(tx, person_id, shift.id):
        if offer.role == role:
            searches.set_offer_state(tx, offer.id, OfferState.DECLINED, now)
    searches.wake(tx, shift.id, role, now)


def shift_ended(tx: Tx, shift_id: int, now: datetime) -> None:
    """End the searches of a shift that does not take place."""
    for found in searches.running_for(tx, shift_id):
        searches.end(tx, found.id, SearchState.ENDED, now)


def any_due(tx: Tx, now: datetime) -> bool:
    """Tell whether a search has to be looked at."""
    return bool(searches.due(tx, now, 1))


def advance_due(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Let a few of the searches that are due go on; return how many were, 0 when all are done."""
    found = searches.due(tx, now, _AT_ONCE)
    for search_id in found:
        advance(tx, search_id, now, zone)
    return len(found)


def advance(tx: Tx, search_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Let one running search go on: ask the next, pass on what had no answer, or end.

    Who cannot be asked and the end of a search without success are told to the coordinators once.
    """
    found = searches.find(tx, search_id)
    shift = None if found is None else shifts.find(tx, found.shift_id)
    if found is None or shift is None or found.state is not SearchState.RUNNING:
        return
    searches.follow_start(tx, found.id, shift.starts_at)
    moves = next_moves(_facts(tx, found, shift, now, zone), now, zone)
    for new in moves.offers:
        offer_id = searches.add_offer(tx, found.id, new, now)
        person = people.find(tx, new.person_id)
        if person is not None:
            tell(tx, person, Notice.OFFER, now, expires_at=new.expires_at, offer=offer_id)
    searches.settle(tx, found.id, moves, now)
    _tell_of(tx, shift, found, moves, now)


def _facts(tx: Tx, found: Search, shift: Shift, now: datetime, zone: ZoneInfo) -> SearchFacts:
    candidates: tuple[Candidate, ...] = ()
    role = shifts.role(tx, shift.id, found.role) if found.kind is SearchKind.STANDIN else None
    if role is not None:
        candidates = fitting.candidates(
            tx, shift, role, found.id, local_day(now, zone), besides=found.started_by
        )
    return SearchFacts(
        kind=found.kind,
        wave=found.wave,
        wide=found.wide,
        is_open=shift.state is ShiftState.OPEN,
        starts_at=shift.starts_at,
        free=searches.free_places(tx, shift.id, found.role),
        offers=searches.open_offers(tx, found.id),
        waiters=fitting.waiters(tx, found),
        candidates=candidates,
        asked_at=searches.asked_at(tx, found.id),
    )


def _tell_of(tx: Tx, shift: Shift, found: Search, moves: Moves, now: datetime) -> None:
    for member in moves.to_call:
        _tell_coordinators(
            tx,
            shift,
            found,
            Notice.WAITER_WITHOUT_TELEGRAM,
            now,
            member=member,
            key=f"{found.id}:{member}",
        )
    if moves.nobody_left:
        _tell_coordinators(tx, shift, found, Notice.SEARCH_EXHAUSTED, now, key=str(found.id))


def _tell_coordinators(
    tx: Tx,
    shift: Shift,
    found: Search,
    notice: Notice,
    now: datetime,
    *,
    member: int = 0,
    key: str | None = None,
) -> None:
    for person in initiatives.coordinators_of(tx, shift.initiative_id):
        if person.id != member:
            tell(
                tx,
                person,
                notice,
                now,
                key=key,
                expires_at=shift.ends_at,
                shift=shift.id,
                search=found.id,
                member=member,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of "yes"; ``clash`` is another shift of theirs at the same time."""

    result: AcceptResult
    shift: Shift
    clash: Shift | None


def offer_for(tx: Tx, standing: Standing, offer_id: int) -> tuple[Offer, Shift]:
    """Return what this person was asked, and the shift.

    Raises:
        NotFoundError: it was never asked of them, or they do not belong to the initiative.
    """
    offer = searches.find_offer(tx, offer_id)
    shift = None if offer is None else shifts.find(tx, offer.shift_id)
    if offer is None or shift is None or offer.person_id != standing.person.id:
        raise NotFoundError
    if not (standing.belongs_to(shift.initiative_id) or standing.coordinates(shift.initiative_id)):
        raise NotFoundError
    return offer, shift


def accept(tx: Tx, standing: Standing, offer_id: int, now: datetime) -> Accepted:
    """Give the person the place they were offered, if it is still theirs or anybody's.

    Raises:
        NotFoundError: it was never offered to them.
    """
    offer, shift = offer_for(tx, standing, offer_id)
    me = standing.person.id
    facts = signups.facts(tx, shift, offer.role, me)
    if facts is None:
        raise NotFoundError
    is_open = offer.state is OfferState.OPEN
    result = decide_acceptance(
        AcceptFacts(
            is_open=facts.is_open,
            starts_at=facts.starts_at,
            already_in=facts.mine is SignupState.CONFIRMED,
            offer=offer.state,
            holds=is_open and holds_place(offer.via, offer.expires_at, shift.starts_at),
            free=facts.capacity - facts.confirmed,
            held=facts.held + (0 if is_open else facts.queue),
            fit=facts.qualified and facts.old_enough,
        ),
        now,
    )
    if result is AcceptResult.TAKEN:
        signups.put(
            tx,
            shift_id=shift.id,
            role=offer.role,
            person_id=me,
            state=SignupState.CONFIRMED,
            now=now,
        )
        searches.set_offer_state(tx, offer.id, OfferState.ACCEPTED, now)
        took(tx, shift, me, now)
        if facts.mine in ACTIVE and facts.my_role is not None and facts.my_role != offer.role:
            touch(tx, shift, facts.my_role, now)
    others = shifts.taken_between(tx, me, shift.starts_at, shift.ends_at)
    clash = next((one for one in others if one.id != shift.id), None)
    return Accepted(result=result, shift=shift, clash=clash)


class DeclineResult(StrEnum):
    """What became of "no" to an offer."""

    DECLINED = "declined"  # remembered: they are not asked for this shift again
    LEFT_LINE = "left_line"  # so, and they do not wait any more
    STILL_IN = "still_in"  # they have a place; giving it back is another button
    BEGUN = "begun"


def decline(tx: Tx, standing: Standing, offer_id: int, now: datetime) -> DeclineResult:
    """Note the person's "no" and pass the place on; no reason is asked.

    Raises:
        NotFoundError: it was never offered to them.
    """
    offer, shift = offer_for(tx, standing, offer_id)
    mine = signups.of(tx, shift.id, standing.person.id)
    if mine is not None and mine.state is SignupState.CONFIRMED:
        return DeclineResult.STILL_IN
    if now >= shift.starts_at:
        return DeclineResult.BEGUN
    searches.set_offer_state(tx, offer.id, OfferState.DECLINED, now)
    searches.wake(tx, shift.id, offer.role, now)
    if mine is None or mine.state is not SignupState.WAITING or mine.role != offer.role:
        return DeclineResult.DECLINED
    signups.set_state(
        tx,
        shift_id=shift.id,
        person_id=standing.person.id,
        state=SignupState.WITHDRAWN,
        now=now,
    )
    return DeclineResult.LEFT_LINE
