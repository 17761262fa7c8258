"""Fifty people say yes to one place at once: the check of the promise, and its conditions."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from bot.conversation import buttons
from bot.domain.rendered import Press
from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.services.signup_race import press
from tests.support.db import START, fresh_database

PEOPLE = 50


def prepare(tx: Tx) -> int:
    """Store a shift with one free place that was offered to fifty members; return its id."""
    at = to_ms(START)
    initiative = tx.insert(
        "INSERT INTO initiative (name, town, poster_code, created_at)"
        " VALUES ('Alpha', 'Unna', 'x', :at)",
        at=at,
    )
    begin = to_ms(START + timedelta(hours=5))
    numbers = [{"id": n, "at": at, "i": initiative, "end": begin} for n in range(1, PEOPLE + 1)]
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
        a=begin,
        at=at,
    )
    tx.run(
        "INSERT INTO shift_role (shift_id, position, name, capacity) VALUES (:s, 0, '', 1)",
        s=shift,
    )
    tx.run(
        "INSERT INTO search (id, shift_id, role, kind, state, next_at, created_at, updated_at)"
        " VALUES (1, :s, 0, 'standin', 'running', :at, :at, :at)",
        s=shift,
        at=at,
    )
    tx.many(
        "INSERT INTO offer (id, search_id, person_id, via, state, created_at, expires_at,"
        " updated_at) VALUES (:id, 1, :id, 'standin', 'open', :at, :end, :at)",
        numbers,
    )
    return shift


async def race(folder: Path, seed: int) -> None:
    """Let all press yes in an order drawn with ``seed`` and check what came of it.

    Raises:
        AssertionError: not exactly the first one has the place, or somebody got no answer.
    """
    database = await fresh_database(folder)
    try:
        await database.write(prepare)
        order = list(range(1, PEOPLE + 1))
        random.Random(seed).shuffle(order)
        answers = await asyncio.gather(
            *(
                press(database, one, buttons.encode(Press(action="offer_yes", args=(one,))))
                for one in order
            ),
            return_exceptions=True,
        )
        failed = Counter(type(one).__name__ for one in answers if isinstance(one, BaseException))
        rows = await database.read(
            lambda tx: tx.all("SELECT person_id FROM signup WHERE state = 'confirmed'")
        )
    finally:
        await database.close()
    assert not failed, f"errors: {failed}"
    assert len(rows) == 1, f"{len(rows)} people in one place"
    assert [row["person_id"] for row in rows] == order[:1], "not the first has the place"
