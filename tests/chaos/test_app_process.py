"""R11 and R14 through the command line: second start, revoked token, SIGTERM, a bad disk."""

from __future__ import annotations

import resource
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.store.database import Tx
from tests.bench.installation import (
    LOTSE,
    Installation,
    add_initiative,
    add_member,
    installation,
    spawn,
    until,
)

pytestmark = pytest.mark.slow

LATER = "Ich kann gerade nichts speichern"


async def one_member(house: Installation) -> int:
    [person] = house.people(1)

    def fill(tx: Tx) -> None:
        add_member(tx, person, add_initiative(tx))

    await house.fill(fill)
    await house.start()
    return person


async def answered(house: Installation, person: int, seconds: float = 5.0) -> str:
    """Write something and return the answer."""
    before = len(house.texts(person))
    house.core.send_text(person, person, "/shifts")
    await until(lambda: len(house.texts(person)) > before, seconds)
    return house.texts(person)[-1]


async def test_a_second_start_ends_with_a_clear_line_and_leaves_the_first_alone(
    tmp_path: Path,
) -> None:
    async with installation(tmp_path) as house:
        person = await one_member(house)
        began = time.monotonic()
        second = await spawn(LOTSE, house.folder, **house.environment)
        code = await second.ended()
        assert time.monotonic() - began <= 10
        assert code == 2
        assert house.child is not None
        assert [line for line in second.log if not line.startswith("{")] == [
            f"{house.database} is in use by another Lotse (process {house.child.pid})."
            " Stop that one first."
        ]
        assert await answered(house, person)
        assert house.child.process.returncode is None


async def test_a_revoked_token_ends_the_process_and_says_why(tmp_path: Path) -> None:
    async with installation(tmp_path) as house:
        await one_member(house)
        assert house.child is not None
        house.core.revoke_token()
        assert await house.child.ended(10) == 2
        assert "401" in house.child.log[-1]
        assert "BOT_TOKEN" in house.child.log[-1]


async def test_sigterm_ends_the_process_cleanly_with_everything_answered(tmp_path: Path) -> None:
    async with installation(tmp_path) as house:
        person = await one_member(house)
        house.core.add_fault(kind="slow", method="sendMessage", delay_s=0.3)
        house.core.send_text(person, person, "/shifts")
        await until(lambda: house.calls("sendMessage"), 5)
        assert house.child is not None
        began = time.monotonic()
        house.child.signal(signal.SIGTERM)
        assert await house.child.ended(10) == 0
        assert time.monotonic() - began <= 10
        assert house.counts("SELECT state, count(*) FROM inbox GROUP BY 1") == {"done": 1}


async def test_on_a_full_disk_people_are_told_and_later_it_works(tmp_path: Path) -> None:
    async with installation(tmp_path) as house:
        person = await one_member(house)
        assert await answered(house, person)
        assert house.child is not None
        # No file of the process may grow or be written from now on.
        resource.prlimit(house.child.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        assert LATER in await answered(house, person, 10)
        no_limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(house.child.pid, resource.RLIMIT_FSIZE, no_limit)
        await until(lambda: LATER not in house.texts(person)[-1], 35)
        assert house.rows("PRAGMA integrity_check") == [("ok",)]


async def test_while_another_program_holds_the_file_people_are_told_and_later_it_works(
    tmp_path: Path,
) -> None:
    async with installation(tmp_path) as house:
        person = await one_member(house)
        assert await answered(house, person)
        with closing(sqlite3.connect(house.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            assert LATER in await answered(house, person, 15)
            other.execute("COMMIT")
        await until(lambda: LATER not in house.texts(person)[-1], 35)
        assert house.rows("PRAGMA integrity_check") == [("ok",)]
