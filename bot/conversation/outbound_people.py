"""Notices about people: signed up by others, removed, qualifications, merges; facts read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.domain import messages_claims as claim_messages
from bot.domain import messages_people as p
from bot.domain.calendar import local_day
from bot.domain.messages_series import NoLongerRegular
from bot.domain.outbox import Composed, Drop
from bot.domain.qualifications import Light
from bot.domain.series import planned_days
from bot.domain.shifts import ShiftState
from bot.domain.signups import ACTIVE
from bot.services import claims, qualifications
from bot.services.notices import Notice
from bot.store import initiatives, merges, people, series, shifts

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")


def _by(case: Case) -> str:
    """Return the name of the coordinator who did it, empty where they are no longer there."""
    actor = people.find(case.tx, int(case.facts["member"]))
    return "" if actor is None else actor.name or ""


def _entered(case: Case) -> Composed:
    """Somebody was signed up by a coordinator; it holds while they are in and it did not begin."""
    view = shifts.view(case.tx, int(case.facts["shift"]), case.person.id)
    if view is None or case.now >= view.shift.starts_at:
        return GONE
    if view.mine not in ACTIVE or view.shift.state is ShiftState.CANCELLED:
        return Drop(reason="not signed up")
    return case.send_softly(p.Entered(shift=view.shift, by=_by(case), line=view.line or 0))


def _taken_out(case: Case) -> Composed:
    view = shifts.view(case.tx, int(case.facts["shift"]), case.person.id)
    if view is None or case.now >= view.shift.starts_at:
        return GONE
    if view.mine in ACTIVE:
        return Drop(reason="signed up again")
    return case.send_softly(p.TakenOut(shift=view.shift, by=_by(case)))


def _removed(case: Case) -> Composed:
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    if initiative is None:
        return GONE
    if people.standing_of(case.tx, case.person).belongs_to(initiative.id):
        return Drop(reason="member again")
    return case.send_softly(p.Removed(initiative=initiative.name))


def _no_longer_regular(case: Case) -> Composed:
    """A standing sign-up has ended; it holds unless the person has a new one there."""
    found = series.find(case.tx, int(case.facts["series"]))
    initiative = None if found is None else initiatives.find(case.tx, found.initiative_id)
    if found is None or initiative is None:
        return GONE
    if series.regular(case.tx, found.id, case.person.id) is not None:
        return Drop(reason="regular again")
    today = local_day(case.now, case.house.zone)
    ended = found.last_day is not None and not planned_days(found, today, found.last_day)
    return case.send_softly(
        NoLongerRegular(initiative=initiative.name, task=found.task, ended=ended)
    )


def _noted(case: Case) -> Composed:
    """A coordinator has noted that they saw it; it holds while it stands."""
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    kind = qualifications.KINDS[int(case.facts["kind"])]
    if initiative is None:
        return GONE
    if not qualifications.is_noted(case.tx, initiative.id, case.person.id, kind):
        return Drop(reason="not noted any more")
    return case.send_softly(p.QualificationNoted(initiative=initiative.name, kind=kind))


def _qualification(case: Case) -> Composed:
    """A qualification runs out: to the volunteer, and to who coordinates at this moment."""
    initiative_id, member_id = int(case.facts["initiative"]), int(case.facts["member"])
    kind = qualifications.KINDS[int(case.facts["kind"])]
    found = qualifications.ending_facts(case.tx, initiative_id, member_id, kind)
    member = people.find(case.tx, member_id)
    if found is None or member is None or found.seen.valid_until is None:
        return GONE
    own = member.id == case.person.id
    if not own and not case.coordinates(initiative_id):
        return NO_RIGHT
    light = found.seen.light(local_day(case.now, case.house.zone))
    if light is Light.VALID:
        return Drop(reason="renewed")
    return case.send_softly(
        p.QualificationEnds(
            initiative_id=initiative_id,
            initiative=found.initiative,
            person_id=member.id,
            name="" if own else member.name or "?",
            kind=kind,
            until=found.seen.valid_until,
            out=light is Light.OUT,
        )
    )


def _merged(case: Case) -> Composed:
    merge = merges.find(case.tx, int(case.facts["merge"]))
    kept = None if merge is None else people.find(case.tx, merge.kept_id)
    if merge is None or kept is None:
        return GONE
    initiative = initiatives.find(case.tx, merge.initiative_id)
    if initiative is None:
        return GONE
    if not case.coordinates(initiative.id):
        return NO_RIGHT
    left = claims.UNDO_DAYS - (case.now - merge.at).days
    return case.send_softly(
        claim_messages.Merged(
            merge_id=merge.id, initiative=initiative.name, name=kept.name or "?", days=left
        )
    )


def _claim_refused(case: Case) -> Composed:
    member = people.find(case.tx, int(case.facts["member"]))
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    if member is None or initiative is None:
        return GONE
    if not case.coordinates(initiative.id):
        return NO_RIGHT
    return case.send_softly(
        claim_messages.ClaimRefused(
            initiative_id=initiative.id,
            initiative=initiative.name,
            person_id=member.id,
            name=member.name or "?",
        )
    )


def _unmerged(case: Case) -> Composed:
    initiative = initiatives.find(case.tx, int(case.facts["initiative"]))
    if initiative is None:
        return GONE
    return case.send_softly(claim_messages.Unmerged(initiative=initiative.name))


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.ENTERED: _entered,
    Notice.TAKEN_OUT: _taken_out,
    Notice.REMOVED: _removed,
    Notice.NO_LONGER_REGULAR: _no_longer_regular,
    Notice.QUALIFICATION_NOTED: _noted,
    Notice.QUALIFICATION_ENDS: _qualification,
    Notice.MERGED: _merged,
    Notice.CLAIM_REFUSED: _claim_refused,
    Notice.UNMERGED: _unmerged,
}
