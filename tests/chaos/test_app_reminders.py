"""R8 through the whole app: the process stands still, the clock jumps, reminders come once."""

from __future__ import annotations

import asyncio
import signal
import time
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.people import QuietHours
from bot.services import signups
from bot.store import people
from bot.store.database import Tx
from tests.bench.installation import (
    Installation,
    add_initiative,
    add_member,
    add_shift,
    installation,
    until,
    wall,
)

PEOPLE = 40
LATE_S = 60.0


async def stand_still(house: Installation, seconds: float, forward: timedelta) -> None:
    """Stop the process for real; when it goes on, its clock has gone on by ``forward`` as well."""
    child = house.child
    assert child is not None
    assert child.process.stdin is not None
    child.signal(signal.SIGSTOP)
    if forward:
        child.process.stdin.write(f"{forward.total_seconds()}\n".encode())
        await child.process.stdin.drain()
    await asyncio.sleep(seconds)
    child.signal(signal.SIGCONT)


@pytest.mark.slow
async def test_reminders_come_once_and_soon_after_the_process_stood_still(tmp_path: Path) -> None:
    moved = timedelta()
    async with installation(tmp_path, lambda: time.time() + moved.total_seconds()) as house:
        crowd = house.people(PEOPLE)

        def fill(tx: Tx) -> None:
            initiative = add_initiative(tx)
            shift = add_shift(tx, initiative, PEOPLE, timedelta(hours=26))
            never = QuietHours(start=clock_time(0), end=clock_time(0))
            for one in crowd:
                person_id = add_member(tx, one, initiative)
                people.set_quiet(tx, person_id, never)
                person = people.find(tx, person_id)
                assert person is not None
                signups.sign_up(tx, people.standing_of(tx, person), shift, wall())

        def reminded() -> list[int]:
            return [len(house.texts(one)) for one in crowd]

        await house.fill(fill)
        await house.start("-m", "tests.bench.shifted_bot")
        waits = []
        for seconds, forward, wanted in (
            (2.0, timedelta(hours=2, minutes=1), 1),  # 24 hours before
            (1.0, timedelta(), 1),
            (2.0, timedelta(hours=22), 2),  # 2 hours before
        ):
            moved += forward
            await stand_still(house, seconds, forward)
            began = time.monotonic()
            await until(lambda wanted=wanted: min(reminded()) >= wanted, LATE_S)
            waits.append(time.monotonic() - began)
        await asyncio.sleep(2.0)
        assert reminded() == [2] * PEOPLE
        assert house.counts("SELECT state, count(*) FROM outbox WHERE kind = 'reminder' GROUP BY 1") == {"sent": 2 * PEOPLE}  # fmt: skip
        assert house.child is not None
        assert house.child.events("clock.jump") >= 2
        print("all reminded after", [f"{wait:.1f} s" for wait in waits])
