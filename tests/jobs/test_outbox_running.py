from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.outbox import (
    Composed,
    OutboxRow,
    SendNew,
)
from bot.domain.rendered import Rendered
from bot.jobs.outbox_delivery import wait_for
from bot.services.ports import (
    Lane,
    Outcome,
    Refused,
)
from bot.store import outbox
from bot.store.codec import to_ms
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from bot.store.outbox import Due
from bot.transport.pacing import Pacer
from tests.support.outbox_bench import Bench, add_row, open_bench

T = TypeVar("T")


async def test_at_most_four_are_on_their_way_and_never_two_to_one_chat(bench: Bench) -> None:
    bench.messenger.latency_s = 0.08
    await bench.add(*[chat for chat in range(1, 21) for _ in range(3)])
    await bench.worker.drain()
    assert len(bench.messenger.calls) == 60
    assert (bench.messenger.most_in_flight, bench.messenger.most_in_one_chat) == (4, 1)


async def test_a_row_that_comes_in_during_a_long_rest_is_sent_after_a_poke(bench: Bench) -> None:
    run = bench.nursery.spawn(bench.worker.run(), name="outbox")
    rested = asyncio.Event()

    async def wait(event: asyncio.Event, _seconds: float) -> None:
        rested.set()
        await event.wait()

    bench.worker.wait = wait
    await asyncio.wait_for(rested.wait(), 5)
    await bench.add(11)
    bench.worker.poke()
    sent = bench.nursery.spawn(_until(lambda: bool(bench.messenger.calls)), name="watch")
    await asyncio.wait_for(sent, 5)
    await bench.worker.stop(5)
    await asyncio.wait_for(run, 5)
    assert await bench.column("state") == ["sent"]


async def _until(ready: Callable[[], bool]) -> None:
    while not ready():
        await asyncio.sleep(0.001)


async def test_personal_messages_overtake_a_waiting_broadcast(bench: Bench) -> None:
    await bench.broadcast(*range(100, 200))
    await bench.add(1)
    await bench.worker.drain()
    assert bench.messenger.calls[0].chat_id == 1


async def test_a_paused_chat_does_not_hold_up_the_chats_behind_it(bench: Bench) -> None:
    for chat in range(1, 101):
        bench.pacing.pause(None, chat, bench.time.seconds + 1000)
    await bench.add(*range(1, 102))
    start = bench.time.seconds
    await bench.worker._advance()
    await bench.worker.wait(bench.worker._poked, 1)
    assert [(c.chat_id, c.at - start) for c in bench.messenger.calls] == [(101, 0.0)]


async def test_the_pace_of_one_chat_is_kept_with_the_real_pacing(tmp_path: Path) -> None:
    async with open_bench(tmp_path, pacing=Pacer()) as bench:
        bench.messenger.latency_s = 0.08
        await bench.add(1, 1, 1, 2)
        await bench.worker.drain()
        times = [call.at for call in bench.messenger.sent_to(1)]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert [gap >= 1.0 for gap in gaps] == [True, True]


async def test_the_lane_is_asked_apart_from_its_chats(tmp_path: Path) -> None:
    pacing = Pacer()
    async with open_bench(tmp_path, pacing=pacing) as bench:
        pacing.pause(Lane.BULK, None, bench.time.seconds + 30)
        start = bench.time.seconds
        await bench.broadcast(*range(1, 200))
        await bench.worker.drain()
        assert min(call.at for call in bench.messenger.calls) - start >= 30


async def test_a_clock_set_back_delays_nothing(bench: Bench) -> None:
    await bench.worker.drain()
    await bench.add(11)
    monotonic = bench.time.monotonic
    bench.time.seconds -= 3600
    bench.time.monotonic = lambda: monotonic() + 3600  # type: ignore[method-assign]
    await bench.worker.drain()
    assert await bench.column("state") == ["sent"]


class Sick(Database):
    """A database that takes nothing for a while, where the disk is full."""

    failures: list[str]

    async def write(self, work: Callable[[Tx], T]) -> T:
        if self.failures:
            raise StoreUnavailableError(self.failures.pop())
        return await super().write(work)


def sicken(bench: Bench, times: int) -> None:
    bench.database.__class__ = Sick
    bench.database.failures = ["disk full"] * times  # type: ignore[attr-defined]


async def test_an_outcome_waits_for_a_database_that_takes_nothing(bench: Bench) -> None:
    async def fall_ill(_seconds: float) -> None:
        sicken(bench, 5)

    await bench.add(11)
    bench.messenger.sleep = fall_ill
    await bench.worker.drain()
    assert len(bench.messenger.calls) == 1
    assert await bench.column("state") == ["sent"]


async def test_the_worker_survives_a_database_that_takes_nothing(bench: Bench) -> None:
    await bench.add(11)
    sicken(bench, 5)
    run = bench.nursery.spawn(bench.worker.run(), name="outbox")
    await asyncio.wait_for(_until(lambda: bool(bench.messenger.calls)), 10)
    await bench.worker.stop(5)
    await asyncio.wait_for(run, 5)
    assert await bench.column("state") == ["sent"]


