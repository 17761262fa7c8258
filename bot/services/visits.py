"""Newcomers and one date of an offer: a place, a reminder, and news of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from bot.domain.activities import Activity, ActivityView, BookResult, decide_booking, is_on
from bot.domain.changes import Known, known_of
from bot.domain.errors import NotFoundError
from bot.domain.ics import Event, uid
from bot.domain.outbox import OutboxKind
from bot.domain.people import Person, Standing
from bot.domain.shifts import Shift
from bot.services.notices import Notice, payload, tell, tell_of_changes
from bot.store import activities, identity, outbox, places, visits
from bot.store.database import Tx


def view_for(tx: Tx, standing: Standing, shift_id: int) -> ActivityView:
    """Return a date as this person sees it; everybody may.

    Raises:
        NotFoundError: there is no such date, or newcomers do not see it any more.
    """
    found = activities.view(tx, shift_id, standing.person.id)
    if found is None:
        raise NotFoundError
    return found


def book(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> BookResult:
    """Give the person a place, with a reminder; never more people than places.

    Raises:
        NotFoundError: there is no such date.
    """
    result = decide_booking(view_for(tx, standing, shift_id), now)
    if result is BookResult.BOOKED:
        visits.put(
            tx, shift_id=shift_id, person_id=standing.person.id, booked=True, remind=True, now=now
        )
    return result


def give_back(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> bool:
    """Free the person's place, and remind them no longer; False if they had none or it began.

    Raises:
        NotFoundError: there is no such date.
    """
    view = view_for(tx, standing, shift_id)
    if view.mine is None or not view.mine.booked or not is_on(view.shift, now):
        return False
    return visits.drop(tx, shift_id, standing.person.id)


def remind(tx: Tx, standing: Standing, shift_id: int, now: datetime, *, on: bool) -> bool:
    """Remind the person of this date, or not any more; False if it has begun or is cancelled.

    Raises:
        NotFoundError: there is no such date.
    """
    view, who = view_for(tx, standing, shift_id), standing.person.id
    if not is_on(view.shift, now):
        return False
    has_place = view.mine is not None and view.mine.booked
    if on:
        if view.mine is None or not view.mine.remind:
            visits.put(
                tx, shift_id=shift_id, person_id=who, booked=has_place, remind=True, now=now
            )
    elif has_place:
        visits.be_silent(tx, shift_id, who)
    else:
        visits.drop(tx, shift_id, who)
    return True


def event(tx: Tx, view: ActivityView, link: Callable[[str], str]) -> Event:
    """Return a date as an entry of somebody's calendar; ``link`` makes a deep link."""
    shift = view.shift
    pin = places.find(tx, shift.initiative_id, shift.place)
    return Event(
        uid=uid(shift.id, identity.installation(tx)),
        sequence=shift.sequence,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        summary=f"{view.activity.title} · {shift.initiative}",
        description=link(f"s_{shift.id}"),
        location=", ".join(part for part in (shift.place, shift.town) if part),
        latitude=None if pin is None else pin.latitude,
        longitude=None if pin is None else pin.longitude,
    )


def visitors(tx: Tx, shift_id: int) -> list[Person]:
    """Return who has a place on this date or is reminded of it."""
    return visits.people_of(tx, shift_id)


def known_of_visitor(shift: Shift, activity: Activity) -> Known:
    """Return what a newcomer who sees the date now knows of it: its title, not the task."""
    return replace(known_of(shift), task=activity.title)


def changed(tx: Tx, before: Shift, after: Shift, now: datetime) -> None:
    """Plan to tell the visitors how their date has changed; a new task is not their business."""
    activity = activities.of_shift(tx, before.id)
    if activity is not None:
        _plan_to_tell(tx, before, after, (activity, activity), now)


def renamed(tx: Tx, shift: Shift, before: Activity, after: Activity, now: datetime) -> None:
    """Plan to tell the visitors of a date that the offer has another title."""
    _plan_to_tell(tx, shift, shift, (before, after), now)


def _plan_to_tell(
    tx: Tx, before: Shift, after: Shift, titles: tuple[Activity, Activity], now: datetime
) -> None:
    known = known_of_visitor(before, titles[0])
    if known.is_like(known_of_visitor(after, titles[1])):
        return
    visits.remember(tx, before.id, known)
    for person in visits.people_of(tx, before.id):
        if person.telegram_id is not None:
            tell_of_changes(tx, person, Notice.VISIT_CHANGES, before, after, now)


def cancelled(tx: Tx, shift: Shift, now: datetime) -> None:
    """End all visits of a date that does not take place for newcomers, and tell the visitors.

    The date must still be one of its activity: they are told under the title they know.
    """
    activity = activities.of_shift(tx, shift.id)
    if activity is None:
        return
    visits.remember(tx, shift.id, known_of_visitor(shift, activity))
    for person in visits.people_of(tx, shift.id):
        told = visits.known(tx, shift.id, person.id)
        end = shift.ends_at if told is None else max(shift.ends_at, told.ends_at)
        tell(tx, person, Notice.VISIT_CANCELLED, now, expires_at=end, shift=shift.id)
    visits.end(tx, shift.id)


def is_about_to_hear(tx: Tx, person: Person, view: ActivityView) -> bool:
    """Tell whether a message that waits will tell the visitor how the date has changed."""
    known = visits.known(tx, view.shift.id, person.id)
    return (
        known is not None
        and not known.is_like(known_of_visitor(view.shift, view.activity))
        and outbox.is_queued(
            tx, OutboxKind.NOTICE, person.telegram_id or 0, payload(Notice.VISIT_CHANGES)
        )
    )
