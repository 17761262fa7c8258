"""A person's shifts as their own calendar has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Person
from bot.domain.shifts import Shift, ShiftState
from bot.domain.signups import SignupState
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.people import person_of
from bot.store.shifts import FROM, SHIFT, shift_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A shift in which the person has or had a place; ``changed_at``: their sign-up's change.

    ``pin`` is latitude and longitude in degrees, None where nobody set it.
    """

    shift: Shift
    stands: bool
    changed_at: datetime
    pin: tuple[float, float] | None
    contact: str


_ENTRY = f"""SELECT {SHIFT}, initiative.contact, signup.state AS signup_state,
        signup.updated_at AS changed_at, place.latitude, place.longitude
    {FROM} JOIN signup ON signup.shift_id = shift.id AND signup.person_id = :p
        AND signup.confirmed_at IS NOT NULL AND signup.confirmed_at < shift.starts_at
    LEFT JOIN place ON place.initiative_id = shift.initiative_id AND place.name = shift.place"""


def _entry_of(row: Row) -> Entry:
    shift = shift_of(row)
    stands = row["signup_state"] == SignupState.CONFIRMED and shift.state is ShiftState.OPEN
    pin = None if row["latitude"] is None else (row["latitude"], row["longitude"])
    return Entry(
        shift=shift,
        stands=stands,
        changed_at=from_ms(row["changed_at"]),
        pin=pin,
        contact=row["contact"],
    )


def of_person(tx: Tx, person_id: int, *, coming: datetime, gone: datetime) -> list[Entry]:
    """Return the shifts that stand and end after ``coming``, and those that do not stand any more.

    Of the latter only what changed, or would have begun, at ``gone`` or later. Soonest first.
    """
    rows = tx.all(
        f"""{_ENTRY} WHERE shift.ends_at > :coming AND signup.state = 'confirmed'
                AND shift.state = 'open'
            OR max(signup.updated_at, shift.starts_at) >= :gone
                AND (signup.state <> 'confirmed' OR shift.state = 'cancelled')
            ORDER BY shift.starts_at, shift.id""",
        p=person_id,
        coming=to_ms(coming),
        gone=to_ms(gone),
    )
    return [_entry_of(row) for row in rows]


def of_shift(tx: Tx, shift_id: int, person_id: int) -> Entry | None:
    """Return one shift as this person's calendar has it, None if they never had a place there."""
    row = tx.one(f"{_ENTRY} WHERE shift.id = :s", s=shift_id, p=person_id)
    return None if row is None else _entry_of(row)


def watchers(tx: Tx, shift_id: int) -> list[Person]:
    """Return who has or had a place in the shift and wants a new file after every change."""
    rows = tx.all(
        """SELECT person.* FROM signup JOIN shift ON shift.id = signup.shift_id
           JOIN person ON person.id = signup.person_id
           WHERE signup.shift_id = :s AND person.calendar_updates = 1
               AND person.telegram_id IS NOT NULL AND signup.confirmed_at IS NOT NULL
               AND signup.confirmed_at < shift.starts_at
           ORDER BY person.id""",
        s=shift_id,
    )
    return [person_of(row) for row in rows]
