"""What Lotse may say about a place that is offered, and about the search for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import Message
from bot.domain.searches import AcceptResult, SearchState
from bot.domain.shifts import Shift, ShiftRole, ShiftView


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOffer(Message):
    """A place is free for somebody who waits.

    It is kept until ``until``; None: all who wait were asked, and the first tap wins. ``role`` is
    the name of the role, empty for a simple helper.
    """

    shift: Shift
    role: str
    offer_id: int
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandinCall(Message):
    """Somebody is needed: can this person step in?"""

    shift: Shift
    role: str
    offer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAccepted(Message):
    """The place is this person's; ``clash`` is another shift of theirs at the same time."""

    shift: Shift
    clash: Shift | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferGone(Message):
    """The place is not to be had any more, and why; other shifts with a free place."""

    shift: Shift
    result: AcceptResult
    others: tuple[ShiftView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDeclined(Message):
    """The "no" was understood; ``left_line``: the person does not wait any more either."""

    shift: Shift
    left_line: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSearch:
    """How the last search for one role of a shift stands.

    ``free`` places have nobody yet. ``search_id`` and ``next_at`` are set while it runs, ``state``
    is None where nobody was ever looked for. Of those ``asked``, ``declined`` said no and
    ``silent`` nothing; ``left`` could still be asked, ``speakers_left`` of them speak a wanted
    language.
    """

    role: ShiftRole
    free: int
    search_id: int | None = None
    state: SearchState | None = None
    asks_everybody: bool = False
    wide: bool = False
    asked: int = 0
    declined: int = 0
    silent: int = 0
    takers: tuple[str, ...] = ()
    left: int = 0
    speakers_left: int = 0
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchCard(Message):
    """For a coordinator: who is looked for in a shift, and how far that is."""

    shift: Shift
    roles: tuple[RoleSearch, ...]
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSaid(Message):
    """The short result of starting a search."""

    full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFilled(Message):
    """For a coordinator: somebody steps in; ``free`` places are still open."""

    shift: Shift
    name: str
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchExhausted(Message):
    """For a coordinator: all who fit were asked, and ``free`` places are still open."""

    shift: Shift
    asked: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiterWithoutTelegram(Message):
    """For a coordinator: a place is free for somebody who can only be called."""

    shift: Shift
    name: str
