"""Announcements: who gets one, and the figures of its result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.outbox import OutboxState

# The reader's message carries the initiative's name and a footer besides the author's text.
MARKUP_LIMIT = 3500


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """How many members an announcement would reach, and why not the others."""

    reachable: int
    opted_out: int
    unreachable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An announcement's recipients by what became of them; they sum up to ``total``."""

    total: int
    waiting: int
    sent: int
    unreachable: int
    unknown: int
    opted_out: int
    refused: int
    stopped: int


def figures(counts: Mapping[OutboxState, int]) -> Figures:
    """Return the figures of an announcement from its outbox rows per state."""
    get = counts.get
    return Figures(
        total=sum(counts.values()),
        waiting=get(OutboxState.QUEUED, 0) + get(OutboxState.SENDING, 0),
        sent=get(OutboxState.SENT, 0),
        unreachable=get(OutboxState.UNREACHABLE, 0),
        unknown=get(OutboxState.UNKNOWN, 0),
        opted_out=get(OutboxState.DROPPED, 0),
        refused=get(OutboxState.REFUSED, 0) + get(OutboxState.EXPIRED, 0),
        stopped=get(OutboxState.STOPPED, 0),
    )
