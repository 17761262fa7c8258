"""Telegram's errors, without what makes them harmless: the same scene goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram.error import TelegramError

from bot.services.ports import Outcome
from bot.transport import messenger
from tests.transport.wired import wired


async def unforeseen_after_a_block(folder: Path, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the errors nobody foresaw when a person blocked the bot before the answer left."""
    caplog.clear()
    async with wired(folder) as bot:
        person = bot.core.add_person("Ada")
        bot.core.add_fault(kind="forbidden", method="sendMessage")
        bot.core.send_text(person.id, person.id, "hello")
        await bot.idle()
    return [record.message for record in caplog.records if record.levelname == "ERROR"]


async def test_with_all_protections_the_scene_goes_well(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert await unforeseen_after_a_block(tmp_path, caplog) == []


async def test_an_error_of_telegram_that_is_let_through_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def through(error: TelegramError) -> Outcome:
        raise error

    monkeypatch.setattr(messenger, "outcome_of", through)
    assert await unforeseen_after_a_block(tmp_path, caplog) != []
