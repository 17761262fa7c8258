"""Fifty newcomers press "book a place" at once: the check of the promise, and its conditions."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot.conversation import buttons, dispatcher
from bot.conversation.types import ChatKind, Incoming, Pressed, Reply
from bot.domain.rendered import Press
from bot.store.codec import to_ms
from bot.store.database import Database, Tx
from tests.conversation.stage import HOUSE
from tests.support.db import START, fresh_database

PEOPLE = 50
PLACES = 7


def prepare(tx: Tx) -> int:
    """Store fifty newcomers and an offer with seven places; return its date's id."""
    at = to_ms(START)
    initiative = tx.insert(
        "INSERT INTO initiative (name, town, poster_code, created_at)"
        " VALUES ('Alpha', 'Unna', 'x', :at)",
        at=at,
    )
    tx.many(
        "INSERT INTO person (id, telegram_id, language, notice_version, notice_at, created_at,"
        " seen_at) VALUES (:id, :id, 'de', '1', :at, :at, :at)",
        [{"id": n, "at": at} for n in range(1, PEOPLE + 1)],
    )
    activity = tx.insert(
        "INSERT INTO activity (initiative_id, title, places, created_at)"
        " VALUES (:i, 'Sprachcafé', :places, :at)",
        i=initiative,
        places=PLACES,
        at=at,
    )
    shift = tx.insert(
        "INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, created_at,"
        " activity_id) VALUES (:i, 'Tee', 'Saal', :a, :a + 7200000, :at, :activity)",
        i=initiative,
        a=to_ms(START + timedelta(days=3)),
        at=at,
        activity=activity,
    )
    tx.run(
        "INSERT INTO shift_role (shift_id, position, name, capacity) VALUES (:s, 0, '', 2)",
        s=shift,
    )
    return shift


async def press(database: Database, telegram_id: int, data: str) -> Reply:
    """Press a button as one of them."""
    incoming = Incoming(
        seq=telegram_id,
        chat_id=telegram_id,
        chat=ChatKind.PRIVATE,
        sender_id=telegram_id,
        content=Pressed(data=data),
        message_id=1,
    )
    return await database.write(lambda tx: dispatcher.answer(tx, incoming, START, HOUSE))


async def race(folder: Path, order: random.Random) -> None:
    """Let all press at once, in any order, and check what came of it.

    Raises:
        AssertionError: not exactly the first seven have a place, or somebody got no answer.
    """
    database = await fresh_database(folder)
    try:
        shift = await database.write(prepare)
        everybody = list(range(1, PEOPLE + 1))
        order.shuffle(everybody)
        data = buttons.encode(Press(action="near_book", args=(shift,)))
        answers = await asyncio.gather(
            *(press(database, one, data) for one in everybody), return_exceptions=True
        )
        rows = await database.read(
            lambda tx: tx.all("SELECT person_id FROM visit WHERE booked = 1 ORDER BY id")
        )
        assert len(rows) <= PLACES, f"{len(rows)} people have {PLACES} places"
        failed = Counter(type(one).__name__ for one in answers if not isinstance(one, Reply))
        assert not failed, dict(failed)
        assert [row["person_id"] for row in rows] == everybody[:PLACES]
    finally:
        await database.close()
