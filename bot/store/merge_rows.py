"""Which rows change hands when two records of one human become one, and how they come back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.store.codec import to_json
from bot.store.database import Row, Tx, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A shift in which both records stood; ``freed`` is the role that got a place back."""

    shift_id: int
    freed: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Own:
    """Rows of which a person has at most one per ``key``; ``best`` orders two of them.

    ``chat`` says that what is new since the merge belongs to the Telegram account, not to the
    record.
    """

    table: str
    key: tuple[str, ...]
    best: str
    chat: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """Rows that name a person in ``column``, any number of them; ``key`` tells them apart."""

    table: str
    column: str
    key: tuple[str, ...] = ("id",)
    prefix: str = ""

    @property
    def name(self) -> str:
        return f"{self.table}.{self.column}"

    def value(self, person_id: int) -> int | str:
        return f"{self.prefix}{person_id}" if self.prefix else person_id


_OWN = (
    _Own(
        table="membership",
        key=("initiative_id",),
        best="state = 'active' DESC, role = 'coordinator' DESC, since_at",
    ),
    _Own(
        table="signup",
        key=("shift_id",),
        best="""CASE state WHEN 'confirmed' THEN 0 WHEN 'waiting' THEN 1 WHEN 'withdrawn' THEN 2
                ELSE 3 END, CASE attendance WHEN 'came' THEN 0 WHEN 'excused' THEN 1
                WHEN 'missed' THEN 2 ELSE 3 END, queued_at""",
    ),
    _Own(table="standing_signup", key=("series_id",), best="since_at"),
    _Own(
        table="visit",
        key=("shift_id",),
        best="booked DESC, remind DESC, since_at",
        chat=True,
    ),
    _Own(table="subscription", key=("about", "value"), best="since_at", chat=True),
    _Own(
        table="offer",
        key=("search_id",),
        best="""CASE state WHEN 'accepted' THEN 0 WHEN 'declined' THEN 1 WHEN 'open' THEN 2
                ELSE 3 END, id""",
    ),
    _Own(
        table="qualification",
        key=("initiative_id", "kind"),
        best="coalesce(valid_until_on, '9999') DESC, seen_on DESC",
    ),
    _Own(
        table="question_helper",
        key=("question_id",),
        best="""CASE state WHEN 'helping' THEN 0 WHEN 'declined' THEN 1 WHEN 'asked' THEN 2
                ELSE 3 END, asked_at""",
    ),
    _Own(table="clearance", key=("initiative_id", "kind"), best="since_at"),
    _Own(
        table="companion_offer",
        key=("request_id",),
        best="""CASE state WHEN 'accepted' THEN 0 WHEN 'declined' THEN 1 WHEN 'open' THEN 2
                ELSE 3 END, id""",
    ),
    _Own(table="opt_out", key=("kind",), best="since_at", chat=True),
    _Own(table="lead", key=(), best="since_at", chat=True),
    _Own(table="dialog", key=(), best="expires_at DESC", chat=True),
)
_NAMED = (
    _Named(table="wrong_code", column="person_id", key=("rowid",)),
    _Named(table="question", column="person_id"),
    _Named(table="question_message", column="author_id"),
    _Named(table="question_helper", column="asked_by", key=("question_id", "person_id")),
    _Named(table="outbox", column="person_id"),
    _Named(table="invitation", column="created_by"),
    _Named(table="invitation", column="used_by"),
    _Named(table="shift", column="created_by"),
    _Named(table="series", column="created_by"),
    _Named(table="announcement", column="author_id"),
    _Named(table="linked_group", column="added_by", key=("chat_id",)),
    _Named(table="search", column="started_by"),
    _Named(table="qualification", column="seen_by", key=("person_id", "initiative_id", "kind")),
    _Named(table="clearance", column="cleared_by", key=("person_id", "initiative_id", "kind")),
    _Named(table="companion_request", column="person_id"),
    _Named(table="companion_request", column="companion_id"),
    _Named(table="local_entry", column="author_id", key=("slug", "language")),
    _Named(table="faq_confirmation", column="confirmed_by", key=("slug",)),
    _Named(table="audit", column="actor_id"),
    _Named(table="audit", column="subject", prefix="person:"),
)


def handled() -> frozenset[tuple[str, str]]:
    """Return the columns that point to people and change hands, as (table, column)."""
    return frozenset({(own.table, "person_id") for own in _OWN}) | frozenset(
        {(named.table, named.column) for named in _NAMED}
    )


