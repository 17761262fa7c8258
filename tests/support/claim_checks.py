"""The promises about claim links as functions, so that the mutants can run the very same."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.domain.messages import Note
from bot.services import members
from bot.services.members import Entered
from bot.store.database import Tx
from bot.texts.common import note
from bot.texts.speech import speech
from tests.support.lives import base36, coordinator, found
from tests.support.talk import ZONE, Talk, Talker, open_talk


async def record(
    talk: Talk, boss: Talker, initiative: int, name: str = "Maria", phone: str | None = None
) -> int:
    """Enter somebody without Telegram and return the record's id."""
    now = talk.clock.now()
    standing = await boss.standing()
    entered = Entered(name=name, speaks=("es",), phone=phone, notice_at=now - timedelta(days=1))
    person = await talk.database.write(
        lambda tx: members.enter_by_hand(tx, standing, initiative, entered, now)
    )
    return person.id


async def claim_link(boss: Talker, initiative: int, person: int) -> str:
    """Return the payload of a fresh claim link, as it stands in the coordinator's chat."""
    await boss.forges(f"1:claim:{base36(initiative)}:{base36(person)}")
    link = next(word for word in boss.text.split() if "start=i_" in word)
    return link.strip("\u2066\u2067\u2068\u2069").partition("start=")[2]


async def open_claim(who: Talker, payload: str) -> None:
    """Open the link up to the preview: language, privacy notice, a look."""
    await who.says(f"/start {payload}")
    if who.offers("lang"):
        await who.forges("1:lang:~de")
    if who.offers("notice_ok"):
        await who.presses("notice_ok")


async def scene(talk: Talk) -> tuple[int, Talker]:
    """Return an initiative and its coordinator, with nothing left to deliver."""
    lead = await talk.lead(1)
    initiative = await found(talk, lead, "Café", "open")
    boss = await coordinator(talk, lead, initiative, 2, "Clara")
    await talk.deliver()
    return initiative, boss


async def claim_is_single_use(folder: Path) -> None:
    """Of 50 people who claim one record at the same time exactly one becomes it."""
    async with open_talk(folder) as talk:
        initiative, boss = await scene(talk)
        person = await record(talk, boss, initiative)
        payload = await claim_link(boss, initiative, person)
        crowd = [talk.person(100 + n, "de", "Ada") for n in range(50)]
        for who in crowd:
            await open_claim(who, payload)
            assert who.offers("claim_yes")
        await asyncio.gather(*(who.presses("claim_yes") for who in crowd))

        def merges(tx: Tx) -> int:
            return tx.count("SELECT count(*) FROM merge")

        winners = [who for who in crowd if await who.id() == person]
        used = str(note(speech("de", ZONE), Note.CODE_USED))
        refused = sum(who.text == used for who in crowd)
        assert (await talk.database.read(merges), len(winners), refused) == (1, 1, 49)
