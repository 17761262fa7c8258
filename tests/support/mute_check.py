"""R7, the outbox's part: a broadcast keeps its rate and mutes no personal message."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from bot.services.ports import RetryLater
from bot.store.database import Tx
from bot.transport.pacing import Pacer
from tests.support.outbox_bench import add_row, open_bench

BROADCAST = range(1, 301)
PERSONAL = range(1001, 1011)


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """Seconds that personal messages came late; the busiest second; the rate of the rest."""

    lateness: list[float]
    busiest_second: int
    shortest_chat_gap: float
    rate: float


async def run_mute_check(folder: Path) -> Muted:
    """Broadcast to 300; bulk meets a retry_after of 30 s; ten personal messages fall due then."""
    async with open_bench(folder, pacing=Pacer()) as bench:
        bench.messenger.latency_s = 0.08
        bench.messenger.script(20, RetryLater(seconds=30))
        await bench.broadcast(*BROADCAST)
        start = bench.time.seconds
        now = bench.time.now()
        due = {chat: start + 2 + index for index, chat in enumerate(PERSONAL)}

        def add_personal(tx: Tx) -> None:
            for chat, at in due.items():
                later = now + timedelta(seconds=at - start)
                for _ in range(2):
                    add_row(tx, chat, now=now, not_before=later)

        await bench.database.write(add_personal)
        await bench.work_off()
        calls = bench.messenger.calls
    times = sorted(call.at for call in calls)
    resumed = [at for at in times if at >= start + 31]
    first: dict[int, float] = {}
    gaps = [1000.0]
    for chat in PERSONAL:
        log = [call.at for call in calls if call.chat_id == chat]
        first[chat] = log[0]
        gaps += [later - earlier for earlier, later in pairwise(log)]
    return Muted(
        lateness=[first[chat] - at for chat, at in due.items()],
        busiest_second=max(sum(at <= t < at + 1 for t in times) for at in times),
        shortest_chat_gap=min(gaps),
        rate=(len(resumed) - 1) / (resumed[-1] - resumed[0]),
    )
