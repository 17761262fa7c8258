"""The roles of a shift as one line of text, for drafts and series."""

from __future__ import annotations

import json

from bot.domain.shifts import Qualification, ShiftRole


def to_text(roles: tuple[ShiftRole, ...]) -> str:
    """Return the roles as JSON text: a list of name, capacity, languages, requirement, 18+."""
    return json.dumps(
        [
            [role.name, role.capacity, list(role.languages), role.qualification, role.adults_only]
            for role in roles
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_text(text: str) -> tuple[ShiftRole, ...]:
    """Return the roles that ``to_text`` wrote, positions from 0.

    Raises:
        ValueError: the text is something else.
    """
    return tuple(
        ShiftRole(
            position=position,
            name=str(name),
            capacity=int(capacity),
            languages=tuple(str(tag) for tag in languages),
            qualification=None if qualification is None else Qualification(qualification),
            adults_only=bool(adults),
        )
        for position, (name, capacity, languages, qualification, adults) in enumerate(
            json.loads(text)
        )
    )
