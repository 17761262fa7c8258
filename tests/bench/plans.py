"""Which statements an act needs, how long each takes, and which of them scan a growing table."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from bot.store.database import Tx, Value, open_connection
from tests.bench.acts import Act

GROWING = frozenset({"shift", "shift_role", "signup", "person", "membership", "outbox", "offer"})
_ALIAS = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)\s+AS\s+(\w+)", re.IGNORECASE)
_SCAN = re.compile(r"^SCAN (\w+)")


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a cursor gives, after everything was fetched."""

    rows: list[sqlite3.Row]
    rowcount: int
    lastrowid: int | None

    def fetchone(self) -> sqlite3.Row | None:
        return self.rows[0] if self.rows else None

    def fetchall(self) -> list[sqlite3.Row]:
        return self.rows


@dataclass(slots=True)
class Recorder:
    """A connection that notes every statement with its values and the seconds it took."""

    connection: sqlite3.Connection
    seen: list[tuple[str, dict[str, Value], float]] = field(default_factory=list)

    def execute(self, sql: str, values: dict[str, Value] | None = None) -> Fetched:
        began = time.perf_counter()
        cursor = self.connection.execute(sql, values or {})
        rows = cursor.fetchall()
        self.seen.append((sql, dict(values or {}), time.perf_counter() - began))
        return Fetched(rows, cursor.rowcount, cursor.lastrowid)

    def executemany(self, sql: str, rows: Iterable[dict[str, Value]]) -> sqlite3.Cursor:
        return self.connection.executemany(sql, rows)

    @property
    def in_transaction(self) -> bool:
        return self.connection.in_transaction


@dataclass(slots=True)
class Statement:
    """One statement over several samples of one act; ``plan`` are the lines that scan."""

    sql: str
    act: str
    calls: float = 0.0  # per sample
    ms: float = 0.0  # per sample
    scans: tuple[str, ...] = ()


def statements(path: Path, acts: Iterable[Act], samples: int) -> list[Statement]:
    """Do each act a few times, roll it back, and return its statements."""
    found: dict[tuple[str, str], Statement] = {}
    with closing(open_connection(path)) as connection:
        for act in acts:
            for sample in act.samples[-samples:]:
                connection.execute("BEGIN")
                sample.prepare(Tx(connection))
                recorder = Recorder(connection)
                sample.work(Tx(cast(sqlite3.Connection, recorder)))
                for sql, values, seconds in recorder.seen:
                    one = found.get((act.name, sql))
                    if one is None:
                        one = Statement(sql, act.name, scans=scans(connection, sql, values))
                        found[act.name, sql] = one
                    one.calls += 1 / samples
                    one.ms += seconds * 1000 / samples
                connection.execute("ROLLBACK")
    return list(found.values())


def scans(connection: sqlite3.Connection, sql: str, values: dict[str, Value]) -> tuple[str, ...]:
    """Return the lines of the statement's plan that read a growing table from end to end."""
    names = {alias: table for table, alias in _ALIAS.findall(sql)}
    lines = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    return tuple(
        line
        for line in lines
        if "AUTOMATIC" in line
        or ((scan := _SCAN.match(line)) and names.get(scan[1], scan[1]) in GROWING)
    )


def short(sql: str, most: int = 300) -> str:
    """Return the statement on one line."""
    words = " ".join(sql.split())
    return words if len(words) <= most else f"{words[: most - 1]}…"
