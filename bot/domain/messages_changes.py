"""What Lotse may say about changes of a shift, and about who really comes."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.coming import Asked, Unheard
from bot.domain.messages import Message
from bot.domain.shifts import Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftChange:
    """One shift as somebody knew it and as it is now.

    ``line`` is their place in the waitlist, None where they have a place in the shift. ``clash``
    is another shift of theirs at the new time.
    """

    was: Shift
    shift: Shift
    line: int | None = None
    clash: Shift | None = None

    @property
    def is_moved(self) -> bool:
        """Tell whether start or end are different."""
        was, now = self.was, self.shift
        return (was.starts_at, was.ends_at) != (now.starts_at, now.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftsChanged(Message):
    """Shifts this person is in have changed, soonest first."""

    changes: tuple[ShiftChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateChoice(Message):
    """How late somebody will be; ``minutes`` is what they said before, None for nothing."""

    shift: Shift
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateSaid(Message):
    """The short result of saying how late one will be; 0 minutes: in time after all."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLate(Message):
    """Tells a coordinator that somebody comes late; 0 minutes: in time after all."""

    name: str
    minutes: int
    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedList(Message):
    """Who has not said that they come; ``can_ask`` while the shift has not begun.

    ``asked`` is what came of asking them again.
    """

    shift: Shift
    people: tuple[Unheard, ...]
    can_ask: bool
    asked: Asked | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedNotice(Message):
    """Tells a coordinator that people have not confirmed although the shift is near."""

    shift: Shift
    people: tuple[Unheard, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconfirmedShifts(Message):
    """The shifts of the next two days, each with how many have not said that they come."""

    shifts: tuple[tuple[Shift, int], ...]
