"""With LOTSE_REQUIRE_ALL=1 a skipped test fails, unless its reason says it is optional by design."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

R = TypeVar("R", pytest.TestReport, pytest.CollectReport)
OPTIONAL = "optional by design"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure."""
    report = yield
    return _judged(report)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn the skip of a whole file into a failure."""
    report = yield
    return _judged(report)


def _judged(report: R) -> R:
    if os.environ.get("LOTSE_REQUIRE_ALL") != "1" or hasattr(report, "wasxfail"):
        return report
    if report.skipped and OPTIONAL not in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"everything is required here, but: {report.longrepr}"
    return report
