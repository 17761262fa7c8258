"""Time and the one instance, without what protects them: the same checks fail."""

from __future__ import annotations

import fcntl
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain import calendar, reminders
from bot.domain.people import QuietHours
from bot.store.lock import AlreadyRunningError, InstanceLock

BERLIN = ZoneInfo("Europe/Berlin")
CHANGES = {date(2026, 10, 24): 9.0, date(2026, 3, 28): 7.0, date(2026, 6, 10): 8.0}


def hours_of_nights() -> dict[date, float]:
    """Return how long a shift from 22:00 to 06:00 lasts in the night after each day."""
    return {
        day: calendar.elapsed_hours(
            calendar.at_local(day, time(22), BERLIN),
            calendar.end_after(day, time(22), time(6), BERLIN),
        )
        for day in CHANGES
    }


def evening_of_a_summer_reminder() -> str:
    """Return the local time of a reminder that would fall into a night in June."""
    due = reminders.due_of(
        120,
        starts_at=calendar.at_local(date(2026, 6, 11), time(7), BERLIN),
        signed_up_at=datetime(2026, 6, 1, tzinfo=UTC),
        quiet=QuietHours(),
        zone=BERLIN,
    )
    assert due is not None
    return f"{due[0].astimezone(BERLIN):%H:%M}"


def refuses_a_second_start(path: Path) -> bool:
    """Return whether a second instance with the same database ends at once."""
    with InstanceLock.acquire(path):
        try:
            InstanceLock.acquire(path).release()
        except AlreadyRunningError:
            return True
    return False


def test_with_all_protections_the_checks_pass(tmp_path: Path):
    assert hours_of_nights() == CHANGES
    assert evening_of_a_summer_reminder() == "20:59"
    assert refuses_a_second_start(tmp_path / "lotse.sqlite3")


def test_hours_counted_on_the_wall_are_wrong_in_both_changes(monkeypatch: pytest.MonkeyPatch):
    def on_the_wall(starts_at: datetime, ends_at: datetime) -> float:
        first = starts_at.astimezone(BERLIN).replace(tzinfo=None)
        return (ends_at.astimezone(BERLIN).replace(tzinfo=None) - first) / timedelta(hours=1)

    monkeypatch.setattr(calendar, "elapsed_hours", on_the_wall)
    wrong = {day for day, hours in hours_of_nights().items() if hours != CHANGES[day]}
    assert wrong == {date(2026, 10, 24), date(2026, 3, 28)}


def test_a_zone_without_summer_time_rings_in_the_night(monkeypatch: pytest.MonkeyPatch):
    winter = timezone(timedelta(hours=1))

    def always_winter(day: date, clock: time, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, clock, tzinfo=winter).astimezone(UTC)

    monkeypatch.setattr(reminders, "at_local", always_winter)
    assert evening_of_a_summer_reminder() != "20:59"


def test_without_the_lock_a_second_instance_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(fcntl, "flock", lambda _handle, _how: None)
    assert not refuses_a_second_start(tmp_path / "lotse.sqlite3")
