"""What holds for every test."""

from __future__ import annotations

pytest_plugins = ["tests.support.log_watch", "tests.support.required"]
