"""Hours are real time, sums are the sum of their parts, years are those of the place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import isclose
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import hours
from bot.domain.calendar import at_local, end_after
from bot.domain.hours import Tally, Worked
from bot.domain.signups import Attendance

BERLIN = ZoneInfo("Europe/Berlin")
CAME, EXCUSED, MISSED = Attendance.CAME, Attendance.EXCUSED, Attendance.MISSED


def worked(
    starts_at: datetime,
    ends_at: datetime,
    attendance: Attendance | None = CAME,
    *,
    number: int = 1,
    initiative: int = 1,
) -> Worked:
    return Worked(
        shift_id=number,
        initiative_id=initiative,
        initiative=f"Café {initiative}",
        town="Unna",
        task="Tee",
        starts_at=starts_at,
        ends_at=ends_at,
        attendance=attendance,
    )


def night(day: date, attendance: Attendance | None = CAME) -> Worked:
    """Return a shift from 22:00 to 06:00 in the night after ``day``."""
    return worked(
        at_local(day, time(22), BERLIN),
        end_after(day, time(22), time(6), BERLIN),
        attendance,
    )


def change_of(year: int, month: int) -> date:
    """Return the Saturday before the clocks change: they do on the month's last Sunday."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7 + 1)


@pytest.mark.parametrize("year", [2026, 2027, 2028])
@pytest.mark.parametrize(("month", "counted"), [(3, 7.0), (10, 9.0)])
def test_a_night_of_the_change_counts_what_really_passed(year: int, month: int, counted: float):
    assert hours.tally([night(change_of(year, month))]) == Tally(came=counted, unchecked=0.0)


def test_every_other_night_from_2026_to_2028_counts_eight_hours():
    first, last = date(2026, 1, 1), date(2028, 12, 31)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    changes = {change_of(year, month) for year in (2026, 2027, 2028) for month in (3, 10)}
    assert {night(day).hours for day in days if day not in changes} == {8.0}
    assert len(changes) == 6


START = datetime(2026, 5, 4, 15, tzinfo=UTC)


def test_only_who_came_has_hours():
    every = [
        worked(START, START + timedelta(hours=2 + n), one)
        for n, one in enumerate((CAME, EXCUSED, MISSED, None))
    ]
    assert hours.tally(every) == Tally(came=2.0, unchecked=5.0)


spans = st.builds(
    lambda minutes, length, attendance, number, initiative: worked(
        START + timedelta(minutes=minutes),
        START + timedelta(minutes=minutes + length),
        attendance,
        number=number,
        initiative=initiative,
    ),
    st.integers(-1_000_000, 1_000_000),
    st.integers(1, 1440),
    st.sampled_from([None, *Attendance]),
    st.integers(1, 10_000),
    st.integers(1, 3),
)


@given(st.lists(spans, max_size=40))
def test_the_total_is_the_sum_of_its_shifts_years_and_initiatives(every: list[Worked]):
    total = hours.tally(every)
    minutes = sum(
        (one.ends_at - one.starts_at for one in every if one.attendance is CAME), timedelta()
    )
    assert isclose(total.came, minutes / timedelta(hours=1), abs_tol=1e-9)
    by_year = [hours.tally(hours.in_year(every, y, BERLIN)) for y in hours.years(every, BERLIN)]
    for parts in (by_year, [one.tally for one in hours.shares(every)]):
        assert isclose(total.came, sum(one.came for one in parts), abs_tol=1e-9)
        assert isclose(total.unchecked, sum(one.unchecked for one in parts), abs_tol=1e-9)
    assert isclose(total.came, sum(one.hours for one in hours.proven(every)), abs_tol=1e-9)


def test_a_night_at_new_year_belongs_to_the_year_it_began_in():
    late = night(date(2026, 12, 31))
    assert (late.starts_at.year, hours.year_of(late, BERLIN)) == (2026, 2026)
    # At half past midnight in Unna it is still the old year in UTC.
    early = worked(datetime(2026, 12, 31, 23, 30, tzinfo=UTC), datetime(2027, 1, 1, 2, tzinfo=UTC))
    assert hours.year_of(early, BERLIN) == 2027


def test_an_initiative_without_any_hours_is_left_out():
    every = [worked(START, START + timedelta(hours=1), one, initiative=n) for n, one in
             enumerate((CAME, MISSED, None), start=1)]  # fmt: skip
    assert [one.initiative_id for one in hours.shares(every)] == [1, 3]


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("2026", [date(2026, 11, 22), date(2026, 1, 1)]),
        ("2025", [date(2025, 11, 23), date(2025, 11, 22)]),
        ("all", [date(2026, 11, 22), date(2026, 1, 1), date(2025, 11, 23), date(2025, 11, 22)]),
        ("12m", [date(2026, 11, 22), date(2026, 1, 1), date(2025, 11, 23)]),
        ("nonsense", []),
        ("٢٠٢٦", []),
        ("", []),
    ],
)
def test_a_span_holds_what_began_in_it(span: str, days: list[date]):
    every = [
        worked(at_local(day, time(10), BERLIN), at_local(day, time(12), BERLIN))
        for day in (date(2026, 11, 22), date(2026, 1, 1), date(2025, 11, 23), date(2025, 11, 22))
    ]
    found = hours.in_span(every, span, date(2026, 11, 22), BERLIN)
    assert [one.starts_at.astimezone(BERLIN).date() for one in found] == days


def test_the_last_twelve_months_of_a_leap_day_begin_on_the_first_of_march():
    every = [
        worked(at_local(day, time(10), BERLIN), at_local(day, time(12), BERLIN))
        for day in (date(2027, 2, 28), date(2027, 3, 1))
    ]
    assert hours.in_span(every, "12m", date(2028, 2, 29), BERLIN) == (every[1],)


@pytest.mark.parametrize(
    ("done", "signs"),
    [(0.0, 0), (19.99, 0), (20.0, 1), (187.25, 9), (199.99, 9), (200.0, 10), (900.0, 10)],
)
def test_the_meter_is_full_only_at_the_goal(done: float, signs: int):
    assert hours.meter(done, Decimal(200)) == signs


def test_a_goal_of_nothing_is_reached():
    assert hours.meter(0.0, Decimal(0)) == hours.METER_SIGNS