async def test_a_cancelled_delivery_still_records_a_known_outcome(bench: Bench) -> None:
    recording = asyncio.Event()

    def settle(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
        loop.call_soon_threadsafe(recording.set)

    loop = asyncio.get_running_loop()
    bench.worker._delivery.settle = settle
    await bench.add(11)
    await bench.worker._advance()
    (task,) = bench.worker._busy.values()
    await recording.wait()
    task.cancel()
    await asyncio.wait([task])
    await bench.nursery.close(5)
    await bench.database.write(lambda tx: None)  # comes after the recording on its thread
    assert await bench.column("state") == ["sent"]


async def test_a_worker_cancelled_while_leasing_puts_the_row_back(bench: Bench) -> None:
    leasing = asyncio.Event()
    loop = asyncio.get_running_loop()

    def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        loop.call_soon_threadsafe(leasing.set)
        return SendNew(message=Rendered(html="x"))

    bench.worker.compose = compose
    await bench.add(11)
    task = bench.nursery.spawn(bench.worker.drain(), name="drain")
    await leasing.wait()
    task.cancel()
    await asyncio.wait([task])
    assert (await bench.column("state"), await bench.column("attempts")) in (
        (["queued"], [0]),
        (["sent"], [1]),
    )


async def test_stopping_waits_for_what_is_on_its_way(bench: Bench) -> None:
    go = asyncio.Event()

    async def sleep(_seconds: float) -> None:
        await go.wait()

    bench.messenger.sleep = sleep
    await bench.add(11, 12)
    await bench.worker._advance()
    stop = bench.nursery.spawn(bench.worker.stop(5), name="stop")
    await asyncio.sleep(0)
    go.set()
    await stop
    assert await bench.column("state") == ["sent", "queued"]


async def test_a_start_settles_what_a_crash_left_before_it_sends(bench: Bench) -> None:
    announced, reminded = (await bench.broadcast(1)), (await bench.add(2))
    await bench.database.write(lambda tx: tx.run("UPDATE outbox SET state = 'sending'"))
    run = bench.nursery.spawn(bench.worker.run(), name="outbox")
    await asyncio.wait_for(_until(lambda: bool(bench.messenger.calls)), 5)
    await bench.worker.stop(5)
    await asyncio.wait_for(run, 5)
    states = await bench.states()
    assert (states[announced[0]], states[reminded[0]]) == ("unknown", "sent")


async def test_the_wait_ends_with_the_next_due_row(bench: Bench) -> None:
    later = bench.time.now() + timedelta(seconds=7)
    await bench.database.write(lambda tx: add_row(tx, 1, not_before=later))
    assert await bench.worker._advance() == pytest.approx(7.0)
    assert to_ms(later) == to_ms(bench.time.now()) + 7000


async def test_a_wait_ends_with_its_event_or_with_its_time() -> None:
    event = asyncio.Event()
    await wait_for(event, 0.001)
    event.set()
    await asyncio.wait_for(wait_for(event, 1000), 5)


async def test_a_worker_told_to_stop_leaves_an_ill_database_alone(bench: Bench) -> None:
    await bench.add(11)
    sicken(bench, 10_000)
    run = bench.nursery.spawn(bench.worker.run(), name="outbox")
    await bench.worker.stop(1)
    await asyncio.wait_for(run, 5)
    assert await bench.column("state") == ["queued"]


async def test_an_outcome_that_cannot_be_written_until_the_end_leaves_the_row_sending(
    bench: Bench,
) -> None:
    async def fall_ill(_seconds: float) -> None:
        sicken(bench, 10_000)
        bench.worker._stopping.set()

    bench.messenger.sleep = fall_ill
    await bench.add(11)
    await bench.worker._advance()
    await bench.worker.stop(5)
    assert await bench.column("state") == ["sending"]


async def test_a_message_that_cannot_be_made_and_was_stopped_meanwhile_stays_stopped(
    bench: Bench,
) -> None:
    (row_id,) = await bench.add(11)
    row = await bench.database.write(lambda tx: outbox.lease(tx, row_id, bench.time.now()))
    assert row is not None
    await bench.database.write(lambda tx: tx.run("UPDATE outbox SET state = 'stopped'"))
    await bench.worker._delivery.write(row, Refused(reason="x"), leased=False)
    assert await bench.column("state") == ["stopped"]


async def test_a_row_whose_lane_is_paused_just_before_its_turn_is_put_back(bench: Bench) -> None:
    (row_id,) = await bench.broadcast(11)

    def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        bench.pacing.pause(Lane.BULK, None, bench.time.seconds + 30)
        return SendNew(message=Rendered(html="x"))

    bench.worker.compose = compose
    await bench.worker._start(Due(id=row_id, lane=2, chat_id=11))
    assert bench.messenger.calls == []
    assert (await bench.column("state"), await bench.column("attempts")) == (["queued"], [0])
