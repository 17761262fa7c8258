"""Volunteers who are asked to help with the language of a question, and what they said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.store.codec import to_ms
from bot.store.database import Row, Tx


class HelperState(StrEnum):
    """Where a volunteer stands with a question."""

    ASKED = "asked"
    HELPING = "helping"  # reads and writes in the thread; one at a time
    DECLINED = "declined"  # is not asked again
    ENDED = "ended"  # helped for a while, or was no longer needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Helper:
    """One volunteer who was asked for one question."""

    question_id: int
    person_id: int
    state: HelperState


def _helper_of(row: Row) -> Helper:
    return Helper(
        question_id=row["question_id"],
        person_id=row["person_id"],
        state=HelperState(row["state"]),
    )


def find(tx: Tx, question_id: int, person_id: int) -> Helper | None:
    """Return where this volunteer stands with the question, None if they were not asked."""
    row = tx.one(
        "SELECT * FROM question_helper WHERE question_id = :q AND person_id = :p",
        q=question_id,
        p=person_id,
    )
    return None if row is None else _helper_of(row)


def of_question(tx: Tx, question_id: int) -> list[Helper]:
    """Return everybody who was asked for this question."""
    rows = tx.all(
        "SELECT * FROM question_helper WHERE question_id = :q ORDER BY asked_at, person_id",
        q=question_id,
    )
    return [_helper_of(row) for row in rows]


def helping(tx: Tx, question_id: int) -> Helper | None:
    """Return who helps with this question at the moment, or None."""
    row = tx.one(
        "SELECT * FROM question_helper WHERE question_id = :q AND state = 'helping'",
        q=question_id,
    )
    return None if row is None else _helper_of(row)


def ask(tx: Tx, *, question_id: int, person_id: int, asked_by: int, now: datetime) -> bool:
    """Note that the volunteer is asked; False if they are asked already, help or said no."""
    return (
        tx.run(
            """INSERT INTO question_helper (question_id, person_id, state, asked_by, asked_at)
               VALUES (:q, :p, 'asked', :by, :now)
               ON CONFLICT (question_id, person_id) DO UPDATE
               SET state = 'asked', asked_by = :by, asked_at = :now WHERE state = 'ended'""",
            q=question_id,
            p=person_id,
            by=asked_by,
            now=to_ms(now),
        )
        == 1
    )


def set_state(tx: Tx, question_id: int, person_id: int, state: HelperState) -> None:
    """Change where the volunteer stands.

    Raises:
        sqlite3.IntegrityError: somebody else helps with this question.
    """
    tx.run(
        """UPDATE question_helper SET state = :state
           WHERE question_id = :q AND person_id = :p""",
        state=state,
        q=question_id,
        p=person_id,
    )


def end_all(tx: Tx, question_id: int) -> None:
    """End what volunteers do or were asked to do for this question; a no stays a no."""
    tx.run(
        """UPDATE question_helper SET state = 'ended'
           WHERE question_id = :q AND state IN ('asked', 'helping')""",
        q=question_id,
    )
