"""What newcomers want to hear of: news of a town, or about one kind of offer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

AT_MOST = 30  # subscriptions of one person


class About(StrEnum):
    """By what a subscription chooses announcements."""

    TOWN = "town"
    KIND = "kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One wish to hear announcements; ``value`` is a town's name or a value of ``shifts.Kind``."""

    about: About
    value: str
