"""What a coordinator may allow a volunteer to do with newcomers alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.people import Person


class Kind(StrEnum):
    """What somebody is cleared for."""

    COMPANION = "companion"  # to come along to an office or a doctor
    QUESTIONS = "questions"  # to help with the language of a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A volunteer who is cleared in one initiative; ``speaks`` are language tags."""

    person: Person
    initiative_id: int
    speaks: tuple[str, ...] = ()
