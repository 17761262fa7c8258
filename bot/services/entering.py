"""Coordinators sign others up and take them out, above all people without Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import NotFoundError
from bot.domain.people import MembershipState, Person, Standing
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import ACTIVE, SignupResult, SignupState, WithdrawResult
from bot.services import audit, signups
from bot.services import members as members_service
from bot.services.members import PAGE_SIZE, in_order
from bot.services.notices import Notice, tell
from bot.services.shifts import initiative_for, own_shift
from bot.store import members, shifts
from bot.store import signups as signup_store
from bot.store.database import Tx
from bot.store.members import MemberRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody a coordinator can sign up, with the sign-up they have."""

    row: MemberRow
    state: SignupState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePage:
    """One page of those who can be signed up for a shift; ``number`` counts from 0."""

    shift: Shift
    people: tuple[Candidate, ...]
    number: int
    pages: int


def candidates(tx: Tx, standing: Standing, shift_id: int, number: int) -> CandidatePage:
    """Return one page of the active members of the shift's initiative.

    People without Telegram come first: nobody else can sign them up.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shift = own_shift(tx, standing, shift_id)
    found = sorted(
        (
            row
            for row in members.of_initiative(tx, shift.initiative_id)
            if row.state is MembershipState.ACTIVE
        ),
        key=lambda row: (row.person.telegram_id is not None, *in_order(row)),
    )
    pages = max(1, -(-len(found) // PAGE_SIZE))
    at = max(0, min(number, pages - 1))
    shown = tuple(
        Candidate(row=row, state=_state(tx, shift_id, row.person.id))
        for row in found[at * PAGE_SIZE : (at + 1) * PAGE_SIZE]
    )
    return CandidatePage(shift=shift, people=shown, number=at, pages=pages)


COMING_PAGE = 6
_COMING = timedelta(days=92)


def coming(
    tx: Tx, standing: Standing, initiative_id: int, number: int, now: datetime
) -> tuple[tuple[Shift, ...], int, int]:
    """Return one page of the initiative's shifts of the next three months, its number, all pages.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    found = [
        shift
        for shift in shifts.between(tx, [initiative_id], now, now + _COMING)
        if shift.state is ShiftState.OPEN and shift.starts_at > now
    ]
    pages = max(1, -(-len(found) // COMING_PAGE))
    at = max(0, min(number, pages - 1))
    return tuple(found[at * COMING_PAGE : (at + 1) * COMING_PAGE]), at, pages


def _state(tx: Tx, shift_id: int, person_id: int) -> SignupState | None:
    mine = signup_store.of(tx, shift_id, person_id)
    return None if mine is None else mine.state


def sign_up(
    tx: Tx,
    standing: Standing,
    shift_id: int,
    person_id: int,
    now: datetime,
    *,
    role: int = 0,
    override: bool = False,
) -> SignupResult:
    """Sign a member up in their name and tell them; ``override``: what a role requires is waived.

    Capacity and waitlist hold as for everybody.

    Raises:
        NotFoundError: the shift is not this person's to plan, has no such role, or nobody of that
            number is an active member.
    """
    shift, person = _both(tx, standing, shift_id, person_id)
    result = signups.enter(tx, shift, role, person.id, now, override=override)
    if result in {SignupResult.CONFIRMED, SignupResult.WAITING}:
        audit.of_person(
            tx, standing.person.id, "signup.entered", person_id, shift.initiative_id, now
        )
        _tell(tx, standing, person, Notice.ENTERED, shift, now)
    return result


def take_out(
    tx: Tx, standing: Standing, shift_id: int, person_id: int, now: datetime
) -> WithdrawResult:
    """Give a member's place back in their name and tell them.

    Raises:
        NotFoundError: the shift is not this person's to plan, or nobody of that number is an
            active member.
    """
    shift, person = _both(tx, standing, shift_id, person_id)
    result = signups.leave(tx, shift, person.id, now)
    if result not in {WithdrawResult.NOT_IN, WithdrawResult.BEGUN}:
        audit.of_person(
            tx, standing.person.id, "signup.taken_out", person_id, shift.initiative_id, now
        )
        _tell(tx, standing, person, Notice.TAKEN_OUT, shift, now)
    return result


def member_of(tx: Tx, standing: Standing, shift_id: int, person_id: int) -> Person:
    """Return an active member of the initiative that plans the shift.

    Raises:
        NotFoundError: the shift is not this person's to plan, or nobody of that number is there.
    """
    return _both(tx, standing, shift_id, person_id)[1]


def is_in(tx: Tx, shift_id: int, person_id: int) -> bool:
    """Tell whether the person has a place in the shift or waits for one."""
    return _state(tx, shift_id, person_id) in ACTIVE


def waits(tx: Tx, shift_id: int, person_id: int) -> bool:
    """Tell whether the person is on the shift's waitlist."""
    return _state(tx, shift_id, person_id) is SignupState.WAITING


def _both(tx: Tx, standing: Standing, shift_id: int, person_id: int) -> tuple[Shift, Person]:
    shift = own_shift(tx, standing, shift_id)
    member = members_service.find(tx, standing, shift.initiative_id, person_id)
    if member.state is not MembershipState.ACTIVE:
        raise NotFoundError
    return shift, member.person


def _tell(
    tx: Tx, standing: Standing, person: Person, notice: Notice, shift: Shift, now: datetime
) -> None:
    if person.id != standing.person.id:
        by = standing.person.id
        tell(tx, person, notice, now, expires_at=shift.starts_at, shift=shift.id, member=by)
