"""Questions to a human: threads, their messages, and where they stand on screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.rendered import FileRef
from bot.store.codec import from_ms, opt_from_ms, to_ms
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
    waiting_since: datetime | None = None
    escalated_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionMessage:
    """One message of a thread.

    ``author_id`` is None for the newcomer and for somebody erased, ``canned`` for own words.
    """

    id: int
    question_id: int
    from_newcomer: bool
    text: str
    file: FileRef | None
    sent_at: datetime
    author_id: int | None = None
    canned: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What somebody puts into a thread; ``author_id`` is None for the newcomer."""

    text: str = ""
    file: FileRef | None = None
    author_id: int | None = None
    canned: str | None = None


_COLUMNS = """id, person_id, initiative_id, language, pseudonym, state, created_at,
    waiting_since_at, escalated_at"""


def _question_of(row: Row) -> Question:
    return Question(
        id=row["id"],
        person_id=row["person_id"],
        initiative_id=row["initiative_id"],
        language=row["language"],
        pseudonym=row["pseudonym"],
        state=QuestionState(row["state"]),
        created_at=from_ms(row["created_at"]),
        waiting_since=opt_from_ms(row["waiting_since_at"]),
        escalated_at=opt_from_ms(row["escalated_at"]),
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
               (person_id, initiative_id, language, pseudonym, state, created_at, active_at,
                waiting_since_at)
           VALUES (:p, :i, :l, :pseudonym, 'open', :now, :now, :now)""",
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
    """Change where the thread stands and note the activity.

    Somebody waits from the first word that has no answer; with the answer the leads' mark goes.
    """
    tx.run(
        """UPDATE question SET state = :state, active_at = :now,
               closed_at = iif(:state = 'closed', :now, NULL),
               waiting_since_at = iif(:state = 'open', coalesce(waiting_since_at, :now), NULL),
               escalated_at = iif(:state = 'open', escalated_at, NULL)
           WHERE id = :id""",
        state=state,
        now=to_ms(now),
        id=question_id,
    )


def set_escalated(tx: Tx, question_id: int, now: datetime) -> bool:
    """Note that the leads were told that nobody answers; False if they were told before."""
    return (
        tx.run(
            """UPDATE question SET escalated_at = :now
               WHERE id = :id AND state = 'open' AND escalated_at IS NULL""",
            now=to_ms(now),
            id=question_id,
        )
        == 1
    )


def add_message(tx: Tx, question_id: int, words: Words, now: datetime) -> int:
    """Add one message to the thread, and return its id."""
    return tx.insert(
        """INSERT INTO question_message
               (question_id, sender, text, file_kind, file_id, sent_at, author_id, canned)
           VALUES (:q, :sender, :text, :kind, :file, :now, :author, :canned)""",
        q=question_id,
        sender="newcomer" if words.author_id is None else "human",
        text=words.text,
        kind=words.file.kind if words.file else None,
        file=words.file.file_id if words.file else None,
        now=to_ms(now),
        author=words.author_id,
        canned=words.canned,
    )


def correct_message(tx: Tx, message_id: int, text: str) -> None:
    """Put other words in place of those of one message."""
    tx.run("UPDATE question_message SET text = :text WHERE id = :id", text=text, id=message_id)


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
        author_id=row["author_id"],
        canned=row["canned"],
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


def first_message(tx: Tx, question_id: int) -> QuestionMessage | None:
    """Return what the thread began with, or None if there is no such thread."""
    row = tx.one(
        "SELECT * FROM question_message WHERE question_id = :q ORDER BY id LIMIT 1", q=question_id
    )
    return None if row is None else _message_of(row)


def last_message(tx: Tx, question_id: int, *, from_newcomer: bool) -> QuestionMessage | None:
    """Return the last message of one side, or None if it wrote none."""
    row = tx.one(
        """SELECT * FROM question_message WHERE question_id = :q AND sender = :sender
           ORDER BY id DESC LIMIT 1""",
        q=question_id,
        sender="newcomer" if from_newcomer else "human",
    )
    return None if row is None else _message_of(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whose questions somebody sees: of these initiatives, of the leads, in one language.

    ``language`` empty: in all languages.
    """

    initiative_ids: tuple[int, ...]
    with_leads: bool
    language: str = ""


def _theirs(desk: Desk) -> str:
    marks = ",".join(str(int(i)) for i in desk.initiative_ids)
    leads = " OR initiative_id IS NULL" if desk.with_leads else ""
    return f"(initiative_id IN ({marks}){leads}) AND (:language = '' OR language = :language)"


def open_for(tx: Tx, desk: Desk, limit: int) -> tuple[list[Question], int]:
    """Return the open questions of a desk, the longest waiting first, and how many there are."""
    where = f"state = 'open' AND {_theirs(desk)}"
    total = tx.count(f"SELECT count(*) FROM question WHERE {where}", language=desk.language)
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM question WHERE {where} ORDER BY created_at, id LIMIT :n",
        language=desk.language,
        n=limit,
    )
    return [_question_of(row) for row in rows], total


