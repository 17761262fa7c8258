"""Sign-ups: who has a place in which role of a shift, and who waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import Attendance, SignupFacts, SignupState
from bot.store.codec import from_ms, to_ms
from bot.store.database import Tx
from bot.store.people import person_of
from bot.store.shifts import ROLE, role_of, split


def facts(tx: Tx, shift: Shift, role: int, person_id: int) -> SignupFacts | None:
    """Return all that decides about this person's sign-up to that role; None without such a role.

    A qualification counts if it was seen in this initiative and holds on the shift's day (UTC).
    """
    row = tx.one(
        f"SELECT {ROLE} FROM shift_role AS role WHERE role.shift_id = :s AND role.position = :r",
        s=shift.id,
        r=role,
        p=person_id,
    )
    if row is None:
        return None
    mine = tx.one(
        "SELECT state, role FROM signup WHERE shift_id = :s AND person_id = :p",
        s=shift.id,
        p=person_id,
    )
    needs = role_of(row)
    return SignupFacts(
        is_open=shift.state is ShiftState.OPEN,
        starts_at=shift.starts_at,
        capacity=needs.capacity,
        confirmed=row["confirmed"],
        held=row["held"],
        queue=row["queue"],
        mine=None if mine is None else SignupState(mine["state"]),
        my_role=None if mine is None else mine["role"],
        role=role,
        qualified=needs.qualification is None
        or _is_qualified(tx, shift, needs.qualification, person_id),
        old_enough=not needs.adults_only or _is_adult(tx, person_id),
    )


def _is_qualified(tx: Tx, shift: Shift, kind: str, person_id: int) -> bool:
    row = tx.one(
        """SELECT 1 FROM qualification WHERE person_id = :p AND initiative_id = :i AND kind = :k
               AND (valid_until_on IS NULL OR valid_until_on >= :day)""",
        p=person_id,
        i=shift.initiative_id,
        k=kind,
        day=shift.starts_at.date().isoformat(),
    )
    return row is not None


def _is_adult(tx: Tx, person_id: int) -> bool:
    return tx.scalar("SELECT adult FROM person WHERE id = :p", p=person_id) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signup:
    """One person's sign-up to one shift."""

    role: int
    state: SignupState


def of(tx: Tx, shift_id: int, person_id: int) -> Signup | None:
    """Return this person's sign-up to the shift, or None."""
    row = tx.one(
        "SELECT role, state FROM signup WHERE shift_id = :s AND person_id = :p",
        s=shift_id,
        p=person_id,
    )
    return None if row is None else Signup(role=row["role"], state=SignupState(row["state"]))


def put(
    tx: Tx, *, shift_id: int, role: int, person_id: int, state: SignupState, now: datetime
) -> None:
    """Sign the person up, or change the sign-up they had; a new wish queues at the end.

    That is behind everybody who waits for the role, even within one millisecond or after the
    clock was set back.
    """
    tx.run(
        """INSERT INTO signup (shift_id, role, person_id, state, queued_at, confirmed_at,
                               updated_at)
           VALUES (:s, :r, :p, :state,
               max(:now, (SELECT coalesce(max(queued_at) + 1, 0) FROM signup
                          WHERE shift_id = :s AND role = :r AND state = 'waiting')),
               iif(:state = 'confirmed', :now, NULL), :now)
           ON CONFLICT (shift_id, person_id) DO UPDATE SET
               state = :state, role = :r, queued_at = excluded.queued_at, answer = NULL,
               late_minutes = NULL, told = NULL, updated_at = :now,
               confirmed_at = iif(:state = 'confirmed', :now, confirmed_at)""",
        s=shift_id,
        r=role,
        p=person_id,
        state=state,
        now=to_ms(now),
    )


def set_state(tx: Tx, *, shift_id: int, person_id: int, state: SignupState, now: datetime) -> None:
    """Change the state of a sign-up and keep its role and its place in the line."""
    tx.run(
        """UPDATE signup SET state = :state, updated_at = :now, answer = NULL,
               late_minutes = NULL, attendance = NULL,
               confirmed_at = iif(:state = 'confirmed', :now, confirmed_at)
           WHERE shift_id = :s AND person_id = :p""",
        s=shift_id,
        p=person_id,
        state=state,
        now=to_ms(now),
    )


