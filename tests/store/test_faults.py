"""A disk that fails: the caller is told, nothing is torn, and it works again afterwards."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.store import database
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from tests.support.db import fresh_file
from tests.support.rows import add_person, count_people, names
from tests.support.store_checks import is_sound

ROOT = Path(__file__).resolve().parents[2]
LOCKER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.readline()
connection.execute("COMMIT")
print("free", flush=True)
"""


def set_pragma(db: Database, sql: str) -> None:
    db._writer._conn.execute(f"PRAGMA {sql}")


async def test_on_a_full_disk_a_transaction_is_refused_whole_and_later_works(db: Database) -> None:
    def two_large_people(tx: Tx) -> None:
        add_person(tx, "small")
        add_person(tx, "x" * 100_000)

    pages = await db.write(lambda tx: tx.count("PRAGMA page_count"))
    set_pragma(db, f"max_page_count = {pages + 5}")
    with pytest.raises(StoreUnavailableError, match="full"):
        await db.write(two_large_people)
    assert await db.read(count_people) == 0
    await db.write(lambda tx: add_person(tx, "Ada"))
    set_pragma(db, "max_page_count = 1000000")
    await db.write(two_large_people)
    assert await db.read(count_people) == 3
    await db.close()
    assert is_sound(db.path)


@pytest.mark.slow
def test_where_the_file_cannot_grow_every_acknowledged_row_stays(tmp_path: Path) -> None:
    path = fresh_file(tmp_path)
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.full_disk", path],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
    )
    before, error, after = json.loads(run.stdout)
    assert (before > 5, after - before) == (True, 3)
    assert error == "disk I/O error"
    assert is_sound(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (after,)


@pytest.mark.slow
async def test_while_another_process_holds_the_file_writing_is_refused_and_reading_works(
    db: Database,
) -> None:
    await db.write(lambda tx: add_person(tx, "Ada"))
    set_pragma(db, "busy_timeout = 20")
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, db.path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with locker:
        assert locker.stdin is not None
        assert locker.stdout is not None
        assert locker.stdout.readline() == "locked\n"
        with pytest.raises(StoreUnavailableError, match="locked"):
            await db.write(lambda tx: add_person(tx, "Bela"))
        assert await db.read(names) == ["Ada"]
        locker.stdin.write("\n")
        locker.stdin.flush()
        assert locker.stdout.readline() == "free\n"
    await db.write(lambda tx: add_person(tx, "Cem"))
    assert await db.read(names) == ["Ada", "Cem"]
    await db.close()
    assert is_sound(db.path)


VISITOR = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("SELECT count(*) FROM person").fetchone()
connection.close()
"""


@pytest.mark.slow
async def test_opening_the_file_twice_does_not_give_up_the_locks_of_the_first(
    db: Database,
) -> None:
    await db.write(lambda tx: add_person(tx, "Ada"))
    second = await Database.open(db.path)
    await second.close()
    subprocess.run([sys.executable, "-c", VISITOR, db.path], check=True, timeout=60)
    assert db.path.with_name("lotse.sqlite3-wal").exists()
    await db.write(lambda tx: add_person(tx, "Bela"))
    with closing(sqlite3.connect(db.path)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (2,)


async def test_on_a_read_only_disk_writing_is_refused_and_reading_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = fresh_file(tmp_path)
    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(
            database.sqlite3,
            "connect",
            lambda file, **kw: connect(f"{Path(file).as_uri()}?mode=ro", uri=True, **kw),
        )
        frozen = await Database.open(path)
    with pytest.raises(StoreUnavailableError, match="readonly"):
        await frozen.write(add_person)
    assert await frozen.read(count_people) == 0
    await frozen.close()
    thawed = await Database.open(path)
    await thawed.write(add_person)
    assert await thawed.read(count_people) == 1
    await thawed.close()
    assert is_sound(path)


async def test_a_log_cut_anywhere_keeps_every_row_committed_before_the_cut(
    db: Database, tmp_path: Path
) -> None:
    set_pragma(db, "wal_autocheckpoint = 0")
    log = db.path.with_name("lotse.sqlite3-wal")

    def two_people(tx: Tx) -> None:
        add_person(tx, "first")
        add_person(
            tx, "x" * random.Random(tx.count("SELECT count(*) FROM person")).randrange(9000)
        )

    ends = []
    for _ in range(60):
        await db.write(two_people)
        ends.append(log.stat().st_size)
    assert ends == sorted(set(ends))
    main, whole = db.path.read_bytes(), log.read_bytes()
    dice = random.Random(13)
    cuts = [0, ends[0] - 1, ends[0], *(dice.randrange(len(whole) + 1) for _ in range(97))]
    for cut in cuts:
        path = tmp_path / "cut" / "lotse.sqlite3"
        path.parent.mkdir()
        path.write_bytes(main)
        path.with_name(log.name).write_bytes(whole[:cut])
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            people = connection.execute("SELECT count(*) FROM person").fetchone()[0]
        assert people == 2 * sum(end <= cut for end in ends), f"cut at {cut}"
        shutil.rmtree(path.parent)
