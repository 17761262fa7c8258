"""How many open shifts each value of a filter would leave."""

from __future__ import annotations

from datetime import datetime

from bot.store.codec import from_ms
from bot.store.database import Tx
from bot.store.shift_filter import MINE, Filter, values, where
from bot.store.shifts import FROM

_COLUMNS = {"kind": "shift.kind", "town": "initiative.town", "starts_at": "shift.starts_at"}


def _counted(
    tx: Tx, column: str, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> list[tuple[int | str, int]]:
    rows = tx.all(
        f"""SELECT {_COLUMNS[column]} AS value, count(*) AS n {FROM}
            WHERE {where(wanted, everywhere=everywhere)} GROUP BY 1 ORDER BY 1""",
        **values(person_id, now, wanted),
    )
    return [(row["value"], row["n"]) for row in rows]


def by_start(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> list[tuple[datetime, int]]:
    """Return how many shifts begin at which instant (UTC), soonest first."""
    found = _counted(tx, "starts_at", person_id, now, wanted, everywhere=everywhere)
    return [(from_ms(int(at)), n) for at, n in found]


def by_kind(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> dict[str, int]:
    """Return how many shifts there are of each kind that has any."""
    found = _counted(tx, "kind", person_id, now, wanted, everywhere=everywhere)
    return {str(kind): n for kind, n in found}


def by_town(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> dict[str, int]:
    """Return how many shifts there are in each town that has any, by name."""
    found = _counted(tx, "town", person_id, now, wanted, everywhere=everywhere)
    return {str(town): n for town, n in found if town}


def by_initiative(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> list[tuple[int, str, int]]:
    """Return id, name and number of shifts of each initiative that has any, by name."""
    rows = tx.all(
        f"""SELECT initiative.id, initiative.name, count(*) AS n {FROM}
            WHERE {where(wanted, everywhere=everywhere)} GROUP BY initiative.id
            ORDER BY initiative.name, initiative.id""",
        **values(person_id, now, wanted),
    )
    return [(row["id"], row["name"], row["n"]) for row in rows]


def towns_of(tx: Tx, person_id: int, *, everywhere: bool) -> tuple[str, ...]:
    """Return the towns of the person's initiatives (or of all), each once, by name."""
    mine = "" if everywhere else f"AND id IN ({MINE})"
    rows = tx.all(
        f"SELECT DISTINCT town FROM initiative WHERE town <> '' {mine} ORDER BY town",
        p=person_id,
    )
    return tuple(row["town"] for row in rows)
