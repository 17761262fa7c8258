# ruff: noqa: S608 - table and column names come from the schema itself
"""The promises about people's data as functions, so that the mutants can run the very same."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.services import privacy as privacy_service
from bot.services.privacy import export
from bot.store import identity, journal
from bot.store.backup import backup
from bot.store.codec import from_ms
from bot.store.database import Database, Tx
from bot.store.restore import restore
from tests.support.db import NAME
from tests.support.lives import Life, found, full_life, invite
from tests.support.talk import open_talk

WORD = "QZX"  # begins every word of the person who is looked for
NUMBER = 7_700_770_077  # their Telegram id: needs six bytes in SQLite, seldom met by chance
OTHER_WORD, OTHER_NUMBER = "JVK", 8_800_880_088


# --- which rows are about somebody, found by the schema alone


def _tables(tx: Tx) -> list[str]:
    rows = tx.all(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    return [row["name"] for row in rows]


def _columns(tx: Tx, table: str) -> list[str]:
    return [row["name"] for row in tx.all("SELECT name FROM pragma_table_info(:t)", t=table)]


def _references(tx: Tx, table: str, target: str) -> list[str]:
    rows = tx.all(
        'SELECT "from" AS name FROM pragma_foreign_key_list(:t) WHERE "table" = :target',
        t=table,
        target=target,
    )
    return [row["name"] for row in rows]


def _conditions(tx: Tx, table: str) -> list[str]:
    """Return the ways in which a row of this table can be about the person."""
    ways = [f"{name} = :p" for name in _references(tx, table, "person")]
    ways += [
        f"{name} IN (SELECT id FROM question WHERE person_id = :p)"
        for name in _references(tx, table, "question")
    ]
    if "sender" in _columns(tx, table):
        ways += [
            f"""{name} IN (SELECT id FROM companion_request
                    WHERE (sender = 'newcomer' AND person_id = :p)
                        OR (sender = 'companion' AND companion_id = :p))"""
            for name in _references(tx, table, "companion_request")
        ]
    for name in _columns(tx, table):
        if name in {"chat_id", "telegram_id"}:
            ways.append(f"{name} = :t")
        if name == "actor_id" or (table == "person" and name == "id"):
            ways.append(f"{name} = :p")
        if name == "subject":
            ways.append(f"{name} = 'person:' || :p")
        if table == "inbox" and name in {"payload", "reply"}:
            ways.append(f"instr({name}, '\"id\": ' || :t) OR instr({name}, '\"chat\":' || :t)")
    return ways


def rows_about(tx: Tx, person_id: int, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """Return all rows that point to the person, with their rowids where they have one."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for table in _tables(tx):
        ways = _conditions(tx, table)
        if not ways:
            continue
        found = tx.all(
            f"SELECT * FROM {table} WHERE {' OR '.join(f'({way})' for way in ways)}",
            p=person_id,
            t=telegram_id,
        )
        if found:
            rows[table] = [dict(zip(row.keys(), row, strict=True)) for row in found]
    return rows


# --- P3


@dataclass
class Canaries:
    """What was put where: table and column with a value nobody else has."""

    put: list[tuple[str, str, int | str]]
    fixed: set[tuple[str, str]]  # columns that take no free value


# lead_minutes and the quiet hours are read back by the program and take only what it wrote.
_READ_BACK = {"lead_minutes", "quiet_from", "quiet_until"}
# Columns that say whose row it is or which other row belongs to it; they are compared as they are.
_KEYS = {"id", "seq", "bot_id", "update_id", "person_id", "chat_id", "telegram_id", "actor_id"}


def put_canaries(tx: Tx, person_id: int, telegram_id: int, first: int) -> Canaries:
    """Write a value of its own into every column about the person that takes one."""
    canaries = Canaries(put=[], fixed=set())
    number = first
    for table, rows in rows_about(tx, person_id, telegram_id).items():
        linked = {
            row["name"]
            for row in tx.all('SELECT "from" AS name FROM pragma_foreign_key_list(:t)', t=table)
        }
        for row in rows:
            for name, value in row.items():
                if name in _KEYS | _READ_BACK | linked or value is None:
                    continue
                number += 1
                if _put(tx, table, row, name, number):
                    canaries.put.append((table, name, _as_read(row, name, number)))
                    row[name] = _canary(row, name, number)
                else:
                    canaries.fixed.add((table, name))
    return canaries


