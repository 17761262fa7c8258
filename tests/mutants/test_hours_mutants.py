"""Hours, attendance and calendars without what protects them: the same checks fail."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.domain import hours
from bot.domain.hours import Worked
from bot.domain.signups import Attendance
from bot.services import attendance, calendar
from bot.store import attendance as rows
from tests.domain.test_hours import change_of, night
from tests.services.test_attendance import make
from tests.services.world import BERLIN, START, open_world

NIGHTS = {(3, 7.0), (10, 9.0)}


def counted_nights() -> set[tuple[int, float]]:
    """Return what the nights of both changes of 2026 count."""
    return {(month, hours.tally([night(change_of(2026, month))]).came) for month in (3, 10)}


def came_by_itself() -> bool:
    """Tell whether somebody has hours whom nobody has marked."""
    return hours.tally([night(change_of(2026, 10), None)]).came > 0


def rings_at_night(folder: Path) -> bool:
    """Tell whether the question about a shift that ends at 23:00 leaves before the morning."""
    with open_world(folder) as world:
        late = make(world, datetime(2026, 3, 3, 20, tzinfo=UTC))
        late.tick(late.ends_at)
        [(_, _, leaves)] = late.asked()
        return leaves.astimezone(BERLIN).time() < time(8) or leaves == late.ends_at


def asked_twice(folder: Path) -> bool:
    """Tell whether a second tick has something to do about the same shift."""
    with open_world(folder) as world:
        cast = make(world, START + timedelta(days=1))
        cast.tick(cast.ends_at)
        return cast.tick(cast.ends_at) > 0


def withdrawal_is_older(_folder: Path) -> bool:
    """Tell whether a calendar would throw away the file that takes a shift out."""
    with open_world(_folder) as world:
        shift = make(world, START + timedelta(days=1)).shift
        before = calendar.sequence(shift, START)
        return calendar.sequence(shift, START + timedelta(minutes=1)) <= before


def test_with_all_protections_the_checks_pass(tmp_path: Path):
    assert counted_nights() == NIGHTS
    assert not came_by_itself()
    assert not rings_at_night(tmp_path / "a")
    assert not asked_twice(tmp_path / "b")
    assert not withdrawal_is_older(tmp_path / "c")


def test_hours_read_from_the_wall_are_wrong_in_both_changes(monkeypatch: pytest.MonkeyPatch):
    def on_the_wall(starts_at: datetime, ends_at: datetime) -> float:
        zone = ZoneInfo("Europe/Berlin")
        first, last = (one.astimezone(zone).replace(tzinfo=None) for one in (starts_at, ends_at))
        return (last - first) / timedelta(hours=1)

    monkeypatch.setattr(hours, "elapsed_hours", on_the_wall)
    assert counted_nights() == {(3, 8.0), (10, 8.0)}


def test_a_tally_that_takes_everybody_for_come_gives_unproven_hours(
    monkeypatch: pytest.MonkeyPatch,
):
    def everybody(worked: list[Worked]) -> hours.Tally:
        came = sum(one.hours for one in worked if one.attendance is not Attendance.MISSED)
        return hours.Tally(came=came, unchecked=0.0)

    monkeypatch.setattr(hours, "tally", everybody)
    assert came_by_itself()


def test_without_quiet_hours_a_coordinator_is_woken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(attendance, "in_quiet", lambda _clock, _quiet: False)
    assert rings_at_night(tmp_path)


def test_without_a_look_into_the_outbox_every_tick_asks_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked = rows.unmarked
    monkeypatch.setattr(
        rows, "unmarked", lambda tx, *, notice, **more: asked(tx, notice="other", **more)
    )
    assert asked_twice(tmp_path)


def test_a_number_of_the_shift_alone_leaves_a_withdrawn_shift_in_the_calendar(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(calendar, "sequence", lambda shift, _changed_at: shift.sequence)
    assert withdrawal_is_older(tmp_path)
