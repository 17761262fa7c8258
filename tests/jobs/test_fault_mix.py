"""R6, small: every message comes to an end, and Telegram's refusals are respected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.fault_mix import RECIPIENTS, run_fault_mix


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
async def test_every_message_ends_and_no_refusal_is_ignored(tmp_path: Path, seed: int) -> None:
    mix = await run_fault_mix(tmp_path, seed)
    print(f"seed {seed}: {dict(mix.states)}, {mix.seconds:.0f} s of virtual time")
    assert sum(mix.states.values()) == RECIPIENTS
    assert mix.unfinished == []
    assert mix.retried_after_final == []
    assert mix.too_early == []
    assert mix.announcements_repeated == []
    assert mix.reminders_repeated_twice == []
