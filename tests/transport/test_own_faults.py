"""When something of our own breaks: the database, an answer function, a message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from telegram.error import RetryAfter, TelegramError

from bot.conversation.types import Incoming, Mode, Pressed, Reply, Show
from bot.domain.outbox import MenuLine
from bot.domain.rendered import Button, Press, Rendered
from bot.jobs.nursery import TaskNursery
from bot.store import inbox
from bot.store.database import Database, Tx
from bot.store.errors import StoreError, StoreUnavailableError
from bot.transport import replying
from bot.transport.application import TelegramSettings
from bot.transport.backoff import Backoff
from bot.transport.poller import Poller
from bot.transport.profile import LanguageProfile
from bot.transport.replying import Replier
from tests.transport.checks import FragileSink
from tests.transport.wired import (
    TOKEN,
    Desk,
    HandClock,
    Wired,
    build,
    effect_database,
    new_core,
    wired,
)

T = TypeVar("T")
MENU = (MenuLine(command="start", description="Begin"),)


@contextmanager
def failing_writes(
    monkeypatch: pytest.MonkeyPatch, times: int, *, after: int = 0
) -> Iterator[list[int]]:
    """Let ``times`` writes find the disk full, ``after`` good ones; give those that did."""
    write, failed, seen = Database.write, [], []

    async def fragile(self: Database, work: Callable[[Tx], T]) -> T:
        seen.append(1)
        if after < len(seen) <= after + times:
            failed.append(1)
            raise StoreUnavailableError("database or disk is full")
        return await write(self, work)

    monkeypatch.setattr(Backoff, "next", lambda _: 0.001)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "write", fragile)
        yield failed


async def settle(bot: Wired, **states: int) -> None:
    async def reached() -> bool:
        return await bot.states() == states

    await bot.until(reached)


@pytest.mark.parametrize("times", [1, 4])
@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("broken", [False, True])
async def test_a_full_disk_at_any_write_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int, after: int, broken: bool
) -> None:
    def reply(incoming: Incoming) -> Reply:
        if broken:
            raise ValueError
        return Reply(shows=(Show(message=Rendered(html="hi")),))

    async with wired(tmp_path, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        with failing_writes(monkeypatch, times, after=after) as failed:
            bot.core.send_text(person.id, person.id, "hello")
            bot.core.updates.put_raw({"message": {"message_id": "poison"}})
            if broken:
                await settle(bot, failed=2)
            else:
                await settle(bot, done=1, failed=1)
        assert len(failed) >= 1


async def test_a_full_disk_at_the_done_mark_shows_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.until(lambda: bot.texts(person.id) == ["hello"])
        with failing_writes(monkeypatch, 1):
            await settle(bot, done=1)
        assert bot.texts(person.id) == ["hello"]


async def test_a_stop_with_a_full_disk_leaves_the_row_to_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.until(lambda: bot.telegram._finisher._waiting)
        with failing_writes(monkeypatch, 99):
            await bot.stop()
        assert await bot.states() == {"handled": 1}


async def test_without_words_for_an_apology_the_row_still_fails(tmp_path: Path) -> None:
    class Speechless(Desk):
        def on_error(self, tx: Tx, incoming: Incoming, incident: str) -> Reply:
            raise ValueError

    def reply(incoming: Incoming) -> Reply:
        raise ValueError

    async with wired(tmp_path, Speechless(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await settle(bot, failed=1)
        assert bot.texts(person.id) == []


async def test_without_words_for_a_full_disk_the_update_is_still_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Speechless(Desk):
        def on_unavailable(self, incoming: Incoming) -> Reply:
            raise ValueError

    async with wired(tmp_path, Speechless()) as bot:
        person = bot.core.add_person("Ada")
        with failing_writes(monkeypatch, 3, after=1):
            bot.core.send_text(person.id, person.id, "hello")
            await settle(bot, done=1)
        assert bot.texts(person.id) == ["hello"]


async def test_a_reply_that_cannot_be_shown_keeps_its_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: object) -> None:
        raise ValueError

    monkeypatch.setattr(Replier, "show", broken)
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await settle(bot, done=1)
        assert await bot.effects() == ["hello"]


async def test_an_update_handled_by_somebody_else_is_not_answered_again(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        await bot.database.write(
            lambda tx: tx.run(
                "CREATE TRIGGER taken AFTER INSERT ON inbox BEGIN"
                " UPDATE inbox SET state = 'done', payload = NULL WHERE seq = NEW.seq; END"
            )
        )
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        await bot.until(lambda: not bot.telegram._pipeline._order.pending)
        assert await bot.effects() == []


async def test_a_stored_reply_to_a_press_is_shown_again_after_a_restart(tmp_path: Path) -> None:
    keys = ((Button(label="x", press=Press(action="x")), Button(label="c", copy="112"),
             Button(label="u", url="https://example.org/")),)  # fmt: skip

    def reply(incoming: Incoming) -> Reply:
        if isinstance(incoming.content, Pressed):
            return Reply(toast="ok")
        return Reply(shows=(Show(message=Rendered(html="choose", buttons=keys)),))

    core = new_core()
    async with wired(tmp_path / "a", Desk(reply=reply), core=core) as bot:
        person = core.add_person("Ada")
        core.send_text(person.id, person.id, "hello")
        await bot.idle()
    message_id = max(core.messages[person.id])
    assert [len(row) for row in core.messages[person.id][message_id].keyboard or []] == [3]
    query = core.press(person.id, person.id, message_id, 0, 0)
    core.add_fault(kind="slow", method="answerCallbackQuery", delay_s=60, times=1)
    database, crashing, nursery = (
        await effect_database(tmp_path / "b"),
        TaskNursery(),
        TaskNursery(),
    )
    first = build(core, database, crashing, Desk(reply=reply))
    await first.telegram.start()
    first.run()
    await first.until(lambda: first.calls("answerCallbackQuery"))
    await crashing.close(1.0)
    await asyncio.wait([first.running] if first.running else [])
    await first.telegram._application.shutdown()
    second = build(core, database, nursery, Desk(reply=reply))
    await second.telegram.start()
    second.run()
    await second.idle()
    assert core.queries[query.id].answered
    assert await second.effects() == ["1:x"]
    await second.stop()
    await nursery.close(1.0)
    await database.close()


async def test_an_edit_with_a_button_that_is_too_long_is_refused(tmp_path: Path) -> None:
    long = ((Button(label="x", press=Press(action="a", args=("y" * 70,))),),)

    def reply(incoming: Incoming) -> Reply:
        keys = ((Button(label="x", press=Press(action="x")),),)
        if isinstance(incoming.content, Pressed):
            return Reply(shows=(Show(message=Rendered(html="n", buttons=long), mode=Mode.EDIT),))
        return Reply(shows=(Show(message=Rendered(html="choose", buttons=keys)),))

    async with wired(tmp_path, Desk(reply=reply)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        bot.core.press(person.id, person.id, max(bot.core.messages[person.id]), 0, 0)
        await bot.idle()
        assert bot.texts(person.id) == ["choose"]


async def test_a_late_timer_of_a_stopped_bot_is_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "ANSWER_WITHIN_S", 0.0)
    async with wired(tmp_path, polling=False) as bot:
        press = bot.telegram._pipeline._replier.press("1")
        await bot.nursery.close(1.0)
        await asyncio.sleep(0.001)
        assert not press.given


async def test_a_database_of_another_bot_is_refused_at_the_start(tmp_path: Path) -> None:
    database, nursery = await effect_database(tmp_path), TaskNursery()
    await database.write(lambda tx: inbox.bind_bot(tx, 1, adopt=False))
    bot = build(new_core(), database, nursery)
    with pytest.raises(StoreError, match="--adopt"):
        await bot.telegram.start()
    await bot.telegram.stop()
    settings = TelegramSettings(token=TOKEN, adopt=True)
    adopting = build(new_core(), database, nursery, settings=settings)
    await adopting.telegram.start()
    assert adopting.telegram.username == "lotse_bot"
    await adopting.telegram.stop()
    await database.close()


async def test_neither_a_429_on_the_profile_nor_on_the_webhook_delays_the_start(
    tmp_path: Path,
) -> None:
    core = new_core()
    core.add_fault(kind="retry_after", method="getMyCommands", retry_after=3000)
    core.add_fault(kind="retry_after", method="getWebhookInfo", retry_after=3000)
    database, nursery = await effect_database(tmp_path), TaskNursery()
    settings = TelegramSettings(
        token=TOKEN, profiles=(LanguageProfile(language="", commands=MENU),)
    )
    bot = build(core, database, nursery, settings=settings)
    async with asyncio.timeout(2):
        await bot.telegram.start()
    await bot.until(lambda: bot.calls("getMyCommands"))
    await bot.stop()
    await nursery.close(1.0)
    await database.close()


async def test_updates_without_a_number_and_a_429_are_waited_out() -> None:
    waits: list[float] = []
    answers: list[list[object] | TelegramError] = [
        [{"message": {}}],
        RetryAfter(timedelta(seconds=17)),
        [{"update_id": 4}, {"message": {}}],
    ]
    sink = FragileSink()
    sink.broken = False

    class OverError(Exception):
        """The test's end."""

    class ScriptedBot:
        async def do_api_request(self, *args: object, **kwargs: object) -> object:
            if not answers:
                raise OverError
            answer = answers.pop(0)
            if isinstance(answer, TelegramError):
                raise answer
            return answer

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    poller = Poller(ScriptedBot(), sink, HandClock(), sleep=sleep)  # type: ignore[arg-type]
    with pytest.raises(OverError):
        await poller.run()
    assert (len(waits), waits[1], sink.stored) == (2, 17.0, [4])
