"""What Lotse may say to volunteers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.finding import AskedFor, Wish
from bot.domain.messages import Message
from bot.domain.messages_companion import CompanionDuty
from bot.domain.shifts import Shift, ShiftView
from bot.domain.signups import SignupResult, WithdrawResult


@dataclass(frozen=True, slots=True, kw_only=True)
class AskName(Message):
    """Which first name the others shall see; ``suggestion`` comes from Telegram or is empty."""

    suggestion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinOffer(Message):
    """What the poster or invitation leads to, before anything is stored.

    ``for_shift``: the link of a shift led here. Nothing of it is shown to a stranger.
    """

    initiative: str
    town: str
    for_shift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequested(Message):
    """The coordinator was asked; ``for_shift``: a shift can be taken as soon as they said yes."""

    initiative: str
    for_shift: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Message):
    """The person is a member now, as a coordinator where that is so.

    ``shift`` is the one whose link made them want to join.
    """

    initiative: str
    as_coordinator: bool = False
    shift: Shift | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameLead(Message):
    """The person is a lead now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinDeclined(Message):
    """The coordinator did not take the person in."""

    initiative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftList(Message):
    """One page of shifts this person can take, soonest first; ``page`` counts from 0.

    ``wish`` is what they look for; ``paused_until`` the local day their break ends.
    """

    shifts: tuple[ShiftView, ...]
    page: int
    pages: int
    total: int
    wish: Wish = Wish()  # noqa: RUF009 - frozen
    paused_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyShifts(Message):
    """The shifts this person is in or waits for, soonest first, and what they were offered.

    ``duties``: the appointments they come along to.
    """

    shifts: tuple[ShiftView, ...]
    offers: tuple[AskedFor, ...] = ()
    duties: tuple[CompanionDuty, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCard(Message):
    """One shift with what this person can do about it.

    ``link`` leads others here; ``welcome`` is the initiative that the person has just joined.
    ``manages``: they coordinate the initiative. ``regular``: they come every time. ``goes_on``:
    more follow, where it is one of a series.
    """

    view: ShiftView
    begun: bool
    late: bool
    link: str = ""
    welcome: str = ""
    manages: bool = False
    regular: bool = False
    goes_on: bool = True


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
class Reminder(Message):
    """A shift is near; buttons to say that one comes, comes late, or cannot.

    ``contact`` is whom to ask, as the initiative wrote it, or empty. ``has_pin``: the place is
    known on the map. ``german``: in German whatever the reader's language, to be shown around.
    """

    shift: Shift
    silent: bool
    coming: bool
    contact: str = ""
    has_pin: bool = False
    late_minutes: int | None = None
    can_be_late: bool = False
    german: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCancelled(Message):
    """A shift does not take place."""

    shift: Shift
