"""Everything about one person: read it all, and erase it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.store import merges
from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Row, Tx, Value

_ASKED = "SELECT id FROM question WHERE person_id = :p"
_SAID = f"SELECT id FROM question_message WHERE question_id IN ({_ASKED})"
# The person's own words to a companion, or as one; what the other one wrote is not theirs.
_WROTE_TO_THEM = """request_id IN (SELECT id FROM companion_request
    WHERE (sender = 'newcomer' AND person_id = :p)
        OR (sender = 'companion' AND companion_id = :p))"""
# An update as Telegram sent it, and a reply as bot/conversation/replies.py writes it down.
_SENT_IT = """CASE WHEN json_valid(payload) THEN :t IN (
        json_extract(payload, '$.message.from.id'),
        json_extract(payload, '$.edited_message.from.id'),
        json_extract(payload, '$.callback_query.from.id'),
        json_extract(payload, '$.my_chat_member.from.id')) END"""
_IS_ANSWERED = "CASE WHEN json_valid(reply) THEN json_extract(reply, '$.to.chat') = :t END"

# Every table with something about people, and how to find one person's rows (:p, :t are the own
# and the Telegram id). tests/privacy holds this list against the schema.
_OF_PERSON = {
    "person": "id = :p",
    "lead": "person_id = :p",
    "membership": "person_id = :p",
    "invitation": "created_by = :p OR used_by = :p OR claims_id = :p",
    "wrong_code": "person_id = :p",
    "dialog": "person_id = :p",
    "shift": "created_by = :p OR id IN (SELECT shift_id FROM signup WHERE person_id = :p)",
    "signup": "person_id = :p",
    "series": "created_by = :p",
    "standing_signup": "person_id = :p",
    "search": "started_by = :p",
    "offer": "person_id = :p",
    "qualification": "person_id = :p OR seen_by = :p",
    "merge": "kept_id = :p OR other_id = :p",
    "outbox": "person_id = :p OR (person_id IS NULL AND chat_id = :t)",
    "announcement": "author_id = :p",
    "opt_out": "person_id = :p",
    "visit": "person_id = :p",
    "local_entry": "author_id = :p",
    "faq_confirmation": "confirmed_by = :p",
    "subscription": "person_id = :p",
    "question": "person_id = :p",
    "question_message": f"question_id IN ({_ASKED}) OR author_id = :p",
    "question_helper": f"person_id = :p OR asked_by = :p OR question_id IN ({_ASKED})",
    "relay": f"chat_id = :t OR question_id IN ({_ASKED})",
    "clearance": "person_id = :p OR cleared_by = :p",
    "companion_request": "person_id = :p OR companion_id = :p",
    "companion_offer": "person_id = :p",
    "companion_message": _WROTE_TO_THEM,
    "companion_relay": "chat_id = :t",
    "linked_group": "added_by = :p",
    "audit": "actor_id = :p OR subject = 'person:' || :p",
    "inbox": f"{_SENT_IT} OR {_IS_ANSWERED}",
}
# Columns of such a row that may name another person: by own id, or by Telegram id.
_MAY_NAME = {
    "invitation": {"created_by": "p", "used_by": "p", "claims_id": "p"},
    "qualification": {"person_id": "p", "seen_by": "p"},
    "shift": {"created_by": "p"},
    "clearance": {"person_id": "p", "cleared_by": "p"},
    "companion_request": {"person_id": "p", "companion_id": "p"},
    "question_message": {"author_id": "p"},
    "question_helper": {"person_id": "p", "asked_by": "p"},
    "relay": {"chat_id": "t"},
    "audit": {"actor_id": "p"},
}
SOMEBODY_ELSE = "somebody else"


def tables() -> frozenset[str]:
    """Return the tables that hold something about people."""
    return frozenset(_OF_PERSON)


def rows_of(tx: Tx, person_id: int) -> dict[str, list[dict[str, Value]]]:
    """Return every row about this person, by table and column, without anybody else's identity.

    Times are ISO 8601 in UTC, bytes are hexadecimal.
    """
    own = {"p": person_id, "t": _telegram_id(tx, person_id)}
    found: dict[str, list[dict[str, Value]]] = {}
    for table, where in _OF_PERSON.items():
        rows = tx.all(f"SELECT * FROM {table} WHERE {where}", **own)
        if rows:
            found[table] = [_shown(table, row, own) for row in rows]
    return found


def _telegram_id(tx: Tx, person_id: int) -> int | None:
    found = tx.scalar("SELECT telegram_id FROM person WHERE id = :p", p=person_id)
    return found if isinstance(found, int) else None


def _shown(table: str, row: Row, own: Mapping[str, int | None]) -> dict[str, Value]:
    shown = {name: _plain(name, value) for name, value in zip(row.keys(), row, strict=True)}
    for name, kind in _MAY_NAME.get(table, {}).items():
        if row[name] is not None and row[name] != own[kind]:
            shown[name] = SOMEBODY_ELSE
    if table == "audit" and _names_other(str(row["subject"]), "person:", own["p"]):
        shown["subject"] = "person"
    if table == "merge":
        shown["moved"] = _without_others(row["moved"], own["p"])
    if table == "outbox":
        shown["payload"] = _without_others(row["payload"], own["p"])
    if table == "inbox" and row["reply"] is not None:
        shown["reply"] = _without_others(row["reply"], own["p"])
    return shown


def _plain(name: str, value: Value) -> Value:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and (name == "at" or name.endswith("_at")):
        return from_ms(value).isoformat()
    return value


def _names_other(subject: str, prefix: str, person_id: int | None) -> bool:
    return subject.startswith(prefix) and subject != f"{prefix}{person_id}"


def _without_others(text: str, person_id: int | None) -> str:
    """Return a payload or reply without another person's id and without the bytes of files.

    A file to hand over may be an earlier export; copied into the next one it would grow for ever.
    """
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return to_json(_lessened(value, person_id))


def _lessened(value: object, person_id: int | None) -> object:
    if isinstance(value, list):
        return [_lessened(one, person_id) for one in value]
    if not isinstance(value, dict):
        return value
    lessened = {name: _lessened(one, person_id) for name, one in value.items()}
    if value.get("member", 0) not in {0, person_id}:
        lessened["member"] = SOMEBODY_ELSE
    if value.get("seen_by") not in {None, person_id}:
        lessened["seen_by"] = SOMEBODY_ELSE
    if isinstance(document := value.get("document"), list) and document:
        lessened["document"] = [document[0], "…"]
    if isinstance(paper := value.get("paper"), list) and paper:
        lessened["paper"] = [paper[0], "…"]
    return lessened


def anonymise_signups(tx: Tx, person_id: int, key: str, now: datetime) -> int:
    """Cut the tie between a person and shifts that have begun; hours and counts stay right.

    ``key`` is the same for all of the person's sign-ups, so that "different volunteers" is still
    counted right; it leads back to nobody. Sign-ups that never became hours are deleted.
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


