"""Notices after a shift, and new calendar files, with the facts as they stand then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.flows.attendance import list_message
from bot.conversation.flows.calendar import NAME
from bot.documents import ics
from bot.domain import messages_duty as d
from bot.domain.outbox import Composed, Drop
from bot.services import attendance, calendar
from bot.services.notices import Notice
from bot.store import shifts

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")
SETTLED = Drop(reason="settled")


def _attendance(case: Case) -> Composed:
    """Who was there is asked as long as somebody is not marked and the list is not finished."""
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    if shift is None or not attendance.begun(shift, case.now):
        return GONE
    if not case.coordinates(shift.initiative_id):
        return NO_RIGHT
    sheet = attendance.sheet(case.tx, shift)
    if sheet.is_settled:
        return SETTLED
    again = case.facts["notice"] == Notice.ATTENDANCE_OPEN
    return case.send_softly(replace(list_message(sheet, asked=True), again=again))


def _calendar(case: Case) -> Composed:
    """A new file goes to who still wishes it."""
    shift = shifts.find(case.tx, int(case.facts["shift"]))
    if shift is None:
        return GONE
    if not calendar.wants_updates(case.tx, case.person.id):
        return Drop(reason="opted out")
    event = calendar.event(case.tx, case.person, shift.id, case.house.link)
    if event is None:
        return GONE
    content = ics.calendar([event], zone=case.house.zone, now=case.now, name=NAME)
    return case.send_softly(
        d.CalendarShift(
            shift=shift, content=content, cancelled=event.cancelled, updates=True, sent=True
        )
    )


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.ATTENDANCE_DUE: _attendance,
    Notice.ATTENDANCE_OPEN: _attendance,
    Notice.CALENDAR: _calendar,
}
