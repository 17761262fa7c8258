"""What a coordinator is reminded of while planning: the usual words, the last shift, open ends."""

from __future__ import annotations

from bot.domain.shifts import Shift
from bot.store.database import Tx
from bot.store.shifts import FROM, SHIFT, shift_of


def last_planned(tx: Tx, initiative_id: int) -> Shift | None:
    """Return the shift that was planned last in the initiative and still has words, or None."""
    row = tx.one(
        f"""SELECT {SHIFT} {FROM} WHERE shift.initiative_id = :i AND shift.task <> ''
            ORDER BY shift.id DESC LIMIT 1""",
        i=initiative_id,
    )
    return None if row is None else shift_of(row)


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


def searching(tx: Tx, shift_id: int) -> frozenset[int]:
    """Return the positions of the shift's roles for which a stand-in is looked for."""
    rows = tx.all(
        """SELECT role FROM search WHERE shift_id = :s AND state = 'running'
               AND kind = 'standin'""",
        s=shift_id,
    )
    return frozenset(row["role"] for row in rows)


def has_pin(tx: Tx, shift: Shift) -> bool:
    """Tell whether it is known where the shift's place is on the map."""
    row = tx.one(
        "SELECT 1 FROM place WHERE initiative_id = :i AND name = :n",
        i=shift.initiative_id,
        n=shift.place,
    )
    return row is not None
