"""People, what they are in which initiative, and what that allows them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum, StrEnum

NAME_LIMIT = 40
TEXT_LIMIT = 3000


class Role(StrEnum):
    """What somebody is in one initiative; a coordinator may do all a volunteer may."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"


class MembershipState(StrEnum):
    """How far a membership has come."""

    REQUESTED = "requested"  # a coordinator still has to confirm it
    ACTIVE = "active"


class JoinMode(StrEnum):
    """What happens to somebody who comes by an initiative's poster."""

    APPROVAL = "approval"  # a coordinator confirms with one tap
    OPEN = "open"


class Right(IntEnum):
    """What a step asks of a person; each right includes the lower ones."""

    ANYBODY = 0  # before language and privacy notice
    INFORMED = 1  # the privacy notice was shown
    VOLUNTEER = 2  # active member of some initiative
    COORDINATOR = 3  # coordinates some initiative, or lead
    LEAD = 4


class OptOut(StrEnum):
    """Kinds of messages a person may refuse."""

    ANNOUNCEMENT = "announcement"
    REMINDER = "reminder"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local wall times between which nothing rings; equal times mean no quiet hours."""

    start: time = time(21)
    end: time = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human; ``telegram_id`` is None for people without Telegram."""

    id: int
    telegram_id: int | None
    language: str | None = None
    name: str | None = None
    notice_version: str | None = None
    notice_at: datetime | None = None
    lead_minutes: tuple[int, ...] = (1440, 120)
    quiet: QuietHours = QuietHours()
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """What a person is in one initiative."""

    initiative_id: int
    role: Role
    state: MembershipState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person with everything that decides what they may do, read afresh for each update."""

    person: Person
    memberships: tuple[Membership, ...] = ()
    is_lead: bool = False

    @property
    def right(self) -> Right:
        """Return the highest right this person has anywhere."""
        if self.person.notice_version is None:
            return Right.ANYBODY
        if self.is_lead:
            return Right.LEAD
        active = [m for m in self.memberships if m.state is MembershipState.ACTIVE]
        if any(m.role is Role.COORDINATOR for m in active):
            return Right.COORDINATOR
        return Right.VOLUNTEER if active else Right.INFORMED

    def coordinates(self, initiative_id: int) -> bool:
        """Tell whether this person may plan and write for that initiative."""
        if self.person.notice_version is None:
            return False
        return self.is_lead or any(
            m.initiative_id == initiative_id
            and m.role is Role.COORDINATOR
            and m.state is MembershipState.ACTIVE
            for m in self.memberships
        )

    def belongs_to(self, initiative_id: int) -> bool:
        """Tell whether this person is an active member of that initiative."""
        return any(
            m.initiative_id == initiative_id and m.state is MembershipState.ACTIVE
            for m in self.memberships
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """A group of volunteers with its coordinators, such as a Sprachcafé."""

    id: int
    name: str
    town: str
    join_mode: JoinMode
    poster_code: str
    withdraw_hours: int = 24


_KEPT_FORMAT = {"\u200c", "\u200d"}  # ZWNJ and ZWJ carry meaning in Persian, Kurdish and emoji
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_MARKS_IN_A_ROW = 4


def clean(text: str, *, limit: int, keep_lines: bool = False) -> str:
    """Return ``text`` without control, bidi and unassigned characters, spaces folded, cut.

    Line breaks survive with ``keep_lines``. At most four combining marks stand on one letter.
    ``limit`` is in UTF-16 units, as Telegram counts; a letter is never cut in half.
    """
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        if char in "\n\t\u2028\u2029":
            kept.append("\n" if keep_lines and char == "\n" else " ")
            marks = 0
            continue
        category = unicodedata.category(char)
        if category in _DROPPED and char not in _KEPT_FORMAT:
            continue
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(char)
    lines = [" ".join(line.split()) for line in "".join(kept).split("\n")]
    return cut("\n".join(lines).strip(), limit)


def clean_name(text: str) -> str | None:
    """Return a first name fit to be shown (≤ 40 units), or None if nothing readable is left."""
    name = clean(text, limit=NAME_LIMIT)
    return name if any(char.isalnum() for char in name) else None


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units, as the Bot API counts."""
    return len(text) + sum(char > "\uffff" for char in text)


def cut(text: str, limit: int) -> str:
    """Return ``text`` cut to ``limit`` UTF-16 units, with an ellipsis where something went."""
    if utf16_length(text) <= limit:
        return text
    room = limit - 1
    kept: list[str] = []
    for char in text:
        room -= 2 if char > "\uffff" else 1
        if room < 0:
            break
        kept.append(char)
    while kept and unicodedata.category(kept[-1]) in {"Mn", "Me", "Cf"}:
        kept.pop()
    return "".join(kept).rstrip() + "…"
