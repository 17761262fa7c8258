"""Visits: which newcomers have a place on a date or want to be reminded, and what they know."""

from __future__ import annotations

import json
from datetime import datetime

from bot.domain.changes import Known
from bot.domain.people import Person
from bot.store.changes import Pending, dump_known, load_known
from bot.store.codec import to_json, to_ms
from bot.store.database import Tx
from bot.store.people import person_of


def put(
    tx: Tx, *, shift_id: int, person_id: int, booked: bool, remind: bool, now: datetime
) -> None:
    """Store what the person wants of this date; they know the date as it is.

    Raises:
        sqlite3.IntegrityError: no place is left.
    """
    tx.run(
        """INSERT INTO visit (shift_id, person_id, booked, remind, since_at)
           VALUES (:s, :p, :booked, :remind, :now)
           ON CONFLICT (shift_id, person_id) DO UPDATE SET booked = :booked, remind = :remind,
               since_at = :now, told = NULL""",
        s=shift_id,
        p=person_id,
        booked=int(booked),
        remind=int(remind),
        now=to_ms(now),
    )


def be_silent(tx: Tx, shift_id: int, person_id: int) -> None:
    """Remind the person no longer; a place stays theirs."""
    tx.run(
        "UPDATE visit SET remind = 0 WHERE shift_id = :s AND person_id = :p",
        s=shift_id,
        p=person_id,
    )


def drop(tx: Tx, shift_id: int, person_id: int) -> bool:
    """Forget that the person visits this date; False if nobody knew."""
    return (
        tx.run("DELETE FROM visit WHERE shift_id = :s AND person_id = :p", s=shift_id, p=person_id)
        == 1
    )


def booked(tx: Tx, shift_id: int) -> int:
    """Return how many places of the date are taken."""
    return tx.count("SELECT count(*) FROM visit WHERE shift_id = :s AND booked = 1", s=shift_id)


def people_of(tx: Tx, shift_id: int) -> list[Person]:
    """Return who has a place on this date or is reminded of it."""
    rows = tx.all(
        """SELECT person.* FROM visit JOIN person ON person.id = visit.person_id
           WHERE shift_id = :s AND (booked = 1 OR remind = 1) ORDER BY visit.id""",
        s=shift_id,
    )
    return [person_of(row) for row in rows]


def remember(tx: Tx, shift_id: int, known: Known) -> None:
    """Keep how the visitors know the date, unless something older is kept already."""
    tx.run(
        """UPDATE visit SET told = :known
           WHERE shift_id = :s AND told IS NULL AND (booked = 1 OR remind = 1)""",
        known=to_json(dump_known(known)),
        s=shift_id,
    )


def end(tx: Tx, shift_id: int) -> None:
    """Nobody has a place on this date or is reminded of it any more."""
    tx.run("UPDATE visit SET booked = 0, remind = 0 WHERE shift_id = :s", s=shift_id)


def known(tx: Tx, shift_id: int, person_id: int) -> Known | None:
    """Return how the person knows the date, None where that is how it is."""
    told = tx.scalar(
        "SELECT told FROM visit WHERE shift_id = :s AND person_id = :p", s=shift_id, p=person_id
    )
    return None if told is None else load_known(json.loads(str(told)))


def pending(tx: Tx, person_id: int) -> list[Pending]:
    """Return the changes of dates this visitor has not been told of, soonest date first."""
    rows = tx.all(
        """SELECT shift.id, told FROM visit JOIN shift ON shift.id = visit.shift_id
           WHERE person_id = :p AND told IS NOT NULL AND (booked = 1 OR remind = 1)
           ORDER BY shift.starts_at, shift.id""",
        p=person_id,
    )
    return [Pending(shift_id=row["id"], known=load_known(json.loads(row["told"]))) for row in rows]


def forget(tx: Tx, person_id: int, shift_id: int) -> None:
    """Note that the person knows the date as it is."""
    tx.run(
        "UPDATE visit SET told = NULL WHERE shift_id = :s AND person_id = :p",
        s=shift_id,
        p=person_id,
    )
