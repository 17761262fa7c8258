"""The people of one initiative, as its coordinators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.people import MembershipState, Person, Role
from bot.store.codec import opt_from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.people import person_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One member of an initiative, or somebody who asks to become one."""

    person: Person
    role: Role
    state: MembershipState
    paused_until: date | None


def _member_of(row: Row) -> MemberRow:
    paused = row["paused_until_on"]
    return MemberRow(
        person=person_of(row),
        role=Role(row["role"]),
        state=MembershipState(row["state"]),
        paused_until=None if paused is None else date.fromisoformat(paused),
    )


_SELECT = """SELECT person.*, membership.role, membership.state
    FROM membership JOIN person ON person.id = membership.person_id"""


def of_initiative(tx: Tx, initiative_id: int) -> list[MemberRow]:
    """Return everybody of the initiative, in no particular order."""
    rows = tx.all(f"{_SELECT} WHERE membership.initiative_id = :i", i=initiative_id)
    return [_member_of(row) for row in rows]


def find(tx: Tx, initiative_id: int, person_id: int) -> MemberRow | None:
    """Return this member of the initiative, or None."""
    row = tx.one(
        f"{_SELECT} WHERE membership.initiative_id = :i AND person.id = :p",
        i=initiative_id,
        p=person_id,
    )
    return None if row is None else _member_of(row)


def set_paper_notice(tx: Tx, person_id: int, version: str, at: datetime) -> None:
    """Store that the privacy notice was handed over on paper, and when."""
    tx.run(
        "UPDATE person SET notice_version = :v, notice_at = :at WHERE id = :p",
        v=version,
        at=to_ms(at),
        p=person_id,
    )


def notice_at(tx: Tx, person_id: int) -> datetime | None:
    """Return when the privacy notice was given, or None."""
    found = tx.scalar("SELECT notice_at FROM person WHERE id = :p", p=person_id)
    return opt_from_ms(found if isinstance(found, int) else None)


def hangs_on(tx: Tx, person_id: int, initiative_id: int) -> bool:
    """Tell whether something depends on this record besides being a member there."""
    return (
        tx.count(
            """SELECT EXISTS (SELECT 1 FROM signup WHERE person_id = :p)
                OR EXISTS (SELECT 1 FROM standing_signup WHERE person_id = :p)
                OR EXISTS (SELECT 1 FROM qualification WHERE person_id = :p)
                OR EXISTS (SELECT 1 FROM offer WHERE person_id = :p)
                OR EXISTS (SELECT 1 FROM merge WHERE kept_id = :p OR other_id = :p)
                OR EXISTS (SELECT 1 FROM membership
                           WHERE person_id = :p AND initiative_id <> :i)""",
            p=person_id,
            i=initiative_id,
        )
        == 1
    )


def is_alone(tx: Tx, person_id: int, initiative_id: int) -> bool:
    """Tell whether the person belongs to no other initiative and is no lead."""
    return (
        tx.count(
            """SELECT EXISTS (SELECT 1 FROM membership
                              WHERE person_id = :p AND initiative_id <> :i)
                OR EXISTS (SELECT 1 FROM lead WHERE person_id = :p)""",
            p=person_id,
            i=initiative_id,
        )
        == 0
    )


def take_out(tx: Tx, person_id: int, initiative_id: int) -> None:
    """End the membership with what exists only because of it."""
    for sql in (
        """DELETE FROM standing_signup WHERE person_id = :p
               AND series_id IN (SELECT id FROM series WHERE initiative_id = :i)""",
        "DELETE FROM qualification WHERE person_id = :p AND initiative_id = :i",
        "DELETE FROM clearance WHERE person_id = :p AND initiative_id = :i",
        "DELETE FROM membership WHERE person_id = :p AND initiative_id = :i",
    ):
        tx.run(sql, p=person_id, i=initiative_id)
    tx.run(
        """UPDATE invitation SET expires_at = created_at
           WHERE claims_id = :p AND initiative_id = :i AND used_at IS NULL""",
        p=person_id,
        i=initiative_id,
    )


def past_shifts(tx: Tx, person_id: int, now: datetime) -> int:
    """Return in how many shifts that are over the person had a place and was not absent."""
    return tx.count(
        """SELECT count(*) FROM signup JOIN shift ON shift.id = signup.shift_id
           WHERE signup.person_id = :p AND signup.state = 'confirmed' AND shift.state = 'open'
               AND shift.ends_at <= :now
               AND (attendance IS NULL OR attendance = 'came')""",
        p=person_id,
        now=to_ms(now),
    )
