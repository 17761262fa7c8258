"""Transactions that share a commit: each one whole or not at all, nobody told too early."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable

import pytest

from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from tests.support.rows import add_person, count_people, names


async def together(db: Database, *works: Callable[[Tx], object]) -> list[object]:
    """Run ``works`` in one commit: all of them wait while the writer is kept busy."""
    inside, go_on = threading.Event(), threading.Event()

    def hold(_: Tx) -> None:
        inside.set()
        go_on.wait(5)

    holding = asyncio.create_task(db.write(hold))
    await asyncio.to_thread(inside.wait, 5)
    waiting = [asyncio.create_task(db.write(work)) for work in works]
    await asyncio.sleep(0)
    go_on.set()
    await holding
    return await asyncio.gather(*waiting, return_exceptions=True)


def failing(tx: Tx) -> None:
    add_person(tx, "never")
    raise ValueError("mine")


async def test_those_who_wait_share_one_commit(db: Database) -> None:
    commits: list[str] = []
    db._writer._conn.set_trace_callback(commits.append)
    await together(db, *(add_person for _ in range(20)))
    assert commits.count("COMMIT") == 2  # the one that was waited for, and all of them
    assert await db.read(count_people) == 20


async def test_one_that_fails_undoes_nothing_of_the_others(db: Database) -> None:
    found = await together(
        db, lambda tx: add_person(tx, "Ada"), failing, lambda tx: add_person(tx, "Bela")
    )
    assert isinstance(found[1], ValueError)
    assert await db.read(names) == ["Ada", "Bela"]


async def test_when_the_commit_fails_nobody_is_told_that_it_is_stored(db: Database) -> None:
    def give_up(tx: Tx) -> None:
        tx._connection.execute("ROLLBACK")  # as SQLite does itself when the disk fails
        raise sqlite3.OperationalError("disk I/O error")

    found = await together(db, lambda tx: add_person(tx, "Ada"), give_up, add_person)
    assert [type(one) for one in found] == [
        StoreUnavailableError,
        sqlite3.OperationalError,
        StoreUnavailableError,
    ]
    assert await db.read(count_people) == 0
    assert await db.write(add_person) > 0


async def test_a_caller_who_goes_away_takes_nobody_along(db: Database) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def hold(_: Tx) -> None:
        inside.set()
        go_on.wait(5)

    first = asyncio.create_task(db.write(hold))
    await asyncio.to_thread(inside.wait, 5)
    leaving = asyncio.create_task(db.write(lambda tx: add_person(tx, "Ada")))
    staying = asyncio.create_task(db.write(lambda tx: add_person(tx, "Bela")))
    await asyncio.sleep(0)
    leaving.cancel()
    go_on.set()
    await asyncio.gather(first, staying)
    assert await db.read(names) == ["Ada", "Bela"]


async def test_a_closed_database_refuses_at_once(db: Database) -> None:
    await db.close()
    with pytest.raises(ValueError, match="closed"):
        await db.write(add_person)
