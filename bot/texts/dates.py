"""Days, times and amounts as people in each language write them; 24 hours, weekday named."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency

# CLDR patterns per language; no year, because shifts lie within the coming months.
_LONG = {"ar": "EEEE، d MMMM", "de": "EEEE, d. MMMM", "en": "EEEE, d MMMM", "uk": "EEEE, d MMMM"}
_LONG_YEAR = {
    "ar": "EEEE، d MMMM y",
    "de": "EEEE, d. MMMM y",
    "en": "EEEE, d MMMM y",
    "uk": "EEEE, d MMMM y 'р.'",
}
_SHORT = {"ar": "EEE d/M", "de": "EEE d.M.", "en": "EEE d MMM", "uk": "EEE d.MM"}
_YEAR = {"ar": "d MMMM y", "de": "d. MMMM y", "en": "d MMMM y", "uk": "d MMMM y 'р.'"}


@lru_cache(maxsize=4096)
def long_day(day: date, language: str) -> str:
    """Return the day with its whole names, such as "Dienstag, 24. November"."""
    return _format(day, _LONG.get(language, "EEEE, d MMMM"), language)


@lru_cache(maxsize=4096)
def far_day(day: date, language: str) -> str:
    """Return the day with its whole names and its year, for days that are months away."""
    return _format(day, _LONG_YEAR.get(language, "EEEE, d MMMM y"), language)


@lru_cache(maxsize=4096)
def short_day(day: date, language: str) -> str:
    """Return the day as short as a button needs it, such as "Di 24.11."."""
    return _format(day, _SHORT.get(language, "EEE d.M."), language)


@lru_cache(maxsize=4096)
def day_with_year(day: date, language: str) -> str:
    """Return the day with its year, such as "24. November 2026"."""
    return _format(day, _YEAR.get(language, "d MMMM y"), language)


@lru_cache(maxsize=64)
def weekday(number: int, language: str) -> str:
    """Return the short name of a weekday, 0 is Monday, such as "Mo"."""
    # 5 January 1970 was a Monday.
    return _format(date(1970, 1, 5 + number), "EEE", language)


def _format(day: date, pattern: str, language: str) -> str:
    # U+202F and U+00A0 would keep a line from breaking on a narrow phone.
    text: str = format_date(day, format=pattern, locale=Locale.parse(language))
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def clock(instant: datetime, zone: ZoneInfo) -> str:
    """Return the wall time in ``zone``, such as "17:00"."""
    local = instant.astimezone(zone)
    return f"{local.hour:02}:{local.minute:02}"


def span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """Return two wall times, such as "17:00–19:00"."""
    return f"{clock(start, zone)}–{clock(end, zone)}"


def money(amount: Decimal, language: str) -> str:
    """Return an amount in euros, such as "2,29 €"."""
    locale = Locale.parse(language)
    text: str = format_currency(amount, "EUR", locale=locale, numbering_system="latn")
    # CLDR writes "EUR" in Ukrainian; on the notes stands "€".
    plain = text.replace("\u202f", " ").replace("\u00a0", " ").replace("\u200f", "")
    return plain.replace("EUR", "€").strip()
