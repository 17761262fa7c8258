"""What may be said about offers for newcomers: to those who look, who go, and who plan them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.activities import Activity, ActivityView, BookResult
from bot.domain.finding import Wish
from bot.domain.messages import Message
from bot.domain.shifts import Kind, Shift
from bot.domain.subscriptions import Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferList(Message):
    """One page of what newcomers can go to, soonest first; pages count from 0.

    ``wish`` is what narrows the list down, ``following`` what this reader hears news of.
    """

    found: tuple[ActivityView, ...]
    page: int
    pages: int
    total: int
    wish: Wish
    following: frozenset[Subscription] = frozenset()
    has_visits: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MyOffers(Message):
    """The coming dates at which the reader has a place or is reminded."""

    found: tuple[ActivityView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCard(Message):
    """One date as a newcomer sees it; ``over``: it has begun or is cancelled.

    ``german`` shows it in German, ``silenced``: the reader wants no reminders at all.
    """

    view: ActivityView
    over: bool = False
    german: bool = False
    silenced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSaid(Message):
    """In short what came of the wish for a place."""

    result: BookResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGivenBack(Message):
    """In short: the place is free again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindSaid(Message):
    """In short: a reminder comes, or not any more."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFile(Message):
    """One date as a file for one's own calendar."""

    view: ActivityView
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReminder(Message):
    """A date that the reader goes to comes near."""

    view: ActivityView
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitChange:
    """A date that has changed; both shifts carry the title that newcomers read as their task."""

    was: Shift
    shift: Shift

    @property
    def is_moved(self) -> bool:
        """Tell whether the time is another."""
        return (self.was.starts_at, self.was.ends_at) != (self.shift.starts_at, self.shift.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsChanged(Message):
    """Dates that the reader goes to have changed, each old and new."""

    changes: tuple[VisitChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitCancelled(Message):
    """A date does not take place, or not for newcomers; its task is the title they know."""

    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsChoice(Message):
    """Of which towns and kinds the reader wants to hear announcements; ``off``: of none now."""

    towns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    chosen: frozenset[Subscription]
    off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDraft(Message):
    """What newcomers will see of a shift, to be changed.

    ``shift_id`` is the planned shift it belongs to, 0 while the shift itself is being planned.
    ``is_new``: newcomers do not see that shift yet; ``dates``: how many coming dates it changes.
    ``booked``: refused, because so many places are taken already.
    """

    activity: Activity
    shift_id: int = 0
    is_new: bool = False
    dates: int = 0
    booked: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOfferTitle(Message):
    """What newcomers read as the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLanguages(Message):
    """Which languages are spoken there."""

    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOfferPlaces(Message):
    """How many newcomers can come, if they have to book."""

    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSaved(Message):
    """Newcomers see the shift like this from now on."""

    shift: Shift
    activity: Activity


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOffAsk(Message):
    """What taking a date, or all of an offer, off the newcomers' list means."""

    shift: Shift
    activity: Activity
    dates: int
    visitors: int
    visitors_of_all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOff(Message):
    """Newcomers do not see the date (``every``: the offer) any more; so many are being told."""

    shift_id: int
    told: int
    every: bool = False
