"""Days that people type of what has been, such as the day of a paper notice."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation.reading import read_day

_MUCH_LATER = timedelta(days=5 * 366)


def read_past_day(text: str, today: date) -> date | None:
    """Return the day that ``text`` names; without a year it is the last such day up to ``today``.

    A day with its year stays as it was named, even one to come. None if it names no day.
    """
    day = read_day(text, today)
    if day is None or day <= today or not any(char.isdigit() for char in text):
        return day
    if day == read_day(text, today + _MUCH_LATER):
        return day  # the year was named
    return next((one for one in _same_days(day, today) if one <= today), day)


def _same_days(day: date, today: date) -> list[date]:
    """Return the same day of this year and the eight before; 29 February is not in each."""
    found = []
    for year in range(today.year, today.year - 9, -1):
        try:
            found.append(day.replace(year=year))
        except ValueError:
            continue
    return found
