"""Shifts as people see them, and what a coordinator may plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import elapsed_hours
from bot.domain.signups import SignupState

TASK_LIMIT = 80
PLACE_LIMIT = 100
CAPACITY_LIMIT = 200
LONGEST_HOURS = 24.0
FURTHEST = timedelta(days=550)


class ShiftState(StrEnum):
    """Whether a shift takes place."""

    OPEN = "open"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One span of work at one place; instants are UTC."""

    id: int
    initiative_id: int
    initiative: str
    task: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    state: ShiftState = ShiftState.OPEN
    withdraw_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """A shift with its places, as one person sees it.

    ``mine`` is this person's sign-up, ``line`` their place in the waitlist (1 is first) or None.
    """

    shift: Shift
    confirmed: int
    waiting: int
    mine: SignupState | None = None
    line: int | None = None
    coming: bool = False

    @property
    def free(self) -> int:
        """Return the number of places that can be taken at once."""
        return max(0, self.shift.capacity - self.confirmed) if self.waiting == 0 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDraft:
    """What a coordinator wants to plan."""

    initiative_id: int
    task: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int


class DraftFault(StrEnum):
    """What is wrong with a draft."""

    PAST = "past"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    CAPACITY = "capacity"
    EMPTY = "empty"


def find_fault(draft: ShiftDraft, now: datetime) -> DraftFault | None:
    """Return the first thing that forbids ``draft``, or None if it can be planned."""
    if not draft.task or not draft.place:
        return DraftFault.EMPTY
    if draft.starts_at <= now:
        return DraftFault.PAST
    if draft.starts_at - now > FURTHEST:
        return DraftFault.TOO_FAR
    if not 0 < elapsed_hours(draft.starts_at, draft.ends_at) <= LONGEST_HOURS:
        return DraftFault.TOO_LONG
    if not 1 <= draft.capacity <= CAPACITY_LIMIT:
        return DraftFault.CAPACITY
    return None
