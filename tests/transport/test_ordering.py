"""Order inside a chat, fairness between chats, nothing kept for idle ones."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.jobs.nursery import TaskNursery
from bot.transport.ordering import ChatOrder


@pytest.fixture
async def nursery() -> AsyncIterator[TaskNursery]:
    opened = TaskNursery()
    yield opened
    await opened.close(1.0)


async def test_work_of_one_chat_runs_in_order_and_alone(nursery: TaskNursery) -> None:
    order, done, running = ChatOrder(nursery), [], []

    async def work(number: int) -> None:
        running.append(number)
        assert len(running) == 1
        await asyncio.sleep(0)
        running.remove(number)
        done.append(number)

    for number in range(20):
        order.submit(1, partial(work, number))
    await order.below(1)
    assert done == list(range(20))


async def test_a_flooding_chat_holds_one_slot_only(nursery: TaskNursery) -> None:
    order, free, served = ChatOrder(nursery, parallel=2), asyncio.Event(), asyncio.Event()

    async def flood() -> None:
        await free.wait()

    async def serve() -> None:
        served.set()

    for _ in range(500):
        order.submit(1, flood)
    order.submit(2, serve)
    async with asyncio.timeout(2):
        await served.wait()
    free.set()
    await order.below(1)


async def test_no_more_than_the_given_number_work_at_once(nursery: TaskNursery) -> None:
    order, most, now = ChatOrder(nursery, parallel=3), [0], [0]

    async def work() -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        await asyncio.sleep(0)
        now[0] -= 1

    for chat_id in range(50):
        order.submit(chat_id, work)
    await order.below(1)
    assert most == [3]


async def test_an_idle_chat_keeps_nothing(nursery: TaskNursery) -> None:
    order = ChatOrder(nursery)

    async def work() -> None:
        return None

    for chat_id in range(100):
        order.submit(chat_id, work)
    await order.below(1)
    await asyncio.sleep(0)
    assert (order._lines, order.pending, len(nursery)) == ({}, 0, 0)


async def test_work_that_wants_another_try_keeps_its_place_but_no_slot(
    nursery: TaskNursery,
) -> None:
    order, done = ChatOrder(nursery, parallel=1), []
    answers = [0.05, None]

    async def twice() -> float | None:
        done.append("try")
        return answers.pop(0)

    async def work(name: str) -> None:
        done.append(name)

    order.submit(1, twice)
    order.submit(1, partial(work, "behind"))
    order.submit(2, partial(work, "other chat"))
    await order.below(1)
    assert done == ["try", "other chat", "try", "behind"]


async def test_closing_ends_waiting_for_another_try(nursery: TaskNursery) -> None:
    order = ChatOrder(nursery)

    async def never() -> float:
        return 3600.0

    order.submit(1, never)
    await asyncio.sleep(0)
    async with asyncio.timeout(2):
        await order.close()
    order.submit(1, never)
    assert order.pending == 0
