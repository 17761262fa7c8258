"""What people say about themselves so that fitting shifts find them."""

from __future__ import annotations

import json
from datetime import date

from bot.domain.people import Profile
from bot.store.codec import to_json
from bot.store.database import Row, Tx

_COLUMNS = """speaks, interests, towns, adult, phone, paused_until_on, full_name,
    calendar_updates"""


def _profile_of(row: Row) -> Profile:
    paused = row["paused_until_on"]
    return Profile(
        speaks=_split(row["speaks"]),
        interests=_split(row["interests"]),
        towns=tuple(json.loads(row["towns"])),
        adult=None if row["adult"] is None else bool(row["adult"]),
        phone=row["phone"],
        paused_until=None if paused is None else date.fromisoformat(paused),
        full_name=row["full_name"],
        calendar_updates=bool(row["calendar_updates"]),
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


def find(tx: Tx, person_id: int) -> Profile:
    """Return the person's profile; an empty one if they are erased."""
    row = tx.one(f"SELECT {_COLUMNS} FROM person WHERE id = :p", p=person_id)
    return Profile() if row is None else _profile_of(row)


def put(tx: Tx, person_id: int, profile: Profile) -> None:
    """Store the whole profile in the place of the one before."""
    tx.run(
        """UPDATE person SET speaks = :speaks, interests = :interests, towns = :towns,
               adult = :adult, phone = :phone, paused_until_on = :paused,
               full_name = :full_name, calendar_updates = :updates
           WHERE id = :p""",
        p=person_id,
        speaks=",".join(profile.speaks),
        interests=",".join(profile.interests),
        towns=to_json(list(profile.towns)),
        adult=None if profile.adult is None else int(profile.adult),
        phone=profile.phone,
        paused=None if profile.paused_until is None else profile.paused_until.isoformat(),
        full_name=profile.full_name,
        updates=int(profile.calendar_updates),
    )


def known_towns(tx: Tx) -> tuple[str, ...]:
    """Return the towns of all initiatives, each once, by name."""
    rows = tx.all("SELECT DISTINCT town FROM initiative WHERE town <> '' ORDER BY town")
    return tuple(row["town"] for row in rows)
