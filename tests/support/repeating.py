"""A series that was planned before: every week at 17:00, for two helpers."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_day
from bot.domain.series import Pattern, Series, rule_for
from bot.domain.shifts import Kind, one_role
from bot.services import series as series_service
from bot.store import series as store
from bot.store.database import Tx

ZONE = ZoneInfo("Europe/Berlin")


def weekly(tx: Tx, initiative_id: int, now: datetime, *, ahead: int = 9) -> int:
    """Make a series whose first shift is ``ahead`` days away, and return that shift's id."""
    first = local_day(now, ZONE) + timedelta(days=ahead)
    series_id = store.add(
        tx,
        Series(
            initiative_id=initiative_id,
            kind=Kind.OTHER,
            task="Tee",
            place="Saal",
            rule=rule_for(Pattern.WEEKLY, first),
            first_day=first,
            last_day=None,
            start=time(17),
            end=time(19),
            skip_holidays=False,
            roles=one_role(2),
        ),
        now,
    )
    series = store.find(tx, series_id)
    assert series is not None
    return series_service.make(tx, series, now, ZONE)[0]
