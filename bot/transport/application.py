"""The bot as Telegram sees it: start, run, stop."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from urllib.parse import urlsplit

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ExtBot, TypeHandler
from telegram.request import BaseRequest

from bot.clock import Clock
from bot.domain.incident import trace
from bot.services.ports import Messenger, Nursery, Pacing
from bot.store import inbox
from bot.store.database import Database
from bot.store.errors import StoreUnavailableError
from bot.transport.backoff import Backoff
from bot.transport.errors import FatalTransportError, NoConnectionError
from bot.transport.finisher import Finisher
from bot.transport.handlers import Handlers, Papers
from bot.transport.messenger import TelegramMessenger
from bot.transport.ordering import ChatOrder
from bot.transport.outgoing import reason_of
from bot.transport.pipeline import Arrived, Pipeline
from bot.transport.poller import LONG_POLL_S, REVOKED, Poller
from bot.transport.profile import LanguageProfile, write_profile
from bot.transport.replying import Replier
from bot.transport.request import AiohttpRequest

logger = logging.getLogger(__name__)

TELEGRAM_URL = "https://api.telegram.org"
START_ATTEMPTS = 6
STOP_WITHIN_S = 6.0
FLUSH_WITHIN_S = 3.0
SILENT_S = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings:
    """Which bot to be, where, and how.

    ``adopt`` takes over a database that served another bot. ``requests`` replaces the HTTP client
    for calls and for polling (tests).
    """

    token: str
    api_url: str = TELEGRAM_URL
    adopt: bool = False
    profiles: tuple[LanguageProfile, ...] = ()
    long_poll_s: int = LONG_POLL_S
    requests: tuple[BaseRequest, BaseRequest] | None = None


class Telegram:
    """Everything between the network and the answer functions."""

    def __init__(
        self,
        settings: TelegramSettings,
        *,
        clock: Clock,
        nursery: Nursery,
        database: Database,
        handlers: Handlers,
        pacing: Pacing,
        papers: Papers,
    ) -> None:
        """Build all parts; nothing runs and nothing is sent yet."""
        self._settings = settings
        self._clock = clock
        self._nursery = nursery
        self._database = database
        self._bot: ExtBot[None] = _bot(settings)
        self._application = (
            Application.builder().bot(self._bot).updater(None).job_queue(None).build()
        )
        self._messenger = TelegramMessenger(self._bot, papers)
        self._finisher = Finisher(database, nursery)
        self._pipeline = Pipeline(
            bot=self._bot,
            clock=clock,
            database=database,
            handlers=handlers,
            order=ChatOrder(nursery),
            replier=Replier(
                messenger=self._messenger,
                pacing=pacing,
                clock=clock,
                nursery=nursery,
                handlers=handlers,
            ),
            finisher=self._finisher,
        )
        self._poller = Poller(self._bot, self._pipeline, clock, long_poll_s=settings.long_poll_s)
        self._began = clock.monotonic()
        self._polling: asyncio.Task[object] | None = None

    @property
    def messenger(self) -> Messenger:
        """Return the way out for the outbox; usable after :meth:`start`."""
        return self._messenger

    @property
    def username(self) -> str:
        """Return the bot's user name without @; known after :meth:`start`."""
        return self._bot.username

    async def start(self) -> None:
        """Introduce the bot to Telegram and bind the database to it.

        Raises:
            FatalTransportError: the token is wrong.
            NoConnectionError: Telegram cannot be reached.
            StoreError: the database belongs to another bot.
        """
        await self._introduce()
        bot_id, adopt = self._bot.id, self._settings.adopt
        await self._database.write(partial(inbox.bind_bot, bot_id=bot_id, adopt=adopt))
        await self._remove_webhook()
        self._application.add_handler(TypeHandler(Arrived, self._on_arrived))
        self._pipeline.through(self._application.process_update)
        if self._settings.profiles:
            _ = self._nursery.spawn(
                write_profile(self._bot, self._settings.profiles), name="bot profile"
            )
        logger.info("connected", extra={"event": "telegram.connected", "bot": bot_id})

    async def run(self) -> None:
        """Finish what an earlier run left, then poll until :meth:`stop`.

        Raises:
            FatalTransportError: going on is useless; the text says why.
        """
        self._began = self._clock.monotonic()
        left = await self._pipeline.recover()
        if left:
            logger.info("left over", extra={"event": "inbox.recovered", "count": left})
        self._polling = self._nursery.spawn(self._poller.run(), name="poller")
        try:
            await asyncio.wait((self._polling,))
        finally:
            self._polling.cancel()
        if not self._polling.cancelled() and (error := self._polling.exception()) is not None:
            raise error

    async def stop(self) -> None:
        """Stop polling, finish what is running, write what is known; takes at most 10 seconds."""
        if self._polling is not None:
            self._polling.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(STOP_WITHIN_S):
                await self._pipeline.close()
        try:
            async with asyncio.timeout(FLUSH_WITHIN_S):
                await self._finisher.flush()
        except (StoreUnavailableError, TimeoutError) as error:
            logger.error(  # noqa: TRY400 - an exception's text may quote a person
                "done marks not written", extra={"event": "inbox.flush_failed", **trace(error)}
            )
        await self._application.shutdown()
        await self._bot.shutdown()

    def silence(self, now: float) -> float:
        """Return the seconds since getUpdates was last answered, at monotonic time ``now``."""
        return now - max(self._began, self._poller.last_ok or self._began)

    def healthy(self, now: float) -> bool:
        """Return whether Telegram has been heard of within the last five minutes."""
        return self.silence(now) <= SILENT_S

    async def _on_arrived(self, arrived: Arrived, context: object) -> None:
        await self._pipeline.handle(arrived)

    async def _introduce(self) -> None:
        backoff = Backoff()
        for _ in range(START_ATTEMPTS):
            try:
                await self._application.initialize()
            except InvalidToken:
                raise FatalTransportError(REVOKED) from None
            except TelegramError as error:
                reason = reason_of(error)
                logger.warning(
                    "no connection yet", extra={"event": "telegram.unreachable", "reason": reason}
                )
                await asyncio.sleep(backoff.next())
            else:
                return
        host = urlsplit(self._settings.api_url).hostname
        raise NoConnectionError(
            f"{host} cannot be reached ({reason}). Check the network, the proxy and the address."
        )

    async def _remove_webhook(self) -> None:
        """Switch a webhook off, if one is set: Telegram refuses polling beside it."""
        try:
            info = await self._bot.get_webhook_info()
            if info.url:
                await self._bot.delete_webhook(drop_pending_updates=False)
        except TelegramError as error:
            logger.warning(
                "webhook not checked",
                extra={"event": "telegram.webhook", "reason": reason_of(error)},
            )


def _bot(settings: TelegramSettings) -> ExtBot[None]:
    url = settings.api_url.rstrip("/")
    proxied = not _is_loopback(url)
    calls, polls = settings.requests or (
        AiohttpRequest(trust_env=proxied),
        AiohttpRequest(connections=2, trust_env=proxied),
    )
    return ExtBot(
        settings.token,
        base_url=f"{url}/bot",
        base_file_url=f"{url}/file/bot",
        request=calls,
        get_updates_request=polls,
    )


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def introduce(token: str, api_url: str) -> str:
    """Ask Telegram who the token is and return the bot's user name (command line).

    Raises:
        FatalTransportError: the token is wrong or Telegram cannot be reached; the text says what.
    """
    bot = _bot(TelegramSettings(token=token, api_url=api_url))
    try:
        await bot.initialize()
    except InvalidToken:
        raise FatalTransportError(REVOKED) from None
    except TelegramError as error:
        host = urlsplit(api_url).hostname
        raise FatalTransportError(
            f"{host} cannot be reached ({reason_of(error)}). Check the network and the address."
        ) from None
    else:
        return bot.username
    finally:
        await bot.shutdown()
