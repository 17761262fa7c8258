"""Papers made in a child process, so that nothing large is loaded into the bot itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import bot
from bot.domain.rendered import Paper

logger = logging.getLogger(__name__)

AT_ONCE = 2
TIME_S = 20
MEMORY_BYTES = 600 * 1024 * 1024
# What a child may know of its surroundings: no tokens, no settings.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR")


class PaperError(Exception):
    """A paper could not be made; the text says how it ended, without its words."""


class Papers:
    """Makes papers, two at once at most; the others wait for their turn."""

    def __init__(self, *, time_s: float = TIME_S) -> None:
        """Give each paper ``time_s`` seconds from its turn on."""
        self._time_s = time_s
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def make(self, paper: Paper) -> bytes:
        """Return the paper as PDF.

        Raises:
            PaperError: it could not be made, or not in time.
            OSError: no process can be started.
        """
        async with self._turns:
            child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.documents", paper.kind),
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=_surroundings(),
                cwd="/",
            )
            try:
                async with asyncio.timeout(self._time_s):
                    content, said = await child.communicate(paper.facts.encode())
            except TimeoutError:
                raise PaperError(f"no paper after {self._time_s} seconds") from None
            finally:
                await _end(child)
        if child.returncode != 0:
            _report(child.returncode, said)
            raise PaperError(f"exit {child.returncode}")
        return content


def _report(code: int | None, said: bytes) -> None:
    """Log how a child ended; of what it said only a trace, because the rest may quote a name."""
    told: dict[str, str] = {}
    with contextlib.suppress(ValueError, KeyError, TypeError):
        found = json.loads(said)
        told = {name: str(found[name]) for name in ("error", "way")}
    logger.error(
        "the making of a paper failed", extra={"event": "paper.child_failed", "code": code, **told}
    )


async def _end(child: Process) -> None:
    """See to it that the child is gone, also where nobody waits for its paper any more."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        await asyncio.shield(child.wait())


def _surroundings() -> dict[str, str]:
    """Return the child's environment: its own code is found where the parent's was."""
    root = str(Path(bot.__file__).resolve().parent.parent)
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"PYTHONPATH": root, "PYTHONIOENCODING": "utf-8"}
