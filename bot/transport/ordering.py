"""Order inside a chat, fairness between chats.

The chat's turn comes first, then one of a fixed number of slots: a chat that floods waits for
itself and holds at most one slot. A chat with nothing to do costs nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.services.ports import Nursery

Work = Callable[[], Awaitable[float | None]]

PARALLEL = 32


class ChatOrder:
    """Runs pieces of work in the order given, one at a time for each chat."""

    def __init__(self, nursery: Nursery, *, parallel: int = PARALLEL) -> None:
        """Let at most ``parallel`` chats work at the same time."""
        self._nursery = nursery
        self._slots = asyncio.Semaphore(parallel)
        self._lines: dict[int, deque[Work]] = {}
        self._pending = 0
        self._closing = asyncio.Event()
        self._waiters: list[tuple[int, asyncio.Event]] = []

    @property
    def pending(self) -> int:
        """Return how many pieces of work are waiting or running."""
        return self._pending

    def submit(self, chat_id: int, work: Work) -> None:
        """Queue ``work`` behind what the chat already has.

        ``work`` returns None when it is finished, or the seconds after which it wants to run again
        before anything else of this chat; it does not hold a slot while it waits.
        """
        if self._closing.is_set():
            return
        self._pending += 1
        line = self._lines.get(chat_id)
        if line is not None:
            line.append(work)
            return
        self._lines[chat_id] = deque((work,))
        _ = self._nursery.spawn(self._serve(chat_id), name=f"chat {chat_id}")

    async def below(self, limit: int) -> None:
        """Wait until fewer than ``limit`` pieces of work are pending."""
        if self._pending < limit:
            return
        waiter = (limit, asyncio.Event())
        self._waiters.append(waiter)
        try:
            await waiter[1].wait()
        finally:
            if waiter in self._waiters:
                self._waiters.remove(waiter)

    async def close(self) -> None:
        """Take nothing new, forget what has not begun, wait for what is running."""
        self._closing.set()
        for line in self._lines.values():
            while len(line) > 1:
                line.pop()
                self._count_off(1)
        await self.below(1)

    async def _serve(self, chat_id: int) -> None:
        line = self._lines[chat_id]
        try:
            while line:
                async with self._slots:
                    again = await line[0]()
                if again is not None and not self._closing.is_set():
                    await self._pause(again)
                    continue
                line.popleft()
                self._count_off(1)
        finally:
            del self._lines[chat_id]
            self._count_off(len(line))

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closing.wait()

    def _count_off(self, count: int) -> None:
        self._pending -= count
        for waiter in [entry for entry in self._waiters if self._pending < entry[0]]:
            self._waiters.remove(waiter)
            waiter[1].set()
