"""The tick of the questions tells of what waits too long, and only that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.services import questions
from bot.store import people
from bot.store.database import Tx
from tests.jobs.test_ticks import _bench
from tests.support.db import START, fresh_database


def _asked(tx: Tx) -> None:
    lead = people.add(tx, telegram_id=1, now=START)
    people.set_notice(tx, lead.id, "1", START)
    people.make_lead(tx, lead.id, START)
    asker = people.add(tx, telegram_id=2, now=START)
    people.set_notice(tx, asker.id, "1", START)
    standing = people.standing_of(tx, asker)
    questions.ask(tx, standing, "Wo?", None, START)


async def test_the_tick_reminds_and_tells_the_leads_each_once(tmp_path: Path):
    database = await fresh_database(tmp_path)
    told = []
    try:
        bench = _bench(tmp_path, database)
        await database.write(_asked)
        for days in (0, 0.5, 6, 6.1):
            bench.now = START + timedelta(days=days)
            await bench.ticks.look_after_questions()
            rows = await database.read(
                lambda tx: tx.all(
                    """SELECT json_extract(payload, '$.notice') AS about FROM outbox
                       WHERE kind = 'relay' ORDER BY id"""
                )
            )
            told.append([row["about"] for row in rows])
    finally:
        await database.close()
    late = ["question", "question_waits", "question_escalated"]
    assert told == [["question"], ["question"], late, late]