def set_coming(tx: Tx, *, shift_id: int, person_id: int, now: datetime) -> bool:
    """Store "I'm coming"; False if the person has no place in the shift."""
    return (
        tx.run(
            """UPDATE signup SET answer = 'coming', late_minutes = NULL, updated_at = :now
               WHERE shift_id = :s AND person_id = :p AND state = 'confirmed'""",
            s=shift_id,
            p=person_id,
            now=to_ms(now),
        )
        == 1
    )


def set_late(tx: Tx, *, shift_id: int, person_id: int, minutes: int, now: datetime) -> bool:
    """Store "I'm late" by so many minutes; False if the person has no place in the shift."""
    return (
        tx.run(
            """UPDATE signup SET answer = 'coming', late_minutes = :m, updated_at = :now
               WHERE shift_id = :s AND person_id = :p AND state = 'confirmed'""",
            s=shift_id,
            p=person_id,
            m=minutes,
            now=to_ms(now),
        )
        == 1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person with the state of their sign-up and the languages they speak."""

    person: Person
    role: int
    state: SignupState
    coming: bool
    late_minutes: int | None
    attendance: Attendance | None
    speaks: tuple[str, ...]


def attendees(tx: Tx, shift_id: int) -> list[Attendee]:
    """Return who has a place or waits: places first, each in the order of role and line."""
    rows = tx.all(
        """SELECT person.*, signup.state AS signup_state, signup.role, answer, late_minutes,
               attendance
           FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state IN ('confirmed', 'waiting')
           ORDER BY signup.state, signup.role, queued_at, signup.id""",
        s=shift_id,
    )
    return [
        Attendee(
            person=person_of(row),
            role=row["role"],
            state=SignupState(row["signup_state"]),
            coming=row["answer"] == "coming",
            late_minutes=row["late_minutes"],
            attendance=None if row["attendance"] is None else Attendance(row["attendance"]),
            speaks=split(row["speaks"]),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingDate:
    """A date that somebody goes to and may have to be reminded of; ``since_at`` they go."""

    shift_id: int
    starts_at: datetime
    since_at: datetime
    person: Person


# The lead times are stored longest first, and CAST reads the first number. A reminder that would
# fall into the night is sent up to a day before its lead.
_NIGHT_MINUTES = 24 * 60
_DATES = {
    "signup": """signup.confirmed_at AS since_at
        FROM shift JOIN signup ON signup.shift_id = shift.id AND signup.state = 'confirmed'
        JOIN person ON person.id = signup.person_id""",
    "visit": """visit.since_at
        FROM shift JOIN visit ON visit.shift_id = shift.id AND visit.remind = 1
            AND shift.activity_id IS NOT NULL
        JOIN person ON person.id = visit.person_id""",
}


def coming_signups(tx: Tx, start: datetime, end: datetime) -> list[ComingDate]:
    """Return confirmed sign-ups of open shifts that begin in (start, end], with Telegram.

    Only those whose person may be reminded by now are read.
    """
    return _coming(tx, "signup", start, end)


def coming_visits(tx: Tx, start: datetime, end: datetime) -> list[ComingDate]:
    """Return who wants to be reminded of offers that begin in (start, end], likewise."""
    return _coming(tx, "visit", start, end)


def _coming(tx: Tx, what: str, start: datetime, end: datetime) -> list[ComingDate]:
    rows = tx.all(
        f"""SELECT person.*, shift.id AS shift_id, shift.starts_at, {_DATES[what]}
           WHERE shift.starts_at > :a AND shift.starts_at <= :b AND shift.state = 'open'
             AND shift.starts_at <= :a + (CAST(person.lead_minutes AS INTEGER) + :night) * 60000
             AND person.telegram_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM opt_out
                             WHERE opt_out.person_id = person.id AND kind = 'reminder')""",
        a=to_ms(start),
        b=to_ms(end),
        night=_NIGHT_MINUTES,
    )
    return [
        ComingDate(
            shift_id=row["shift_id"],
            starts_at=from_ms(row["starts_at"]),
            since_at=from_ms(row["since_at"]),
            person=person_of(row),
        )
        for row in rows
    ]
