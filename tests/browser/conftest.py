"""A sandbox with a tiny scripted bot, and one browser for all tests of the page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser

from bot.sandbox.core import BotApi
from bot.sandbox.server import SandboxServer
from bot.sandbox.values import Dropped
from tests.support.page import ChatPage, chromium

START = 1_790_000_000.0
ARABIC = "مرحبًا بك\n📅 01.09.2026\nBürgerbüro, Rathausplatz 1"
KEYBOARD = [
    [{"text": "Ich komme", "callback_data": "yes"}, {"text": "Wichtig", "callback_data": "loud"}],
    [{"text": "Umschreiben", "callback_data": "edit"}],
    [{"text": "Einladung", "url": "https://t.me/lotse_bot?start=o_cafe"}],
]


@dataclass
class EchoBot:
    """Answers texts, presses and pictures in a fixed way by calling the sandbox directly."""

    core: BotApi
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def call(self, method: str, **params: Any) -> Any:
        encoded = {
            k: json.dumps(v) if isinstance(v, dict | list) else v for k, v in params.items()
        }
        return (await self.core.call(method, encoded)).body["result"]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.updates(offset):
                offset = update["update_id"] + 1
                self.seen.append(update)
                if "message" in update:
                    await self.on_message(update["message"])
                elif "callback_query" in update:
                    await self.on_press(update["callback_query"])

    async def updates(self, offset: int) -> list[dict[str, Any]]:
        try:
            return await self.call("getUpdates", offset=offset, timeout=5)
        except Dropped:  # the server was stopped: a bot asks again
            return []

    async def on_message(self, message: dict[str, Any]) -> None:
        chat = message["chat"]["id"]
        text = message.get("text", "")
        if "photo" in message:
            await self.call("sendMessage", chat_id=chat, text="Bild erhalten")
        elif text == "keys":
            markup = {"inline_keyboard": KEYBOARD}
            await self.call("sendMessage", chat_id=chat, text="Wählen Sie", reply_markup=markup)
        elif text == "arabic":
            await self.call("sendMessage", chat_id=chat, text=ARABIC)
        else:
            replied = message.get("reply_to_message", {}).get("text")
            note = f" (auf: {replied})" if replied else ""
            await self.call("sendMessage", chat_id=chat, text=f"Echo: {text}{note}")

    async def on_press(self, query: dict[str, Any]) -> None:
        if query["data"] == "edit":
            chat, message = query["message"]["chat"]["id"], query["message"]["message_id"]
            await self.call("editMessageText", chat_id=chat, message_id=message, text="Neu")
        loud = query["data"] == "loud"
        text = f"Antwort {query['data']}"
        await self.call(
            "answerCallbackQuery", callback_query_id=query["id"], text=text, show_alert=loud
        )


class Sandbox:
    """Core, server and bot of one test; the clock stands still until the page moves it."""

    def __init__(self) -> None:
        self.now = START
        self.core = BotApi("7:page_test", now=lambda: self.now)
        self.server = SandboxServer(self.core, on_advance=self.advance)
        self.bot = EchoBot(self.core)
        self.url = ""

    def advance(self, seconds: float) -> None:
        self.now += seconds

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Sandbox]:
        self.url = await self.server.start()
        task = asyncio.create_task(self.bot.run())
        try:
            yield self
        finally:
            task.cancel()
            await self.server.stop()
            with suppress(asyncio.CancelledError):
                await task


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox().running() as running:
        amira = running.core.add_person("Amira", language_code="ar")
        running.core.add_person("Katharina", language_code="de")
        running.core.start(amira.id)
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def chat(browser: Browser, sandbox: Sandbox) -> AsyncIterator[ChatPage]:
    """The page of a started person whose first answer has come."""
    async with ChatPage.launched(browser) as page:
        await page.open(sandbox.url)
        await page.as_person("Amira")
        await page.wait_for_bot("Echo: /start")
        yield page
        assert page.errors == []
