"""What Lotse may say to volunteers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.messages import Message
from bot.domain.shifts import Shift, ShiftView
from bot.domain.signups import SignupResult, WithdrawResult


@dataclass(frozen=True, slots=True, kw_only=True)
class AskName(Message):
    """Which first name the others shall see; ``suggestion`` comes from Telegram or is empty."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOffer(Message):
    """What the poster or invitation leads to, before anything is stored."""

    initiative: str
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequested(Message):
    """The coordinator was asked."""

    initiative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Message):
    """The person is a member now; ``as_coordinator`` or lead where that is so."""

    initiative: str
    as_coordinator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameLead(Message):
    """The person is a lead now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDeclined(Message):
    """The coordinator did not take the person in."""

    initiative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftList(Message):
    """One page of shifts this person can take, soonest first; ``page`` counts from 0."""

    shifts: tuple[ShiftView, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MyShifts(Message):
    """The shifts this person is in or waits for, soonest first."""

    shifts: tuple[ShiftView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCard(Message):
    """One shift with what this person can do about it."""

    view: ShiftView
    begun: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignupSaid(Message):
    """The short result of a wish to sign up."""

    result: SignupResult
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSaid(Message):
    """The short result of giving a place back."""

    result: WithdrawResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted(Message):
    """A place became free and is now this person's."""

    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Message):
    """A shift is near; buttons to say that one comes or cannot."""

    shift: Shift
    silent: bool
    coming: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCancelled(Message):
    """A shift does not take place."""

    shift: Shift
