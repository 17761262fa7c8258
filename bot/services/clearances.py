"""Clearances: a coordinator allows a volunteer to come along, or to help with questions."""

from __future__ import annotations

from datetime import datetime

from bot.domain import clearances as domain
from bot.domain.clearances import Cleared
from bot.domain.errors import NotFoundError
from bot.domain.people import MembershipState, Standing
from bot.services import audit, companions, members
from bot.services.shifts import initiative_for
from bot.store import clearances
from bot.store.database import Tx

Kind = domain.Kind


def give(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, kind: Kind, now: datetime
) -> bool:
    """Clear an active member; False if they were cleared before.

    Raises:
        NotFoundError: the initiative is not this person's, or nobody of that number is an active
            member who can be reached by Telegram.
    """
    member = members.find(tx, standing, initiative_id, person_id)
    if member.state is not MembershipState.ACTIVE or member.by_hand:
        raise NotFoundError
    by = standing.person.id
    if not clearances.give(
        tx,
        person_id=person_id,
        initiative_id=initiative_id,
        kind=kind,
        cleared_by=by,
        now=now,
    ):
        return False
    audit.of_person(tx, by, f"clearance.{kind}.given", person_id, initiative_id, now)
    return True


def withdraw(
    tx: Tx, standing: Standing, initiative_id: int, person_id: int, kind: Kind, now: datetime
) -> bool:
    """Take a clearance away; False if there was none. Who may no longer come along is let go.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    if not clearances.withdraw(tx, person_id=person_id, initiative_id=initiative_id, kind=kind):
        return False
    by = standing.person.id
    audit.of_person(tx, by, f"clearance.{kind}.withdrawn", person_id, initiative_id, now)
    companions.clearance_gone(tx, person_id, now)
    return True


def of(tx: Tx, initiative_id: int, person_id: int) -> frozenset[Kind]:
    """Return what the person is cleared for in this initiative."""
    return clearances.of(tx, initiative_id, person_id)


def has(tx: Tx, person_id: int, kind: Kind) -> bool:
    """Tell whether the person is cleared for it in some initiative they belong to."""
    return clearances.has(tx, person_id, kind)


def cleared(
    tx: Tx, kind: Kind, *, initiative_id: int | None = None, language: str | None = None
) -> list[Cleared]:
    """Return the active members cleared for it, by name, once per initiative.

    ``initiative_id`` None: of any initiative. ``language``: only who speaks it, by their profile
    or because they read the bot in it.
    """
    return [
        one
        for one in clearances.cleared_people(tx, kind, initiative_id)
        if language is None or language in one.speaks or one.person.language == language
    ]
