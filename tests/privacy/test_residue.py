"""P4 at size: pages of a B-tree are rearranged, and old copies of a row stay in their gaps."""

from __future__ import annotations

import random
from pathlib import Path

from bot.store import dialogs, privacy, questions
from bot.store.database import Database, Tx
from tests.support.db import NAME, START, fresh_database

PEOPLE, GONE = 1500, 500


def word(number: int) -> str:
    return f"Word{number:06d} "


async def a_busy_house(folder: Path) -> tuple[Database, list[int]]:
    """Fill a house with people who write a lot, and erase a third of them, one by one."""
    rnd = random.Random(3)
    database = await fresh_database(folder)
    ids: list[int] = []

    def fill(tx: Tx) -> None:
        for number in range(PEOPLE):
            person = tx.insert(
                "INSERT INTO person (telegram_id, name, notice_version, notice_at, created_at,"
                " seen_at) VALUES (:t, :name, '1', 1, 1, 1)",
                t=7_700_000_000 + number,
                name=word(number).strip(),
            )
            ids.append(person)
            question = questions.add(
                tx,
                person_id=person,
                initiative_id=None,
                language="de",
                pseudonym="Linde 10",
                now=START,
            )
            words = questions.Words(text=word(number) * rnd.randint(1, 60))
            questions.add_message(tx, question, words, START)
        for number in rnd.choices(range(PEOPLE), k=3 * PEOPLE):
            text = word(number) * rnd.randint(1, 60)
            dialogs.put(tx, ids[number], "ask", "asked", {"text": text}, START)

    await database.write(fill)
    gone = rnd.sample(range(PEOPLE), GONE)

    def erase(tx: Tx) -> None:
        for number in gone:
            privacy.erase(tx, ids[number], START)

    await database.write(erase)
    return database, gone


def left(folder: Path, gone: list[int]) -> list[int]:
    data = (folder / NAME).read_bytes()
    return [number for number in gone if word(number).strip().encode() in data]


async def test_after_a_rewrite_no_page_holds_a_byte_of_erased_people(tmp_path):
    database, gone = await a_busy_house(tmp_path)
    await database.rewrite()
    assert left(tmp_path, gone) == []
    assert not (tmp_path / f"{NAME}-wal").stat().st_size
    await database.close()


async def test_cutting_the_log_alone_leaves_some(tmp_path):
    database, gone = await a_busy_house(tmp_path)
    await database.checkpoint()
    assert left(tmp_path, gone) != []
    await database.close()
