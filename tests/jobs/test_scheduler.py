from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from bot.jobs.nursery import TaskNursery
from bot.jobs.scheduler import Scheduler, Tick
from tests.support.db import START


@dataclass
class Hands:
    """A clock whose two hands are moved apart or together by the test."""

    wall: datetime = START
    seconds: float = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.seconds

    def go_on(self, seconds: float) -> None:
        self.seconds += seconds
        self.wall += timedelta(seconds=seconds)

    def set_wall(self, by: timedelta) -> None:
        self.wall += by


@dataclass
class Counted:
    """Work that counts its runs and can hang or fail."""

    runs: int = 0
    hang: asyncio.Event | None = None
    failure: Exception | None = None
    ran: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self) -> None:
        self.runs += 1
        self.ran.set()
        if self.hang is not None:
            await self.hang.wait()
        if self.failure is not None:
            raise self.failure


@dataclass
class Shop:
    clock: Hands
    nursery: TaskNursery
    stuck: list[str]
    scheduler: Scheduler

    def start(self, work: Counted, every_s: float = 60.0) -> None:
        self.scheduler.start((Tick(name="reminders", every_s=every_s, work=work),))

    async def beat(self, seconds: float, *, late: float = 0.0) -> None:
        """Let the heart beat each second for ``seconds``; ``late``: stand still that long first."""
        if late:
            self.clock.go_on(late)
        for _ in range(int(seconds)):
            self.clock.go_on(1)
            self.scheduler.beat()
            await settle()


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    clock, nursery, stuck = Hands(), TaskNursery(), list[str]()
    scheduler = Scheduler(clock=clock, nursery=nursery, on_stuck=stuck.append)
    yield Shop(clock, nursery, stuck, scheduler)
    scheduler.close()
    await nursery.close(1)
    await settle()


async def test_every_tick_runs_once_at_the_start(shop: Shop) -> None:
    work = Counted()
    shop.start(work)
    await settle()
    assert work.runs == 1


async def test_a_tick_comes_again_after_its_period(shop: Shop) -> None:
    work = Counted()
    shop.start(work, every_s=0.02)
    for _ in range(3):
        work.ran.clear()
        await asyncio.wait_for(work.ran.wait(), 5)
    assert work.runs >= 3


async def test_two_ticks_of_one_name_are_refused(shop: Shop) -> None:
    tick = Tick(name="reminders", every_s=60, work=Counted())
    with pytest.raises(ValueError, match="share a name"):
        shop.scheduler.start((tick, tick))


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=-288)])
async def test_a_jump_of_the_wall_clock_runs_all_ticks(shop: Shop, by: timedelta) -> None:
    work = Counted()
    shop.start(work)
    await shop.beat(3)
    shop.clock.set_wall(by)
    await shop.beat(3)
    assert work.runs == 2


async def test_a_clock_that_is_corrected_a_little_runs_nothing(shop: Shop) -> None:
    work = Counted()
    shop.start(work)
    await shop.beat(2)
    shop.clock.set_wall(timedelta(seconds=2))
    await shop.beat(2)
    assert work.runs == 1


async def test_a_tick_that_runs_is_not_started_beside_itself_but_once_more(shop: Shop) -> None:
    work = Counted(hang=asyncio.Event())
    shop.start(work)
    await settle()
    shop.scheduler.tick_all_now()
    shop.scheduler.tick_all_now()
    await settle()
    before = work.runs
    work.hang.set()
    await settle()
    assert (before, work.runs) == (1, 2)


async def test_a_tick_that_hangs_is_reported_once_with_a_sentence(shop: Shop) -> None:
    shop.start(Counted(hang=asyncio.Event()), every_s=20)
    await shop.beat(60)
    before = list(shop.stuck)
    await shop.beat(10)
    assert before == []
    assert shop.stuck == [
        "The task 'reminders', due every 20 s, has not come back for 61 s. "
        "The process ends so that it can be started afresh."
    ]


async def test_a_tick_that_comes_back_is_not_reported(shop: Shop) -> None:
    shop.start(Counted(), every_s=20)
    for _ in range(10):
        await shop.beat(20)
        shop.scheduler.tick_all_now()
        await settle()
    assert shop.stuck == []


