"""Words for one's hours and for one's own calendar."""

from __future__ import annotations

from bot.domain import messages_duty as m
from bot.domain.hours import METER_SIGNS, Share, Worked, meter
from bot.domain.rendered import Button, Document, Rendered
from bot.domain.signups import Attendance
from bot.texts.amounts import amount
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import what_where, when
from bot.texts.words import words

FILE_NAME = "lotse.ics"


@words(m.HoursCard)
def _hours(s: Speech, message: m.HoursCard) -> Rendered:
    if not message.last and not message.years:
        return _nothing_yet(s)
    return Rendered(
        html=lines(
            bold(s.say("⏳ My hours in {year}", year=message.year)),
            "",
            *_sums(s, message),
            *_shares(s, message.shares),
            *(() if message.goal is None else ("", *_meter(s, message, message.goal))),
            *_shifts(s, message.last),
            "",
            s.say(
                "Your name stands beside your hours until July of the following year, then only "
                "figures without names remain. Please get your certificate before."
            ),
        ),
        buttons=(
            (s.press("📄 Certificate", "paper"),),
            *in_columns((s.choice(str(year), "hours_year", year) for year in message.years), 3),
            (s.press("🗓 My shifts", "my"), menu_button(s)),
        ),
    )


def _nothing_yet(s: Speech) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("⏳ My hours")),
            s.say("There are no hours yet. They appear here after your first shift."),
        ),
        buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
    )


def _sums(s: Speech, message: m.HoursCard) -> tuple[Html | None, ...]:
    total = message.total
    return (
        s.say("✅ Confirmed: {hours} h", hours=amount(s, total.came)),
        s.say("⏳ Not checked yet: {hours} h", hours=amount(s, total.unchecked))
        if total.unchecked
        else None,
    )


def _shares(s: Speech, shares: tuple[Share, ...]) -> tuple[Html, ...]:
    if len(shares) < 2:
        return ()
    return tuple(
        s.say(
            "🏠 {initiative}: {hours} h",
            initiative=one.initiative,
            hours=amount(s, one.tally.came),
        )
        for one in shares
    )


def _meter(s: Speech, message: m.HoursCard, goal: m.Goal) -> tuple[Html | None, ...]:
    done = message.total.came
    full = meter(done, goal.hours)
    return (
        bold(s.say("🏅 Ehrenamtskarte NRW")),
        Html("▰" * full + "▱" * (METER_SIGNS - full)),
        s.say(
            "{done} of {goal} hours in {year}",
            done=amount(s, done),
            goal=amount(s, float(goal.hours)),
            year=message.year,
        ),
        s.say(
            "Hours of several organisations add up. Towns differ in what else they ask for: "
            "please ask yours."
        ),
        s.say(
            "⚠️ This limit may be out of date (checked on {date}).", date=s.dated(goal.checked_on)
        )
        if goal.due
        else None,
    )


def _shifts(s: Speech, last: tuple[Worked, ...]) -> tuple[Html | str, ...]:
    if not last:
        return ()
    doubt = any(one.attendance not in {None, Attendance.CAME} for one in last)
    return (
        "",
        bold(s.say("Your last shifts")),
        *(_shift(s, one) for one in last),
        *((s.say("Is a mark wrong? Please tell your coordinator."),) if doubt else ()),
    )


def _shift(s: Speech, one: Worked) -> Html:
    day = s.short_date(one.starts_at.astimezone(s.zone).date())
    facts = {"day": day, "task": one.task or "–", "hours": amount(s, one.hours)}
    match one.attendance:
        case Attendance.CAME:
            return s.say("✅ {day} · {task} · {hours} h", **facts)
        case Attendance.EXCUSED:
            return s.say("💬 {day} · {task} · excused", day=day, task=facts["task"])
        case Attendance.MISSED:
            return s.say("▫️ {day} · {task} · not there", day=day, task=facts["task"])
        case _:
            return s.say("⏳ {day} · {task} · {hours} h, not checked yet", **facts)


def _switch(s: Speech, *, on: bool) -> Button:
    if on:
        return s.press("🔕 No new files", "calendar_switch", 0)
    return s.press("🔔 Send new files", "calendar_switch", 1)


def _about_updates(s: Speech, *, on: bool) -> Html:
    if on:
        return s.say("When one of your shifts changes, you get a new file.")
    return s.say(
        "Shall I send you a new file when one of your shifts changes? Opened, it corrects the "
        "entry."
    )


@words(m.CalendarFile)
def _calendar(s: Speech, message: m.CalendarFile) -> Rendered:
    return Rendered(
        html=lines(
            s.count(
                "🗓 Your {n} coming shift for the calendar of your phone.",
                "🗓 Your {n} coming shifts for the calendar of your phone.",
                message.coming,
            ),
            s.count(
                "{n} entry that does not hold any more is taken out.",
                "{n} entries that do not hold any more are taken out.",
                message.cancelled,
            )
            if message.cancelled
            else None,
            s.say("Open the file and add it."),
            "",
            _about_updates(s, on=message.updates),
        ),
        buttons=rows(_switch(s, on=message.updates), menu_button(s)),
        document=Document(name=FILE_NAME, content=message.content),
    )


@words(m.CalendarEmpty)
def _empty(s: Speech, message: m.CalendarEmpty) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📆 Calendar")),
            s.say("You have no shifts yet. Find one that suits you."),
            "",
            _about_updates(s, on=message.updates),
        ),
        buttons=rows(
            _switch(s, on=message.updates),
            (s.press("📅 Find a shift", "shifts", 0), menu_button(s)),
        ),
    )


@words(m.CalendarUpdates)
def _updates(s: Speech, message: m.CalendarUpdates) -> Rendered:
    return Rendered(
        html=s.say("🔔 Saved. When one of your shifts changes, you get a new file.")
        if message.on
        else s.say("🔕 Saved. No new files come by themselves."),
        buttons=rows(
            _switch(s, on=message.on), (s.press("📆 Calendar", "calendar"), menu_button(s))
        ),
    )


@words(m.CalendarShift)
def _one(s: Speech, message: m.CalendarShift) -> Rendered:
    text = (
        s.say("This file takes the shift out of your calendar.")
        if message.cancelled
        else s.say("This file puts the shift into your calendar, or corrects it there.")
    )
    return Rendered(
        html=lines(
            bold(s.say("📆 Calendar")),
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            text,
        ),
        buttons=rows(
            _switch(s, on=message.updates) if message.sent or not message.updates else None,
            (s.press("🗓 My shifts", "my"), menu_button(s)),
        ),
        document=Document(name=FILE_NAME, content=message.content),
    )


@words(m.CalendarNotIn)
def _not_in(s: Speech, message: m.CalendarNotIn) -> Rendered:
    return Rendered(
        html=lines(
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("You are not signed up for this shift."),
        ),
        buttons=rows((s.press("🗓 My shifts", "my"), menu_button(s))),
    )
