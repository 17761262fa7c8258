"""What may be said while a question is handed over: to those who answer, help, and ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.handover import CannedReply
from bot.domain.messages import Message
from bot.domain.rendered import FileRef

Topics = tuple[tuple[str, str], ...]  # (slug, title)


class By(StrEnum):
    """Who wrote something in a thread, as its reader sees it."""

    NEWCOMER = "newcomer"
    ME = "me"
    COLLEAGUE = "colleague"
    VOLUNTEER = "volunteer"  # who helps with the language
    HUMAN = "human"  # anybody of the receiver, for the newcomer


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one message of a thread says: own words, a ready reply, or the title of a topic."""

    text: str = ""
    reply: CannedReply | None = None
    topic: str = ""
    has_file: bool = False


# --- to those who answer


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionArrived(Message):
    """A newcomer's words for a human; ``topics`` are the nearest in German.

    ``can_ask``: a volunteer may be asked for help with the language. ``helper``: it is said to
    the volunteer who helps. ``corrected``: the newcomer has changed what they wrote.
    """

    question_id: int
    pseudonym: str
    language: str
    text: str
    file: FileRef | None
    topics: Topics
    first: bool
    can_ask: bool = True
    helper: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Message):
    """Somebody else has answered: a colleague, or the volunteer who helps."""

    question_id: int
    pseudonym: str
    by: By
    said: Said
    file: FileRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    """One question in the inbox; ``late``: the leads were told that nobody answers."""

    id: int
    pseudonym: str
    language: str
    since: datetime
    start: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox(Message):
    """Open questions, oldest first, and those answered today.

    ``languages`` are those of the open questions with their number; ``language`` is the one that
    is shown, empty for all.
    """

    questions: tuple[QuestionLine, ...]
    total: int
    languages: tuple[tuple[str, int], ...] = ()
    language: str = ""
    answered: tuple[QuestionLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadMessage:
    """One message of a thread."""

    by: By
    said: Said
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionThread(Message):
    """One question with what was written so far, for who answers or (``helper``) helps.

    ``helping`` is the name of the volunteer who helps; ``can_make``: there is an answer that a
    topic can be made of.
    """

    question_id: int
    pseudonym: str
    language: str
    messages: tuple[ThreadMessage, ...]
    topics: Topics
    is_open: bool
    late: bool = False
    can_ask: bool = True
    helping: str = ""
    can_make: bool = False
    helper: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionWaits(Message):
    """Nobody has answered for one working day, or (``late``) for two: the leads are told."""

    question_id: int
    pseudonym: str
    language: str
    receiver: str
    start: str
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyReplies(Message):
    """The ready replies to choose from."""

    question_id: int
    pseudonym: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPreview(Message):
    """A ready reply or topic before it is sent: as the reader and as the newcomer reads it.

    Of ``reply`` and ``slug`` one is set; ``title`` and ``theirs`` are the topic's titles.
    """

    question_id: int
    pseudonym: str
    language: str
    reply: CannedReply | None = None
    slug: str = ""
    title: str = ""
    theirs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperChoice(Message):
    """Volunteers who can be asked to help, as ``(id, name)``; who was asked, and who helps."""

    question_id: int
    language: str
    free: tuple[tuple[int, str], ...]
    asked: tuple[str, ...] = ()
    helping: str = ""


class HelperNews(StrEnum):
    """What a volunteer said."""

    HELPS = "helps"
    DECLINED = "declined"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperSaid(Message):
    """What the volunteer who was asked said, for those who answer."""

    question_id: int
    name: str
    pseudonym: str
    news: HelperNews


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicPreview(Message):
    """A topic made of a thread, before it is stored.

    ``language`` is the one it is written in, ``other`` the one it can be changed to (empty: none).
    """

    question_id: int
    title: str
    body: str
    language: str
    other: str
    mark: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicMade(Message):
    """The topic is stored in this language; the next question finds it."""

    slug: str
    language: str
    title: str


# --- to the volunteer who helps


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked(Message):
    """A cleared volunteer is asked to help with the language of a question."""

    question_id: int
    receiver: str
    pseudonym: str
    language: str
    text: str
    has_file: bool


class HelpEnd(StrEnum):
    """Why a volunteer does not help any more."""

    DECLINED = "declined"
    ENDED = "ended"  # by themselves
    TAKEN = "taken"  # somebody else helps
    OVER = "over"  # the question was closed, or nobody is needed any more


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpOver(Message):
    """The volunteer does not help with this question, or not any more."""

    pseudonym: str
    why: HelpEnd


# --- to the newcomer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseReceiver(Message):
    """Who may read the question: ``(id, name)`` of initiatives, or towns to choose from first.

    ``town`` is the one the person said they live in. ``page`` counts from 0.
    """

    initiatives: tuple[tuple[int, str], ...]
    towns: tuple[tuple[int, str], ...] = ()
    town: str = ""
    page: int = 0
    pages: int = 1


class Stands(StrEnum):
    """Where a newcomer's question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MyQuestion:
    """One of the newcomer's questions; ``receiver`` empty: the centre; ``last``: the answer."""

    id: int
    since: datetime
    start: str
    state: Stands
    receiver: str
    last: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyQuestions(Message):
    """The newcomer's own questions, those that are not closed first."""

    questions: tuple[MyQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MyThread(Message):
    """One of the newcomer's questions with what was written so far."""

    question_id: int
    receiver: str
    messages: tuple[ThreadMessage, ...]
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionClosed(Message):
    """Somebody else closed the newcomer's question.

    ``idle``: nobody wrote for long; ``unanswered``: and nobody ever answered.
    """

    question_id: int
    start: str
    idle: bool
    unanswered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperJoined(Message):
    """A volunteer who speaks the newcomer's language helps from now on."""

    question_id: int
    receiver: str
