"""R10 to R12: long outages, two instances, a revoked token, and every error Telegram knows."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from telegram.error import Conflict, NetworkError, TelegramError

from bot.conversation.types import Incoming, Mode, Pressed, Reply, Show
from bot.domain.rendered import Button, Press, Rendered
from bot.jobs.nursery import TaskNursery
from bot.store import inbox
from bot.transport import application
from bot.transport.backoff import Backoff
from bot.transport.errors import FatalTransportError
from bot.transport.poller import DISPLACED, REVOKED, SECOND_START, Poller
from tests.transport.checks import FragileSink
from tests.transport.wired import (
    Desk,
    HandClock,
    build,
    effect_database,
    new_core,
    wired,
)

KEYS = ((Button(label="Yes", press=Press(action="yes")),),)


def choose_then_edit(incoming: Incoming) -> Reply:
    if isinstance(incoming.content, Pressed):
        return Reply(
            shows=(Show(message=Rendered(html="done"), mode=Mode.EDIT),), toast="ok", alert=True
        )
    return Reply(shows=(Show(message=Rendered(html="choose", buttons=KEYS)),))


# --- R10 ------------------------------------------------------------------------------------------


async def test_500_updates_waiting_for_23_hours_are_all_handled(tmp_path: Path) -> None:
    clock = HandClock()
    core = new_core(clock)
    people = [core.add_person(f"P{number}").id for number in range(50)]
    for number in range(500):
        core.send_text(people[number % 50], people[number % 50], f"n{number}")
    clock.move(timedelta(hours=23).total_seconds())
    async with wired(tmp_path, core=core) as bot:
        await bot.idle()
        assert await bot.states() == {"done": 500}
        assert sorted(await bot.effects()) == sorted(f"n{number}" for number in range(500))


async def test_a_press_from_before_the_outage_is_handled_although_too_old(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    core = new_core(clock)
    async with wired(tmp_path / "a", Desk(reply=choose_then_edit), core=core) as bot:
        person = core.add_person("Ada")
        core.send_text(person.id, person.id, "hello")
        await bot.idle()
    message_id = max(core.messages[person.id])
    core.press(person.id, person.id, message_id, 0, 0)
    clock.move(3600)
    async with wired(tmp_path / "b", Desk(reply=choose_then_edit), core=core) as bot:
        await bot.idle()
        (answer,) = bot.calls("answerCallbackQuery")
        assert "query is too old" in answer.error
        assert core.message(person.id, message_id).text == "done"


async def test_a_lower_update_id_than_the_last_is_not_lost(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "before")
        await bot.idle()
        polls = len(bot.core.log)
        await bot.until(lambda: len(bot.core.log) > polls)  # the batch is confirmed
        bot.core.updates.set_next_id(5)
        bot.core.send_text(person.id, person.id, "after")
        await bot.idle()
        assert bot.texts(person.id) == ["before", "after"]


async def test_an_offset_confirms_once_and_is_then_forgotten(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()

        def offsets() -> list[object]:
            polls = [entry for entry in bot.core.log if entry.method == "getUpdates"]
            return [entry.params.get("offset") for entry in polls]

        await bot.until(lambda: len(offsets()) >= 3)
        assert offsets()[0] is None
        assert offsets()[1] is not None
        assert offsets()[2] is None


async def test_what_an_earlier_run_left_comes_before_what_is_new(tmp_path: Path) -> None:
    clock, core = HandClock(), new_core()
    person = core.add_person("Ada")
    database, nursery = await effect_database(tmp_path), TaskNursery()
    core.send_text(person.id, person.id, "old")
    raw = next(iter(core.updates.pending.items()))
    core.updates.clear()
    bot = build(core, database, nursery, Desk(), clock)
    await bot.telegram.start()
    await database.write(
        lambda tx: inbox.accept(tx, core.bot_id, [(raw[0], json.dumps(raw[1]))], clock.now())
    )
    core.send_text(person.id, person.id, "new")
    bot.run()
    await bot.idle()
    assert bot.texts(person.id) == ["old", "new"]
    await bot.stop()
    await nursery.close(1.0)
    await database.close()


# --- R11 ------------------------------------------------------------------------------------------


class OverError(Exception):
    """The test's end."""


def poller_of(errors: Callable[[HandClock], TelegramError | None]) -> tuple[Poller, HandClock]:
    """Return a poller whose calls fail as ``errors`` says, and whose waits move the clock."""
    clock = HandClock()

    class FailingBot:
        async def do_api_request(self, *args: object, **kwargs: object) -> list[object]:
            error = errors(clock)
            if error is None:
                clock.move(25)
                return []
            raise error

    async def sleep(seconds: float) -> None:
        clock.move(seconds)

    return Poller(FailingBot(), FragileSink(), clock, sleep=sleep), clock  # type: ignore[arg-type]


async def test_a_conflict_soon_after_the_start_ends_the_second_instance() -> None:
    poller, clock = poller_of(lambda _: Conflict("terminated by other getUpdates request"))
    with pytest.raises(FatalTransportError) as ended:
        await poller.run()
    assert (str(ended.value), clock.monotonic()) == (SECOND_START, 1000.0)


