"""The sandbox's chat page in a real browser, driven as a person would drive it."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from tests.support import canaries

PATIENCE_MS = 20_000
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
_FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def chromium_path() -> str:
    """Return the system's Chromium; skip without one."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no Chromium on this computer: the chat page was NOT tested")
    return path


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start a headless browser; several pages may share it, each with an empty profile."""
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class ChatPage:
    """The chat page; every method waits until the page shows what it promises."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    @classmethod
    @asynccontextmanager
    async def launched(
        cls, browser: Browser | None = None, *, locale: str = "de-DE", dark: bool = False
    ) -> AsyncIterator[ChatPage]:
        """Open a page with an empty profile, in a browser of its own unless one is given."""
        async with AsyncExitStack() as stack:
            if browser is None:
                browser = await stack.enter_async_context(chromium())
            context = await browser.new_context(
                locale=locale,
                color_scheme="dark" if dark else "light",
                viewport=DESKTOP,
                reduced_motion="reduce",
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            yield cls(page)

    async def open(self, url: str) -> None:
        """Open the page and wait for the list of people."""
        await self.page.goto(url)
        await self.page.get_by_test_id("add-person").wait_for()

    async def phone(self) -> None:
        """Make the window as large as a phone."""
        await self.page.set_viewport_size(PHONE)

    async def desktop(self) -> None:
        """Make the window as large as a desktop."""
        await self.page.set_viewport_size(DESKTOP)

    async def as_person(self, who: str | int) -> None:
        """Become a person, by (part of the) name or by id, in their private chat."""
        back = self.page.get_by_test_id("back")
        if await back.is_visible():
            await back.click()
        row = self.page.locator(f'[data-person="{who}"]')
        if isinstance(who, str):
            # By the name itself: another row may quote it in its newest message.
            named = self.page.locator(".name", has_text=who)
            row = self.page.locator("[data-person]").filter(has=named).first
        person = await row.get_attribute("data-person")
        await row.click()
        await self.page.locator(f'[data-testid="chat"][data-as="{person}"]').wait_for()
        await self.page.locator('[data-testid="messages"][aria-busy="false"]').wait_for()

    async def send(self, text: str) -> None:
        """Write a text as the chosen person (press Start first where there is no other way)."""
        canaries.text(text)
        start = self.page.get_by_test_id("start")
        if await start.is_visible():
            await start.click()
        field = self.page.get_by_test_id("composer-text")
        await field.fill(text)
        await self.page.get_by_test_id("send").click()

    async def press(self, label: str) -> None:
        """Press the newest button whose label contains a text."""
        await self.page.locator("[data-button]").filter(has_text=label).last.click()

    def bot_messages(self) -> Locator:
        """Return all messages of the bot in the open chat."""
        return self.page.locator('[data-message][data-from="bot"]')

    def message(self, text: str) -> Locator:
        """Return the newest message that contains a text, whoever wrote it."""
        return self.page.locator("[data-message]").filter(has_text=text).last

    async def last_bot_message(self) -> str:
        """Return the text of the bot's newest message."""
        return await self.bot_messages().last.locator(".text").inner_text()

    async def wait_for_bot(self, text: str) -> Locator:
        """Wait for a message of the bot that contains a text; return the newest such message."""
        found = self.bot_messages().filter(has_text=text).last
        await found.wait_for()
        return found

    async def wait_for_toast(self, text: str) -> None:
        """Wait for a short note that contains a text."""
        notes = self.page.get_by_test_id("toast").filter(has_text=re.compile(re.escape(text)))
        await expect(notes.first).to_be_visible(timeout=PATIENCE_MS)

    async def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(script))

    async def screenshot(self, path: Path) -> None:
        """Save what the window shows as PNG."""
        await self.page.screenshot(path=path)
