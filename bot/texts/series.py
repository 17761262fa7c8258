"""Words for series: how a shift repeats, and who comes every time."""

from __future__ import annotations

from datetime import date

from babel import Locale
from babel.dates import format_date

from bot.domain import messages_series as m
from bot.domain.rendered import Button, Rendered
from bot.domain.series import Pattern, Series, nth_of, read_rule
from bot.domain.shifts import Shift
from bot.texts.common import menu_button
from bot.texts.roles import in_draft, role_name
from bot.texts.speech import Html, Speech, bold, lines, rows
from bot.texts.volunteers import shift_link, what_where, when
from bot.texts.words import words


def weekday(s: Speech, day: date) -> str:
    """Return the name of the day's weekday, for the beginning of a line."""
    name: str = format_date(day, "EEEE", locale=Locale.parse(s.language))
    return name[:1].upper() + name[1:]


def pattern_name(s: Speech, pattern: Pattern, day: date) -> Html:
    """Return how something repeats on the weekday of ``day``; it fits on a button."""
    match pattern:
        case Pattern.WEEKLY:
            return s.say("every week")
        case Pattern.BIWEEKLY:
            return s.say("every 2 weeks")
        case Pattern.FIRST_THIRD:
            return s.say("1st and 3rd in the month")
        case Pattern.SECOND_FOURTH:
            return s.say("2nd and 4th in the month")
        case Pattern.NTH:
            return s.say("always no. {n} in the month", n=nth_of(day))
        case Pattern.LAST:
            return s.say("the last in the month")


def repeats(s: Speech, series: Series) -> Html:
    """Return weekday and pattern of a series in one line."""
    pattern = read_rule(series.rule) or Pattern.WEEKLY
    day = series.first_day
    return s.say("🔁 {weekday}: {how}", weekday=weekday(s, day), how=pattern_name(s, pattern, day))


def _runs(s: Speech, series: Series) -> Html:
    if series.last_day is None:
        return s.say("📅 From {first}, no end yet", first=s.dated(series.first_day))
    first, last = s.dated(series.first_day), s.dated(series.last_day)
    return s.say("📅 From {first} to {last}", first=first, last=last)


def _span(series: Series) -> str:
    return f"{series.start:%H:%M}–{series.end:%H:%M}"


def regular_button(s: Speech, shift: Shift, *, is_regular: bool) -> Button:
    """Return the button on a volunteer's card with which they come every time, or no longer."""
    if is_regular:
        return s.press("🔁 No longer every time", "unstand", shift.id)
    return s.press("🔁 Come every time", "stand", shift.id)


@words(m.ChoosePattern)
def _choose_pattern(s: Speech, message: m.ChoosePattern) -> Rendered:
    day = message.first_day
    return Rendered(
        html=lines(
            bold(s.say("🔁 Repeat the shift")),
            s.say("It is on a {weekday}. How does it repeat?", weekday=weekday(s, day)),
        ),
        buttons=rows(
            *(
                s.choice(pattern_name(s, pattern, day), "repeat_as", pattern)
                for pattern in message.patterns
            ),
            s.press("⬅️ Back", "draft"),
        ),
    )


@words(m.AskUntil)
def _ask_until(s: Speech, message: m.AskUntil) -> Rendered:
    day = message.first_day
    return Rendered(
        html=lines(
            bold(s.say("🔁 Repeat the shift")),
            s.say(
                "🔁 {weekday}: {how}",
                weekday=weekday(s, day),
                how=pattern_name(s, message.pattern, day),
            ),
            "",
            s.say("I did not understand the day.") if message.not_understood else None,
            s.say("Nothing would take place until then. Please choose a later day.")
            if message.too_early
            else None,
            s.say("Until when? Press one, or write the last day: {example}", example="31.7.2027"),
        ),
        buttons=rows(
            (
                s.press("3 months", "repeat_until", "3m"),
                s.press("6 months", "repeat_until", "6m"),
            ),
            (
                s.press("1 year", "repeat_until", "1y"),
                s.press("No end yet", "repeat_until", "open"),
            ),
            s.press("⬅️ Back", "repeat"),
        ),
    )


@words(m.AskHolidays)
def _ask_holidays(s: Speech, message: m.AskHolidays) -> Rendered:
    days = s.listed(s.short_date(day) for day in message.days)
    return Rendered(
        html=lines(
            bold(s.say("🔁 Repeat the shift")),
            s.say("These days are public holidays in North Rhine-Westphalia: {days}", days=days),
            s.count("and {n} more", "and {n} more", message.more) if message.more else None,
            "",
            s.say("Shall it take place on holidays, too?"),
        ),
        buttons=rows(
            s.press("🏖 Leave holidays out", "repeat_skip", 1),
            s.press("📅 On holidays, too", "repeat_skip", 0),
            s.press("⬅️ Back", "repeat"),
        ),
    )


