"""Notices about somebody who found a shift and needs a coordinator to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain import messages_finding as f
from bot.domain.errors import NotFoundError
from bot.domain.outbox import Composed, Drop
from bot.services import finding
from bot.services.notices import Notice
from bot.store import people, shifts

if TYPE_CHECKING:
    from bot.conversation.outbound import Case


def _qualification_wanted(case: Case) -> Composed:
    """Somebody wants a role; told only while it is still so, and to who may note it."""
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    member = people.find(case.tx, int(case.facts["member"]))
    if shift is None or member is None:
        return Drop(reason="gone")
    if not case.coordinates(shift.initiative_id):
        return Drop(reason="no right")
    standing, role = people.standing_of(case.tx, member), int(case.facts["role"])
    try:
        wanted = finding.wanted_qualification(case.tx, standing, shift.id, role, case.now)
    except NotFoundError:
        return Drop(reason="no member")
    if wanted is None:
        return Drop(reason="settled")
    return case.send_softly(
        f.QualificationWanted(
            name=member.name or "?",
            shift=shift,
            role=wanted[0].name,
            qualification=wanted[1],
            person_id=member.id,
        )
    )


NOTICES = {Notice.QUALIFICATION_WANTED: _qualification_wanted}
