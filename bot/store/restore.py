"""Puts a backup in place of the database without bringing back anybody who was erased since.

Everything happens on a copy beside the database; only the finished one, erasures applied, takes
the database's name, in one rename. A restore that breaks off leaves the database as it was.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store import backup, files, journal
from bot.store.database import Tx, open_connection, run_transaction
from bot.store.errors import ForeignFileError, StoreError
from bot.store.identity import installation_in, plain_connection, version_of
from bot.store.lock import InstanceLock
from bot.store.migrate import latest_version, migrate

logger = logging.getLogger(__name__)

Erase = Callable[[Tx, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreResult:
    """What a restore did.

    ``erased`` people stood in the backup and were erased again; ``kept`` is the former database,
    kept beside the new one and deleted like any copy after 30 days. It is None where there was no
    former database or it was damaged; nothing of a damaged one is kept.
    """

    version: int
    erased: int
    kept: Path | None


def restore(
    backup_file: Path, path: Path, journal_file: Path, now: datetime, erase: Erase
) -> RestoreResult:
    """Put ``backup_file`` in place of the database at ``path``.

    ``erase`` takes one person out of the database, does nothing for an id that is not there and
    writes no journal. It is called for everybody in the journal. Takes the instance lock itself.

    Raises:
        AlreadyRunningError: the bot is running.
        StoreError: no journal, a journal that does not belong to the backup or begins after it, a
            damaged or newer backup, a foreign file at ``path``, or a failing step; the database
            is as it was.
    """
    with InstanceLock.acquire(path):
        erasures = _matching_journal(backup_file, journal_file)
        sound = _is_sound(path)
        _clear(path.parent)
        fresh = path.with_name(backup.copy_name(now, backup.RESTORING))
        try:
            backup.copy_verified(backup_file, fresh)
            migrate(fresh, now=now, keep_copy=False)
            erased = _apply(fresh, erasures, erase, _highest_person(path) if sound else 0)
            version = backup.verify(fresh)
            kept = path.with_name(backup.copy_name(now, "before-restore")) if sound else None
            if kept is not None:
                backup.copy_verified(path, kept)
            _put_in_place(fresh, path)
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{backup_file} was not restored: {error}") from error
        finally:
            backup.remove(fresh)
    logger.info(
        "backup restored",
        extra={"event": "restore.done", "file": backup_file.name, "erased": erased},
    )
    return RestoreResult(version=version, erased=erased, kept=kept)


def _matching_journal(backup_file: Path, journal_file: Path) -> journal.Journal:
    found = journal.read(journal_file)
    version = backup.verify(backup_file)
    if version > (latest := latest_version()):
        raise StoreError(
            f"{backup_file} has schema version {version}, this program knows only {latest}. "
            "Install the newer program first."
        )
    with plain_connection(backup_file, frozen=True) as connection:
        installation = installation_in(connection)
    if found.installation != installation:
        raise StoreError(
            f"{journal_file} is the journal of another installation than {backup_file}. Take the "
            "journal from the folder the backup was written to."
        )
    made = backup.copy_time(backup_file)
    if made is None:
        raise StoreError(
            f"{backup_file} does not say when it was made. Give it back the name it was written "
            "with: lotse-YYYYMMDD-HHMMSS.sqlite3"
        )
    if made < found.since.replace(microsecond=0):
        raise StoreError(
            f"{backup_file} is older than the journal {journal_file}, which begins "
            f"{found.since:%Y-%m-%d %H:%M:%S} UTC: people erased before that would come back. "
            "Take a later backup or the former journal."
        )
    return found


def _is_sound(path: Path) -> bool:
    try:
        if version_of(path) == 0:
            return False
        with plain_connection(path) as connection:
            return (
                connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
                and connection.execute("PRAGMA foreign_key_check").fetchone() is None
            )
    except ForeignFileError:
        raise
    except (StoreError, sqlite3.Error):
        logger.warning(
            "the present database is damaged and will not be kept",
            extra={"event": "restore.present_damaged"},
        )
        return False


def _clear(folder: Path) -> None:
    # What a killed restore left may hold people who are erased by now.
    for path in folder.glob(f"lotse-*.{backup.RESTORING}.sqlite3*"):
        path.unlink(missing_ok=True)


def _highest_person(path: Path) -> int:
    with plain_connection(path) as connection:
        row = connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'person'"
        ).fetchone()
        return 0 if row is None else int(row[0])


def _apply(fresh: Path, erasures: journal.Journal, erase: Erase, highest: int) -> int:
    people = sorted({erasure.person_id for erasure in erasures.erasures})

    def work(tx: Tx) -> int:
        present = [person for person in people if _is_there(tx, person)]
        for person in people:
            erase(tx, person)
        for person in people:
            if _is_there(tx, person):
                raise StoreError(f"person {person} is in the journal and could not be erased")
        _skip_ids(tx, max([highest, *people]))
        return len(present)

    with closing(open_connection(fresh)) as connection:
        erased = run_transaction(connection, "BEGIN IMMEDIATE", work)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
    return erased


def _is_there(tx: Tx, person: int) -> bool:
    return tx.one("SELECT 1 FROM person WHERE id = :person", person=person) is not None


def _skip_ids(tx: Tx, highest: int) -> None:
    # Otherwise somebody new would get an id that stands in the journal, and would be erased by
    # the next restore.
    if highest and not tx.run(
        "UPDATE sqlite_sequence SET seq = max(seq, :highest) WHERE name = 'person'",
        highest=highest,
    ):
        tx.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('person', :seq)", seq=highest)


def _put_in_place(fresh: Path, path: Path) -> None:
    # SQLite would play the former database's log into the new file.
    for side in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + side).unlink(missing_ok=True)
    files.sync(fresh)
    fresh.replace(path)
    files.sync(path.parent)
    files.tighten(path)
