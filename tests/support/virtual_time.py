"""Time that passes only when everything waits: hours of sending in seconds, in the true order."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from tests.support.db import START


class VirtualTime:
    """A Clock, a sleeper for the messenger and a ``wait`` for the worker, all on one time.

    ``in_flight`` tells how many messages the worker has on their way; time stands still while one
    of them works on the database instead of sleeping.
    """

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.in_flight: Callable[[], int] = lambda: 0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = count()
        self._deadlines: list[float] = []

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.seconds + seconds, next(self._order), woken))
        await woken

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        deadline = self.seconds + max(seconds, 1e-6)  # less would be lost in rounding
        self._deadlines.append(deadline)
        try:
            while not event.is_set() and self.seconds < deadline:
                await self._pass()
        finally:
            self._deadlines.remove(deadline)

    async def _pass(self) -> None:
        """Let time go on to the next thing that somebody waits for, if all of them do wait."""
        waiting = len(self._sleepers) + len(self._deadlines) - 1  # one of them is the worker
        if waiting < self.in_flight():
            await asyncio.sleep(0.0002)  # a message works on the database, in real time
            return
        until = min([*self._deadlines, *(at for at, _, _ in self._sleepers[:1])])
        self.seconds = max(self.seconds, until)
        while self._sleepers and self._sleepers[0][0] <= self.seconds:
            heapq.heappop(self._sleepers)[2].set_result(None)
        await asyncio.sleep(0)
