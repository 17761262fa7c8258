"""The stand-in search as a coordinator steers it: start, stop, widen, and see how far it is."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.errors import NotFoundError
from bot.domain.messages_offers import RoleSearch
from bot.domain.people import Standing
from bot.domain.searches import OfferState, SearchKind, SearchState
from bot.domain.shifts import Shift, ShiftRole, ShiftState
from bot.services import audit
from bot.services.searches import look_for_stand_in
from bot.services.shifts import own_shift
from bot.store import fitting, searches, shifts
from bot.store.database import Tx
from bot.store.searches import Search


class StartResult(StrEnum):
    """What became of the wish to look for a stand-in."""

    STARTED = "started"
    RUNNING = "running"  # everybody who fits is being asked already
    FULL = "full"
    OVER = "over"  # begun or cancelled


def _own_search(tx: Tx, standing: Standing, search_id: int) -> tuple[Search, Shift]:
    found = searches.find(tx, search_id)
    if found is None:
        raise NotFoundError
    return found, own_shift(tx, standing, found.shift_id)


def start(tx: Tx, standing: Standing, shift_id: int, role: int, now: datetime) -> StartResult:
    """Look for somebody for that role: the waitlist first, then everybody who fits.

    Raises:
        NotFoundError: there is no such shift to plan for them, or no such role.
    """
    shift = own_shift(tx, standing, shift_id)
    if shifts.role(tx, shift_id, role) is None:
        raise NotFoundError
    if now >= shift.starts_at or shift.state is ShiftState.CANCELLED:
        return StartResult.OVER
    if searches.free_places(tx, shift_id, role) <= 0:
        return StartResult.FULL
    if not look_for_stand_in(tx, shift, role, standing.person.id, now):
        return StartResult.RUNNING
    audit.of_shift(tx, standing.person.id, "search.started", shift, now)
    return StartResult.STARTED


def stop(tx: Tx, standing: Standing, search_id: int, now: datetime) -> Shift:
    """End a search; what was asked lapses. Nothing happens to one that is over.

    Raises:
        NotFoundError: there is no such search for them.
    """
    found, shift = _own_search(tx, standing, search_id)
    if found.state is SearchState.RUNNING:
        searches.end(tx, found.id, SearchState.STOPPED, now)
        audit.of_shift(tx, standing.person.id, "search.stopped", shift, now)
    return shift


def widen(tx: Tx, standing: Standing, search_id: int, now: datetime) -> Shift:
    """Have the next wave go to everybody, whatever languages are wanted.

    Raises:
        NotFoundError: there is no such search for them.
    """
    found, shift = _own_search(tx, standing, search_id)
    if found.state is SearchState.RUNNING and not found.wide:
        searches.widen(tx, found.id)
        searches.wake(tx, shift.id, found.role, now)
        audit.of_shift(tx, standing.person.id, "search.widened", shift, now)
    return shift


def view(
    tx: Tx, standing: Standing, shift_id: int, now: datetime, zone: ZoneInfo
) -> tuple[Shift, tuple[RoleSearch, ...]]:
    """Return the shift and how the last search for each of its roles stands.

    Raises:
        NotFoundError: there is no such shift to plan for them.
    """
    shift = own_shift(tx, standing, shift_id)
    today, me = local_day(now, zone), standing.person.id
    return shift, tuple(
        _role_search(tx, shift, role, today, me) for role in shifts.roles(tx, shift_id)
    )


def _role_search(tx: Tx, shift: Shift, role: ShiftRole, today: date, me: int) -> RoleSearch:
    found = searches.newest(tx, shift.id, role.position)
    runs = found is not None and found.state is SearchState.RUNNING
    # A running search asks nobody twice; the next one would start afresh, and by whoever looks.
    able = fitting.candidates(
        tx,
        shift,
        role,
        found.id if found and runs else None,
        today,
        besides=found.started_by if found and runs else me,
    )
    tally = {} if found is None else searches.tally(tx, found.id)
    return RoleSearch(
        role=role,
        free=max(0, searches.free_places(tx, shift.id, role.position)),
        search_id=found.id if found and runs else None,
        state=None if found is None else found.state,
        asks_everybody=found is not None and found.kind is SearchKind.STANDIN,
        wide=found is not None and found.wide,
        asked=sum(tally.values()),
        declined=tally.get(OfferState.DECLINED, 0),
        silent=sum(tally.get(one, 0) for one in _SILENT),
        takers=() if found is None else searches.takers(tx, found.id),
        left=len(able),
        speakers_left=sum(one.speaks for one in able) if role.languages else 0,
        next_at=found.next_at if found and runs else None,
    )


_SILENT = (OfferState.OPEN, OfferState.EXPIRED, OfferState.LAPSED)
