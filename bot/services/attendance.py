"""After a shift: the coordinator notes who was there.

Nothing follows from "excused" and "did not come" by itself: nobody is blocked, nobody else sees
it. Only "came" makes hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_clock
from bot.domain.errors import NotFoundError
from bot.domain.messages_duty import Attendee, Counts
from bot.domain.people import Person, Standing
from bot.domain.reminders import in_quiet, night_around
from bot.domain.shifts import LONGEST_HOURS, Shift, ShiftState
from bot.domain.signups import Attendance
from bot.services import audit
from bot.services.notices import Notice, tell
from bot.services.shifts import own_shift
from bot.store import attendance, initiatives, people
from bot.store.database import Tx

PARTICIPANTS_LIMIT = 5000
PAGE_SIZE = 20
REMIND_AFTER = timedelta(days=7)
# How late a question may still be asked: after a pause of the program, not after an import.
LATE = timedelta(hours=36)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The list of one shift: one page of names, the figures of all."""

    shift: Shift
    people: tuple[Attendee, ...]
    page: int
    pages: int
    counts: Counts
    erased: int
    participants: int | None
    finished: bool

    @property
    def is_settled(self) -> bool:
        """Tell whether there is nothing left to ask."""
        return self.finished or self.counts.open == 0


def begun(shift: Shift, now: datetime) -> bool:
    """Tell whether somebody can have been there: the shift began and was not cancelled."""
    return shift.state is ShiftState.OPEN and shift.starts_at <= now


