"""The rule of P8: the register of processing and the real tables say the same, column by column."""

from __future__ import annotations

import sqlite3
import tomllib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT / "docs" / "privacy" / "register.toml"
MIGRATIONS = ROOT / "migrations"
OPEN_BASIS = "to be decided by the controller; proposal: "


def build(folder: Path = MIGRATIONS) -> sqlite3.Connection:
    """Return a database in memory with every migration of ``folder`` applied in order."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for path in sorted(folder.glob("*.sql")):
        connection.executescript(path.read_text(encoding="utf-8"))
    return connection


def columns(connection: sqlite3.Connection) -> set[str]:
    """Return ``table.column`` for every column of every table, generated ones included."""
    tables = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        f"{table}.{column}"
        for (table,) in tables
        for (column,) in connection.execute(
            "SELECT name FROM pragma_table_xinfo(?)", (table,)
        ).fetchall()
    }


def real_columns(folder: Path = MIGRATIONS) -> set[str]:
    """Return the columns which the migrations of ``folder`` create."""
    with closing(build(folder)) as connection:
        return columns(connection)


def load(path: Path = REGISTER) -> Mapping[str, Any]:
    """Return the register as parsed TOML."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def problems(real: set[str], register: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each column the register misses, invents or half explains."""
    found = []
    entries: dict[str, Mapping[str, str]] = {}
    harmless: set[str] = set()
    for table, content in register["tables"].items():
        entries |= {f"{table}.{name}": entry for name, entry in content.get("columns", {}).items()}
        harmless |= {f"{table}.{name}" for name in content.get("not_personal", [])}
    listed = set(entries) | harmless
    found += [f"{name} has no entry in the register" for name in sorted(real - listed)]
    found += [f"{name} stands in the register but not in the database" for name in listed - real]
    found += [f"{name} is both personal and not" for name in set(entries) & harmless]
    for name, entry in sorted(entries.items()):
        found += _entry_problems(name, entry, register)
    found += [
        f"{key} is not automatic, but no period"
        for key in register["not_automatic_yet"]
        if key not in register["periods"]
    ]
    for key, basis in register["bases"].items():
        if not basis.startswith(OPEN_BASIS):
            found.append(f"basis {key} must begin with {OPEN_BASIS!r}: the controller decides")
    return found


def _entry_problems(name: str, entry: Mapping[str, str], register: Mapping[str, Any]) -> list[str]:
    found = []
    if set(entry) != {"purpose", "basis", "period"}:
        found.append(f"{name} must have exactly purpose, basis and period")
    if len(entry.get("purpose", "").split()) < 3:
        found.append(f"{name} has no purpose that says anything")
    if entry.get("basis") not in register["bases"]:
        found.append(f"{name} names an unknown basis")
    if entry.get("period") not in register["periods"]:
        found.append(f"{name} names an unknown period")
    return found
