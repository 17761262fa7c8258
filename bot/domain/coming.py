"""Who really comes: how late somebody may say to be, and who has not said anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.shifts import Shift, ShiftState

LATE_CHOICES = (5, 10, 15, 20, 30, 45, 60)  # minutes
LATE_FROM = timedelta(hours=24)  # before the start
ASK_AGAIN_AFTER = timedelta(hours=6)
UNCONFIRMED_LEAD = timedelta(hours=12)
# Who signed up later than this before the start has only just said so.
FRESH = timedelta(hours=24)
NEXT = timedelta(hours=48)  # what the list of all shifts looks ahead


def may_be_late(shift: Shift, now: datetime) -> bool:
    """Tell whether it is time to say that one is late: from a day before the start to the end."""
    return shift.state is ShiftState.OPEN and shift.starts_at - LATE_FROM <= now < shift.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """Somebody with a place who has not said that they come.

    ``by_phone``: a message of Lotse does not reach them; then ``phone`` is their number, if they
    gave one. ``muted``: they want no reminders.
    """

    name: str
    by_phone: bool = False
    phone: str | None = None
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many were asked again now, how many are asked when their night is over.

    ``before``: when they were asked the last time, if that was too short ago to ask again.
    """

    now: int = 0
    later: int = 0
    before: datetime | None = None
