"""Plan and cancel shifts, and see who comes: what a coordinator does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.errors import NotFoundError
from bot.domain.messages_coordinator import RosterEntry, RosterPerson, RosterRole
from bot.domain.people import Initiative, Standing
from bot.domain.shifts import DraftFault, RoleView, Shift, ShiftDraft, find_fault
from bot.domain.signups import SignupState
from bot.services import audit, calendar, searches, visits
from bot.services.notices import Notice, tell
from bot.store import activities, changes, initiatives, planning, shifts, signups
from bot.store import visits as visits_store
from bot.store.database import Tx


def initiatives_of(tx: Tx, standing: Standing) -> list[Initiative]:
    """Return the initiatives this person may plan for: a lead all, a coordinator their own."""
    if standing.is_lead:
        return initiatives.all_of(tx)
    return initiatives.coordinated_by(tx, standing.person.id)


def initiative_for(tx: Tx, standing: Standing, initiative_id: int) -> Initiative:
    """Return an initiative this person may plan for.

    Raises:
        NotFoundError: there is no such initiative, or it is not theirs.
    """
    found = initiatives.find(tx, initiative_id)
    if found is None or not standing.coordinates(initiative_id):
        raise NotFoundError
    return found


def plan(tx: Tx, standing: Standing, draft: ShiftDraft, now: datetime) -> Shift | DraftFault:
    """Plan a shift and open it for sign-ups, or say what is wrong with it.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, draft.initiative_id)
    if (fault := find_fault(draft, now)) is not None:
        return fault
    shift_id = shifts.add(tx, draft, created_by=standing.person.id, now=now)
    shift = own_shift(tx, standing, shift_id)
    audit.of_shift(tx, standing.person.id, "shift.planned", shift, now)
    return shift


def own_shift(tx: Tx, standing: Standing, shift_id: int) -> Shift:
    """Return a shift this person plans.

    Raises:
        NotFoundError: there is no such shift, or it is not theirs to plan.
    """
    shift = shifts.find(tx, shift_id)
    if shift is None or not standing.coordinates(shift.initiative_id):
        raise NotFoundError
    return shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """How many others come or wait: ``told`` by Lotse, or ``to_call`` because without Telegram."""

    told: int
    to_call: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """The shift that was cancelled, how many are being told, and how many have no Telegram."""

    shift: Shift
    told: int
    to_call: int


def cancel(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> Cancelled | None:
    """Cancel a shift and tell everybody concerned; None if it was cancelled or has begun.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shift = own_shift(tx, standing, shift_id)
    if now >= shift.starts_at or not shifts.cancel(tx, shift_id):
        return None
    others = concerned(tx, standing, shift_id)
    searches.shift_ended(tx, shift_id, now)
    for one in signups.attendees(tx, shift_id):
        signups.set_state(
            tx, shift_id=shift_id, person_id=one.person.id, state=SignupState.CANCELLED, now=now
        )
        if one.person.id != standing.person.id:
            tell(
                tx,
                one.person,
                Notice.SHIFT_CANCELLED,
                now,
                expires_at=changes.last_end(tx, shift, one.person.id),
                shift=shift_id,
            )
    visits.cancelled(tx, shift, now)
    calendar.changed(tx, shift_id, now)
    audit.of_shift(tx, standing.person.id, "shift.cancelled", shift, now)
    return Cancelled(shift=shift, told=others.told, to_call=others.to_call)


def concerned(tx: Tx, standing: Standing, shift_id: int) -> Concerned:
    """Return how many others would have to know if this person cancelled the shift.

    Those are volunteers and, where it is offered to newcomers, those who visit it.
    """
    people = (one.person for one in signups.attendees(tx, shift_id))
    others = {one.id: one for one in (*people, *visits.visitors(tx, shift_id))}
    others.pop(standing.person.id, None)
    told = sum(one.telegram_id is not None for one in others.values())
    return Concerned(told=told, to_call=len(others) - told)


def entry(tx: Tx, shift: Shift) -> RosterEntry:
    """Return the shift with the names of those who come and those who wait, by role."""
    people = signups.attendees(tx, shift.id)
    searching = planning.searching(tx, shift.id)
    views = shifts.role_views(tx, [shift.id], person_id=0).get(shift.id, ())
    return RosterEntry(
        shift=shift,
        offer=activities.of_shift(tx, shift.id),
        booked=visits_store.booked(tx, shift.id),
        roles=tuple(
            _roster_role(
                view, [one for one in people if one.role == view.role.position], searching
            )
            for view in views
        ),
    )


def _roster_role(
    view: RoleView, people: list[signups.Attendee], searching: frozenset[int]
) -> RosterRole:
    confirmed = [one for one in people if one.state is SignupState.CONFIRMED]
    wanted = view.role.languages
    return RosterRole(
        view=replace(
            view, speakers=sum(not set(one.speaks).isdisjoint(wanted) for one in confirmed)
        ),
        confirmed=tuple(
            RosterPerson(
                name=one.person.name or "?",
                coming=one.coming,
                late_minutes=one.late_minutes,
                by_phone=one.person.telegram_id is None,
            )
            for one in confirmed
        ),
        waiting=tuple(
            one.person.name or "?" for one in people if one.state is SignupState.WAITING
        ),
        searching=view.role.position in searching,
    )


def roster(tx: Tx, standing: Standing, start: datetime, end: datetime) -> tuple[RosterEntry, ...]:
    """Return the shifts of this person's initiatives that begin in [start, end), with names."""
    ids = [one.id for one in initiatives_of(tx, standing)]
    return tuple(entry(tx, shift) for shift in shifts.between(tx, ids, start, end))
