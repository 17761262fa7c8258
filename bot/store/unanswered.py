"""Words of questions without an answer: traces that nobody can read, then counted words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that several people used in vain; ``folded`` is one spelling for all of them."""

    folded: str
    language: str
    word: str
    times: int


def count(tx: Tx, folded: str, language: str, day: date) -> bool:
    """Count a known word once more; False if it is not known."""
    touched = tx.run(
        """UPDATE unanswered_word SET times = times + 1, last_day = :day
           WHERE folded = :folded AND language = :l""",
        folded=folded,
        l=language,
        day=day.isoformat(),
    )
    return touched == 1


def trace(tx: Tx, word_hash: bytes, asker_hash: int, day: date) -> int:
    """Keep a trace of a word and return how many different askers it has by now."""
    tx.run(
        """INSERT INTO unanswered_trace (word_hash, asker_hash, day) VALUES (:w, :a, :day)
           ON CONFLICT DO UPDATE SET day = :day""",
        w=word_hash,
        a=asker_hash,
        day=day.isoformat(),
    )
    return tx.count("SELECT count(*) FROM unanswered_trace WHERE word_hash = :w", w=word_hash)


def add(tx: Tx, word: Word, word_hash: bytes, day: date) -> None:
    """Store a word in place of its traces."""
    tx.run(
        """INSERT INTO unanswered_word (folded, language, word, times, last_day)
           VALUES (:folded, :l, :word, :times, :day)""",
        folded=word.folded,
        l=word.language,
        word=word.word,
        times=word.times,
        day=day.isoformat(),
    )
    tx.run("DELETE FROM unanswered_trace WHERE word_hash = :w", w=word_hash)


def every(tx: Tx) -> tuple[Word, ...]:
    """Return all words, the most frequent first."""
    rows = tx.all("SELECT * FROM unanswered_word ORDER BY times DESC, language, word")
    return tuple(
        Word(folded=row["folded"], language=row["language"], word=row["word"], times=row["times"])
        for row in rows
    )


def drop(tx: Tx, folded: str, language: str) -> bool:
    """Delete a word; False if it was gone."""
    return (
        tx.run(
            "DELETE FROM unanswered_word WHERE folded = :folded AND language = :l",
            folded=folded,
            l=language,
        )
        == 1
    )


def prune(tx: Tx, before: date, limit: int) -> int:
    """Delete traces and words that nobody used since then."""
    done = tx.run(
        """DELETE FROM unanswered_trace WHERE (word_hash, asker_hash) IN (
               SELECT word_hash, asker_hash FROM unanswered_trace WHERE day < :day LIMIT :n)""",
        day=before.isoformat(),
        n=limit,
    )
    return done + tx.run(
        """DELETE FROM unanswered_word WHERE (folded, language) IN (
               SELECT folded, language FROM unanswered_word WHERE last_day < :day LIMIT :n)""",
        day=before.isoformat(),
        n=max(0, limit - done),
    )
