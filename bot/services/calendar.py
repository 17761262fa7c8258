"""Shifts in people's own calendars: the entries, and a new file whenever one changes.

A calendar takes a file's word for an entry only if its SEQUENCE (RFC 5545, section 3.8.7.4) is not
below what it has. What a person's entry says depends on two things that change apart from each
other: the shift (``shift.sequence`` grows with each change) and the person's own sign-up (they
withdraw, and may come back). So SEQUENCE is the sum of both: the shift's sequence plus the seconds
from the start of 2026 to the last change of the sign-up. Neither of the two ever falls, so the sum
never does, and every change raises it; two changes within one second are told apart by DTSTAMP
(RFC 5546, section 2.1.5). It fits the 31 bits that calendars give it until 2094.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.ics import Event, uid
from bot.domain.outbox import OutboxKind
from bot.domain.people import OptOut, Person, Standing
from bot.domain.shifts import Shift
from bot.services.notices import Notice, payload, tell
from bot.store import entries, identity, outbox, people, profiles
from bot.store.database import Tx

GONE_KEPT = timedelta(days=60)
AT_MOST = 500  # entries of one file
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
Link = Callable[[str], str]


def sequence(shift: Shift, changed_at: datetime) -> int:
    """Return the SEQUENCE of a person's entry; see above."""
    return shift.sequence + max(0, (changed_at - _EPOCH) // timedelta(seconds=1))


def events(tx: Tx, standing: Standing, now: datetime, link: Link) -> tuple[Event, ...]:
    """Return all coming shifts of this person, and those of the last 60 days that went away.

    ``link`` makes a deep link of its payload.
    """
    found = entries.of_person(tx, standing.person.id, coming=now, gone=now - GONE_KEPT)
    make = _maker(tx, standing.person, link)
    return tuple(make(one) for one in found[:AT_MOST])


def event(tx: Tx, person: Person, shift_id: int, link: Link) -> Event | None:
    """Return one shift as this person's calendar has it; None if they never had a place there."""
    found = entries.of_shift(tx, shift_id, person.id)
    return None if found is None else _maker(tx, person, link)(found)


def _maker(tx: Tx, person: Person, link: Link) -> Callable[[entries.Entry], Event]:
    installation = identity.installation(tx)
    silent = OptOut.REMINDER in people.opted_out(tx, person.id)
    alarms = () if silent else person.lead_minutes

    def make(entry: entries.Entry) -> Event:
        shift = entry.shift
        pin = entry.pin or (None, None)
        about = (shift.initiative, entry.contact, link(f"s_{shift.id}"))
        return Event(
            uid=uid(shift.id, installation),
            sequence=sequence(shift, entry.changed_at),
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            summary=f"{shift.task} · {shift.initiative}",
            description="\n".join(line for line in about if line),
            location=", ".join(part for part in (shift.place, shift.town) if part),
            latitude=pin[0],
            longitude=pin[1],
            cancelled=not entry.stands,
            alarms=alarms,
        )

    return make


def wants_updates(tx: Tx, person_id: int) -> bool:
    """Tell whether the person wants a new file when something changes."""
    return profiles.find(tx, person_id).calendar_updates


def set_updates(tx: Tx, standing: Standing, *, on: bool) -> None:
    """Switch on or off that new files come by themselves."""
    profile = profiles.find(tx, standing.person.id)
    profiles.put(tx, standing.person.id, replace(profile, calendar_updates=on))


def changed(
    tx: Tx, shift_id: int, now: datetime, *, person_ids: frozenset[int] | None = None
) -> int:
    """Send the shift's new file to those who wish it; return how many that are.

    To be called after a change or cancellation of the shift (``person_ids`` None: everybody with
    a place in it, now or before) or of somebody's sign-up (only these). One that still waits to
    be sent is not doubled: it says what is true when it leaves.
    """
    told = 0
    for person in entries.watchers(tx, shift_id):
        if person_ids is not None and person.id not in person_ids:
            continue
        words = payload(Notice.CALENDAR, shift=shift_id)
        if not outbox.is_queued(tx, OutboxKind.NOTICE, person.telegram_id or 0, words):
            tell(tx, person, Notice.CALENDAR, now, shift=shift_id)
            told += 1
    return told
