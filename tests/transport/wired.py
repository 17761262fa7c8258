"""A bot wired to the sandbox's core in one process, with small answer functions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.conversation.types import Incoming, Pressed, Reply, Show, Text
from bot.domain.rendered import Rendered
from bot.jobs.nursery import TaskNursery
from bot.sandbox import BotApi
from bot.services.ports import Pacing
from bot.store.database import Database, Tx
from bot.transport.application import Telegram, TelegramSettings
from bot.transport.handlers import Handlers
from bot.transport.pacing import Pacer
from tests.support.db import fresh_database
from tests.support.papers import no_papers
from tests.support.telegram import InProcessRequest

TOKEN = "123456789:TestTokenTestTokenTestTokenTestTok"


@dataclass(slots=True)
class HandClock:
    """A clock that stands until it is moved."""

    wall: datetime = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    seconds: float = 1000.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def move(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)


def echo(incoming: Incoming) -> Reply:
    """Answer words with the same words and a press with a toast."""
    match incoming.content:
        case Text(text=text):
            return Reply(shows=(Show(message=Rendered(html=text)),))
        case Pressed(data=data):
            return Reply(toast=data)
        case _:
            return Reply()


@dataclass
class Desk:
    """The answer functions, each replaceable, with a record of what they were told."""

    reply: Callable[[Incoming], Reply] = echo
    seen: list[Incoming] = field(default_factory=list)
    deferred: list[tuple[int, str]] = field(default_factory=list)
    unreachable: list[int] = field(default_factory=list)
    shown: list[tuple[int, int | None, int | None, int]] = field(default_factory=list)

    def answer(self, tx: Tx, incoming: Incoming, now: datetime) -> Reply:
        tx.run(
            "INSERT INTO effect (seq, chat_id, said) VALUES (:seq, :chat, :said)",
            seq=incoming.seq,
            chat=incoming.chat_id,
            said=getattr(incoming.content, "text", None) or getattr(incoming.content, "data", ""),
        )
        self.seen.append(incoming)
        return self.reply(incoming)

    def on_error(self, tx: Tx, incoming: Incoming, incident: str) -> Reply:
        return Reply(shows=(Show(message=Rendered(html=f"sorry {incident}")),))

    def on_unavailable(self, incoming: Incoming) -> Reply:
        return Reply(shows=(Show(message=Rendered(html="not now")),))

    def defer(self, tx: Tx, chat_id: int, message: Rendered, now: datetime) -> None:
        self.deferred.append((chat_id, message.html))

    def on_unreachable(self, tx: Tx, chat_id: int, now: datetime) -> None:
        self.unreachable.append(chat_id)

    def on_shown(self, tx: Tx, chat_id: int, show: Show, message_id: int) -> None:
        self.shown.append((chat_id, show.question_id, show.request_id, message_id))

    def handlers(self) -> Handlers:
        return Handlers(
            answer=self.answer,
            on_error=self.on_error,
            on_unavailable=self.on_unavailable,
            defer=self.defer,
            on_unreachable=self.on_unreachable,
            on_shown=self.on_shown,
        )


@dataclass(slots=True)
class Wired:
    """One running bot, the Telegram it talks to, and the database between."""

    core: BotApi
    telegram: Telegram
    database: Database
    desk: Desk
    clock: HandClock
    nursery: TaskNursery
    pacing: Pacing
    running: asyncio.Task[None] | None = None

    def calls(self, *methods: str) -> list[Any]:
        """Return the calls the bot made, without its start and its polling."""
        quiet = {"getMe", "getUpdates", "getWebhookInfo"}
        log = [entry for entry in self.core.log if entry.method not in quiet]
        return [entry for entry in log if not methods or entry.method in methods]

    def texts(self, chat_id: int) -> list[str]:
        """Return what the bot has written into the chat."""
        chat = self.core.messages.get(chat_id, {}).values()
        return [message.text for message in chat if message.from_bot]

    async def states(self) -> dict[str, int]:
        """Return how many inbox rows are in each state."""
        rows = await self.database.read(
            lambda tx: tx.all("SELECT state, count(*) AS n FROM inbox GROUP BY state")
        )
        return {row["state"]: row["n"] for row in rows}

    async def effects(self) -> list[str]:
        """Return what the answer function has stored."""
        return [
            row["said"]
            for row in await self.database.read(
                lambda tx: tx.all("SELECT said FROM effect ORDER BY rowid")
            )
        ]

    async def until(self, ready: Callable[[], Any], seconds: float = 8.0) -> None:
        """Wait until ``ready`` returns something true (it may be a coroutine function)."""
        async with asyncio.timeout(seconds):
            while True:
                value = ready()
                if asyncio.iscoroutine(value):
                    value = await value
                if value:
                    return
                await asyncio.sleep(0.005)

    async def idle(self) -> None:
        """Wait until every update is fetched and has come to its end."""

        async def at_rest() -> bool:
            if self.core.updates.pending:  # confirmed only after they are stored
                return False
            states = await self.states()
            return not states.get("new") and not states.get("handled")

        await self.until(at_rest)

    def run(self) -> None:
        """Let the bot poll."""
        self.running = asyncio.get_running_loop().create_task(self.telegram.run())

    async def stop(self) -> None:
        """Stop the bot as its owner would."""
        await self.telegram.stop()
        if self.running is not None:
            await self.running
            self.running = None


async def effect_database(folder: Path) -> Database:
    """Return an empty database with a table for the answer function's effect."""
    database = await fresh_database(folder)
    await database.write(
        lambda tx: tx.run(
            "CREATE TABLE IF NOT EXISTS effect (seq INTEGER, chat_id INTEGER, said TEXT)"
        )
    )
    return database


def new_core(clock: HandClock | None = None) -> BotApi:
    """Return a Bot API whose time is that of ``clock``."""
    clock = clock or HandClock()
    return BotApi(TOKEN, now=lambda: clock.now().timestamp())


def build(
    core: BotApi,
    database: Database,
    nursery: TaskNursery,
    desk: Desk | None = None,
    clock: HandClock | None = None,
    settings: TelegramSettings | None = None,
) -> Wired:
    """Wire a bot that has not started yet."""
    desk, clock, pacing = desk or Desk(), clock or HandClock(), Pacer()
    settings = settings or TelegramSettings(token=TOKEN)
    settings = replace(
        settings,
        long_poll_s=1,
        requests=settings.requests or (InProcessRequest(core), InProcessRequest(core)),
    )
    telegram = Telegram(
        settings,
        clock=clock,
        nursery=nursery,
        database=database,
        handlers=desk.handlers(),
        pacing=pacing,
        papers=no_papers,
    )
    return Wired(
        core=core,
        telegram=telegram,
        database=database,
        desk=desk,
        clock=clock,
        nursery=nursery,
        pacing=pacing,
    )


@asynccontextmanager
async def wired(
    folder: Path, desk: Desk | None = None, *, core: BotApi | None = None, polling: bool = True
) -> AsyncIterator[Wired]:
    """Start a bot (polling, unless told otherwise) and stop it at the end."""
    clock = HandClock()
    database = await effect_database(folder)
    nursery = TaskNursery()
    bot = build(core or new_core(clock), database, nursery, desk, clock)
    await bot.telegram.start()
    if polling:
        bot.run()
    try:
        yield bot
    finally:
        await bot.stop()
        await nursery.close(2.0)
        await database.close()
