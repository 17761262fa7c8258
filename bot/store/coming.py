"""Who has a place and has not said that they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.shifts import Shift
from bot.store.codec import from_ms, opt_from_ms, to_ms
from bot.store.database import Tx
from bot.store.people import person_of
from bot.store.shifts import FROM, SHIFT, shift_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A person with a place and no answer; ``muted``: they want no reminders."""

    person: Person
    confirmed_at: datetime
    phone: str | None
    muted: bool


def silent(tx: Tx, shift_id: int) -> list[Silent]:
    """Return who has a place in the shift and has not said that they come, in the line's order."""
    rows = tx.all(
        """SELECT person.*, signup.confirmed_at, EXISTS (
               SELECT 1 FROM opt_out WHERE opt_out.person_id = person.id AND kind = 'reminder'
           ) AS muted
           FROM signup JOIN person ON person.id = signup.person_id
           WHERE shift_id = :s AND state = 'confirmed' AND answer IS NULL
           ORDER BY signup.role, queued_at, signup.id""",
        s=shift_id,
    )
    return [
        Silent(
            person=person_of(row),
            confirmed_at=from_ms(row["confirmed_at"]),
            phone=row["phone"],
            muted=bool(row["muted"]),
        )
        for row in rows
    ]


def with_silent(
    tx: Tx, start: datetime, end: datetime, *, signed_up_before_ms: int = 0
) -> list[tuple[Shift, int]]:
    """Return open shifts that begin in (start, end] and how many people in each are silent.

    Only those count who signed up ``signed_up_before_ms`` or longer before the shift's start.
    """
    rows = tx.all(
        f"""SELECT {SHIFT}, (
                SELECT count(*) FROM signup WHERE signup.shift_id = shift.id
                    AND signup.state = 'confirmed' AND signup.answer IS NULL
                    AND signup.confirmed_at <= shift.starts_at - :fresh) AS silent
            {FROM} WHERE shift.state = 'open' AND shift.starts_at > :a AND shift.starts_at <= :b
                AND silent > 0 ORDER BY shift.starts_at, shift.id""",
        a=to_ms(start),
        b=to_ms(end),
        fresh=signed_up_before_ms,
    )
    return [(shift_of(row), row["silent"]) for row in rows]


def asked_at(tx: Tx, prefix: str) -> datetime | None:
    """Return when a message whose key begins with ``prefix`` was written last, or None."""
    found = tx.scalar(
        "SELECT max(created_at) FROM outbox WHERE dedupe_key >= :a AND dedupe_key < :b",
        a=prefix,
        b=prefix + "\U0010ffff",
    )
    return opt_from_ms(found if isinstance(found, int) else None)


def reminded_at(tx: Tx, prefix: str, suffix: str, at: datetime) -> bool:
    """Tell whether a reminder planned for just that moment was written before.

    Its key begins with ``prefix`` and ends with ``suffix``.
    """
    row = tx.one(
        """SELECT 1 FROM outbox WHERE dedupe_key >= :a AND dedupe_key < :b
               AND substr(dedupe_key, -length(:suffix)) = :suffix
               AND iif(payload = '', NULL, json_extract(payload, '$.at')) = :at""",
        a=prefix,
        b=prefix + "\U0010ffff",
        suffix=suffix,
        at=to_ms(at),
    )
    return row is not None


def newest_notice(
    tx: Tx, person_id: int, notice: str, *, shift_id: int, member_id: int
) -> int | None:
    """Return the outbox row of the last such notice to this person, or None."""
    found = tx.scalar(
        """SELECT max(id) FROM outbox WHERE person_id = :p AND kind = 'notice'
               AND iif(payload = '', 0, json_extract(payload, '$.notice') = :notice
                   AND json_extract(payload, '$.shift') = :s
                   AND json_extract(payload, '$.member') = :m)""",
        p=person_id,
        notice=notice,
        s=shift_id,
        m=member_id,
    )
    return found if isinstance(found, int) else None
