"""A person at the sandbox's page, who presses what the newest message offers."""

from __future__ import annotations

import asyncio
import html
import os
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.async_api import Locator, expect

from bot.texts.catalogue import own_name
from bot.texts.speech import Speech, speech
from tests.support.demo import ROOT, RunningDemo
from tests.support.page import PATIENCE_MS, ChatPage

ZONE = ZoneInfo("Europe/Berlin")
PICTURES = ROOT / "docs" / "img"
_WITHOUT_NOTES = """document.querySelectorAll('[data-testid="toast"]').forEach(n => n.remove())"""
_COLOURS = 128  # enough for the eye, and a third of the bytes


def pictures_wanted() -> bool:
    """Tell whether the pictures of the documentation are made anew."""
    return os.environ.get("LOTSE_PICTURES") == "1"


def keep_picture(picture: Image.Image, name: str) -> None:
    """Save a picture for the documentation, small."""
    colours = picture.convert("RGB").quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    colours.save(PICTURES / f"{name}.png", optimize=True)


class Story:
    """Presses the page's buttons by their English source text, in the language of the story.

    Nothing is pressed but what the bot's newest message offers, or the one given as ``on``: a
    press waits until that message has the button.
    """

    def __init__(
        self, page: ChatPage, demo: RunningDemo, language: str, kept: frozenset[str] | None = None
    ) -> None:
        """``kept``: the pictures that the documentation has, by name and language; None: all."""
        self.page = page
        self.demo = demo
        self.language = language
        self.kept = kept

    def words(self, language: str | None = None) -> Speech:
        """Return how people speak here: in the story's language, or in another one."""
        return speech(language or self.language, ZONE)

    def sentence(self, msgid: str, *, language: str | None = None, **values: object) -> str:
        """Return a sentence as the page shows it."""
        return html.unescape(str(self.words(language).say(msgid, **values)))

    async def become(self, name: str, language: str | None = None) -> None:
        """Become a person, and have the person speak the story's language."""
        await self.page.as_person(name)
        await self.say("/language")
        await self.choose(own_name(language or self.language))
        # The choice leads to the menu, in the new language and as the newest message.
        await self.newest("How can I help you?", language=language)

    async def say(self, text: str) -> None:
        """Write, and wait until the bot has answered below."""
        before = await self.page.bot_messages().count()
        await self.page.send(text)
        await expect(self.page.bot_messages()).not_to_have_count(before, timeout=PATIENCE_MS)

    async def press(
        self,
        msgid: str,
        *,
        on: Locator | None = None,
        language: str | None = None,
        **values: object,
    ) -> None:
        """Press a button with this text."""
        await self.choose(self.words(language).label(msgid, **values), on=on)

    async def choose(self, text: str, *, on: Locator | None = None) -> None:
        """Press a button whose label contains a text that is no sentence of ours."""
        message = self.page.bot_messages().last if on is None else on
        button = message.locator("[data-button]").filter(has_text=text).last
        await button.click()

    async def newest(self, msgid: str, *, language: str | None = None, **values: object) -> None:
        """Wait until the bot's newest message has this sentence."""
        await self.reads(self.sentence(msgid, language=language, **values))

    async def counts(self, one: str, many: str, n: int, **values: object) -> None:
        """Wait until the bot's newest message has the sentence in the form that ``n`` needs."""
        await self.reads(html.unescape(str(self.words().count(one, many, n, **values))))

    async def reads(self, text: str) -> None:
        """Wait until the bot's newest message contains a text."""
        await expect(self.page.bot_messages().last).to_contain_text(text, timeout=PATIENCE_MS)

    async def sees(
        self, msgid: str, language: str | None = None, *, about: str = "", **values: object
    ) -> Locator:
        """Wait for a message of the bot with this sentence and text; return the newest one."""
        said = self.sentence(msgid, language=language, **values)
        found = self.page.bot_messages().filter(has_text=said).filter(has_text=about).last
        await found.wait_for()
        return found

    async def until(self, moment: datetime) -> None:
        """Put the bot's clock forward with the page's own tool, to at most a minute later."""
        answer = await self.page.page.request.get(f"{self.demo.address}/sim/clock")
        left = moment.timestamp() - float((await answer.json())["now"])
        assert left > 0, f"{moment} is over"
        await self.page.page.get_by_test_id("clock-unit").select_option("60")
        await self.page.page.get_by_test_id("clock-amount").fill(str(ceil(left / 60)))
        await self.page.page.get_by_test_id("clock-go").click()
        await self.page.wait_for_toast("Die Uhr des Bots steht jetzt")

    async def downloaded(self, kind: str) -> bytes:
        """Wait for a document of this kind as the newest message, and save it as a person does."""
        card = self.page.bot_messages().last.locator("a.document").filter(has_text=kind)
        async with self.page.page.expect_download() as arriving:
            await card.click()
        download = await arriving.value
        return Path(await download.path()).read_bytes()

    async def picture(self, name: str) -> None:
        """Save a picture for the documentation, where pictures are wanted."""
        assert await self.page.overflow() == 0
        if pictures_wanted() and self._keeps(name):
            await asyncio.sleep(0.4)  # let the page settle: this is for the eye, not for a check
            # By hand: the page's own rules refuse a style from outside.
            await self.page.page.evaluate(_WITHOUT_NOTES)
            seen = await self.page.page.screenshot()
            keep_picture(Image.open(BytesIO(seen)), f"{name}-{self.language}")

    async def pictures(self, name: str) -> None:
        """Save what a desktop shows and what a phone shows, each from the newest message's top."""
        if not pictures_wanted():
            return
        await self._top(self.page.bot_messages().last)
        await self.picture(name)
        await self.phone_picture(name)

    async def phone_picture(self, name: str, *, on: Locator | None = None) -> None:
        """Look at the page on a phone, and save what it shows from the top of a message on.

        ``on`` is that message; None: the newest.
        """
        await self.page.phone()
        if pictures_wanted():
            await self._top(self.page.bot_messages().last if on is None else on)
        await self.picture(f"phone-{name}")
        await self.page.desktop()

    def _keeps(self, name: str) -> bool:
        return self.kept is None or f"{name}-{self.language}" in self.kept

    async def _top(self, message: Locator) -> None:
        await asyncio.sleep(0.2)
        await self.page.page.mouse.move(0, 0)  # nothing looks as if it were pressed
        await message.evaluate("one => one.scrollIntoView()")
