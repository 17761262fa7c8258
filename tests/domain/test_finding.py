"""Days as small numbers: each stands for one thing, and nothing forged is understood as a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.finding import (
    Near,
    Wish,
    day_code,
    day_of,
    days_of,
    month_code,
    month_of,
    offered_days,
)
from bot.domain.shifts import Kind

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))
SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "today", "first", "after"),
    [
        (Near.TODAY, SUNDAY, SUNDAY, date(2026, 11, 23)),
        (Near.TOMORROW, SUNDAY, date(2026, 11, 23), date(2026, 11, 24)),
        (Near.WEEK, SUNDAY, SUNDAY, date(2026, 11, 29)),
        # On Sunday "this weekend" is what is left of it, from Monday on it is the coming one.
        (Near.WEEKEND, SUNDAY, SUNDAY, date(2026, 11, 23)),
        (Near.WEEKEND, date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 23)),
        (Near.WEEKEND, date(2026, 11, 23), date(2026, 11, 28), date(2026, 11, 30)),
        (month_code(date(2026, 12, 9)), SUNDAY, date(2026, 12, 1), date(2027, 1, 1)),
        (month_code(date(2027, 1, 1)), SUNDAY, date(2027, 1, 1), date(2027, 2, 1)),
        (day_code(date(2026, 12, 31)), SUNDAY, date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_a_code_means_a_span_of_days(code, today, first, after):
    assert days_of(code, today) == (first, after)


@given(st.integers() | st.sampled_from([2**63 - 1, -(2**63), 5, 11, 12, 199_999, 200_000]), DAYS)
def test_whatever_number_comes_is_a_near_span_or_any_day(code, today):
    span = days_of(code, today)
    if span is not None:
        assert span[0] < span[1]
        assert abs(span[0] - today) < timedelta(days=600)


@given(DAYS)
def test_a_day_and_a_month_are_never_the_same_number(day):
    assert (day_of(day_code(day)), month_of(day_code(day))) == (day, None)
    assert (day_of(month_code(day)), month_of(month_code(day))) == (None, day.replace(day=1))


@given(DAYS)
def test_every_offered_day_is_understood_and_offered_once(today):
    codes = offered_days(today)
    assert len(set(codes)) == len(codes)
    assert all(days_of(code, today) is not None for code in codes)


def test_a_wish_for_nothing_in_particular_is_empty():
    assert Wish().is_empty
    assert not Wish(kind=Kind.FOOD).is_empty
    assert Wish(day=1, initiative_id=2, town_mark=3, kind=Kind.FOOD).args == (1, 2, 3, "food")
