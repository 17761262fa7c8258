"""R6, R7 and P7 through the whole app: an announcement with faults, with a 429, with people."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from pathlib import Path

import pytest

from bot.store.database import Tx
from tests.bench.broadcast import Chatter
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    announce,
    installation,
    percentile,
    until,
)

pytestmark = pytest.mark.slow

WORDS = "Am Samstag ist Sommerfest. Wer bringt Kuchen mit?"
STATES = "SELECT state, count(*) FROM outbox WHERE kind = 'announcement' GROUP BY 1"
FINAL = {"sent", "unknown", "unreachable", "refused", "dropped", "stopped"}


async def open_house(
    house: Installation, recipients: int, chatters: int = 0
) -> tuple[int, list[int], list[int]]:
    """Start a bot with one coordinator; return them, the recipients and people of no initiative."""
    [coordinator] = house.people(1)
    crowd, others = house.people(recipients), house.people(chatters)

    def fill(tx: Tx) -> None:
        initiative = add_initiative(tx)
        add_member(tx, coordinator, initiative, "coordinator")
        for person in crowd:
            add_member(tx, person, initiative)
        for person in others:
            add_member(tx, person, None)

    await house.fill(fill)
    await house.start()
    return coordinator, crowd, others


def received(house: Installation, *states: int) -> Counter[int]:
    """Return how often the announcement was called for each chat with one of these answers."""
    return Counter(
        entry.chat_id
        for entry in house.core.log
        if entry.method == "sendMessage"
        and entry.chat_id
        and WORDS in str(entry.params["text"])
        and (entry.status in states if states else entry.message_id is not None)
    )


def share_of_faults(house: Installation) -> None:
    for seed, (kind, share, rest) in enumerate(
        (
            ("retry_after", 0.05, {"retry_after": 1}),
            ("server_error", 0.04, {}),
            ("drop_after", 0.02, {}),
            ("drop_before", 0.02, {}),
            ("forbidden", 0.03, {}),
        )
    ):
        house.core.add_fault(kind=kind, method="sendMessage", share=share, seed=seed, **rest)


async def test_with_faults_and_a_stop_every_recipient_ends_once(tmp_path: Path) -> None:
    async with installation(tmp_path) as house:
        coordinator, crowd, _ = await open_house(house, 300)
        erased, opted_out = crowd[120], crowd[121]
        await announce(house, coordinator, WORDS)
        await until(lambda: len(received(house)) >= 20, 10)
        house.core.send_text(erased, erased, "/forget")
        await house.press(erased, "forget_yes")
        house.core.send_text(opted_out, opted_out, "/settings")
        await until(lambda: house.button(opted_out, "opt") is not None, 5)
        found = house.button(opted_out, "opt")
        assert found is not None
        house.core.press_raw(opted_out, opted_out, found[0], "1:opt:~announcement")
        await until(lambda: house.rows("SELECT person_id FROM opt_out") != [], 5)
        share_of_faults(house)
        await until(lambda: len(received(house)) >= 150, 60)
        house.core.faults.clear()
        await house.press(coordinator, "announce_stop")
        await until(lambda: set(house.counts(STATES)) <= FINAL, 30, every=0.1)
        states = house.counts(STATES)
        assert sum(states.values()) == 300
        await until(lambda: _figures(house, coordinator)[:1] == [states["sent"]], 10, every=0.1)
        got, refused = received(house), received(house, 403)
        assert (got[erased], got[opted_out]) == (0, 0)
        assert max(got.values()) == 1
        assert [chat for chat in crowd if refused[chat] and refused[chat] + got[chat] > 1] == []
        assert states["sent"] <= sum(got.values()) <= states["sent"] + states["unknown"]
        assert (states["dropped"], states["stopped"] > 0) == (2, True)  # erased, opted out
        assert sum(_figures(house, coordinator)) == 300
        print(dict(states), house.texts(coordinator)[-1])


def _figures(house: Installation, coordinator: int) -> list[int]:
    """Return the figures of the progress message: one per line, as its author reads them."""
    text = next(text for text in reversed(house.texts(coordinator)) if WORDS not in text)
    return [int(n) for line in text.splitlines() for n in re.findall(r"(\d+)\W*$", line)]


async def test_a_long_429_on_the_announcement_mutes_nobody_else(tmp_path: Path) -> None:
    async with installation(tmp_path) as house:
        coordinator, crowd, others = await open_house(house, 200, 20)
        await announce(house, coordinator, WORDS)
        await until(lambda: len(received(house)) >= 20, 10)
        house.core.add_fault(
            kind="retry_after", method="sendMessage", chat_id=crowd[60], retry_after=6, times=1
        )
        chatter = Chatter(house, others, 2.0)
        talking = asyncio.create_task(chatter.talk())
        await until(lambda: received(house, 429), 20)
        seen = len(received(house))
        await asyncio.sleep(5.0)
        during = len(received(house)) - seen
        talking.cancel()
        await chatter.all_answered(5)
        await until(lambda: dict(house.counts(STATES)) == {"sent": 200}, 30, every=0.1)
        p95 = percentile(chatter.answers(), 0.95)
        print(
            f"{len(chatter.asked)} answers, p95 {p95 * 1000:.0f} ms, bulk during the 429: {during}"
        )
        assert p95 <= 1.0
        assert during <= 4  # what was on its way already
        assert sum(received(house, 429).values()) == 1
