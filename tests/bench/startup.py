"""From the start of the process to the first answer, and the memory it takes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from bot.store.database import Tx
from tests.bench.installation import LOTSE, add_initiative, add_member, installation, spawn, until

STARTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Startup:
    """Seconds from the start to the answer of a waiting message, and MB afterwards."""

    seconds: list[float]
    rss_mb: list[float]


async def startup(folder: Path, starts: int = STARTS) -> Startup:
    """Start with one message waiting, ``starts`` times."""
    seconds, rss = [], []
    async with installation(folder) as house:
        [person] = house.people(1)

        def fill(tx: Tx) -> None:
            add_member(tx, person, add_initiative(tx))

        await house.fill(fill)
        for _ in range(starts):
            before = len(house.texts(person))
            house.core.send_text(person, person, "/shifts")
            began = time.monotonic()
            child = house.child = await spawn(LOTSE, folder, **house.environment)
            await until(lambda before=before: len(house.texts(person)) > before, 20, every=0.002)
            seconds.append(time.monotonic() - began)
            for words in ("/topics", "Wo melde ich meine neue Adresse an?", "/help"):
                before = len(house.texts(person))
                house.core.send_text(person, person, words)
                await until(lambda before=before: len(house.texts(person)) > before, 5)
            rss.append(child.rss_mb)
            child.process.terminate()
            await child.ended()
    return Startup(seconds=seconds, rss_mb=rss)
