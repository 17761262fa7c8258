"""Hours of voluntary work, the certificate of them, and what initiatives print on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain import hours
from bot.domain.errors import NotFoundError
from bot.domain.hours import Worked
from bot.domain.people import Initiative, Person, Standing, clean
from bot.services import audit
from bot.services.shifts import initiative_for
from bot.store import attendance, initiatives, people, profiles
from bot.store.database import Tx

FULL_NAME_LIMIT = 80
LETTERHEAD_LINES = 6
LINE_LIMIT = 80


def worked(tx: Tx, standing: Standing, now: datetime) -> tuple[Worked, ...]:
    """Return all the places this person had in shifts that are over, latest first.

    Of years whose proof of use is made only figures without a person are left
    (:mod:`bot.services.retention`); they are not among them.
    """
    return tuple(attendance.worked(tx, standing.person.id, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose certificate it is, and what it can be about; ``own``: the asking person's."""

    person: Person
    worked: tuple[Worked, ...]
    own: bool


def subject(
    tx: Tx, standing: Standing, person_id: int, initiative_id: int, now: datetime
) -> Subject:
    """Return what a certificate of that person can say; 0 as ``person_id``: of oneself.

    A coordinator makes one for volunteers of their own initiative, about that initiative only.

    Raises:
        NotFoundError: it is somebody else's initiative, or that person has nothing to do with it.
    """
    if person_id in {0, standing.person.id}:
        return Subject(person=standing.person, worked=worked(tx, standing, now), own=True)
    initiative = initiative_for(tx, standing, initiative_id)
    person = people.find(tx, person_id)
    if person is None:
        raise NotFoundError
    every = attendance.worked(tx, person.id, now)
    here = tuple(one for one in every if one.initiative_id == initiative.id)
    if not here and not people.standing_of(tx, person).belongs_to(initiative.id):
        raise NotFoundError
    return Subject(person=person, worked=here, own=False)


def offered(found: Subject, span: str, today: date, zone: ZoneInfo) -> tuple[tuple[int, str], ...]:
    """Return the initiatives for which a certificate of that span has hours: ``(id, name)``."""
    chosen = hours.in_span(found.worked, span, today, zone)
    return tuple(
        (one.initiative_id, one.initiative) for one in hours.shares(chosen) if one.tally.came
    )


def proven(
    found: Subject, span: str, initiative_id: int, today: date, zone: ZoneInfo
) -> tuple[Worked, ...]:
    """Return what the certificate lists: where the person came, earliest first."""
    chosen = hours.in_span(found.worked, span, today, zone)
    return hours.proven(one for one in chosen if one.initiative_id == initiative_id)


def certificate_made(
    tx: Tx, standing: Standing, found: Subject, initiative_id: int, now: datetime
) -> Initiative:
    """Return whose paper it is; that a coordinator made it for somebody stands in the log.

    Raises:
        NotFoundError: the initiative is gone.
    """
    initiative = initiatives.find(tx, initiative_id)
    if initiative is None:
        raise NotFoundError
    if not found.own:
        audit.of_person(
            tx, standing.person.id, "certificate.made", found.person.id, initiative.id, now
        )
    return initiative


def clean_full_name(text: str) -> str | None:
    """Return a full name fit for a paper, None if nothing readable is left."""
    name = clean(text, limit=FULL_NAME_LIMIT)
    return name if any(char.isalpha() for char in name) else None


def full_name(tx: Tx, standing: Standing) -> str | None:
    """Return the full name the person wished to be kept, or None."""
    return profiles.find(tx, standing.person.id).full_name


def keep_full_name(tx: Tx, standing: Standing, name: str | None) -> None:
    """Keep the full name for the next paper, or (None) forget it."""
    profile = profiles.find(tx, standing.person.id)
    profiles.put(tx, standing.person.id, replace(profile, full_name=name))


def letterhead(initiative: Initiative) -> tuple[str, ...]:
    """Return the lines at the head of a paper; where nobody set any, name and town."""
    lines = tuple(line for line in initiative.letterhead.split("\n") if line)
    return lines or (initiative.name, initiative.town)


def clean_lines(text: str) -> tuple[str, ...]:
    """Return what was written as at most six lines of a letterhead."""
    shown = clean(text, limit=LETTERHEAD_LINES * LINE_LIMIT, keep_lines=True)
    lines = [line for line in shown.split("\n") if line]
    return tuple(clean(line, limit=LINE_LIMIT) for line in lines[:LETTERHEAD_LINES])


def set_letter(
    tx: Tx,
    standing: Standing,
    initiative_id: int,
    *,
    letter: Letter,
    now: datetime,
) -> None:
    """Store letterhead, signer and contact of an initiative.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative = initiative_for(tx, standing, initiative_id)
    attendance.set_letter(
        tx,
        initiative.id,
        lines=letter.lines,
        signer=letter.signer,
        contact=letter.contact,
    )
    audit.of_initiative(tx, standing.person.id, "initiative.letter", initiative.id, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an initiative prints on its papers, and the contact that reminders name."""

    lines: tuple[str, ...]
    signer: str
    contact: str
