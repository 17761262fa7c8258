"""When a reminder is sent: each once, none into the night, both changes of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import at_local, local_clock
from bot.domain.people import QuietHours
from bot.domain.reminders import (
    LAST_CALL,
    LEAD_CHOICES,
    Due,
    due_of,
    in_quiet,
    night_around,
    plan,
    send_moment,
)

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours()
NONE = QuietHours(start=time(0), end=time(0))
CHANGES = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 3, 26),
    date(2028, 10, 29),
]
WALL = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
QUIET = st.builds(QuietHours, start=WALL, end=WALL)
STARTS = st.datetimes(datetime(2026, 1, 2), datetime(2029, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
LEADS = st.lists(st.sampled_from(LEAD_CHOICES), max_size=3, unique=True)
AHEAD = st.timedeltas(timedelta(minutes=-30), timedelta(days=20))


def berlin(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=BERLIN).astimezone(UTC)


def due(
    lead: int, start: datetime, signed_up: datetime, quiet: QuietHours = NIGHT
) -> tuple[datetime, bool] | None:
    return due_of(lead, starts_at=start, signed_up_at=signed_up, quiet=quiet, zone=BERLIN)


LONG_AGO = berlin(2026, 1, 1)
JUNE = (2026, 6, 10)


@pytest.mark.parametrize(
    ("lead", "start", "signed_up", "at"),
    [
        # By day: exactly the lead time before.
        (1440, berlin(*JUNE, 17), LONG_AGO, (berlin(2026, 6, 9, 17), False)),
        (120, berlin(*JUNE, 17), LONG_AGO, (berlin(*JUNE, 15), False)),
        (120, berlin(*JUNE, 10), LONG_AGO, (berlin(*JUNE, 8), False)),
        (120, berlin(*JUNE, 22, 59), LONG_AGO, (berlin(*JUNE, 20, 59), False)),
        # Into the night: before it.
        (120, berlin(*JUNE, 9), LONG_AGO, (berlin(2026, 6, 9, 20, 59), False)),
        (120, berlin(*JUNE, 23), LONG_AGO, (berlin(*JUNE, 20, 59), False)),
        (1440, berlin(*JUNE, 7), LONG_AGO, (berlin(2026, 6, 8, 20, 59), False)),
        # That moment has passed: at the end of the night, 30 minutes before the start at least.
        (120, berlin(*JUNE, 9), berlin(2026, 6, 9, 20, 59), (berlin(*JUNE, 8), False)),
        (120, berlin(*JUNE, 9), berlin(2026, 6, 9, 20, 58), (berlin(2026, 6, 9, 20, 59), False)),
        (120, berlin(*JUNE, 8, 30), berlin(2026, 6, 9, 22), (berlin(*JUNE, 8), False)),
        # Else at once, without sound.
        (120, berlin(*JUNE, 8, 29), berlin(2026, 6, 9, 22), (berlin(*JUNE, 6, 29), True)),
        (120, berlin(*JUNE, 7), berlin(2026, 6, 9, 22), (berlin(*JUNE, 5), True)),
        # Signed up inside the lead time: the confirmation stands in its place.
        (120, berlin(*JUNE, 17), berlin(*JUNE, 15), None),
        (120, berlin(*JUNE, 17), berlin(*JUNE, 14, 59), (berlin(*JUNE, 15), False)),
        (1440, berlin(*JUNE, 17), berlin(*JUNE, 9), None),
        # The end of a month, and a leap day.
        (1440, berlin(2026, 7, 1, 17), LONG_AGO, (berlin(2026, 6, 30, 17), False)),
        (1440, berlin(2028, 3, 1, 17), LONG_AGO, (berlin(2028, 2, 29, 17), False)),
        (1440, berlin(2027, 3, 1, 7), LONG_AGO, (berlin(2027, 2, 27, 20, 59), False)),
    ],
)
def test_a_reminder_is_due_as_the_rules_for_the_night_say(
    lead: int, start: datetime, signed_up: datetime, at: tuple[datetime, bool] | None
) -> None:
    assert due(lead, start, signed_up) == at


def test_without_quiet_hours_it_is_always_the_lead_time() -> None:
    assert due(120, berlin(*JUNE, 4), LONG_AGO, NONE) == (berlin(*JUNE, 2), False)


def test_quiet_hours_by_day_are_kept_as_well() -> None:
    midday = QuietHours(start=time(12), end=time(14))
    assert due(120, berlin(*JUNE, 15), LONG_AGO, midday) == (berlin(*JUNE, 11, 59), False)
    signed_up = berlin(*JUNE, 12)
    assert due(120, berlin(*JUNE, 15), signed_up, midday) == (berlin(*JUNE, 14), False)


@pytest.mark.parametrize(
    ("clock", "quiet", "inside"),
    [
        (time(21), NIGHT, True),
        (time(20, 59), NIGHT, False),
        (time(3), NIGHT, True),
        (time(7, 59), NIGHT, True),
        (time(8), NIGHT, False),
        (time(12), QuietHours(start=time(12), end=time(14)), True),
        (time(14), QuietHours(start=time(12), end=time(14)), False),
        (time(0), NONE, False),
        (time(0), QuietHours(start=time(22), end=time(0)), False),
    ],
)
def test_the_start_of_the_quiet_hours_is_in_and_the_end_is_out(
    clock: time, quiet: QuietHours, inside: bool
) -> None:
    assert in_quiet(clock, quiet) is inside


@pytest.mark.parametrize(("day", "hours"), [(CHANGES[0], 10.0), (CHANGES[1], 12.0)])
def test_the_night_of_the_change_has_its_real_length(day: date, hours: float) -> None:
    start, end = night_around(at_local(day, time(5), BERLIN), NIGHT, BERLIN)
    assert (end - start) / timedelta(hours=1) == hours


def around_the_changes() -> Iterator[datetime]:
    for day in CHANGES:
        for quarter in range(7 * 4):
            yield at_local(day, time(quarter // 4, quarter % 4 * 15), BERLIN)


@pytest.mark.parametrize("leads", [(1440, 120), (30,), (60, 180, 4320), (720, 10080)])
@pytest.mark.parametrize("quiet", [NIGHT, NONE, QuietHours(start=time(2), end=time(3))])
def test_in_the_nights_of_the_change_each_lead_brings_exactly_one_reminder(
    leads: tuple[int, ...], quiet: QuietHours
) -> None:
    for start in around_the_changes():
        signed_up = start - timedelta(days=30)
        found = plan(leads, starts_at=start, signed_up_at=signed_up, quiet=quiet, zone=BERLIN)
        wanted = {due(lead, start, signed_up, quiet) for lead in leads}
        assert [(one.at, one.silent) for one in found] == sorted(wanted - {None})
        assert ticked(found, start) == [one.lead_minutes for one in found]


def ticked(found: tuple[Due, ...], start: datetime) -> list[int]:
    """Return the leads that ticks around every moment that matters would send, in order."""
    edges = sorted({start, *(one.at for one in found), *(one.expires_at for one in found)})
    sent: list[int] = []
    for edge in edges:
        for now in (edge - timedelta(seconds=20), edge, edge + timedelta(seconds=20)):
            sent += [
                one.lead_minutes
                for one in found
                if one.at <= now < one.expires_at and one.lead_minutes not in sent
            ]
    return sent


@pytest.mark.parametrize("day", CHANGES)
def test_in_the_nights_of_the_change_no_reminder_rings_at_night(day: date) -> None:
    for quarter in range(7 * 4):
        start = at_local(day, time(quarter // 4, quarter % 4 * 15), BERLIN)
        for lead in LEAD_CHOICES:
            at = due(lead, start, start - timedelta(days=30))
            assert at is not None
            assert not in_quiet(local_clock(at[0], BERLIN), NIGHT), (start, lead)


def test_the_day_before_is_24_real_hours_even_over_the_change() -> None:
    start = at_local(CHANGES[1], time(17), BERLIN)
    assert due(1440, start, LONG_AGO) == (start - timedelta(hours=24), False)


@given(STARTS, AHEAD, QUIET, st.sampled_from(LEAD_CHOICES))
def test_a_reminder_lies_between_sign_up_and_start_and_rings_only_by_day(
    start: datetime, ahead: timedelta, quiet: QuietHours, lead: int
) -> None:
    found = due(lead, start, start - ahead, quiet)
    if ahead <= timedelta(minutes=lead):
        assert found is None
        return
    assert found is not None
    at, silent = found
    assert start - ahead < at < start
    if not silent:
        # A minute before the night may be the hour that comes twice; that is still no night.
        assert not in_quiet(local_clock(at, BERLIN), quiet)
    else:
        assert at == start - timedelta(minutes=lead)
        assert start - night_around(at, quiet, BERLIN)[1] < LAST_CALL


@given(STARTS, AHEAD, QUIET, LEADS)
def test_the_reminders_of_a_sign_up_follow_each_other_without_a_gap(
    start: datetime, ahead: timedelta, quiet: QuietHours, leads: list[int]
) -> None:
    found = plan(leads, starts_at=start, signed_up_at=start - ahead, quiet=quiet, zone=BERLIN)
    moments = [one.at for one in found]
    assert moments == sorted(set(moments))
    assert [one.expires_at for one in found] == [*moments, start][1:]
    assert {one.lead_minutes for one in found} <= set(leads)
    wanted = {due(lead, start, start - ahead, quiet) for lead in leads} - {None}
    assert len(found) == len({one[0] for one in wanted if one})


@pytest.mark.parametrize("leads", [(), (120,), (1440, 120)])
def test_who_signed_up_inside_every_lead_time_gets_no_reminder_and_disturbs_nobody(
    leads: tuple[int, ...],
) -> None:
    start = berlin(*JUNE, 17)
    signed_up = start - timedelta(hours=1)
    assert plan(leads, starts_at=start, signed_up_at=signed_up, quiet=NIGHT, zone=BERLIN) == ()


def test_two_leads_that_meet_at_one_moment_are_one_reminder() -> None:
    found = plan(
        (120, 60), starts_at=berlin(*JUNE, 8), signed_up_at=LONG_AGO, quiet=NIGHT, zone=BERLIN
    )
    assert [(one.lead_minutes, one.at) for one in found] == [(60, berlin(2026, 6, 9, 20, 59))]


LATE = Due(
    lead_minutes=120, at=berlin(*JUNE, 20, 59), expires_at=berlin(2026, 6, 11, 9), silent=False
)


@pytest.mark.parametrize(
    ("now", "start", "sent"),
    [
        (berlin(*JUNE, 20, 59), berlin(2026, 6, 11, 9), (berlin(*JUNE, 20, 59), False)),
        (berlin(*JUNE, 23), berlin(2026, 6, 11, 9), (berlin(2026, 6, 11, 8), False)),
        (berlin(*JUNE, 23), berlin(2026, 6, 11, 8, 30), (berlin(2026, 6, 11, 8), False)),
        (berlin(*JUNE, 23), berlin(2026, 6, 11, 8, 29), (berlin(*JUNE, 23), True)),
        (berlin(2026, 6, 11, 8), berlin(2026, 6, 11, 9), (berlin(2026, 6, 11, 8), False)),
    ],
)
def test_a_missed_reminder_does_not_ring_at_night(
    now: datetime, start: datetime, sent: tuple[datetime, bool]
) -> None:
    assert send_moment(LATE, now, starts_at=start, quiet=NIGHT, zone=BERLIN) == sent


def test_a_silent_reminder_leaves_at_once() -> None:
    silent = Due(lead_minutes=120, at=LATE.at, expires_at=LATE.expires_at, silent=True)
    now = berlin(*JUNE, 23)
    sent = send_moment(silent, now, starts_at=berlin(2026, 6, 11, 9), quiet=NIGHT, zone=BERLIN)
    assert sent == (now, True)