async def test_a_tick_that_fails_is_logged_and_is_not_stuck(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    work = Counted(failure=ValueError("Aylin"))
    shop.start(work, every_s=20)
    for _ in range(5):
        await shop.beat(20)
        shop.scheduler.tick_all_now()
        await settle()
    events = {record.__dict__.get("event") for record in caplog.records}
    assert (work.runs, shop.stuck, events) == (6, [], {"tick.failed"})
    assert "Aylin" not in caplog.text


async def test_a_process_that_stood_still_is_not_stuck_and_runs_all_ticks(shop: Shop) -> None:
    work = Counted()
    shop.start(work, every_s=20)
    await shop.beat(3)
    await shop.beat(3, late=3600)
    assert (shop.stuck, work.runs) == ([], 2)


async def test_a_tick_that_hangs_is_reported_although_the_process_stood_still(shop: Shop) -> None:
    shop.start(Counted(hang=asyncio.Event()), every_s=20)
    await shop.beat(30)
    await shop.beat(25, late=3600)
    before = list(shop.stuck)
    await shop.beat(10)
    assert (before, len(shop.stuck)) == ([], 1)


async def test_a_beat_a_little_late_excuses_nothing(shop: Shop) -> None:
    shop.start(Counted(hang=asyncio.Event()), every_s=20)
    for _ in range(20):
        await shop.beat(1, late=3)
    assert len(shop.stuck) == 1


async def test_the_engine_fires_again_in_its_period_after_a_jump(shop: Shop) -> None:
    work = Counted()
    shop.start(work, every_s=0.02)
    await asyncio.wait_for(work.ran.wait(), 5)
    shop.scheduler._engine.modify_job("reminders", next_run_time=START + timedelta(days=40_000))
    shop.clock.set_wall(timedelta(hours=-1))
    await shop.beat(1)
    before = work.runs
    await asyncio.wait_for(_until(lambda: work.runs >= before + 2), 5)
    assert work.runs >= before + 2


async def _until(ready: Callable[[], bool]) -> None:
    while not ready():
        await asyncio.sleep(0.005)


CHILD = """
import asyncio, sys
from bot.clock import SystemClock
from bot.jobs.nursery import TaskNursery
from bot.jobs import scheduler as module

module.JUMP_S, module.LEAST_PATIENCE_S = 0.5, 0.6
module.BEAT_S = 0.05
hang = sys.argv[1] == "hang"

async def work():
    print("tick", flush=True)
    if hang:
        await asyncio.Event().wait()

async def main():
    ended = asyncio.Event()
    nursery = TaskNursery()
    scheduler = module.Scheduler(
        clock=SystemClock(), nursery=nursery, on_stuck=lambda sentence: ended.set())
    scheduler.start((module.Tick(name="t", every_s=0.2, work=work),))
    nursery.spawn(scheduler.heartbeat(), name="heartbeat", vital=True)
    await ended.wait()
    scheduler.close()
    await nursery.close(1)
    sys.exit(3)

asyncio.run(main())
"""


async def _child(mode: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", CHILD, mode, stdout=asyncio.subprocess.PIPE
    )


async def _ticks(process: asyncio.subprocess.Process, count: int) -> None:
    assert process.stdout is not None
    for _ in range(count):
        assert await asyncio.wait_for(process.stdout.readline(), 20) == b"tick\n"


@pytest.mark.slow
async def test_a_process_really_stopped_by_a_signal_goes_on_afterwards() -> None:
    process = await _child("work")
    try:
        await _ticks(process, 3)
        for _ in range(3):
            os.kill(process.pid, signal.SIGSTOP)
            await asyncio.sleep(1.5)  # longer than the patience of 0.6 s
            os.kill(process.pid, signal.SIGCONT)
            await _ticks(process, 5)
        assert process.returncode is None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


@pytest.mark.slow
async def test_a_process_whose_tick_hangs_ends_itself() -> None:
    process = await _child("hang")
    await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 3