def _canary(row: dict[str, Any], name: str, number: int) -> Any:
    value = row[name]
    if isinstance(value, bytes):
        return number.to_bytes(32, "big")
    if isinstance(value, int):
        return number * 1000
    if isinstance(value, str) and value.startswith("{"):
        return json.dumps({**json.loads(value), "canary": f"canary{number}"})
    return f"canary{number}"


def _as_read(row: dict[str, Any], name: str, number: int) -> int | str:
    value = _canary(row, name, number)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and (name == "at" or name.endswith("_at")):
        return from_ms(value).isoformat()
    return value if isinstance(value, int) else f"canary{number}"


def _put(tx: Tx, table: str, row: dict[str, Any], name: str, number: int) -> bool:
    where = " AND ".join(f"{column} IS :old_{column}" for column in row)
    values = {f"old_{column}": value for column, value in row.items()}
    if name == "subject":
        return False  # names the row's person; free words never stand there
    try:
        touched = tx.run(
            f"UPDATE {table} SET {name} = :new WHERE {where}",
            new=_canary(row, name, number),
            **values,
        )
    except sqlite3.IntegrityError:
        return False
    assert touched == 1, (table, name)
    return True


# Columns whose values the schema lists: there a canary cannot stand, the column itself must.
ENUMERATED = {
    ("membership", "role"),
    ("membership", "state"),
    ("invitation", "kind"),
    ("shift", "state"),
    ("signup", "state"),
    ("outbox", "lane"),
    ("outbox", "state"),
    ("outbox", "resent"),
    ("announcement", "state"),
    ("announcement", "audience"),
    ("opt_out", "kind"),
    ("clearance", "kind"),
    ("companion_request", "place_kind"),
    ("companion_request", "wish"),
    ("companion_request", "meeting"),
    ("companion_request", "state"),
    ("companion_request", "reported_by"),
    ("companion_request", "starts_at"),
    ("companion_request", "ends_at"),
    ("companion_offer", "state"),
    ("companion_message", "sender"),
    ("companion_message", "file_kind"),
    ("person", "gender"),
    ("question", "state"),
    ("question_message", "sender"),
    ("question_helper", "state"),
    ("question_message", "file_kind"),
    ("inbox", "state"),
    ("shift", "starts_at"),
    ("shift", "ends_at"),
    ("audit", "subject"),
    ("person", "adult"),
    ("person", "calendar_updates"),
    ("shift", "detached"),
    ("signup", "attendance"),
    ("series", "skip_holidays"),
    ("search", "kind"),
    ("search", "state"),
    ("search", "wide"),
    ("offer", "via"),
    ("visit", "booked"),
    ("visit", "remind"),
    ("subscription", "about"),
    ("offer", "state"),
    ("qualification", "kind"),
}


