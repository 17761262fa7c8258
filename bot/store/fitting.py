"""Who can be asked to help: those who wait for a place, and those who fit."""

from __future__ import annotations

import json
from datetime import date, timedelta

from bot.domain.searches import Candidate, Waiter
from bot.domain.shifts import LONGEST_HOURS, Shift, ShiftRole
from bot.store.codec import opt_from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.people import person_of
from bot.store.searches import Search
from bot.store.shifts import split


def anybody_waits(tx: Tx, shift_id: int, role: int) -> bool:
    """Tell whether somebody is on the role's waitlist."""
    row = tx.one(
        "SELECT 1 FROM signup WHERE shift_id = :s AND role = :r AND state = 'waiting'",
        s=shift_id,
        r=role,
    )
    return row is not None


def waiters(tx: Tx, search: Search) -> tuple[Waiter, ...]:
    """Return whom the search has not asked of those who wait, in the order of the line."""
    rows = tx.all(
        """SELECT person.* FROM signup JOIN person ON person.id = signup.person_id
           WHERE signup.shift_id = :s AND signup.role = :r AND signup.state = 'waiting'
               AND NOT EXISTS (SELECT 1 FROM offer
                               WHERE search_id = :search AND offer.person_id = person.id)
           ORDER BY queued_at, signup.id""",
        s=search.shift_id,
        r=search.role,
        search=search.id,
    )
    people = [person_of(row) for row in rows]
    return tuple(
        Waiter(
            person_id=one.id,
            quiet=one.quiet,
            reachable=one.telegram_id is not None and one.reachable,
        )
        for one in people
    )


# What goes on at a moment began at most this long before: a few shifts are read, not all sign-ups
# of all members. A change of the clocks makes a night an hour longer.
_LONGEST = timedelta(hours=LONGEST_HOURS + 1)
_FITS = """person.id IS NOT :besides
    AND membership.initiative_id = :initiative AND membership.state = 'active'
    AND person.telegram_id IS NOT NULL AND person.blocked_at IS NULL
    AND (person.paused_until_on IS NULL OR person.paused_until_on <= :today)
    AND (NOT :adults OR person.adult = 1)
    AND (:needs IS NULL OR EXISTS (SELECT 1 FROM qualification AS seen
        WHERE seen.person_id = person.id AND seen.initiative_id = :initiative
            AND seen.kind = :needs
            AND (seen.valid_until_on IS NULL OR seen.valid_until_on >= :day)))
    AND NOT EXISTS (SELECT 1 FROM opt_out
        WHERE opt_out.person_id = person.id AND opt_out.kind = 'standin')
    AND NOT EXISTS (SELECT 1 FROM signup
        WHERE signup.shift_id = :shift AND signup.person_id = person.id)
    AND person.id NOT IN (SELECT signup.person_id
        FROM shift JOIN signup ON signup.shift_id = shift.id
        WHERE shift.starts_at < :b AND shift.starts_at > :earliest AND shift.ends_at > :a
            AND shift.state = 'open' AND signup.state = 'confirmed'
            AND signup.person_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM offer JOIN search ON search.id = offer.search_id
        WHERE offer.person_id = person.id AND search.shift_id = :shift
            AND (offer.state = 'declined' OR search.id = :search))"""


def candidates(
    tx: Tx,
    shift: Shift,
    role: ShiftRole,
    search_id: int | None,
    today: date,
    *,
    besides: int | None,
) -> tuple[Candidate, ...]:
    """Return whom the search could ask to step in besides those who wait.

    Active members who fit the role, are free at that time, want to be asked and were not asked
    here, did not say no for this shift and did not leave it. ``today`` is the local day,
    ``besides`` whoever looks for somebody else.
    """
    rows = tx.all(
        f"""SELECT person.*, (SELECT max(created_at) FROM offer
                              WHERE offer.person_id = person.id) AS asked_at
            FROM membership JOIN person ON person.id = membership.person_id
            WHERE {_FITS} ORDER BY person.id""",
        initiative=shift.initiative_id,
        today=today.isoformat(),
        adults=int(role.adults_only),
        needs=role.qualification,
        day=shift.starts_at.date().isoformat(),
        shift=shift.id,
        a=to_ms(shift.starts_at),
        b=to_ms(shift.ends_at),
        earliest=to_ms(shift.starts_at - _LONGEST),
        search=search_id,
        besides=besides,
    )
    return tuple(_candidate_of(row, shift, role) for row in rows)


def _candidate_of(row: Row, shift: Shift, role: ShiftRole) -> Candidate:
    towns = {str(name).casefold() for name in json.loads(row["towns"])}
    likes_kind = shift.kind in split(row["interests"])
    return Candidate(
        person_id=row["id"],
        quiet=person_of(row).quiet,
        speaks=not role.languages or not set(role.languages).isdisjoint(split(row["speaks"])),
        likes=likes_kind + (shift.town.casefold() in towns),
        asked_at=opt_from_ms(row["asked_at"]),
    )
