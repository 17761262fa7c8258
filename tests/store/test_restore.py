"""Restores: the backup's data come back, the people erased since do not."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import journal
from bot.store import migrate as migrate_module
from bot.store import restore as module
from bot.store.backup import backup
from bot.store.database import Database, Tx
from bot.store.errors import ForeignFileError, StoreError
from bot.store.lock import AlreadyRunningError, InstanceLock
from bot.store.migrate import latest_version
from bot.store.restore import RestoreResult, restore
from tests.support.db import START, fresh_database
from tests.support.kill_restore import people
from tests.support.rows import add_person, erase_person, installation
from tests.support.store_checks import erased_people_stay_erased, is_sound

ROOT = Path(__file__).resolve().parents[2]
LATER = START + timedelta(hours=2)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A database with Ada, Bela and Cem in its backup; then Bela was erased and Dora came."""

    path: Path
    copies: Path
    copy: Path
    uuid: str

    @property
    def journal(self) -> Path:
        return self.copies / journal.NAME

    def restore(self) -> RestoreResult:
        return restore(self.copy, self.path, self.journal, LATER, erase_person)

    def untouched(self) -> bool:
        beside = {file.name for file in self.path.parent.iterdir()}
        return people(self.path) == ["Ada", "Cem", "Dora"] and beside <= {
            "lotse.sqlite3",
            "lotse.sqlite3.lock",
        }


@pytest.fixture
async def scene(tmp_path: Path) -> Scene:
    db = await fresh_database(tmp_path / "data")
    copies = tmp_path / "copies"
    uuid = await db.read(installation)
    await db.write(lambda tx: [add_person(tx, name) for name in ("Ada", "Bela", "Cem")])
    copy = backup(db.path, copies, START)
    journal.append(copies, uuid, 2, START + timedelta(hours=1))
    await db.write(lambda tx: erase_person(tx, 2))
    await db.write(lambda tx: add_person(tx, "Dora"))
    await db.close()
    return Scene(path=db.path, copies=copies, copy=copy, uuid=uuid)


async def test_whoever_was_erased_since_the_backup_stays_erased(tmp_path: Path) -> None:
    result = await erased_people_stay_erased(tmp_path)
    assert (result.version, result.erased) == (latest_version(), 1)


def test_the_data_of_the_backup_are_back_and_the_former_database_is_kept(scene: Scene) -> None:
    result = scene.restore()
    kept = scene.path.parent / "lotse-20260302-100000.before-restore.sqlite3"
    assert result == RestoreResult(version=latest_version(), erased=1, kept=kept)
    assert people(scene.path) == ["Ada", "Cem"]
    assert people(kept) == ["Ada", "Cem", "Dora"]
    assert is_sound(scene.path)


def test_a_second_restore_of_the_same_backup_changes_nothing(scene: Scene) -> None:
    assert scene.restore().erased == 1
    assert scene.restore().erased == 1
    assert people(scene.path) == ["Ada", "Cem"]


async def test_nobody_new_gets_the_number_of_somebody_who_was_there_since(scene: Scene) -> None:
    scene.restore()
    db = await Database.open(scene.path)
    assert await db.write(lambda tx: add_person(tx, "Emre")) == 5
    await db.close()


async def test_nobody_new_gets_a_number_from_the_journal_where_the_database_is_lost(
    scene: Scene,
) -> None:
    journal.append(scene.copies, scene.uuid, 70, LATER)
    scene.path.unlink()
    assert scene.restore().kept is None
    db = await Database.open(scene.path)
    assert await db.write(lambda tx: add_person(tx, "Emre")) == 71
    await db.close()


async def test_a_backup_of_an_empty_database_skips_the_numbers_too(tmp_path: Path) -> None:
    db = await fresh_database(tmp_path / "data")
    copies = tmp_path / "copies"
    copy = backup(db.path, copies, START)
    journal.append(copies, await db.read(installation), 3, START)
    await db.close()
    assert restore(copy, db.path, copies / journal.NAME, LATER, erase_person).erased == 0
    again = await Database.open(db.path)
    assert await again.write(add_person) == 4
    await again.close()


def test_the_kept_database_can_be_restored_again(scene: Scene) -> None:
    kept = scene.restore().kept
    assert kept is not None
    restore(kept, scene.path, scene.journal, LATER + timedelta(hours=1), erase_person)
    assert people(scene.path) == ["Ada", "Cem", "Dora"]


def test_a_running_bot_is_not_restored_under(scene: Scene) -> None:
    with InstanceLock.acquire(scene.path), pytest.raises(AlreadyRunningError, match="Stop that"):
        scene.restore()
    assert scene.untouched()


def test_without_the_journal_nothing_is_restored(scene: Scene) -> None:
    scene.journal.unlink()
    with pytest.raises(StoreError, match="people who were erased would come back"):
        scene.restore()
    assert scene.untouched()


def test_another_installations_journal_is_refused(scene: Scene) -> None:
    scene.journal.unlink()
    journal.append(scene.copies, "somebody else", 2, START)
    with pytest.raises(StoreError, match="journal of another installation"):
        scene.restore()
    assert scene.untouched()


