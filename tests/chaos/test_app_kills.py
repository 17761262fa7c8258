"""R3 and R4 through the whole app: kill -9 while people press, ask and an announcement runs."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.conversation.buttons import encode
from bot.domain.rendered import Press
from bot.store.database import Tx
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    add_shift,
    announce,
    installation,
    until,
)

IN_FLIGHT = 4  # the promise, not the code's constant
FULL = os.environ.get("LOTSE_PROFILE") == "N"
KILLS = 60 if FULL else 10
RECIPIENTS = 2000 if FULL else 400
SHIFTS = 40
PEOPLE = 30
QUESTION = "Wo melde ich meine neue Adresse an?"
WORDS = "Am Samstag ist Sommerfest. Wer bringt Kuchen mit?"


class Life:
    """People who press and ask, and what they did."""

    def __init__(self, house: Installation, people: list[int], dice: random.Random) -> None:
        self.house, self.people, self.dice = house, people, dice
        self.cards: list[tuple[int, int, int]] = []  # person, message, shift; each pressed once
        self.pressed: list[tuple[int, int]] = []
        self.asked = 0

    async def prepare(self) -> None:
        for person in self.people:
            for shift in range(1, SHIFTS + 1):
                data = encode(Press(action="take", args=(shift,)))
                self.cards.append((person, await self.house.card(person, "card", data), shift))
        self.dice.shuffle(self.cards)

    async def go_on(self) -> None:
        while True:
            await asyncio.sleep(0.025)
            if self.dice.random() < 0.5 and self.cards:
                person, card, shift = self.cards.pop()
                data = encode(Press(action="take", args=(shift,)))
                self.house.core.press_raw(person, person, card, data)
                self.pressed.append((person, shift))
            else:
                person = self.dice.choice(self.people)
                self.house.core.send_text(person, person, QUESTION)
                self.asked += 1


@pytest.mark.slow
async def test_kills_lose_nothing_and_double_no_effect_and_no_announcement(tmp_path: Path) -> None:
    seed = int(os.environ.get("LOTSE_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    dice = random.Random(seed)
    began = time.monotonic()
    async with installation(tmp_path) as house:
        crowd, people, [coordinator] = (
            house.people(RECIPIENTS),
            house.people(PEOPLE),
            house.people(1),
        )

        def fill(tx: Tx) -> None:
            fest, cafe = add_initiative(tx, "Sommerfest"), add_initiative(tx)
            add_member(tx, coordinator, fest, "coordinator")
            for person in crowd:
                add_member(tx, person, fest)
            for person in people:
                add_member(tx, person, cafe)
            for _ in range(SHIFTS):
                add_shift(tx, cafe, PEOPLE)

        await house.fill(fill)
        life = Life(house, people, dice)
        await life.prepare()
        await house.start()
        await announce(house, coordinator, WORDS)
        await until(lambda: house.rows("SELECT id FROM announcement") != [], 5)
        living = asyncio.create_task(life.go_on())
        interrupted = []
        for _ in range(KILLS):
            await asyncio.sleep(dice.uniform(0.2, 0.9))
            assert house.child is not None
            await house.child.kill()
            [(sending,)] = house.rows("SELECT count(*) FROM outbox WHERE state = 'sending'")
            interrupted.append(int(str(sending)))
            await house.start()
        living.cancel()
        await until(lambda: house.settled, 30 + RECIPIENTS / 15, every=0.3)
        assert house.child is not None
        house.child.process.terminate()
        assert await house.child.ended() == 0
        states = house.counts(
            "SELECT state, count(*) FROM outbox WHERE kind = 'announcement' GROUP BY 1"
        )
        inbox = house.counts("SELECT state, count(*) FROM inbox GROUP BY 1")
        signups = Counter(house.rows(
            "SELECT telegram_id, shift_id FROM signup JOIN person ON person.id = person_id"
            " WHERE state = 'confirmed'"
        ))  # fmt: skip
        [(counted,)] = house.rows("SELECT sum(times) FROM faq_count WHERE outcome = 'answer'")
        got = Counter(
            e.chat_id
            for e in house.core.log
            if e.method == "sendMessage" and WORDS in str(e.params["text"]) and e.message_id
        )
        clean = house.rows("PRAGMA integrity_check")
    doubled = [chat for chat in crowd if got[chat] > 1]
    print(
        f"seed {seed}: {KILLS} kills, {len(life.pressed)} presses, {life.asked} questions, "
        f"announcement {dict(states)}, on their way {interrupted}, {len(doubled)} doubled, "
        f"{time.monotonic() - began:.0f} s"
    )
    assert dict(inbox) == {"done": len(life.pressed) + life.asked + 3}
    assert signups == Counter(life.pressed)
    assert counted == life.asked
    assert doubled == []
    assert set(states) <= {"sent", "unknown"}
    assert sum(states.values()) == RECIPIENTS
    assert max(interrupted) <= IN_FLIGHT
    assert states["unknown"] <= IN_FLIGHT * KILLS
    assert states["sent"] <= sum(got[chat] for chat in crowd)
    assert clean == [("ok",)]
