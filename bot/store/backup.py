"""Copies of the database that are proved readable before they get their name."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import sqlite3
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store import files, journal
from bot.store.errors import StoreError
from bot.store.identity import (
    installation_in,
    plain_connection,
    table_counts,
    version_in,
)

logger = logging.getLogger(__name__)

KEEP_DAYS = 30
_STAMP = "%Y%m%d-%H%M%S"
_NAME = re.compile(r"lotse-(\d{8}-\d{6})(\.[a-z0-9-]+)?\.sqlite3")
_PART = re.compile(r"lotse-(\d{8}-\d{6})(\.[a-z0-9-]+)?\.sqlite3\.[^.]+\.part")
RESTORING = "restoring"
_LEFTOVER_AGE = timedelta(hours=1)


def copy_name(now: datetime, note: str = "") -> str:
    """Return the name of a copy made at ``now`` (UTC); ``note`` says why it is no backup."""
    stamp = now.astimezone(UTC).strftime(_STAMP)
    return f"lotse-{stamp}.{note}.sqlite3" if note else f"lotse-{stamp}.sqlite3"


def copy_time(path: Path) -> datetime | None:
    """Return the UTC second at which the copy was made, by its name; None for other names."""
    match = _NAME.fullmatch(path.name)
    return None if match is None else _instant(match[1])


def backup(path: Path, folder: Path, now: datetime) -> Path:
    """Copy the database at ``path`` into ``folder`` while others may be writing to it.

    Blocks for as long as the copy and its check take: call it on a thread of its own. The folder
    gets its erasure journal with the first backup.

    Returns:
        The copy, one file of mode 0600 named ``lotse-YYYYMMDD-HHMMSS.sqlite3`` (UTC).

    Raises:
        StoreError: no copy could be made or the copy is not sound; nothing carries its name then.
    """
    target = folder / copy_name(now)
    try:
        folder.mkdir(mode=files.FOLDER_MODE, parents=True, exist_ok=True)
        with plain_connection(path) as connection:
            installation = installation_in(connection)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"no backup of {path} into {folder}: {error}") from error
    if journal.ensure(folder, installation, now) and latest(folder) is not None:
        logger.error(
            "the erasure journal was missing; older backups cannot be restored any more",
            extra={"event": "backup.journal_missing"},
        )
    copy_verified(path, target)
    logger.info("backup written", extra={"event": "backup.written", "file": target.name})
    return target


def copy_verified(path: Path, target: Path) -> None:
    """Copy the database at ``path`` to ``target`` (0600), which appears only once it is proved.

    Copy and row counts are taken in one read transaction, so both see the same moment.

    Raises:
        StoreError: the copy failed or differs; ``target`` is as it was before.
    """
    part = None
    try:
        handle, name = tempfile.mkstemp(
            prefix=f"{target.name}.", suffix=".part", dir=target.parent
        )
        os.close(handle)  # mkstemp made it 0600
        part = Path(name)
        with plain_connection(path) as source:
            source.execute("BEGIN")
            version, counts = version_in(source, path), table_counts(source)
            _copy_pages(source, part)
        if (verify(part), _counts_of(part)) != (version, counts):
            raise StoreError(f"the copy of {path} differs from it and was thrown away")
        files.sync(part)
        part.replace(target)
        files.sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"no copy of {path} to {target.parent}: {error}") from error
    finally:
        if part is not None:
            remove(part)


def verify(path: Path) -> int:
    """Prove that a copy nobody has open is a sound database of Lotse; return its schema version.

    Raises:
        StoreError: it is not; the text says what is wrong.
    """
    try:
        with plain_connection(path, frozen=True) as connection:
            problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if problem != "ok":
                raise StoreError(f"{path} is damaged: {problem}")
            broken = connection.execute("PRAGMA foreign_key_check").fetchone()
            if broken is not None:
                raise StoreError(f"{path} is damaged: table {broken[0]} points to missing rows")
            if (version := version_in(connection, path)) == 0:
                raise StoreError(f"{path} is empty")
            installation_in(connection)
            return version
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} is damaged: {error}") from error


def prune(folder: Path, now: datetime, keep_days: int = KEEP_DAYS) -> list[Path]:
    """Delete copies older than ``keep_days`` and what broken-off copies left; return their paths.

    Knows Lotse's copies by their names (backups, and copies made before a migration or a
    restore) and touches nothing else.

    Raises:
        StoreError: a file cannot be deleted.
    """
    gone = []
    try:
        for path in sorted(folder.iterdir()) if folder.is_dir() else []:
            if _is_due(path, now, timedelta(days=keep_days)):
                remove(path)
                gone.append(path)
    except OSError as error:
        raise StoreError(f"old copies in {folder} cannot be deleted: {error}") from error
    return gone


def latest(folder: Path) -> Path | None:
    """Return the newest backup in ``folder``, None where there is none."""
    backups = [
        path
        for path in folder.glob("lotse-*.sqlite3")
        if (match := _NAME.fullmatch(path.name)) and match[2] is None
    ]
    return max(backups, default=None)


def remove(path: Path) -> None:
    """Delete a database file and what SQLite may have put beside it; missing ones are fine."""
    for side in ("-wal", "-shm", "-journal", ""):
        path.with_name(path.name + side).unlink(missing_ok=True)


def _is_due(path: Path, now: datetime, keep: timedelta) -> bool:
    match = _NAME.fullmatch(path.name)
    if match is None:
        match, keep = _PART.fullmatch(path.name), _LEFTOVER_AGE
    elif match[2] == f".{RESTORING}":
        keep = _LEFTOVER_AGE
    made = None if match is None else _instant(match[1])
    return made is not None and now - made > keep


def _instant(stamp: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    return None


def _copy_pages(source: sqlite3.Connection, part: Path) -> None:
    with plain_connection(part) as target:
        # All pages in one go: in steps, every write of somebody else would start it again.
        source.backup(target, pages=-1)
        # The copy stays one file; opened for use, it goes back to the write-ahead log.
        target.execute("PRAGMA journal_mode = DELETE")


def _counts_of(path: Path) -> dict[str, int]:
    with plain_connection(path, frozen=True) as connection:
        return table_counts(connection)
