"""Volunteers who come along: what they say of themselves, and whom a request can ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from bot.domain.companions import Candidate, Gender, Half, sorted_times
from bot.domain.people import Person
from bot.store.codec import opt_from_ms, to_ms
from bot.store.companions import Request
from bot.store.database import Row, Tx
from bot.store.people import person_of
from bot.store.shifts import split


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody says for coming along; nothing of it has to be said."""

    gender: Gender | None = None
    free_times: tuple[Half, ...] = ()


def said_by(tx: Tx, person_id: int) -> Said:
    """Return what the person said; nothing if they are erased."""
    row = tx.one("SELECT gender, free_times FROM person WHERE id = :p", p=person_id)
    if row is None:
        return Said()
    gender = row["gender"]
    return Said(
        gender=None if gender is None else Gender(gender),
        free_times=sorted_times(split(row["free_times"])),
    )


def say(tx: Tx, person_id: int, said: Said) -> None:
    """Store what the person says in the place of what they said before."""
    tx.run(
        "UPDATE person SET gender = :gender, free_times = :times WHERE id = :p",
        gender=said.gender,
        times=",".join(said.free_times),
        p=person_id,
    )


# A clearance counts while its holder is an active member where it was given.
_CLEARED = """clearance JOIN membership USING (person_id, initiative_id)
    WHERE clearance.kind = 'companion' AND membership.state = 'active'"""


def coordinating(tx: Tx, town: str) -> list[int]:
    """Return the initiatives of the town that have companions, those with the most first."""
    rows = tx.all(
        f"""SELECT initiative.id FROM initiative JOIN (
                SELECT initiative_id, count(*) AS n FROM {_CLEARED} GROUP BY initiative_id
            ) AS cleared ON cleared.initiative_id = initiative.id
            WHERE initiative.town = :town COLLATE NOCASE ORDER BY n DESC, initiative.id""",
        town=town,
    )
    return [row["id"] for row in rows]


_CAN_BE_ASKED = f"""person.id IN (SELECT person_id FROM {_CLEARED})
    AND person.id <> :asker
    AND person.telegram_id IS NOT NULL AND person.blocked_at IS NULL
    AND (person.paused_until_on IS NULL OR person.paused_until_on <= :today)
    AND NOT EXISTS (SELECT 1 FROM opt_out
        WHERE opt_out.person_id = person.id AND opt_out.kind = 'companion')
    AND NOT EXISTS (SELECT 1 FROM companion_offer
        WHERE companion_offer.request_id = :request AND companion_offer.person_id = person.id
            AND companion_offer.state <> 'lapsed')
    AND NOT EXISTS (SELECT 1 FROM companion_request AS other
        WHERE other.companion_id = person.id AND other.state = 'matched'
            AND other.starts_at < :b AND other.ends_at > :a)"""


def candidates(tx: Tx, request: Request, today: date, half: Half) -> tuple[Candidate, ...]:
    """Return every cleared volunteer who was not asked for this request and can be.

    ``today`` is the local day, ``half`` the half of the week's day the appointment lies in.
    """
    rows = tx.all(
        f"""SELECT person.*,
                EXISTS (SELECT 1 FROM clearance JOIN initiative
                            ON initiative.id = clearance.initiative_id
                        WHERE clearance.person_id = person.id AND clearance.kind = 'companion'
                            AND initiative.town = :town COLLATE NOCASE) AS near,
                (SELECT max(created_at) FROM companion_offer
                    WHERE companion_offer.person_id = person.id) AS asked_at
            FROM person WHERE {_CAN_BE_ASKED} ORDER BY person.id""",
        asker=request.person_id,
        request=request.id,
        town=request.trip.town,
        today=today.isoformat(),
        a=to_ms(request.trip.starts_at),
        b=to_ms(request.trip.ends_at),
    )
    return tuple(_candidate_of(row, request, half) for row in rows)


def by_name(
    tx: Tx, request: Request, today: date, initiative_ids: tuple[int, ...]
) -> list[Person]:
    """Return whom a coordinator of these initiatives can still ask by name, in that order."""
    marks = ",".join(str(int(one)) for one in initiative_ids)
    rows = tx.all(
        f"""SELECT person.* FROM person WHERE {_CAN_BE_ASKED}
                AND person.id IN (SELECT person_id FROM {_CLEARED}
                                      AND initiative_id IN ({marks}))
            ORDER BY person.name COLLATE NOCASE, person.id""",
        asker=request.person_id,
        request=request.id,
        today=today.isoformat(),
        a=to_ms(request.trip.starts_at),
        b=to_ms(request.trip.ends_at),
    )
    return [person_of(row) for row in rows]


def _candidate_of(row: Row, request: Request, half: Half) -> Candidate:
    trip, gender = request.trip, row["gender"]
    times = split(row["free_times"])
    towns = {str(name).casefold() for name in json.loads(row["towns"])}
    return Candidate(
        person_id=row["id"],
        quiet=person_of(row).quiet,
        speaks=trip.language in (*split(row["speaks"]), row["language"]),
        gender=None if gender is None else Gender(gender),
        in_town=bool(row["near"]) or trip.town.casefold() in towns,
        free=half in times if times else None,
        asked_at=opt_from_ms(row["asked_at"]),
    )
