"""Who gets a place in a role of a shift, who waits, and who must not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class SignupState(StrEnum):
    """Where a sign-up stands; there is one per person and shift."""

    CONFIRMED = "confirmed"  # has a place
    WAITING = "waiting"  # on the waitlist
    WITHDRAWN = "withdrawn"  # the person gave it back
    CANCELLED = "cancelled"  # the shift does not take place


ACTIVE = frozenset({SignupState.CONFIRMED, SignupState.WAITING})


class Attendance(StrEnum):
    """What became of a place after the shift; nothing follows from it by itself."""

    CAME = "came"
    EXCUSED = "excused"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupFacts:
    """All that decides about one person's sign-up to one role of one shift.

    ``held`` places are offered to others on the waitlist who have not answered yet; ``queue``
    people on the waitlist go before this person. ``qualified`` and ``old_enough`` say whether the
    role's requirements are met.
    """

    is_open: bool
    starts_at: datetime
    capacity: int
    confirmed: int
    held: int = 0
    queue: int = 0
    mine: SignupState | None = None
    my_role: int | None = None
    role: int = 0
    qualified: bool = True
    old_enough: bool = True

    @property
    def has_place(self) -> bool:
        """Tell whether a place is there for this person now."""
        return self.queue == 0 and self.confirmed + self.held < self.capacity


class SignupResult(StrEnum):
    """What became of the wish to sign up."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    ALREADY_CONFIRMED = "already_confirmed"
    ALREADY_WAITING = "already_waiting"
    BEGUN = "begun"
    CANCELLED = "cancelled"
    UNQUALIFIED = "unqualified"  # the role requires something nobody has seen yet
    ADULTS_ONLY = "adults_only"


class WithdrawResult(StrEnum):
    """What became of the wish to give a place back."""

    WITHDRAWN = "withdrawn"  # in time
    LATE = "late"  # after the initiative's deadline: free at once, a stand-in is looked for
    LEFT_LINE = "left_line"  # was only waiting
    NOT_IN = "not_in"
    BEGUN = "begun"


def decide_sign_up(facts: SignupFacts, now: datetime) -> SignupResult:
    """Decide about a sign-up at ``now``: a place, the waitlist, or why neither.

    Nobody overtakes the waitlist, and nobody takes a place that is offered to somebody else. Who
    waits and finds a free place that others let go takes it.
    """
    if (refused := _refusal(facts, now)) is not None:
        return refused
    if facts.has_place:
        return SignupResult.CONFIRMED
    if facts.mine is SignupState.WAITING and facts.my_role == facts.role:
        return SignupResult.ALREADY_WAITING
    return SignupResult.WAITING


def _refusal(facts: SignupFacts, now: datetime) -> SignupResult | None:
    """Return the first thing that makes the wish pointless or forbids it."""
    hindrances = (
        (not facts.is_open, SignupResult.CANCELLED),
        (facts.mine is SignupState.CONFIRMED, SignupResult.ALREADY_CONFIRMED),
        (now >= facts.starts_at, SignupResult.BEGUN),
        (not facts.qualified, SignupResult.UNQUALIFIED),
        (not facts.old_enough, SignupResult.ADULTS_ONLY),
    )
    return next((result for holds, result in hindrances if holds), None)


def decide_withdrawal(
    mine: SignupState, starts_at: datetime, withdraw_hours: int, now: datetime
) -> WithdrawResult:
    """Decide about giving a place back at ``now``; ``withdraw_hours`` before the start is late."""
    if mine not in ACTIVE:
        return WithdrawResult.NOT_IN
    if now >= starts_at:
        return WithdrawResult.BEGUN
    if mine is SignupState.WAITING:
        return WithdrawResult.LEFT_LINE
    if starts_at - now < timedelta(hours=withdraw_hours):
        return WithdrawResult.LATE
    return WithdrawResult.WITHDRAWN
