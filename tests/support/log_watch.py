"""S9 for the whole run: ends it as failed if any log record told a token, a name or a text.

Each worker watches its own process and hands what it found to the process that prints the result.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest

from tests.support import canaries

_KEY = "lotse_leaks"
_of_workers: set[str] = set()


def pytest_configure(config: pytest.Config) -> None:
    """Watch before pytest catches logs: it puts the root logger's level back after each phase."""
    stack = ExitStack()
    stack.enter_context(canaries.watching())
    config.add_cleanup(stack.close)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what this worker found, or fail the run with what all of them found."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_KEY] = canaries.leaks()
    elif _all() and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker found."""
    _of_workers.update(getattr(node, "workeroutput", {}).get(_KEY, ()))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was found."""
    if found := _all():
        terminalreporter.section("S9: the logs tell what they must not", red=True)
        for line in found:
            terminalreporter.write_line(line)


def _all() -> list[str]:
    return sorted({*canaries.leaks(), *_of_workers})
