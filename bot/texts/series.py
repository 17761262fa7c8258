"""Words for series: how a shift repeats, until when, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from babel import Locale
from babel.dates import format_date

from bot.domain import messages_series as m
from bot.domain.rendered import Rendered
from bot.domain.series import Pattern, Series, nth_of, read_rule
from bot.texts.activity_plan import offered
from bot.texts.common import menu_button
from bot.texts.roles import in_draft
from bot.texts.speech import Html, Speech, bold, lines, rows
from bot.texts.volunteers import shift_link, to_call
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


def wall_times(series: Series) -> str:
    """Return from when to when it goes, such as "17:00–19:00"."""
    return f"{series.start:%H:%M}–{series.end:%H:%M}"


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
            s.say("🕔 {span}", span=wall_times(series)),
            _runs(s, series),
            s.say("🧩 {task}", task=series.task),
            s.say("📍 {place}", place=series.place),
            s.say("🏠 {initiative}", initiative=message.initiative),
            *in_draft(s, series.roles),
            None if message.offer is None else offered(s, message.offer),
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
            s.say("🕔 {span}", span=wall_times(series)),
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


@words(m.EndAsk)
def _end_ask(s: Speech, message: m.EndAsk) -> Rendered:
    shift_id = message.shift_id
    return Rendered(
        html=lines(
            bold(s.say("⏹ End the series")),
            repeats(s, message.series),
            s.say("🧩 {task}", task=message.series.task),
            "",
            s.say("No further shifts are made."),
            *_ends(s, message),
        ),
        buttons=rows(
            s.press("⏹ End it, keep those shifts", "series_end_yes", shift_id, "keep")
            if message.with_people
            else s.press("⏹ Yes, end it", "series_end_yes", shift_id, "keep"),
            s.press("❌ End it, cancel them all", "series_end_yes", shift_id, "cancel")
            if message.with_people
            else None,
            s.press("⬅️ Back", "change", shift_id),
        ),
    )


def _ends(s: Speech, message: m.EndAsk) -> Iterator[Html]:
    if message.empty:
        yield s.count(
            "➖ {n} shift without people is removed.",
            "➖ {n} shifts without people are removed.",
            message.empty,
        )
    if message.with_people:
        people = s.count("{n} person", "{n} people", message.people)
        yield s.count(
            "👥 In {n} coming shift people are signed up: {people}.",
            "👥 In {n} coming shifts people are signed up: {people}.",
            message.with_people,
            people=people,
        )
    if message.regulars:
        yield s.count(
            "🔁 {n} person comes every time.",
            "🔁 {n} people come every time.",
            message.regulars,
        )


@words(m.EndDone)
def _end_done(s: Speech, message: m.EndDone) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("⏹ The series has ended.")),
            s.count(
                "➖ {n} shift without people was removed.",
                "➖ {n} shifts without people were removed.",
                message.removed,
            )
            if message.removed
            else None,
            s.count(
                "📌 {n} shift with people stays.", "📌 {n} shifts with people stay.", message.kept
            )
            if message.kept
            else None,
            s.count(
                "❌ {n} shift was cancelled.", "❌ {n} shifts were cancelled.", message.cancelled
            )
            if message.cancelled
            else None,
            s.count("🔔 {n} person is told.", "🔔 {n} people are told.", message.told)
            if message.told
            else None,
            to_call(s, message.to_call),
        ),
        buttons=rows((s.press("📋 Roster", "roster", 0), menu_button(s))),
    )
