"""Everybody presses "sign up" at the same moment."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bot.conversation.buttons import encode
from bot.domain.rendered import Press
from bot.sandbox.model import LogEntry
from bot.store.database import Tx
from tests.bench.installation import (
    add_initiative,
    add_member,
    add_shift,
    installation,
    percentile,
    until,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rush:
    """What came of it; ``places`` are the confirmed sign-ups per shift."""

    people: int
    places: Counter[str]
    waiting: int
    refused: list[str]
    errors: list[str]
    answered: int
    edited: int
    waits_s: list[float]
    took_s: float

    def line(self) -> str:
        return (
            f"{self.people} presses in {self.took_s:.2f} s, p95 "
            f"{percentile(self.waits_s, 0.95):.2f} s"
        )


async def rush(folder: Path, *, people: int, shifts: int, places: int) -> Rush:
    """Let ``people`` press on ``shifts`` shifts of ``places`` each, all before one is answered."""
    async with installation(folder) as house:
        crowd = house.people(people)

        def fill(tx: Tx) -> list[int]:
            initiative = add_initiative(tx)
            for person in crowd:
                add_member(tx, person, initiative)
            return [add_shift(tx, initiative, places) for _ in range(shifts)]

        await house.fill(lambda tx: [None for _ in fill(tx)])
        await house.start()
        cards = []
        for at, person in enumerate(crowd):
            data = encode(Press(action="take", args=(1 + at % shifts,)))
            cards.append((person, await house.card(person, "card", data), data))
        house.core.log.clear()
        began = time.monotonic()
        for person, card, data in cards:
            house.core.press_raw(person, person, card, data)
        await until(lambda: _edits(house.calls("editMessageText")) >= people, 60)
        took = time.monotonic() - began
        await asyncio.sleep(0.5)
        assert house.child is not None
        await house.child.kill()
        edits = house.calls("editMessageText")
        return Rush(
            people=people,
            places=house.counts(
                "SELECT shift_id, count(*) FROM signup WHERE state = 'confirmed' GROUP BY 1"
            ),
            waiting=house.counts("SELECT state, count(*) FROM signup GROUP BY 1")["waiting"],
            refused=[entry.error for entry in house.core.log if entry.error],
            errors=[line for line in house.child.log if '"level": "ERROR"' in line],
            answered=len(
                {e.params["callback_query_id"] for e in house.calls("answerCallbackQuery")}
            ),
            edited=len({entry.chat_id for entry in edits}),
            waits_s=[(entry.done_monotonic or 0.0) - began for entry in edits],
            took_s=took,
        )


def _edits(entries: list[LogEntry]) -> int:
    return sum(entry.status == 200 for entry in entries)
