"""Series of shifts: their patterns, the local days they fall on, and public holidays.

A rule is expanded on the calendar of the place, in dates; only then does the wall clock of each
day become an instant. So a series keeps its wall time through every change of the clocks
(docs/decisions/0012).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.domain.calendar import at_local, end_after
from bot.domain.shifts import Kind, ShiftDraft, ShiftRole

AHEAD = timedelta(weeks=8)  # so far occurrences are made
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")  # RFC 5545, section 3.3.10


class Pattern(StrEnum):
    """How a shift can repeat."""

    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    FIRST_THIRD = "first_third"  # of the month, such as the 1st and 3rd Tuesday
    SECOND_FOURTH = "second_fourth"
    NTH = "nth"  # the same week of every month as the first day
    LAST = "last"  # the last such weekday of every month


_FORMS = {
    Pattern.WEEKLY: "FREQ=WEEKLY;BYDAY={day}",
    Pattern.BIWEEKLY: "FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
    Pattern.FIRST_THIRD: "FREQ=MONTHLY;BYDAY=1{day},3{day}",
    Pattern.SECOND_FOURTH: "FREQ=MONTHLY;BYDAY=2{day},4{day}",
    Pattern.NTH: "FREQ=MONTHLY;BYDAY={nth}{day}",
    Pattern.LAST: "FREQ=MONTHLY;BYDAY=-1{day}",
}
_READ = {
    pattern: re.compile(
        re.escape(form)
        .replace(r"\{day\}", f"(?:{'|'.join(_WEEKDAYS)})")
        .replace(r"\{nth\}", "[1-5]")
    )
    for pattern, form in _FORMS.items()
}


def nth_of(day: date) -> int:
    """Return the how-manieth of its weekday ``day`` is in its month, from 1 to 5."""
    return (day.day - 1) // 7 + 1


def rule_for(pattern: Pattern, first_day: date) -> str:
    """Return the RRULE (RFC 5545) of the pattern on the weekday of ``first_day``.

    It carries no DTSTART, UNTIL or COUNT: the series' first and last day say that.
    """
    return _FORMS[pattern].format(day=_WEEKDAYS[first_day.weekday()], nth=nth_of(first_day))


def read_rule(text: str) -> Pattern | None:
    """Return the pattern that a rule of ``rule_for`` stands for, None for any other rule."""
    found = (pattern for pattern, form in _READ.items() if form.fullmatch(text))
    return next(found, None)


def offered_patterns(first_day: date) -> tuple[Pattern, ...]:
    """Return the patterns to choose from; a fifth weekday is offered as the last one only."""
    return tuple(one for one in Pattern if one is not Pattern.NTH or nth_of(first_day) < 5)


def days_of(
    rule: str, first_day: date, last_day: date | None, start: date, end: date
) -> tuple[date, ...]:
    """Return the rule's local dates in [start, end], earliest first, each once.

    ``first_day`` is DTSTART, ``last_day`` the last possible date (None: no end). A date that a
    month does not have is left out (RFC 5545, section 3.3.10), weeks begin on Monday.
    """
    last = end if last_day is None else min(end, last_day)
    if last < max(start, first_day):
        return ()
    expanded = rrulestr(rule, dtstart=datetime.combine(first_day, time()), cache=False)
    found = expanded.between(
        datetime.combine(start, time()), datetime.combine(last, time.max), inc=True
    )
    return tuple(sorted({one.date() for one in found}))


@cache
def _holidays(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - a quarter of a second that a bot without series saves

    return frozenset(holidays.country_holidays("DE", subdiv="NW", years=year))


def is_holiday(day: date) -> bool:
    """Tell whether ``day`` is a public holiday in North Rhine-Westphalia (Feiertagsgesetz NW)."""
    return day in _holidays(day.year)


def skip_holidays(days: Iterable[date]) -> tuple[date, ...]:
    """Return the days that are no public holidays in North Rhine-Westphalia."""
    return tuple(day for day in days if not is_holiday(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A shift that repeats; clocks are local wall times, ``end`` not after ``start`` is next day.

    ``id`` is 0 while the series is only planned. ``last_day`` None means no end yet,
    ``made_until`` that occurrences up to that day were made, ``created_by`` whose id it is that
    planned it (None: erased).
    """

    id: int = 0
    initiative_id: int
    kind: Kind
    task: str
    place: str
    rule: str
    first_day: date
    last_day: date | None
    start: time
    end: time
    skip_holidays: bool
    roles: tuple[ShiftRole, ...]
    made_until: date | None = None
    created_by: int | None = None


def planned_days(series: Series, start: date, end: date) -> tuple[date, ...]:
    """Return the local dates in [start, end] on which the series takes place."""
    days = days_of(series.rule, series.first_day, series.last_day, start, end)
    return skip_holidays(days) if series.skip_holidays else days


def span_on(day: date, start: time, end: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants (UTC) of two wall times that begin on ``day``."""
    return at_local(day, start, zone), end_after(day, start, end, zone)


def draft_on(series: Series, day: date, zone: ZoneInfo) -> ShiftDraft:
    """Return the shift that the series has on ``day``."""
    starts_at, ends_at = span_on(day, series.start, series.end, zone)
    return ShiftDraft(
        initiative_id=series.initiative_id,
        task=series.task,
        place=series.place,
        starts_at=starts_at,
        ends_at=ends_at,
        roles=series.roles,
        kind=series.kind,
    )
