"""Questions to a human: threads, their messages, and where they stand on screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.rendered import FileRef
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"  # somebody waits for an answer
    ANSWERED = "answered"  # a human wrote last
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thread between a newcomer and the humans of an initiative or the leads."""

    id: int
    person_id: int
    initiative_id: int | None
    language: str
    pseudonym: str
    state: QuestionState
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMessage:
    """One message of a thread."""

    id: int
    question_id: int
    from_newcomer: bool
    text: str
    file: FileRef | None
    sent_at: datetime


_COLUMNS = "id, person_id, initiative_id, language, pseudonym, state, created_at"


def _question_of(row: Row) -> Question:
    return Question(
        id=row["id"],
        person_id=row["person_id"],
        initiative_id=row["initiative_id"],
        language=row["language"],
        pseudonym=row["pseudonym"],
        state=QuestionState(row["state"]),
        created_at=from_ms(row["created_at"]),
    )


def add(
    tx: Tx,
    *,
    person_id: int,
    initiative_id: int | None,
    language: str,
    pseudonym: str,
    now: datetime,
) -> int:
    """Open a thread and return its id."""
    return tx.insert(
        """INSERT INTO question
               (person_id, initiative_id, language, pseudonym, state, created_at, active_at)
           VALUES (:p, :i, :l, :pseudonym, 'open', :now, :now)""",
        p=person_id,
        i=initiative_id,
        l=language,
        pseudonym=pseudonym,
        now=to_ms(now),
    )


def find(tx: Tx, question_id: int) -> Question | None:
    """Return the thread, or None."""
    row = tx.one(f"SELECT {_COLUMNS} FROM question WHERE id = :id", id=question_id)
    return None if row is None else _question_of(row)


def set_state(tx: Tx, question_id: int, state: QuestionState, now: datetime) -> None:
    """Change where the thread stands and note the activity."""
    tx.run(
        """UPDATE question SET state = :state, active_at = :now,
               closed_at = iif(:state = 'closed', :now, NULL) WHERE id = :id""",
        state=state,
        now=to_ms(now),
        id=question_id,
    )


def add_message(
    tx: Tx,
    *,
    question_id: int,
    from_newcomer: bool,
    text: str,
    file: FileRef | None,
    now: datetime,
) -> int:
    """Add one message to the thread and return its id."""
    return tx.insert(
        """INSERT INTO question_message (question_id, sender, text, file_kind, file_id, sent_at)
           VALUES (:q, :sender, :text, :kind, :file, :now)""",
        q=question_id,
        sender="newcomer" if from_newcomer else "human",
        text=text,
        kind=file.kind if file else None,
        file=file.file_id if file else None,
        now=to_ms(now),
    )


def _message_of(row: Row) -> QuestionMessage:
    file = None
    if row["file_kind"] is not None:
        file = FileRef(kind=row["file_kind"], file_id=row["file_id"])
    return QuestionMessage(
        id=row["id"],
        question_id=row["question_id"],
        from_newcomer=row["sender"] == "newcomer",
        text=row["text"],
        file=file,
        sent_at=from_ms(row["sent_at"]),
    )


def find_message(tx: Tx, message_id: int) -> QuestionMessage | None:
    """Return one message of some thread, or None."""
    row = tx.one("SELECT * FROM question_message WHERE id = :id", id=message_id)
    return None if row is None else _message_of(row)


def messages(tx: Tx, question_id: int, limit: int = 12) -> list[QuestionMessage]:
    """Return the thread's last messages, oldest first."""
    rows = tx.all(
        """SELECT * FROM (SELECT * FROM question_message WHERE question_id = :q
                          ORDER BY id DESC LIMIT :n) ORDER BY id""",
        q=question_id,
        n=limit,
    )
    return [_message_of(row) for row in rows]


def open_for(
    tx: Tx, initiative_ids: list[int], *, with_leads: bool, limit: int
) -> tuple[list[Question], int]:
    """Return the oldest open questions of these initiatives (and the leads'), and how many."""
    marks = ",".join(str(int(i)) for i in initiative_ids)
    where = (
        f"state = 'open' AND (initiative_id IN ({marks}) OR (:leads AND initiative_id IS NULL))"
    )
    total = tx.count(f"SELECT count(*) FROM question WHERE {where}", leads=int(with_leads))
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM question WHERE {where} ORDER BY created_at, id LIMIT :n",
        leads=int(with_leads),
        n=limit,
    )
    return [_question_of(row) for row in rows], total


def count_open_of(tx: Tx, person_id: int) -> int:
    """Return how many threads of this newcomer are not closed."""
    return tx.count(
        "SELECT count(*) FROM question WHERE person_id = :p AND state <> 'closed'", p=person_id
    )


def last_of(tx: Tx, person_id: int) -> Question | None:
    """Return the newcomer's newest thread that is not closed, or None."""
    row = tx.one(
        f"""SELECT {_COLUMNS} FROM question WHERE person_id = :p AND state <> 'closed'
            ORDER BY id DESC LIMIT 1""",
        p=person_id,
    )
    return None if row is None else _question_of(row)


def put_relay(tx: Tx, *, chat_id: int, message_id: int, question_id: int) -> None:
    """Remember that this message on somebody's screen belongs to the thread."""
    tx.run(
        """INSERT OR REPLACE INTO relay (chat_id, message_id, question_id)
           SELECT :c, :m, id FROM question WHERE id = :q""",
        c=chat_id,
        m=message_id,
        q=question_id,
    )


def find_relay(tx: Tx, *, chat_id: int, message_id: int) -> int | None:
    """Return the thread a message on somebody's screen belongs to, or None."""
    found = tx.scalar(
        "SELECT question_id FROM relay WHERE chat_id = :c AND message_id = :m",
        c=chat_id,
        m=message_id,
    )
    return None if found is None else int(found)


def close_idle(tx: Tx, before: datetime, now: datetime) -> int:
    """Close threads without activity since ``before``."""
    return tx.run(
        """UPDATE question SET state = 'closed', closed_at = :now
           WHERE state <> 'closed' AND active_at < :before""",
        now=to_ms(now),
        before=to_ms(before),
    )


def delete_closed(tx: Tx, before: datetime) -> int:
    """Delete threads that were closed before then, with their messages."""
    return tx.run(
        "DELETE FROM question WHERE state = 'closed' AND closed_at < :before", before=to_ms(before)
    )
