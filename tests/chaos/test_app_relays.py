"""Words between people through the whole app: kill -9 loses none, and replies find their way."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.chaos.relays import HEAD, run_relays

IN_FLIGHT = 4  # the promise, not the code's constant
FULL = os.environ.get("LOTSE_PROFILE") == "N"
KILLS = 40 if FULL else 5
# Seconds the bot lives at least. With none some messages are on their way at two kills.
RUNS = (0.5, 0.5, 0.0) if FULL else (0.3,)


@pytest.mark.slow
async def test_kills_lose_no_word_between_people(tmp_path: Path) -> None:
    given = int(os.environ.get("LOTSE_SEED", "0"))
    print("\n" + HEAD)
    for number, alive_s in enumerate(RUNS):
        seed = given + number if given else random.SystemRandom().randrange(1 << 30)
        folder = tmp_path / str(number)
        found = await run_relays(folder, seed=seed, kills=KILLS, alive_s=alive_s)
        print(found.line())
        assert found.lost == []
        assert len(found.gave_up) <= found.twice
        assert found.most <= 3
        assert max(found.interrupted) <= IN_FLIGHT
        assert found.doubled <= sum(found.interrupted)
        assert found.unmapped <= sum(found.interrupted)
        assert found.across > 0
        assert found.wrong == []
