"""What newcomers can go to: an activity, its dates, and who has a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.shifts import Shift

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
    """That a newcomer has a place on a date, wants to be reminded, or both."""

    id: int
    shift_id: int
    person_id: int
    booked: bool
    remind: bool
    created_at: datetime


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
