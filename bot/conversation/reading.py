"""What people type for days, times and numbers, understood as they mean it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time, timedelta

_DAY = re.compile(r"(\d{1,2})\s*[./]\s*(\d{1,2})\s*[./]?\s*(\d{4}|\d{2})?")
# "Today", "tomorrow" and the day after, in the languages of the house, small letters.
_NEAR_DAYS = {
    word: days
    for days, named in enumerate(
        (
            ("heute", "today", "сьогодні", "اليوم"),
            ("morgen", "tomorrow", "завтра", "غدا", "غدًا", "بكرة"),
            ("übermorgen", "the day after tomorrow", "післязавтра", "بعد غد"),
        )
    )
    for word in named
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_TIME = r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*(?:uhr|h)?"
_FROM = r"(?:(?:von|from|з|с|від|من|از)\s+)?"
_TO = r"(?:-|–|—|bis|to|до|إلى|الى|تا)"
_SPAN = re.compile(rf"{_FROM}{_TIME}\s*{_TO}\s*{_TIME}", re.IGNORECASE)


def _digits(text: str) -> str:
    """Return the text with every script's digits as 0–9."""
    return "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in text.strip()
    )


def read_day(text: str, today: date) -> date | None:
    """Return the day that ``text`` names ("24.12.", "24/12/2026", "2026-12-24"), or None.

    Without a year it is the next such day from ``today`` on. "Today", "tomorrow" and the day
    after are understood in the languages of the house.
    """
    plain = _digits(text)
    if (ahead := _NEAR_DAYS.get(plain.lower().rstrip(".!"))) is not None:
        return today + timedelta(days=ahead)
    if found := _ISO.fullmatch(plain):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _DAY.fullmatch(plain)
    if found is None:
        return None
    day, month = int(found[1]), int(found[2])
    if found[3]:
        year = int(found[3])
        return _day(year + 2000 if year < 100 else year, month, day)
    this_year = _day(today.year, month, day)
    if this_year is not None and this_year >= today:
        return this_year
    # 29 February may be some years away.
    following = (_day(today.year + more, month, day) for more in range(1, 5))
    return next((one for one in following if one is not None), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_span(text: str) -> tuple[time, time] | None:
    """Return the two wall times of ``text`` ("17:00-19:00", "von 17 bis 19 Uhr", "1700-1900")."""
    found = _SPAN.fullmatch(_digits(text))
    if found is None:
        return None
    start, end = _time(found[1], found[2]), _time(found[3], found[4])
    if start is None or end is None or start == end:
        return None
    return start, end


def _time(hours: str, minutes: str | None) -> time | None:
    hour, minute = int(hours), int(minutes or 0)
    try:
        return time(0) if (hour, minute) == (24, 0) else time(hour, minute)
    except ValueError:
        return None


def read_number(text: str) -> int | None:
    """Return the whole number that ``text`` is, or None."""
    plain = _digits(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 6 else None


def coming_days(today: date, count: int) -> tuple[date, ...]:
    """Return ``today`` and the days after it."""
    return tuple(today + timedelta(days=n) for n in range(count))
