"""Shifts as people see them, and what a coordinator may plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.calendar import elapsed_hours
from bot.domain.signups import SignupState

TASK_LIMIT = 80
PLACE_LIMIT = 100
ROLE_LIMIT = 40
ROLES_AT_MOST = 6
CAPACITY_LIMIT = 200
LONGEST_HOURS = 24.0
FURTHEST = timedelta(days=550)


class Kind(StrEnum):
    """What is done in a shift; people can look for it and say what they like."""

    LANGUAGE = "language"  # language cafés and courses
    SCHOOL = "school"  # homework, reading with children
    CHILDREN = "children"
    ACCOMPANY = "accompany"  # to offices and doctors
    MEETING = "meeting"  # meeting places, parties
    FOOD = "food"
    CRAFT = "craft"  # bicycles, sewing, garden
    SPORT = "sport"
    GOODS = "goods"  # clothes, furniture, transport
    OFFICE = "office"  # forms, computers, planning
    OTHER = "other"


class Qualification(StrEnum):
    """What a role may require; only that it was seen is stored, never the document."""

    INTRODUCTION = "introduction"
    CONDUCT = "conduct"  # erweitertes Führungszeugnis (§ 30a BZRG)


class ShiftState(StrEnum):
    """Whether a shift takes place."""

    OPEN = "open"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """One span of work at one place; instants are UTC."""

    id: int
    initiative_id: int
    initiative: str
    task: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    state: ShiftState = ShiftState.OPEN
    withdraw_hours: int = 24
    kind: Kind = Kind.OTHER
    town: str = ""
    series_id: int | None = None
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRole:
    """One kind of helper in a shift, with places of its own.

    An empty ``name`` is simply "helper". Wanted ``languages`` (tags) are a preference and never a
    condition.
    """

    position: int = 0
    name: str = ""
    capacity: int
    languages: tuple[str, ...] = ()
    qualification: Qualification | None = None
    adults_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role with its places, as one person sees it.

    ``held`` places wait for the answer of somebody on the waitlist, ``queue`` people on the
    waitlist go before a newcomer. ``speakers`` of those confirmed speak a wanted language.
    """

    role: ShiftRole
    confirmed: int
    waiting: int
    held: int = 0
    queue: int = 0
    speakers: int = 0

    @property
    def free(self) -> int:
        """Return the number of places that can be taken at once."""
        if self.queue:
            return 0
        return max(0, self.role.capacity - self.confirmed - self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftView:
    """A shift with its places, as one person sees it.

    ``mine`` is this person's sign-up and ``role`` the role it is for; ``line`` their place in that
    role's waitlist (1 is first) or None. ``clash`` is another shift of theirs at the same time,
    ``wants_me`` tells that a role wants a language they speak and still has a place.
    """

    shift: Shift
    roles: tuple[RoleView, ...]
    mine: SignupState | None = None
    role: int | None = None
    line: int | None = None
    coming: bool = False
    late_minutes: int | None = None
    clash: Shift | None = None
    wants_me: bool = False
    has_pin: bool = False

    @property
    def confirmed(self) -> int:
        """Return how many have a place, in all roles."""
        return sum(one.confirmed for one in self.roles)

    @property
    def waiting(self) -> int:
        """Return how many wait, in all roles."""
        return sum(one.waiting for one in self.roles)

    @property
    def free(self) -> int:
        """Return the number of places that can be taken at once, in all roles."""
        return sum(one.free for one in self.roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDraft:
    """What a coordinator wants to plan."""

    initiative_id: int
    task: str
    place: str
    starts_at: datetime
    ends_at: datetime
    roles: tuple[ShiftRole, ...]
    kind: Kind = Kind.OTHER

    @property
    def capacity(self) -> int:
        """Return the places of all roles together."""
        return sum(role.capacity for role in self.roles)


def one_role(capacity: int) -> tuple[ShiftRole, ...]:
    """Return the roles of a shift that only needs helpers."""
    return (ShiftRole(capacity=capacity),)


class DraftFault(StrEnum):
    """What is wrong with a draft."""

    PAST = "past"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    CAPACITY = "capacity"
    EMPTY = "empty"


def find_fault(draft: ShiftDraft, now: datetime) -> DraftFault | None:
    """Return the first thing that forbids ``draft``, or None if it can be planned."""
    if not draft.task or not draft.place:
        return DraftFault.EMPTY
    if draft.starts_at <= now:
        return DraftFault.PAST
    if draft.starts_at - now > FURTHEST:
        return DraftFault.TOO_FAR
    if not 0 < elapsed_hours(draft.starts_at, draft.ends_at) <= LONGEST_HOURS:
        return DraftFault.TOO_LONG
    places = all(1 <= role.capacity <= CAPACITY_LIMIT for role in draft.roles)
    if not places or not 1 <= len(draft.roles) <= ROLES_AT_MOST:
        return DraftFault.CAPACITY
    return None