def open_languages(tx: Tx, desk: Desk) -> list[tuple[str, int]]:
    """Return in which languages questions are open, with how many, the most first."""
    rows = tx.all(
        f"""SELECT language, count(*) AS n FROM question WHERE state = 'open' AND {_theirs(desk)}
            GROUP BY language ORDER BY n DESC, language""",
        language=desk.language,
    )
    return [(row["language"], row["n"]) for row in rows]


def answered_for(tx: Tx, desk: Desk, since: datetime, limit: int) -> list[Question]:
    """Return the questions of a desk that a human answered since then, the last one first."""
    rows = tx.all(
        f"""SELECT {_COLUMNS} FROM question WHERE state <> 'open' AND {_theirs(desk)}
                AND active_at >= :since AND EXISTS (SELECT 1 FROM question_message
                    WHERE question_id = question.id AND sender = 'human' AND sent_at >= :since)
            ORDER BY active_at DESC, id DESC LIMIT :n""",
        language=desk.language,
        since=to_ms(since),
        n=limit,
    )
    return [_question_of(row) for row in rows]


def waiting(tx: Tx, before: datetime) -> list[Question]:
    """Return the open questions whose newcomer has waited since then or longer."""
    rows = tx.all(
        f"""SELECT {_COLUMNS} FROM question
            WHERE state = 'open' AND waiting_since_at <= :before ORDER BY waiting_since_at, id""",
        before=to_ms(before),
    )
    return [_question_of(row) for row in rows]


def count_open_of(tx: Tx, person_id: int) -> int:
    """Return how many threads of this newcomer are not closed."""
    return tx.count(
        "SELECT count(*) FROM question WHERE person_id = :p AND state <> 'closed'", p=person_id
    )


def of_person(tx: Tx, person_id: int, limit: int) -> list[Question]:
    """Return the newcomer's threads: those that are not closed first, of each the newest first."""
    rows = tx.all(
        f"""SELECT {_COLUMNS} FROM question WHERE person_id = :p
            ORDER BY state = 'closed', id DESC LIMIT :n""",
        p=person_id,
        n=limit,
    )
    return [_question_of(row) for row in rows]


def turns_to(tx: Tx, person_id: int) -> int | None:
    """Return the initiative whose link the person came by or that they chose, or None."""
    found = tx.scalar("SELECT turns_to FROM person WHERE id = :p", p=person_id)
    return None if found is None else int(found)


def turn_to(tx: Tx, person_id: int, initiative_id: int | None) -> None:
    """Note to which initiative the person turns; None: to the leads."""
    tx.run("UPDATE person SET turns_to = :i WHERE id = :p", i=initiative_id, p=person_id)


def put_relay(
    tx: Tx, *, chat_id: int, message_id: int, question_id: int, words_id: int | None = None
) -> None:
    """Remember that this message on somebody's screen belongs to the thread.

    ``words_id`` is the thread's message that was typed in it, None for what was shown.
    """
    tx.run(
        """INSERT OR REPLACE INTO relay (chat_id, message_id, question_id, words_id)
           SELECT :c, :m, id, :words FROM question WHERE id = :q""",
        c=chat_id,
        m=message_id,
        q=question_id,
        words=words_id,
    )


def typed_in(tx: Tx, *, chat_id: int, message_id: int) -> QuestionMessage | None:
    """Return the thread's message that was typed in this message of a chat, or None."""
    row = tx.one(
        """SELECT question_message.* FROM question_message JOIN relay
               ON relay.words_id = question_message.id
           WHERE relay.chat_id = :c AND relay.message_id = :m""",
        c=chat_id,
        m=message_id,
    )
    return None if row is None else _message_of(row)


def find_relay(tx: Tx, *, chat_id: int, message_id: int) -> int | None:
    """Return the thread a message on somebody's screen belongs to, or None."""
    found = tx.scalar(
        "SELECT question_id FROM relay WHERE chat_id = :c AND message_id = :m",
        c=chat_id,
        m=message_id,
    )
    return None if found is None else int(found)


def idle(tx: Tx, before: datetime) -> list[Question]:
    """Return the threads that are not closed and had no word since then."""
    rows = tx.all(
        f"SELECT {_COLUMNS} FROM question WHERE state <> 'closed' AND active_at < :before",
        before=to_ms(before),
    )
    return [_question_of(row) for row in rows]


def delete_closed(tx: Tx, before: datetime) -> int:
    """Delete threads that were closed before then, with their messages."""
    return tx.run(
        "DELETE FROM question WHERE state = 'closed' AND closed_at < :before", before=to_ms(before)
    )
