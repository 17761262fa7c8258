"""Where everything is required a skip is a failure, in a test and in a whole file."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.project.rules import ROOT
from tests.support.required import OPTIONAL

SKIPS = f"""
import pytest

@pytest.mark.skip(reason="no browser")
def test_marked(): pass

def test_called(): pytest.skip("no browser")

@pytest.mark.skip(reason="{OPTIONAL}: no description")
def test_optional(): pass

@pytest.mark.xfail(reason="known", strict=True)
def test_expected(): raise ValueError
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("required", "result"),
    [
        ("1", "1 failed, 1 skipped, 1 xfailed, 2 errors"),
        ("0", "4 skipped, 1 xfailed"),
    ],
)
def test_a_skip_is_a_failure_where_everything_is_required(tmp_path, required, result):
    (tmp_path / "test_it.py").write_text(SKIPS)
    (tmp_path / "test_whole.py").write_text("import pytest\npytest.importorskip('no_such')\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.required",
         "-p", "no:cacheprovider", "-p", "no:xdist", "--continue-on-collection-errors",
         "--rootdir", tmp_path, tmp_path],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "LOTSE_REQUIRE_ALL": required},
    )  # fmt: skip
    assert result in run.stdout, run.stdout + run.stderr
