"""What was seen of a person's qualifications, until when it counts, and by whom it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.qualifications import Seen
from bot.domain.shifts import Qualification
from bot.store.database import Row, Tx


def _seen_of(row: Row) -> Seen:
    until = row["valid_until_on"]
    return Seen(
        kind=Qualification(row["kind"]),
        seen_on=date.fromisoformat(row["seen_on"]),
        valid_until=None if until is None else date.fromisoformat(until),
    )


def of_member(tx: Tx, initiative_id: int, person_id: int) -> tuple[Seen, ...]:
    """Return what was seen of this person in this initiative."""
    rows = tx.all(
        "SELECT * FROM qualification WHERE initiative_id = :i AND person_id = :p ORDER BY kind",
        i=initiative_id,
        p=person_id,
    )
    return tuple(_seen_of(row) for row in rows)


def put(tx: Tx, *, initiative_id: int, person_id: int, seen: Seen, seen_by: int) -> None:
    """Store that it was seen; what was seen before of that kind is replaced."""
    tx.run(
        """INSERT INTO qualification (person_id, initiative_id, kind, seen_on, valid_until_on,
                                      seen_by)
           VALUES (:p, :i, :kind, :seen, :until, :by)
           ON CONFLICT DO UPDATE SET seen_on = :seen, valid_until_on = :until, seen_by = :by""",
        p=person_id,
        i=initiative_id,
        kind=seen.kind,
        seen=seen.seen_on.isoformat(),
        until=None if seen.valid_until is None else seen.valid_until.isoformat(),
        by=seen_by,
    )


def drop(tx: Tx, *, initiative_id: int, person_id: int, kind: Qualification) -> bool:
    """Forget it; False if nothing was stored."""
    return (
        tx.run(
            """DELETE FROM qualification
               WHERE person_id = :p AND initiative_id = :i AND kind = :kind""",
            p=person_id,
            i=initiative_id,
            kind=kind,
        )
        == 1
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A qualification of an active member that runs out."""

    person_id: int
    initiative_id: int
    seen: Seen


def ending(tx: Tx, start: date, end: date) -> list[Ending]:
    """Return those of active members whose last day lies from ``start`` to ``end``."""
    rows = tx.all(
        """SELECT qualification.*
           FROM qualification JOIN membership USING (person_id, initiative_id)
           WHERE membership.state = 'active' AND valid_until_on BETWEEN :a AND :b
           ORDER BY valid_until_on, person_id""",
        a=start.isoformat(),
        b=end.isoformat(),
    )
    return [
        Ending(person_id=row["person_id"], initiative_id=row["initiative_id"], seen=_seen_of(row))
        for row in rows
    ]
