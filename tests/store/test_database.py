"""Transactions: whole or not at all, one after the other, on a file set up as promised."""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
import threading
from pathlib import Path

import aiosqlite
import pytest

from bot.store import database
from bot.store.database import PRAGMAS, Database, Tx, open_connection
from bot.store.errors import StoreError, StoreUnavailableError
from tests.support.rows import add_person, add_shift, count_people, names, sign_up


async def test_a_transaction_that_returns_is_there_after_a_restart(db: Database) -> None:
    await db.write(lambda tx: add_person(tx, "Ada"))
    await db.close()
    again = await Database.open(db.path)
    assert await again.read(names) == ["Ada"]
    await again.close()


@pytest.mark.parametrize(
    "error", [ValueError, KeyboardInterrupt, SystemExit, asyncio.CancelledError]
)
async def test_a_transaction_that_raises_leaves_nothing_behind(
    db: Database, error: type[BaseException]
) -> None:
    def work(tx: Tx) -> None:
        add_person(tx, "Ada")
        raise error("in the middle")

    with pytest.raises(error):
        await db.write(work)
    assert await db.read(count_people) == 0
    assert await db.write(add_person) > 0


async def test_work_that_raises_stop_iteration_does_not_hang_the_caller(db: Database) -> None:
    def work(tx: Tx) -> None:
        add_person(tx)
        next(iter([]))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await asyncio.wait_for(db.write(work), timeout=5)
    assert await db.read(count_people) == 0


