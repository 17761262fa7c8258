"""A process that dies while a message is on its way, and the next start; without a process."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from bot.domain.outbox import OutboxKind
from bot.jobs.nursery import TaskNursery
from tests.support.outbox_bench import Bench, open_bench


async def crash_in_the_call(
    folder: Path, kind: OutboxKind, *, reborn: Callable[[], None] = lambda: None
) -> Counter[int]:
    """Die in the call, start again (``reborn`` is told), and return deliveries by chat."""
    delivered: Counter[int] = Counter()
    async with open_bench(folder) as bench:
        away = asyncio.Event()

        async def deliver_and_hang(_seconds: float) -> None:
            delivered[11] += 1
            away.set()
            await asyncio.Event().wait()

        bench.messenger.sleep = deliver_and_hang
        await (bench.broadcast(11) if kind == OutboxKind.ANNOUNCEMENT else bench.add(11))
        await bench.worker._advance()
        await away.wait()
        await bench.nursery.close(1)  # whatever was known about the call is gone

        reborn()
        await _second_life(bench)
        delivered.update(call.chat_id for call in bench.messenger.calls)
    return delivered


async def _second_life(bench: Bench) -> None:
    bench.messenger.sleep = bench.time.sleep
    bench.worker._busy.clear()
    bench.worker.nursery = TaskNursery()
    await bench.worker.recover()
    await bench.work_off()
