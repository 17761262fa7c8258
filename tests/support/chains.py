"""A made-up chain of migrations: a parent with children, then the parent rebuilt."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.store.migrate import migrate

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

FIRST = """\
-- The first schema; semicolons in comments; and in strings are no ends.
CREATE TABLE installation (id INTEGER PRIMARY KEY, uuid TEXT, created_at INTEGER);
CREATE TABLE house (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT DEFAULT ';') STRICT;
/* one; more; */
CREATE TABLE room (
    id INTEGER PRIMARY KEY,
    house_id INTEGER NOT NULL REFERENCES house (id) ON DELETE CASCADE  -- yes; cascade
) STRICT;
CREATE TRIGGER no_empty_name BEFORE INSERT ON house WHEN NEW.name = ''
BEGIN
    SELECT CASE WHEN 1 THEN RAISE(ABORT, 'name; please') END;
    SELECT 1;
END;
"""

# The way sqlite.org/lang_altertable.html prescribes for changes ALTER TABLE cannot do.
REBUILD = """\
CREATE TABLE house_new (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT;
INSERT INTO house_new (id, name) SELECT id, name FROM house;
DROP TABLE house;
ALTER TABLE house_new RENAME TO house;
CREATE INDEX house_by_name ON house (name);
"""

HOUSES, ROOMS = 3, 12


def write_chain(folder: Path, *files: str) -> Path:
    """Write ``files`` as migrations 1, 2, … into ``folder`` and return it."""
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(files, start=1):
        (folder / f"{number:04}_made_up.sql").write_text(text, encoding="utf-8")
    return folder


def old_file(folder: Path) -> Path:
    """Return a file of schema version 1 with houses and rooms, one house being erased."""
    path = folder / "old.sqlite3"
    migrate(path, now=NOW, folder=write_chain(folder / "only-first", FIRST))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for house in range(1, HOUSES + 2):
            connection.execute("INSERT INTO house VALUES (?, ?)", (house, f"house {house}"))
        connection.execute("DELETE FROM house WHERE id = ?", (HOUSES + 1,))
        for room in range(ROOMS):
            connection.execute("INSERT INTO room (house_id) VALUES (?)", (room % HOUSES + 1,))
    return path


def contents(path: Path) -> tuple[int, int, int, bool]:
    """Return schema version, houses, rooms and whether all keys and pages are sound."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        return (
            connection.execute("PRAGMA user_version").fetchone()[0],
            connection.execute("SELECT count(*) FROM house").fetchone()[0],
            connection.execute("SELECT count(*) FROM room").fetchone()[0],
            connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and connection.execute("PRAGMA foreign_key_check").fetchall() == [],
        )


def schema(path: Path) -> list[tuple[str, str]]:
    """Return the text of the schema, for comparing two files."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
