"""A shift as an entry of somebody's own calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry; instants are aware UTC, coordinates degrees (WGS 84).

    ``uid`` is the same for all states of one shift, ``sequence`` grows with each change of time or
    place (RFC 5545, section 3.8.7.4). ``changed_at`` is when it last changed, None: now.
    ``alarms`` are minutes before the start.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    location: str = ""
    latitude: float | None = None
    longitude: float | None = None
    cancelled: bool = False
    alarms: tuple[int, ...] = ()
    changed_at: datetime | None = None


def uid(shift_id: int, installation_uuid: str) -> str:
    """Return the name of a shift in all calendars, the same as long as the installation lives."""
    return f"shift-{shift_id}@{installation_uuid}"
