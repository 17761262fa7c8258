"""Reminders for newcomers, and notices about dates they go to, facts read again.

As with shifts (outbound_changes.py), a notice of changes writes down what it says in its own row
and forgets what the person knew before: sent again after a doubt, it says the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain import messages_activities as a
from bot.domain.activities import ActivityView, is_on
from bot.domain.changes import Known, as_known, news_moment
from bot.domain.outbox import Composed, Drop, Later, SendNew
from bot.domain.people import OptOut
from bot.domain.shifts import Shift
from bot.services import visits as visits_service
from bot.services.notices import Notice, tell
from bot.store import activities, changes, people, shifts, visits
from bot.store.codec import to_json, to_ms
from bot.texts.render import render

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
OVER = Drop(reason="shift changed")
AT_ONCE = 8  # changes in one message
_A_MINUTE = timedelta(minutes=1)


def reminder(case: Case) -> Composed:
    """A reminder holds while it is wished, the date is as it was, and has not begun."""
    view = activities.view(case.tx, int(case.facts["shift"]), case.person.id)
    if view is None or view.mine is None or not view.mine.remind:
        return Drop(reason="not wished")
    moved = to_ms(view.shift.starts_at) != case.facts["starts_at"]
    if moved or not is_on(view.shift, case.now):
        return OVER
    if OptOut.REMINDER in people.opted_out(case.tx, case.person.id):
        return Drop(reason="opted out")
    if visits_service.is_about_to_hear(case.tx, case.person, view):
        return Later(until=case.now + _A_MINUTE)
    return case.send(a.VisitReminder(view=view, silent=bool(case.facts["silent"])))


def _changes(case: Case) -> Composed:
    if (said := case.facts.get("said")) is not None:
        found = [one for value in said if (one := _again(case, value)) is not None]
        return case.send(a.VisitsChanged(changes=tuple(found))) if found else OVER
    pending = visits.pending(case.tx, case.person.id)
    news = [one for was in pending if (one := _news(case, was)) is not None]
    if not news:
        return Drop(reason="as it was")
    moments = [
        news_moment(
            case.now,
            min(one.was.starts_at, one.shift.starts_at),
            case.person.quiet,
            case.house.zone,
        )
        for one in news
    ]
    at = min(moment for moment, _ in moments)
    if at > case.now:
        return Later(until=at)
    said_now = news[:AT_ONCE]
    _write_down(case, said_now)
    if len(news) > len(said_now):
        end = max(one.shift.ends_at for one in news)
        tell(case.tx, case.person, Notice.VISIT_CHANGES, case.now, expires_at=end)
    message = render(a.VisitsChanged(changes=tuple(said_now)), case.reader)
    silent = all(soft for moment, soft in moments if moment <= case.now)
    return SendNew(message=replace(message, silent=silent))


def _as_read(view: ActivityView) -> Shift:
    """Return the date's shift with the title that newcomers read as its task."""
    return replace(view.shift, task=view.activity.title)


def _known(view: ActivityView) -> Known:
    return visits_service.known_of_visitor(view.shift, view.activity)


def _news(case: Case, one: changes.Pending) -> a.VisitChange | None:
    """Return what the person has to be told; None, and it is settled, where that is nothing."""
    view = activities.view(case.tx, one.shift_id, case.person.id)
    if view is None:
        return None
    if one.known.is_like(_known(view)) or not is_on(view.shift, case.now):
        visits.forget(case.tx, case.person.id, one.shift_id)
        return None
    return a.VisitChange(was=as_known(view.shift, one.known), shift=_as_read(view))


def _write_down(case: Case, said: list[a.VisitChange]) -> None:
    facts = [
        {
            "shift": one.shift.id,
            "was": changes.dump_known(_of(one.was)),
            "now": changes.dump_known(_of(one.shift)),
        }
        for one in said
    ]
    payload = to_json({"notice": Notice.VISIT_CHANGES, "said": facts})
    changes.write_payload(case.tx, case.row.id, payload)
    for one in said:
        visits.forget(case.tx, case.person.id, one.shift.id)
        changes.drop_reminders(case.tx, case.person.id, one.shift.id, case.now)


def _of(shift: Shift) -> Known:
    return Known(
        starts_at=shift.starts_at, ends_at=shift.ends_at, place=shift.place, task=shift.task
    )


def _again(case: Case, value: Mapping[str, object]) -> a.VisitChange | None:
    """Return what was said before; None where it is over, or something newer was said since."""
    view = activities.view(case.tx, int(str(value["shift"])), case.person.id)
    if view is None or view.mine is None or not is_on(view.shift, case.now):
        return None
    was, now = value["was"], value["now"]
    if not isinstance(was, dict) or not isinstance(now, dict):
        return None
    told = changes.load_known(now)
    known = visits.known(case.tx, view.shift.id, case.person.id) or _known(view)
    if not known.is_like(told):
        return None
    before = as_known(view.shift, changes.load_known(was))
    return a.VisitChange(was=before, shift=as_known(view.shift, told))


def _cancelled(case: Case) -> Composed:
    """A cancellation rings at once within 12 hours of the start, else it waits for the morning.

    It names the date as the visitor knows it.
    """
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    known = visits.known(case.tx, int(case.facts["shift"]), case.person.id)
    if shift is None or known is None:
        return GONE
    at, silent = news_moment(
        case.now, min(known.starts_at, shift.starts_at), case.person.quiet, case.house.zone
    )
    if at > case.now:
        return Later(until=at)
    said = render(a.VisitCancelled(shift=as_known(shift, known)), case.reader)
    return SendNew(message=replace(said, silent=silent))


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.VISIT_CHANGES: _changes,
    Notice.VISIT_CANCELLED: _cancelled,
}
