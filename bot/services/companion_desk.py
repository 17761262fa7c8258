"""Requests for companions as coordinators see, steer and stop them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.companions import OPEN, OfferState, RequestState
from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Standing
from bot.services import audit
from bot.services.companion_search import ask_one
from bot.services.companions import tell_cancelled
from bot.services.notices import Notice, tell
from bot.services.shifts import initiatives_of
from bot.store import companion_people, companions, people
from bot.store.companions import Request
from bot.store.database import Tx


def may_see(standing: Standing, request: Request) -> bool:
    """Tell whether this person coordinates the request."""
    if request.initiative_id is None:
        return standing.is_lead
    return standing.coordinates(request.initiative_id)


def requests(tx: Tx, standing: Standing, limit: int) -> list[Request]:
    """Return the requests this person coordinates, open ones first."""
    ids = tuple(one.id for one in initiatives_of(tx, standing))
    return companions.for_desk(tx, ids, with_leads=standing.is_lead, limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard:
    """One request with how many were asked, and how many of them said what."""

    request: Request
    asked: int
    declined: int
    silent: int


def card_for(tx: Tx, standing: Standing, request_id: int) -> DeskCard:
    """Return one request this person coordinates.

    Raises:
        NotFoundError: there is none of that number, or it is not theirs to see.
    """
    request = companions.find(tx, request_id)
    if request is None or not may_see(standing, request):
        raise NotFoundError
    tally = companions.tally(tx, request_id)
    return DeskCard(
        request=request,
        asked=sum(tally.values()),
        declined=tally.get(OfferState.DECLINED, 0) + tally.get(OfferState.ENDED, 0),
        silent=tally.get(OfferState.OPEN, 0),
    )


def is_open(request: Request) -> bool:
    """Tell whether somebody is looked for or comes along."""
    return request.state in OPEN


def stop(tx: Tx, standing: Standing, request_id: int, now: datetime) -> bool:
    """Stop a search or a match, both are told; False if it was over.

    Raises:
        NotFoundError: it is not this person's to stop.
    """
    request = card_for(tx, standing, request_id).request
    if not is_open(request):
        return False
    companions.close(tx, request.id, RequestState.STOPPED, now)
    tell_cancelled(tx, request, now)
    newcomer = people.find(tx, request.person_id)
    if newcomer is not None:
        tell(
            tx,
            newcomer,
            Notice.COMPANION_STOPPED,
            now,
            key=str(request.id),
            expires_at=request.trip.ends_at,
            request=request.id,
        )
    me = standing.person.id
    audit.of_companion(tx, me, "companion.stopped", request.id, request.initiative_id, now)
    return True


def can_be_asked(
    tx: Tx, standing: Standing, request_id: int, today: date
) -> tuple[Request, list[Person]]:
    """Return whom this coordinator can ask by name: cleared in their own initiatives.

    Raises:
        NotFoundError: it is not this person's request to see.
    """
    request = card_for(tx, standing, request_id).request
    if request.state is not RequestState.SEARCHING:
        return request, []
    ids = tuple(one.id for one in initiatives_of(tx, standing))
    return request, companion_people.by_name(tx, request, today, ids)


def ask_by_name(
    tx: Tx, standing: Standing, request_id: int, person_id: int, *, today: date, now: datetime
) -> bool:
    """Ask one cleared volunteer, whatever they said of times and language; False if they cannot.

    Raises:
        NotFoundError: it is not this person's request to see.
    """
    request, found = can_be_asked(tx, standing, request_id, today)
    if now >= request.trip.starts_at or all(one.id != person_id for one in found):
        return False
    ask_one(tx, request, person_id, request.wave, now)
    me = standing.person.id
    audit.of_companion(tx, me, "companion.asked_one", request.id, request.initiative_id, now)
    return True
