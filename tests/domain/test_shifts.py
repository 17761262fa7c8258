"""What may be planned, and how many places are free."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import at_local, end_after
from bot.domain.shifts import (
    CAPACITY_LIMIT,
    FURTHEST,
    DraftFault,
    RoleView,
    ShiftDraft,
    ShiftRole,
    find_fault,
    one_role,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
GOOD = ShiftDraft(
    initiative_id=1,
    task="Tee",
    place="Saal",
    starts_at=NOW + timedelta(days=1),
    ends_at=NOW + timedelta(days=1, hours=2),
    roles=one_role(3),
)
SECOND = timedelta(seconds=1)


def test_a_good_draft_has_no_fault() -> None:
    assert find_fault(GOOD, NOW) is None


def lasting(start: datetime, length: timedelta) -> ShiftDraft:
    return replace(GOOD, starts_at=start, ends_at=start + length)


@pytest.mark.parametrize(
    ("draft", "fault"),
    [
        (replace(GOOD, task=""), DraftFault.EMPTY),
        (replace(GOOD, place=""), DraftFault.EMPTY),
        (lasting(NOW, timedelta(hours=2)), DraftFault.PAST),
        (lasting(NOW + SECOND, timedelta(hours=2)), None),
        (lasting(NOW + FURTHEST, timedelta(hours=2)), None),
        (lasting(NOW + FURTHEST + SECOND, timedelta(hours=2)), DraftFault.TOO_FAR),
        (lasting(GOOD.starts_at, timedelta(0)), DraftFault.TOO_LONG),
        (lasting(GOOD.starts_at, -SECOND), DraftFault.TOO_LONG),
        (lasting(GOOD.starts_at, SECOND), None),
        (lasting(GOOD.starts_at, timedelta(hours=24)), None),
        (lasting(GOOD.starts_at, timedelta(hours=24) + SECOND), DraftFault.TOO_LONG),
        (replace(GOOD, roles=one_role(0)), DraftFault.CAPACITY),
        (replace(GOOD, roles=one_role(1)), None),
        (replace(GOOD, roles=one_role(CAPACITY_LIMIT)), None),
        (replace(GOOD, roles=one_role(CAPACITY_LIMIT + 1)), DraftFault.CAPACITY),
    ],
)
def test_each_limit_is_named_where_it_is_crossed(
    draft: ShiftDraft, fault: DraftFault | None
) -> None:
    assert find_fault(draft, NOW) is fault


def test_a_span_that_the_spring_change_turns_around_cannot_be_planned() -> None:
    day, zone = date(2026, 3, 29), ZoneInfo("Europe/Berlin")
    start = at_local(day, time(2, 30), zone)  # 3:30, for there is no 2:30
    draft = replace(GOOD, starts_at=start, ends_at=end_after(day, time(2, 30), time(3), zone))
    assert find_fault(draft, NOW) is DraftFault.TOO_LONG


@given(st.integers(1, 200), st.integers(0, 200), st.integers(0, 50), st.integers(0, 9))
def test_a_place_is_free_only_if_nobody_comes_before_for_it(
    capacity: int, confirmed: int, queue: int, held: int
) -> None:
    role = ShiftRole(capacity=capacity)
    free = RoleView(role=role, confirmed=confirmed, waiting=queue, queue=queue, held=held).free
    assert free == (0 if queue else max(0, capacity - confirmed - held))