def shift_for(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> Shift | None:
    """Return a shift whose list this person keeps; None before it begins or if it was cancelled.

    Raises:
        NotFoundError: there is no such shift, or it is not theirs to plan.
    """
    shift = own_shift(tx, standing, shift_id)
    return shift if begun(shift, now) else None


def sheet(tx: Tx, shift: Shift, *, page: int = 0, around: int | None = None) -> Sheet:
    """Return a page of the list without looking at who asks: ``page``, or that of a person."""
    places = attendance.places(tx, shift)
    known = [
        Attendee(
            person_id=one.person_id,
            name=one.name,
            attendance=one.attendance,
            added=one.added,
        )
        for one in places
        if one.person_id is not None
    ]
    pages = max(1, -(-len(known) // PAGE_SIZE))
    at = next((n for n, one in enumerate(known) if one.person_id == around), None)
    number = max(0, min(page if at is None else at // PAGE_SIZE, pages - 1))
    finish = attendance.finish_of(tx, shift.id)
    return Sheet(
        shift=shift,
        people=tuple(known[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]),
        page=number,
        pages=pages,
        counts=_counts(places),
        erased=len(places) - len(known),
        participants=finish.participants,
        finished=finish.attended_at is not None,
    )


def _counts(places: list[attendance.Place]) -> Counts:
    def count(wanted: Attendance | None) -> int:
        return sum(one.attendance is wanted for one in places)

    return Counts(
        came=count(Attendance.CAME),
        excused=count(Attendance.EXCUSED),
        missed=count(Attendance.MISSED),
        open=count(None),
    )


def mark(
    tx: Tx,
    standing: Standing,
    shift_id: int,
    person_id: int,
    wanted: Attendance | None,
    now: datetime,
) -> None:
    """Mark one person; None takes somebody out again who was added after the start.

    Raises:
        NotFoundError: the shift is not theirs or has not begun, or the person had no place there.
    """
    shift = _begun(tx, standing, shift_id, now)
    done = (
        attendance.take_back(tx, shift, person_id, now)
        if wanted is None
        else attendance.mark(tx, shift.id, person_id, wanted, now)
    )
    if not done:
        raise NotFoundError
    audit.of_shift(tx, standing.person.id, "attendance.marked", shift, now)


def mark_rest(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> int:
    """Mark everybody who is not marked yet as having come; return how many that were.

    Raises:
        NotFoundError: the shift is not theirs or has not begun.
    """
    shift = _begun(tx, standing, shift_id, now)
    done = attendance.mark_rest(tx, shift.id, Attendance.CAME, now)
    if done:
        audit.of_shift(tx, standing.person.id, "attendance.marked", shift, now)
    return done


def add(tx: Tx, standing: Standing, shift_id: int, person_id: int, now: datetime) -> None:
    """Note that a member was there who had no place, beyond the capacity if need be.

    Raises:
        NotFoundError: the shift is not theirs or has not begun, or that is no member.
    """
    shift = _begun(tx, standing, shift_id, now)
    person = people.find(tx, person_id)
    if person is None or not people.standing_of(tx, person).belongs_to(shift.initiative_id):
        raise NotFoundError
    attendance.add(tx, shift.id, person_id, now)
    audit.of_shift(tx, standing.person.id, "attendance.added", shift, now)


def set_participants(
    tx: Tx, standing: Standing, shift_id: int, number: int, now: datetime
) -> bool:
    """Store how many people took part; False if that cannot be.

    Raises:
        NotFoundError: the shift is not theirs or has not begun.
    """
    shift = _begun(tx, standing, shift_id, now)
    if not 0 <= number <= PARTICIPANTS_LIMIT:
        return False
    attendance.set_participants(tx, shift.id, number)
    audit.of_shift(tx, standing.person.id, "attendance.participants", shift, now)
    return True


def finish(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> None:
    """Finish the list; who is not marked stays so, and nobody is asked again.

    Raises:
        NotFoundError: the shift is not theirs or has not begun.
    """
    shift = _begun(tx, standing, shift_id, now)
    attendance.set_finished(tx, shift.id, now)
    audit.of_shift(tx, standing.person.id, "attendance.finished", shift, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """A page of members who are not in the list."""

    members: tuple[tuple[int, str], ...]
    page: int
    pages: int


def others(tx: Tx, standing: Standing, shift_id: int, page: int, now: datetime) -> Others:
    """Return whom one can add; a page beyond the end is the last one.

    Raises:
        NotFoundError: the shift is not theirs or has not begun.
    """
    shift = _begun(tx, standing, shift_id, now)
    _, total = attendance.others(tx, shift, limit=0, offset=0)
    pages = max(1, -(-total // PAGE_SIZE))
    number = max(0, min(page, pages - 1))
    found, _ = attendance.others(tx, shift, limit=PAGE_SIZE, offset=number * PAGE_SIZE)
    return Others(members=tuple(found), page=number, pages=pages)


def ask_due(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Ask the coordinators of shifts that are over who was there; return how many shifts.

    Each shift is asked about once, and once more after seven days if nobody has marked anything
    by then; at night both wait for the end of the coordinator's quiet hours. Derived from rows:
    a restart or a second tick changes nothing (docs/decisions/0006).
    """
    due = _due(tx, now)
    for notice, shift in due:
        for person in initiatives.coordinators_of(tx, shift.initiative_id):
            _ask(tx, person, notice, shift, now, zone)
    return len(due)


def any_due(tx: Tx, now: datetime) -> bool:
    """Tell whether :func:`ask_due` has something to do."""
    return bool(_due(tx, now))


def _due(tx: Tx, now: datetime) -> list[tuple[Notice, Shift]]:
    first, second = _unmarked(tx, Notice.ATTENDANCE_DUE, now), now - REMIND_AFTER
    again = _unmarked(tx, Notice.ATTENDANCE_OPEN, second)
    return [
        *((Notice.ATTENDANCE_DUE, shift) for shift in first),
        *((Notice.ATTENDANCE_OPEN, shift) for shift in again),
    ]


def _unmarked(tx: Tx, notice: Notice, ended_by: datetime) -> list[Shift]:
    first = ended_by - LATE - timedelta(hours=LONGEST_HOURS)
    return attendance.unmarked(tx, notice=notice, starts=(first, ended_by), ended_by=ended_by)


def _ask(
    tx: Tx, person: Person, notice: Notice, shift: Shift, now: datetime, zone: ZoneInfo
) -> None:
    at_night = in_quiet(local_clock(now, zone), person.quiet)
    moment = night_around(now, person.quiet, zone)[1] if at_night else now
    tell(tx, person, notice, now, key=str(shift.id), not_before=moment, shift=shift.id)


def _begun(tx: Tx, standing: Standing, shift_id: int, now: datetime) -> Shift:
    shift = shift_for(tx, standing, shift_id, now)
    if shift is None:
        raise NotFoundError
    return shift
