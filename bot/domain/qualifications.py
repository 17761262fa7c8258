"""How long what was seen counts, and when somebody has to be told that it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.shifts import Qualification

SOON = timedelta(days=60)
YEARS = (3, 5)  # after which a certificate of conduct is usually asked for again
# A notice is remembered for 30 days after it was sent; within a shorter span it is said once.
_SPAN = timedelta(days=28)


class Light(StrEnum):
    """How a qualification stands on a day."""

    NONE = "none"  # nothing was seen
    VALID = "valid"
    SOON = "soon"  # runs out within 60 days
    OUT = "out"  # ran out


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """That something was seen, and the last local day it counts; None: it does not run out."""

    kind: Qualification
    seen_on: date
    valid_until: date | None = None

    def light(self, day: date) -> Light:
        """Return how it stands on that local day."""
        if self.valid_until is None or self.valid_until > day + SOON:
            return Light.VALID
        return Light.OUT if self.valid_until < day else Light.SOON


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def soon_between(day: date) -> tuple[date, date]:
    """Return between which last days it is said on ``day`` that a qualification will run out."""
    return day + SOON - _SPAN, day + SOON


def out_between(day: date) -> tuple[date, date]:
    """Return between which last days it is said on ``day`` that a qualification ran out."""
    return day - timedelta(days=1) - _SPAN, day - timedelta(days=1)
