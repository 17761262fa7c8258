"""What Lotse may say to newcomers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.activities import ActivityView
from bot.domain.directory import ContactCard
from bot.domain.handover import CannedReply
from bot.domain.messages import Message
from bot.domain.rendered import FileRef
from bot.domain.small_talk import SmallTalk


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A piece of an answer: its text, and what it is ("text", "bold", "phone", "link")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph or list entry of an answer."""

    spans: tuple[Span, ...]
    bullet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands below an answer for one person.

    ``cards`` are addresses of their town, each with whether it may be out of date;
    ``more_cards`` says that there are others, ``ask_town`` that
    some would be shown if they chose a town; ``dates`` are the next offers, ``companion`` and
    ``volunteer`` whether the answer leads to somebody who comes along or to helping, ``shifts``
    whether the words may have been about a shift ("I am ill tomorrow").
    """

    cards: tuple[tuple[ContactCard, bool], ...] = ()
    more_cards: bool = False
    ask_town: bool = False
    dates: tuple[ActivityView, ...] = ()
    companion: bool = False
    volunteer: bool = False
    shifts: bool = False


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicAnswer(Message):
    """An answer in ``language``; the first paragraph stands alone, the rest is folded.

    ``fallback`` if the text is not in the person's language; ``german`` if it was asked for to
    be shown at an office; ``newer`` is the language whose text was changed since, empty if none;
    ``local`` if it was written by people of this place; ``has_german`` if there is a German text.
    """

    slug: str
    language: str
    title: str
    lead: Paragraph
    rest: tuple[Paragraph, ...]
    sources: tuple[str, ...]
    checked_on: date | None
    due: bool
    phones: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    fallback: bool
    german: bool
    reviewed: bool
    danger: bool = False
    newer: str = ""
    local: bool = False
    has_german: bool = True
    beside: Beside = NOTHING_BESIDE


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions(Message):
    """The nearest topics, and the human; ``covered`` is False if none of them may fit.

    ``member``: the words may be about a shift ("I am ill tomorrow").
    """

    topics: tuple[tuple[str, str], ...]
    covered: bool
    danger: bool = False
    member: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat(Message):
    """A kind word after a greeting or thanks, with the ways on."""

    talk: SmallTalk


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanConsent(Message):
    """Who will read the question, before it is sent; ``mark`` tells these words from others.

    ``can_choose``: somebody else can be chosen to read it. ``has_others``: the person has asked
    something before.
    """

    text: str
    receiver: str
    has_file: bool = False
    mark: int = 0
    can_choose: bool = False
    has_others: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSent(Message):
    """The question is with a human; at night with the emergency numbers."""

    receiver: str
    night: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer(Message):
    """What a human wrote to the newcomer: own words, a ready reply, or ``(slug, title)``.

    ``volunteer``: it is who helps with the language. ``corrected``: the human has changed it.
    """

    question_id: int
    receiver: str
    text: str
    file: FileRef | None
    reply: CannedReply | None = None
    topic: tuple[str, str] | None = None
    volunteer: bool = False
    corrected: bool = False
