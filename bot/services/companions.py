"""Somebody comes along: the newcomer's request, and the volunteers' yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.clearances import Kind
from bot.domain.companions import (
    OPEN,
    AcceptFacts,
    AcceptResult,
    OfferState,
    Outcome,
    RequestState,
    Trip,
    decide_acceptance,
    done_at,
    warn_at,
)
from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Standing
from bot.services import audit
from bot.services.notices import Notice, tell
from bot.store import clearances, companion_people, companions, initiatives, people, questions
from bot.store.codec import to_ms
from bot.store.companions import Offer, Request
from bot.store.database import Tx


def month_of(request: Request) -> str:
    """Return in which month it is counted: that of the appointment, in UTC."""
    return request.trip.starts_at.strftime("%Y-%m")


def receiver_of(tx: Tx, standing: Standing, town: str) -> int | None:
    """Return the initiative whose coordinators see a request for this town; None: the leads.

    It is one of the town that has companions: the one the person turns to, else the one with the
    most of them.
    """
    found = companion_people.coordinating(tx, town)
    turned = questions.turns_to(tx, standing.person.id)
    if turned in found:
        return turned
    return found[0] if found else None


def own(tx: Tx, standing: Standing) -> Request | None:
    """Return the person's open request, or None."""
    found = companions.newest_of(tx, standing.person.id)
    return found if found is not None and found.state in OPEN else None


def request_of(tx: Tx, standing: Standing, request_id: int) -> Request:
    """Return a request of this person.

    Raises:
        NotFoundError: there is none of that number, or it is somebody else's.
    """
    found = companions.find(tx, request_id)
    if found is None or found.person_id != standing.person.id:
        raise NotFoundError
    return found


def ask(tx: Tx, standing: Standing, trip: Trip, now: datetime) -> Request:
    """Begin to look for somebody; an open request of this person is replaced by it."""
    me = standing.person.id
    before = own(tx, standing)
    if before is not None:
        withdraw(tx, standing, before.id, now)
    initiative = receiver_of(tx, standing, trip.town)
    number = companions.add(tx, person_id=me, initiative_id=initiative, trip=trip, now=now)
    request = request_of(tx, standing, number)
    companions.count(tx, request, Outcome.ASKED, month_of(request))
    audit.of_companion(tx, me, "companion.asked", number, initiative, now)
    return request


def withdraw(tx: Tx, standing: Standing, request_id: int, now: datetime) -> bool:
    """Take the request back, the companion is told; False if it was not open.

    Raises:
        NotFoundError: it is not this person's.
    """
    request = request_of(tx, standing, request_id)
    if request.state not in OPEN or now >= request.trip.ends_at:
        return False
    companions.close(tx, request.id, RequestState.WITHDRAWN, now)
    tell_cancelled(tx, request, now)
    audit.of_companion(
        tx, standing.person.id, "companion.withdrawn", request.id, request.initiative_id, now
    )
    return True


def tell_cancelled(tx: Tx, request: Request, now: datetime) -> None:
    """Tell the companion, if there is one, that nobody needs them; the request may be gone."""
    companion = None if request.companion_id is None else people.find(tx, request.companion_id)
    if companion is None or request.state is not RequestState.MATCHED:
        return
    trip = request.trip
    tell(
        tx,
        companion,
        Notice.COMPANION_CANCELLED,
        now,
        expires_at=trip.ends_at,
        place=list(type(trip.place)).index(trip.place),
        starts_at=to_ms(trip.starts_at),
        ends_at=to_ms(trip.ends_at),
    )


def humans(tx: Tx, request: Request) -> list[Person]:
    """Return who sees the request: the initiative's coordinators, else the leads."""
    if request.initiative_id is None:
        return initiatives.leads(tx)
    return initiatives.coordinators_of(tx, request.initiative_id)


def tell_humans(
    tx: Tx, request: Request, notice: Notice, now: datetime, key: str | None = None
) -> None:
    """Tell the coordinators; whoever of them is the newcomer or the companion knows already."""
    for person in humans(tx, request):
        if person.id not in {request.person_id, request.companion_id}:
            tell(tx, person, notice, now, key=key, request=request.id)


# --- the volunteers' answers


