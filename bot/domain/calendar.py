"""Local time of the place: wall clock to instants and back, with both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which ``zone``'s clocks show ``clock`` on ``day``.

    A time that the spring change leaves out means the same distance after the gap; a time that
    comes twice in autumn means the first one (RFC 5545, section 3.3.5).
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def local_day(instant: datetime, zone: ZoneInfo) -> date:
    """Return the date on ``zone``'s calendars at ``instant``."""
    return instant.astimezone(zone).date()


def local_clock(instant: datetime, zone: ZoneInfo) -> time:
    """Return what ``zone``'s clocks show at ``instant``, without zone."""
    return instant.astimezone(zone).time().replace(tzinfo=None)


def elapsed_hours(starts_at: datetime, ends_at: datetime) -> float:
    """Return the real time between two instants in hours, whatever the clocks showed."""
    return (ends_at.astimezone(UTC) - starts_at.astimezone(UTC)) / timedelta(hours=1)


def end_after(day: date, start: time, end: time, zone: ZoneInfo) -> datetime:
    """Return the instant of wall time ``end`` after ``start`` on ``day``, or on the next day."""
    next_day = end <= start
    return at_local(day + timedelta(days=1) if next_day else day, end, zone)
