"""Changes of a planned shift: what may be changed, what people know, and when they are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_clock
from bot.domain.people import QuietHours
from bot.domain.reminders import LAST_CALL, in_quiet, night_around
from bot.domain.shifts import DraftFault, Kind, Shift, ShiftDraft, find_fault, one_role

NEAR = timedelta(hours=12)  # news of a shift this near rings in the night, too
# Somebody who changes the time mostly changes the place next: both go out in one message.
COLLECT = timedelta(minutes=2)
COLLECT_HASTILY = timedelta(seconds=30)  # for a shift that begins within LAST_CALL


@dataclass(frozen=True, slots=True, kw_only=True)
class Alteration:
    """What shall be different about a shift; None leaves a value as it is. Instants are UTC."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    place: str | None = None
    task: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A shift as somebody knows it; ``coming``: they had said so of this state."""

    starts_at: datetime
    ends_at: datetime
    place: str
    task: str
    coming: bool = False

    def is_like(self, other: Known) -> bool:
        """Tell whether both are the same shift to a reader."""
        return replace(self, coming=False) == replace(other, coming=False)

    def is_moved_from(self, other: Known) -> bool:
        """Tell whether start or end are different."""
        return (self.starts_at, self.ends_at) != (other.starts_at, other.ends_at)


def known_of(shift: Shift) -> Known:
    """Return what somebody who sees the shift now knows of it."""
    return Known(
        starts_at=shift.starts_at, ends_at=shift.ends_at, place=shift.place, task=shift.task
    )


def as_known(shift: Shift, known: Known) -> Shift:
    """Return the shift with the values somebody knows."""
    return replace(
        shift,
        starts_at=known.starts_at,
        ends_at=known.ends_at,
        place=known.place,
        task=known.task,
    )


def altered(shift: Shift, alteration: Alteration) -> Shift:
    """Return the shift as it is afterwards."""
    return replace(
        shift,
        starts_at=alteration.starts_at or shift.starts_at,
        ends_at=alteration.ends_at or shift.ends_at,
        place=shift.place if alteration.place is None else alteration.place,
        task=shift.task if alteration.task is None else alteration.task,
        kind=alteration.kind or shift.kind,
    )


def find_alteration_fault(after: Shift, now: datetime) -> DraftFault | None:
    """Return what forbids a shift to become ``after``: the rules are those of a new one."""
    draft = ShiftDraft(
        initiative_id=after.initiative_id,
        task=after.task,
        place=after.place,
        starts_at=after.starts_at,
        ends_at=after.ends_at,
        roles=one_role(1),  # its places stay as they are
        kind=after.kind,
    )
    return find_fault(draft, now)


def collecting_until(now: datetime, starts_at: datetime) -> datetime:
    """Return until when further changes are waited for, so that one message tells all."""
    return now + (COLLECT_HASTILY if starts_at - now <= LAST_CALL else COLLECT)


def news_moment(
    now: datetime, starts_at: datetime, quiet: QuietHours, zone: ZoneInfo
) -> tuple[datetime, bool]:
    """Return when news of a shift that begins at ``starts_at`` leaves, and whether silently.

    In the person's quiet hours it waits for their end; not within 12 hours of the start, where it
    rings at once. Where the quiet hours end less than 30 minutes before the start, it comes at
    once without sound.
    """
    if not in_quiet(local_clock(now, zone), quiet) or starts_at - now <= NEAR:
        return now, False
    morning = night_around(now, quiet, zone)[1]
    return (morning, False) if starts_at - morning >= LAST_CALL else (now, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """The places cannot become fewer than those who have one."""

    confirmed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged:
    """A role was changed; ``unmet`` of those who are in do not meet what it requires now."""

    shift: Shift
    unmet: int
