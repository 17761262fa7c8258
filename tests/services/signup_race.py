"""Two hundred people press "take" at once: the check of the promise, and its conditions."""

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

PEOPLE = 200
PLACES = 5


def prepare(tx: Tx) -> int:
    """Store an initiative with 200 members and a shift with five places; return its id."""
    at = to_ms(START)
    initiative = tx.insert(
        "INSERT INTO initiative (name, town, poster_code, created_at)"
        " VALUES ('Alpha', 'Unna', 'x', :at)",
        at=at,
    )
    numbers = [{"id": n, "at": at, "i": initiative} for n in range(1, PEOPLE + 1)]
    tx.many(
        "INSERT INTO person (id, telegram_id, language, name, notice_version, notice_at,"
        " created_at, seen_at) VALUES (:id, :id, 'de', 'Ada', '1', :at, :at, :at)",
        numbers,
    )
    tx.many("INSERT INTO membership VALUES (:id, :i, 'volunteer', 'active', :at)", numbers)
    shift = tx.insert(
        "INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, created_at)"
        " VALUES (:i, 'Tee', 'Saal', :a, :a + 7200000, :at)",
        i=initiative,
        a=to_ms(START + timedelta(days=3)),
        at=at,
    )
    tx.run(
        "INSERT INTO shift_role (shift_id, position, name, capacity) VALUES (:s, 0, '', :places)",
        s=shift,
        places=PLACES,
    )
    return shift


async def press(database: Database, telegram_id: int, data: str) -> Reply:
    incoming = Incoming(
        seq=telegram_id,
        chat_id=telegram_id,
        chat=ChatKind.PRIVATE,
        sender_id=telegram_id,
        content=Pressed(data=data),
        message_id=1,
    )
    return await database.write(lambda tx: dispatcher.answer(tx, incoming, START, HOUSE))


async def race(folder: Path, seed: int) -> None:
    """Let 200 people press in an order drawn with ``seed`` and check what came of it.

    Raises:
        AssertionError: not exactly the first five are in, the line is not in the order of arrival,
            or somebody got no answer.
    """
    database = await fresh_database(folder)
    try:
        shift = await database.write(prepare)
        order = list(range(1, PEOPLE + 1))
        random.Random(seed).shuffle(order)
        data = buttons.encode(Press(action="take", args=(shift,)))
        answers = await asyncio.gather(
            *(press(database, one, data) for one in order), return_exceptions=True
        )
        failed = Counter(type(one).__name__ for one in answers if isinstance(one, BaseException))
        assert not failed, f"errors: {failed}"
        rows = await database.read(
            lambda tx: tx.all("SELECT person_id, state FROM signup ORDER BY queued_at, id")
        )
    finally:
        await database.close()
    wanted = [(one, "confirmed") for one in order[:PLACES]]
    wanted += [(one, "waiting") for one in order[PLACES:]]
    found = [(row["person_id"], row["state"]) for row in rows]
    places = sum(state == "confirmed" for _, state in found)
    assert places == PLACES, f"{places} people in {PLACES} places"
    assert sorted(found) == sorted(wanted), "not the first five got the places"
    waiting = [person for person, state in found if state == "waiting"]
    assert waiting == order[PLACES:], "the line is not in the order of arrival"
