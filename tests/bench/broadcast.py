"""An announcement on its way while other people talk to the bot."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from pathlib import Path

from bot.store.database import Tx
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    announce,
    installation,
    percentile,
    until,
)

PERMITTED = 28.0  # messages a second (architecture of the outbox)
SAID = "/topics"


@dataclass(slots=True)
class Chatter:
    """People who write one message each in ``every_s`` seconds and wait for one answer."""

    house: Installation
    people: list[int]
    every_s: float
    asked: list[tuple[int, float, int]] = field(default_factory=list)  # chat, when, log position

    async def talk(self) -> None:
        gap = self.every_s / len(self.people)
        due = time.monotonic()
        while True:
            for person in self.people:
                self.asked.append((person, time.monotonic(), len(self.house.core.log)))
                self.house.core.send_text(person, person, SAID)
                due += gap
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    def answers(self) -> list[float]:
        """Return the wait of each message in seconds; infinite if nothing came."""
        sent: dict[int, list[float]] = {}
        for entry in self.house.core.log:
            if entry.method == "sendMessage" and entry.status == 200 and entry.chat_id:
                sent.setdefault(entry.chat_id, []).append(entry.done_monotonic or 0.0)
        waits = []
        for chat, when, _ in self.asked:
            later = [at for at in sent.get(chat, []) if at >= when]
            waits.append(later[0] - when if later else float("inf"))
            if later:
                sent[chat].remove(later[0])
        return waits

    async def all_answered(self, seconds: float) -> None:
        await until(lambda: max(self.answers(), default=0.0) < float("inf"), seconds, every=0.2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """What came of it."""

    recipients: int
    seconds: float
    per_second: float
    share: float
    p95_s: float
    asked: int
    self_made_429: int
    states: dict[str, int]


async def broadcast(
    folder: Path, *, recipients: int, chatters: int, every_s: float, latency_s: float = 0.08
) -> Broadcast:
    """Announce to ``recipients`` chats while ``chatters`` people talk; the limits are enforced."""
    async with installation(folder) as house:
        crowd = house.people(recipients)
        others = house.people(chatters)
        [coordinator] = house.people(1)

        def fill(tx: Tx) -> None:
            initiative = add_initiative(tx)
            add_member(tx, coordinator, initiative, "coordinator")
            for person in crowd:
                add_member(tx, person, initiative)
            for person in others:
                add_member(tx, person, None)

        await house.fill(fill)
        await house.start()
        await until(lambda: house.calls("getMyCommands"), 10)
        await asyncio.sleep(1.0)  # the profile is written
        house.core.enforce_limits = True
        for method in ("sendMessage", "editMessageText", "answerCallbackQuery"):
            house.core.add_fault(kind="slow", method=method, delay_s=latency_s)
        house.core.log.clear()
        chatter = Chatter(house, others, every_s)
        talking = asyncio.create_task(chatter.talk())
        await asyncio.sleep(2.0)
        await announce(house, coordinator, "Am Samstag ist Sommerfest. Wer bringt Kuchen mit?")
        target = set(crowd)

        def delivered() -> list[float]:
            return [
                entry.monotonic
                for entry in house.core.log
                if entry.method == "sendMessage" and entry.chat_id in target
            ]

        await until(lambda: len(delivered()) >= recipients, 60 + recipients / 10, every=0.3)
        talking.cancel()
        await chatter.all_answered(5)
        await asyncio.sleep(1.0)
        times = delivered()
        first, last = times[0], times[-1]
        inside = [e for e in house.core.log if first <= e.monotonic <= last]
        outbox = sum(e.chat_id in target for e in inside)
        outbox += sum(e.method == "editMessageText" for e in inside)  # the progress message
        answers = sum(e.method == "sendMessage" and e.chat_id not in target for e in inside)
        return Broadcast(
            recipients=recipients,
            seconds=last - first,
            per_second=(outbox - 1) / (last - first),
            share=(outbox - 1) / (PERMITTED * (last - first) - answers),
            p95_s=percentile(chatter.answers(), 0.95),
            asked=len(chatter.asked),
            self_made_429=sum(e.status == 429 for e in house.core.log),
            states=dict(
                house.counts(
                    "SELECT state, count(*) FROM outbox WHERE kind = 'announcement' GROUP BY 1"
                )
            ),
        )
