"""The demo as a person starts it: one command in a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
_START_S = 30.0
_STOP_S = 15.0


@dataclass(slots=True)
class RunningDemo:
    """A demo process; ``address`` is the page it printed."""

    process: asyncio.subprocess.Process
    address: str

    async def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """End it as Ctrl-C does (or otherwise) and return its exit code."""
        if self.process.returncode is None:
            self.process.send_signal(how)
        async with asyncio.timeout(_STOP_S):
            return await self.process.wait()


async def start(folder: Path) -> RunningDemo:
    """Start the demo with its data in ``folder`` and wait for the line with its address."""
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
        env={**environment, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    said = ""
    async with asyncio.timeout(_START_S):
        while (found := _ADDRESS.search(said)) is None:
            line = await process.stdout.readline()
            assert line, f"the demo ended: {said}"
            said += line.decode()
    return RunningDemo(process, found[0])


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[RunningDemo]:
    """Run the demo for the length of a test."""
    demo = await start(folder)
    try:
        yield demo
    finally:
        await demo.stop()
