"""Days and times: weekday named, 24 hours, Latin digits, no glue that widens a line."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.texts import dates
from bot.texts.catalogue import available

ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 1, 1)
DAYS = tuple(FIRST + timedelta(days=i) for i in range((date(2029, 1, 1) - FIRST).days))


@pytest.mark.parametrize("language", available())
def test_every_day_names_its_weekday_in_latin_digits(language):
    for form in (dates.long_day, dates.short_day):
        weekdays = [set() for _ in range(7)]
        for day in DAYS:
            text = form(day, language)
            weekday, rest = re.split(r"[ ,،]", text, maxsplit=1)
            weekdays[day.weekday()].add(weekday)
            assert re.findall("[0-9]+", rest)[0].lstrip("0") == str(day.day)
            assert all(not char.isdigit() or char in "0123456789" for char in text)
            assert not re.search("[\u00a0\u202f\u200e\u200f\u061c]", text)
        assert [len(found) for found in weekdays] == [1] * 7
        assert len(set.union(*weekdays)) == 7


@pytest.mark.parametrize("language", available())
def test_every_long_day_of_a_year_is_told_apart(language):
    year = [day for day in DAYS if day.year == 2026]
    assert len({dates.long_day(day, language) for day in year}) == len(year)
    assert len({dates.day_with_year(day, language) for day in DAYS}) == len(DAYS)
    assert len({dates.short_day(day, language) for day in year}) == len(year)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("de", "Dienstag, 24. November"),
        ("en", "Tuesday, 24 November"),
        ("uk", "вівторок, 24 листопада"),
        ("ar", "الثلاثاء، 24 نوفمبر"),
        ("fr", "mardi, 24 novembre"),
    ],
)
def test_a_long_day_reads_as_people_write_it(language, expected):
    assert dates.long_day(date(2026, 11, 24), language) == expected


@pytest.mark.parametrize(
    ("starts_at", "hours", "expected"),
    [
        (datetime(2026, 10, 24, 20, tzinfo=UTC), 9, "22:00–06:00"),
        (datetime(2027, 3, 27, 21, tzinfo=UTC), 7, "22:00–06:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 1, "02:30–02:30"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), 1, "01:30–03:30"),
        (datetime(2026, 7, 1, 22, tzinfo=UTC), 15, "00:00–15:00"),
    ],
)
def test_times_are_wall_times_of_24_hours(starts_at, hours, expected):
    assert dates.span(starts_at, starts_at + timedelta(hours=hours), ZONE) == expected


@pytest.mark.parametrize("language", available())
def test_money_has_latin_digits_and_no_hidden_marks(language):
    text = dates.money(Decimal("1234.5"), language)
    assert re.sub(r"[^0-9]", "", text) == "123450"
    assert "€" in text
    assert not re.search("[\u00a0\u202f\u200e\u200f\u061c]", text)
