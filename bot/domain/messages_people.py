"""What Lotse may say about the people of an initiative: the list, entering by hand, sign-ups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.clearances import Kind
from bot.domain.messages import Message
from bot.domain.people import Role
from bot.domain.qualifications import Light
from bot.domain.shifts import Qualification, Shift, ShiftRole
from bot.domain.signups import SignupResult, SignupState, WithdrawResult


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One of an initiative's people as the list shows them."""

    id: int
    name: str
    coordinates: bool = False
    by_hand: bool = False  # without Telegram
    paused: bool = False
    blocked: bool = False  # the bot cannot reach them
    waits: bool = False  # asks to join


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Message):
    """One page of an initiative's people; ``sought`` is the part of a name, if one was typed."""

    initiative_id: int
    initiative: str
    people: tuple[PersonLine, ...]
    page: int
    pages: int
    total: int
    sought: str = ""
    several: bool = False  # the reader has other initiatives


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNamePart(Message):
    """Which part of a name is looked for."""

    initiative_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationLine:
    """How one qualification stands today; days are local, None: not seen or no end."""

    kind: Qualification
    light: Light
    seen_on: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCard(Message):
    """One of an initiative's people with all that a coordinator sees of them.

    ``notice_on`` is the day of the paper notice of people without Telegram, ``merge_id`` a merge
    that can still be undone (0: none).
    """

    initiative_id: int
    initiative: str
    person: PersonLine
    role: Role
    speaks: tuple[str, ...]
    interests: tuple[str, ...]
    phone: str | None
    paused_until: date | None
    qualifications: tuple[QualificationLine, ...]
    removable: bool
    notice_on: date | None = None
    merge_id: int = 0
    cleared: tuple[Kind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEdit(Message):
    """What of somebody without Telegram can be corrected."""

    initiative_id: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMemberName(Message):
    """Which first name is right."""

    initiative_id: int
    person_id: int
    name: str
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskMemberPhone(Message):
    """Which phone number is right; ``phone`` is the one that is known."""

    initiative_id: int
    person_id: int
    name: str
    phone: str | None
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLanguages(Message):
    """Which languages somebody without Telegram speaks, each switched by one press."""

    initiative_id: int
    person_id: int
    name: str
    speaks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAsk(Message):
    """What removing somebody means; ``erases``: their whole record goes."""

    initiative_id: int
    initiative: str
    person_id: int
    name: str
    coming: int
    erases: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDone(Message):
    """Somebody was removed."""

    initiative_id: int
    name: str
    coming: int
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed(Message):
    """To the person: they are no longer a member."""

    initiative: str


# --- entering by hand


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHandName(Message):
    """The first name of somebody without Telegram."""

    initiative: str
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHandLanguages(Message):
    """Which languages they speak, each switched by one press."""

    name: str
    speaks: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHandPhone(Message):
    """Their phone number, if they wish."""

    name: str
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHandDay(Message):
    """On which day the privacy notice was handed over on paper; without it nothing is stored."""

    name: str
    not_understood: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandPreview(Message):
    """What will be stored; ``namesakes`` are members of the same name."""

    initiative_id: int
    initiative: str
    name: str
    speaks: tuple[str, ...]
    phone: str | None
    notice_on: date
    namesakes: tuple[PersonLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandDone(Message):
    """Somebody was entered; it can be taken back."""

    initiative_id: int
    initiative: str
    person_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTakenBack(Message):
    """The record was deleted, or is kept because something hangs on it."""

    initiative_id: int
    person_id: int
    deleted: bool


# --- signing others up


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterLine:
    """Somebody who can be signed up, with the sign-up they have."""

    id: int
    name: str
    by_hand: bool
    state: SignupState | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterList(Message):
    """Whom to sign up for a shift; ``begun``: it is too late for that."""

    shift: Shift
    people: tuple[EnterLine, ...]
    page: int
    pages: int
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterFor(Message):
    """For which coming shift to sign this person up."""

    initiative_id: int
    person_id: int
    name: str
    shifts: tuple[Shift, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterRole(Message):
    """As what to sign somebody up; ``free`` are the free places of each role."""

    shift: Shift
    person_id: int
    name: str
    roles: tuple[ShiftRole, ...]
    free: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterAnyway(Message):
    """The role requires what nobody has seen of this person: sign them up all the same?"""

    shift: Shift
    person_id: int
    name: str
    role: int
    requires: Qualification | None  # None: to be 18


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterSaid(Message):
    """What came of signing somebody up; ``line`` is their place in the waitlist."""

    name: str
    result: SignupResult
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutAsk(Message):
    """Whether to give somebody's place back."""

    shift: Shift
    person_id: int
    name: str
    waits: bool
    by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOutSaid(Message):
    """What came of giving somebody's place back."""

    name: str
    result: WithdrawResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered(Message):
    """To the person: a coordinator signed them up; ``line`` 0: they have a place."""

    shift: Shift
    by: str
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOut(Message):
    """To the person: a coordinator gave their place back."""

    shift: Shift
    by: str


# --- qualifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Qualifications(Message):
    """What was seen of somebody, with buttons to record and to forget it."""

    initiative_id: int
    person_id: int
    name: str
    lines: tuple[QualificationLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSeenDay(Message):
    """On which day the coordinator has seen it."""

    initiative_id: int
    person_id: int
    name: str
    kind: Qualification
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskUntil(Message):
    """Until when it counts; ``years`` as buttons."""

    initiative_id: int
    person_id: int
    name: str
    kind: Qualification
    years: tuple[int, ...]
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationNoted(Message):
    """For the volunteer: it was seen and noted, and shifts that require it can be taken."""

    initiative: str
    kind: Qualification


@dataclass(frozen=True, slots=True, kw_only=True)
class QualificationEnds(Message):
    """A qualification runs out or ran out; ``name`` is empty where it is the reader's own."""

    initiative_id: int
    initiative: str
    person_id: int
    name: str
    kind: Qualification
    until: date
    out: bool
