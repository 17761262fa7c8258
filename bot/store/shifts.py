"""Shifts and their sign-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.shifts import Shift, ShiftDraft, ShiftState, ShiftView
from bot.domain.signups import SignupFacts, SignupState
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.people import person_of

_SHIFT = """shift.id, shift.initiative_id, initiative.name AS initiative, shift.task, shift.place,
    shift.starts_at, shift.ends_at, shift.capacity, shift.state, initiative.withdraw_hours"""
_COUNTS = """
    (SELECT count(*) FROM signup WHERE shift_id = shift.id AND state = 'confirmed') AS confirmed,
    (SELECT count(*) FROM signup WHERE shift_id = shift.id AND state = 'waiting') AS waiting"""


def _shift_of(row: Row) -> Shift:
    return Shift(
        id=row["id"],
        initiative_id=row["initiative_id"],
        initiative=row["initiative"],
        task=row["task"],
        place=row["place"],
        starts_at=from_ms(row["starts_at"]),
        ends_at=from_ms(row["ends_at"]),
        capacity=row["capacity"],
        state=ShiftState(row["state"]),
        withdraw_hours=row["withdraw_hours"],
    )


def find(tx: Tx, shift_id: int) -> Shift | None:
    """Return the shift, or None."""
    row = tx.one(
        f"""SELECT {_SHIFT} FROM shift JOIN initiative ON initiative.id = shift.initiative_id
            WHERE shift.id = :id""",
        id=shift_id,
    )
    return None if row is None else _shift_of(row)


def add(tx: Tx, draft: ShiftDraft, *, created_by: int | None, now: datetime) -> int:
    """Store a new open shift and return its id."""
    return tx.insert(
        """INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, capacity,
                              created_by, created_at)
           VALUES (:i, :task, :place, :a, :b, :capacity, :by, :now)""",
        i=draft.initiative_id,
        task=draft.task,
        place=draft.place,
        a=to_ms(draft.starts_at),
        b=to_ms(draft.ends_at),
        capacity=draft.capacity,
        by=created_by,
        now=to_ms(now),
    )


def cancel(tx: Tx, shift_id: int) -> bool:
    """Cancel the shift; False if it was cancelled before."""
    return (
        tx.run(
            "UPDATE shift SET state = 'cancelled' WHERE id = :id AND state = 'open'", id=shift_id
        )
        == 1
    )


def last_planned(tx: Tx, initiative_id: int) -> Shift | None:
    """Return the shift that was planned last in the initiative and still has words, or None."""
    row = tx.one(
        f"""SELECT {_SHIFT} FROM shift JOIN initiative ON initiative.id = shift.initiative_id
            WHERE shift.initiative_id = :i AND shift.task <> '' ORDER BY shift.id DESC LIMIT 1""",
        i=initiative_id,
    )
    return None if row is None else _shift_of(row)


def usual(tx: Tx, initiative_id: int, column: str, limit: int = 4) -> tuple[str, ...]:
    """Return the last different places or tasks (``column``) of the initiative, newest first."""
    name = {"place": "place", "task": "task"}[column]
    rows = tx.all(
        f"""SELECT {name} AS word, max(id) AS newest FROM shift
            WHERE initiative_id = :i AND {name} <> ''
            GROUP BY {name} ORDER BY newest DESC LIMIT :n""",
        i=initiative_id,
        n=limit,
    )
    return tuple(row["word"] for row in rows)


def facts(tx: Tx, shift: Shift, person_id: int) -> SignupFacts:
    """Return all that decides about this person's sign-up to the shift."""
    counts = tx.one(f"SELECT {_COUNTS} FROM shift WHERE id = :id", id=shift.id)
    mine = tx.scalar(
        "SELECT state FROM signup WHERE shift_id = :s AND person_id = :p", s=shift.id, p=person_id
    )
    return SignupFacts(
        is_open=shift.state is ShiftState.OPEN,
        starts_at=shift.starts_at,
        capacity=shift.capacity,
        confirmed=counts["confirmed"] if counts else 0,
        waiting=counts["waiting"] if counts else 0,
        mine=None if mine is None else SignupState(str(mine)),
    )


def put_signup(
    tx: Tx, *, shift_id: int, person_id: int, state: SignupState, now: datetime
) -> None:
    """Sign the person up, or change the sign-up they had; a new wish queues at the end.

    That is behind everybody who waits, even within one millisecond or after the clock was set
    back.
    """
    tx.run(
        """INSERT INTO signup (shift_id, person_id, state, queued_at, confirmed_at, updated_at)
           VALUES (:s, :p, :state,
               max(:now, (SELECT coalesce(max(queued_at) + 1, 0) FROM signup
                          WHERE shift_id = :s AND state = 'waiting')),
               iif(:state = 'confirmed', :now, NULL), :now)
           ON CONFLICT (shift_id, person_id) DO UPDATE SET
               state = :state, queued_at = excluded.queued_at, answer = NULL, updated_at = :now,
               confirmed_at = iif(:state = 'confirmed', :now, confirmed_at)""",
        s=shift_id,
        p=person_id,
        state=state,
        now=to_ms(now),
    )


