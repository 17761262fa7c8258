"""The composition root: builds everything from a Config and a Clock; nothing else wires."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.clock import Clock
from bot.config import Config
from bot.conversation import dispatcher, outbound
from bot.conversation.turn import House
from bot.conversation.types import Incoming, Reply, Show
from bot.documents.papers import Papers
from bot.domain.messages import Contact
from bot.domain.outbox import Composed, OutboxRow
from bot.domain.place import locales_folder
from bot.faq.faq import load_faq
from bot.jobs import ticks
from bot.jobs.nursery import TaskNursery
from bot.jobs.outbox_worker import OutboxWorker
from bot.jobs.scheduler import Scheduler
from bot.services import deliveries
from bot.store import identity, journal, outbox
from bot.store.database import Database, Tx
from bot.store.lock import InstanceLock
from bot.store.migrate import migrate
from bot.texts import catalogue
from bot.transport.application import Telegram, TelegramSettings
from bot.transport.handlers import Handlers
from bot.transport.pacing import Pacer
from bot.transport.profiles import profiles

logger = logging.getLogger(__name__)

STOP_OUTBOX_S = 4.0
STOP_TASKS_S = 2.0


class StartAgainError(Exception):
    """A part of the program has failed; a fresh process goes on where this one ended."""


@dataclass(slots=True, kw_only=True)
class Stop:
    """Why and when to stop; ``reason`` is None for an ordinary end."""

    event: asyncio.Event
    reason: str | None = None

    def because(self, reason: str) -> None:
        """Stop, and end the process non-zero with ``reason``."""
        self.reason = self.reason or reason
        self.event.set()


class App:
    """One running Lotse."""

    def __init__(
        self, config: Config, clock: Clock, database: Database, settings: TelegramSettings
    ) -> None:
        """Wire all parts; nothing runs yet."""
        self.config = config
        self.clock = clock
        self.database = database
        self.stop = Stop(event=asyncio.Event())
        self.installation = ""
        self.nursery = TaskNursery(
            on_failure=lambda name: self.stop.because(f"The task {name!r} has ended unexpectedly.")
        )
        pacing = Pacer()
        self.house = House(
            zone=config.zone,
            languages=config.languages,
            contact=Contact(
                name=config.controller, phone=config.phone, email=config.email, web=config.web
            ),
            username=lambda: self.telegram.username,
            faq=load_faq(locales_folder()),
            erased=self._erased,
        )
        self.telegram = Telegram(
            settings,
            clock=clock,
            nursery=self.nursery,
            database=database,
            handlers=self._handlers(),
            pacing=pacing,
            papers=Papers().make,
        )
        self.worker = OutboxWorker(
            database=database,
            messenger=self.telegram.messenger,
            pacing=pacing,
            clock=clock,
            nursery=self.nursery,
            compose=self._compose,
            settle=outbound.settle,
        )
        self.scheduler = Scheduler(clock=clock, nursery=self.nursery, on_stuck=self.stop.because)
        self.ticks = ticks.Ticks(
            config=config,
            clock=clock,
            database=database,
            house=self.house,
            silence=lambda: self.telegram.silence(clock.monotonic()),
            stop=self.stop.because,
        )

    def _handlers(self) -> Handlers:
        house = self.house

        def answer(tx: Tx, incoming: Incoming, now: datetime) -> Reply:
            return dispatcher.answer(tx, incoming, now, house)

        def apologise(tx: Tx, incoming: Incoming, incident: str) -> Reply:
            return dispatcher.apologise(tx, incoming, incident, house)

        def unavailable(incoming: Incoming) -> Reply:
            return dispatcher.unavailable(incoming, house)

        def shown(tx: Tx, chat_id: int, show: Show, message_id: int) -> None:
            deliveries.shown(
                tx,
                chat_id=chat_id,
                message_id=message_id,
                question_id=show.question_id,
                request_id=show.request_id,
                announcement_id=show.announcement_id,
            )

        return Handlers(
            answer=answer,
            on_error=apologise,
            on_unavailable=unavailable,
            defer=outbound.defer,
            on_unreachable=deliveries.unreachable,
            on_shown=shown,
        )

    def _compose(self, tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        return outbound.compose(tx, row, now, self.house)

    def _erased(self, tx: Tx, person_id: int, now: datetime) -> None:
        journal.append(self.config.backups, self.installation, person_id, now)
        tx.note(ticks.ERASED)

    async def start(self) -> None:
        """Greet Telegram, settle what an earlier run left, start the outbox and the ticks.

        Raises:
            FatalTransportError: the token is wrong or Telegram cannot be reached.
            StoreError: the database belongs to another bot.
        """
        self.installation = await self.database.read(identity.installation)
        journal.ensure(self.config.backups, self.installation, self.clock.now())
        await self.telegram.start()
        self.database.listen(outbox.CHANGED, self.worker.poke)
        self.database.listen(ticks.ERASED, self.ticks.erased)
        _ = self.nursery.spawn(self.worker.run(), name="outbox", vital=True)
        self.scheduler.start(self.ticks.all())
        _ = self.nursery.spawn(self.scheduler.heartbeat(), name="heartbeat", vital=True)

    async def run(self, ready: Callable[[], None]) -> None:
        """Handle updates until :attr:`stop` is set; ``ready`` is called when polling begins.

        Raises:
            FatalTransportError: going on is useless; the text says why.
            StartAgainError: a fresh process is needed; the text says why.
        """
        polling = self.nursery.spawn(self.telegram.run(), name="updates")
        stopping = self.nursery.spawn(self.stop.event.wait(), name="stop")
        ready()
        await asyncio.wait((polling, stopping), return_when=asyncio.FIRST_COMPLETED)
        if polling.done() and not polling.cancelled() and (error := polling.exception()):
            raise error
        if self.stop.reason is not None:
            raise StartAgainError(self.stop.reason)

    async def close(self) -> None:
        """Stop in order, within ten seconds: no new updates, finish what runs, close the file."""
        self.scheduler.close()
        await self.telegram.stop()
        await self.worker.stop(STOP_OUTBOX_S)
        await self.nursery.close(STOP_TASKS_S)


async def open_database(config: Config, now: datetime) -> Database:
    """Bring the file up to date and open it; the caller holds the instance lock.

    Raises:
        StoreError: the file cannot be used; the text says what to do.
    """
    result = await asyncio.to_thread(migrate, config.database, now=now)
    if result.from_version != result.to_version:
        logger.info(
            "database brought up to date",
            extra={"event": "store.migrated", "version": result.to_version},
        )
    return await Database.open(config.database)


async def serve(
    config: Config,
    clock: Clock,
    *,
    adopt: bool = False,
    ready: Callable[[App], None],
) -> None:
    """Run Lotse with ``config`` until it is stopped; ``ready`` gets the running app.

    Raises:
        StoreError: the database cannot be used, or another instance runs.
        FatalTransportError: Telegram does not take this bot; the text says why.
        StartAgainError: a part of the program has failed; the text says which.
    """
    with InstanceLock.acquire(config.database):
        database = await open_database(config, clock.now())
        try:
            settings = TelegramSettings(
                token=config.token or "",
                api_url=config.api_url,
                adopt=adopt,
                profiles=profiles(config.languages, config.zone),
            )
            app = App(config, clock, database, settings)
            try:
                await app.start()
                await app.run(partial(ready, app))
            finally:
                await app.close()
        finally:
            await database.close()


def offered_languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue, German first."""
    found = catalogue.available()
    return tuple(sorted(found, key=lambda one: (one != "de", one != "en", one)))
