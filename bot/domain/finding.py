"""What somebody looks for among the open shifts, as small numbers that fit on a button."""

from __future__ import annotations

from calendar import SATURDAY
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from zlib import crc32

from bot.domain.shifts import FURTHEST, Kind, Shift, ShiftRole

DAYS_AHEAD = 14  # so many single days can be chosen
MONTHS_AHEAD = 6
FACETS = 10  # a filter screen's number is the page of its choices times this, plus the facet
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_MONTHS = 12
# Months and days are numbered so that no number is both: 24,000 … and 730,000 … in our time.
_FIRST_DAY = 200_000


class Near(IntEnum):
    """Days that are named from today; together with months and days they are the day's code."""

    ANY = 0
    TODAY = 1
    TOMORROW = 2
    WEEKEND = 3  # the coming one, or this one while it lasts
    WEEK = 4  # seven days from today on


class Facet(IntEnum):
    """By what the list can be narrowed; ``ALL`` is the overview."""

    ALL = 0
    DAY = 1
    INITIATIVE = 2
    TOWN = 3
    KIND = 4


def town_mark(name: str) -> int:
    """Return the number that stands for a town on a button."""
    return crc32(name.encode())


def month_code(day: date) -> int:
    """Return the code of the month that ``day`` lies in."""
    return day.year * _MONTHS + day.month - 1


def day_code(day: date) -> int:
    """Return the code of one single day."""
    return day.toordinal()


def month_of(code: int) -> date | None:
    """Return the first day of the month that ``code`` stands for, None if it is no month's."""
    year, month = divmod(code, _MONTHS)
    return date(year, month + 1, 1) if 1 <= year < date.max.year and code < _FIRST_DAY else None


def day_of(code: int) -> date | None:
    """Return the day that ``code`` stands for, None if it is no single day's."""
    return date.fromordinal(code) if _FIRST_DAY <= code <= date.max.toordinal() else None


def days_of(code: int, today: date) -> tuple[date, date] | None:
    """Return the first day and the day after the last one that ``code`` means, None: any day.

    ``today`` is the local day. A code that nobody could have chosen means any day.
    """
    span = _near(code, today) or _named(code)
    if span is None or not today - FURTHEST <= span[0] <= today + FURTHEST:
        return None
    return span


def _near(code: int, today: date) -> tuple[date, date] | None:
    match code:
        case Near.TODAY:
            return today, today + _DAY
        case Near.TOMORROW:
            return today + _DAY, today + 2 * _DAY
        case Near.WEEKEND:
            saturday = today + timedelta(days=SATURDAY - today.weekday())
            return max(today, saturday), saturday + 2 * _DAY
        case Near.WEEK:
            return today, today + _WEEK
        case _:
            return None


def _named(code: int) -> tuple[date, date] | None:
    if (day := day_of(code)) is not None and day < date.max:
        return day, day + _DAY
    first = month_of(code)
    return None if first is None else (first, _month_after(first))


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def offered_days(today: date) -> tuple[int, ...]:
    """Return the codes of all days, spans and months that can be chosen on that local day."""
    first = today.replace(day=1)
    months = [first]
    for _ in range(MONTHS_AHEAD - 1):
        months.append(_month_after(months[-1]))
    days = (today + timedelta(days=ahead) for ahead in range(2, DAYS_AHEAD))
    near = (Near.TODAY, Near.TOMORROW, Near.WEEKEND, Near.WEEK)
    return (*near, *map(day_code, days), *map(month_code, months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody looks for, with the names to show; 0, "" and None stand for "no matter".

    ``town_mark`` is the number that stands for the town on a button.
    """

    day: int = 0
    initiative_id: int = 0
    initiative: str = ""
    town_mark: int = 0
    town: str = ""
    kind: Kind | None = None

    @property
    def args(self) -> tuple[int, int, int, str]:
        """Return what a button carries of it: day, initiative, town, kind."""
        return self.day, self.initiative_id, self.town_mark, self.kind or ""

    @property
    def is_empty(self) -> bool:
        """Tell whether everything fits."""
        return self.args == (0, 0, 0, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value by which the list can be narrowed, and how many shifts would be left.

    ``code`` is what a button carries; ``name`` is empty for days and kinds, which have words.
    """

    code: int | str
    name: str = ""
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """A place that was offered to somebody who has not answered yet."""

    offer_id: int
    shift: Shift
    role: ShiftRole
