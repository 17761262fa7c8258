"""What a newcomer and their companion write to each other, and where it stands on screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.companions import Side
from bot.domain.rendered import FileRef
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One message from one of the two to the other."""

    id: int
    request_id: int
    sender: Side
    text: str
    file: FileRef | None
    sent_at: datetime


def _words_of(row: Row) -> Words:
    kind = row["file_kind"]
    return Words(
        id=row["id"],
        request_id=row["request_id"],
        sender=Side(row["sender"]),
        text=row["text"],
        file=None if kind is None else FileRef(kind=kind, file_id=row["file_id"]),
        sent_at=from_ms(row["sent_at"]),
    )


def add(
    tx: Tx, request_id: int, sender: Side, text: str, file: FileRef | None, now: datetime
) -> int:
    """Store one message and return its id."""
    return tx.insert(
        """INSERT INTO companion_message (request_id, sender, text, file_kind, file_id, sent_at)
           VALUES (:r, :sender, :text, :kind, :file, :now)""",
        r=request_id,
        sender=sender,
        text=text,
        kind=None if file is None else file.kind,
        file=None if file is None else file.file_id,
        now=to_ms(now),
    )


def find(tx: Tx, words_id: int) -> Words | None:
    """Return one message, or None."""
    row = tx.one("SELECT * FROM companion_message WHERE id = :id", id=words_id)
    return None if row is None else _words_of(row)


def last(tx: Tx, request_id: int, limit: int) -> list[Words]:
    """Return the last messages of the two, oldest first."""
    rows = tx.all(
        """SELECT * FROM (SELECT * FROM companion_message WHERE request_id = :r
                          ORDER BY id DESC LIMIT :n) ORDER BY id""",
        r=request_id,
        n=limit,
    )
    return [_words_of(row) for row in rows]


def is_waiting(tx: Tx, words_id: int) -> bool:
    """Tell whether a message still waits to be sent, so that the other one has not seen it."""
    found = tx.scalar(
        """SELECT 1 FROM outbox WHERE state = 'queued' AND kind = 'relay' AND attempts = 0
               AND json_valid(payload) AND json_extract(payload, '$.notice') = 'companion_said'
               AND json_extract(payload, '$.words') = :id""",
        id=words_id,
    )
    return found is not None


def change(tx: Tx, words_id: int, text: str) -> None:
    """Put other words in place of one message's."""
    tx.run("UPDATE companion_message SET text = :text WHERE id = :id", id=words_id, text=text)


def put_relay(
    tx: Tx, *, chat_id: int, message_id: int, request_id: int, words_id: int | None = None
) -> None:
    """Remember that this message on somebody's screen belongs to the request.

    ``words_id`` is the message of the two that was typed in it, None for what was shown.
    """
    tx.run(
        """INSERT OR REPLACE INTO companion_relay (chat_id, message_id, request_id, words_id)
           SELECT :c, :m, id, :words FROM companion_request WHERE id = :r""",
        c=chat_id,
        m=message_id,
        r=request_id,
        words=words_id,
    )


def forget_relay(tx: Tx, *, chat_id: int, message_id: int) -> None:
    """Forget that this message on somebody's screen belongs to a request."""
    tx.run(
        "DELETE FROM companion_relay WHERE chat_id = :c AND message_id = :m",
        c=chat_id,
        m=message_id,
    )


def typed_in(tx: Tx, *, chat_id: int, message_id: int) -> Words | None:
    """Return the words of the two that were typed in this message of a chat, or None."""
    row = tx.one(
        """SELECT companion_message.* FROM companion_message JOIN companion_relay
               ON companion_relay.words_id = companion_message.id
           WHERE companion_relay.chat_id = :c AND companion_relay.message_id = :m""",
        c=chat_id,
        m=message_id,
    )
    return None if row is None else _words_of(row)


def find_relay(tx: Tx, *, chat_id: int, message_id: int) -> int | None:
    """Return the request a message on somebody's screen belongs to, or None."""
    found = tx.scalar(
        "SELECT request_id FROM companion_relay WHERE chat_id = :c AND message_id = :m",
        c=chat_id,
        m=message_id,
    )
    return None if found is None else int(found)
