from __future__ import annotations

import asyncio
import gc
import logging

import pytest

from bot.jobs.nursery import TaskNursery


async def fail(words: str) -> None:
    raise ValueError(words)


async def test_a_task_is_kept_until_it_ends() -> None:
    nursery = TaskNursery()
    go = asyncio.Event()
    done = asyncio.Event()

    async def work() -> None:
        await go.wait()
        done.set()

    nursery.spawn(work(), name="work")
    await asyncio.sleep(0)
    gc.collect()
    go.set()
    await asyncio.wait_for(done.wait(), 1)
    await asyncio.sleep(0)
    assert len(nursery) == 0


async def test_a_failure_is_logged_with_name_and_place_but_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nursery = TaskNursery()
    await asyncio.wait([nursery.spawn(fail("Aylin is ill"), name="tick.reminders")])
    await asyncio.sleep(0)
    (record,) = caplog.records
    found = {key: getattr(record, key) for key in ("event", "task", "error")}
    assert found == {"event": "task.failed", "task": "tick.reminders", "error": "ValueError"}
    assert record.__dict__["way"].endswith(" fail")
    assert "Aylin" not in logging.Formatter().format(record)


async def test_the_failure_of_a_vital_task_is_reported() -> None:
    reported: list[str] = []
    nursery = TaskNursery(reported.append)
    await asyncio.wait([nursery.spawn(fail("x"), name="poller", vital=True)])
    await asyncio.sleep(0)
    assert reported == ["poller"]


async def test_the_failure_of_another_task_is_not_reported() -> None:
    reported: list[str] = []
    nursery = TaskNursery(reported.append)
    await asyncio.wait([nursery.spawn(fail("x"), name="extra")])
    await asyncio.sleep(0)
    assert reported == []


async def test_closing_cancels_and_waits_for_the_tasks() -> None:
    nursery = TaskNursery()
    tidied: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            tidied.append("work")

    nursery.spawn(work(), name="work")
    await asyncio.sleep(0)
    await nursery.close(1)
    assert tidied == ["work"]


async def test_closing_from_inside_a_task_does_not_cancel_that_task() -> None:
    nursery = TaskNursery()

    async def work() -> str:
        await nursery.close(1)
        return "closed"

    assert await nursery.spawn(work(), name="work") == "closed"


async def test_a_closed_nursery_starts_nothing() -> None:
    nursery = TaskNursery()
    await nursery.close(0)
    with pytest.raises(RuntimeError, match="late was not started"):
        nursery.spawn(fail("x"), name="late")


async def test_a_task_that_defies_its_end_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    nursery = TaskNursery()
    release = asyncio.Event()

    async def work() -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    task = nursery.spawn(work(), name="deaf")
    await asyncio.sleep(0)
    await nursery.close(0.01)
    assert [(r.__dict__["event"], r.__dict__["task"]) for r in caplog.records] == [
        ("task.stubborn", "deaf")
    ]
    release.set()
    await task
