"""What may be said to coordinators who look after the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.local_answers import Change, Fault
from bot.domain.messages import Message
from bot.domain.messages_newcomer import TopicAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class FaqDesk(Message):
    """What there is to do: how many topics are due, written here, incomplete; words in vain.

    ``lead`` sees the way to the contact cards as well.
    """

    due: int
    local: int
    incomplete: int
    unanswered: int
    lead: bool


class DeskList(StrEnum):
    """Which topics a list shows."""

    DUE = "due"
    LOCAL = "local"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTopics(Message):
    """One page of topics as ``(slug, title, day on which it was checked or None)``."""

    which: DeskList
    topics: tuple[tuple[str, str, date | None], ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGroups(Message):
    """The groups of topics to choose one from, as ``(group, number)``."""

    groups: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskGroup(Message):
    """One page of a group's topics as ``(slug, title)``."""

    group: str
    topics: tuple[tuple[str, str], ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageState:
    """How far one language of a topic has come ("missing", "outdated", "machine", "current")."""

    language: str
    state: str
    local: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskTopic(Message):
    """One topic with all its languages; ``confirmed``: it was just said to be valid."""

    slug: str
    title: str
    languages: tuple[LanguageState, ...]
    checked_on: date | None
    due: bool
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskText(Message):
    """What a topic says in one language, as it is written; empty where nothing is there yet.

    ``local``: it was written here; ``own``: the whole topic was. ``model`` is the text of another
    language to translate from, ``model_language`` that language.
    """

    slug: str
    language: str
    title: str
    body: str
    questions: tuple[str, ...]
    state: str
    local: bool
    own: bool
    model: str = ""
    model_language: str = ""


class Part(StrEnum):
    """A part of a text, in the order in which it is written."""

    TITLE = "title"
    BODY = "body"
    WAYS = "ways"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPart(Message):
    """Please write a part; ``now`` is what it says so far, ``faults`` what was wrong with it.

    ``lead`` and ``whole`` are the characters of the first paragraph and of all that was written.
    """

    part: Part
    language: str
    now: str = ""
    faults: tuple[Fault, ...] = ()
    lead: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReady(Message):
    """The answer as newcomers will read it, how it is found, and the ways to save it."""

    answer: TopicAnswer
    questions: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSaved(Message):
    """The text is what newcomers read from now on; ``outdated`` languages should follow."""

    slug: str
    language: str
    title: str
    own: bool
    outdated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBackAsk(Message):
    """What taking back a text means; ``original``: the one that came with Lotse is shown again."""

    slug: str
    language: str
    title: str
    original: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Message):
    """The text is gone; ``slug`` is empty where nothing of the topic is left."""

    slug: str
    title: str
    original: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    """A word that found no answer: how often, in which language; ``mark`` stands for it."""

    mark: int
    word: str
    language: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered(Message):
    """One page of words that found no answer."""

    words: tuple[WordLine, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredWord(Message):
    """One such word."""

    line: WordLine
