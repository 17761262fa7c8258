"""The inbox keeps each update once, in order, and no longer than needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.store import inbox
from bot.store.database import Database, Row
from bot.store.errors import StoreError
from bot.store.inbox import Waiting
from tests.support.db import fresh_database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BOT = 7


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await fresh_database(tmp_path)
    yield opened
    await opened.close()


async def accept(database: Database, *ids: int, bot: int = BOT) -> tuple[Waiting, ...]:
    updates = [(update_id, f'{{"u":{update_id}}}') for update_id in ids]
    return await database.write(lambda tx: inbox.accept(tx, bot, updates, NOW))


async def rows(database: Database) -> list[Row]:
    return await database.read(lambda tx: tx.all("SELECT * FROM inbox ORDER BY seq"))


async def test_only_rows_that_were_not_there_before_are_new(database: Database) -> None:
    await accept(database, 1, 2)
    fresh = await accept(database, 2, 3, 1)
    assert [row.payload for row in fresh] == ['{"u":3}']
    assert len(await rows(database)) == 3


async def test_the_same_number_from_another_bot_is_another_update(database: Database) -> None:
    await accept(database, 1)
    assert len(await accept(database, 1, bot=8)) == 1


async def test_waiting_rows_come_in_the_order_of_arrival(database: Database) -> None:
    first, second, third = await accept(database, 9, 5, 7)
    await database.write(lambda tx: inbox.handled(tx, second.seq, "reply"))
    await database.write(lambda tx: inbox.done(tx, [third.seq]))
    assert await database.read(inbox.waiting) == (
        first,
        Waiting(seq=second.seq, payload=None, reply="reply"),
    )


async def test_a_handled_row_has_lost_its_payload(database: Database) -> None:
    (row,) = await accept(database, 1)
    await database.write(lambda tx: inbox.handled(tx, row.seq, "reply"))
    assert await database.read(lambda tx: inbox.is_handled(tx, row.seq))
    assert (await rows(database))[0]["payload"] is None


async def test_a_row_without_a_reply_is_done_at_once(database: Database) -> None:
    (row,) = await accept(database, 1)
    assert not await database.read(lambda tx: inbox.is_handled(tx, row.seq))
    await database.write(lambda tx: inbox.handled(tx, row.seq, None))
    assert (await rows(database))[0]["state"] == "done"


async def test_done_and_failed_rows_keep_nothing_that_was_said(database: Database) -> None:
    first, second = await accept(database, 1, 2)
    await database.write(lambda tx: inbox.handled(tx, first.seq, "reply"))
    await database.write(lambda tx: inbox.done(tx, [first.seq]))
    await database.write(lambda tx: inbox.fail(tx, second.seq, "A1B2C3"))
    assert [
        (r["state"], r["payload"], r["reply"], r["incident"]) for r in await rows(database)
    ] == [
        ("done", None, None, None),
        ("failed", None, None, "A1B2C3"),
    ]


async def test_finished_rows_go_after_48_hours_and_waiting_ones_stay(database: Database) -> None:
    first, _ = await accept(database, 1, 2)
    await database.write(lambda tx: inbox.done(tx, [first.seq]))
    early, late = NOW + timedelta(hours=48), NOW + timedelta(hours=48, seconds=1)
    assert await database.write(lambda tx: inbox.prune(tx, early)) == 0
    assert await database.write(lambda tx: inbox.prune(tx, late)) == 1
    assert [row["update_id"] for row in await rows(database)] == [2]


async def test_a_database_serves_the_first_bot_it_meets(database: Database) -> None:
    await database.write(lambda tx: inbox.bind_bot(tx, BOT, adopt=False))
    await database.write(lambda tx: inbox.bind_bot(tx, BOT, adopt=False))
    assert await database.read(lambda tx: tx.scalar("SELECT bot_id FROM installation")) == BOT


async def test_another_bot_is_refused_with_what_to_do(database: Database) -> None:
    await database.write(lambda tx: inbox.bind_bot(tx, BOT, adopt=False))
    with pytest.raises(StoreError, match=r"belongs to the bot with the id 7.*--adopt"):
        await database.write(lambda tx: inbox.bind_bot(tx, 8, adopt=False))


async def test_adopting_gives_up_what_the_other_bot_left_waiting(database: Database) -> None:
    await database.write(lambda tx: inbox.bind_bot(tx, BOT, adopt=False))
    await accept(database, 1)
    await database.write(lambda tx: inbox.bind_bot(tx, 8, adopt=True))
    assert await database.read(inbox.waiting) == ()
    assert await database.read(lambda tx: tx.scalar("SELECT bot_id FROM installation")) == 8


async def test_a_database_without_installation_row_is_refused(database: Database) -> None:
    await database.write(lambda tx: tx.run("DELETE FROM installation"))
    with pytest.raises(StoreError, match="never set up"):
        await database.write(lambda tx: inbox.bind_bot(tx, BOT, adopt=False))