async def test_a_refused_row_is_an_error_of_the_caller_and_not_of_the_disk(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await db.write(lambda tx: tx.run("INSERT INTO lead VALUES (99, 0)"))


async def test_wrong_sql_is_a_mistake_and_not_a_disk_that_will_come_back(db: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await db.write(lambda tx: tx.run("DELETE FROM persons"))


async def test_a_cancelled_caller_neither_tears_nor_loses_the_commit(db: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work(tx: Tx) -> None:
        add_person(tx, "first half")
        inside.set()
        go_on.wait(5)
        add_person(tx, "second half")

    caller = asyncio.create_task(db.write(work))
    await asyncio.to_thread(inside.wait, 5)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await db.read(count_people) == 0
    go_on.set()
    assert await db.write(names) == ["first half", "second half"]


async def test_two_writers_at_once_never_see_each_others_half(db: Database) -> None:
    def both(tx: Tx) -> int:
        seen = count_people(tx)
        add_person(tx)
        add_person(tx)
        return seen

    seen = await asyncio.gather(*(db.write(both) for _ in range(50)))
    assert sorted(seen) == list(range(0, 100, 2))


async def test_two_hundred_at_once_get_five_places(db: Database) -> None:
    shift = await db.write(lambda tx: add_shift(tx, 5))

    async def one_more() -> str:
        return await db.write(lambda tx: sign_up(tx, shift, add_person(tx)))

    states = await asyncio.gather(*(one_more() for _ in range(200)))
    assert (states.count("confirmed"), states.count("waiting")) == (5, 195)


async def test_a_reader_keeps_its_snapshot_while_others_write(db: Database) -> None:
    inside, written = threading.Event(), threading.Event()

    def look_twice(tx: Tx) -> tuple[int, int]:
        first = count_people(tx)
        inside.set()
        written.wait(5)
        return first, count_people(tx)

    reader = asyncio.create_task(db.read(look_twice))
    await asyncio.to_thread(inside.wait, 5)
    await db.write(add_person)
    written.set()
    assert await reader == (0, 0)
    assert await db.read(count_people) == 1


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(StoreUnavailableError, match="readonly"):
        await db.read(add_person)


@pytest.mark.parametrize("name", PRAGMAS)
async def test_the_start_refuses_a_pragma_that_did_not_take(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            return super().execute("SELECT 7" if sql == f"PRAGMA {name}" else sql, *values)

    connect = sqlite3.connect
    monkeypatch.setattr(
        database.sqlite3, "connect", lambda *a, **kw: connect(*a, factory=Stubborn, **kw)
    )
    with pytest.raises(StoreError, match=f"PRAGMA {name} is 7 instead of"):
        await Database.open(tmp_path / "lotse.sqlite3")


async def test_every_connection_is_durable_checks_keys_and_overwrites(db: Database) -> None:
    def pragmas(tx: Tx) -> dict[str, object]:
        return {name: tx.scalar(f"PRAGMA {name}") for name in PRAGMAS}

    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "secure_delete": 1,
    }
    assert (await db.write(pragmas), await db.read(pragmas)) == (wanted, wanted)


def test_a_file_that_is_no_database_is_refused_with_its_path(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Lorem ipsum dolor sit amet. " * 40)
    with pytest.raises(StoreError, match=r"notes\.txt cannot be opened: file is not a database"):
        open_connection(path)


def test_a_folder_in_the_files_place_is_refused_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened: unable to open database file"):
        open_connection(tmp_path)


async def test_erased_bytes_are_gone_after_a_checkpoint(db: Database) -> None:
    person = await db.write(lambda tx: add_person(tx, "Canaria Canary"))
    await db.write(lambda tx: tx.run("DELETE FROM person WHERE id = :id", id=person))
    await db.checkpoint()
    for file in db.path.parent.iterdir():
        assert b"Canaria" not in file.read_bytes()


async def test_a_checkpoint_that_somebody_blocks_says_so(db: Database) -> None:
    await db.write(lambda tx: (add_person(tx), tx.scalar("PRAGMA busy_timeout = 20"))[0])
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM person").fetchone()
    await db.write(add_person)
    with pytest.raises(StoreUnavailableError, match="checkpoint"):
        await db.checkpoint()
    other.close()
    await db.checkpoint()


async def test_a_checkpoint_that_cannot_run_says_so(db: Database) -> None:
    db._writer._conn.execute("BEGIN IMMEDIATE")
    add_person(Tx(db._writer._conn))
    with pytest.raises(StoreUnavailableError, match="no checkpoint: database table is locked"):
        await db.checkpoint()
    db._writer._conn.execute("ROLLBACK")


async def test_many_rows_go_in_with_one_call(db: Database) -> None:
    people = [await db.write(add_person) for _ in range(3)]
    sql = "UPDATE person SET name = :name WHERE id = :id"
    rows = [{"id": person, "name": f"person {person}"} for person in people]
    assert await db.write(lambda tx: tx.many(sql, rows)) == 3
    assert await db.read(names) == ["person 1", "person 2", "person 3"]


async def test_a_query_without_rows_gives_none(db: Database) -> None:
    assert await db.read(lambda tx: tx.one("SELECT 1 FROM person")) is None
    assert await db.read(lambda tx: tx.scalar("SELECT 1 FROM person")) is None


def test_the_private_call_of_the_library_is_still_there() -> None:
    parameters = list(inspect.signature(aiosqlite.Connection._execute).parameters)
    assert parameters == ["self", "fn", "args", "kwargs"]
    assert isinstance(inspect.getattr_static(aiosqlite.Connection, "_conn"), property)


async def test_the_work_runs_in_one_hop_on_the_writers_own_thread(db: Database) -> None:
    threads = [await db.write(lambda _: threading.get_ident()) for _ in range(3)]
    assert len(set(threads)) == 1
    assert threads[0] != threading.get_ident()


async def test_a_slow_transaction_leaves_a_line(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(database, "SLOW_S", -1.0)
    await db.write(count_people)
    assert [record.event for record in caplog.records] == ["store.slow"]


async def test_a_reader_that_cannot_be_opened_leaves_no_writer_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(threading.enumerate())

    def only_the_writer(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
        if read_only:
            raise StoreError("no")
        return open_connection(path)

    monkeypatch.setattr(database, "open_connection", only_the_writer)
    with pytest.raises(StoreError, match="no"):
        await Database.open(tmp_path / "lotse.sqlite3")
    assert set(threading.enumerate()) <= before
