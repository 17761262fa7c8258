"""Rights: whatever holds people's data can be read by its owner only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import files, journal
from bot.store.backup import backup
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.lock import InstanceLock
from bot.store.migrate import migrate
from bot.store.restore import restore
from tests.support.db import START, fresh_file
from tests.support.rows import add_person, erase_person, installation


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in sorted(folder.iterdir())}


async def test_everything_lotse_writes_is_its_owners_alone(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "copies"
    path = data / "lotse.sqlite3"
    migrate(path, now=START)
    lock = InstanceLock.acquire(path)
    db = await Database.open(path)
    await db.write(add_person)
    copy = backup(path, copies, START)
    journal.append(copies, await db.read(installation), 1, START)
    assert modes(data) == {
        "lotse.sqlite3": 0o600,
        "lotse.sqlite3-shm": 0o600,
        "lotse.sqlite3-wal": 0o600,
        "lotse.sqlite3.lock": 0o600,
    }
    assert modes(copies) == {"erasures.log": 0o600, "lotse-20260302-080000.sqlite3": 0o600}
    assert modes(tmp_path) == {"copies": 0o700, "data": 0o700}
    await db.close()
    lock.release()
    restore(copy, path, copies / journal.NAME, START + timedelta(days=1), erase_person)
    assert set(modes(data).values()) == {0o600}


async def test_files_that_were_open_to_others_are_tightened_with_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = fresh_file(tmp_path)
    first = await Database.open(path)
    for file in tmp_path.iterdir():
        file.chmod(0o664)
    second = await Database.open(path)
    assert set(modes(tmp_path).values()) == {0o600}
    assert {(record.event, record.file) for record in caplog.records} == {
        ("store.tightened", name)
        for name in ("lotse.sqlite3", "lotse.sqlite3-wal", "lotse.sqlite3-shm")
    }
    await first.close()
    await second.close()


def test_a_journal_that_was_open_to_others_is_tightened(tmp_path: Path) -> None:
    journal.ensure(tmp_path, "one", START)
    (tmp_path / journal.NAME).chmod(0o644)
    journal.append(tmp_path, "one", 1, START)
    assert modes(tmp_path) == {journal.NAME: 0o600}


def test_a_mode_that_cannot_be_changed_stops_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fresh_file(tmp_path)
    path.chmod(0o644)

    def refuse(self: Path, mode: int) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(StoreError, match=r"mode 644.*Run: chmod 600"):
        files.make_private(path)


def test_a_folder_that_cannot_be_made_is_an_error_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"lotse\.sqlite3 cannot be created"):
        files.make_private(tmp_path / "file" / "lotse.sqlite3")