def _values(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _values(one)
    elif isinstance(value, list):
        for one in value:
            yield from _values(one)
    else:
        yield value


async def export_is_complete(folder: Path) -> int:
    """Every value of every column about the person is in the export, and nobody else's.

    Returns the number of canaries that were found.
    """
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        mine = await full_life(talk, lead, NUMBER, WORD)
        theirs = await full_life(talk, lead, OTHER_NUMBER, OTHER_WORD)
        put = await talk.database.write(
            lambda tx: put_canaries(tx, mine.person_id, NUMBER, 1_000_000_000)
        )
        others = await talk.database.write(
            lambda tx: put_canaries(tx, theirs.person_id, OTHER_NUMBER, 1_300_000_000)
        )
        now = talk.clock.now()
        text = (await talk.database.read(lambda tx: export(tx, mine.person_id, now))).decode()
        rows = await talk.database.read(lambda tx: rows_about(tx, mine.person_id, NUMBER))
    tables = json.loads(text)["tables"]
    assert put.fixed <= ENUMERATED, put.fixed - ENUMERATED
    missing = [
        one
        for one in put.put
        if not any(str(one[2]) in str(row[one[1]]) for row in tables.get(one[0], ()))
    ]
    assert missing == []
    columns = {
        table: (len(found), set(found[0])) for table, found in rows.items() if table != "shift"
    }
    shown = {table: (len(found), set(found[0])) for table, found in tables.items()}
    assert {table: shown.get(table) for table in columns} == columns
    told = {str(value) for value in _values(json.loads(text))}
    strangers = [one for one in others.put if any(str(one[2]) in value for value in told)]
    assert strangers == []
    for secret in (OTHER_WORD, str(OTHER_NUMBER), str(NUMBER + 1), "Berta", "Cem"):
        assert secret not in text, secret
    return len(put.put)


# --- P4


async def forget(life: Life) -> None:
    """Say /forget and confirm it."""
    await life.who.says("/forget")
    await life.who.presses("forget_yes")


def traces(folder: Path, words: tuple[bytes, ...]) -> list[str]:
    """Return the files below ``folder`` in which one of the words stands, with the word."""
    return [
        f"{path.name}: {word!r}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for word in words
        if word in path.read_bytes()
    ]


def dangling(tx: Tx) -> int:
    """Return how many dialogues and messages of other people name somebody who is gone."""
    return tx.count(
        """SELECT (SELECT count(*) FROM dialog WHERE json_extract(data, '$.question') IS NOT NULL
                     AND json_extract(data, '$.question') NOT IN (SELECT id FROM question))
                + (SELECT count(*) FROM outbox WHERE json_valid(payload)
                     AND (json_extract(payload, '$.member')
                              NOT IN (SELECT id FROM person UNION SELECT 0)
                          OR json_extract(payload, '$.question')
                              NOT IN (SELECT id FROM question)
                          OR json_extract(payload, '$.message')
                              NOT IN (SELECT id FROM question_message)))"""
    )


SOUGHT = (WORD.encode(), str(NUMBER).encode(), NUMBER.to_bytes(6, "big"))


async def erasure_leaves_no_byte(folder: Path) -> Life:
    """After /forget and a checkpoint nothing of the person is in any file."""
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        other = await full_life(talk, lead, OTHER_NUMBER, OTHER_WORD)
        life = await full_life(talk, lead, NUMBER, WORD)
        assert traces(folder, SOUGHT[:1]) != []
        await forget(life)
        await talk.deliver()
        await talk.database.checkpoint()
        found_traces = traces(folder, SOUGHT)
        assert found_traces == [], found_traces
        assert traces(folder, (OTHER_WORD.encode(),)) != []
        rows = await talk.database.read(lambda tx: rows_about(tx, life.person_id, NUMBER))
        assert rows == {}
        assert await talk.database.read(lambda tx: tx.all("PRAGMA foreign_key_check")) == []
        assert await talk.database.read(dangling) == 0
        assert await other.who.id() == other.person_id
        return life


async def journal_is_written_first(folder: Path) -> None:
    """An erasure whose transaction does not commit stands in the journal all the same.

    Else a machine that stops between commit and journal would let a restore revive somebody.
    """
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        person_id = await lead.id()
        assert person_id is not None

        def erase(tx: Tx) -> None:
            privacy_service.erase(tx, person_id, talk.clock.now(), talk.house.erased)
            raise InterruptedError

        try:
            await talk.database.write(erase)
        except InterruptedError:
            found = journal.read(folder / "copies" / journal.NAME)
        assert [one.person_id for one in found.erasures] == [person_id]
        assert await lead.id() == person_id


async def restore_revives_nobody(folder: Path) -> None:
    """A backup from before the erasure, restored with the journal, does not know the person."""
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        life = await full_life(talk, lead, NUMBER, WORD)
        database = folder / "data" / NAME
        copies = folder / "copies"
        uuid = await talk.database.read(identity.installation)
        journal.ensure(copies, uuid, talk.clock.now())
        copy = await asyncio.to_thread(backup, database, copies, talk.clock.now())
        talk.clock.advance(hours=1)
        await forget(life)
        await talk.deliver()
    now = talk.clock.now() + timedelta(hours=1)
    restore(
        copy,
        database,
        copies / journal.NAME,
        now,
        lambda tx, person_id: privacy_service.erase_again(tx, person_id, now),
    )
    found_traces = traces(folder / "data", SOUGHT)
    assert found_traces == [], found_traces
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    again = await Database.open(database)
    assert await again.read(lambda tx: rows_about(tx, life.person_id, NUMBER)) == {}
    await again.close()


# --- S4 and S10


async def invitation_is_single_use(folder: Path) -> None:
    """Of 50 people who use one invitation at the same time exactly one gets in."""
    async with open_talk(folder) as talk:
        lead = await talk.lead(1)
        initiative_id = await found(talk, lead, "Café")
        payload = await invite(talk, lead, initiative_id, "coordinator")
        crowd = [talk.person(100 + n, "de", "Ada") for n in range(50)]
        for who in crowd:
            await who.says(f"/start {payload}")
            await who.forges("1:lang:~de")
            await who.presses("notice_ok")
        await asyncio.gather(*(who.presses("name_ok") for who in crowd))
        members = await talk.database.read(lambda tx: tx.count("SELECT count(*) FROM membership"))
        refused = sum("bereits benutzt" in who.text or "schon" in who.text for who in crowd)
        assert (members, refused) == (1, 49)
