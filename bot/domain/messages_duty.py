"""What Lotse may say after a shift: attendance, hours, certificates; and of calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.hours import Share, Tally, Worked
from bot.domain.messages import Message
from bot.domain.shifts import Shift
from bot.domain.signups import Attendance


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """One row of the list; ``added``: entered after the start, nobody had planned them."""

    person_id: int
    name: str
    attendance: Attendance | None
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many came, were excused, did not come, and are not marked yet."""

    came: int = 0
    excused: int = 0
    missed: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceList(Message):
    """Who was there: one tap per person; ``people`` are one page, ``page`` counts from 0.

    ``erased`` more had a place and deleted their data. ``participants`` None: not counted.
    ``asked``: the list comes by itself, after the shift; ``again``: a week later.
    """

    shift: Shift
    people: tuple[Attendee, ...]
    counts: Counts
    page: int = 0
    pages: int = 1
    erased: int = 0
    participants: int | None = None
    finished: bool = False
    asked: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceEarly(Message):
    """The shift has not begun (or was cancelled): nobody can have been there."""

    shift: Shift


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceAdd(Message):
    """Who else was there: ``(id, name)`` of one page of members who are not in the list."""

    shift: Shift
    members: tuple[tuple[int, str], ...]
    page: int = 0
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskParticipants(Message):
    """How many people took part in what the shift was for."""

    shift: Shift
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """Hours a year that the Ehrenamtskarte NRW asks for; ``due``: to be checked again."""

    hours: Decimal
    checked_on: date
    due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursCard(Message):
    """A person's hours of one year; ``years`` are the others, ``last`` the latest shifts.

    ``goal`` None: this installation knows no limit.
    """

    year: int
    total: Tally
    shares: tuple[Share, ...]
    years: tuple[int, ...]
    last: tuple[Worked, ...]
    goal: Goal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSpan(Message):
    """For which time; ``name`` is whose certificate it is, empty for one's own."""

    years: tuple[int, ...]
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateIn(Message):
    """For which initiative: ``(id, name)`` of those with hours."""

    initiatives: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLanguage(Message):
    """In the reader's language or in German."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateName(Message):
    """The full name for the paper; ``kept`` as wished earlier, ``of`` the first name of whom."""

    kept: str = ""
    of: str = ""
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateNone(Message):
    """No hours are confirmed there; ``unchecked`` wait for the coordinator."""

    unchecked: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateReady(Message):
    """The paper, in ``language``; ``made_on`` is the local day, ``worked`` at least one shift.

    ``kept``: the name is kept already. ``own``: it is the reader's own paper.
    """

    language: str
    name: str
    initiative: str
    town: str
    letterhead: tuple[str, ...]
    signer: str
    worked: tuple[Worked, ...]
    made_on: date
    kept: bool
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NameKept(Message):
    """What became of the full name: kept for the next paper, or not."""

    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Message):
    """What stands on an initiative's certificates and reminders; ``mark``: not stored yet."""

    initiative_id: int
    initiative: str
    town: str
    lines: tuple[str, ...]
    signer: str
    contact: str
    mark: int | None = None


class LetterPart(StrEnum):
    """The three questions about an initiative's papers, in their order."""

    HEAD = "head"
    SIGNER = "signer"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLetter(Message):
    """One of the three questions; ``present`` are the lines that stand there."""

    part: LetterPart
    present: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFile(Message):
    """Shifts as a file for one's own calendar: how many come, how many were cancelled."""

    content: bytes
    coming: int
    cancelled: int
    updates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEmpty(Message):
    """There is no shift to put into a calendar."""

    updates: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarUpdates(Message):
    """Whether new files come by themselves from now on."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarShift(Message):
    """One shift as a file; ``cancelled``: it takes the entry out. ``sent``: came by itself."""

    shift: Shift
    content: bytes
    cancelled: bool
    updates: bool
    sent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarNotIn(Message):
    """There is nothing to put into the calendar: the person never had a place there."""

    shift: Shift
