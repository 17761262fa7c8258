"""Several transactions, one commit: what waits for the disk together goes to the disk together.

A commit with ``synchronous = FULL`` waits for the disk, and while it waits more callers arrive.
Their functions run one after the other in the next transaction, each in a savepoint of its own,
and nobody is answered before the commit that holds their work.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar, cast

from bot.store.errors import StoreUnavailableError

if TYPE_CHECKING:
    from bot.store.database import Tx

T = TypeVar("T")

MOST = 32  # so many functions share a commit at most; the first of them waits for the last


@dataclass(slots=True, eq=False)
class _Job:
    """One caller's function, and how it ended; ``settled`` is set on the event loop."""

    work: Callable[[Tx], object]
    settled: asyncio.Future[None]
    result: object = None
    error: BaseException | None = None


class Commits:
    """Runs functions in the order given; each one whole or not at all.

    ``transact`` runs one function in one transaction on the calling thread; ``hop`` runs a
    function on the writer's thread.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Tx], None]], None],
        hop: Callable[[Callable[[], None]], Awaitable[None]],
    ) -> None:
        """Use both from one event loop."""
        self._transact = transact
        self._hop = hop
        self._jobs: deque[_Job] = deque()
        self._called = False  # a hop is queued that has not begun

    async def write(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` and return what it returned, once that is committed.

        A caller who is cancelled does not stop its work.

        Raises:
            StoreUnavailableError: the disk did not take the commit, or something in the same
                transaction made SQLite give it up; nothing of ``work`` is stored.
            Exception: whatever ``work`` raised; only its own changes are undone.
        """
        job = _Job(work, asyncio.get_running_loop().create_future())
        self._jobs.append(job)
        if not self._called:
            self._called = True
            try:
                await self._hop(self._run)
            except ValueError:  # the connection is closed
                self._called = False
                with suppress(ValueError):
                    self._jobs.remove(job)
                raise
        await job.settled
        if job.error is not None:
            raise job.error
        return cast("T", job.result)

    def _run(self) -> None:
        """Work off what waits now; what comes later finds ``_called`` unset and hops again."""
        self._called = False
        for _ in range(0, len(self._jobs), MOST):
            if not (batch := self._next()):
                return
            try:
                self._transact(partial(_together, batch=batch))
            except BaseException as error:  # noqa: BLE001 - it belongs to the callers
                for job in batch:
                    job.error = job.error or _for_each(error)
            batch[0].settled.get_loop().call_soon_threadsafe(_settle, batch)

    def _next(self) -> list[_Job]:
        batch: list[_Job] = []
        with suppress(IndexError):
            while len(batch) < MOST:
                batch.append(self._jobs.popleft())
        return batch


def _together(tx: Tx, batch: list[_Job]) -> None:
    if len(batch) == 1:
        batch[0].result = batch[0].work(tx)
        return
    for job in batch:
        try:
            job.result = tx.attempt(job.work)
        except BaseException as error:
            job.error = error
            if not tx.is_open:  # SQLite gives the whole transaction up when the disk fails
                raise StoreUnavailableError("given up together with another's failure") from error


def _settle(batch: list[_Job]) -> None:
    for job in batch:
        if not job.settled.done():
            job.settled.set_result(None)


def _for_each(error: BaseException) -> BaseException:
    """Return an error of the caller's own: a raised one collects the way it took."""
    if isinstance(error, StoreUnavailableError):
        return StoreUnavailableError(str(error)).with_traceback(error.__traceback__)
    return error
