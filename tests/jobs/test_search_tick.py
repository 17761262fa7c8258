"""The tick of the searches lets go on what is due, and only that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.store.codec import from_ms
from tests.jobs.test_ticks import _bench
from tests.services import offer_race
from tests.support.db import START, fresh_database


async def test_the_tick_looks_at_a_search_when_it_is_due(tmp_path: Path):
    database = await fresh_database(tmp_path)
    try:
        bench = _bench(tmp_path, database)
        await database.write(offer_race.prepare)
        looks = []
        for minutes in (0, 9, 10):
            bench.now = START + timedelta(minutes=minutes)
            await bench.ticks.search()
            row = await database.read(lambda tx: tx.one("SELECT next_at FROM search"))
            looks.append(from_ms(row["next_at"]) - START)
    finally:
        await database.close()
    assert looks == [timedelta(minutes=after) for after in (10, 10, 20)]
