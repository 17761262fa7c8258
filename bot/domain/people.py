"""People, what they are in which initiative, and what that allows them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import IntEnum, StrEnum
from itertools import accumulate, takewhile

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
    STANDIN = "standin"  # being asked to step in
    COMPANION = "companion"  # being asked to come along
    OFFER = "offer"  # news of offers, to newcomers who subscribed


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
class Profile:
    """What a person says about themselves so that fitting shifts find them.

    ``speaks`` are language tags, ``interests`` the values of ``shifts.Kind``. ``adult`` is None
    where it was not said; a date of birth is never asked. ``phone`` is seen by coordinators of the
    person's own initiatives only. Until ``paused_until`` (a local day) nobody asks them.
    """

    speaks: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    towns: tuple[str, ...] = ()
    adult: bool | None = None
    phone: str | None = None
    paused_until: date | None = None
    full_name: str | None = None
    calendar_updates: bool = False

    def is_paused(self, day: date) -> bool:
        """Tell whether the person is away on that local day."""
        return self.paused_until is not None and day < self.paused_until


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

    def asks_to_join(self, initiative_id: int) -> bool:
        """Tell whether this person's wish to join that initiative is still undecided."""
        return any(
            m.initiative_id == initiative_id and m.state is MembershipState.REQUESTED
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
    contact: str = ""
    letterhead: str = ""
    signer: str = ""


_KEPT_FORMAT = "\u200c\u200d"  # ZWNJ and ZWJ carry meaning in Persian, Kurdish and emoji
_DROPPED = {"Cc", "Cf", "Cs", "Co", "Cn"}
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # count as letters or signs, but show nothing
_BREAKS = dict.fromkeys(map(ord, "\r\x0b\x0c\x85\u2028\u2029"), "\n") | {ord("\t"): " "}
_MARKS = {"Mn", "Me"}
_MARKS_IN_A_ROW = 4
# Nearly everything people write: Latin, Cyrillic and Arabic letters, digits and signs without
# combining marks. Nothing in here is dropped, changed or composed.
_PLAIN = re.compile("[\n -~¡-¬®-˿Ѐ-҂Ҋ-ԯء-غف-ي٠-٩،؛؟–—‘-„…€]*")


def printable(text: str) -> str:
    """Return ``text`` in NFC without control, bidi, unassigned and invisible characters.

    Line breaks become line feeds, tabs a space. At most four combining marks stand on one letter,
    joiners between them not counted.
    """
    if _PLAIN.fullmatch(text):
        return text
    plain = text.replace("\r\n", "\n").translate(_BREAKS)
    # Dropped first, composed then: what was kept apart by a dropped character may compose.
    shown = unicodedata.normalize("NFC", "".join(filter(_is_shown, plain)))
    kept: list[str] = []
    marks = 0
    for char in shown:
        if unicodedata.category(char) in _MARKS:
            marks += 1
        elif char not in _KEPT_FORMAT:
            marks = 0
        if marks <= _MARKS_IN_A_ROW or char in _KEPT_FORMAT:
            kept.append(char)
    return "".join(kept)


def _is_shown(char: str) -> bool:
    if char in _KEPT_FORMAT or char == "\n":
        return True
    return char not in _BLANK and unicodedata.category(char) not in _DROPPED


def clean(text: str, *, limit: int, keep_lines: bool = False) -> str:
    """Return ``text`` printable (see above), spaces folded, joiners only between letters, cut.

    Line breaks survive with ``keep_lines``, else they are spaces. ``limit`` is in UTF-16 units,
    as Telegram counts; a letter is never cut in half.
    """
    shown = printable(text)
    parts = shown.split("\n") if keep_lines else [shown]
    lines = [" ".join(part.split()).strip(" " + _KEPT_FORMAT) for part in parts]
    return cut("\n".join(lines).strip(), limit)


def clean_name(text: str) -> str | None:
    """Return a first name fit to be shown (≤ 40 units), or None if nothing readable is left."""
    name = clean(text, limit=NAME_LIMIT)
    return name if any(char.isalnum() for char in name) else None


def utf16_length(text: str) -> int:
    """Return the length of ``text`` in UTF-16 units, as the Bot API counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """Return ``text`` cut to ``limit`` UTF-16 units, with an ellipsis where something went.

    Letters with their marks, joined emoji and flags go as a whole.
    """
    if utf16_length(text) <= limit:
        return text
    if limit < 1:
        return ""
    end = sum(size < limit for size in accumulate(map(utf16_length, text)))
    whole = next((at for at in range(end, 0, -1) if not _is_inside(text, at)), end)
    return text[:whole].rstrip().rstrip(_KEPT_FORMAT) + "…"


def _is_inside(text: str, at: int) -> bool:
    """Tell whether what stands before and after ``at`` is one letter or sign for a reader."""
    before, after = text[at - 1], text[at]
    if before == "\u200d" or after in _KEPT_FORMAT or unicodedata.category(after) in _MARKS:
        return True
    if _is_flag_half(after):
        halves = takewhile(_is_flag_half, reversed(text[:at]))
        return sum(1 for _ in halves) % 2 == 1
    return "\U0001f3fb" <= after <= "\U0001f3ff"  # the colour of the skin


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"
