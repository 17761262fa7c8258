"""Checks of safety promises that hold for the real code and fail for its mutants."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from bot.conversation.types import Incoming, Pressed, Reply, Show
from bot.domain.rendered import Button, Press, Rendered
from bot.jobs.nursery import TaskNursery
from bot.store.errors import StoreUnavailableError
from bot.transport.application import Telegram, TelegramSettings
from bot.transport.poller import Poller
from tests.support.papers import no_papers
from tests.support.telegram import InProcessRequest
from tests.transport.wired import (
    TOKEN,
    Desk,
    HandClock,
    build,
    effect_database,
    new_core,
    wired,
)


class FragileSink:
    """A sink that cannot store anything until it is mended."""

    def __init__(self) -> None:
        self.broken = True
        self.stored: list[int] = []

    async def accept(self, updates: tuple[tuple[int, str], ...], now: datetime) -> tuple[int, ...]:
        if self.broken:
            raise StoreUnavailableError("disk full")
        self.stored += [update_id for update_id, _ in updates]
        return ()


async def updates_stored_after_a_crash_on_a_full_disk() -> tuple[list[int], list[int]]:
    """Return the ids that arrived and the ids stored by the poller after the crash."""
    core = new_core()
    person = core.add_person("Ada")
    for number in range(3):
        core.send_text(person.id, person.id, f"n{number}")
    arrived = list(core.updates.pending)
    sink, request = FragileSink(), InProcessRequest(core)
    bot = Telegram(
        TelegramSettings(token=TOKEN, requests=(request, request)),
        clock=HandClock(),
        nursery=TaskNursery(),
        database=None,  # type: ignore[arg-type]
        handlers=Desk().handlers(),
        pacing=None,  # type: ignore[arg-type]
        papers=no_papers,
    )._bot

    async def moment(seconds: float) -> None:
        await asyncio.sleep(0)

    async def poll_for(seconds: float) -> None:
        poller = Poller(bot, sink, HandClock(), long_poll_s=1, sleep=moment)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await poller.run()

    await poll_for(0.1)
    sink.broken = False
    await poll_for(0.1)
    await request.shutdown()
    return arrived, sink.stored


async def effects_after_a_crash_before_the_reply(folder: Path) -> list[str]:
    """Return what one text has brought about, with a crash between effect and reply."""
    core, clock = new_core(), HandClock()
    core.add_fault(kind="slow", method="sendMessage", delay_s=60.0, times=1)
    person = core.add_person("Ada")
    core.send_text(person.id, person.id, "hello")
    database = await effect_database(folder)
    crashing = TaskNursery()
    first = build(core, database, crashing, Desk(), clock)
    await first.telegram.start()
    first.run()
    await first.until(lambda: first.calls("sendMessage"))
    await crashing.close(1.0)
    with suppress(asyncio.CancelledError):
        await first.running  # type: ignore[misc]
    await first.telegram._application.shutdown()
    nursery = TaskNursery()
    second = build(core, database, nursery, Desk(), clock)
    await second.telegram.start()
    second.run()
    await second.until(lambda: second.texts(person.id) == ["hello"])
    await second.until(lambda: len(second.calls("sendMessage")) == 2)
    await second.stop()
    effects = await second.effects()
    await nursery.close(1.0)
    await database.close()
    return effects


async def answers_to_one_press_with_a_late_reply(folder: Path) -> list[str | None]:
    """Return the texts of all answers to one press whose reply comes after the time limit."""
    shown = Rendered(html="choose", buttons=((Button(label="Yes", press=Press(action="yes")),),))

    def reply(incoming: Incoming) -> Reply:
        if isinstance(incoming.content, Pressed):
            answered.wait(5.0)
            return Reply(toast="ok")
        return Reply(shows=(Show(message=shown),))

    answered = threading.Event()
    async with wired(folder, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        message_id = max(bot.core.messages[person.id])
        bot.core.press(person.id, person.id, message_id, 0, 0)
        await bot.until(lambda: bot.calls("answerCallbackQuery"))
        answered.set()
        await bot.idle()
        return [entry.params.get("text") for entry in bot.calls("answerCallbackQuery")]


async def messages_after_an_answer_that_got_lost(folder: Path) -> list[str]:
    """Return what stands in the chat when Telegram's answer to a send was lost."""
    async with wired(folder) as bot:
        person = bot.core.add_person("Ada")
        bot.core.add_fault(kind="drop_after", method="sendMessage", times=1)
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        return bot.texts(person.id)
