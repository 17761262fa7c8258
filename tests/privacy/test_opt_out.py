"""P7: who does not want a kind of message gets none from the next one on."""

from __future__ import annotations

import pytest

from bot.services import reminders
from tests.support.lives import base36, coordinator, found, plan, poster
from tests.support.talk import ZONE, Talk, Talker


async def cafe(talk: Talk) -> tuple[int, Talker, list[Talker]]:
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    boss = await coordinator(talk, lead, initiative, 2, "Berta")
    crowd = [await talk.joins(10 + n, await poster(talk, initiative)) for n in range(4)]
    await talk.deliver()
    return initiative, boss, crowd


async def announce(boss: Talker, text: str) -> None:
    await boss.says("/announce")
    await boss.says(text)
    await boss.presses("announce_yes")


async def test_opting_out_in_the_middle_of_a_broadcast_takes_effect(talk):
    _, boss, crowd = await cafe(talk)
    await announce(boss, "Morgen zu.")
    await crowd[2].says("/settings")
    await crowd[2].forges("1:opt:~announcement")
    await talk.deliver()
    assert ["Morgen zu." in who.text for who in crowd] == [True, True, False, True]
    assert talk.dropped == ["opted out"]


async def test_the_button_below_an_announcement_stops_the_next_one(talk):
    _, boss, crowd = await cafe(talk)
    await announce(boss, "Morgen zu.")
    await talk.deliver()
    await crowd[0].presses("opt_out")
    await announce(boss, "Samstag zu.")
    await talk.deliver()
    assert ["Samstag zu." in who.text for who in crowd] == [False, True, True, True]


@pytest.mark.parametrize("queued", [True, False])
async def test_no_reminder_comes_after_opting_out(talk, queued):
    initiative, boss, crowd = await cafe(talk)
    shift = await plan(talk, boss, initiative, 3, 4)
    await crowd[0].forges(f"1:take:{base36(shift)}")
    talk.clock.advance(days=2, hours=9)

    async def tick() -> int:
        return await talk.database.write(lambda tx: reminders.plan_due(tx, talk.clock.now(), ZONE))

    if queued:
        assert await tick() == 1
    await crowd[0].says("/settings")
    await crowd[0].forges("1:opt:~reminder")
    before = len(crowd[0].messages)
    await tick()
    await talk.deliver()
    assert len(crowd[0].messages) == before


async def test_no_message_at_all_comes_after_an_erasure(talk):
    _, boss, crowd = await cafe(talk)
    await announce(boss, "Morgen zu.")
    await crowd[1].says("/forget")
    await crowd[1].presses("forget_yes")
    before = len(crowd[1].messages)
    await talk.deliver()
    assert (len(crowd[1].messages), crowd[1].menu) == (before, ())