async def test_a_conflict_of_less_than_five_minutes_is_sat_out() -> None:
    def error(clock: HandClock) -> TelegramError | None:
        if clock.monotonic() > 2000:
            raise OverError
        return Conflict("x") if 1100 < clock.monotonic() < 1350 else None

    poller, _ = poller_of(error)
    with pytest.raises(OverError):
        await poller.run()


async def test_five_minutes_of_conflict_end_the_first_instance() -> None:
    poller, clock = poller_of(lambda now: Conflict("x") if now.monotonic() > 1100 else None)
    with pytest.raises(FatalTransportError) as ended:
        await poller.run()
    assert str(ended.value) == DISPLACED
    assert 1400 <= clock.monotonic() <= 1460


async def test_a_lost_network_is_waited_for_with_growing_pauses() -> None:
    waits: list[float] = []

    poller, _ = poller_of(lambda _: NetworkError("no route"))

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 12:
            raise OverError

    poller._sleep = sleep
    with pytest.raises(OverError):
        await poller.run()
    assert max(waits) <= 30
    assert waits[0] <= 0.5
    assert all(wait >= 15 for wait in waits[7:])


async def test_a_token_revoked_at_run_time_ends_the_run_and_says_why(tmp_path: Path) -> None:
    async with wired(tmp_path) as bot:
        assert bot.running is not None
        await bot.until(lambda: any(e.method == "getUpdates" for e in bot.core.log))
        bot.core.revoke_token()
        with pytest.raises(FatalTransportError) as ended:
            async with asyncio.timeout(5):
                await bot.running
        assert str(ended.value) == REVOKED
        bot.running = None


async def test_a_second_start_ends_and_leaves_the_first_undisturbed(tmp_path: Path) -> None:
    async with wired(tmp_path / "a") as first:
        await first.until(lambda: any(e.method == "getUpdates" for e in first.core.log))
        first.clock.move(120)
        async with wired(tmp_path / "b", core=first.core) as second:
            assert second.running is not None
            with pytest.raises(FatalTransportError, match="Another program"):
                async with asyncio.timeout(10):
                    await second.running
            second.running = None
        person = first.core.add_person("Ada")
        first.core.send_text(person.id, person.id, "hello")
        await first.idle()
        assert first.texts(person.id) == ["hello"]


async def test_a_wrong_token_ends_the_start_without_being_named(tmp_path: Path) -> None:
    core = new_core()
    core.revoke_token()
    database, nursery = await effect_database(tmp_path), TaskNursery()
    bot = build(core, database, nursery)
    with pytest.raises(FatalTransportError) as ended:
        await bot.telegram.start()
    assert str(ended.value) == REVOKED
    await database.close()


async def test_a_start_without_a_network_gives_up_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "Backoff", lambda: Backoff(first=0.001))
    core = new_core()
    core.add_fault(kind="refuse")
    database = await effect_database(tmp_path)
    bot = build(core, database, TaskNursery())
    with pytest.raises(FatalTransportError, match=r"api\.telegram\.org cannot be reached"):
        await bot.telegram.start()
    assert len(core.log) == application.START_ATTEMPTS
    await database.close()


# --- R12 ------------------------------------------------------------------------------------------

ERRORS = {
    "blocked": {"kind": "forbidden"},
    "kicked": {"kind": "forbidden", "description": "bot was kicked from the group chat"},
    "deactivated": {"kind": "forbidden", "description": "user is deactivated"},
    "no chat": {"kind": "bad_request", "description": "chat not found"},
    "not found": {"kind": "bad_request", "description": "message to edit not found"},
    "not editable": {"kind": "bad_request", "description": "message can't be edited"},
    "no text": {"kind": "bad_request", "description": "there is no text in the message to edit"},
    "unmodified": {"kind": "bad_request", "description": "message is not modified"},
    "entities": {"kind": "bad_request", "description": 'can\'t parse entities: tag "x"'},
    "no rights": {"kind": "bad_request", "description": "not enough rights to send text"},
    "too old": {"kind": "bad_request", "description": "query is too old"},
    "flood": {"kind": "retry_after", "retry_after": 7},
    "gateway": {"kind": "server_error"},
    "refused": {"kind": "refuse"},
    "lost before": {"kind": "drop_before"},
    "lost after": {"kind": "drop_after"},
    "moved": {"kind": "migrate"},
    "conflict": {"kind": "conflict"},
    "unauthorised": {"kind": "unauthorized"},
}


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "answerCallbackQuery"])
@pytest.mark.parametrize("error", ERRORS)
async def test_no_error_of_telegram_undoes_the_decision(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, method: str, error: str
) -> None:
    async with wired(tmp_path, Desk(reply=choose_then_edit)) as bot:
        person = bot.core.add_person("Ada")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
        message_id = max(bot.core.messages[person.id])
        bot.core.add_fault(**{**ERRORS[error], "method": method})
        bot.core.press(person.id, person.id, message_id, 0, 0)
        bot.core.send_text(person.id, person.id, "more")
        await bot.idle()
        assert await bot.effects() == ["hello", "1:yes", "more"]
        assert await bot.states() == {"done": 3}
        assert len(bot.calls("answerCallbackQuery")) == 1
        assert [r.message for r in caplog.records if r.levelname == "ERROR"] == []
