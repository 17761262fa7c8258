"""Rows for tests that are about the file and not about what stands in it."""

from __future__ import annotations

from bot.store.codec import to_ms
from bot.store.database import Tx
from tests.support.db import START


def add_person(tx: Tx, name: str | None = None) -> int:
    """Insert somebody who has seen the notice and return the id."""
    return tx.insert(
        "INSERT INTO person (name, notice_version, notice_at, created_at, seen_at)"
        " VALUES (:name, '1', :at, :at, :at)",
        name=name,
        at=to_ms(START),
    )


def count_people(tx: Tx) -> int:
    """Return how many people there are."""
    return tx.count("SELECT count(*) FROM person")


def names(tx: Tx) -> list[str]:
    """Return the names of all people in order of their ids."""
    return [str(row["name"]) for row in tx.all("SELECT name FROM person ORDER BY id")]


def add_shift(tx: Tx, places: int) -> int:
    """Insert an initiative with one shift and return the shift's id."""
    at = to_ms(START)
    initiative = tx.insert(
        "INSERT INTO initiative (name, town, poster_code, created_at)"
        " VALUES ('Sprachcafé', 'Unna', hex(randomblob(8)), :at)",
        at=at,
    )
    shift = tx.insert(
        "INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, created_at)"
        " VALUES (:initiative, 'Tee', 'Saal', :at, :at + 1, :at)",
        initiative=initiative,
        at=at,
    )
    tx.run(
        "INSERT INTO shift_role (shift_id, position, name, capacity) VALUES (:s, 0, '', :places)",
        s=shift,
        places=places,
    )
    return shift


def sign_up(tx: Tx, shift: int, person: int) -> str:
    """Give the person a place or, where the shift is full, a place in the line."""
    free = tx.count(
        "SELECT capacity - (SELECT count(*) FROM signup"
        " WHERE shift_id = :shift AND state = 'confirmed')"
        " FROM shift_role WHERE shift_id = :shift",
        shift=shift,
    )
    state = "confirmed" if free > 0 else "waiting"
    tx.insert(
        "INSERT INTO signup (shift_id, person_id, state, queued_at, confirmed_at, updated_at)"
        " VALUES (:shift, :person, :state, :at, :confirmed, :at)",
        shift=shift,
        person=person,
        state=state,
        at=to_ms(START),
        confirmed=to_ms(START) if state == "confirmed" else None,
    )
    return state


def erase_person(tx: Tx, person: int) -> None:
    """Take somebody out of the database, leaving the sign-ups without a name."""
    tx.run(
        "UPDATE signup SET person_id = NULL, anonymous_key = hex(randomblob(8))"
        " WHERE person_id = :person",
        person=person,
    )
    tx.run("DELETE FROM person WHERE id = :person", person=person)


def installation(tx: Tx) -> str:
    """Return the uuid of the installation."""
    return str(tx.scalar("SELECT uuid FROM installation"))
