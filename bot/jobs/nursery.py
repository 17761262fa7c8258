"""The one place that starts tasks: it keeps them, reports their failure and stops them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial

from typing_extensions import override

from bot.domain.incident import trace
from bot.services.ports import Nursery

logger = logging.getLogger(__name__)


class TaskNursery(Nursery):
    """Keeps every task it starts referenced until the task ends.

    The event loop itself holds tasks only weakly, so a task nobody keeps may vanish half-way.
    """

    def __init__(self, on_failure: Callable[[str], None] | None = None) -> None:
        """Call ``on_failure`` with the task's name when a vital task ends with an exception."""
        self._tasks: set[asyncio.Task[object]] = set()
        self._on_failure = on_failure
        self._closed = False

    @override
    def spawn(
        self, work: Coroutine[object, object, object], *, name: str, vital: bool = False
    ) -> asyncio.Task[object]:
        """Run ``work`` as a task until it ends or the nursery closes.

        The failure of a ``vital`` task is reported, because nothing goes on without it.

        Raises:
            RuntimeError: the nursery is closed; ``work`` has not begun.
        """
        if self._closed:
            work.close()
            raise RuntimeError(f"the nursery is closed, {name} was not started")
        task = asyncio.create_task(work, name=name)  # noqa: TID251 - the one place that may
        self._tasks.add(task)
        task.add_done_callback(partial(self._ended, vital=vital))
        return task

    def __len__(self) -> int:
        """Return how many tasks are running."""
        return len(self._tasks)

    async def close(self, timeout: float) -> None:  # noqa: ASYNC109 - a task may defy a deadline
        """Take nothing new, cancel what runs and wait up to ``timeout`` seconds for its end."""
        self._closed = True
        doomed = self._tasks - {asyncio.current_task()}
        for task in doomed:
            task.cancel()
        if not doomed:
            return
        _, stubborn = await asyncio.wait(doomed, timeout=timeout)
        for task in stubborn:
            logger.error(
                "task does not end", extra={"event": "task.stubborn", "task": task.get_name()}
            )

    def _ended(self, task: asyncio.Task[object], *, vital: bool) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        logger.error(
            "task failed", extra={"event": "task.failed", "task": task.get_name(), **trace(error)}
        )
        if vital and self._on_failure is not None:
            self._on_failure(task.get_name())
