"""What Lotse may say about a person's own profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Message
from bot.domain.people import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileCard(Message):
    """All that a person said about themselves, with a button to change each; ``today`` local."""

    name: str
    profile: Profile
    today: date
    accompanies: bool = False  # a coordinator has cleared them to come along


@dataclass(frozen=True, slots=True, kw_only=True)
class AskOwnName(Message):
    """Which first name the others shall see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenChoice(Message):
    """The languages a person can say they speak, a page at a time; pages count from 0."""

    tags: tuple[str, ...]
    spoken: tuple[str, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestChoice(Message):
    """The kinds of work, each switched by one press."""

    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TownLine:
    """One town to choose; ``mark`` is the number its button carries."""

    name: str
    mark: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TownChoice(Message):
    """The towns a person can help in, a page at a time; ``full``: no more can be chosen."""

    towns: tuple[TownLine, ...]
    page: int
    pages: int
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskTown(Message):
    """Which other town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAdult(Message):
    """Whether somebody is 18; ``shift_id`` is the shift to go back to, 0 for the profile."""

    adult: bool | None
    shift_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPhone(Message):
    """Which phone number; ``phone`` is the one that is known."""

    phone: str | None
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPause(Message):
    """Until when somebody wants a break; ``until`` is the day their present one ends."""

    until: date | None
    not_understood: bool = False
