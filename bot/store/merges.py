"""Two records of one human become one, and two again.

The ``kept`` record had no Telegram, the ``other`` one has; see docs/decisions/0014.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.store import merge_rows
from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Row, Tx, Value
from bot.store.merge_rows import Met, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A merge that can still be undone; ``telegram_id`` went from ``other`` to ``kept``."""

    id: int
    kept_id: int
    other_id: int
    telegram_id: int
    initiative_id: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge did; ``met`` are the shifts in which both were, and one sign-up remains."""

    merge: Merge
    met: tuple[Met, ...]


# What belongs to the Telegram account and goes with it.
_OF_CHAT = frozenset(
    {
        "telegram_id",
        "language",
        "notice_version",
        "notice_at",
        "lead_minutes",
        "quiet_from",
        "quiet_until",
        "blocked_at",
        "calendar_updates",
        "gender",
        "free_times",
        "seen_at",
    }
)
_EMPTY: Mapping[str, Value] = {
    "telegram_id": None,
    "language": None,
    "name": None,
    "notice_version": None,
    "notice_at": None,
    "lead_minutes": "1440,120",
    "quiet_from": "21:00",
    "quiet_until": "08:00",
    "blocked_at": None,
    "speaks": "",
    "interests": "",
    "towns": "[]",
    "adult": None,
    "phone": None,
    "paused_until_on": None,
    "full_name": None,
    "calendar_updates": 0,
    "gender": None,
    "free_times": "",
    "turns_to": None,
}


def merge(tx: Tx, kept_id: int, other_id: int, initiative_id: int, now: datetime) -> Merged:
    """Give everything of ``other`` to ``kept``, the Telegram account included.

    ``other`` stays as an empty record until the time to undo it has ended. Where both have a row
    for the same thing the better one wins.
    """
    record = Record(kept=_person(tx, kept_id), other=_person(tx, other_id))
    met = merge_rows.give(tx, kept_id, other_id, record)
    record.merged = _merged_person(record.kept, record.other)
    _write_person(tx, other_id, {**_EMPTY, "seen_at": to_ms(now)})
    _write_person(tx, kept_id, record.merged)
    merge_id = tx.insert(
        """INSERT INTO merge (kept_id, other_id, telegram_id, initiative_id, moved, at)
           VALUES (:kept, :other, :t, :i, :moved, :now)""",
        kept=kept_id,
        other=other_id,
        t=record.other["telegram_id"],
        i=initiative_id,
        moved=record.text(),
        now=to_ms(now),
    )
    made = find(tx, merge_id)
    if made is None:
        raise LookupError(merge_id)
    return Merged(merge=made, met=met)


def undo(tx: Tx, merge_id: int) -> bool:
    """Make two records of one again; False if ``kept`` no longer has that Telegram account.

    What happened since stays with ``kept``, except what only somebody with Telegram can have done.
    Where both were in a shift and the place was taken since, the sign-up of one waits.
    """
    row = tx.one("SELECT * FROM merge WHERE id = :id", id=merge_id)
    if row is None:
        return False
    kept_id, other_id = int(row["kept_id"]), int(row["other_id"])
    present = _person(tx, kept_id)
    if present["telegram_id"] != row["telegram_id"]:
        return False
    record = Record(**json.loads(row["moved"]))
    merge_rows.give_back(tx, kept_id, other_id, record)
    _write_person(tx, kept_id, _kept_again(present, record))
    _write_person(tx, other_id, _other_again(present, record))
    tx.run("DELETE FROM merge WHERE id = :id", id=merge_id)
    return True


# --- the two rows of the people themselves


def _person(tx: Tx, person_id: int) -> dict[str, Any]:
    row = tx.one("SELECT * FROM person WHERE id = :id", id=person_id)
    if row is None:
        raise LookupError(person_id)
    return {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118 - a Row


def _write_person(tx: Tx, person_id: int, values: Mapping[str, Value]) -> None:
    setters = ", ".join(f"{name} = :{name}" for name in values)
    tx.run(f"UPDATE person SET {setters} WHERE id = :person", person=person_id, **values)


def _merged_person(kept: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """What belongs to the account comes from ``other``, the rest from whoever has said it."""
    merged = {name: value if value is not None else other[name] for name, value in kept.items()}
    merged |= {name: other[name] for name in _OF_CHAT if name in other}
    for name in ("speaks", "interests"):
        merged[name] = ",".join(
            dict.fromkeys(part for one in (kept, other) for part in one[name].split(",") if part)
        )
    towns = [*json.loads(kept["towns"]), *json.loads(other["towns"])]
    merged["towns"] = to_json(list(dict.fromkeys(towns)))
    return merged


def _kept_again(present: dict[str, Any], record: Record) -> dict[str, Any]:
    """As before, but what the record says since stays."""
    return {
        name: before
        if name in _OF_CHAT or present.get(name) == record.merged.get(name)
        else present[name]
        for name, before in record.kept.items()
        if name in present
    }


def _other_again(present: dict[str, Any], record: Record) -> dict[str, Any]:
    """As before, with the account's settings as they are now."""
    return {
        name: present[name] if name in _OF_CHAT else before
        for name, before in record.other.items()
        if name in present
    }


# --- looking


def _merge_of(row: Row) -> Merge:
    return Merge(
        id=row["id"],
        kept_id=row["kept_id"],
        other_id=row["other_id"],
        telegram_id=row["telegram_id"],
        initiative_id=row["initiative_id"],
        at=from_ms(row["at"]),
    )


def find(tx: Tx, merge_id: int) -> Merge | None:
    """Return the merge, or None if it was undone or its time has ended."""
    row = tx.one("SELECT * FROM merge WHERE id = :id", id=merge_id)
    return None if row is None else _merge_of(row)


def of_kept(tx: Tx, person_id: int) -> list[Merge]:
    """Return the merges into this record that can still be undone, the newest first."""
    rows = tx.all("SELECT * FROM merge WHERE kept_id = :p ORDER BY id DESC", p=person_id)
    return [_merge_of(row) for row in rows]


def tombstones_of(tx: Tx, person_id: int) -> list[int]:
    """Return the empty records that were merged into this person's, directly or by way of others.

    They are erased together with the person.
    """
    rows = tx.all(
        """WITH RECURSIVE empty (id) AS (
               SELECT other_id FROM merge WHERE kept_id = :p
               UNION SELECT other_id FROM merge JOIN empty ON merge.kept_id = empty.id)
           SELECT id FROM empty ORDER BY id""",
        p=person_id,
    )
    return [row["id"] for row in rows]


def ended(tx: Tx, before: datetime, limit: int) -> list[int]:
    """Return the empty records of merges made before then, which nobody can undo any more."""
    rows = tx.all(
        "SELECT DISTINCT other_id FROM merge WHERE at <= :before ORDER BY at LIMIT :n",
        before=to_ms(before),
        n=limit,
    )
    return [row["other_id"] for row in rows]
