"""What Lotse may say while somebody looks for a shift, and about places on the map."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.finding import Choice, Facet, Wish
from bot.domain.messages import Message
from bot.domain.shifts import Qualification, Shift
from bot.domain.signups import SignupResult


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterOverview(Message):
    """What is being looked for, and how many shifts that leaves; ``offered``: to newcomers."""

    wish: Wish
    total: int
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterChoice(Message):
    """The values of one facet, each with how many shifts it would leave; pages count from 0.

    ``offered``: of what newcomers can go to.
    """

    facet: Facet
    wish: Wish
    choices: tuple[Choice, ...]
    page: int
    pages: int
    offered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Message):
    """A role asks for something that is not known of this person.

    ``result`` says what: a qualification nobody has noted, or an age. ``adult`` is what the person
    said about it.
    """

    shift: Shift
    role: int
    result: SignupResult
    qualification: Qualification | None = None
    adult: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoordinatorAsked(Message):
    """The coordinators know that somebody wants to take a role that asks for something."""

    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationWanted(Message):
    """Told to coordinators: somebody wants a role, and nobody has noted what it asks for."""

    name: str
    shift: Shift
    role: str
    qualification: Qualification
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOnMap(Message):
    """A place, to be shown on the map; degrees of WGS 84."""

    title: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPin(Message):
    """Where a place is on the map; ``has_pin``: it is known and can be corrected or removed."""

    shift_id: int
    place: str
    has_pin: bool
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PinSaved(Message):
    """The place is on the map now, or (``removed``) not any more."""

    shift_id: int
    place: str
    removed: bool = False
