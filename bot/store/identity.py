"""Whose file is this: the marks that tell Lotse's database from any other file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.database import Tx
from bot.store.errors import ForeignFileError, StoreError

APPLICATION_ID = 0x4C6F7473  # "Lots"; sqlite.org/pragma.html#pragma_application_id
_PROBE_TIMEOUT_S = 5.0


@contextmanager
def plain_connection(path: Path, *, frozen: bool = False) -> Iterator[sqlite3.Connection]:
    """Open an existing file without changing anything in it, and close it again.

    With ``frozen`` nothing is written beside the file either (no -wal, no -shm): for copies that
    nobody else has open. Errors of SQLite pass through.
    """
    mode = "mode=ro&immutable=1" if frozen else "mode=rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        isolation_level=None,
        timeout=_PROBE_TIMEOUT_S,
    )
    try:
        yield connection
    finally:
        connection.close()


def pragma(connection: sqlite3.Connection, name: str) -> int:
    """Return the integer value of the pragma ``name``."""
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def table_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of every table."""
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\' ORDER BY name"
    ).fetchall()
    counts = {}
    for (name,) in names:
        quoted = str(name).replace('"', '""')
        counts[str(name)] = int(
            connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0]
        )
    return counts


def version_in(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version of Lotse's open database; 0 where nothing is in it yet.

    Raises:
        ForeignFileError: the database is not Lotse's.
    """
    version, mark = pragma(connection, "user_version"), pragma(connection, "application_id")
    if version > 0 and mark == APPLICATION_ID:
        return version
    if mark not in {0, APPLICATION_ID}:
        raise ForeignFileError(
            f"{path} belongs to another program (application_id {mark:#x}). "
            "Choose another file for the database, or move this one away."
        )
    if connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] or version:
        raise ForeignFileError(
            f"{path} has contents, but is not a database of Lotse. "
            "Choose another file for the database, or move this one away."
        )
    return 0


def version_of(path: Path) -> int:
    """Return the schema version of the file at ``path``; 0 where it is missing or empty.

    Raises:
        ForeignFileError: the file is not Lotse's.
        StoreError: the file is not readable or damaged.
    """
    try:
        if not path.exists() or path.stat().st_size == 0:
            return 0
        with plain_connection(path) as connection:
            return version_in(connection, path)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{path} cannot be read as a database: {error}. "
            "Check the path and its rights, or restore a backup."
        ) from error


def bot_of(path: Path) -> int | None:
    """Return the id of the bot the database at ``path`` belongs to; None if none used it yet.

    Raises:
        StoreError: the file is not readable or damaged.
    """
    try:
        with plain_connection(path) as connection:
            row = connection.execute("SELECT bot_id FROM installation WHERE id = 1").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be read as a database: {error}.") from error
    return None if row is None or row[0] is None else int(row[0])


def installation_in(connection: sqlite3.Connection) -> str:
    """Return the uuid of the installation the open database belongs to.

    Raises:
        StoreError: the database does not say.
    """
    row = connection.execute("SELECT uuid FROM installation WHERE id = 1").fetchone()
    if row is None:
        raise StoreError("the database has no row in the table installation; restore a backup")
    return str(row[0])


def installation(tx: Tx) -> str:
    """Return the uuid of this installation, which names its erasure journal."""
    return str(tx.scalar("SELECT uuid FROM installation"))
