"""Sign up, withdraw, confirm: what a volunteer does with a shift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.changes import known_of
from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.shifts import Shift, ShiftView
from bot.domain.signups import (
    ACTIVE,
    SignupResult,
    SignupState,
    WithdrawResult,
    decide_sign_up,
    decide_withdrawal,
)
from bot.services import calendar, searches
from bot.services.notices import Notice, tell
from bot.store import changes, initiatives, shifts, signups
from bot.store.database import Tx
from bot.store.shift_filter import Filter


def shift_for(tx: Tx, standing: Standing, shift_id: int) -> Shift:
    """Return a shift this person may see: member, coordinator or lead of its initiative.

    Raises:
        NotFoundError: there is no such shift, or it is another initiative's.
    """
    shift = shifts.find(tx, shift_id)
    if shift is None:
        raise NotFoundError
    known = standing.belongs_to(shift.initiative_id) or standing.coordinates(shift.initiative_id)
    if not known:
        raise NotFoundError
    return shift


def view_for(tx: Tx, standing: Standing, shift_id: int) -> ShiftView:
    """Return the shift with its places as this person sees it.

    Raises:
        NotFoundError: there is no such shift, or it is another initiative's.
    """
    shift_for(tx, standing, shift_id)
    view = shifts.view(tx, shift_id, standing.person.id)
    if view is None:
        raise NotFoundError
    return view


def sign_up(
    tx: Tx, standing: Standing, shift_id: int, now: datetime, *, role: int = 0
) -> SignupResult:
    """Give the person a place in a role of the shift or in its waitlist.

    Repeating it changes nothing. Who had been offered the place has accepted the offer by this.

    Raises:
        NotFoundError: there is no such shift, or no such role, for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    return enter(tx, shift, role, standing.person.id, now)


def enter(
    tx: Tx, shift: Shift, role: int, person_id: int, now: datetime, *, override: bool = False
) -> SignupResult:
    """Sign somebody up without looking at who asks for it.

    With ``override`` what the role requires of a person is waived, but never its capacity.

    Raises:
        NotFoundError: the shift has no such role.
    """
    facts = signups.facts(tx, shift, role, person_id)
    if facts is None:
        raise NotFoundError
    if override:
        facts = replace(facts, qualified=True, old_enough=True)
    result = decide_sign_up(facts, now)
    state = _STATES.get(result)
    if state is None:
        return result
    left = facts.my_role if facts.mine in ACTIVE and facts.my_role != role else None
    signups.put(tx, shift_id=shift.id, role=role, person_id=person_id, state=state, now=now)
    searches.took(tx, shift, person_id, now)
    if left is not None:
        searches.touch(tx, shift, left, now)
    return result


_STATES = {
    SignupResult.CONFIRMED: SignupState.CONFIRMED,
    SignupResult.WAITING: SignupState.WAITING,
}


def withdraw(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> WithdrawResult:
    """Give the person's place back; it is offered to the waitlist.

    After the initiative's deadline the person is free at once as well, a stand-in is looked for
    and the coordinators are told. No reason is asked.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    result = leave(tx, shift, standing.person.id, now)
    if result is WithdrawResult.LATE:
        who = standing.person.id
        tell_coordinators(tx, shift, Notice.LATE_WITHDRAWAL, now, besides=who, member=who)
    return result


def leave(tx: Tx, shift: Shift, person_id: int, now: datetime) -> WithdrawResult:
    """Take somebody out of a shift without looking at who asks for it; tells no coordinator."""
    mine = signups.of(tx, shift.id, person_id)
    if mine is None:
        return WithdrawResult.NOT_IN
    result = decide_withdrawal(mine.state, shift.starts_at, shift.withdraw_hours, now)
    if result in {WithdrawResult.NOT_IN, WithdrawResult.BEGUN}:
        return result
    signups.set_state(
        tx, shift_id=shift.id, person_id=person_id, state=SignupState.WITHDRAWN, now=now
    )
    calendar.changed(tx, shift.id, now, person_ids=frozenset({person_id}))
    if result is WithdrawResult.LEFT_LINE:
        searches.left_line(tx, shift, mine.role, person_id, now)
    else:
        searches.open_place(tx, shift, mine.role, now, late=result is WithdrawResult.LATE)
    return result


def tell_coordinators(
    tx: Tx, shift: Shift, notice: Notice, now: datetime, *, besides: int, member: int = 0
) -> None:
    """Tell the shift's coordinators, but not the person who caused it.

    ``member`` is whom it is about; 0 where that is nobody's business any more.
    """
    for person in initiatives.coordinators_of(tx, shift.initiative_id):
        if person.id != besides:
            tell(
                tx,
                person,
                notice,
                now,
                expires_at=shift.ends_at,
                shift=shift.id,
                member=member,
            )


def confirm_coming(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> bool:
    """Store "I'm coming"; False if the person has no place any more or the shift has begun.

    Who has not been told yet that it was moved says nothing about the new time: False as well.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    known = changes.known(tx, shift_id, standing.person.id)
    moved = known is not None and known.is_moved_from(known_of(shift))
    if moved or now >= shift.starts_at:
        return False
    return signups.set_coming(tx, shift_id=shift_id, person_id=standing.person.id, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list; ``number`` counts from 0."""

    shifts: tuple[ShiftView, ...]
    number: int
    pages: int
    total: int


PAGE_SIZE = 6


def available(
    tx: Tx, standing: Standing, now: datetime, page: int, wanted: Filter | None = None
) -> Page:
    """Return one page of shifts this person can take; a page beyond the end is the last one.

    A lead can take those of every initiative.
    """
    size = PAGE_SIZE
    found, total = shifts.available(
        tx,
        standing.person.id,
        now,
        limit=size,
        offset=max(0, page) * size,
        everywhere=standing.is_lead,
        wanted=wanted,
    )
    pages = max(1, -(-total // size))
    if page >= pages:
        return available(tx, standing, now, pages - 1, wanted)
    return Page(shifts=tuple(found), number=max(0, page), pages=pages, total=total)
