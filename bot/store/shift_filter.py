"""What somebody looks for among the coming shifts, as a condition on the table ``shift``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.shifts import Kind
from bot.store.codec import to_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What somebody looks for; None stands for "no matter". Instants are UTC.

    ``offered``: only what newcomers can go to.
    """

    initiative_id: int | None = None
    town: str | None = None
    kind: Kind | None = None
    start: datetime | None = None
    end: datetime | None = None
    offered: bool = False


MINE = "SELECT initiative_id FROM membership WHERE person_id = :p AND state = 'active'"
_COMING = "shift.state = 'open' AND shift.starts_at > :now"
# Written out instead of asked in SQL, so that a member's shifts are found by their index.
_AVAILABLE = f"{_COMING} AND shift.initiative_id IN ({MINE})"
_OFFERED = " AND shift.activity_id IS NOT NULL"
_MATCHES = """ AND (:initiative IS NULL OR shift.initiative_id = :initiative)
    AND (:town IS NULL OR shift.initiative_id IN (SELECT id FROM initiative WHERE town = :town))
    AND (:kind IS NULL OR shift.kind = :kind)
    AND (:a IS NULL OR shift.starts_at >= :a) AND (:b IS NULL OR shift.starts_at < :b)"""


def where(wanted: Filter, *, everywhere: bool) -> str:
    """Return the condition, to be bound to :func:`values`.

    ``everywhere`` means in all initiatives, else in those of the person ``:p``.
    """
    plain = _COMING if everywhere else _AVAILABLE
    if wanted.offered:
        return plain + _OFFERED + _MATCHES
    return plain if wanted == Filter() else plain + _MATCHES


def values(person_id: int, now: datetime, wanted: Filter) -> dict[str, int | str | None]:
    """Return the values of the condition, by name."""
    return {
        "p": person_id,
        "now": to_ms(now),
        "initiative": wanted.initiative_id,
        "town": wanted.town,
        "kind": wanted.kind,
        "a": None if wanted.start is None else to_ms(wanted.start),
        "b": None if wanted.end is None else to_ms(wanted.end),
    }
