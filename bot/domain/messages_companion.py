"""What Lotse may say while somebody is looked for who comes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.companions import (
    AcceptResult,
    Gender,
    Half,
    PlaceKind,
    RequestState,
    Side,
    Trip,
)
from bot.domain.messages import Message
from bot.domain.rendered import FileRef


class Step(StrEnum):
    """What is asked, in this order."""

    PLACE = "place"
    DAY = "day"
    WINDOW = "window"
    TOWN = "town"
    LANGUAGE = "language"
    WISH = "wish"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class TownButton:
    """One town, with the number that stands for its name on the button."""

    name: str
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionQuestion(Message):
    """One question of the dialogue, answered by a button; only what the step needs is set.

    ``only_buttons``: something was written instead. ``chosen`` is the present town or language.
    """

    step: Step
    first: bool = False
    only_buttons: bool = False
    days: tuple[date, ...] = ()
    day: date | None = None
    towns: tuple[TownButton, ...] = ()
    languages: tuple[str, ...] = ()
    chosen: str = ""
    meeting_initiative: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionAskName(Message):
    """The first name, because both who go learn it."""

    suggestion: str
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionPreview(Message):
    """What will be sent; ``receiver`` is empty for the leads, ``soon``: it is tomorrow."""

    trip: Trip
    name: str
    receiver: str
    soon: bool
    mark: int
    replaces: bool = False
    only_buttons: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionRequest(Message):
    """The newcomer's own request as it stands; ``companion`` is a first name, if there is one.

    ``asking``: whether to really take it back. ``sent``: it was sent this moment.
    """

    request_id: int
    trip: Trip
    state: RequestState
    companion: str = ""
    can_write: bool = False
    has_pin: bool = False
    sent: bool = False
    asking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionFound(Message):
    """To the newcomer: somebody comes along."""

    request_id: int
    trip: Trip
    companion: str
    has_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionInGerman(Message):
    """The newcomer's appointment in German, to hold out to somebody; whoever reads it."""

    trip: Trip
    companion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionLost(Message):
    """To the newcomer: the companion cannot come, somebody else is looked for."""

    request_id: int
    trip: Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionStopped(Message):
    """To the newcomer: a coordinator stopped it."""

    request_id: int
    trip: Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionNotFound(Message):
    """To the newcomer, the day before: nobody was found yet."""

    request_id: int
    trip: Trip


# --- to volunteers


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionCall(Message):
    """Can you come along? No name yet; ``declined``: they have said no, and may still say yes."""

    offer_id: int
    trip: Trip
    declined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionTooLate(Message):
    """Why "I'll come along" came to nothing."""

    trip: Trip
    result: AcceptResult


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionDuty(Message):
    """To the companion: whom they accompany, when and where; ``asking``: really get out?"""

    request_id: int
    trip: Trip
    newcomer: str
    has_pin: bool
    can_write: bool
    begun: bool = False
    fresh: bool = False
    asking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionLetGo(Message):
    """To the companion: they need not come any more, by their own wish."""

    trip: Trip


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionCancelled(Message):
    """To the companion: nobody needs them any more; the request itself may be gone."""

    place: PlaceKind
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionReminder(Message):
    """To both before they meet; ``name`` is the other one's."""

    request_id: int
    trip: Trip
    name: str
    side: Side
    has_pin: bool
    can_write: bool


# --- between the two


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionWords(Message):
    """What one of the two wrote, for the other; ``corrected``: they wrote it otherwise before."""

    request_id: int
    name: str
    text: str
    file: FileRef | None = None
    corrected: bool = False


class TalkNote(StrEnum):
    """Short sentences about the writing of the two."""

    WRITE = "write"
    SENT = "sent"
    CORRECTED = "corrected"  # sent once more, in other words
    ENDED = "ended"  # by the reader
    SILENCE = "silence"  # by the other one
    CLOSED = "closed"  # words no longer pass
    REPORTED = "reported"
    REPORTED_BEFORE = "reported_before"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionTalk(Message):
    """A short sentence about the writing of the two, with the ways on from there.

    ``side`` None: nobody's request is meant, or no way leads on.
    """

    note: TalkNote
    request_id: int = 0
    side: Side | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionTalkAsk(Message):
    """Whether to really end the writing, or report the other one."""

    request_id: int
    name: str
    reporting: bool


# --- to coordinators


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskLine:
    """One request in the list of a coordinator; ``companion`` is empty where nobody comes."""

    id: int
    trip: Trip
    state: RequestState
    companion: str = ""
    reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionDesk(Message):
    """The requests a coordinator sees, open ones first."""

    lines: tuple[DeskLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionDeskCard(Message):
    """One request as a coordinator sees it; ``asking``: whether to really stop it."""

    line: DeskLine
    newcomer: str
    asked: int
    declined: int
    silent: int
    asking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionPick(Message):
    """Whom to ask by name: ids and first names."""

    request_id: int
    trip: Trip
    people: tuple[tuple[int, str], ...]


class DeskNews(StrEnum):
    """What coordinators are told."""

    NOBODY = "nobody"  # nobody cleared speaks the language or fits
    UNFILLED = "unfilled"  # the day before
    MATCHED = "matched"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionNews(Message):
    """To the coordinators: something happened to a request."""

    news: DeskNews
    line: DeskLine
    newcomer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedWords:
    """One message of a conversation that was reported."""

    sender: Side
    text: str
    has_file: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionReport(Message):
    """To coordinators and leads: one of the two reported the other."""

    line: DeskLine
    newcomer: str
    by: Side
    words: tuple[ReportedWords, ...]
    may_stop: bool


# --- in the profile


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionProfile(Message):
    """What a cleared volunteer says for coming along; nothing of it has to be said."""

    cleared: bool
    gender: Gender | None = None
    free_times: tuple[Half, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTimes(Message):
    """The halves of the week, each switched by one press."""

    chosen: tuple[Half, ...]
