"""The demo as a person starts it: one command in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo import LEVEL_VARIABLE, TOKEN
from bot.demo_seed import PEOPLE as INVENTED
from tests.support import canaries

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
# Whom the demo brings to life.
PEOPLE = tuple(who.name for who in INVENTED)
_START_S = 30.0
_STOP_S = 15.0


@dataclass(slots=True)
class RunningDemo:
    """A demo process; ``address`` is the page it printed, ``log`` what it wrote since."""

    process: asyncio.subprocess.Process
    address: str
    log: list[str]
    reader: asyncio.Task[None] = field(repr=False)

    async def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does (or otherwise) and return its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(_STOP_S):
            await self.reader
            return await self.process.wait()


async def start(folder: Path) -> RunningDemo:
    """Start the demo with its data in ``folder`` and wait for the line with its address.

    It logs at INFO, and every line it writes is looked at (S9).
    """
    canaries.token(TOKEN)
    for name in PEOPLE:
        canaries.name(name)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "LOTSE_"))}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        "--data",
        str(folder),
        cwd=folder.parent,
        env={**environment, "PYTHONPATH": str(ROOT), LEVEL_VARIABLE: "1"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    lines: list[str] = []
    async with asyncio.timeout(_START_S):
        while (found := _ADDRESS.search(lines[-1] if lines else "")) is None:
            line = await process.stdout.readline()
            assert line, f"the demo ended: {lines}"
            _keep(line, lines)
    return RunningDemo(process, found[0], lines, asyncio.create_task(_read(process.stdout, lines)))


async def _read(stream: asyncio.StreamReader, lines: list[str]) -> None:
    """Read to the end: a process whose output nobody reads stops when the pipe is full."""
    async for line in stream:
        _keep(line, lines)


def _keep(line: bytes, lines: list[str]) -> None:
    lines.append(line.decode())
    canaries.look_at_line(lines[-1], "the demo")


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[RunningDemo]:
    """Run the demo for the length of a test."""
    demo = await start(folder)
    try:
        yield demo
    finally:
        await demo.stop()
