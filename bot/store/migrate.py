"""Brings a database file to the newest schema, one SQL file and one transaction at a time.

A step is either whole or not there: all its statements, the checks and the new version number are
one transaction. Foreign keys are off while a step runs (SQLite ignores that pragma inside a
transaction), because rebuilding a parent table would otherwise delete its children; they are
checked before the commit instead (sqlite.org/lang_altertable.html#otheralter).
"""

from __future__ import annotations

import logging
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bot.domain.place import migrations_folder
from bot.store import files
from bot.store.backup import copy_name, copy_verified
from bot.store.codec import to_ms
from bot.store.database import open_connection
from bot.store.errors import StoreError
from bot.store.identity import APPLICATION_ID, pragma, table_counts, version_of

logger = logging.getLogger(__name__)

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_WORD = re.compile(r"\s*(\w+)")
_MAY_SHRINK = re.compile(r"^--\s*rows:\s*(\w+) may shrink\s*$", re.MULTILINE)
# The runner owns the transaction; a file that ends it would make half a step durable.
_FORBIDDEN = frozenset(
    {"BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "ATTACH", "DETACH", "VACUUM"}
    | {"PRAGMA"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One SQL file, cut into statements."""

    number: int
    name: str
    statements: tuple[str, ...]
    may_shrink: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationResult:
    """What a run did: schema versions before and after, and the copy made before it, if any."""

    from_version: int
    to_version: int
    copy: Path | None


def split_statements(text: str) -> list[str]:
    """Cut SQL ``text`` into single statements; a trigger with its inner semicolons is one.

    Raises:
        ValueError: the text ends in the middle of a statement.
    """
    statements = []
    start = 0
    for mark in re.finditer(";", text):
        piece = text[start : mark.end()]
        if sqlite3.complete_statement(piece):
            statements.append(piece.strip())
            start = mark.end()
    if rest := _COMMENT.sub("", text[start:]).strip():
        raise ValueError(f"unfinished statement: {rest[:60]}")
    return statements


def load(folder: Path | None = None) -> list[Migration]:
    """Return the migrations of ``folder`` in order.

    Raises:
        StoreError: a file is named wrongly, missing in the row of numbers, or not runnable.
    """
    folder = migrations_folder() if folder is None else folder
    migrations = [_load_file(path) for path in sorted(folder.glob("*.sql"))]
    if not migrations:
        raise StoreError(f"no migrations in {folder}; the installation is incomplete")
    for expected, migration in enumerate(migrations, start=1):
        if migration.number != expected:
            raise StoreError(
                f"{folder}: {migration.name} stands where number {expected:04} should"
            )
    return migrations


def latest_version(folder: Path | None = None) -> int:
    """Return the schema version this program works with."""
    return load(folder)[-1].number


def migrate(
    path: Path, *, now: datetime, folder: Path | None = None, keep_copy: bool = True
) -> MigrationResult:
    """Bring the file at ``path`` to the newest schema, creating it where it is missing.

    Before the first step on a file with data a verified copy is put beside it, unless
    ``keep_copy`` is false. Blocks; nobody else may use the file meanwhile.

    Raises:
        StoreError: the file is newer, foreign or unreadable (it is left as it is), or a step
            failed (the steps before it stay, the failed one left nothing behind).
    """
    migrations = load(folder)
    latest = migrations[-1].number
    version = version_of(path)
    if version > latest:
        raise StoreError(
            f"{path} has schema version {version}, this program knows only {latest}. "
            "Install the newer program again, or restore a backup made before the update."
        )
    if version == latest:
        return MigrationResult(from_version=version, to_version=version, copy=None)
    files.make_private(path)
    copy = None
    if version > 0 and keep_copy:
        copy = path.with_name(copy_name(now, f"before-{version + 1:04}"))
        copy_verified(path, copy)
    try:
        with closing(open_connection(path)) as connection:
            for migration in migrations[version:]:
                _step(connection, migration, path, now)
    except StoreError:
        if copy is not None and version_of(path) == version:
            # Nothing happened; a service that is started again and again must not fill the disk.
            copy.unlink()
        raise
    files.tighten(path)
    return MigrationResult(from_version=version, to_version=latest, copy=copy)


def _load_file(path: Path) -> Migration:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise StoreError(f"{path}: a migration is named like 0002_add_rooms.sql")
    text = path.read_text(encoding="utf-8")
    try:
        statements = split_statements(text)
    except ValueError as error:
        raise StoreError(f"{path}: {error}") from error
    for statement in statements:
        word = _WORD.match(_COMMENT.sub(" ", statement))
        if word and word[1].upper() in _FORBIDDEN:
            raise StoreError(f"{path}: {word[1]} has no place in a migration")
    return Migration(
        number=int(match[1]),
        name=path.name,
        statements=tuple(statements),
        may_shrink=frozenset(_MAY_SHRINK.findall(text)),
    )


def _step(connection: sqlite3.Connection, migration: Migration, path: Path, now: datetime) -> None:
    try:
        connection.execute("PRAGMA foreign_keys = 0")
        try:
            connection.execute("BEGIN IMMEDIATE")
            _run_in_transaction(connection, migration, now)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA foreign_keys = 1")
    except (sqlite3.Error, ValueError) as error:
        raise StoreError(
            f"migration {migration.name} of {path} failed: {error}. "
            f"The file still has schema version {migration.number - 1} and all its data."
        ) from error
    logger.info("schema migrated", extra={"event": "store.migrated", "version": migration.number})


def _run_in_transaction(
    connection: sqlite3.Connection, migration: Migration, now: datetime
) -> None:
    if pragma(connection, "user_version") != migration.number - 1:
        raise ValueError("somebody else is migrating this file")
    before, sequences = table_counts(connection), _sequences(connection)
    for statement in migration.statements:
        connection.execute(statement)
    if migration.number == 1:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(
            "INSERT INTO installation (id, uuid, created_at) VALUES (1, ?, ?)",
            (str(uuid4()), to_ms(now)),
        )
    _keep_sequences(connection, sequences)
    connection.execute(f"PRAGMA user_version = {migration.number}")
    _check(connection, migration, before)


def _check(connection: sqlite3.Connection, migration: Migration, before: dict[str, int]) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise ValueError(
            f"{len(broken)} rows would point to nothing, the first in table {broken[0][0]}"
        )
    after = table_counts(connection)
    for table, rows in before.items():
        if after.get(table, 0) < rows and table not in migration.may_shrink:
            raise ValueError(f"table {table} would go from {rows} to {after.get(table, 0)} rows")


def _sequences(connection: sqlite3.Connection) -> dict[str, int]:
    if not connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'"
    ).fetchone():
        return {}
    return dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


def _keep_sequences(connection: sqlite3.Connection, before: dict[str, int]) -> None:
    # A rebuilt table starts its ids after the highest that is left, so the id of somebody erased
    # would be given to the next person, and an old erasure would hit the wrong one.
    after = _sequences(connection)
    tables = table_counts(connection)
    for table, highest in before.items():
        if table in tables and after.get(table, 0) < highest:
            connection.execute("DELETE FROM sqlite_sequence WHERE name = ?", (table,))
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest)
            )
