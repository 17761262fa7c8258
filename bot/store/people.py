"""People, what they are where, and what they do not want to hear."""

from __future__ import annotations

from datetime import datetime, time

from bot.domain.people import (
    Membership,
    MembershipState,
    OptOut,
    Person,
    QuietHours,
    Role,
    Standing,
)
from bot.store.codec import opt_from_ms, to_ms
from bot.store.database import Row, Tx

_PERSON = """id, telegram_id, language, name, notice_version, notice_at, lead_minutes,
    quiet_from, quiet_until, blocked_at"""


def person_of(row: Row) -> Person:
    """Return the person a row of the table describes."""
    return Person(
        id=row["id"],
        telegram_id=row["telegram_id"],
        language=row["language"],
        name=row["name"],
        notice_version=row["notice_version"],
        notice_at=opt_from_ms(row["notice_at"]),
        lead_minutes=tuple(int(part) for part in row["lead_minutes"].split(",") if part),
        quiet=QuietHours(
            start=time.fromisoformat(row["quiet_from"]), end=time.fromisoformat(row["quiet_until"])
        ),
        reachable=row["blocked_at"] is None,
    )


def find_by_telegram(tx: Tx, telegram_id: int) -> Person | None:
    """Return the person with this Telegram id, or None."""
    row = tx.one(f"SELECT {_PERSON} FROM person WHERE telegram_id = :t", t=telegram_id)
    return None if row is None else person_of(row)


def find(tx: Tx, person_id: int) -> Person | None:
    """Return the person with this id, or None if erased."""
    row = tx.one(f"SELECT {_PERSON} FROM person WHERE id = :id", id=person_id)
    return None if row is None else person_of(row)


def add(tx: Tx, *, telegram_id: int | None, now: datetime) -> Person:
    """Add a person of whom nothing but the identity is known."""
    person_id = tx.insert(
        "INSERT INTO person (telegram_id, created_at, seen_at) VALUES (:t, :now, :now)",
        t=telegram_id,
        now=to_ms(now),
    )
    return Person(id=person_id, telegram_id=telegram_id)


_DAY_MS = 24 * 60 * 60 * 1000


def mark_seen(tx: Tx, person_id: int, now: datetime) -> None:
    """Remember that the person was here and can be reached; written once a day at most."""
    tx.run(
        """UPDATE person SET seen_at = :now, blocked_at = NULL
           WHERE id = :id AND (seen_at < :yesterday OR blocked_at IS NOT NULL)""",
        id=person_id,
        now=to_ms(now),
        yesterday=to_ms(now) - _DAY_MS,
    )


def set_language(tx: Tx, person_id: int, language: str) -> None:
    """Store the chosen language."""
    tx.run("UPDATE person SET language = :l WHERE id = :id", l=language, id=person_id)


def set_notice(tx: Tx, person_id: int, version: str, now: datetime) -> None:
    """Store that this version of the privacy notice was shown, and when."""
    tx.run(
        "UPDATE person SET notice_version = :v, notice_at = :now WHERE id = :id",
        v=version,
        now=to_ms(now),
        id=person_id,
    )


def set_name(tx: Tx, person_id: int, name: str) -> None:
    """Store the first name that others see."""
    tx.run("UPDATE person SET name = :n WHERE id = :id", n=name, id=person_id)


def set_leads(tx: Tx, person_id: int, leads: tuple[int, ...]) -> None:
    """Store the lead times of reminders, minutes before the start."""
    joined = ",".join(str(lead) for lead in sorted(leads, reverse=True))
    tx.run("UPDATE person SET lead_minutes = :l WHERE id = :id", l=joined, id=person_id)


def set_quiet(tx: Tx, person_id: int, quiet: QuietHours) -> None:
    """Store the quiet hours, local wall times."""
    tx.run(
        "UPDATE person SET quiet_from = :a, quiet_until = :b WHERE id = :id",
        a=quiet.start.strftime("%H:%M"),
        b=quiet.end.strftime("%H:%M"),
        id=person_id,
    )


def set_blocked(tx: Tx, person_id: int, now: datetime) -> bool:
    """Store that the person cannot be reached; True if that is news."""
    return (
        tx.run(
            "UPDATE person SET blocked_at = :now WHERE id = :id AND blocked_at IS NULL",
            now=to_ms(now),
            id=person_id,
        )
        == 1
    )


def standing_of(tx: Tx, person: Person) -> Standing:
    """Return the person with memberships and lead role, as they are now."""
    rows = tx.all(
        "SELECT initiative_id, role, state FROM membership WHERE person_id = :id", id=person.id
    )
    is_lead = tx.one("SELECT 1 FROM lead WHERE person_id = :id", id=person.id) is not None
    return Standing(
        person=person,
        memberships=tuple(
            Membership(
                initiative_id=row["initiative_id"],
                role=Role(row["role"]),
                state=MembershipState(row["state"]),
            )
            for row in rows
        ),
        is_lead=is_lead,
    )


def make_lead(tx: Tx, person_id: int, now: datetime) -> None:
    """Make the person a lead; nothing happens if they are one."""
    tx.run(
        "INSERT OR IGNORE INTO lead (person_id, since_at) VALUES (:id, :now)",
        id=person_id,
        now=to_ms(now),
    )


def lead_ids(tx: Tx) -> list[int]:
    """Return the ids of all leads."""
    return [row["person_id"] for row in tx.all("SELECT person_id FROM lead")]


def opted_out(tx: Tx, person_id: int) -> frozenset[OptOut]:
    """Return the kinds of messages this person refuses."""
    rows = tx.all("SELECT kind FROM opt_out WHERE person_id = :id", id=person_id)
    return frozenset(OptOut(row["kind"]) for row in rows)


def set_opt_out(tx: Tx, person_id: int, kind: OptOut, *, out: bool, now: datetime) -> None:
    """Refuse or allow one kind of message."""
    if out:
        tx.run(
            """INSERT OR IGNORE INTO opt_out (person_id, kind, since_at)
               VALUES (:id, :kind, :now)""",
            id=person_id,
            kind=kind,
            now=to_ms(now),
        )
    else:
        tx.run(
            "DELETE FROM opt_out WHERE person_id = :id AND kind = :kind", id=person_id, kind=kind
        )
