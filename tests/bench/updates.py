"""Updates a second and processor time per update, beside two echo bots in the same run."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from bot.conversation.buttons import encode
from bot.domain.rendered import Press
from bot.store.database import Tx
from tests.bench.installation import (
    TOKEN,
    Installation,
    add_initiative,
    add_member,
    add_shift,
    installation,
    until,
)

PEOPLE = 500
ROUNDS = 5
SHIFTS_A_ROUND = 10
QUESTION = "Wo melde ich meine neue Adresse an?"
WAYS = ("press to sign up", "list of shifts", "question")


@dataclass(slots=True)
class Figure:
    """What one bot did in one way, one number per round."""

    per_second: list[float] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)


@dataclass(slots=True)
class Contender:
    """One bot with its own sandbox server."""

    name: str
    house: Installation
    people: list[int]
    cards: list[int]
    share: int  # of the people; the slow one gets fewer

    def push(self, way: str, number: int) -> tuple[int, str]:
        """Let everybody do the same thing at once; return how many and the call that ends it."""
        crowd = self.people[:: self.share]
        if way == "press to sign up":
            for at, person in enumerate(crowd):
                shift = 1 + number * SHIFTS_A_ROUND + at % SHIFTS_A_ROUND
                card = self.cards[at * self.share]
                self.house.core.press_raw(
                    person, person, card, encode(Press(action="take", args=(shift,)))
                )
            return len(crowd), "editMessageText"
        words = "/shifts" if way == "list of shifts" else QUESTION
        for person in crowd:
            self.house.core.send_text(person, person, words)
        return len(crowd), "sendMessage"

    async def measure(self, way: str, number: int) -> tuple[float, float]:
        """Return updates a second and processor microseconds per update."""
        child = self.house.child
        assert child is not None
        self.house.core.log.clear()
        gc.collect()
        cpu, began = child.cpu_s, time.perf_counter()
        count, last = self.push(way, number)
        await until(lambda: self.done(last) >= count, 60, every=0.005)
        took = time.perf_counter() - began
        await asyncio.sleep(0.15)  # the marks that follow the answers belong to them
        refused = [entry.error for entry in self.house.core.log if entry.error]
        assert not refused, f"{self.name}: {refused[:3]}"
        return count / took, (child.cpu_s - cpu) / count * 1e6

    def done(self, method: str) -> int:
        return sum(e.method == method and e.status == 200 for e in self.house.core.log)


async def _contender(name: str, house: Installation, share: int, *arguments: str) -> Contender:
    crowd = house.people(PEOPLE)

    def fill(tx: Tx) -> None:
        initiative = add_initiative(tx)
        for person in crowd:
            add_member(tx, person, initiative)
        for _ in range((ROUNDS + 1) * SHIFTS_A_ROUND):
            add_shift(tx, initiative, PEOPLE)

    if name == "Lotse":
        await house.fill(fill)
    await house.start(*arguments)
    cards = [await house.card(person, "card", "1:take:1") for person in crowd]
    return Contender(name, house, crowd, cards, share)


async def run(folder: Path, say: Callable[[str], None]) -> dict[tuple[str, str], Figure]:
    """Measure every way with every bot, in turns."""
    figures: dict[tuple[str, str], Figure] = {}
    async with AsyncExitStack() as stack:
        bots = []
        for name, share, arguments in (
            ("Lotse", 1, ()),
            ("bare echo", 1, ("-m", "tests.bench.peers", "bare")),
            ("library default", 4, ("-m", "tests.bench.peers", "default")),
        ):
            house = await stack.enter_async_context(installation(folder / name.replace(" ", "-")))
            given = (*arguments, house.url, TOKEN) if arguments else ()
            bots.append(await _contender(name, house, share, *given))
        for number in range(ROUNDS + 1):
            for way in WAYS:
                for bot in bots:
                    per_second, cpu_us = await bot.measure(way, number)
                    if number:  # the first round warms everything up
                        figure = figures.setdefault((way, bot.name), Figure())
                        figure.per_second.append(per_second)
                        figure.cpu_us.append(cpu_us)
    for (way, name), figure in figures.items():
        rate, cpu = median(figure.per_second), median(figure.cpu_us)
        say(f"  {way:<17} {name:<16} {rate:7.0f} updates/s  {cpu:6.0f} µs CPU per update")
    return figures


def ratio(figures: dict[tuple[str, str], Figure], way: str, peer: str) -> tuple[float, float]:
    """Return Lotse's share of the peer's speed, by the clock and by processor time."""
    own, other = figures[way, "Lotse"], figures[way, peer]
    return (
        median(own.per_second) / median(other.per_second),
        median(other.cpu_us) / median(own.cpu_us),
    )


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as where:
        found = asyncio.run(run(Path(where), print))
        for kind in WAYS:
            print(kind, *(f"{value:.2f}" for value in ratio(found, kind, "bare echo")))