@dataclass(slots=True)
class Record:
    """What is needed for the way back, as it stands in ``merge.moved``.

    ``moved``: keys of rows that went to ``kept``; ``stayed``: keys of rows that were its own
    before, of what else goes back as a whole; ``gone``: rows that gave way.
    """

    kept: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    merged: dict[str, Any] = field(default_factory=dict)
    moved: dict[str, list[list[Any]]] = field(default_factory=dict)
    stayed: dict[str, list[list[Any]]] = field(default_factory=dict)
    gone: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def text(self) -> str:
        """Return it as JSON text."""
        return to_json({name: getattr(self, name) for name in self.__slots__})


def give(tx: Tx, kept_id: int, other_id: int, record: Record) -> tuple[Met, ...]:
    """Give the rows of ``other`` to ``kept`` and note in ``record`` how they come back."""
    record.stayed["coordinator"] = _coordinated(tx, kept_id)
    met: list[Met] = []
    for own in _OWN:
        met += _join(tx, own, kept_id, other_id, record)
    for named in _NAMED:
        record.stayed[named.name] = _keys(tx, named, kept_id)
        _hand_over(tx, named, other_id, kept_id, except_for=[])
    record.moved["outbox.member"] = _members(tx, other_id, kept_id)
    _rename_keys(tx, kept_id, other_id, kept_id)
    return tuple(met)


def give_back(tx: Tx, kept_id: int, other_id: int, record: Record) -> None:
    """Undo :func:`give`; what is new since then stays, except what needs a Telegram account."""
    back = record.moved.get("outbox.member", [])
    _members(tx, kept_id, other_id, only=[int(one[0]) for one in back])
    _rename_keys(tx, kept_id, kept_id, other_id)
    for named in reversed(_NAMED):
        _hand_over(tx, named, kept_id, other_id, except_for=record.stayed.get(named.name, []))
    for own in reversed(_OWN):
        _part(tx, own, kept_id, other_id, record)
    _part_coordinators(tx, kept_id, other_id, record.stayed.get("coordinator", []))


# --- rows of which there is one per person and thing


def _where(own: _Own) -> str:
    return " AND ".join(["person_id = :p", *(f"{name} = :{name}" for name in own.key)])


def _key(own: _Own | _Named, row: Row) -> list[Any]:
    return [row[name] for name in own.key]


def _rows(tx: Tx, own: _Own, person_id: int) -> list[Row]:
    return tx.all(f"SELECT * FROM {own.table} WHERE person_id = :p", p=person_id)


def _join(tx: Tx, own: _Own, kept_id: int, other_id: int, record: Record) -> list[Met]:
    """Move the rows of ``other``; where ``kept`` has one too, the better one stays."""
    record.moved[own.table], record.gone[own.table] = [], []
    theirs = {tuple(_key(own, row)): row for row in _rows(tx, own, kept_id)}
    record.stayed[own.table] = [list(key) for key in theirs]
    met: list[Met] = []
    for row in _rows(tx, own, other_id):
        key = _key(own, row)
        found = dict(zip(own.key, key, strict=True))
        if tuple(key) in theirs:
            loser = _worse(tx, own, found, (kept_id, other_id))
            record.gone[own.table].append(_as_dict(loser))
            tx.run(f"DELETE FROM {own.table} WHERE {_where(own)}", p=loser["person_id"], **found)
            if own.table == "signup":
                met.append(_met(loser))
            if loser["person_id"] == other_id:
                continue
            record.stayed[own.table].remove(key)
        record.moved[own.table].append(key)
        tx.run(
            f"UPDATE {own.table} SET person_id = :kept WHERE {_where(own)}",
            kept=kept_id,
            p=other_id,
            **found,
        )
    return met


def _worse(tx: Tx, own: _Own, found: Mapping[str, Value], two: tuple[int, int]) -> Row:
    where = " AND ".join(["person_id IN (:a, :b)", *(f"{name} = :{name}" for name in own.key)])
    # Of two that are alike the kept record's own stays.
    both = tx.all(
        f"SELECT * FROM {own.table} WHERE {where} ORDER BY {own.best}, person_id <> :a",
        a=two[0],
        b=two[1],
        **found,
    )
    return both[1]


def _met(loser: Row) -> Met:
    freed = loser["role"] if loser["state"] == "confirmed" else None
    return Met(shift_id=loser["shift_id"], freed=freed)


def _as_dict(row: Row) -> dict[str, Any]:
    return dict(zip(row.keys(), row, strict=True))


def _part(tx: Tx, own: _Own, kept_id: int, other_id: int, record: Record) -> None:
    """Move back what had come, and restore what had given way to a row that still stands."""
    stayed = record.stayed.get(own.table, [])
    present = {tuple(_key(own, row)): _as_dict(row) for row in _rows(tx, own, kept_id)}
    back = record.moved.get(own.table, [])
    if own.chat:
        back = [list(key) for key in present if list(key) not in stayed]
    for key in back:
        found = dict(zip(own.key, key, strict=True))
        tx.run(
            f"UPDATE OR IGNORE {own.table} SET person_id = :other WHERE {_where(own)}",
            other=other_id,
            p=kept_id,
            **found,
        )
    for row in record.gone.get(own.table, []):
        winner = present.get(tuple(row[name] for name in own.key))
        if winner is not None:
            _restore(tx, own.table, row, winner)