def erase(tx: Tx, person_id: int, now: datetime, *, restored: bool = False) -> bool:
    """Delete the person and all that belongs to them; sign-ups must be anonymous by then.

    What lies ready for others and names this person goes as well. Deliveries of announcements
    stay as figures without a person. What the person sent and nobody handled yet stays, being
    younger than the wish to be forgotten, except in a ``restored`` database. False if nobody was
    there.
    """
    own = {"p": person_id, "t": _telegram_id(tx, person_id)}
    _forget_with_others(tx, person_id, now)
    if restored:
        tx.run(f"DELETE FROM inbox WHERE {_SENT_IT}", t=own["t"])
    tx.run(f"UPDATE inbox SET state = 'done', reply = NULL WHERE {_IS_ANSWERED}", t=own["t"])
    tx.run(f"{_TO_FIGURES} WHERE person_id = :p AND {_IS_DELIVERY}", p=person_id, now=to_ms(now))
    tx.run("UPDATE audit SET actor_id = NULL WHERE actor_id = :p", p=person_id)
    tx.run("UPDATE audit SET subject = 'person' WHERE subject = 'person:' || :p", p=person_id)
    tx.run(
        "UPDATE announcement SET markup = '' WHERE author_id = :p AND finished_at IS NOT NULL",
        p=person_id,
    )
    # What was merged into this record: empty records, and in "moved" what they held before.
    for empty in merges.tombstones_of(tx, person_id):
        tx.run("DELETE FROM person WHERE id = :p", p=empty)
    tx.run("DELETE FROM relay WHERE chat_id = :t", t=own["t"])
    tx.run("DELETE FROM companion_relay WHERE chat_id = :t", t=own["t"])
    tx.run(f"DELETE FROM companion_message WHERE {_WROTE_TO_THEM}", p=person_id)
    tx.run(f"DELETE FROM outbox WHERE {_OF_PERSON['outbox']}", **own)
    return tx.run("DELETE FROM person WHERE id = :p", p=person_id) == 1


