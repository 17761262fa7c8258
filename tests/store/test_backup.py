"""Backups: taken while the bot writes, proved before they are called backups."""

from __future__ import annotations

import os
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.store import backup as module
from bot.store import journal
from bot.store.backup import backup, copy_name, copy_time, copy_verified, latest, prune, verify
from bot.store.database import Database
from bot.store.errors import ForeignFileError, StoreError
from bot.store.migrate import latest_version
from tests.support.db import START, fresh_file
from tests.support.rows import add_person
from tests.support.store_checks import backup_under_writes_is_whole


def listing(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_backup_holds_what_was_committed_and_is_one_private_file(
    db: Database, tmp_path: Path
) -> None:
    await db.write(lambda tx: add_person(tx, "Ada"))
    copy = backup(db.path, tmp_path / "copies", START)
    assert copy == tmp_path / "copies" / "lotse-20260302-080000.sqlite3"
    assert listing(tmp_path / "copies") == ["erasures.log", copy.name]
    assert copy.stat().st_mode & 0o777 == 0o600
    assert verify(copy) == latest_version()
    with sqlite3.connect(f"file:{copy}?immutable=1", uri=True) as connection:
        assert connection.execute("SELECT name FROM person").fetchall() == [("Ada",)]
        assert connection.execute("PRAGMA journal_mode").fetchone() != ("wal",)
    connection.close()


def test_names_carry_the_second_in_utc() -> None:
    berlin = datetime(2026, 7, 1, 2, 30, 5, tzinfo=timezone(timedelta(hours=2)))
    assert copy_name(berlin) == "lotse-20260701-003005.sqlite3"
    assert copy_time(Path("lotse-20260701-003005.sqlite3")) == datetime(
        2026, 7, 1, 0, 30, 5, tzinfo=UTC
    )
    assert copy_time(Path("lotse-20261301-003005.sqlite3")) is None
    assert copy_time(Path("copy.sqlite3")) is None


@pytest.mark.slow
async def test_backups_under_steady_writes_are_whole_and_lose_nothing(tmp_path: Path) -> None:
    assert await backup_under_writes_is_whole(tmp_path, rounds=5) > 5


def test_the_first_backup_starts_the_journal(tmp_path: Path) -> None:
    backup(fresh_file(tmp_path / "data"), tmp_path, START)
    assert journal.read(tmp_path / journal.NAME).since == START


def test_a_journal_that_vanished_is_started_again_with_a_loud_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = fresh_file(tmp_path / "data")
    backup(path, tmp_path, START)
    (tmp_path / journal.NAME).unlink()
    backup(path, tmp_path, START + timedelta(days=1))
    assert [record.event for record in caplog.records] == ["backup.journal_missing"]


def test_a_folder_of_another_installation_is_refused(tmp_path: Path) -> None:
    journal.ensure(tmp_path / "copies", "somebody else", START)
    with pytest.raises(StoreError, match="a backup folder of its own"):
        backup(fresh_file(tmp_path / "data"), tmp_path / "copies", START)
    assert listing(tmp_path / "copies") == ["erasures.log"]


def test_a_missing_database_is_not_backed_up_as_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no backup of"):
        backup(tmp_path / "missing.sqlite3", tmp_path / "copies", START)
    assert listing(tmp_path / "copies") == []


@pytest.mark.parametrize(
    "error", [sqlite3.OperationalError("disk I/O error"), KeyboardInterrupt()]
)
def test_a_copy_that_breaks_off_never_carries_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def half(source: sqlite3.Connection, part: Path) -> None:
        part.write_bytes(b"SQLite format 3\0")
        raise error

    path = fresh_file(tmp_path / "data")
    monkeypatch.setattr(module, "_copy_pages", half)
    with pytest.raises((StoreError, KeyboardInterrupt)):
        backup(path, tmp_path / "copies", START)
    assert listing(tmp_path / "copies") == ["erasures.log"]


async def test_a_copy_of_the_file_alone_is_found_out(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await db.write(add_person)  # stands in the log only
    monkeypatch.setattr(module, "_copy_pages", lambda _, part: shutil.copyfile(db.path, part))
    with pytest.raises(StoreError, match="differs from it and was thrown away"):
        backup(db.path, tmp_path / "copies", START)
    assert listing(tmp_path / "copies") == ["erasures.log"]


def test_a_failed_copy_leaves_the_former_one(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("Lorem ipsum dolor sit amet. " * 40)
    target = tmp_path / "copy"
    target.write_text("former")
    with pytest.raises(StoreError, match="file is not a database"):
        copy_verified(tmp_path / "notes", target)
    assert target.read_text() == "former"


def test_a_folder_that_is_missing_gets_no_copy(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="No such file or directory"):
        copy_verified(fresh_file(tmp_path), tmp_path / "missing" / "copy")


def damage(path: Path, start: int, length: int) -> None:
    data = bytearray(path.read_bytes())
    data[start : start + length] = os.urandom(length)
    path.write_bytes(data)


def test_damaged_copies_are_found_out(tmp_path: Path) -> None:
    path = fresh_file(tmp_path / "data")
    for name, spoil in {
        "overwritten": lambda copy: damage(copy, 4096 * 3, 4096),
        "cut": lambda copy: os.truncate(copy, copy.stat().st_size // 2),
        "no header": lambda copy: damage(copy, 0, 100),
        "missing": lambda copy: copy.unlink(),
    }.items():
        copy = backup(path, tmp_path / name, START)
        spoil(copy)
        with pytest.raises(StoreError, match="is damaged"):
            verify(copy)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("INSERT INTO lead VALUES (99, 0)", "table lead points to missing rows"),
        ("DELETE FROM installation", "no row in the table installation"),
        ("PRAGMA application_id = 7", "belongs to another program"),
    ],
)
def test_copies_with_wrong_contents_are_found_out(tmp_path: Path, sql: str, why: str) -> None:
    copy = backup(fresh_file(tmp_path / "data"), tmp_path / "copies", START)
    with sqlite3.connect(copy) as connection:
        connection.execute(sql)
    connection.close()
    with pytest.raises(StoreError, match=why):
        verify(copy)


def test_an_empty_database_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with pytest.raises(StoreError, match="is empty"):
        verify(tmp_path / "empty")


def test_a_foreign_database_is_not_copied(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "foreign") as connection:
        connection.execute("CREATE TABLE a (x)")
    connection.close()
    with pytest.raises(ForeignFileError):
        copy_verified(tmp_path / "foreign", tmp_path / "copy")


def test_old_copies_go_and_everything_else_stays(tmp_path: Path) -> None:
    keep = [
        "erasures.log",
        "holiday.sqlite3",
        "lotse-20260201-080000.sqlite3",
        "lotse-20260201-080000.before-restore.sqlite3",
        "lotse-20260303-074500.restoring.sqlite3",
        "lotse-20260303-074500.sqlite3.abc.part",
        "lotse-99999999-999999.sqlite3",
        "lotse.sqlite3",
    ]
    drop = [
        "lotse-20260201-075959.before-0002.sqlite3",
        "lotse-20260201-075959.sqlite3",
        "lotse-20260303-065959.restoring.sqlite3",
        "lotse-20260303-065959.restoring.sqlite3.abc.part",
        "lotse-20260303-065959.sqlite3.abc.part",
    ]
    for name in keep + drop:
        (tmp_path / name).touch()
    (tmp_path / "lotse-20260303-065959.restoring.sqlite3-wal").touch()
    gone = prune(tmp_path, datetime(2026, 3, 3, 8, 0, tzinfo=UTC), keep_days=30)
    assert [path.name for path in gone] == drop
    assert listing(tmp_path) == sorted(keep)


def test_pruning_a_missing_folder_is_fine(tmp_path: Path) -> None:
    assert prune(tmp_path / "missing", START) == []


def test_a_copy_that_cannot_be_deleted_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "lotse-20200101-000000.sqlite3").mkdir()
    with pytest.raises(StoreError, match="cannot be deleted"):
        prune(tmp_path, START)


def test_the_latest_backup_is_the_newest_of_the_real_ones(tmp_path: Path) -> None:
    assert latest(tmp_path) is None
    for name in (
        "lotse-20260301-080000.sqlite3",
        "lotse-20260302-080000.sqlite3",
        "lotse-20260303-080000.before-0002.sqlite3",
        "lotse-20260304-080000.sqlite3.abc.part",
        "lotse-mine.sqlite3",
    ):
        (tmp_path / name).touch()
    assert latest(tmp_path) == tmp_path / "lotse-20260302-080000.sqlite3"
