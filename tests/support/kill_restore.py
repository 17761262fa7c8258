"""Restores one backup for every third possible moment of death; a program of its own, as forking is.

Arguments: the backup, the present database, the journal, a working folder. Prints one JSON line
per child: how many steps it was allowed, whether it was killed, the names in the database
afterwards, and the names after a second restore with the files that lie beside it.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.store.restore import restore
from tests.support.db import START
from tests.support.mortal import run_with_steps
from tests.support.rows import erase_person

# All steps take eight seconds; every third still meets each phase of the restore.
STRIDE = 3


def people(path: Path) -> list[str]:
    """Return the names in the database at ``path``."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM person ORDER BY id")]


def main(copy: Path, present: Path, journal: Path, work: Path) -> None:
    """Run children until one runs through."""
    allowed, killed = 0, True
    while killed:
        path = work / str(allowed) / "lotse.sqlite3"
        path.parent.mkdir()
        shutil.copy(present, path)
        now = START + timedelta(hours=2)
        killed = run_with_steps(partial(restore, copy, path, journal, now, erase_person), allowed)
        after = people(path)
        restore(copy, path, journal, now + timedelta(minutes=1), erase_person)
        beside = sorted(file.name for file in path.parent.iterdir())
        print(json.dumps([allowed, killed, after, people(path), beside]))
        allowed += STRIDE


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
