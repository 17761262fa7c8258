"""Who was there: attendance of shifts that have begun, and the hours that follow from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.hours import Worked
from bot.domain.shifts import Shift
from bot.domain.signups import Attendance
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.shifts import FROM, SHIFT, shift_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place somebody had in a shift; ``person_id`` None: erased.

    ``added``: they got it after the start, so nobody had planned them.
    """

    person_id: int | None
    name: str
    attendance: Attendance | None
    added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What was noted about a shift as a whole; None: not counted, not finished."""

    participants: int | None
    attended_at: datetime | None


def _attendance(row: Row) -> Attendance | None:
    return None if row["attendance"] is None else Attendance(row["attendance"])


def places(tx: Tx, shift: Shift) -> list[Place]:
    """Return everybody who had a place, in the order of the roster, late additions last."""
    rows = tx.all(
        """SELECT person.id, person.name, attendance, confirmed_at >= :start AS added
           FROM signup LEFT JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state = 'confirmed'
           ORDER BY added, role, queued_at, signup.id""",
        s=shift.id,
        start=to_ms(shift.starts_at),
    )
    return [
        Place(
            person_id=row["id"],
            name=row["name"] or "?",
            attendance=_attendance(row),
            added=bool(row["added"]),
        )
        for row in rows
    ]


def finish_of(tx: Tx, shift_id: int) -> Finish:
    """Return what was noted about the shift as a whole."""
    row = tx.one("SELECT participants, attended_at FROM shift WHERE id = :s", s=shift_id)
    if row is None:
        return Finish(participants=None, attended_at=None)
    at = row["attended_at"]
    return Finish(
        participants=row["participants"], attended_at=None if at is None else from_ms(at)
    )


def mark(tx: Tx, shift_id: int, person_id: int, attendance: Attendance, now: datetime) -> bool:
    """Mark one person; False if they have no place there."""
    return (
        tx.run(
            """UPDATE signup SET attendance = :a, updated_at = :now
               WHERE shift_id = :s AND person_id = :p AND state = 'confirmed'""",
            s=shift_id,
            p=person_id,
            a=attendance,
            now=to_ms(now),
        )
        == 1
    )


def mark_rest(tx: Tx, shift_id: int, attendance: Attendance, now: datetime) -> int:
    """Mark everybody whom nobody has marked yet, erased people as well; return how many."""
    return tx.run(
        """UPDATE signup SET attendance = :a, updated_at = :now
           WHERE shift_id = :s AND state = 'confirmed' AND attendance IS NULL""",
        s=shift_id,
        a=attendance,
        now=to_ms(now),
    )


def add(tx: Tx, shift_id: int, person_id: int, now: datetime) -> None:
    """Note that somebody was there who had no place; it is no question of capacity any more."""
    tx.run(
        """INSERT INTO signup (shift_id, person_id, state, attendance, queued_at, confirmed_at,
                               updated_at)
           VALUES (:s, :p, 'confirmed', 'came', :now, :now, :now)
           ON CONFLICT (shift_id, person_id) DO UPDATE SET
               state = 'confirmed', attendance = 'came', answer = NULL, late_minutes = NULL,
               told = NULL, confirmed_at = :now, updated_at = :now
           WHERE state <> 'confirmed'""",
        s=shift_id,
        p=person_id,
        now=to_ms(now),
    )


def take_back(tx: Tx, shift: Shift, person_id: int, now: datetime) -> bool:
    """Undo :func:`add`; False if the person was not added after the start."""
    return (
        tx.run(
            """UPDATE signup SET state = 'withdrawn', attendance = NULL, updated_at = :now
               WHERE shift_id = :s AND person_id = :p AND state = 'confirmed'
                   AND confirmed_at >= :start""",
            s=shift.id,
            p=person_id,
            start=to_ms(shift.starts_at),
            now=to_ms(now),
        )
        == 1
    )


def set_participants(tx: Tx, shift_id: int, number: int) -> None:
    """Store how many people took part."""
    tx.run("UPDATE shift SET participants = :n WHERE id = :s", n=number, s=shift_id)


def set_finished(tx: Tx, shift_id: int, now: datetime) -> None:
    """Store that the list is finished; the first time stays."""
    tx.run(
        "UPDATE shift SET attended_at = coalesce(attended_at, :now) WHERE id = :s",
        s=shift_id,
        now=to_ms(now),
    )


def others(tx: Tx, shift: Shift, *, limit: int, offset: int) -> tuple[list[tuple[int, str]], int]:
    """Return a page of members without a place in the shift, by name, and how many there are."""
    where = """FROM membership JOIN person ON person.id = membership.person_id
        WHERE membership.initiative_id = :i AND membership.state = 'active'
            AND NOT EXISTS (SELECT 1 FROM signup WHERE shift_id = :s AND state = 'confirmed'
                AND signup.person_id = person.id)"""
    values = {"i": shift.initiative_id, "s": shift.id}
    rows = tx.all(
        f"""SELECT person.id, person.name {where}
            ORDER BY person.name COLLATE NOCASE, person.id LIMIT :n OFFSET :o""",
        **values,
        n=limit,
        o=offset,
    )
    total = tx.count(f"SELECT count(*) {where}", **values)
    return [(row["id"], row["name"] or "?") for row in rows], total


# Somebody was asked about this shift before: a coordinator, or a lead where there was none.
_ASKED = """(EXISTS (SELECT 1 FROM membership AS boss JOIN outbox
        ON outbox.dedupe_key = :notice || ':' || boss.person_id || ':' || shift.id
    WHERE boss.initiative_id = shift.initiative_id AND boss.role = 'coordinator'
        AND boss.state = 'active')
    OR EXISTS (SELECT 1 FROM lead JOIN outbox
        ON outbox.dedupe_key = :notice || ':' || lead.person_id || ':' || shift.id))"""


def unmarked(
    tx: Tx, *, notice: str, starts: tuple[datetime, datetime], ended_by: datetime
) -> list[Shift]:
    """Return shifts over at ``ended_by`` whose list is open and has somebody not marked yet.

    ``starts``: only shifts that begin in [first, last). Those about which a coordinator was told
    ``notice`` are left out.
    """
    rows = tx.all(
        f"""SELECT {SHIFT} {FROM} WHERE shift.starts_at >= :a AND shift.starts_at < :b
            AND shift.ends_at <= :end AND shift.state = 'open' AND shift.attended_at IS NULL
            AND EXISTS (SELECT 1 FROM signup WHERE shift_id = shift.id AND state = 'confirmed'
                AND attendance IS NULL AND person_id IS NOT NULL)
            AND NOT {_ASKED} ORDER BY shift.starts_at, shift.id""",
        a=to_ms(starts[0]),
        b=to_ms(starts[1]),
        end=to_ms(ended_by),
        notice=notice,
    )
    return [shift_of(row) for row in rows]


def worked(tx: Tx, person_id: int, now: datetime) -> list[Worked]:
    """Return every place the person had in a shift that took place and is over, latest first."""
    rows = tx.all(
        f"""SELECT {SHIFT}, signup.attendance FROM signup
            JOIN shift ON shift.id = signup.shift_id
            JOIN initiative ON initiative.id = shift.initiative_id
            WHERE signup.person_id = :p AND signup.state = 'confirmed' AND shift.state = 'open'
                AND shift.ends_at <= :now ORDER BY shift.starts_at DESC, shift.id DESC""",
        p=person_id,
        now=to_ms(now),
    )
    return [_worked(shift_of(row), _attendance(row)) for row in rows]


def _worked(shift: Shift, attendance: Attendance | None) -> Worked:
    return Worked(
        shift_id=shift.id,
        initiative_id=shift.initiative_id,
        initiative=shift.initiative,
        town=shift.town,
        task=shift.task,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        attendance=attendance,
    )


def set_letter(
    tx: Tx, initiative_id: int, *, lines: Iterable[str], signer: str, contact: str
) -> None:
    """Store what stands on the initiative's certificates, and its contact for reminders."""
    tx.run(
        """UPDATE initiative SET letterhead = :head, signer = :signer, contact = :contact
           WHERE id = :i""",
        i=initiative_id,
        head="\n".join(lines),
        signer=signer,
        contact=contact,
    )
