"""Everything about one person: read it all, and erase it."""

from __future__ import annotations

from datetime import datetime

from bot.store.codec import to_ms
from bot.store.database import Row, Tx, Value

# Every table with something about people, and how to find one person's rows (:p, :t are the own
# and the Telegram id). tests/privacy holds this list against the schema.
_OF_PERSON = {
    "person": "id = :p",
    "lead": "person_id = :p",
    "membership": "person_id = :p",
    "invitation": "created_by = :p OR used_by = :p",
    "wrong_code": "person_id = :p",
    "dialog": "person_id = :p",
    "shift": "created_by = :p",
    "signup": "person_id = :p",
    "outbox": "person_id = :p",
    "announcement": "author_id = :p",
    "opt_out": "person_id = :p",
    "question": "person_id = :p",
    "question_message": "question_id IN (SELECT id FROM question WHERE person_id = :p)",
    "relay": "chat_id = :t OR question_id IN (SELECT id FROM question WHERE person_id = :p)",
    "linked_group": "added_by = :p",
    "audit": "actor_id = :p OR subject = 'person:' || :p",
    "inbox": """json_valid(payload) AND :t IN (
        json_extract(payload, '$.message.from.id'),
        json_extract(payload, '$.edited_message.from.id'),
        json_extract(payload, '$.callback_query.from.id'),
        json_extract(payload, '$.my_chat_member.from.id'))""",
}


def tables() -> frozenset[str]:
    """Return the tables that hold something about people."""
    return frozenset(_OF_PERSON)


def rows_of(tx: Tx, person_id: int) -> dict[str, list[dict[str, Value]]]:
    """Return every row about this person, by table and column."""
    telegram_id = tx.scalar("SELECT telegram_id FROM person WHERE id = :p", p=person_id)
    found: dict[str, list[dict[str, Value]]] = {}
    for table, where in _OF_PERSON.items():
        rows = tx.all(f"SELECT * FROM {table} WHERE {where}", p=person_id, t=telegram_id)
        if rows:
            found[table] = [_plain(row) for row in rows]
    return found


def _plain(row: Row) -> dict[str, Value]:
    return {
        key: value.hex() if isinstance(value, bytes) else value
        for key, value in zip(row.keys(), row, strict=True)
    }


def anonymise_signups(tx: Tx, person_id: int, key: str, now: datetime) -> int:
    """Cut the tie between a person and shifts that are over; hours and counts stay right.

    ``key`` is the same for all of the person's sign-ups, so that "different volunteers" is still
    counted right; it leads back to nobody.
    """
    tx.run(
        """DELETE FROM signup WHERE person_id = :p AND (state <> 'confirmed' OR shift_id IN
               (SELECT id FROM shift WHERE starts_at > :now OR state = 'cancelled'))""",
        p=person_id,
        now=to_ms(now),
    )
    return tx.run(
        """UPDATE signup SET person_id = NULL, anonymous_key = :key, answer = NULL
           WHERE person_id = :p""",
        p=person_id,
        key=key,
    )


def erase(tx: Tx, person_id: int, now: datetime) -> bool:
    """Delete the person and all that belongs to them; sign-ups must be anonymous by then.

    Deliveries of announcements stay as figures without a person. False if nobody was there.
    """
    telegram_id = tx.scalar("SELECT telegram_id FROM person WHERE id = :p", p=person_id)
    tx.run(
        """UPDATE outbox SET person_id = NULL, chat_id = 0, payload = '{}', dedupe_key = NULL,
               message_id = NULL, updated_at = :now,
               state = iif(state IN ('queued', 'sending'), 'dropped', state)
           WHERE person_id = :p AND announcement_id IS NOT NULL""",
        p=person_id,
        now=to_ms(now),
    )
    tx.run(
        f"DELETE FROM inbox WHERE state = 'failed' AND {_OF_PERSON['inbox']}",
        t=telegram_id,
    )
    tx.run("UPDATE audit SET actor_id = NULL WHERE actor_id = :p", p=person_id)
    tx.run("UPDATE audit SET subject = 'person' WHERE subject = 'person:' || :p", p=person_id)
    tx.run("DELETE FROM relay WHERE chat_id = :t", t=telegram_id)
    tx.run("DELETE FROM outbox WHERE chat_id = :t", t=telegram_id)
    return tx.run("DELETE FROM person WHERE id = :p", p=person_id) == 1


def forget_row(tx: Tx, row_id: int) -> None:
    """Delete an outbox row that would keep an erased person's chat."""
    tx.run("DELETE FROM outbox WHERE id = :id", id=row_id)


def forget_words(tx: Tx, row_id: int) -> None:
    """Empty an outbox row whose words were written out (a deferred answer may hold names)."""
    tx.run("UPDATE outbox SET payload = '{}' WHERE id = :id", id=row_id)
