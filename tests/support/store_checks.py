"""The store's promises as functions, so that the mutants can run the very same checks."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path

from bot.store import journal
from bot.store.backup import backup
from bot.store.database import Database, Tx
from bot.store.errors import StoreError
from bot.store.migrate import migrate
from bot.store.restore import RestoreResult, restore
from tests.support.chains import (
    FIRST,
    HOUSES,
    NOW,
    REBUILD,
    ROOMS,
    contents,
    old_file,
    schema,
    write_chain,
)
from tests.support.db import START, fresh_database
from tests.support.rows import (
    add_person,
    add_shift,
    count_people,
    erase_person,
    installation,
    names,
    sign_up,
)

CANARY = "Canaria Canary"
PLACES = 20


async def work_that_raises_leaves_nothing(db: Database) -> None:
    """A transaction is not there at all if its work raised."""

    def work(tx: Tx) -> None:
        add_person(tx)
        raise KeyboardInterrupt

    try:
        await db.write(work)
    except KeyboardInterrupt:
        await db.write(lambda tx: add_person(tx, "Ada"))
    assert await db.read(names) == ["Ada"]


def rebuilt_parent_keeps_children(folder: Path) -> None:
    """A migration may rebuild a table that others point to."""
    old = old_file(folder)
    migrate(old, now=NOW, folder=write_chain(folder / "chain", FIRST, REBUILD), keep_copy=False)
    assert contents(old) == (2, HOUSES, ROOMS, True)


def failing_step_leaves_nothing(folder: Path) -> None:
    """A migration that fails in its last statement has not happened."""
    old = old_file(folder)
    before = schema(old)
    chain = write_chain(folder / "chain", FIRST, "CREATE TABLE half (x); DELETE FROM missing;")
    with suppress(StoreError):
        migrate(old, now=NOW, folder=chain, keep_copy=False)
    assert (contents(old), schema(old)) == ((1, HOUSES, ROOMS, True), before)


async def backup_under_writes_is_whole(folder: Path, rounds: int) -> int:
    """Copies made while others write hold every acknowledged row and no half transaction.

    Returns the number of transactions written while copies were made.
    """
    db = await fresh_database(folder / "data")
    shift = await db.write(lambda tx: add_shift(tx, PLACES))
    await db.write(lambda tx: [add_person(tx, "x" * 400) for _ in range(2000)])
    stop = asyncio.Event()
    acknowledged = 2000

    def two_people_one_place(tx: Tx) -> None:
        add_person(tx)
        sign_up(tx, shift, add_person(tx))

    async def keep_writing() -> None:
        nonlocal acknowledged
        while not stop.is_set():
            await db.write(two_people_one_place)
            acknowledged += 2

    writer = asyncio.create_task(keep_writing())
    bounds = []
    try:
        for number in range(rounds):
            low = acknowledged
            now = START + timedelta(minutes=number)
            copy = await asyncio.to_thread(backup, db.path, folder / "copies", now)
            bounds.append((copy, low, acknowledged + 2))  # one more may be committed, not yet told
    finally:
        stop.set()
        await writer
        await db.close()
    for copy, low, high in bounds:
        restored = folder / "restored" / copy.name
        restored.parent.mkdir(exist_ok=True)
        restore(copy, restored, folder / "copies" / journal.NAME, START, erase_person)
        _check_whole(restored, low, high)
    return sum(high - low for _, low, high in bounds) // 2


def _check_whole(path: Path, low: int, high: int) -> None:
    with closing(sqlite3.connect(path)) as connection:

        def number(sql: str) -> int:
            return int(connection.execute(sql).fetchone()[0])

        people, signups = (
            number("SELECT count(*) FROM person"),
            number("SELECT count(*) FROM signup"),
        )
        confirmed = number("SELECT count(*) FROM signup WHERE state = 'confirmed'")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert low <= people <= high
    assert (people - 2000) == 2 * signups
    assert confirmed == min(PLACES, signups)


async def erased_people_stay_erased(folder: Path) -> RestoreResult:
    """Whoever was erased after a backup is not in any byte of what its restore leaves."""
    db = await fresh_database(folder / "data")
    copies = folder / "copies"
    canary = await db.write(lambda tx: add_person(tx, CANARY))
    await db.write(lambda tx: add_person(tx, "Ada"))
    shift = await db.write(lambda tx: add_shift(tx, 5))
    await db.write(lambda tx: sign_up(tx, shift, canary))
    uuid = await db.read(installation)
    copy = backup(db.path, copies, START)
    assert CANARY.encode() in copy.read_bytes()

    def erase(tx: Tx) -> None:
        erase_person(tx, canary)
        journal.append(copies, uuid, canary, START + timedelta(hours=1))

    await db.write(erase)
    await db.checkpoint()
    await db.close()
    result = restore(
        copy, db.path, copies / journal.NAME, START + timedelta(hours=2), erase_person
    )
    for file in db.path.parent.iterdir():
        assert CANARY.encode() not in file.read_bytes(), file.name
    again = await Database.open(db.path)
    assert await again.read(names) == ["Ada"]
    assert await again.read(lambda tx: tx.count("SELECT count(*) FROM signup")) == 1
    newcomer = await again.write(add_person)
    assert newcomer > await again.read(count_people)
    await again.close()
    return result


def is_sound(path: Path) -> bool:
    """Return whether pages and keys of the closed database at ``path`` are in order."""
    with closing(sqlite3.connect(path)) as connection:
        return (
            connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            and connection.execute("PRAGMA foreign_key_check").fetchall() == []
        )
