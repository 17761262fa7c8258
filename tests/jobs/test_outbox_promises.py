"""The outbox's promises (R4, R7), each as one check that its mutant fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.outbox import OutboxKind
from tests.support.crash_check import crash_in_the_call
from tests.support.mute_check import run_mute_check


@pytest.mark.parametrize(("kind", "times"), [("announcement", 1), ("reminder", 2)])
async def test_after_a_crash_in_the_call_only_a_reminder_is_said_again(
    tmp_path: Path, kind: str, times: int
) -> None:
    assert await crash_in_the_call(tmp_path, OutboxKind(kind)) == {11: times}


@pytest.mark.slow
async def test_a_broadcast_keeps_its_rate_and_mutes_no_personal_message(tmp_path: Path) -> None:
    seen = await run_mute_check(tmp_path)
    assert max(seen.lateness) <= 1.0
    assert seen.busiest_second <= 29
    assert seen.shortest_chat_gap >= 1.0
    assert seen.rate >= 0.95 * 28
