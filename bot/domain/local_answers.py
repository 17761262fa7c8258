"""Answers that people of this place write or correct, and that somebody has looked at one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

PREFIX = "local-"
TITLE_LIMIT = 80
LEAD_LIMIT = 250
BODY_LIMIT = 900
WAYS_AT_MOST = 12
WAY_LIMIT = 120
_VALID = relativedelta(months=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalText:
    """What was written in one language; ``body`` is the Markdown of the topic files.

    ``slug`` is the topic it stands in place of, or ``local-<number>``; ``questions`` are ways of
    asking.
    """

    slug: str
    language: str
    title: str
    body: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalAnswer:
    """A text as it is kept.

    Changes of meaning are counted over all languages: ``version`` is the one made with this very
    text (0: none), ``follows`` the latest one that it takes up.
    """

    text: LocalText
    version: int
    follows: int
    checked_on: date
    review_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """Somebody has looked at a topic in all its languages: it is still valid."""

    confirmed_on: date
    review_by: date


class Change(StrEnum):
    """What an edit does to the other languages."""

    MEANING = "meaning"  # they are outdated until somebody takes it up
    MINOR = "minor"  # nothing
    TRANSLATION = "translation"  # this text takes up what another language says


class Fault(StrEnum):
    """Why a text cannot be shown like this."""

    EMPTY = "empty"
    LIST_FIRST = "list_first"  # it must begin with a paragraph
    LEAD_TOO_LONG = "lead_too_long"
    TOO_LONG = "too_long"
    MARKUP = "markup"
    UNKNOWN_FACT = "unknown_fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A text that is to be kept, and what it does to the other languages.

    ``newest`` is the latest change of meaning of the topic in any language; ``version`` and
    ``follows`` are those of the text that is shown so far.
    """

    text: LocalText
    change: Change
    newest: int = 0
    version: int = 0
    follows: int = 0

    def numbers(self) -> tuple[int, int]:
        """Return version and follows of the text after the edit."""
        if self.change is Change.MEANING:
            return self.newest + 1, self.newest + 1
        if self.change is Change.TRANSLATION:
            return 0, self.newest
        return self.version, self.follows


def valid_until(today: date) -> date:
    """Return the day by which a text that was looked at today is to be looked at again."""
    return today + _VALID


def is_own(slug: str) -> bool:
    """Tell whether the topic was written here and did not come with Lotse."""
    return slug.startswith(PREFIX)
