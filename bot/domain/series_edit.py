"""The values of an edit: what shall change, in which scope, and what it does shift by shift."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zlib import crc32

from bot.domain.series import Pattern, Series
from bot.domain.shifts import DraftFault, Kind


class Scope(StrEnum):
    """Which occurrences an edit is about; begun ones are never among them."""

    ONE = "one"
    FOLLOWING = "following"  # the one it was made on and all later ones
    ALL = "all"


class Action(StrEnum):
    """What an edit does with one shift."""

    KEEP = "keep"  # nothing: it is so already
    OWN = "own"  # nothing: it has values of its own
    MOVE = "move"  # other instants, and perhaps other words
    ALTER = "alter"  # other words or places at the same time
    CREATE = "create"
    DELETE = "delete"  # no longer in the rule, and nobody ever signed up
    CLOSE = "close"  # no longer in the rule, nobody is signed up, but somebody was
    DETACH = "detach"  # no longer in the rule, but people are signed up: it stays as it is
    REFUSE = "refuse"  # not possible here, so it stays as it is


class EditFault(StrEnum):
    """Why an edit is not possible at all, or not for one shift."""

    OVER = "over"  # the shift has begun, was cancelled or is gone
    NOTHING = "nothing"  # everything is so already
    TAKEN = "taken"  # more people have a place than would remain
    PATTERN = "pattern"  # the rule follows no pattern that could be moved to another day


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What can be changed of one shift; instants are UTC, ``places`` by the roles' positions."""

    starts_at: datetime
    ends_at: datetime
    task: str
    place: str
    kind: Kind
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One shift as an edit finds it.

    Its key is its series, ``day`` (the rule's local date) and ``ordinal``; a shift that was moved
    keeps it. ``people`` are the ids of those who have a place or wait, ``taken`` the places of
    each role that somebody has; ``remembered`` that somebody ever signed up. ``detached`` shifts
    have values of their own.
    """

    shift_id: int
    day: date
    ordinal: int = 0
    values: Values
    taken: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    remembered: bool = False
    cancelled: bool = False
    detached: bool = False

    def open_at(self, now: datetime) -> bool:
        """Tell whether the shift still takes place and has not begun."""
        return not self.cancelled and self.values.starts_at > now


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What shall be different, made on the shift ``shift_id``; None leaves a value as it is.

    ``day`` is the new local date of that shift: with more than it in ``scope`` the whole rule
    moves along. ``span`` are local wall times, ``places`` is a role's position and its new number
    of places.
    """

    scope: Scope
    shift_id: int
    day: date | None = None
    pattern: Pattern | None = None
    span: tuple[time, time] | None = None
    place: str | None = None
    task: str | None = None
    kind: Kind | None = None
    places: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens to one shift; ``shift_id`` is 0 for one that is created.

    ``to`` are its values afterwards, None where they stay. ``told`` are the ids of those to whom
    the change matters.
    """

    action: Action
    day: date
    shift_id: int = 0
    to: Values | None = None
    told: tuple[int, ...] = ()
    fault: EditFault | DraftFault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditPlan:
    """All that an edit does.

    ``series`` is what the series is afterwards, None if it stays as it is. ``cut`` is the local
    date from which that is a series of its own, with all keys from there on; None: it is the same
    series. ``ends_standing``: it falls on days on which it did not before, so that nobody can be
    signed up for it unasked.
    """

    edit: Edit
    steps: tuple[Step, ...]
    series: Series | None = None
    cut: date | None = None
    ends_standing: bool = False

    def count(self, *actions: Action) -> int:
        """Return for how many shifts one of the ``actions`` is planned."""
        return sum(step.action in actions for step in self.steps)

    @property
    def changed(self) -> int:
        """Return how many shifts get other values."""
        return self.count(Action.MOVE, Action.ALTER)

    @property
    def removed(self) -> int:
        """Return how many shifts go, with nobody signed up."""
        return self.count(Action.DELETE, Action.CLOSE)

    @property
    def told(self) -> frozenset[int]:
        """Return the ids of all who have to know."""
        return frozenset(person for step in self.steps for person in step.told)

    @property
    def faults(self) -> frozenset[EditFault | DraftFault]:
        """Return why shifts are refused."""
        return frozenset(step.fault for step in self.steps if step.fault is not None)

    @property
    def mark(self) -> int:
        """Return a number that tells this plan from any other, for the button below it."""
        return crc32(repr(self).encode())
