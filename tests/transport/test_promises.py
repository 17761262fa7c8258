"""The promises of the way in and out; tests/mutants shows that each check can fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.transport import replying
from tests.transport import checks


async def test_a_full_disk_and_a_crash_lose_no_update() -> None:
    arrived, stored = await checks.updates_stored_after_a_crash_on_a_full_disk()
    assert stored == arrived


async def test_a_crash_between_effect_and_reply_doubles_no_effect(tmp_path: Path) -> None:
    assert await checks.effects_after_a_crash_before_the_reply(tmp_path) == ["hello"]


async def test_a_press_is_answered_exactly_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replying, "ANSWER_WITHIN_S", 0.02)
    assert await checks.answers_to_one_press_with_a_late_reply(tmp_path) == [None]


async def test_a_send_of_unknown_outcome_is_not_repeated(tmp_path: Path) -> None:
    assert await checks.messages_after_an_answer_that_got_lost(tmp_path) == ["hello"]
