"""Rules of series: which days, at which wall time, and which days are public holidays."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import elapsed_hours
from bot.domain.series import (
    Pattern,
    Series,
    days_of,
    draft_on,
    is_holiday,
    nth_of,
    planned_days,
    read_rule,
    rule_for,
    skip_holidays,
)
from bot.domain.shifts import Kind, one_role

BERLIN = ZoneInfo("Europe/Berlin")
draft_on_calendar = draft_on  # as it is, for a mutant of this module
TUESDAY = date(2026, 11, 24)  # the fourth and last of its month
CHANGES = (  # the clocks' changes in Germany, 2026–2028
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 3, 26),
    date(2028, 10, 29),
)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def a_series(**changes: object) -> Series:
    values: dict[str, object] = {
        "initiative_id": 1,
        "kind": Kind.LANGUAGE,
        "task": "Sprachcafé",
        "place": "Saal",
        "rule": "FREQ=WEEKLY;BYDAY=TU",
        "first_day": TUESDAY,
        "last_day": None,
        "start": time(17),
        "end": time(19),
        "skip_holidays": False,
        "roles": one_role(3),
    }
    return Series(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "rule"),
    [
        (Pattern.WEEKLY, "FREQ=WEEKLY;BYDAY=TU"),
        (Pattern.BIWEEKLY, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (Pattern.FIRST_THIRD, "FREQ=MONTHLY;BYDAY=1TU,3TU"),
        (Pattern.SECOND_FOURTH, "FREQ=MONTHLY;BYDAY=2TU,4TU"),
        (Pattern.NTH, "FREQ=MONTHLY;BYDAY=4TU"),
        (Pattern.LAST, "FREQ=MONTHLY;BYDAY=-1TU"),
    ],
)
def test_a_pattern_is_a_rule_of_the_first_days_weekday(pattern: Pattern, rule: str) -> None:
    assert rule_for(pattern, TUESDAY) == rule


@given(st.sampled_from(Pattern), DAYS)
def test_every_rule_is_read_as_its_pattern(pattern: Pattern, day: date) -> None:
    assert read_rule(rule_for(pattern, day)) is pattern


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=TU,WE", "FREQ=WEEKLY", ""])
def test_any_other_rule_has_no_pattern(rule: str) -> None:
    assert read_rule(rule) is None


@given(st.sampled_from(Pattern), DAYS)
def test_all_days_are_of_the_pattern_and_none_is_left_out(pattern: Pattern, first: date) -> None:
    end = first + timedelta(days=200)
    every = [first + timedelta(days=n) for n in range(201)]
    weekdays = [day for day in every if day.weekday() == first.weekday()]
    wanted = {
        Pattern.WEEKLY: weekdays,
        Pattern.BIWEEKLY: weekdays[::2],
        Pattern.FIRST_THIRD: [day for day in weekdays if nth_of(day) in {1, 3}],
        Pattern.SECOND_FOURTH: [day for day in weekdays if nth_of(day) in {2, 4}],
        Pattern.NTH: [day for day in weekdays if nth_of(day) == nth_of(first)],
        Pattern.LAST: [
            day for day in weekdays if day.day + 7 > monthrange(day.year, day.month)[1]
        ],
    }[pattern]
    assert days_of(rule_for(pattern, first), first, None, first, end) == tuple(wanted)


@given(st.sampled_from(Pattern), DAYS, st.lists(st.integers(0, 400), min_size=1, max_size=5))
def test_pieces_of_the_calendar_give_the_same_days_as_the_whole(
    pattern: Pattern, first: date, cuts: list[int]
) -> None:
    rule = rule_for(pattern, first)
    ends = [first + timedelta(days=n) for n in sorted({*cuts, 401})]
    pieces: list[date] = []
    start = first
    for end in ends:
        pieces += days_of(rule, first, None, start, end)
        start = end + timedelta(days=1)
    assert tuple(pieces) == days_of(rule, first, None, first, ends[-1])


def test_day_31_comes_only_in_months_that_have_it() -> None:
    first = date(2027, 1, 31)
    found = days_of("FREQ=MONTHLY;BYMONTHDAY=31", first, None, first, date(2027, 12, 31))
    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


def test_29_february_comes_only_in_leap_years() -> None:
    first = date(2024, 2, 29)
    found = days_of("FREQ=YEARLY", first, None, first, date(2033, 1, 1))
    assert found == (date(2024, 2, 29), date(2028, 2, 29), date(2032, 2, 29))


def test_the_last_day_of_the_month_is_the_29th_in_february_of_a_leap_year() -> None:
    first = date(2028, 1, 31)
    found = days_of("FREQ=MONTHLY;BYMONTHDAY=-1", first, None, first, date(2028, 3, 31))
    assert found == (date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31))


def test_a_weekly_series_passes_29_february() -> None:
    first = date(2028, 2, 22)
    found = days_of("FREQ=WEEKLY;BYDAY=TU", first, None, first, date(2028, 3, 7))
    assert found == (date(2028, 2, 22), date(2028, 2, 29), date(2028, 3, 7))


def test_a_fifth_tuesday_comes_only_in_months_that_have_it() -> None:
    first = date(2026, 12, 29)
    found = days_of(rule_for(Pattern.NTH, first), first, None, first, date(2027, 12, 31))
    assert found == (
        date(2026, 12, 29),
        date(2027, 3, 30),
        date(2027, 6, 29),
        date(2027, 8, 31),
        date(2027, 11, 30),
    )


def test_the_last_day_is_the_last_possible_one() -> None:
    rule, end = "FREQ=WEEKLY;BYDAY=TU", TUESDAY + timedelta(weeks=9)
    last = TUESDAY + timedelta(weeks=2)
    assert days_of(rule, TUESDAY, last, TUESDAY, end)[-1] == last


def test_nothing_lies_before_the_first_day() -> None:
    rule, before = "FREQ=WEEKLY;BYDAY=TU", TUESDAY - timedelta(days=1)
    assert days_of(rule, TUESDAY, None, TUESDAY - timedelta(weeks=4), before) == ()


def test_the_holidays_of_the_land_are_known() -> None:
    found = [day for n in range(365) if is_holiday(day := date(2027, 1, 1) + timedelta(days=n))]
    assert found == [
        date(2027, 1, 1),
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday
        date(2027, 5, 1),
        date(2027, 5, 6),  # Ascension Day
        date(2027, 5, 17),  # Whit Monday
        date(2027, 5, 27),  # Corpus Christi, a holiday here and not in the whole country
        date(2027, 10, 3),
        date(2027, 11, 1),  # All Saints, likewise
        date(2027, 12, 25),
        date(2027, 12, 26),
    ]


def test_holidays_are_left_out_where_that_is_wished() -> None:
    fridays = a_series(
        rule="FREQ=WEEKLY;BYDAY=FR", first_day=date(2026, 12, 18), skip_holidays=True
    )
    found = planned_days(fridays, date(2026, 12, 18), date(2027, 1, 8))
    assert found == (date(2026, 12, 18), date(2027, 1, 8))  # Christmas and New Year are Fridays


def test_holidays_stay_where_nobody_wished_otherwise() -> None:
    fridays = a_series(rule="FREQ=WEEKLY;BYDAY=FR", first_day=date(2026, 12, 25))
    assert planned_days(fridays, date(2026, 12, 25), date(2026, 12, 25)) == (date(2026, 12, 25),)


@given(st.lists(DAYS, max_size=30))
def test_only_holidays_are_skipped(days: list[date]) -> None:
    assert skip_holidays(days) == tuple(day for day in days if not is_holiday(day))


@given(
    st.sampled_from(CHANGES),
    st.sampled_from(Pattern),
    st.integers(0, 6),
    st.times(),
    st.times(),
)
def test_a_series_keeps_its_wall_time_through_every_change_of_the_clocks(
    change: date, pattern: Pattern, weekday: int, start: time, end: time
) -> None:
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    first = change - timedelta(days=56 + weekday)
    series = a_series(rule=rule_for(pattern, first), first_day=first, start=start, end=end)
    days = planned_days(series, first, change + timedelta(days=56))
    drafts = [draft_on(series, day, BERLIN) for day in days]
    for day, draft in zip(days, drafts, strict=True):
        local = draft.starts_at.astimezone(BERLIN)
        left_out = local.replace(tzinfo=None) != datetime.combine(day, start)
        assert not left_out or (day in CHANGES and time(2) <= start < time(3))
    starts = [draft.starts_at for draft in drafts]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("change", CHANGES)
def test_one_occurrence_lies_on_each_day_of_a_change(change: date) -> None:
    first = change - timedelta(weeks=3)
    series = a_series(rule=rule_for(Pattern.WEEKLY, first), first_day=first, start=time(2, 30))
    days = planned_days(series, first, change + timedelta(weeks=3))
    starts = [draft_on(series, day, BERLIN).starts_at for day in days]
    assert [at.astimezone(BERLIN).date() for at in starts].count(change) == 1


@pytest.mark.parametrize(
    ("night", "hours"),
    [(change - timedelta(days=1), 7.0 if change.month == 3 else 9.0) for change in CHANGES],
)
def test_a_night_over_the_change_has_its_real_length(night: date, hours: float) -> None:
    draft = draft_on(a_series(start=time(22), end=time(6)), night, BERLIN)
    assert elapsed_hours(draft.starts_at, draft.ends_at) == hours


def test_an_occurrence_has_the_values_of_its_series() -> None:
    draft = draft_on(a_series(), TUESDAY, BERLIN)
    assert (draft.task, draft.place, draft.kind, draft.roles, draft.starts_at, draft.ends_at) == (
        "Sprachcafé",
        "Saal",
        Kind.LANGUAGE,
        one_role(3),
        datetime(2026, 11, 24, 16, tzinfo=UTC),
        datetime(2026, 11, 24, 18, tzinfo=UTC),
    )
