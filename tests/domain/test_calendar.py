"""Local time: both changes of the clocks, the ends of months and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import at_local, elapsed_hours, end_after, local_clock, local_day

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = [date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26)]
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29)]
DAYS = st.dates(date(2025, 1, 1), date(2031, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 1, 15), time(17), datetime(2026, 1, 15, 16, tzinfo=UTC)),
        (date(2026, 7, 15), time(17), datetime(2026, 7, 15, 15, tzinfo=UTC)),
        (date(2026, 7, 1), time(0, 30), datetime(2026, 6, 30, 22, 30, tzinfo=UTC)),
        (date(2028, 2, 29), time(9), datetime(2028, 2, 29, 8, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_an_instant(day: date, clock: time, utc: datetime) -> None:
    assert at_local(day, clock, BERLIN) == utc


@pytest.mark.parametrize("day", SPRING)
def test_a_time_in_the_spring_gap_means_the_same_distance_after_it(day: date) -> None:
    shown = local_clock(at_local(day, time(2, 30), BERLIN), BERLIN)
    assert shown == time(3, 30)


@pytest.mark.parametrize("day", AUTUMN)
def test_a_time_that_comes_twice_in_autumn_means_the_first(day: date) -> None:
    second = at_local(day, time(2, 30), BERLIN) + timedelta(hours=1)
    assert local_clock(second, BERLIN) == time(2, 30)


@given(DAYS, CLOCKS)
def test_the_way_to_utc_and_back_loses_nothing_outside_the_gap(day: date, clock: time) -> None:
    instant = at_local(day, clock, BERLIN)
    in_gap = day.month == 3 and day.weekday() == 6 and day.day >= 25 and clock.hour == 2
    back = (local_day(instant, BERLIN), local_clock(instant, BERLIN))
    later = time(3, clock.minute)
    assert back == (day, later if in_gap else clock)


@pytest.mark.parametrize(
    ("days", "hours"), [(AUTUMN, 9.0), (SPRING, 7.0), ([date(2026, 6, 15)], 8.0)]
)
def test_a_night_from_22_to_6_counts_its_real_hours(days: list[date], hours: float) -> None:
    for morning in days:
        evening = morning - timedelta(days=1)
        start = at_local(evening, time(22), BERLIN)
        assert elapsed_hours(start, end_after(evening, time(22), time(6), BERLIN)) == hours


def test_hours_are_real_even_between_local_times() -> None:
    start = datetime(2026, 10, 24, 22, tzinfo=BERLIN)
    assert elapsed_hours(start, datetime(2026, 10, 25, 6, tzinfo=BERLIN)) == 9.0


@pytest.mark.parametrize(
    ("day", "start", "end", "ends_on"),
    [
        (date(2026, 5, 31), time(22), time(2), date(2026, 6, 1)),
        (date(2026, 12, 31), time(22), time(2), date(2027, 1, 1)),
        (date(2028, 2, 28), time(22), time(2), date(2028, 2, 29)),
        (date(2028, 2, 29), time(22), time(2), date(2028, 3, 1)),
        (date(2027, 2, 28), time(22), time(2), date(2027, 3, 1)),
        (date(2026, 5, 31), time(17), time(19), date(2026, 5, 31)),
        (date(2026, 5, 31), time(17), time(17), date(2026, 6, 1)),
    ],
)
def test_an_end_not_after_the_start_is_on_the_next_day(
    day: date, start: time, end: time, ends_on: date
) -> None:
    assert end_after(day, start, end, BERLIN) == at_local(ends_on, end, BERLIN)


@given(DAYS, CLOCKS, CLOCKS)
def test_a_span_has_its_wall_length_give_or_take_the_change_of_clocks(
    day: date, start: time, end: time
) -> None:
    begins, ends = at_local(day, start, BERLIN), end_after(day, start, end, BERLIN)
    wall = (end.hour * 60 + end.minute - start.hour * 60 - start.minute) % 1440 or 1440
    assert abs(elapsed_hours(begins, ends) - wall / 60) <= 1.0
