"""Runs a piece of work once per possible moment of death, each time in a forked child.

For programs of their own, not for the test process: forking beside threads is not safe.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from functools import partial

# Everything that changes files outside SQLite's own calls.
_EVENTS = frozenset({"os.rename", "os.remove", "os.truncate", "os.chmod", "tempfile.mkstemp"})


class _Mortal(sqlite3.Connection):
    """A connection that counts its calls as steps of life."""

    allowed = 0

    def execute(self, *arguments: object) -> sqlite3.Cursor:
        _step()
        return super().execute(*arguments)

    def backup(self, *arguments: object, **options: object) -> None:
        _step()
        super().backup(*arguments, **options)


def _step() -> None:
    if _Mortal.allowed == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    _Mortal.allowed -= 1


def run_with_steps(work: Callable[[], object], allowed: int) -> bool:
    """Run ``work`` in a child that SIGKILLs itself before step ``allowed`` + 1.

    A step is a call into SQLite or a change of a file's name, length or mode. Returns whether the
    child was killed.
    """
    child = os.fork()
    if child == 0:
        _Mortal.allowed = allowed
        sqlite3.connect = partial(sqlite3.connect, factory=_Mortal)
        sys.addaudithook(lambda event, _: _step() if event in _EVENTS else None)
        work()
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    if os.WEXITSTATUS(status) != 0:
        raise RuntimeError(f"the work failed after {allowed} steps")
    return False
