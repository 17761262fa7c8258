"""Showing a reply: the press is answered once, every message is sent, edited or put off."""

from __future__ import annotations

import asyncio
import html
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from bot.clock import Clock
from bot.conversation.replies import Address
from bot.conversation.types import Mode, Reply, Show
from bot.domain.rendered import Rendered
from bot.services.ports import (
    Moved,
    NotSent,
    Nursery,
    Outcome,
    Pacing,
    Refused,
    RetryLater,
    Sent,
    Unknown,
    Unreachable,
)
from bot.store.database import Tx
from bot.transport.handlers import Effect, Handlers
from bot.transport.messenger import TelegramMessenger

logger = logging.getLogger(__name__)

ANSWER_WITHIN_S = 1.0
LATE_AT_ONCE = 8  # after an outage thousands may be late together; messages need connections too


class PressAnswer:
    """The one answer to one press: with the reply's text if that is ready soon, else empty."""

    def __init__(
        self,
        query_id: str,
        messenger: TelegramMessenger,
        nursery: Nursery,
        gate: asyncio.Semaphore,
    ) -> None:
        """Start the clock: without a reply the press is answered empty after a second.

        Late answers pass through ``gate``, which all presses share.
        """
        self._query_id = query_id
        self._gate = gate
        self._messenger = messenger
        self._nursery = nursery
        self._timer = asyncio.get_running_loop().call_later(ANSWER_WITHIN_S, self._too_late)
        self.given = False

    async def give(self, toast: str | None = None, *, alert: bool = False) -> None:
        """Answer the press, unless that has been done already."""
        self._timer.cancel()
        if self.given:
            return
        self.given = True
        outcome = await self._messenger.answer_press(self._query_id, toast, alert=alert)
        if not isinstance(outcome, Sent):
            logger.info(
                "press not answered",
                extra={"event": "press.unanswered", "outcome": type(outcome).__name__},
            )

    def _too_late(self) -> None:
        with suppress(RuntimeError):  # the bot is stopping; the row is answered at the next start
            _ = self._nursery.spawn(self._give_late(), name="answer a press")

    async def _give_late(self) -> None:
        async with self._gate:
            await self.give()


@dataclass(slots=True)
class _Line:
    """One reply on its way: where it goes and what has to be committed with its end."""

    address: Address
    effects: list[Effect]
    deferring: bool = False
    over: bool = False


class Replier:
    """Shows replies; direct answers are not paced, only stopped by their own chat's 429."""

    def __init__(
        self,
        *,
        messenger: TelegramMessenger,
        pacing: Pacing,
        clock: Clock,
        nursery: Nursery,
        handlers: Handlers,
    ) -> None:
        """Take what showing needs."""
        self._messenger = messenger
        self._pacing = pacing
        self._clock = clock
        self._nursery = nursery
        self._handlers = handlers
        self._gate = asyncio.Semaphore(LATE_AT_ONCE)

    def press(self, query_id: str) -> PressAnswer:
        """Return the one answer of a press that has just arrived."""
        return PressAnswer(query_id, self._messenger, self._nursery, self._gate)

    async def show(
        self, reply: Reply, address: Address, press: PressAnswer | None
    ) -> tuple[Effect, ...]:
        """Show all of ``reply`` and return what has to be committed because of it."""
        line = _Line(address=address, effects=[])
        shows = reply.shows or _toast_as_message(reply, press)
        if press is None:
            await self._all(shows, line)
        else:
            await asyncio.gather(
                press.give(reply.toast, alert=reply.alert), self._all(shows, line)
            )
        if reply.leave:
            await self._messenger.leave(address.chat_id)
        return tuple(line.effects)

    async def _all(self, shows: tuple[Show, ...], line: _Line) -> None:
        for show in shows:
            if line.over:
                return
            await self._one(show, line)

    async def _one(self, show: Show, line: _Line) -> None:
        chat_id = line.address.chat_id
        now = self._clock.monotonic()
        if line.deferring or self._pacing.blocked_until(chat_id, now) > now:
            self._defer(show, line)
            return
        outcome = await self._try(show, chat_id, line.address.message_id)
        if isinstance(outcome, Moved):
            chat_id = outcome.new_chat_id
            outcome = await self._try(show, chat_id, None)
        self._judge(outcome, show, chat_id, line)

    async def _try(self, show: Show, chat_id: int, message_id: int | None) -> Outcome:
        self._pacing.interactive(chat_id, self._clock.monotonic())
        if show.mode is Mode.EDIT and message_id is not None:
            outcome = await self._messenger.edit(chat_id, message_id, show.message)
            if not isinstance(outcome, Refused):
                return outcome
        return await self._messenger.send(chat_id, show.message)

    def _judge(self, outcome: Outcome, show: Show, chat_id: int, line: _Line) -> None:
        match outcome:
            case Sent():
                belongs_to = (show.question_id, show.request_id, show.announcement_id)
                if any(one is not None for one in belongs_to):
                    line.effects.append(partial(self._shown, chat_id, show, outcome.message_id))
            case RetryLater():
                until = self._clock.monotonic() + outcome.seconds
                self._pacing.pause(None, chat_id, until)
                self._defer(show, line)
            case NotSent():
                self._defer(show, line)
            case Unreachable():
                now = self._clock.now()
                line.effects.append(lambda tx: self._handlers.on_unreachable(tx, chat_id, now))
                line.over = True
            case Unknown() | Refused() | Moved():
                # Unknown is never repeated: it may stand in the chat already.
                logger.warning(
                    "reply not shown",
                    extra={
                        "event": "reply.lost",
                        "outcome": type(outcome).__name__,
                        "reason": getattr(outcome, "reason", ""),
                    },
                )

    def _defer(self, show: Show, line: _Line) -> None:
        """Put this and all that follows into the outbox, so that the order stays."""
        line.deferring = True
        now, chat_id = self._clock.now(), line.address.chat_id
        line.effects.append(lambda tx: self._handlers.defer(tx, chat_id, show.message, now))

    def _shown(self, chat_id: int, show: Show, message_id: int, tx: Tx) -> None:
        self._handlers.on_shown(tx, chat_id, show, message_id)


def _toast_as_message(reply: Reply, press: PressAnswer | None) -> tuple[Show, ...]:
    """Return the toast as a message where it is all there is and can no longer be a toast."""
    if reply.toast and (press is None or press.given):
        return (Show(message=Rendered(html=html.escape(reply.toast, quote=False))),)
    return ()
