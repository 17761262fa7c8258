"""Change a planned shift, and see to it that everybody concerned is told old and new.

What each person knew before is kept with the sign-up until a message told them better. That
message is written from it when it leaves, so that several changes make one message, and a change
that was taken back makes none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.changes import (
    Alteration,
    Known,
    Occupied,
    RoleChanged,
    altered,
    find_alteration_fault,
    known_of,
)
from bot.domain.errors import NotFoundError
from bot.domain.outbox import OutboxKind
from bot.domain.people import Person, Standing
from bot.domain.shifts import CAPACITY_LIMIT, DraftFault, Shift, ShiftRole, ShiftState
from bot.services import audit, calendar, searches, visits
from bot.services.notices import Notice, payload, tell_of_changes
from bot.services.shifts import own_shift
from bot.store import changes, outbox, shifts
from bot.store.database import Tx


def alter_own(
    tx: Tx, standing: Standing, shift_id: int, alteration: Alteration, now: datetime
) -> Shift | DraftFault | None:
    """Change a shift this person plans; see :func:`alter`.

    Raises:
        NotFoundError: the shift is not theirs to plan.
    """
    before = own_shift(tx, standing, shift_id)
    found = alter(tx, shift_id, alteration, now, by=standing.person.id)
    if isinstance(found, Shift) and found != before:
        audit.of_shift(tx, standing.person.id, "shift.altered", found, now)
    return found


def alter(
    tx: Tx,
    shift_id: int,
    alteration: Alteration,
    now: datetime,
    *,
    by: int | None,
    detach: bool = False,
) -> Shift | DraftFault | None:
    """Change a shift without looking at who asks for it, and plan to tell all who are in it.

    ``by`` knows it already and is not told. Who has a place is asked anew whether they come if
    the time changed. ``detach``: an occurrence of a series has values of its own from now on.
    Returns the shift as it is afterwards, what forbids the change, or None if the shift has begun
    or was cancelled.

    Raises:
        NotFoundError: there is no such shift.
    """
    before = shifts.find(tx, shift_id)
    if before is None:
        raise NotFoundError
    if before.state is ShiftState.CANCELLED or now >= before.starts_at:
        return None
    after = altered(before, alteration)
    if (fault := find_alteration_fault(after, now)) is not None:
        return fault
    if after == before:
        return before
    is_news = known_of(after) != known_of(before)
    changes.alter(tx, after, raises=is_news)
    if detach:
        changes.detach(tx, shift_id)
    if is_news:
        _plan_to_tell(tx, before, after, now, by)
        visits.changed(tx, before, after, now)
        for role in shifts.roles(tx, shift_id):
            searches.touch(tx, after, role.position, now)
        calendar.changed(tx, shift_id, now)
    return shifts.find(tx, shift_id)


def _plan_to_tell(tx: Tx, before: Shift, after: Shift, now: datetime, by: int | None) -> None:
    moved = (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)
    for person, is_in in changes.people_in(tx, before.id):
        is_told = person.telegram_id is not None and person.id != by
        if is_told:
            changes.remember(tx, before.id, person.id, known_of(before), now)
        if moved and is_in and person.id != by:
            changes.ask_anew(tx, before.id, person.id, now)
        if is_told:
            tell_of_changes(tx, person, Notice.CHANGES, before, after, now)


def is_about_to_hear(tx: Tx, person: Person, shift: Shift) -> bool:
    """Tell whether a message that waits will tell the person how the shift has changed."""
    known = changes.known(tx, shift.id, person.id)
    return (
        known is not None
        and not known.is_like(known_of(shift))
        and outbox.is_queued(
            tx, OutboxKind.NOTICE, person.telegram_id or 0, payload(Notice.CHANGES)
        )
    )


def as_they_know_it(tx: Tx, shift: Shift, person_id: int) -> Known:
    """Return the shift as the person was told of it last."""
    return changes.known(tx, shift.id, person_id) or known_of(shift)


def set_capacity(
    tx: Tx, standing: Standing, shift_id: int, role: int, capacity: int, now: datetime
) -> Shift | DraftFault | Occupied | None:
    """Change the number of places of a role; more of them are offered to those who wait.

    Returns the shift, why that number is not possible, or None if the shift has begun or was
    cancelled.

    Raises:
        NotFoundError: the shift is not this person's to plan, or has no such role.
    """
    shift = own_shift(tx, standing, shift_id)
    view = _role(tx, shift, role)
    if shift.state is ShiftState.CANCELLED or now >= shift.starts_at:
        return None
    if not 1 <= capacity <= CAPACITY_LIMIT:
        return DraftFault.CAPACITY
    confirmed = changes.confirmed_in(tx, shift_id, role)
    if capacity < confirmed:
        return Occupied(confirmed=confirmed)
    if capacity == view.capacity:
        return shift
    shifts.change_role(tx, shift_id, replace(view, capacity=capacity))
    if capacity > view.capacity:
        searches.open_place(tx, shift, role, now, late=False)
    else:
        searches.touch(tx, shift, role, now)
    audit.of_shift(tx, standing.person.id, "shift.altered", shift, now)
    return own_shift(tx, standing, shift_id)


def set_role(
    tx: Tx, standing: Standing, shift_id: int, role: ShiftRole, now: datetime
) -> RoleChanged | None:
    """Change a role's name, languages and requirements; its places stay as they are.

    Who is in stays in, even who does not meet a new requirement: how many that are is returned,
    for the coordinator to decide. None if the shift has begun or was cancelled.

    Raises:
        NotFoundError: the shift is not this person's to plan, or has no such role.
    """
    shift = own_shift(tx, standing, shift_id)
    before = _role(tx, shift, role.position)
    if shift.state is ShiftState.CANCELLED or now >= shift.starts_at:
        return None
    after = replace(role, capacity=before.capacity)
    if after != before:
        shifts.change_role(tx, shift_id, after)
        searches.touch(tx, shift, role.position, now)
        audit.of_shift(tx, standing.person.id, "shift.altered", shift, now)
    unmet = changes.unmet(
        tx, shift, role.position, after.qualification, adults_only=after.adults_only
    )
    return RoleChanged(shift=shift, unmet=unmet)


def _role(tx: Tx, shift: Shift, position: int) -> ShiftRole:
    found = shifts.role(tx, shift.id, position)
    if found is None:
        raise NotFoundError
    return found
