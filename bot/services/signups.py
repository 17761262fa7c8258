"""Sign up, withdraw, confirm: what a volunteer does with a shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import NotFoundError
from bot.domain.people import Standing
from bot.domain.shifts import Shift, ShiftView
from bot.domain.signups import (
    SignupResult,
    SignupState,
    WithdrawResult,
    decide_sign_up,
    decide_withdrawal,
    places_to_fill,
)
from bot.services.notices import Notice, tell
from bot.store import initiatives, shifts
from bot.store.database import Tx


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


def sign_up(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> SignupResult:
    """Give the person a place in the shift or in its waitlist; repeating it changes nothing.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    result = decide_sign_up(shifts.facts(tx, shift, standing.person.id), now)
    state = {
        SignupResult.CONFIRMED: SignupState.CONFIRMED,
        SignupResult.WAITING: SignupState.WAITING,
    }.get(result)
    if state is not None:
        shifts.put_signup(
            tx, shift_id=shift_id, person_id=standing.person.id, state=state, now=now
        )
    return result


def withdraw(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> WithdrawResult:
    """Give the person's place back; the waitlist moves up and is told.

    After the initiative's deadline the place is free at once as well, and the coordinators are
    told. No reason is asked.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    facts = shifts.facts(tx, shift, standing.person.id)
    result = decide_withdrawal(facts, shift.withdraw_hours, now)
    if result in {WithdrawResult.NOT_IN, WithdrawResult.BEGUN}:
        return result
    shifts.set_signup_state(
        tx,
        shift_id=shift_id,
        person_id=standing.person.id,
        state=SignupState.WITHDRAWN,
        now=now,
    )
    fill(tx, shift, now)
    if result is WithdrawResult.LATE:
        who = standing.person.id
        tell_coordinators(tx, shift, Notice.LATE_WITHDRAWAL, now, besides=who, member=who)
    return result


def fill(tx: Tx, shift: Shift, now: datetime) -> int:
    """Let the waitlist move up into free places, in its order, and tell each; return how many.

    Of somebody who blocked the bot meanwhile the coordinators are told, so that they can call.
    """
    moved = 0
    while places_to_fill(shifts.facts(tx, shift, person_id=0), now) > 0:
        person = shifts.next_waiting(tx, shift.id)
        if person is None:
            break
        shifts.set_signup_state(
            tx, shift_id=shift.id, person_id=person.id, state=SignupState.CONFIRMED, now=now
        )
        tell(tx, person, Notice.PROMOTED, now, expires_at=shift.starts_at, shift=shift.id)
        if not person.reachable:
            tell_coordinators(
                tx, shift, Notice.VOLUNTEER_UNREACHABLE, now, besides=person.id, member=person.id
            )
        moved += 1
    return moved


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

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    shift = shift_for(tx, standing, shift_id)
    if now >= shift.starts_at:
        return False
    return shifts.set_coming(tx, shift_id=shift_id, person_id=standing.person.id, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a list; ``number`` counts from 0."""

    shifts: tuple[ShiftView, ...]
    number: int
    pages: int
    total: int


PAGE_SIZE = 6


def available(tx: Tx, standing: Standing, now: datetime, page: int) -> Page:
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
    )
    pages = max(1, -(-total // size))
    if page >= pages:
        return available(tx, standing, now, pages - 1)
    return Page(shifts=tuple(found), number=max(0, page), pages=pages, total=total)
