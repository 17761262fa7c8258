"""What services and jobs need from the far side; transport implements it, tests fake it."""

from __future__ import annotations

from asyncio import Task
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

from bot.domain.outbox import MenuLine
from bot.domain.rendered import Rendered


class Lane(IntEnum):
    """Which queue of the outbox a message stands in."""

    PERSONAL = 1
    BULK = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Telegram has it; ``message_id`` is its number in the chat."""

    message_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """It surely never left (no connection); it may be tried again at any time."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryLater:
    """Telegram refuses until ``seconds`` from now (429); nothing was delivered."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable:
    """The person blocked the bot, never started it or is gone; trying again is useless."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Telegram will never take this message (400); trying again is useless."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The group has another chat id now; nothing was delivered."""

    new_chat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The request went out and no answer came back: perhaps delivered, perhaps not."""

    reason: str


Outcome = Sent | NotSent | RetryLater | Unreachable | Refused | Moved | Unknown


class Messenger(Protocol):
    """Carries messages to Telegram; never raises for what Telegram answers."""

    async def send(self, chat_id: int, message: Rendered) -> Outcome:
        """Send one new message (with its document or file, if any)."""
        ...

    async def edit(self, chat_id: int, message_id: int, message: Rendered) -> Outcome:
        """Replace the text and buttons of a message; "not modified" counts as Sent."""
        ...

    async def set_menu(self, chat_id: int, entries: tuple[MenuLine, ...]) -> Outcome:
        """Set the chat's own command menu; no entries delete it. Sent carries message_id 0."""
        ...

    async def leave(self, chat_id: int) -> Outcome:
        """Leave a group. Sent carries message_id 0."""
        ...


class Pacing(Protocol):
    """Says when the outbox may send; times are monotonic seconds of the one Clock."""

    def delay(self, lane: Lane, chat_id: int, now: float) -> float:
        """Return seconds to wait before the next send of this lane to this chat; 0 means now."""
        ...

    def sent(self, lane: Lane, chat_id: int, now: float) -> None:
        """Count one outbox send that is about to leave."""
        ...

    def interactive(self, chat_id: int, now: float) -> None:
        """Count one direct answer; bulk makes room for it during the next second."""
        ...

    def pause(self, lane: Lane | None, chat_id: int | None, until: float) -> None:
        """Send nothing of ``lane`` (None: no lane) or to ``chat_id`` before ``until``."""
        ...

    def blocked_until(self, chat_id: int, now: float) -> float:
        """Return the monotonic time before which Telegram refuses this chat; 0 if it does not."""
        ...


class UpdateSink(Protocol):
    """Takes raw updates durably before Telegram is told that they arrived."""

    async def accept(self, updates: tuple[tuple[int, str], ...], now: datetime) -> tuple[int, ...]:
        """Store ``(update_id, raw JSON)`` pairs in one commit; return the new rows' seqs."""
        ...


class Nursery(Protocol):
    """The only way to start something that runs beside: keeps it, logs its failure, stops it."""

    def spawn(self, work: Coroutine[object, object, object], *, name: str) -> Task[object]:
        """Run ``work`` as a task until it ends or the nursery closes."""
        ...
