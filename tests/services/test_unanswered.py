"""Words of questions without an answer: nobody's before three people have used them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.place import locales_folder
from bot.faq.content_words import WORDS_AT_MOST, content_words
from bot.services import retention, unanswered
from tests.services.world import World, open_world
from tests.support.db import START

TODAY = START.date()
WORD = (("fahrrad", "fahrrad"),)


@pytest.fixture
def world():
    with open_world() as opened:
        yield opened


def asks(world: World, number: int, words: tuple[tuple[str, str], ...] = WORD) -> None:
    """Let somebody ask in vain."""
    rows = world.rows("SELECT id FROM person WHERE telegram_id = :t", t=number)
    who = world.standing(rows[0]["id"] if rows else world.person(number))
    world.do(lambda tx: unanswered.note(tx, who, words, "de", TODAY))


def known(world: World) -> list[tuple[str, int]]:
    """Return the words that can be read, with their numbers."""
    rows = world.rows("SELECT word, times FROM unanswered_word ORDER BY word")
    return [(row["word"], row["times"]) for row in rows]


def read_too_early() -> bool:
    """Tell whether a word can be read before three people have used it."""
    with open_world() as opened:
        for number in (1, 1, 1, 2, 2):
            asks(opened, number)
        return bool(known(opened))


def test_a_word_is_read_from_the_third_person_on(world):
    assert not read_too_early()
    for number in (1, 2, 3):
        asks(world, number)
    assert known(world) == [("fahrrad", 3)]
    assert world.scalar("SELECT count(*) FROM unanswered_trace") == 0
    asks(world, 1)
    assert known(world) == [("fahrrad", 4)]


def test_traces_hold_neither_word_nor_person(world):
    asks(world, 1)
    asks(world, 1, (("kajak", "kajak"),))
    rows = world.rows("SELECT * FROM unanswered_trace")
    assert len({row["asker_hash"] for row in rows}) == 2  # the same person, other traces
    assert all(0 <= row["asker_hash"] < 2**16 for row in rows)
    assert b"fahrrad" not in b"".join(row["word_hash"] for row in rows)


def test_what_nobody_uses_any_more_goes_by_itself(world):
    asks(world, 9)
    for number in (1, 2, 3):
        asks(world, number, (("kajak", "kajak"),))
    kept = START + retention.UNANSWERED_KEPT
    for now, left in ((kept, 1), (kept + timedelta(days=1), 0)):
        world.do(lambda tx, now=now: retention.run(tx, now, lambda *_: None))
        assert world.scalar("SELECT count(*) FROM unanswered_trace") == left
        assert len(known(world)) == left


def test_only_words_that_say_what_it_is_about_are_kept():
    root = locales_folder()
    found = content_words(
        "Wo ist bitte mein Führerschein? Tel. 0172-5556677, AB123, am 3.4.", root
    )
    assert [word for _, word in found] == ["führerschein"]
    many = " ".join(f"zqx{chr(97 + n)}wort" for n in range(20))
    assert len(content_words(many, root)) == WORDS_AT_MOST
