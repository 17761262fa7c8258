"""What goes on by itself: the search for a companion, reminders, and the end of the day."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.companions import (
    OfferState,
    Outcome,
    RequestState,
    SearchFacts,
    half_of,
    next_moves,
)
from bot.domain.reminders import LONGEST_LEAD, plan, send_moment
from bot.services.companions import month_of, tell_humans
from bot.services.notices import Notice, tell
from bot.store import companion_people, companions, people
from bot.store.codec import to_ms
from bot.store.companions import Request
from bot.store.database import Tx

_AT_ONCE = 5  # requests per transaction, so that nobody's press waits long
_HORIZON = LONGEST_LEAD + timedelta(days=1)


def any_due(tx: Tx, now: datetime) -> bool:
    """Tell whether a request has to be looked at."""
    return bool(companions.due(tx, now, 1))


def advance_due(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Let a few of the requests that are due go on; return how many were, 0 when all are done."""
    found = companions.due(tx, now, _AT_ONCE)
    for request_id in found:
        _advance(tx, request_id, now, zone)
    return len(found)


def _advance(tx: Tx, request_id: int, now: datetime, zone: ZoneInfo) -> None:
    request = companions.find(tx, request_id)
    if request is None:
        return
    if request.state is RequestState.MATCHED:
        companions.close(tx, request.id, RequestState.DONE, now)
        companions.count(tx, request, Outcome.DONE, month_of(request))
        return
    moves = next_moves(_facts(tx, request, now, zone), now, zone)
    for person_id in moves.ask:
        ask_one(tx, request, person_id, moves.wave, now)
    companions.settle(tx, request.id, moves, now)
    if moves.nobody_speaks:
        tell_humans(tx, request, Notice.COMPANION_NOBODY, now, key=str(request.id))
    if moves.state is RequestState.UNFILLED:
        companions.close(tx, request.id, RequestState.UNFILLED, now)
        companions.count(tx, request, Outcome.UNFILLED, month_of(request))
    if moves.warn:
        _tell_unfilled(tx, request, now)


def ask_one(tx: Tx, request: Request, person_id: int, wave: int, now: datetime) -> None:
    """Ask one volunteer whether they can come along."""
    offer = companions.add_offer(tx, request.id, person_id, wave, now)
    person = people.find(tx, person_id)
    if person is not None:
        ends = request.trip.starts_at
        tell(tx, person, Notice.COMPANION_ASKED, now, expires_at=ends, offer=offer)


def _tell_unfilled(tx: Tx, request: Request, now: datetime) -> None:
    newcomer = people.find(tx, request.person_id)
    if newcomer is not None:
        key, ends = str(request.id), request.trip.starts_at
        tell(
            tx,
            newcomer,
            Notice.COMPANION_UNFILLED,
            now,
            key=key,
            expires_at=ends,
            request=request.id,
        )
    tell_humans(tx, request, Notice.COMPANION_UNFILLED, now, key=str(request.id))


def _facts(tx: Tx, request: Request, now: datetime, zone: ZoneInfo) -> SearchFacts:
    half = half_of(request.trip.starts_at, zone)
    return SearchFacts(
        wish=request.trip.wish,
        starts_at=request.trip.starts_at,
        created_at=request.created_at,
        wave=request.wave,
        warned=request.warned_at is not None,
        waiting=companions.tally(tx, request.id).get(OfferState.OPEN, 0),
        asked_at=companions.asked_at(tx, request.id),
        candidates=companion_people.candidates(tx, request, local_day(now, zone), half),
    )


def plan_reminders(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Put the reminders that are due for both who go into the outbox, once; return how many."""
    due = 0
    for request in companions.matched_between(tx, now, now + _HORIZON):
        for person_id in (request.person_id, request.companion_id or 0):
            due += _remind(tx, request, person_id, now, zone)
    return due


def _remind(tx: Tx, request: Request, person_id: int, now: datetime, zone: ZoneInfo) -> int:
    person, start = people.find(tx, person_id), request.trip.starts_at
    if person is None or request.matched_at is None:
        return 0
    found = [
        one
        for one in plan(
            person.lead_minutes,
            starts_at=start,
            signed_up_at=request.matched_at,
            quiet=person.quiet,
            zone=zone,
        )
        if one.at <= now < one.expires_at
    ]
    for one in found:
        at, silent = send_moment(one, now, starts_at=start, quiet=person.quiet, zone=zone)
        tell(
            tx,
            person,
            Notice.COMPANION_REMINDER,
            now,
            key=f"{request.id}:{to_ms(request.matched_at)}:{to_ms(one.at)}",
            not_before=at,
            expires_at=max(one.expires_at, min(at + timedelta(minutes=1), start)),
            request=request.id,
            silent=int(silent),
        )
    return len(found)
