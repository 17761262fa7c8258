"""What people type for days, times and numbers, in their own digits and words."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reading import coming_days, read_day, read_number, read_span

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.12.", date(2026, 12, 24)),
        ("24.12", date(2026, 12, 24)),
        (" 24. 12. ", date(2026, 12, 24)),
        ("24/12", date(2026, 12, 24)),
        ("24.12.2027", date(2027, 12, 24)),
        ("24.12.27", date(2027, 12, 24)),
        ("24/12/2027", date(2027, 12, 24)),
        ("2027-12-24", date(2027, 12, 24)),
        ("1.1.", date(2027, 1, 1)),
        ("22.11.", TODAY),
        ("21.11.", date(2027, 11, 21)),
        ("29.2.", date(2028, 2, 29)),
        ("29.2.2028", date(2028, 2, 29)),
        ("١٥/٤/٢٠٢٧", date(2027, 4, 15)),
        ("۲۴.۱۲.", date(2026, 12, 24)),
        ("२४.१२.", date(2026, 12, 24)),
    ],
)
def test_a_day_is_understood(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "gestern", "32.1.", "0.1.", "1.13.", "29.2.2027", "31.4.", "24.12.0", "24.12.202", "24",
     "2026-13-01", "0000-01-01", "1.2.3.4", "24.12. 17 Uhr", "--", "٣"],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(text: str) -> None:
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("17:00-19:00", time(17), time(19)),
        ("17-19", time(17), time(19)),
        ("17 - 19 Uhr", time(17), time(19)),
        ("17 bis 19 Uhr", time(17), time(19)),
        ("von 17 bis 19 Uhr", time(17), time(19)),
        ("Von 17 Uhr bis 19:30 Uhr", time(17), time(19, 30)),
        ("from 9 to 11", time(9), time(11)),
        ("17 Uhr bis 19 Uhr", time(17), time(19)),
        ("17.30–19.00", time(17, 30), time(19)),
        ("17h30 - 19h", time(17, 30), time(19)),
        ("1700-1900", time(17), time(19)),
        ("900-1130", time(9), time(11, 30)),
        ("9—11", time(9), time(11)),
        ("22-6", time(22), time(6)),
        ("20 bis 24 Uhr", time(20), time(0)),
        ("00:00-24:00", None, None),
        ("١٧ - ١٩", time(17), time(19)),
        ("۱۷:۰۰ تا ۱۹:۰۰", time(17), time(19)),
        ("من 17 إلى 19", time(17), time(19)),
        ("17 до 19", time(17), time(19)),
        ("з 17 до 19", time(17), time(19)),
    ],
)
def test_two_times_are_understood(text: str, start: time | None, end: time | None) -> None:
    assert read_span(text) == (None if start is None else (start, end))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "abends",
        "25-26",
        "17-17",
        "17:60-18",
        "24:30-25",
        "24:00-00:00",
        "17-19-21",
        "-1-2",
        "17:00",
    ],
)
def test_what_are_no_two_times_is_not_guessed(text: str) -> None:
    assert read_span(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("3", 3), (" 12 ", 12), ("٣", 3), ("۱۲", 12), ("0", 0), ("007", 7), ("999999", 999999)],
)
def test_a_number_is_understood(text: str, number: int) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize("text", ["", "drei", "-1", "1.5", "1 000", "1234567", "½", "+3", "3x"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert read_number(text) is None


RUBBISH = st.text() | st.text("0123456789.:/- –bisuhr٣۴²①Ⅷ½24", max_size=20)


@given(RUBBISH, st.dates())
def test_reading_never_raises(text: str, today: date) -> None:
    day, span, number = read_day(text, today), read_span(text), read_number(text)
    assert isinstance(day, date | None)
    assert span is None or span[0] != span[1]
    assert number is None or 0 <= number <= 999999


@given(st.dates(date(2026, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d.%m.%Y", "%Y-%m-%d"]))
def test_every_day_comes_back_as_it_was_written(day: date, form: str) -> None:
    assert read_day(day.strftime(form), TODAY) == day


@given(st.times(), st.times())
def test_every_span_comes_back_as_it_was_written(start: time, end: time) -> None:
    begin, stop = time(start.hour, start.minute), time(end.hour, end.minute)
    wanted = None if begin == stop else (begin, stop)
    assert read_span(f"{begin:%H:%M}-{stop:%H:%M}") == wanted


def test_the_days_on_the_buttons_begin_today() -> None:
    assert coming_days(date(2028, 2, 28), 3) == (
        date(2028, 2, 28),
        date(2028, 2, 29),
        date(2028, 3, 1),
    )
