"""How many open shifts each value of a filter would leave."""

from __future__ import annotations

from datetime import datetime

from bot.store.codec import from_ms, to_ms
from bot.store.database import Tx
from bot.store.shifts import FROM, Filter

# The same as bot/store/shifts.py lists, counted by some column; a test holds both together.
_MINE = "SELECT initiative_id FROM membership WHERE person_id = :p AND state = 'active'"
_OPEN = """shift.state = 'open' AND shift.starts_at > :now
    AND (:initiative IS NULL OR shift.initiative_id = :initiative)
    AND (:town IS NULL OR initiative.town = :town)
    AND (:kind IS NULL OR shift.kind = :kind)
    AND (:a IS NULL OR shift.starts_at >= :a) AND (:b IS NULL OR shift.starts_at < :b)"""
_COLUMNS = {"kind": "shift.kind", "town": "initiative.town", "starts_at": "shift.starts_at"}


def _where(*, everywhere: bool) -> str:
    # Written out instead of asked in SQL, so that a member's shifts are found by their index.
    return _OPEN if everywhere else f"{_OPEN} AND shift.initiative_id IN ({_MINE})"


def _values(person_id: int, now: datetime, wanted: Filter) -> dict[str, int | str | None]:
    return {
        "p": person_id,
        "now": to_ms(now),
        "initiative": wanted.initiative_id,
        "town": wanted.town,
        "kind": wanted.kind,
        "a": None if wanted.start is None else to_ms(wanted.start),
        "b": None if wanted.end is None else to_ms(wanted.end),
    }


def _counted(
    tx: Tx, column: str, values: dict[str, int | str | None], *, everywhere: bool
) -> list[tuple[int | str, int]]:
    rows = tx.all(
        f"""SELECT {_COLUMNS[column]} AS value, count(*) AS n {FROM}
            WHERE {_where(everywhere=everywhere)} GROUP BY 1 ORDER BY 1""",
        **values,
    )
    return [(row["value"], row["n"]) for row in rows]


def by_start(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> list[tuple[datetime, int]]:
    """Return how many shifts begin at which instant (UTC), soonest first."""
    values = _values(person_id, now, wanted)
    return [
        (from_ms(int(at)), n) for at, n in _counted(tx, "starts_at", values, everywhere=everywhere)
    ]


def by_kind(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> dict[str, int]:
    """Return how many shifts there are of each kind that has any."""
    values = _values(person_id, now, wanted)
    return {str(kind): n for kind, n in _counted(tx, "kind", values, everywhere=everywhere)}


def by_town(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> dict[str, int]:
    """Return how many shifts there are in each town that has any, by name."""
    values = _values(person_id, now, wanted)
    return {
        str(town): n for town, n in _counted(tx, "town", values, everywhere=everywhere) if town
    }


def by_initiative(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, everywhere: bool
) -> list[tuple[int, str, int]]:
    """Return id, name and number of shifts of each initiative that has any, by name."""
    rows = tx.all(
        f"""SELECT initiative.id, initiative.name, count(*) AS n {FROM}
            WHERE {_where(everywhere=everywhere)} GROUP BY initiative.id
            ORDER BY initiative.name, initiative.id""",
        **_values(person_id, now, wanted),
    )
    return [(row["id"], row["name"], row["n"]) for row in rows]


def towns_of(tx: Tx, person_id: int, *, everywhere: bool) -> tuple[str, ...]:
    """Return the towns of the person's initiatives (or of all), each once, by name."""
    mine = "" if everywhere else f"AND id IN ({_MINE})"
    rows = tx.all(
        f"SELECT DISTINCT town FROM initiative WHERE town <> '' {mine} ORDER BY town",
        p=person_id,
    )
    return tuple(row["town"] for row in rows)
