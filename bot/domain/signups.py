"""Who gets a place in a shift, who waits, and who moves up."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupFacts:
    """All that decides about one person's sign-up to one shift."""

    is_open: bool
    starts_at: datetime
    capacity: int
    confirmed: int
    waiting: int
    mine: SignupState | None


class SignupResult(StrEnum):
    """What became of the wish to sign up."""

    CONFIRMED = "confirmed"
    WAITING = "waiting"
    ALREADY_CONFIRMED = "already_confirmed"
    ALREADY_WAITING = "already_waiting"
    BEGUN = "begun"
    CANCELLED = "cancelled"


class WithdrawResult(StrEnum):
    """What became of the wish to give a place back."""

    WITHDRAWN = "withdrawn"  # in time
    LATE = "late"  # after the initiative's deadline: free at once, the coordinator is told
    LEFT_LINE = "left_line"  # was only waiting
    NOT_IN = "not_in"
    BEGUN = "begun"


def decide_sign_up(facts: SignupFacts, now: datetime) -> SignupResult:
    """Decide about a sign-up at ``now``: a place, the waitlist, or why neither.

    Nobody overtakes the waitlist: while somebody waits, a newcomer to the line waits too.
    """
    if not facts.is_open:
        return SignupResult.CANCELLED
    if facts.mine is SignupState.CONFIRMED:
        return SignupResult.ALREADY_CONFIRMED
    if now >= facts.starts_at:
        return SignupResult.BEGUN
    if facts.mine is SignupState.WAITING:
        return SignupResult.ALREADY_WAITING
    if facts.confirmed < facts.capacity and facts.waiting == 0:
        return SignupResult.CONFIRMED
    return SignupResult.WAITING


def decide_withdrawal(facts: SignupFacts, withdraw_hours: int, now: datetime) -> WithdrawResult:
    """Decide about giving a place back at ``now``; ``withdraw_hours`` before the start is late."""
    if facts.mine is None or facts.mine not in ACTIVE:
        return WithdrawResult.NOT_IN
    if now >= facts.starts_at:
        return WithdrawResult.BEGUN
    if facts.mine is SignupState.WAITING:
        return WithdrawResult.LEFT_LINE
    if facts.starts_at - now < timedelta(hours=withdraw_hours):
        return WithdrawResult.LATE
    return WithdrawResult.WITHDRAWN


def places_to_fill(facts: SignupFacts, now: datetime) -> int:
    """Return how many of the waitlist move up now: none once the shift has begun."""
    if not facts.is_open or now >= facts.starts_at:
        return 0
    return min(facts.waiting, max(0, facts.capacity - facts.confirmed))
