"""Series of shifts: begin one, make its shifts ahead, end it (docs/decisions/0012)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.series import AHEAD, Series, draft_on, planned_days
from bot.domain.series_edit import EditFault
from bot.domain.shifts import FURTHEST, DraftFault, Shift, find_fault
from bot.services import audit, searches, signups, visits
from bot.services import shifts as shifts_service
from bot.services.notices import Notice, tell
from bot.store import people, shifts
from bot.store import series as store
from bot.store.database import Tx

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """A series that has begun, with the shifts that were made at once, soonest first."""

    series: Series
    made: tuple[Shift, ...]


def start(
    tx: Tx, standing: Standing, series: Series, now: datetime, zone: ZoneInfo
) -> Started | DraftFault | EditFault:
    """Begin a series and make its first shifts, or say what is wrong with it.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    shifts_service.initiative_for(tx, standing, series.initiative_id)
    today = local_day(now, zone)
    days = planned_days(series, max(series.first_day, today), today + FURTHEST)
    if not days:
        return EditFault.NOTHING
    if (fault := find_fault(draft_on(series, days[0], zone), now)) is not None:
        return fault
    series_id = store.add(tx, replace(series, created_by=standing.person.id), now)
    made = make(tx, own_series(tx, standing, series_id), now, zone)
    audit.of_series(tx, standing.person.id, "series.started", series_id, series.initiative_id, now)
    return Started(series=own_series(tx, standing, series_id), made=_existing(tx, made))


def _existing(tx: Tx, shift_ids: list[int]) -> tuple[Shift, ...]:
    found = (shifts.find(tx, shift_id) for shift_id in shift_ids)
    return tuple(one for one in found if one is not None)


def own_series(tx: Tx, standing: Standing, series_id: int) -> Series:
    """Return a series this person plans.

    Raises:
        NotFoundError: there is no such series, or it is not theirs to plan.
    """
    found = store.find(tx, series_id)
    if found is None or not standing.coordinates(found.initiative_id):
        raise NotFoundError
    return found


def series_of(tx: Tx, standing: Standing, shift_id: int) -> Series | None:
    """Return the series of a shift this person plans; None if it is a single one.

    Raises:
        NotFoundError: the shift is not theirs to plan.
    """
    shift = shifts_service.own_shift(tx, standing, shift_id)
    return None if shift.series_id is None else store.find(tx, shift.series_id)


def any_to_make(tx: Tx, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether shifts of some series may have to be made."""
    return bool(store.to_make(tx, local_day(now, zone) + AHEAD))


_AT_ONCE = 20  # series per transaction, so that nobody's press waits long


def materialise(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Make the shifts of a few series eight weeks ahead; return how many were made.

    Every shift is made once, however often this runs: where there is one with the same key, moved
    or cancelled ones as well, none is made.
    """
    until = local_day(now, zone) + AHEAD
    made = sum(len(make(tx, series, now, zone)) for series in store.to_make(tx, until)[:_AT_ONCE])
    if made:
        logger.info("shifts of series made", extra={"event": "series.made", "count": made})
    return made


def make(tx: Tx, series: Series, now: datetime, zone: ZoneInfo) -> list[int]:
    """Make the shifts of one series eight weeks ahead; return their ids, soonest first."""
    today = local_day(now, zone)
    until = today + AHEAD
    taken = store.days_taken(tx, series.id)
    made = []
    for day in planned_days(series, max(series.first_day, today), until):
        draft = draft_on(series, day, zone)
        if day in taken or find_fault(draft, now) is not None:
            continue
        key = shifts.Occurrence(series_id=series.id, day=day.isoformat())
        shift_id = shifts.add(tx, draft, created_by=series.created_by, now=now, occurrence=key)
        sign_up_regulars(tx, series.id, shift_id, now, zone)
        made.append(shift_id)
    store.update(tx, replace(series, made_until=until))
    return made


def sign_up_regulars(tx: Tx, series_id: int, shift_id: int, now: datetime, zone: ZoneInfo) -> None:
    """Sign up everybody who wants every shift of the series, in the order in which they said so.

    Each is decided like any other wish: where it is full they wait. Who left the initiative is no
    regular any more.
    """
    shift = shifts.find(tx, shift_id)
    if shift is None:
        return
    for one in store.regulars(tx, series_id, local_day(shift.starts_at, zone)):
        person = people.find(tx, one.person_id)
        if person is None:
            continue
        try:
            signups.sign_up(tx, people.standing_of(tx, person), shift_id, now, role=one.role)
        except NotFoundError:
            store.drop_regular(tx, series_id, one.person_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPlan:
    """What ending a series means: how many coming shifts are empty, and where people are.

    ``people`` are those signed up, without who ends it, of whom ``to_call`` have no Telegram;
    ``regulars`` are those signed up for all.
    """

    empty: int
    with_people: int
    people: int
    regulars: int
    to_call: int = 0


def preview_end(
    tx: Tx, standing: Standing, series_id: int, now: datetime, zone: ZoneInfo
) -> EndPlan:
    """Return what ending the series now would mean.

    Raises:
        NotFoundError: the series is not this person's to plan.
    """
    own_series(tx, standing, series_id)
    coming = [one for one in store.occurrences(tx, series_id, zone) if one.open_at(now)]
    people_in = {person for one in coming for person in one.people} - {standing.person.id}
    filled = sum(bool(one.people) for one in coming)
    return EndPlan(
        empty=len(coming) - filled,
        with_people=filled,
        people=len(people_in),
        to_call=len(people_in) - store.count_with_telegram(tx, people_in),
        regulars=store.count_regulars(tx, series_id),
    )


def end(
    tx: Tx, standing: Standing, series_id: int, now: datetime, zone: ZoneInfo, *, cancel: bool
) -> EndPlan:
    """End a series: nothing more is made, empty coming shifts go, and nobody is a regular.

    Shifts with people stay, or with ``cancel`` are cancelled and everybody is told. Returns what
    was done, in the numbers of ``preview_end``.

    Raises:
        NotFoundError: the series is not this person's to plan.
    """
    series = own_series(tx, standing, series_id)
    planned = preview_end(tx, standing, series_id, now, zone)
    for one in store.occurrences(tx, series_id, zone):
        if not one.open_at(now):
            continue
        if not one.people:
            remove(tx, one.shift_id, now)
        elif cancel:
            shifts_service.cancel(tx, standing, one.shift_id, now)
    # Today's may have been deleted just now: it must not be made again.
    yesterday = local_day(now, zone) - timedelta(days=1)
    last = yesterday if series.last_day is None else min(series.last_day, yesterday)
    store.update(tx, replace(series, last_day=last))
    end_regulars(tx, series_id, now, besides=standing.person.id)
    audit.of_series(tx, standing.person.id, "series.ended", series_id, series.initiative_id, now)
    return planned


def end_regulars(tx: Tx, series_id: int, now: datetime, *, besides: int) -> None:
    """End all standing sign-ups of the series and tell those who had one, but not ``besides``."""
    for person_id in store.drop_regulars(tx, series_id):
        person = people.find(tx, person_id)
        if person is not None and person.id != besides:
            tell(tx, person, Notice.NO_LONGER_REGULAR, now, series=series_id)


def remove(tx: Tx, shift_id: int, now: datetime) -> None:
    """Take a shift away in which nobody is: delete it, or cancel it if somebody ever was."""
    shift = shifts.find(tx, shift_id)
    if shift is not None and not store.drop_unused(tx, shift_id):
        shifts.cancel(tx, shift_id)
        visits.cancelled(tx, shift, now)
        searches.shift_ended(tx, shift_id, now)
