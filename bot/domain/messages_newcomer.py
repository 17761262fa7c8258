"""What Lotse may say to newcomers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.messages import Message
from bot.domain.rendered import FileRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics(Message):
    """Topics to browse: ``(slug, title)`` by group."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


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
class TopicAnswer(Message):
    """An answer in ``language``; the first paragraph stands alone, the rest is folded.

    ``fallback`` if the text is not in the person's language; ``german`` if it was asked for to
    be shown at an office.
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
class HumanConsent(Message):
    """Who will read the question, before it is sent; ``mark`` tells these words from others."""

    text: str
    receiver: str
    has_file: bool = False
    mark: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSent(Message):
    """The question is with a human; at night with the emergency numbers."""

    receiver: str
    night: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanAnswer(Message):
    """What a human wrote to the newcomer."""

    question_id: int
    receiver: str
    text: str
    file: FileRef | None
