"""Who really comes: "I'm late", who has not answered yet, and asking them once more."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_clock
from bot.domain.changes import NEAR
from bot.domain.coming import (
    ASK_AGAIN_AFTER,
    FRESH,
    LATE_CHOICES,
    NEXT,
    UNCONFIRMED_LEAD,
    Asked,
    Unheard,
    may_be_late,
)
from bot.domain.messages_volunteer import Reminder
from bot.domain.outbox import OutboxKind
from bot.domain.people import Standing
from bot.domain.reminders import due_of, in_quiet, night_around
from bot.domain.shifts import Shift, ShiftState, ShiftView
from bot.services.notices import Notice, reminder_payload, tell
from bot.services.ports import Lane
from bot.services.shifts import initiatives_of, own_shift
from bot.services.signups import shift_for
from bot.store import coming, initiatives, outbox, shifts, signups
from bot.store.codec import to_ms
from bot.store.coming import Silent
from bot.store.database import Tx

_DAY = timedelta(days=1)
_MS = timedelta(milliseconds=1)


def say_late(tx: Tx, standing: Standing, shift_id: int, minutes: int, now: datetime) -> bool:
    """Note that the person comes so many minutes late (0: in time after all), tell coordinators.

    Only the last word is told to them. False if the person has no place, or it is not the time to
    say so (from 24 hours before the start to the end), or nobody is late by that much.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    person = standing.person
    if not may_be_late(shift, now) or minutes not in (0, *LATE_CHOICES):
        return False
    view = shifts.view(tx, shift_id, person.id)
    before = None if view is None else view.late_minutes
    if minutes:
        done = signups.set_late(
            tx, shift_id=shift_id, person_id=person.id, minutes=minutes, now=now
        )
    else:
        done = signups.set_coming(tx, shift_id=shift_id, person_id=person.id, now=now)
    if not done or minutes == (before or 0):
        return done
    for one in initiatives.coordinators_of(tx, shift.initiative_id):
        if one.id != person.id:
            tell(
                tx,
                one,
                Notice.RUNNING_LATE,
                now,
                expires_at=shift.ends_at,
                shift=shift_id,
                member=person.id,
                minutes=minutes,
            )
    return True


def reminder(
    tx: Tx, view: ShiftView, now: datetime, *, silent: bool = False, german: bool = False
) -> Reminder:
    """Return what a reminder of this shift says to the person whose view it is."""
    initiative = initiatives.find(tx, view.shift.initiative_id)
    return Reminder(
        shift=view.shift,
        silent=silent,
        coming=view.coming,
        contact="" if initiative is None else initiative.contact,
        has_pin=view.has_pin,
        late_minutes=view.late_minutes,
        can_be_late=may_be_late(view.shift, now),
        german=german,
    )


def unheard(
    tx: Tx, shift_id: int, *, signed_up_until: datetime | None = None
) -> tuple[Unheard, ...]:
    """Return who has a place in the shift and has not said that they come.

    With ``signed_up_until`` only those who signed up by then.
    """
    return tuple(
        _unheard(one)
        for one in coming.silent(tx, shift_id)
        if signed_up_until is None or one.confirmed_at <= signed_up_until
    )


def _unheard(one: Silent) -> Unheard:
    by_phone = one.person.telegram_id is None or not one.person.reachable
    return Unheard(
        name=one.person.name or "?",
        by_phone=by_phone,
        phone=one.phone if by_phone else None,
        muted=one.muted and not by_phone,
    )


def unheard_in(tx: Tx, standing: Standing, now: datetime) -> tuple[tuple[Shift, int], ...]:
    """Return this person's shifts of the next 48 hours in which somebody has not answered."""
    mine = {one.id for one in initiatives_of(tx, standing)}
    found = coming.with_silent(tx, now, now + NEXT)
    return tuple((shift, count) for shift, count in found if shift.initiative_id in mine)


def ask_again(
    tx: Tx, standing: Standing, shift_id: int, now: datetime, zone: ZoneInfo
) -> Asked | None:
    """Send a reminder to all who have not answered, at most once in six hours.

    In somebody's quiet hours it waits for their end; within 12 hours of the start it comes at once
    without sound. None if the shift has begun or was cancelled.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shift = own_shift(tx, standing, shift_id)
    if shift.state is ShiftState.CANCELLED or now >= shift.starts_at:
        return None
    before = coming.asked_at(tx, f"again:{shift_id}:")
    if before is not None and now - before < ASK_AGAIN_AFTER:
        return Asked(before=before)
    counts = {True: 0, False: 0}
    for one in coming.silent(tx, shift_id):
        if _can_be_asked(one):
            counts[_ask(tx, shift, one, now, zone)] += 1
    return Asked(now=counts[True], later=counts[False])


def _can_be_asked(one: Silent) -> bool:
    return one.person.telegram_id is not None and one.person.reachable and not one.muted


def _ask(tx: Tx, shift: Shift, one: Silent, now: datetime, zone: ZoneInfo) -> bool:
    """Queue the question; False if it waits for the end of the person's quiet hours."""
    quiet = one.person.quiet
    is_night = in_quiet(local_clock(now, zone), quiet)
    silent = is_night and shift.starts_at - now <= NEAR
    waits = is_night and not silent
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.REMINDER,
        payload=reminder_payload(shift.id, to_ms(shift.starts_at), silent=silent, again=True),
        person_id=one.person.id,
        chat_id=one.person.telegram_id or 0,
        not_before=night_around(now, quiet, zone)[1] if waits else now,
        expires_at=shift.starts_at,
        dedupe_key=f"again:{shift.id}:{one.person.id}:{to_ms(now)}",
        now=now,
    )
    return not waits


def plan_notices(tx: Tx, now: datetime, zone: ZoneInfo) -> None:
    """Tell coordinators once, 12 hours before a shift, if somebody has not said that they come.

    Where that is night for a coordinator, they are told before it. Who signed up within the last
    24 hours before the start is not counted: that was their word.
    """
    found = coming.with_silent(
        tx, now, now + UNCONFIRMED_LEAD + _DAY, signed_up_before_ms=FRESH // _MS
    )
    for shift, _ in found:
        for person in initiatives.coordinators_of(tx, shift.initiative_id):
            due = due_of(
                UNCONFIRMED_LEAD // timedelta(minutes=1),
                starts_at=shift.starts_at,
                signed_up_at=shift.starts_at - FRESH,
                quiet=person.quiet,
                zone=zone,
            )
            if due is not None and due[0] <= now:
                tell(
                    tx,
                    person,
                    Notice.UNCONFIRMED,
                    now,
                    key=f"{shift.id}:{to_ms(shift.starts_at)}",
                    expires_at=shift.starts_at,
                    shift=shift.id,
                )
