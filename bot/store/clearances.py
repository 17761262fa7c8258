"""Who is cleared for what in which initiative."""

from __future__ import annotations

from datetime import datetime

from bot.domain.clearances import Cleared, Kind
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.people import person_of


def give(
    tx: Tx, *, person_id: int, initiative_id: int, kind: Kind, cleared_by: int, now: datetime
) -> bool:
    """Store the clearance; False if the person has it."""
    return (
        tx.run(
            """INSERT OR IGNORE INTO clearance
                   (person_id, initiative_id, kind, since_at, cleared_by)
               VALUES (:p, :i, :kind, :now, :by)""",
            p=person_id,
            i=initiative_id,
            kind=kind,
            now=to_ms(now),
            by=cleared_by,
        )
        == 1
    )


def withdraw(tx: Tx, *, person_id: int, initiative_id: int, kind: Kind) -> bool:
    """Take the clearance away; False if the person does not have it."""
    return (
        tx.run(
            """DELETE FROM clearance
               WHERE person_id = :p AND initiative_id = :i AND kind = :kind""",
            p=person_id,
            i=initiative_id,
            kind=kind,
        )
        == 1
    )


def of(tx: Tx, initiative_id: int, person_id: int) -> frozenset[Kind]:
    """Return what the person is cleared for in this initiative."""
    rows = tx.all(
        "SELECT kind FROM clearance WHERE initiative_id = :i AND person_id = :p",
        i=initiative_id,
        p=person_id,
    )
    return frozenset(Kind(row["kind"]) for row in rows)


# A clearance counts while its holder is an active member of the initiative that gave it.
_COUNTS = """clearance JOIN membership USING (person_id, initiative_id)
    WHERE membership.state = 'active' AND clearance.kind = :kind"""


def has(tx: Tx, person_id: int, kind: Kind) -> bool:
    """Tell whether the person is cleared for it in some initiative they belong to."""
    return (
        tx.one(f"SELECT 1 FROM {_COUNTS} AND person_id = :p LIMIT 1", kind=kind, p=person_id)
        is not None
    )


def cleared_people(tx: Tx, kind: Kind, initiative_id: int | None = None) -> list[Cleared]:
    """Return who is cleared for it in this initiative, or (None) in any; once per initiative."""
    rows = tx.all(
        f"""SELECT person.*, cleared.initiative_id FROM person JOIN (
                SELECT person_id, initiative_id FROM {_COUNTS}
                    AND (:i IS NULL OR initiative_id = :i)
            ) AS cleared ON cleared.person_id = person.id
            ORDER BY person.name COLLATE NOCASE, person.id, cleared.initiative_id""",
        kind=kind,
        i=initiative_id,
    )
    return [
        Cleared(
            person=person_of(row),
            initiative_id=row["initiative_id"],
            speaks=tuple(tag for tag in row["speaks"].split(",") if tag),
        )
        for row in rows
    ]