def offer_for(tx: Tx, standing: Standing, offer_id: int) -> tuple[Offer, Request]:
    """Return what this volunteer was asked.

    Raises:
        NotFoundError: it was never asked of them.
    """
    offer = companions.find_offer(tx, offer_id)
    request = None if offer is None else companions.find(tx, offer.request_id)
    if offer is None or request is None or offer.person_id != standing.person.id:
        raise NotFoundError
    return offer, request


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What became of "I'll come along", and the request as it stands now."""

    result: AcceptResult
    request: Request


def accept(tx: Tx, standing: Standing, offer_id: int, now: datetime, zone: ZoneInfo) -> Accepted:
    """Make the volunteer the companion, if nobody else is.

    A "no" or "I can't come after all" may be taken back while somebody is looked for.

    Raises:
        NotFoundError: it was never asked of them.
    """
    offer, request = offer_for(tx, standing, offer_id)
    me = standing.person.id
    result = decide_acceptance(
        AcceptFacts(
            state=request.state,
            starts_at=request.trip.starts_at,
            mine=request.companion_id == me,
            cleared=clearances.has(tx, me, Kind.COMPANION),
        ),
        now,
    )
    if result is not AcceptResult.TAKEN:
        return Accepted(result=result, request=request)
    companions.set_offer(tx, offer.id, OfferState.ACCEPTED, now)
    ends = done_at(request.trip.starts_at, zone)
    companions.match(tx, request.id, me, next_at=ends, now=now)
    companions.lapse(tx, request.id, now)
    companions.count(tx, request, Outcome.MATCHED, month_of(request))
    audit.of_companion(tx, me, "companion.matched", request.id, request.initiative_id, now)
    matched = companions.find(tx, request.id)
    if matched is None:
        raise NotFoundError
    _tell_newcomer(tx, matched, Notice.COMPANION_MATCHED, now)
    key = f"{request.id}:{to_ms(now)}"
    tell_humans(tx, matched, Notice.COMPANION_MATCHED, now, key=key)
    return Accepted(result=result, request=matched)


def _tell_newcomer(tx: Tx, request: Request, notice: Notice, now: datetime) -> None:
    newcomer = people.find(tx, request.person_id)
    if newcomer is not None:
        key, ends = f"{request.id}:{to_ms(now)}", request.trip.ends_at
        tell(tx, newcomer, notice, now, key=key, expires_at=ends, request=request.id)


def decline(tx: Tx, standing: Standing, offer_id: int, now: datetime) -> Request:
    """Note the volunteer's "no"; they are not asked again for this request.

    Raises:
        NotFoundError: it was never asked of them.
    """
    offer, request = offer_for(tx, standing, offer_id)
    if offer.state is OfferState.OPEN:
        companions.set_offer(tx, offer.id, OfferState.DECLINED, now)
        companions.wake(tx, request.id, now)
    return request


def accompanied_by(tx: Tx, standing: Standing, request_id: int) -> Request:
    """Return a request whose companion this person is.

    Raises:
        NotFoundError: they are not.
    """
    found = companions.find(tx, request_id)
    if found is None or found.companion_id != standing.person.id:
        raise NotFoundError
    return found


def get_out(tx: Tx, standing: Standing, request_id: int, now: datetime) -> bool:
    """Let the companion go at once, and the search go on; False if the window has begun.

    Raises:
        NotFoundError: they are not the companion.
    """
    request = accompanied_by(tx, standing, request_id)
    if request.state is not RequestState.MATCHED or now >= request.trip.starts_at:
        return False
    audit.of_companion(
        tx, standing.person.id, "companion.got_out", request_id, request.initiative_id, now
    )
    lose(tx, request, now)
    return True


def lose(tx: Tx, request: Request, now: datetime) -> None:
    """Have the search go on without this companion, and tell the newcomer and coordinators."""
    mine = companions.offer_to(tx, request.id, request.companion_id or 0)
    if mine is not None:
        companions.set_offer(tx, mine.id, OfferState.ENDED, now)
    late = now >= warn_at(request.created_at, request.trip.starts_at)
    companions.reopen(tx, request.id, now, warned=late)
    _tell_newcomer(tx, request, Notice.COMPANION_LOST, now)
    key = f"{request.id}:{to_ms(now)}"
    tell_humans(tx, request, Notice.COMPANION_LOST, now, key=key)


def coming(tx: Tx, standing: Standing, now: datetime) -> list[Request]:
    """Return the appointments this person comes along to, soonest first."""
    return companions.accepted_by(tx, standing.person.id, now)


# --- who is no longer there


def volunteer_gone(tx: Tx, person_id: int, now: datetime) -> None:
    """Let go whoever can no longer come along: not cleared, not reachable, or erased."""
    for request_id in companions.withdraw_offers(tx, person_id, now):
        companions.wake(tx, request_id, now)
    for request in companions.accepted_by(tx, person_id, now):
        if now < request.trip.starts_at:
            lose(tx, request, now)


def person_gone(tx: Tx, person_id: int, now: datetime) -> None:
    """Settle what somebody leaves behind who is about to be erased."""
    volunteer_gone(tx, person_id, now)
    request = companions.newest_of(tx, person_id)
    if request is not None and now < request.trip.ends_at:
        tell_cancelled(tx, request, now)


def clearance_gone(tx: Tx, person_id: int, now: datetime) -> None:
    """Let somebody go who is cleared nowhere any more."""
    if not clearances.has(tx, person_id, Kind.COMPANION):
        volunteer_gone(tx, person_id, now)