def _restore(tx: Tx, table: str, row: dict[str, Any], winner: dict[str, Any]) -> None:
    """Insert a row that had given way; a sign-up follows what became of the other one since."""
    if table != "signup":
        _insert(tx, table, row)
        return
    if row["state"] in {"confirmed", "waiting"} and winner["state"] in {"withdrawn", "cancelled"}:
        row = {**row, "state": winner["state"], "attendance": None}
    try:
        _insert(tx, table, row)
    except sqlite3.IntegrityError:  # the place was taken since, or the role is gone
        taken = {"state": "waiting", "attendance": None, "role": winner["role"]}
        _insert(tx, table, {**row, **taken})


def _insert(tx: Tx, table: str, row: dict[str, Any]) -> None:
    columns = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    tx.run(f"INSERT INTO {table} ({columns}) VALUES ({values})", **row)


def _coordinated(tx: Tx, person_id: int) -> list[list[Any]]:
    rows = tx.all(
        "SELECT initiative_id FROM membership WHERE person_id = :p AND role = 'coordinator'",
        p=person_id,
    )
    return [[row["initiative_id"]] for row in rows]


def _part_coordinators(tx: Tx, kept_id: int, other_id: int, before: list[list[Any]]) -> None:
    """Give a role of coordinator that came since to the one who has Telegram."""
    for key in _coordinated(tx, kept_id):
        if key in before:
            continue
        tx.run(
            """INSERT OR REPLACE INTO membership (person_id, initiative_id, role, state, since_at)
               SELECT :other, initiative_id, role, state, since_at FROM membership
               WHERE person_id = :p AND initiative_id = :i""",
            other=other_id,
            p=kept_id,
            i=key[0],
        )
        tx.run(
            """UPDATE membership SET role = 'volunteer'
               WHERE person_id = :p AND initiative_id = :i""",
            p=kept_id,
            i=key[0],
        )


# --- rows that only name somebody


def _keys(tx: Tx, named: _Named, person_id: int) -> list[list[Any]]:
    rows = tx.all(
        f"SELECT {', '.join(named.key)} FROM {named.table} WHERE {named.column} = :v",
        v=named.value(person_id),
    )
    return [_key(named, row) for row in rows]


def _hand_over(
    tx: Tx, named: _Named, giver: int, taker: int, *, except_for: list[list[Any]]
) -> None:
    kept = "0"
    if except_for:
        values = f"({', '.join(named.key)})" if len(named.key) > 1 else named.key[0]
        parts = ", ".join(f"json_extract(value, '$[{n}]')" for n in range(len(named.key)))
        kept = f"{values} IN (SELECT {parts} FROM json_each(:except))"
    tx.run(
        f"""UPDATE {named.table} SET {named.column} = :taker
            WHERE {named.column} = :giver AND NOT {kept}""",
        taker=named.value(taker),
        giver=named.value(giver),
        **({"except": to_json(except_for)} if except_for else {}),
    )


def _members(tx: Tx, old: int, new: int, only: list[int] | None = None) -> list[list[int]]:
    """Let waiting notices to others about ``old`` be about ``new``; return their ids."""
    rows = tx.all(
        """SELECT id FROM outbox WHERE kind IN ('notice', 'relay') AND state = 'queued'
               AND json_valid(payload) AND json_extract(payload, '$.member') = :old""",
        old=old,
    )
    ids = [row["id"] for row in rows if only is None or row["id"] in only]
    tx.run(
        """UPDATE outbox SET payload = json_set(payload, '$.member', :new)
           WHERE id IN (SELECT value FROM json_each(:ids))""",
        new=new,
        ids=to_json(ids),
    )
    return [[one] for one in ids]


# Keys that name a shift or an announcement before the person; all others name the person first.
_SHIFT_FIRST = frozenset({"reminder", "announcement", "again"})


def _rename_keys(tx: Tx, owner: int, old: int, new: int) -> None:
    """Put the new id into the keys by which the same thing is said only once to this person."""
    for row in tx.all(
        "SELECT id, dedupe_key FROM outbox WHERE person_id = :p AND dedupe_key IS NOT NULL",
        p=owner,
    ):
        parts = row["dedupe_key"].split(":")
        at = 1 if parts[0] not in _SHIFT_FIRST else 2
        if len(parts) <= at or parts[at] != str(old):
            continue
        parts[at] = str(new)
        tx.run(
            "UPDATE OR IGNORE outbox SET dedupe_key = :key WHERE id = :id",
            key=":".join(parts),
            id=row["id"],
        )
