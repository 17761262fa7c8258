"""Papers and places on their way to Telegram, as direct answers and out of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.conversation.types import Mode, Reply, Show
from bot.domain.rendered import Button, Paper, Press, Rendered, Venue
from bot.services.ports import Refused, Sent
from bot.transport.messenger import TelegramMessenger
from tests.transport.wired import Desk, Wired, wired

PAPER = Paper(name="Nachweis.pdf", kind="certificate", facts="{}", fallback="<b>Not</b> now.")
BACK = ((Button(label="Back", press=Press(action="menu")),),)
VENUE = Venue(title="Bürgerhaus", address="Markt 1", latitude=51.5351234, longitude=7.6881)


async def paper(made: Paper) -> bytes:
    return b"%PDF-" + made.facts.encode()


async def no_paper(made: Paper) -> bytes:
    raise RuntimeError(f"no room for {made.facts} of Ada")


def messenger(bot: Wired, papers: Callable = paper) -> TelegramMessenger:
    return TelegramMessenger(bot.telegram._bot, papers)


def person_of(bot: Wired) -> int:
    person = bot.core.add_person("Ada")
    bot.core.send_text(person.id, person.id, "hello")
    return person.id


async def test_a_paper_is_made_when_it_is_sent_and_carries_its_caption(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        chat = person_of(bot)
        await bot.idle()
        message = Rendered(html="<b>Here</b>", paper=PAPER, buttons=BACK)
        sent = await messenger(bot).send(chat, message)
        assert isinstance(sent, Sent)
        shown = bot.core.messages[chat][sent.message_id]
        assert shown.text == "Here"
        assert shown.content["document"]["file_name"] == "Nachweis.pdf"
        assert shown.keyboard[0][0]["text"] == "Back"


async def test_where_no_paper_can_be_made_a_text_comes_and_no_name_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with wired(tmp_path) as bot:
        chat = person_of(bot)
        await bot.idle()
        message = Rendered(html="Here", paper=PAPER, buttons=BACK)
        sent = await messenger(bot, no_paper).send(chat, message)
        assert isinstance(sent, Sent)
        assert bot.texts(chat)[-1] == "Not now."
        [record] = [one for one in caplog.records if one.event == "paper.failed"]
        assert "Ada" not in str(vars(record))
        assert record.error == "RuntimeError"


async def test_a_place_is_a_message_of_its_own_with_its_buttons(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        chat = person_of(bot)
        await bot.idle()
        message = Rendered(html="", venue=VENUE, buttons=BACK, silent=True)
        sent = await messenger(bot).send(chat, message)
        assert isinstance(sent, Sent)
        shown = bot.core.messages[chat][sent.message_id]
        assert shown.content["venue"]["title"] == "Bürgerhaus"
        assert shown.content["venue"]["address"] == "Markt 1"
        assert shown.content["location"] == {"latitude": 51.535123, "longitude": 7.6881}
        assert shown.silent
        assert shown.keyboard[0][0]["text"] == "Back"


@pytest.mark.parametrize("extra", [{"paper": PAPER}, {"venue": VENUE}])
async def test_a_text_never_becomes_a_paper_or_a_place(tmp_path: Path, extra: dict) -> None:
    async with wired(tmp_path, polling=False) as bot:
        assert isinstance(await messenger(bot).edit(1, 2, Rendered(html="", **extra)), Refused)


async def test_a_direct_answer_brings_a_place_and_the_reason_for_a_missing_paper(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shows = (
        Show(message=Rendered(html="", venue=VENUE)),
        Show(message=Rendered(html="Here", paper=PAPER), mode=Mode.EDIT),
    )
    async with wired(tmp_path, Desk(reply=lambda _: Reply(shows=shows))) as bot:
        chat = person_of(bot)
        await bot.idle()
        assert [call.method for call in bot.calls("sendVenue", "sendMessage")] == [
            "sendVenue",
            "sendMessage",
        ]
        assert bot.texts(chat)[-1] == "Not now."  # nobody makes papers for this bot
