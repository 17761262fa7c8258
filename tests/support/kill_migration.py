"""Migrates one file once per possible moment of death; a program of its own, as forking is.

Arguments: the old file (may be missing), the folder of the chain, a working folder. Prints one
JSON line per child: how many steps it was allowed, whether it was killed, what the file holds
afterwards, and what a second migration makes of it.
"""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path

from bot.store.migrate import migrate
from tests.support.chains import NOW, contents, schema
from tests.support.mortal import run_with_steps


def main(old: Path, chain: Path, work: Path) -> None:
    """Run children until one runs through."""
    allowed, killed = 0, True
    while killed:
        path = work / f"{allowed}.sqlite3"
        if old.exists():
            shutil.copy(old, path)
        run = partial(migrate, path, now=NOW, folder=chain, keep_copy=False)
        killed = run_with_steps(run, allowed)
        after = [contents(path), schema(path)] if path.exists() and schema(path) else None
        run()
        print(json.dumps([allowed, killed, after, contents(path), schema(path)]))
        allowed += 1


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
