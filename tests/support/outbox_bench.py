"""A worker on a real database with everything around it faked: what the outbox tests share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.domain.outbox import Composed, OutboxKind, OutboxRow, SendNew
from bot.domain.rendered import Rendered
from bot.jobs.nursery import TaskNursery
from bot.jobs.outbox_worker import OutboxWorker
from bot.services.ports import Outcome, Pacing
from bot.store import outbox
from bot.store.codec import to_ms
from bot.store.database import Database, Tx
from tests.support.db import START, fresh_database
from tests.support.messenger import FakeMessenger
from tests.support.pacing import FreePacing
from tests.support.virtual_time import VirtualTime


def compose_payload(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
    """Send the payload as it is."""
    return SendNew(message=Rendered(html=row.payload))


def settle_nothing(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
    """Let nothing follow."""


def add_announcement(tx: Tx, announcement_id: int = 1) -> int:
    """Insert an announcement that is being sent, with its initiative, and return its id."""
    tx.run(
        """INSERT OR IGNORE INTO initiative (id, name, town, poster_code, created_at)
           VALUES (1, 'Tafel', 'Hamm', 'code', :now)""",
        now=to_ms(START),
    )
    tx.run(
        """INSERT INTO announcement (id, initiative_id, markup, state, started_at)
           VALUES (:id, 1, 'text', 'sending', :now)""",
        id=announcement_id,
        now=to_ms(START),
    )
    return announcement_id


def add_row(
    tx: Tx,
    chat_id: int,
    *,
    kind: OutboxKind = OutboxKind.REMINDER,
    lane: int = 1,
    payload: str = "text",
    now: datetime = START,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    announcement_id: int | None = None,
) -> int:
    """Queue one row and return its id."""
    row_id = outbox.add(
        tx,
        lane=lane,
        kind=kind,
        payload=payload,
        person_id=None,
        chat_id=chat_id,
        not_before=not_before or now,
        expires_at=expires_at,
        announcement_id=announcement_id,
        now=now,
    )
    assert row_id is not None
    return row_id


@dataclass(slots=True, kw_only=True)
class Bench:
    """The worker and what it works with."""

    database: Database
    time: VirtualTime
    messenger: FakeMessenger
    pacing: Pacing
    nursery: TaskNursery
    worker: OutboxWorker

    async def add(self, *chat_ids: int, kind: OutboxKind = OutboxKind.REMINDER) -> list[int]:
        """Queue a personal message for each chat and return the row ids."""
        now = self.time.now()
        return await self.database.write(
            lambda tx: [add_row(tx, chat_id, kind=kind, now=now) for chat_id in chat_ids]
        )

    async def broadcast(self, *chat_ids: int) -> list[int]:
        """Queue one announcement to all the chats and return the row ids."""
        now = self.time.now()

        def work(tx: Tx) -> list[int]:
            announcement = add_announcement(tx)
            return [
                add_row(
                    tx,
                    chat_id,
                    kind=OutboxKind.ANNOUNCEMENT,
                    lane=2,
                    now=now,
                    announcement_id=announcement,
                )
                for chat_id in chat_ids
            ]

        return await self.database.write(work)

    async def states(self) -> dict[int, str]:
        """Return the state of every row by its id."""
        return await self.database.read(
            lambda tx: {row["id"]: row["state"] for row in tx.all("SELECT id, state FROM outbox")}
        )

    async def column(self, name: str) -> list[object]:
        """Return one column of all rows, by id."""
        return await self.database.read(
            lambda tx: [row[name] for row in tx.all("SELECT * FROM outbox ORDER BY id")]
        )

    async def work_off(self) -> None:
        """Drain again and again, letting time pass in between, until nothing is queued."""
        while True:
            await self.worker.drain()
            now = self.time.now()
            later = await self.database.read(partial(outbox.next_due, now=now))
            if later is None:
                return
            self.time.seconds += (later - now).total_seconds()


@asynccontextmanager
async def open_bench(folder: Path, *, pacing: Pacing | None = None) -> AsyncIterator[Bench]:
    """Open a bench on an empty database in ``folder``."""
    time = VirtualTime()
    database = await fresh_database(folder)
    messenger = FakeMessenger(clock=time, sleep=time.sleep)
    nursery = TaskNursery()
    used = pacing or FreePacing()
    worker = OutboxWorker(
        database=database,
        messenger=messenger,
        pacing=used,
        clock=time,
        nursery=nursery,
        compose=compose_payload,
        settle=settle_nothing,
        wait=time.wait,
    )
    time.in_flight = lambda: worker.in_flight
    try:
        yield Bench(
            database=database,
            time=time,
            messenger=messenger,
            pacing=used,
            nursery=nursery,
            worker=worker,
        )
    finally:
        await nursery.close(5)
        await database.close()