# A delivery of an announcement without its person: a figure.
_IS_DELIVERY = "announcement_id IS NOT NULL AND kind = 'announcement'"
_TO_FIGURES = """UPDATE outbox SET person_id = NULL, chat_id = 0, payload = '', dedupe_key = NULL,
    message_id = NULL, reason = NULL, updated_at = :now,
    state = iif(state IN ('queued', 'sending'), 'dropped', state)"""


def _forget_with_others(tx: Tx, person_id: int, now: datetime) -> None:
    """Delete what lies ready for other people and names this one."""
    tx.run(
        f"""DELETE FROM dialog WHERE flow IN ('thread', 'topic', 'notice')
                AND json_extract(data, '$.question') IN ({_ASKED})""",
        p=person_id,
    )
    tx.run(
        """DELETE FROM dialog WHERE flow IN ('member', 'qualify')
               AND json_extract(data, '$.person') = :p""",
        p=person_id,
    )
    tx.run(
        f"""DELETE FROM outbox WHERE kind IN ('notice', 'relay') AND json_valid(payload)
                AND (json_extract(payload, '$.member') = :p
                     OR json_extract(payload, '$.message') IN ({_SAID})
                     OR json_extract(payload, '$.question') IN ({_ASKED}))""",
        p=person_id,
    )
    named = _named(tx, person_id)
    if named is None:
        return
    for row in tx.all(
        "SELECT id, payload FROM outbox WHERE kind = 'answer' AND payload NOT IN ('', '{}')"
    ):
        if named.search(_words(row["payload"])):
            forget_words(tx, row["id"])
            tx.run(
                """UPDATE outbox SET state = 'dropped', updated_at = :now
                   WHERE id = :id AND state = 'queued'""",
                id=row["id"],
                now=to_ms(now),
            )
    for row in tx.all("SELECT seq, reply FROM inbox WHERE state = 'handled'"):
        if row["reply"] and named.search(_words(row["reply"])):
            tx.run("UPDATE inbox SET state = 'done', reply = NULL WHERE seq = :s", s=row["seq"])


def _named(tx: Tx, person_id: int) -> re.Pattern[str] | None:
    """Return what a written-out answer about this person contains: name or made-up name."""
    rows = tx.all(
        """SELECT name AS word FROM person WHERE id = :p AND name IS NOT NULL
           UNION SELECT full_name FROM person WHERE id = :p AND full_name IS NOT NULL
           UNION SELECT pseudonym FROM question WHERE person_id = :p""",
        p=person_id,
    )
    words = "|".join(re.escape(row["word"]) for row in rows)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)") if words else None


def _words(text: str) -> str:
    """Return the readable words of a reply or payload that is stored as JSON."""
    return html.unescape("\n".join(_strings(json.loads(text))))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def forget_row(tx: Tx, row_id: int) -> None:
    """Delete an outbox row that would keep a person's chat for nothing."""
    tx.run("DELETE FROM outbox WHERE id = :id", id=row_id)


def forget_words(tx: Tx, row_id: int) -> None:
    """Empty an outbox row whose words were written out (a deferred answer may hold names)."""
    tx.run("UPDATE outbox SET payload = '{}' WHERE id = :id", id=row_id)
