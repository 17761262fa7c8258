"""Long polling that tells Telegram "got it" only after the updates are on disk."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Never

from telegram import Bot
from telegram.error import (
    Conflict,
    EndPointNotFound,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.clock import Clock
from bot.domain.incident import trace
from bot.services.ports import RetryLater, UpdateSink
from bot.store.errors import StoreUnavailableError
from bot.transport.backoff import Backoff
from bot.transport.errors import FatalTransportError
from bot.transport.outgoing import outcome_of, reason_of

logger = logging.getLogger(__name__)

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")
BATCH = 100  # Bot API, getUpdates: the most there is
LONG_POLL_S = 25
MARGIN_S = 10.0  # how much longer the connection waits than Telegram does
YOUNG_S = 60.0
CONFLICT_LIMIT_S = 300.0

REVOKED = (
    "Telegram does not accept the bot's token (401). It was revoked or mistyped: get the current"
    " one from @BotFather, put it into BOT_TOKEN and start again."
)
SECOND_START = (
    "Another program is receiving this bot's updates (409). Two at once would take messages from"
    " each other, so this one ends. Stop the other one first, or use another bot's token."
)
DISPLACED = (
    "Another program has been receiving this bot's updates for five minutes (409), so this one"
    " ends. Stop the other one, then start again; nothing that arrived here is lost."
)

Update = tuple[int, str]
_compact = json.JSONEncoder(separators=(",", ":")).encode


class Poller:
    """Fetches updates, stores each batch, then asks for the next."""

    def __init__(
        self,
        bot: Bot,
        sink: UpdateSink,
        clock: Clock,
        *,
        long_poll_s: int = LONG_POLL_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Poll as ``bot`` into ``sink``; ``long_poll_s`` is how long Telegram may keep us waiting.

        ``last_ok`` is the monotonic time of the last answered getUpdates, None before the first.
        """
        self._bot = bot
        self._sink = sink
        self._clock = clock
        self._long_poll_s = long_poll_s
        self._sleep = sleep
        self._backoff = Backoff()
        self._started = clock.monotonic()
        self._conflict_since: float | None = None
        self.last_ok: float | None = None

    async def run(self) -> Never:
        """Poll until cancelled.

        The offset confirms one stored batch and is then forgotten: after a quiet week Telegram
        numbers updates anew (Bot API, Update.update_id), and an old offset would skip them.

        Raises:
            FatalTransportError: the token was revoked or another program polls this bot.
        """
        self._started = self._clock.monotonic()
        offset: int | None = None
        while True:
            try:
                raw = await self._fetch(offset)
            except TelegramError as error:
                await self._sleep(self._wait_after(error))
                continue
            self._answered()
            updates = tuple(_keyed(raw))
            if updates:
                await self._store(updates)
                offset = max(update_id for update_id, _ in updates) + 1
                continue
            offset = None
            if raw:
                logger.error("updates without a number", extra={"event": "poll.unnumbered"})
                await self._sleep(self._backoff.next())

    async def _fetch(self, offset: int | None) -> list[object]:
        # Spelt like this, the library neither warns that it has a method for it (which would
        # parse the batch, and fail all of it with one update) nor changes the call.
        answer = await self._bot.do_api_request(
            "get_Updates",
            api_kwargs={
                "offset": offset,
                "limit": BATCH,
                "timeout": self._long_poll_s,
                "allowed_updates": list(ALLOWED),
            },
            read_timeout=self._long_poll_s + MARGIN_S,
        )
        return answer if isinstance(answer, list) else []

    def _answered(self) -> None:
        self.last_ok = self._clock.monotonic()
        self._conflict_since = None
        self._backoff.reset()

    async def _store(self, updates: tuple[Update, ...]) -> None:
        """Store the batch, however long the disk takes; Telegram keeps what we do not fetch."""
        backoff = Backoff()
        while True:
            try:
                await self._sink.accept(updates, self._clock.now())
            except StoreUnavailableError as error:
                logger.error(  # noqa: TRY400 - an exception's text may quote a person
                    "updates cannot be stored, trying again",
                    extra={"event": "poll.store_failed", "count": len(updates), **trace(error)},
                )
                await self._sleep(backoff.next())
            else:
                return

    def _wait_after(self, error: TelegramError) -> float:
        """Return how long to wait after a failed call.

        Raises:
            FatalTransportError: going on is useless.
        """
        if isinstance(error, InvalidToken | EndPointNotFound):
            raise FatalTransportError(REVOKED) from None
        if isinstance(error, Conflict):
            self._check_conflict(self._clock.monotonic())
        logger.warning(
            "getUpdates failed",
            extra={
                "event": "poll.failed",
                "error": type(error).__name__,
                "reason": reason_of(error),
            },
        )
        if isinstance(error, RetryAfter):
            outcome = outcome_of(error)
            return outcome.seconds if isinstance(outcome, RetryLater) else self._backoff.next()
        return self._backoff.next()

    def _check_conflict(self, now: float) -> None:
        if now - self._started < YOUNG_S:
            raise FatalTransportError(SECOND_START)
        if self._conflict_since is None:
            self._conflict_since = now
        if now - self._conflict_since >= CONFLICT_LIMIT_S:
            raise FatalTransportError(DISPLACED)


def _keyed(raw: list[object]) -> list[Update]:
    """Return update ids and raw JSON; escapes keep half characters storable."""
    return [
        (update_id, _compact(update))
        for update in raw
        if isinstance(update, dict) and isinstance(update_id := update.get("update_id"), int)
    ]