def set_signup_state(
    tx: Tx, *, shift_id: int, person_id: int, state: SignupState, now: datetime
) -> None:
    """Change the state of a sign-up and keep its place in the line."""
    tx.run(
        """UPDATE signup SET state = :state, updated_at = :now, answer = NULL,
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
            """UPDATE signup SET answer = 'coming', updated_at = :now
               WHERE shift_id = :s AND person_id = :p AND state = 'confirmed'""",
            s=shift_id,
            p=person_id,
            now=to_ms(now),
        )
        == 1
    )


def next_waiting(tx: Tx, shift_id: int) -> Person | None:
    """Return who stands first in the waitlist, or None."""
    row = tx.one(
        """SELECT person.* FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state = 'waiting' ORDER BY queued_at, signup.id LIMIT 1""",
        s=shift_id,
    )
    return None if row is None else person_of(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person with the state of their sign-up."""

    person: Person
    state: SignupState
    coming: bool


def attendees(tx: Tx, shift_id: int) -> list[Attendee]:
    """Return who has a place or waits: places first, each in the order of the line."""
    rows = tx.all(
        """SELECT person.*, signup.state AS signup_state, answer
           FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state IN ('confirmed', 'waiting')
           ORDER BY signup.state, queued_at, signup.id""",
        s=shift_id,
    )
    return [
        Attendee(
            person=person_of(row),
            state=SignupState(row["signup_state"]),
            coming=row["answer"] == "coming",
        )
        for row in rows
    ]


_VIEW = f"""SELECT {_SHIFT}, {_COUNTS}, mine.state AS mine, mine.answer AS answer,
        CASE WHEN mine.state = 'waiting' THEN
            (SELECT count(*) FROM signup AS ahead WHERE ahead.shift_id = shift.id
                AND ahead.state = 'waiting'
                AND (ahead.queued_at, ahead.id) <= (mine.queued_at, mine.id)) END AS line
    FROM shift JOIN initiative ON initiative.id = shift.initiative_id
    LEFT JOIN signup AS mine ON mine.shift_id = shift.id AND mine.person_id = :p"""


def _view_of(row: Row) -> ShiftView:
    return ShiftView(
        shift=_shift_of(row),
        confirmed=row["confirmed"],
        waiting=row["waiting"],
        mine=None if row["mine"] is None else SignupState(row["mine"]),
        line=row["line"],
        coming=row["answer"] == "coming",
    )


def view(tx: Tx, shift_id: int, person_id: int) -> ShiftView | None:
    """Return the shift as this person sees it, or None."""
    row = tx.one(f"{_VIEW} WHERE shift.id = :s", s=shift_id, p=person_id)
    return None if row is None else _view_of(row)


_COMING = "shift.state = 'open' AND shift.starts_at > :now"
_AVAILABLE = f"""{_COMING} AND shift.initiative_id IN (
        SELECT initiative_id FROM membership WHERE person_id = :p AND state = 'active')"""


def available(
    tx: Tx, person_id: int, now: datetime, *, limit: int, offset: int, everywhere: bool = False
) -> tuple[list[ShiftView], int]:
    """Return one page of coming shifts in the person's initiatives, and how many there are.

    ``everywhere`` means in all initiatives.
    """
    where = _COMING if everywhere else _AVAILABLE
    total = tx.count(f"SELECT count(*) FROM shift WHERE {where}", p=person_id, now=to_ms(now))
    rows = tx.all(
        f"{_VIEW} WHERE {where} ORDER BY shift.starts_at, shift.id LIMIT :n OFFSET :o",
        p=person_id,
        now=to_ms(now),
        n=limit,
        o=offset,
    )
    return [_view_of(row) for row in rows], total


def mine(tx: Tx, person_id: int, now: datetime) -> list[ShiftView]:
    """Return the coming shifts in which this person has a place or waits, soonest first."""
    rows = tx.all(
        f"""{_VIEW} WHERE mine.state IN ('confirmed', 'waiting') AND shift.state = 'open'
            AND shift.ends_at > :now ORDER BY shift.starts_at, shift.id""",
        p=person_id,
        now=to_ms(now),
    )
    return [_view_of(row) for row in rows]


def between(tx: Tx, initiative_ids: list[int], start: datetime, end: datetime) -> list[Shift]:
    """Return the open shifts of these initiatives that begin in [start, end), soonest first."""
    found: list[Shift] = []
    for initiative_id in initiative_ids:
        rows = tx.all(
            f"""SELECT {_SHIFT} FROM shift JOIN initiative ON initiative.id = shift.initiative_id
                WHERE shift.initiative_id = :i AND shift.state = 'open'
                AND shift.starts_at >= :a AND shift.starts_at < :b""",
            i=initiative_id,
            a=to_ms(start),
            b=to_ms(end),
        )
        found.extend(_shift_of(row) for row in rows)
    return sorted(found, key=lambda shift: (shift.starts_at, shift.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingSignup:
    """A confirmed sign-up that may need a reminder."""

    shift_id: int
    starts_at: datetime
    confirmed_at: datetime
    person: Person


def coming_signups(tx: Tx, start: datetime, end: datetime) -> list[ComingSignup]:
    """Return confirmed sign-ups of open shifts that begin in (start, end], with Telegram."""
    rows = tx.all(
        """SELECT person.*, shift.id AS shift_id, shift.starts_at, signup.confirmed_at
           FROM shift JOIN signup ON signup.shift_id = shift.id AND signup.state = 'confirmed'
           JOIN person ON person.id = signup.person_id
           WHERE shift.starts_at > :a AND shift.starts_at <= :b AND shift.state = 'open'
             AND person.telegram_id IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM opt_out
                             WHERE opt_out.person_id = person.id AND kind = 'reminder')""",
        a=to_ms(start),
        b=to_ms(end),
    )
    return [
        ComingSignup(
            shift_id=row["shift_id"],
            starts_at=from_ms(row["starts_at"]),
            confirmed_at=from_ms(row["confirmed_at"]),
            person=person_of(row),
        )
        for row in rows
    ]
