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


def put_relay(tx: Tx, *, chat_id: int, message_id: int, request_id: int) -> None:
    """Remember that this message on somebody's screen belongs to the request."""
    tx.run(
        """INSERT OR REPLACE INTO companion_relay (chat_id, message_id, request_id)
           SELECT :c, :m, id FROM companion_request WHERE id = :r""",
        c=chat_id,
        m=message_id,
        r=request_id,
    )


def find_relay(tx: Tx, *, chat_id: int, message_id: int) -> int | None:
    """Return the request a message on somebody's screen belongs to, or None."""
    found = tx.scalar(
        "SELECT request_id FROM companion_relay WHERE chat_id = :c AND message_id = :m",
        c=chat_id,
        m=message_id,
    )
    return None if found is None else int(found)
