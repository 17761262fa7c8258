"""Writes until the limit on file sizes stops it, then again without the limit; a program.

Argument: the database. Prints one JSON line: people told to be stored before, the kind of error,
and people told to be stored after the limit was lifted.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from pathlib import Path

from bot.store.database import Database
from bot.store.errors import StoreUnavailableError
from tests.support.rows import add_person

LIMIT = 600_000


async def main(path: Path) -> None:
    """Fill the file up to the limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    db = await Database.open(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    stored = 0
    try:
        while True:
            await db.write(lambda tx: add_person(tx, "x" * 20_000))
            stored += 1
    except StoreUnavailableError as error:
        kind = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    after = stored
    for _ in range(3):
        await db.write(lambda tx: add_person(tx, "y" * 20_000))
        after += 1
    await db.close()
    print(json.dumps([stored, kind, after]))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
