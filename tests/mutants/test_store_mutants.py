"""Each protection of the store taken away in turn: the check of its promise must then fail."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from unittest.mock import ANY

import pytest

from bot.store import backup as backup_module
from bot.store import database, files
from bot.store import migrate as migrate_module
from bot.store import restore as restore_module
from bot.store.database import Tx
from bot.store.errors import StoreError
from bot.store.migrate import latest_version
from tests.store.test_files import modes
from tests.support import store_checks
from tests.support.db import START, fresh_database, fresh_file


async def test_without_rollback_half_a_transaction_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(
        connection: sqlite3.Connection, begin: str, work: Callable[[Tx], object]
    ) -> object:
        if not connection.in_transaction:
            connection.execute(begin)
        result = work(Tx(connection))
        connection.execute("COMMIT")
        return result

    db = await fresh_database(tmp_path / "kept")
    await store_checks.work_that_raises_leaves_nothing(db)
    await db.close()
    monkeypatch.setattr(database, "run_transaction", careless)
    db = await fresh_database(tmp_path / "broken")
    with pytest.raises(AssertionError):
        await store_checks.work_that_raises_leaves_nothing(db)
    await db.close()


def test_with_executescript_a_failing_step_stays_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "broken").mkdir()
    store_checks.failing_step_leaves_nothing(tmp_path / "kept")

    class Script(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            if sql.startswith(("CREATE", "INSERT INTO house", "DROP", "ALTER", "DELETE FROM m")):
                return self.executescript(sql)
            return super().execute(sql, *values)

    connect = sqlite3.connect
    old = tmp_path / "broken" / "old.sqlite3"
    store_checks.old_file(tmp_path / "broken")
    monkeypatch.setattr(store_checks, "old_file", lambda _: old)
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda *a, **kw: connect(*a, **{"factory": Script, **kw})
    )
    with pytest.raises(AssertionError):
        store_checks.failing_step_leaves_nothing(tmp_path / "broken")


def test_with_foreign_keys_on_a_rebuilt_parent_loses_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").mkdir()
    store_checks.rebuilt_parent_keeps_children(tmp_path / "kept")
    keep_foreign_keys_on(monkeypatch)
    with pytest.raises(StoreError, match="room would go from 12 to 0 rows"):
        store_checks.rebuilt_parent_keeps_children(tmp_path)
    monkeypatch.setattr(migrate_module, "_check", lambda *_: None)
    (tmp_path / "unchecked").mkdir()
    with pytest.raises(AssertionError):
        store_checks.rebuilt_parent_keeps_children(tmp_path / "unchecked")


def keep_foreign_keys_on(monkeypatch: pytest.MonkeyPatch) -> None:
    class Insistent(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            return super().execute(sql.replace("foreign_keys = 0", "foreign_keys = 1"), *values)

    connect = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda *a, **kw: connect(*a, **{"factory": Insistent, **kw})
    )


@pytest.mark.slow
async def test_a_plain_file_copy_under_writes_loses_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(source: sqlite3.Connection, part: Path) -> None:
        shutil.copyfile(source.execute("PRAGMA database_list").fetchone()[2], part)

    monkeypatch.setattr(backup_module, "_copy_pages", plain)
    with pytest.raises(StoreError, match=r"differs|damaged"):
        await store_checks.backup_under_writes_is_whole(tmp_path / "found out", rounds=1)
    monkeypatch.setattr(backup_module, "verify", lambda _: latest_version())
    monkeypatch.setattr(backup_module, "_counts_of", lambda _: ANY)
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        await store_checks.backup_under_writes_is_whole(tmp_path / "unnoticed", rounds=1)


def test_without_verification_a_damaged_copy_gets_a_backups_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(source: sqlite3.Connection, part: Path) -> None:
        copy_pages(source, part)
        data = part.read_bytes()
        part.write_bytes(data[: 4096 * 3] + b"?" * 4096 + data[4096 * 4 :])

    copy_pages = backup_module._copy_pages
    path = fresh_file(tmp_path / "data")
    monkeypatch.setattr(backup_module, "_copy_pages", damaged)
    with pytest.raises(StoreError, match="is damaged"):
        backup_module.backup(path, tmp_path / "copies", START)
    monkeypatch.setattr(backup_module, "verify", lambda _: latest_version())
    copy = backup_module.backup(path, tmp_path / "copies", START)
    with pytest.raises((AssertionError, sqlite3.DatabaseError)):
        assert store_checks.is_sound(copy)


async def test_a_restore_that_ignores_the_journal_brings_erased_people_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_module, "_apply", lambda *_: 0)
    with pytest.raises(AssertionError):
        await store_checks.erased_people_stay_erased(tmp_path)


async def test_a_restore_that_does_not_skip_numbers_gives_an_erased_one_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restore_module, "_skip_ids", lambda *_: None)
    monkeypatch.setattr(restore_module, "_highest_person", lambda _: 0)
    db = await fresh_database(tmp_path / "data")
    copies = tmp_path / "copies"
    copy = backup_module.backup(db.path, copies, START)
    uuid = await db.read(store_checks.installation)
    restore_module.journal.append(copies, uuid, 3, START)
    await db.close()
    restore_module.restore(
        copy, db.path, copies / restore_module.journal.NAME, START, store_checks.erase_person
    )
    again = await database.Database.open(db.path)
    assert await again.write(store_checks.add_person) <= 3
    await again.close()


async def test_without_secure_delete_erased_bytes_stay_in_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PRAGMAS", {**database.PRAGMAS, "secure_delete": 0})
    db = await fresh_database(tmp_path)
    person = await db.write(lambda tx: store_checks.add_person(tx, store_checks.CANARY))
    await db.write(lambda tx: store_checks.erase_person(tx, person))
    await db.checkpoint()
    assert store_checks.CANARY.encode() in db.path.read_bytes()
    await db.close()


def test_without_tightening_an_open_file_stays_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fresh_file(tmp_path)
    path.chmod(0o644)
    monkeypatch.setattr(files, "tighten_file", lambda _: None)
    files.make_private(path)
    assert modes(tmp_path) == {"lotse.sqlite3": 0o644}
