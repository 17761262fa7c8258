"""Processes that can be killed often: forked from one that has all imports done.

:func:`fork_for_each_line` is the side of the parent process, :class:`Victim` that of the test.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]


def fork_for_each_line(live: Callable[[], None]) -> None:
    """Run ``live`` in a fork for each line on stdin, one after the other, and print its number.

    The end of stdin ends the parent.
    """
    for _ in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live()
            os._exit(0)
        print(pid, flush=True)
        os.waitpid(pid, 0)


class Victim:
    """A process that is started again and again from its parent; its log goes into a file."""

    def __init__(
        self,
        *arguments: str,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._log = None if log is None else log.open("ab")
        self._parent = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self.pid = 0

    async def start(self) -> None:
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write("go\n")
        self._parent.stdin.flush()
        self.pid = int(await asyncio.to_thread(self._parent.stdout.readline))

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        os.kill(self.pid, how)

    async def gone(self) -> None:
        """Wait until the killed process is no more."""
        async with asyncio.timeout(15):
            while Path(f"/proc/{self.pid}").exists():
                await asyncio.sleep(0.001)

    async def close(self) -> int:
        """End the parent, which waits for its fork, and return its exit code."""
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        code = await asyncio.to_thread(self._parent.wait, 15)
        assert self._parent.stdout is not None
        self._parent.stdout.close()
        if self._log is not None:
            self._log.close()
        return code
