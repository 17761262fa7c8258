"""Hours in small: mixed load with faults for some minutes, and what grows meanwhile.

``python -m tests.bench.soak [minutes]`` (30 unless told). Ends with 1 if something grew beyond the
limits below, an error was logged, or an answer is missing in the end.
"""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.conversation.buttons import encode
from bot.domain.rendered import Press
from bot.store.database import Tx
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    add_shift,
    installation,
    until,
)

PEOPLE = 200
SHIFTS = 40
PER_SECOND = 20
LINES = 12  # in the table, whatever the minutes
QUIET_S = 30.0  # until everything asked has to be answered
WORDS = ("/shifts", "/my", "/topics", "/help", "Wo melde ich meine neue Adresse an?", "qwertz")
ACTIONS = ("take", "leave", "shift")
FAULT_EVERY_S = 5.0
METHODS = ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates")
FAULTS = (
    ("server_error", 5),
    ("drop_before", 5),
    ("drop_after", 5),
    ("slow", 20),
    ("retry_after", 3),
)

# What may come on top of the first third's median.
RSS_GROWTH_MB = 20.0
OPEN_FILES_GROWTH = 70  # the pool of connections may fill up to its 64
WAL_MB = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One line of the table."""

    at_s: float
    rss_mb: float
    open_files: int
    wal_mb: float
    errors: int
    said: int
    answers: int

    def line(self) -> str:
        return (
            f"{self.at_s:7.0f} {self.rss_mb:8.1f} {self.open_files:6d} {self.wal_mb:8.2f}"
            f" {self.errors:7d} {self.said:8d} {self.answers:8d}"
        )


HEAD = f"{'seconds':>7} {'RSS MB':>8} {'files':>6} {'WAL MB':>8} {'errors':>7} {'said':>8} answers"


class Soak:
    """The people, what they said, and what came back."""

    def __init__(self, house: Installation, people: list[int]) -> None:
        self._house = house
        self._people = people
        self._dice = random.Random(11)
        self._began = time.monotonic()
        self.cards: dict[int, int] = {}
        self.said = self.answers = 0

    async def talk(self) -> None:
        """Say or press something ``PER_SECOND`` times a second."""
        due = time.monotonic()
        while True:
            person = self._dice.choice(self._people)
            if self._dice.random() < 0.5:
                press = Press(
                    action=self._dice.choice(ACTIONS), args=(self._dice.randint(1, SHIFTS),)
                )
                card = self.cards[person]
                self._house.core.press_raw(person, person, card, encode(press))
            else:
                self._house.core.send_text(person, person, self._dice.choice(WORDS))
            self.said += 1
            due += 1 / PER_SECOND
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def disturb(self) -> None:
        """Let Telegram be slow, full or broken for a few calls, again and again."""
        while True:
            await asyncio.sleep(FAULT_EVERY_S)
            method = self._dice.choice(METHODS)
            kind, times = self._dice.choice(FAULTS)
            # Polls come one after the other, and the bot waits longer after each that fails.
            times = 1 if method == "getUpdates" else times
            self._house.core.add_fault(
                kind=kind, method=method, times=times, delay_s=1.0, retry_after=2
            )

    def sample(self) -> Sample:
        """Measure now; what the sandbox remembers of the past is counted and forgotten."""
        child = self._house.child
        assert child is not None
        log = self._house.core.log
        shown = [e for e in log if e.method in {"sendMessage", "editMessageText"}]
        self.answers += sum(e.status == 200 for e in shown)
        log.clear()
        wal = self._house.database.with_name(self._house.database.name + "-wal")
        return Sample(
            at_s=time.monotonic() - self._began,
            rss_mb=child.rss_mb,
            open_files=len(list(Path(f"/proc/{child.pid}/fd").iterdir())),
            wal_mb=wal.stat().st_size / 2**20 if wal.exists() else 0.0,
            errors=sum('"level": "ERROR"' in line for line in child.log),
            said=self.said,
            answers=self.answers,
        )

    def unfinished(self) -> int:
        """Return how many of the things said have not come to their end."""
        states = self._house.counts("SELECT state, count(*) FROM inbox GROUP BY 1")
        return self.said - states["done"]


def faults(samples: list[Sample], unfinished: int) -> list[str]:
    """Return what grew too much, went wrong or is missing."""
    early = samples[: max(1, len(samples) // 3)]
    last = samples[-1]
    found: list[str] = []
    if (grown := last.rss_mb - median(one.rss_mb for one in early)) > RSS_GROWTH_MB:
        found.append(f"memory grew by {grown:.0f} MB")
    files = last.open_files - median(one.open_files for one in early)
    if files > OPEN_FILES_GROWTH:
        found.append(f"{files:.0f} more open files")
    if (wal := max(one.wal_mb for one in samples)) > WAL_MB:
        found.append(f"the write-ahead log has {wal:.0f} MB")
    if last.errors:
        found.append(f"{last.errors} errors in the log")
    if unfinished:
        found.append(f"{unfinished} things said without an end")
    return found


async def soak(folder: Path, minutes: float) -> list[str]:
    """Run for ``minutes``, print the table and return what was wrong."""
    async with installation(folder) as house:
        crowd = house.people(PEOPLE)

        def fill(tx: Tx) -> None:
            initiative = add_initiative(tx)
            for person in crowd:
                add_member(tx, person, initiative)
            for _ in range(SHIFTS):
                add_shift(tx, initiative, 5)

        await house.fill(fill)
        await house.start()
        run = Soak(house, crowd)
        for person in crowd:
            run.cards[person] = await house.card(person, "card", "1:take:1")
        house.core.log.clear()
        print(HEAD, flush=True)
        samples: list[Sample] = []
        tasks = [asyncio.create_task(run.talk()), asyncio.create_task(run.disturb())]
        for _ in range(LINES):
            await asyncio.sleep(minutes * 60 / LINES)
            samples.append(run.sample())
            print(samples[-1].line(), flush=True)
            for task in tasks:
                if task.done():
                    task.result()
        for task in tasks:
            task.cancel()
        house.core.faults.clear()
        with suppress(TimeoutError):
            await until(lambda: run.unfinished() == 0, QUIET_S, every=0.5)
        samples.append(run.sample())
        print(samples[-1].line(), flush=True)
        return faults(samples, run.unfinished())


def main(arguments: list[str]) -> int:
    minutes = float(arguments[0]) if arguments else 30.0
    with tempfile.TemporaryDirectory() as folder:
        wrong = asyncio.run(soak(Path(folder), minutes))
    for sentence in wrong:
        print(f"NO  {sentence}")
    if not wrong:
        print("ok  nothing grew, nothing is missing")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