def test_a_journal_that_begins_after_the_backup_is_refused(scene: Scene) -> None:
    scene.journal.unlink()
    journal.ensure(scene.copies, scene.uuid, START + timedelta(seconds=1))
    with pytest.raises(StoreError, match="older than the journal"):
        scene.restore()
    assert scene.untouched()


def test_a_backup_that_does_not_say_its_age_is_refused(scene: Scene) -> None:
    renamed = scene.copies / "copy.sqlite3"
    scene.copy.rename(renamed)
    with pytest.raises(StoreError, match="does not say when it was made"):
        restore(renamed, scene.path, scene.journal, LATER, erase_person)
    assert scene.untouched()


def test_a_damaged_backup_is_refused(scene: Scene) -> None:
    os.truncate(scene.copy, scene.copy.stat().st_size // 2)
    with pytest.raises(StoreError, match="is damaged"):
        scene.restore()
    assert scene.untouched()


def test_a_backup_of_a_newer_program_is_refused(scene: Scene) -> None:
    with closing(sqlite3.connect(scene.copy)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"version 99.*Install the newer program first"):
        scene.restore()
    assert scene.untouched()


def test_a_backup_of_an_older_program_is_brought_up(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = tmp_path / "chain"
    shutil.copytree(migrate_module.migrations_folder(), chain)
    newest = latest_version() + 1
    (chain / f"{newest:04}_add_note.sql").write_text("ALTER TABLE audit ADD COLUMN note TEXT;")
    monkeypatch.setattr(migrate_module, "migrations_folder", lambda: chain)
    assert scene.restore().version == newest
    assert people(scene.path) == ["Ada", "Cem"]


def test_a_foreign_file_in_the_databases_place_is_left_alone(scene: Scene) -> None:
    scene.path.unlink()
    with closing(sqlite3.connect(scene.path)) as connection:
        connection.execute("CREATE TABLE recipes (x)")
    before = scene.path.read_bytes()
    with pytest.raises(ForeignFileError, match="is not a database of Lotse"):
        scene.restore()
    assert scene.path.read_bytes() == before


@pytest.mark.parametrize("cut", [0, 4096, 3 * 4096 + 7])
def test_a_damaged_database_is_replaced_and_not_kept(scene: Scene, cut: int) -> None:
    data = scene.path.read_bytes()
    scene.path.write_bytes(data[:cut] + b"?" * 4096 + data[cut + 4096 :])
    assert scene.restore().kept is None
    assert people(scene.path) == ["Ada", "Cem"]


async def test_the_log_of_the_former_database_is_not_played_into_the_new_one(
    scene: Scene, tmp_path: Path
) -> None:
    db = await Database.open(scene.path)
    await db.write(lambda tx: [add_person(tx, "x" * 3000) for _ in range(20)])
    log = scene.path.with_name("lotse.sqlite3-wal")
    shutil.copy(log, tmp_path / "log")
    await db.close()
    shutil.copy(tmp_path / "log", log)
    scene.path.write_bytes(b"?" * 4096)
    assert scene.restore().kept is None
    assert people(scene.path) == ["Ada", "Cem"]
    assert is_sound(scene.path)


def test_what_a_broken_off_restore_left_is_cleared_away(scene: Scene) -> None:
    for name in ("lotse-20260301-080000.restoring.sqlite3", "lotse-1.restoring.sqlite3-wal"):
        (scene.path.parent / name).touch()
    scene.restore()
    assert not list(scene.path.parent.glob("*restoring*"))


def test_an_erasure_that_fails_stops_the_restore(scene: Scene) -> None:
    def fails(tx: Tx, person: int) -> None:
        raise StoreError(f"cannot erase {person}")

    with pytest.raises(StoreError, match="cannot erase 2"):
        restore(scene.copy, scene.path, scene.journal, LATER, fails)
    assert scene.untouched()


def test_an_erasure_that_does_nothing_is_noticed(scene: Scene) -> None:
    with pytest.raises(StoreError, match="person 2 is in the journal and could not be erased"):
        restore(scene.copy, scene.path, scene.journal, LATER, lambda tx, person: None)
    assert scene.untouched()


def test_a_disk_that_fails_at_the_last_moment_leaves_the_database(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(path: Path) -> None:
        if path.name.endswith(".restoring.sqlite3"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(path)

    sync = module.files.sync
    monkeypatch.setattr(module.files, "sync", fails)
    with pytest.raises(StoreError, match="was not restored"):
        scene.restore()
    assert people(scene.path) == ["Ada", "Cem", "Dora"]


@pytest.mark.slow
def test_killed_at_any_step_the_database_is_the_former_or_the_restored_one(
    scene: Scene, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    run = subprocess.run(
        [
            *(sys.executable, "-m", "tests.support.kill_restore"),
            *(scene.copy, scene.path, scene.journal, work),
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=120,
    )
    rounds = [json.loads(line) for line in run.stdout.splitlines()]
    assert {tuple(after) for _, _, after, _, _ in rounds} == {
        ("Ada", "Cem", "Dora"),
        ("Ada", "Cem"),
    }
    for allowed, _, _, again, beside in rounds:
        assert again == ["Ada", "Cem"], f"not restored after {allowed} steps"
        assert not [name for name in beside if "restoring" in name], f"left after {allowed} steps"
    assert [killed for _, killed, *_ in rounds] == [True] * (len(rounds) - 1) + [False]
    assert len(rounds) > 40
