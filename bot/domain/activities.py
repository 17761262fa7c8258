"""What newcomers can go to: an activity, its dates, and who has a place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.shifts import Shift, ShiftState

TITLE_LIMIT = 80
PLACES_LIMIT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """What an initiative holds for newcomers; the shifts behind it are its dates.

    ``languages`` (tags) are spoken there, ``places`` have to be booked; None: come as you are.
    """

    id: int = 0
    initiative_id: int
    title: str
    languages: tuple[str, ...] = ()
    childcare: bool = False
    places: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """That a newcomer has a place on a date, wants to be reminded, or both.

    ``since_at`` is when they last said so: reminders that were due before are not made up for.
    """

    id: int
    shift_id: int
    person_id: int
    booked: bool
    remind: bool
    since_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityView:
    """One date of an activity as one newcomer sees it; day, time, town and place are the shift's.

    ``booked`` counts the places that are taken, ``mine`` is this person's own visit.
    """

    shift: Shift
    activity: Activity
    booked: int = 0
    mine: Visit | None = None
    has_pin: bool = False

    @property
    def free(self) -> int | None:
        """Return how many places are left; None where nothing has to be booked."""
        if self.activity.places is None:
            return None
        return max(0, self.activity.places - self.booked)


class BookResult(StrEnum):
    """What came of the wish for a place at an offer."""

    BOOKED = "booked"
    ALREADY = "already"  # they have one
    FULL = "full"
    OVER = "over"  # it has begun or is cancelled
    NO_BOOKING = "no_booking"  # everybody may come as they are


def is_on(shift: Shift, now: datetime) -> bool:
    """Tell whether the date still takes place and has not begun."""
    return shift.state is ShiftState.OPEN and now < shift.starts_at


def decide_booking(view: ActivityView, now: datetime) -> BookResult:
    """Return whether this person gets a place; never more of them than there are."""
    if not is_on(view.shift, now):
        return BookResult.OVER
    if view.free is None:
        return BookResult.NO_BOOKING
    if view.mine is not None and view.mine.booked:
        return BookResult.ALREADY
    return BookResult.BOOKED if view.free else BookResult.FULL


def to_text(activity: Activity) -> str:
    """Return the activity as one line, for a dialogue that is open."""
    return json.dumps(
        [
            activity.id,
            activity.initiative_id,
            activity.title,
            ",".join(activity.languages),
            int(activity.childcare),
            activity.places or 0,
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_text(text: str) -> Activity:
    """Return what :func:`to_text` wrote."""
    number, initiative_id, title, languages, childcare, places = json.loads(text)
    return Activity(
        id=number,
        initiative_id=initiative_id,
        title=title,
        languages=tuple(tag for tag in languages.split(",") if tag),
        childcare=bool(childcare),
        places=places or None,
    )
