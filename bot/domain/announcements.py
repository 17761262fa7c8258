"""Announcements: who gets one, and the figures of its result."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.outbox import OutboxState
from bot.domain.people import OptOut

# The reader's message carries the initiative's name and a footer besides the author's text.
MARKUP_LIMIT = 3500


class Whom(StrEnum):
    """To whom an announcement goes; newcomers are those who subscribed to such news."""

    MEMBERS = "members"
    NEWCOMERS = "newcomers"
    EVERYBODY = "everybody"


class Way(StrEnum):
    """As what somebody gets an announcement, or why they do not."""

    MEMBER = "member"
    NEWCOMER = "newcomer"
    REFUSED = "refused"
    GONE = "gone"  # neither member nor subscriber any more


def way_to(whom: Whom, *, member: bool, subscriber: bool, refused: Set[OptOut]) -> Way:
    """Return as what somebody for whom a message lies ready gets it at this moment.

    Who ended their subscription has refused it.
    """
    ways = []
    if member and whom is not Whom.NEWCOMERS:
        ways.append((Way.MEMBER, OptOut.ANNOUNCEMENT))
    if subscriber and whom is not Whom.MEMBERS:
        ways.append((Way.NEWCOMER, OptOut.OFFER))
    for way, kind in ways:
        if kind not in refused:
            return way
    return Way.REFUSED if ways or whom is Whom.NEWCOMERS else Way.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """How many people an announcement would reach, and why not the others."""

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
