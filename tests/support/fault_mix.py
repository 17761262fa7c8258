"""R6: a thousand recipients behind a network and a Telegram that fail in every known way."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from bot.domain.outbox import OutboxKind
from bot.services.ports import (
    Lane,
    NotSent,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Unknown,
    Unreachable,
)
from bot.store.database import Tx
from bot.transport.pacing import Pacer
from tests.support.messenger import Call
from tests.support.outbox_bench import add_announcement, add_row, open_bench

FINAL = {"sent", "unknown", "unreachable", "refused"}
RECIPIENTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultMix:
    """What came of it: end states, and each promise as the list of chats that broke it."""

    states: Counter[str]
    unfinished: list[int]
    retried_after_final: list[int]
    too_early: list[int]
    announcements_repeated: list[int]
    reminders_repeated_twice: list[int]
    seconds: float


def dice(seed: int) -> Callable[[int], Outcome | None]:
    """Return a function that draws one outcome per call: the shares of quality.md R6."""
    rng = random.Random(seed)

    def draw(_chat: int) -> Outcome | None:
        x = rng.random()
        for share, outcome in (
            (0.05, RetryLater(seconds=rng.choice((1, 3, 7)))),
            (0.05, Unknown(reason="502") if rng.random() < 0.5 else NotSent(reason="502")),
            (0.02, Unknown(reason="reset")),
            (0.03, Unreachable(reason="blocked")),
            (0.01, Refused(reason="bad request")),
        ):
            if x < share:
                return outcome
            x -= share
        return None

    return draw


async def run_fault_mix(folder: Path, seed: int, recipients: int = RECIPIENTS) -> FaultMix:
    """Send an announcement to four of five chats and a reminder to the fifth, to the end of it."""
    async with open_bench(folder, pacing=Pacer()) as bench:
        bench.messenger.latency_s = 0.08
        bench.messenger.choose = dice(seed)
        now = bench.time.now()

        def fill(tx: Tx) -> set[int]:
            announcement = add_announcement(tx)
            reminded = set(range(5, recipients + 1, 5))
            for chat in range(1, recipients + 1):
                if chat in reminded:
                    add_row(tx, chat, now=now)
                else:
                    add_row(
                        tx,
                        chat,
                        kind=OutboxKind.ANNOUNCEMENT,
                        lane=Lane.BULK,
                        now=now,
                        announcement_id=announcement,
                    )
            return reminded

        reminded = await bench.database.write(fill)
        start = bench.time.seconds
        await bench.work_off()
        states = await bench.states()
        calls = {chat: bench.messenger.sent_to(chat) for chat in range(1, recipients + 1)}
        return FaultMix(
            states=Counter(states.values()),
            unfinished=[row for row, state in states.items() if state not in FINAL],
            retried_after_final=[c for c, log in calls.items() if _went_on(log)],
            too_early=[c for c, log in calls.items() if _too_early(log)],
            announcements_repeated=[
                c for c, log in calls.items() if c not in reminded and _perhaps(log) > 1
            ],
            reminders_repeated_twice=[c for c, log in calls.items() if _perhaps(log) > 2],
            seconds=bench.time.seconds - start,
        )


def _went_on(log: list[Call]) -> bool:
    """Say whether anything followed an answer that is final."""
    return any(isinstance(call.outcome, Refused | Unreachable | Sent) for call in log[:-1])


def _too_early(log: list[Call]) -> bool:
    """Say whether a call left before the retry_after of the one before had ended."""
    return any(
        isinstance(earlier.outcome, RetryLater)
        and later.at < earlier.until + earlier.outcome.seconds
        for earlier, later in pairwise(log)
    )


def _perhaps(log: list[Call]) -> int:
    """Count the calls that were or may have been delivered."""
    return sum(isinstance(call.outcome, Sent | Unknown) for call in log)
