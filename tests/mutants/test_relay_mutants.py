"""Without its protections words between people are lost at a kill, or replies find no thread."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.relays import run_relays

pytestmark = pytest.mark.slow


async def test_words_that_are_not_said_again_after_a_kill_are_missed(tmp_path: Path) -> None:
    found = await run_relays(tmp_path, "not resent", seed=1, kills=4)
    print(found.line())
    assert found.lost != []


async def test_words_whose_way_is_written_down_later_are_missed(tmp_path: Path) -> None:
    found = await run_relays(tmp_path, "told later", seed=1, kills=3)
    print(found.line())
    assert found.lost != []


async def test_words_on_screens_that_lead_to_no_thread_are_seen(tmp_path: Path) -> None:
    found = await run_relays(tmp_path, "not remembered", seed=1, kills=2)
    print(found.line())
    assert found.unmapped > sum(found.interrupted)
