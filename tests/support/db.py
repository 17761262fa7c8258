"""A migrated database for tests: migrated once per process, then copied."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from bot.store.database import Database
from bot.store.migrate import migrate

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NAME = "lotse.sqlite3"


@cache
def _template() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        migrate(path, now=START)  # closing the only connection folds the log into the file
        return path.read_bytes()


def fresh_file(folder: Path) -> Path:
    """Put a migrated, empty database into ``folder`` and return its path."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / NAME
    path.touch(mode=0o600)
    path.write_bytes(_template())
    return path


async def fresh_database(folder: Path) -> Database:
    """Open a migrated, empty database in ``folder``; the caller closes it."""
    return await Database.open(fresh_file(folder))
