"""What initiatives hold for newcomers: find it, plan it with the shifts behind it, change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.activities import Activity, ActivityView
from bot.domain.people import Standing
from bot.domain.series import Series
from bot.domain.series_edit import EditFault
from bot.domain.shifts import DraftFault, Kind, Shift, ShiftDraft
from bot.services import audit, visits
from bot.services import series as series_service
from bot.services import shifts as shifts_service
from bot.services.series import Started
from bot.store import activities, series, shifts
from bot.store.database import Tx
from bot.store.shift_filter import Filter

PAGE_SIZE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of coming dates; ``number`` counts from 0."""

    found: tuple[ActivityView, ...]
    number: int
    pages: int
    total: int


def near(tx: Tx, standing: Standing, now: datetime, page: int, wanted: Filter) -> Page:
    """Return one page of what newcomers can go to; a page beyond the end is the last one."""
    size, who = PAGE_SIZE, standing.person.id
    number = max(0, page)
    found, total = activities.page(tx, who, now, wanted, limit=size, offset=number * size)
    pages = max(1, -(-total // size))
    if number >= pages:
        number = pages - 1
        found, total = activities.page(tx, who, now, wanted, limit=size, offset=number * size)
    return Page(found=tuple(found), number=number, pages=pages, total=total)


def next_for(
    tx: Tx, now: datetime, *, town: str | None, kinds: tuple[Kind, ...], limit: int
) -> tuple[ActivityView, ...]:
    """Return the next dates for newcomers, soonest first.

    ``town`` None means in all towns, no ``kinds`` all of them. Nobody's own visit is in it.
    """
    return tuple(activities.next_for(tx, now, town=town, kinds=kinds, limit=limit))


def plan(
    tx: Tx, standing: Standing, draft: ShiftDraft, offer: Activity | None, now: datetime
) -> Shift | DraftFault:
    """Plan a shift, and with ``offer`` what newcomers see of it, or say what is wrong.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    planned = shifts_service.plan(tx, standing, draft, now)
    if isinstance(planned, Shift) and offer is not None:
        activities.link(tx, planned.id, _kept(tx, offer, draft.initiative_id, now))
    return planned


def start(
    tx: Tx,
    standing: Standing,
    wanted: Series,
    offer: Activity | None,
    now: datetime,
    zone: ZoneInfo,
) -> Started | DraftFault | EditFault:
    """Begin a series, and with ``offer`` what newcomers see of it, or say what is wrong.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    begun = series_service.start(tx, standing, wanted, now, zone)
    if isinstance(begun, Started) and offer is not None:
        activity_id = _kept(tx, offer, wanted.initiative_id, now)
        activities.link_series(tx, begun.series.id, activity_id)
        for one in begun.made:
            activities.link(tx, one.id, activity_id)
    return begun


def _kept(tx: Tx, offer: Activity, initiative_id: int, now: datetime) -> int:
    """Return the id of the activity: the one that was copied as it is, else a new one."""
    known = activities.find(tx, offer.id)
    if known is not None and known == replace(offer, initiative_id=initiative_id):
        return known.id
    return activities.add(tx, replace(offer, initiative_id=initiative_id), now)


def of_own(tx: Tx, standing: Standing, shift_id: int) -> tuple[Shift, Activity | None]:
    """Return a shift this person plans and what newcomers see of it.

    Raises:
        NotFoundError: the shift is not theirs to plan.
    """
    shift = shifts_service.own_shift(tx, standing, shift_id)
    return shift, activities.of_shift(tx, shift_id)


def proposed(tx: Tx, shift: Shift) -> Activity:
    """Return what newcomers could see of a shift: what they see of its series, else its task."""
    known = None if shift.series_id is None else activities.of_series(tx, shift.series_id)
    return known or Activity(initiative_id=shift.initiative_id, title=shift.task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How many coming dates an activity has, and how many people visit this one and all."""

    dates: int
    visitors: int
    visitors_of_all: int


def reach(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> Reach:
    """Return whom it concerns when newcomers do not see this date, or this activity, any more.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    _, activity = of_own(tx, standing, shift_id)
    dates = () if activity is None else activities.coming(tx, activity.id, now)
    everybody = {person.id for one in dates for person in visits.visitors(tx, one)}
    here = visits.visitors(tx, shift_id) if shift_id in dates else []
    return Reach(dates=len(dates), visitors=len(here), visitors_of_all=len(everybody))


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFew:
    """There cannot be fewer places than are booked already."""

    booked: int


def save(
    tx: Tx, standing: Standing, shift_id: int, wanted: Activity, now: datetime
) -> Activity | TooFew:
    """Let newcomers see the shift and all that belongs to it like this; visitors hear of a title.

    A shift that was for volunteers only becomes a date, and so do the coming ones of its series
    as long as newcomers see none of them.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shift, before = of_own(tx, standing, shift_id)
    after = replace(wanted, initiative_id=shift.initiative_id)
    if before is None:
        after = replace(after, id=_kept(tx, after, shift.initiative_id, now))
        _offer(tx, shift, after.id, now)
    else:
        after = replace(after, id=before.id)
        booked = activities.most_booked(tx, before.id, now)
        if after.places is not None and after.places < booked:
            return TooFew(booked=booked)
        activities.update(tx, after)
        _tell_title(tx, before, after, now)
    audit.of_shift(tx, standing.person.id, "activity.saved", shift, now)
    return after


def _offer(tx: Tx, shift: Shift, activity_id: int, now: datetime) -> None:
    activities.link(tx, shift.id, activity_id)
    if shift.series_id is not None and activities.of_series(tx, shift.series_id) is None:
        activities.link_series(tx, shift.series_id, activity_id)
        for one in series.coming(tx, shift.series_id, now):
            activities.link(tx, one, activity_id)


def _tell_title(tx: Tx, before: Activity, after: Activity, now: datetime) -> None:
    if before.title == after.title:
        return
    for one in activities.coming(tx, before.id, now):
        if (shift := shifts.find(tx, one)) is not None:
            visits.renamed(tx, shift, before, after, now)


def take_off(
    tx: Tx, standing: Standing, shift_id: int, now: datetime, *, every: bool
) -> int | None:
    """Take a date, or ``every`` coming one of its activity, off the newcomers' list.

    The shifts stay. The visitors are told; returns how many. None if it was not on the list.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shift, activity = of_own(tx, standing, shift_id)
    if activity is None:
        return None
    dates = activities.coming(tx, activity.id, now)
    if not every:
        dates = tuple(one for one in dates if one == shift_id)
    told: set[int] = set()
    for one in dates:
        date = shifts.find(tx, one)
        if date is not None:
            told |= {person.id for person in visits.visitors(tx, one)}
            visits.cancelled(tx, date, now)
            activities.link(tx, one, None)
    if every:
        activities.end_series(tx, activity.id)
    audit.of_shift(tx, standing.person.id, "activity.taken_off", shift, now)
    return len(told)
