"""A message in the outbox: its states, and what may be done with it after a doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.rendered import Rendered


class OutboxState(StrEnum):
    """Where a message stands; all but the first two are final."""

    QUEUED = "queued"
    SENDING = "sending"  # committed before the call; after a crash it becomes UNKNOWN
    SENT = "sent"
    UNKNOWN = "unknown"  # went out, no answer came back
    UNREACHABLE = "unreachable"  # blocked the bot or gone
    REFUSED = "refused"  # Telegram will never take it
    DROPPED = "dropped"  # no longer true when its turn came
    EXPIRED = "expired"
    STOPPED = "stopped"  # the author stopped the announcement


class OutboxKind(StrEnum):
    """What a message is about; it decides how it is made and whether a doubt is resent."""

    ANSWER = "answer"  # a direct answer that Telegram did not take at once
    REMINDER = "reminder"
    NOTICE = "notice"  # something happened that concerns the person
    ANNOUNCEMENT = "announcement"
    PROGRESS = "progress"  # the figures of an announcement, edited in place
    RELAY = "relay"  # words of a question's thread
    MENU = "menu"  # the chat's command menu
    LEAVE = "leave"  # leave a group that is nobody's


# An announcement said twice annoys everybody; a reminder or a human's answer not said at all
# leaves somebody standing. Editing and setting a menu twice changes nothing.
RESENT_ONCE = frozenset(
    {
        OutboxKind.REMINDER,
        OutboxKind.NOTICE,
        OutboxKind.RELAY,
        OutboxKind.PROGRESS,
        OutboxKind.MENU,
        OutboxKind.LEAVE,
        OutboxKind.ANSWER,
    }
)
# Words that pass between two people are said again after every doubt, up to so many tries:
# hearing them three times is better than never (docs/decisions/0004).
RELAY_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One message as it lies in the outbox; ``payload`` is JSON text."""

    id: int
    lane: int
    kind: OutboxKind
    payload: str
    person_id: int | None
    chat_id: int
    announcement_id: int | None
    attempts: int
    resent: bool
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLine:
    """One command in the menu, with its description in the person's language."""

    command: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendNew:
    """Send this as a new message."""

    message: Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class EditOld:
    """Put this in place of an earlier message."""

    message_id: int
    message: Rendered


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMenu:
    """Set the chat's command menu; no lines delete it."""

    lines: tuple[MenuLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveGroup:
    """Leave the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Send nothing: what the message says is no longer true."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Send nothing yet: it waits, as if it had not been looked at, until ``until``."""

    until: datetime


Composed = SendNew | EditOld | SetMenu | LeaveGroup | Drop | Later
