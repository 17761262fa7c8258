"""Words for the list after a shift: who was there, and how many took part."""

from __future__ import annotations

from bot.domain import messages_duty as m
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import ShiftState
from bot.domain.signups import Attendance
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import paging, what_where, when
from bot.texts.words import words

TAKE_OUT = "out"  # what the button of somebody added after the start asks for
USUAL_NUMBERS = (0, 5, 10, 15, 20)
_NEXT = {
    None: Attendance.CAME,
    Attendance.CAME: Attendance.EXCUSED,
    Attendance.EXCUSED: Attendance.MISSED,
    Attendance.MISSED: Attendance.CAME,
}


@words(m.AttendanceList)
def _list(s: Speech, message: m.AttendanceList) -> Rendered:
    return Rendered(
        html=lines(
            bold(_head(s, message)),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            *_figures(s, message),
            "",
            *_hints(s, message),
        ),
        buttons=rows(
            *(_person(s, message.shift.id, one) for one in message.people),
            paging(s, message.page, message.pages, "attend_page", message.shift.id),
            s.press("✅ All came", "attend_all", message.shift.id)
            if message.counts.open
            else None,
            s.press("➕ Somebody else was there", "attend_add", message.shift.id, 0),
            (
                s.press("👥 Participants", "attend_count", message.shift.id),
                *(
                    ()
                    if message.finished
                    else (s.press("🏁 Done", "attend_done", message.shift.id),)
                ),
            ),
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _head(s: Speech, message: m.AttendanceList) -> Html:
    if message.again:
        return s.say("✅ This shift was a week ago. Who was there?")
    if message.asked:
        return s.say("✅ The shift is over. Who was there?")
    return s.say("✅ Who was there")


def _figures(s: Speech, message: m.AttendanceList) -> tuple[Html | None, ...]:
    counts = message.counts
    return (
        s.say(
            "Came: {came} · Excused: {excused} · Did not come: {missed}",
            came=counts.came,
            excused=counts.excused,
            missed=counts.missed,
        ),
        s.say("Not marked yet: {n}", n=counts.open) if counts.open else None,
        s.count(
            "{n} of them has deleted their data and has no name here.",
            "{n} of them have deleted their data and have no name here.",
            message.erased,
        )
        if message.erased
        else None,
        s.say("👥 Participants: not counted yet")
        if message.participants is None
        else s.say("👥 Participants: {n}", n=message.participants),
    )


def _hints(s: Speech, message: m.AttendanceList) -> tuple[Html | None, ...]:
    added = any(one.added for one in message.people)
    return (
        s.say("Press a name to change it: came, excused, did not come.")
        if message.people
        else None,
        s.say("Whoever was added here is taken out again by pressing the name.")
        if added
        else None,
        s.say("Only “came” makes hours. Nothing else follows from it for anybody."),
        s.say("🏁 The list is finished. You can still change it.") if message.finished else None,
    )


def _person(s: Speech, shift_id: int, one: m.Attendee) -> Button:
    if one.added:
        return s.press(
            "➕ added · {name}", "attend_as", shift_id, one.person_id, TAKE_OUT, name=one.name
        )
    # The state comes before the name: a long name may be cut.
    args = (shift_id, one.person_id, _NEXT[one.attendance].value)
    match one.attendance:
        case None:
            return s.press("▫️ not marked · {name}", "attend_as", *args, name=one.name)
        case Attendance.CAME:
            return s.press("✅ came · {name}", "attend_as", *args, name=one.name)
        case Attendance.EXCUSED:
            return s.press("💬 excused · {name}", "attend_as", *args, name=one.name)
        case Attendance.MISSED:
            return s.press("❌ did not come · {name}", "attend_as", *args, name=one.name)


@words(m.AttendanceEarly)
def _early(s: Speech, message: m.AttendanceEarly) -> Rendered:
    cancelled = message.shift.state is ShiftState.CANCELLED
    return Rendered(
        html=lines(
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("❌ This shift was cancelled.")
            if cancelled
            else s.say("You can note who was there as soon as the shift has begun."),
        ),
        buttons=rows(s.press("📋 Show the shift", "duty", message.shift.id), menu_button(s)),
    )


@words(m.AttendanceAdd)
def _add(s: Speech, message: m.AttendanceAdd) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ Who else was there?")),
            when(s, message.shift),
            "",
            s.say("Press the name. The person is noted as having come.")
            if message.members
            else s.say("All members of the initiative are in the list already."),
        ),
        buttons=rows(
            *(
                s.choice(name, "attend_more", message.shift.id, person_id)
                for person_id, name in message.members
            ),
            paging(s, message.page, message.pages, "attend_add", message.shift.id),
            s.press("↩️ Back to the list", "attend", message.shift.id),
        ),
    )


@words(m.AskParticipants)
def _participants(s: Speech, message: m.AskParticipants) -> Rendered:
    number = message.shift.id
    return Rendered(
        html=lines(
            bold(s.say("👥 How many people took part?")),
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("I did not understand the number.") if message.not_understood else None,
            s.say("Visitors, without the volunteers. Press a number, or write it."),
        ),
        buttons=(
            *in_columns((s.choice(str(n), "attend_n", number, n) for n in USUAL_NUMBERS), 5),
            (s.press("↩️ Back to the list", "attend", number),),
        ),
    )
