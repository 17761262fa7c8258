"""The rules about dependencies bite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project import dependencies, rules

HASH = "    --hash=sha256:" + "a" * 64


def test_a_dependency_that_is_not_locked_is_found():
    assert dependencies.lock_problems(f"one==1.0 \\\n{HASH}\n", ["one", "two"]) == [
        "two is not locked"
    ]


def test_a_pin_without_a_hash_is_found():
    assert dependencies.lock_problems("one==1.0\n", ["one"]) == ["one has no hash"]


@pytest.mark.parametrize("line", ["--index" + "-url https://example.org", "two>=1.0", "two"])
def test_a_line_that_is_no_pin_is_found(line):
    found = dependencies.lock_problems(f"one==1.0 \\\n{HASH}\n{line}\n", ["one"])
    assert found == ["line 3 is neither a pin nor a hash"]


def test_an_undeclared_import_is_found():
    code = {Path("bot/a.py"): "import sqlite3\nfrom typing_extensions import override\n"}
    assert dependencies.import_problems(code, []) == [
        "bot/a.py imports typing_extensions, which is not declared"
    ]


def test_a_dependency_nobody_imports_is_found():
    code = rules.texts((rules.ROOT / "bot").rglob("*.py"))
    found = dependencies.import_problems(code, {*dependencies.declared(), "left-over"})
    assert found == ["left_over is declared, but not imported"]