@words(m.SeriesPreview)
def _preview(s: Speech, message: m.SeriesPreview) -> Rendered:
    series, shown = message.series, message.days
    more = message.total is None or message.total > len(shown)
    days = s.listed(s.short_date(day) for day in shown)
    return Rendered(
        html=lines(
            bold(s.say("Is this right?")),
            "",
            repeats(s, series),
            s.say("🕔 {span}", span=_span(series)),
            _runs(s, series),
            s.say("🧩 {task}", task=series.task),
            s.say("📍 {place}", place=series.place),
            s.say("🏠 {initiative}", initiative=message.initiative),
            *in_draft(s, series.roles),
            "",
            s.say("First days: {days} …", days=days) if more else s.say("Days: {days}", days=days),
            None
            if message.total is None
            else s.count("{n} shift in all", "{n} shifts in all", message.total),
            s.say("🏖 Not on public holidays")
            if series.skip_holidays
            else s.say("📅 On public holidays, too"),
        ),
        buttons=rows(
            s.press("✅ Yes, plan it", "repeat_yes", message.mark),
            s.press("🔁 Repeat differently", "repeat"),
            (s.press("⬅️ Only once", "draft"), s.press("✖️ Cancel", "cancel")),
        ),
    )


@words(m.SeriesStarted)
def _started(s: Speech, message: m.SeriesStarted) -> Rendered:
    series = message.series
    first = message.first
    return Rendered(
        html=lines(
            bold(s.say("✅ The series is planned.")),
            "",
            repeats(s, series),
            s.say("🕔 {span}", span=_span(series)),
            _runs(s, series),
            s.say("🧩 {task}", task=series.task),
            s.say("📍 {place}", place=series.place),
            s.say("🏠 {initiative}", initiative=message.initiative),
            "",
            s.count(
                "{n} shift is open for sign-ups now.",
                "{n} shifts are open for sign-ups now.",
                message.made,
            ),
            s.say("Further ones follow by themselves, 8 weeks ahead."),
            *shift_link(s, message.link),
        ),
        buttons=rows(
            None if first is None else s.press("📋 Show the first shift", "duty", first.id),
            (s.press("➕ New shift", "new"), s.press("📋 Roster", "roster", 0)),
            menu_button(s),
        ),
    )


@words(m.StandAsk)
def _stand_ask(s: Speech, message: m.StandAsk) -> Rendered:
    shift, roles = message.shift, message.series.roles
    several = len(roles) > 1
    return Rendered(
        html=lines(
            bold(s.say("🔁 Come every time")),
            repeats(s, message.series),
            s.say("🕔 {span}", span=_span(message.series)),
            what_where(s, shift),
            "",
            s.count(
                "You are signed up for {n} shift now, and for all that follow.",
                "You are signed up for {n} shifts now, and for all that follow.",
                message.coming,
            ),
            s.say("Where a shift is full, you wait. You can withdraw from each of them."),
            s.say("As what do you want to help?") if several else None,
        ),
        buttons=rows(
            *(
                (
                    s.choice(role_name(s, role), "stand_yes", shift.id, str(role.position))
                    for role in roles
                )
                if several
                else ()
            ),
            None if several else s.press("✅ Yes, every time", "stand_yes", shift.id, "0"),
            s.press("⬅️ Back", "shift", shift.id),
        ),
    )


@words(m.StandDone)
def _stand_done(s: Speech, message: m.StandDone) -> Rendered:
    if message.stands:
        head = s.say("✅ You come every time. Thank you!")
    else:
        head = s.say("These shifts require something of you that nobody has confirmed yet.")
    return Rendered(
        html=lines(
            bold(head),
            repeats(s, message.series),
            "",
            s.count("{n} shift: you have a place", "{n} shifts: you have a place", message.places)
            if message.places
            else None,
            s.count("{n} shift is full: you wait", "{n} shifts are full: you wait", message.waits)
            if message.waits
            else None,
            s.count(
                "{n} shift requires something that nobody has confirmed yet",
                "{n} shifts require something that nobody has confirmed yet",
                message.refused,
            )
            if message.refused and message.stands
            else None,
            s.say("New shifts sign you up by themselves.") if message.stands else None,
        ),
        buttons=rows(
            s.press("🔁 No longer every time", "unstand", message.shift_id)
            if message.stands
            else None,
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )


@words(m.UnstandAsk)
def _unstand_ask(s: Speech, message: m.UnstandAsk) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(s.say("🔁 No longer every time")),
            repeats(s, message.series),
            when(s, shift),
            what_where(s, shift),
            "",
            s.say("New shifts will not sign you up any more."),
            s.count(
                "You are signed up for {n} coming shift. Do you want to leave it, too?",
                "You are signed up for {n} coming shifts. Do you want to leave them, too?",
                message.coming,
            )
            if message.coming
            else None,
        ),
        buttons=rows(
            s.press("✅ End it, keep my shifts", "unstand_yes", shift.id, "keep")
            if message.coming
            else s.press("✅ Yes, end it", "unstand_yes", shift.id, "keep"),
            s.press("↩️ End it, leave them all", "unstand_yes", shift.id, "leave")
            if message.coming
            else None,
            s.press("⬅️ Back", "shift", shift.id),
        ),
    )


@words(m.UnstandDone)
def _unstand_done(s: Speech, message: m.UnstandDone) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Done. New shifts will not sign you up any more."),
            s.count("You have left {n} shift.", "You have left {n} shifts.", message.left)
            if message.left
            else None,
        ),
        buttons=rows(
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )
