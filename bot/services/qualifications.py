"""Qualifications: that they were seen and until when they count; never the document itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_clock, local_day
from bot.domain.errors import NotFoundError
from bot.domain.people import MembershipState, Person, Standing
from bot.domain.qualifications import Seen, out_between, soon_between
from bot.domain.shifts import Qualification
from bot.services import audit, members
from bot.services.notices import Notice, tell
from bot.services.shifts import initiative_for
from bot.store import initiatives, people, qualifications
from bot.store.database import Tx

logger = logging.getLogger(__name__)

KINDS = tuple(Qualification)
LONGEST = timedelta(days=366 * 20)
_HOURS = range(9, 19)  # local hours in which people are told of something that has time


class SeenError(ValueError):
    """A day that cannot be: seen in the future, or counting until before it was seen."""


def check(seen: Seen, today: date) -> None:
    """Make sure that what a coordinator says about a qualification can be.

    Raises:
        SeenError: it was seen in the future, or counts until before it was seen, or for ever so
            long.
    """
    if seen.seen_on > today or seen.seen_on < today - LONGEST:
        raise SeenError
    if seen.valid_until is not None and not (seen.seen_on <= seen.valid_until <= today + LONGEST):
        raise SeenError


def record(
    tx: Tx,
    standing: Standing,
    initiative_id: int,
    person_id: int,
    seen: Seen,
    *,
    today: date,
    now: datetime,
) -> members.Member:
    """Store that this coordinator has seen it; ``today`` is the local day.

    Raises:
        NotFoundError: the initiative is not this person's, or nobody of that number is a member.
        SeenError: the days cannot be.
    """
    member = members.find(tx, standing, initiative_id, person_id)
    if member.state is not MembershipState.ACTIVE:
        raise NotFoundError
    check(seen, today)
    by = standing.person.id
    qualifications.put(tx, initiative_id=initiative_id, person_id=person_id, seen=seen, seen_by=by)
    if person_id != by:
        number = KINDS.index(seen.kind)
        tell(
            tx,
            member.person,
            Notice.QUALIFICATION_NOTED,
            now,
            initiative=initiative_id,
            kind=number,
        )
    audit.of_person(tx, standing.person.id, "qualification.seen", person_id, initiative_id, now)
    return members.find(tx, standing, initiative_id, person_id)


def drop(
    tx: Tx,
    standing: Standing,
    initiative_id: int,
    person_id: int,
    kind: Qualification,
    now: datetime,
) -> members.Member:
    """Forget a qualification.

    Raises:
        NotFoundError: the initiative is not this person's, or nobody of that number is there.
    """
    members.find(tx, standing, initiative_id, person_id)
    if qualifications.drop(tx, initiative_id=initiative_id, person_id=person_id, kind=kind):
        audit.of_person(
            tx, standing.person.id, "qualification.dropped", person_id, initiative_id, now
        )
    return members.find(tx, standing, initiative_id, person_id)


def tell_ending(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Say of each qualification once that it runs out in 60 days, and once that it ran out.

    The coordinators and the volunteer are told, in the day's hours only; return for how many
    qualifications somebody was to be told.
    """
    if local_clock(now, zone).hour not in _HOURS:
        return 0
    today = local_day(now, zone)
    found = [
        (one, stage)
        for stage, (start, end) in (("soon", soon_between(today)), ("out", out_between(today)))
        for one in qualifications.ending(tx, start, end)
    ]
    for one, stage in found:
        _tell(tx, one, stage, now)
    return len(found)


def _tell(tx: Tx, one: qualifications.Ending, stage: str, now: datetime) -> None:
    for person in _concerned(tx, one):
        tell(
            tx,
            person,
            Notice.QUALIFICATION_ENDS,
            now,
            key=f"{one.initiative_id}:{one.person_id}:{one.seen.kind}:{one.seen.valid_until}:{stage}",
            initiative=one.initiative_id,
            member=one.person_id,
            kind=KINDS.index(one.seen.kind),
        )


def _concerned(tx: Tx, one: qualifications.Ending) -> list[Person]:
    """Return the coordinators and the volunteer, each once."""
    member = people.find(tx, one.person_id)
    found = {person.id: person for person in initiatives.coordinators_of(tx, one.initiative_id)}
    if member is not None:
        found[member.id] = member
    return list(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class EndingFacts:
    """What a notice about a qualification says, as it stands now."""

    initiative: str
    seen: Seen


def ending_facts(
    tx: Tx, initiative_id: int, person_id: int, kind: Qualification
) -> EndingFacts | None:
    """Return what is known about it now; None if it was forgotten or does not run out."""
    initiative = initiatives.find(tx, initiative_id)
    seen = next(
        (
            one
            for one in qualifications.of_member(tx, initiative_id, person_id)
            if one.kind is kind and one.valid_until is not None
        ),
        None,
    )
    if initiative is None or seen is None:
        return None
    return EndingFacts(initiative=initiative.name, seen=seen)


def is_noted(tx: Tx, initiative_id: int, person_id: int, kind: Qualification) -> bool:
    """Tell whether somebody noted that they saw it."""
    seen = qualifications.of_member(tx, initiative_id, person_id)
    return any(one.kind is kind for one in seen)


def may_see(tx: Tx, standing: Standing, initiative_id: int) -> bool:
    """Tell whether this person coordinates that initiative."""
    try:
        initiative_for(tx, standing, initiative_id)
    except NotFoundError:
        return False
    return True
