"""What may be said to somebody who looks around: topics, words from letters, unread messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.messages import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics(Message):
    """The groups of topics as ``(group, number of topics)``."""

    groups: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicGroup(Message):
    """One page of a group's topics as ``(slug, title)``; pages are counted from 0."""

    group: str
    topics: tuple[tuple[str, str], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWord(Message):
    """What a German word from letters means, and the topics ``(slug, title)`` it leads to.

    ``explanation`` is empty where nobody has written one; ``language`` is the one it is in.
    """

    word: str
    explanation: str
    language: str
    topics: tuple[tuple[str, str], ...]


class UnreadKind(StrEnum):
    """What somebody sent without a word."""

    FILE = "file"  # a photo, voice message or document
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread(Message):
    """Something that only a human can read; it is kept for a day, in case they want to send it."""

    kind: UnreadKind
