"""A message whose hour has not come waits for it, as if nobody had looked at it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.outbox import Composed, Drop, Later, OutboxRow
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.support.outbox_bench import Bench


async def test_a_message_for_later_waits_unsent_and_untried(bench: Bench) -> None:
    until = bench.time.now() + timedelta(hours=9)
    bench.worker.compose = lambda *_: Later(until=until)
    await bench.add(11)
    await bench.worker.drain()
    assert bench.messenger.calls == []
    assert await bench.column("state") == ["queued"]
    assert await bench.column("attempts") == [0]
    assert await bench.column("not_before_at") == [to_ms(until)]


async def test_others_of_the_chat_overtake_a_message_for_later(bench: Bench) -> None:
    until = bench.time.now() + timedelta(hours=9)

    def compose(_tx: Tx, row: OutboxRow, _now: datetime) -> Composed:
        return Later(until=until) if row.id == 1 else Drop(reason="looked at")

    bench.worker.compose = compose
    await bench.add(11)
    await bench.add(11)
    await bench.worker.drain()
    assert await bench.column("state") == ["queued", "dropped"]
