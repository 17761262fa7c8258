"""Words between people through the whole app: kill -9 loses none, and replies find their way."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.chaos.relays import HEAD, run_relays

IN_FLIGHT = 4  # the promise, not the code's constant
FULL = os.environ.get("LOTSE_PROFILE") == "N"
KILLS = 40 if FULL else 6
RUNS = 3 if FULL else 1


@pytest.mark.slow
async def test_kills_lose_no_word_between_people(tmp_path: Path) -> None:
    given = int(os.environ.get("LOTSE_SEED", "0"))
    print("\n" + HEAD)
    for run in range(RUNS):
        seed = given + run if given else random.SystemRandom().randrange(1 << 30)
        found = await run_relays(tmp_path / str(run), seed=seed, kills=KILLS)
        print(found.line())
        assert found.lost == []
        assert found.wrong == []
        assert found.most <= 2
        assert max(found.interrupted) <= IN_FLIGHT
        assert found.doubled <= sum(found.interrupted)
        assert found.unmapped <= sum(found.interrupted)
        assert len(found.gave_up) <= found.twice
        assert found.across > 0
