"""Sends what lies in the outbox: one row, one committed intention, one call, one recorded end.

The state ``sending`` is committed before the call leaves, because Telegram has no key by which a
repeated call could be recognised. What a crash interrupts is therefore always known, and the
kind of the message decides whether it may be said again (bot.domain.outbox.RESENT_ONCE).
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.clock import Clock
from bot.domain.incident import new_incident, trace
from bot.domain.outbox import Composed, Drop, Later, OutboxRow, OutboxState
from bot.jobs.outbox_delivery import Delivery, Message, Settle, Wait, backoff, wait_for
from bot.services import ports
from bot.services.ports import Lane
from bot.store import outbox
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError

logger = logging.getLogger(__name__)

IN_FLIGHT = 4  # at most this many messages are unknown after a crash
PAGE = 16
NOBODY = 0  # no chat has this id: pacing asked for it answers for the lane alone
LONGEST_REST_S = 30.0
# A row is leased this much before its turn: a slow commit then costs no sending rate.
AHEAD_S = 0.025
CLOCK_STEP_S = 5.0

Compose = Callable[[Tx, OutboxRow, datetime], Composed]
T = TypeVar("T")


class ComposeError(Exception):
    """The message of ``row`` could not be made; the cause is attached."""

    def __init__(self, row: OutboxRow) -> None:
        super().__init__(row.id)
        self.row = row


@dataclass(slots=True, kw_only=True)
class OutboxWorker:
    """Takes due rows in order, within the pace, at most four at once and one per chat.

    ``compose`` re-reads the facts and makes the message inside the leasing transaction; ``settle``
    writes what follows from an outcome inside the recording transaction. Neither may call out.
    """

    database: Database
    messenger: ports.Messenger
    pacing: ports.Pacing
    clock: Clock
    nursery: ports.Nursery
    compose: Compose
    settle: Settle
    wait: Wait = wait_for
    _delivery: Delivery = field(init=False)
    _poked: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _landed: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _stopping: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _busy: dict[int, asyncio.Task[object]] = field(default_factory=dict, init=False)  # by chat
    _held: outbox.Due | None = field(default=None, init=False)  # next to go once pacing allows
    _drift: float | None = field(default=None, init=False)  # wall minus monotonic seconds

    def __post_init__(self) -> None:
        """Give the delivery the same parts."""
        self._delivery = Delivery(
            database=self.database,
            messenger=self.messenger,
            pacing=self.pacing,
            clock=self.clock,
            settle=self.settle,
            wait=self.wait,
            stopping=self._stopping,
        )

    def poke(self) -> None:
        """Look again at once: a row was added, or something else changed what may be sent."""
        self._poked.set()

    @property
    def in_flight(self) -> int:
        """Return how many messages are on their way, up to their recorded end."""
        return len(self._busy)

    async def recover(self) -> outbox.Swept:
        """Settle what an interrupted process left behind; before anything is sent.

        Raises:
            StoreUnavailableError: the database does not take it now.
        """
        now = self.clock.now()
        swept = await self.database.write(lambda tx: outbox.sweep(tx, now))
        logger.info(
            "outbox swept",
            extra={
                "event": "outbox.swept",
                "resent": swept.resent,
                "unknown": swept.unknown,
                "expired": swept.expired,
            },
        )
        return swept

    async def run(self) -> None:
        """Sweep once, then send whatever becomes due until :meth:`stop`."""
        await self._endure(self.recover)
        while not self._stopping.is_set():
            await self._rest(await self._endure(self._advance) or 0.0)

    async def drain(self) -> None:
        """Work until nothing is due and nothing is on its way; waits where pacing says so.

        Raises:
            StoreUnavailableError: the database does not take it now.
        """
        while True:
            rest = await self._advance()
            if rest > 0 and self._held is None and not self._busy:
                return
            await self._rest(rest)

    async def stop(self, timeout: float) -> None:  # noqa: ASYNC109 - the rest is swept next time
        """Start nothing more and wait up to ``timeout`` seconds for what is on its way."""
        self._stopping.set()
        self.poke()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while self._busy:
                    self._landed.clear()
                    await self._landed.wait()

    async def _rest(self, seconds: float) -> None:
        if seconds > 0:
            await self.wait(self._poked, min(seconds, LONGEST_REST_S))

    async def _endure(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do ``work``, again and again while the database takes nothing; None once stopping."""
        tries = 0
        while True:
            try:
                return await work()
            except StoreUnavailableError as error:
                tries += 1
                logger.warning(
                    "outbox waits for the database",
                    extra={"event": "outbox.store_unavailable", **trace(error)},
                )
            await self.wait(self._stopping, backoff(tries, first=0.1))
            if self._stopping.is_set():
                return None

    # --- choosing -----------------------------------------------------------------------------

    async def _advance(self) -> float:
        """Start at most one message; return the seconds until there may be more to do.

        What was found but had to wait for its pace is held, so that its turn costs no new look;
        a poke, or a row that becomes due meanwhile, makes the worker look again.
        """
        due, self._held = self._held, None
        if due is None or self._poked.is_set() or self._lease_in(due) > 0:
            self._poked.clear()
            if len(self._busy) >= IN_FLIGHT:
                return LONGEST_REST_S
            await self._mind_the_clock()
            due, rest = await self._choose()
            if due is None or rest > 0:
                self._held = due
                return rest
        await self._start(due)
        return 0.0

    def _delay(self, due: outbox.Due) -> float:
        now = self.clock.monotonic()
        paced = self.pacing.delay(Lane(due.lane), due.chat_id, now)
        return max(paced, self._delivery.hold_until - now, 0.0)

    def _lease_in(self, due: outbox.Due) -> float:
        return max(self._delay(due) - AHEAD_S, 0.0)

    async def _choose(self) -> tuple[outbox.Due | None, float]:
        """Return the row that may be leased first, and in how many seconds."""
        now = self.clock.now()
        skip = set(self._busy)
        soonest: outbox.Due | None = None
        rest = LONGEST_REST_S
        while True:
            found, later = await self.database.read(partial(_look, now=now, skip=frozenset(skip)))
            if later is not None:
                rest = min(rest, (later - now).total_seconds())
            for due in found:
                if (delay := self._lease_in(due)) <= 0:
                    return due, 0.0
                if soonest is None or delay < rest:
                    soonest, rest = due, min(delay, rest)
            skip.update(due.chat_id for due in found)
            if not self._worth_another_page(found):
                return soonest, rest

    def _worth_another_page(self, found: tuple[outbox.Due, ...]) -> bool:
        """Say whether chats, not the lane, held back a full page: others may stand behind them."""
        now = self.clock.monotonic()
        return any(
            sum(due.lane == lane for due in found) == PAGE
            and self.pacing.delay(lane, NOBODY, now) <= AHEAD_S
            for lane in Lane
        )

    async def _mind_the_clock(self) -> None:
        """Let short waits be short although the wall clock was set back."""
        now = self.clock.now()
        drift = now.timestamp() - self.clock.monotonic()
        if self._drift is not None and drift < self._drift - CLOCK_STEP_S:
            rows = await self.database.write(lambda tx: outbox.after_clock_change(tx, now))
            logger.warning("clock set back", extra={"event": "outbox.clock_back", "rows": rows})
        self._drift = drift

    # --- leasing and delivering ---------------------------------------------------------------

    async def _start(self, due: outbox.Due) -> None:
        """Commit that the row is being sent, then send it beside."""
        now = self.clock.now()
        try:
            leased = await self.database.write(partial(self._lease, row_id=due.id, now=now))
            if leased is None:
                return
            comes = await self._turn_comes(due)
        except ComposeError as error:
            await self._refuse(error)
            return
        except asyncio.CancelledError:
            # The transaction may be committed or still run; this one comes after it.
            await self._put_back(due)
            raise
        if not comes:
            await self._put_back(due)
            return
        row, message = leased
        self.pacing.sent(Lane(row.lane), row.chat_id, self.clock.monotonic())
        delivery = self._deliver(row, message)
        self._busy[row.chat_id] = self.nursery.spawn(delivery, name="outbox.deliver")

    async def _turn_comes(self, due: outbox.Due) -> bool:
        """Wait out what is left of the pace; False if it has become long (a 429) or the end."""
        while (delay := self._delay(due)) > 0:
            if delay > AHEAD_S or self._stopping.is_set():
                return False
            await self.wait(self._stopping, delay)
        return True

    async def _put_back(self, due: outbox.Due) -> None:
        """Make a leased row, whose call has not begun, an ordinary waiting row again."""
        now = self.clock.now()
        requeue = partial(outbox.requeue, row_id=due.id, not_before=now, now=now, counted=False)
        await self._endure(lambda: self.database.write(requeue))

    def _lease(self, tx: Tx, row_id: int, now: datetime) -> tuple[OutboxRow, Message] | None:
        row = outbox.lease(tx, row_id, now)
        if row is None:
            return None
        try:
            composed = self.compose(tx, row, now)
        except Exception as error:
            raise ComposeError(row) from error
        if isinstance(composed, Drop):
            outbox.record(tx, row.id, OutboxState.DROPPED, reason=composed.reason, now=now)
            return None
        if isinstance(composed, Later):
            outbox.postpone(tx, row.id, composed.until, now)
            return None
        return row, composed

    async def _refuse(self, error: ComposeError) -> None:
        """End a row that cannot be made: tried again, it would fail again."""
        incident = new_incident()
        logger.error(
            "message cannot be composed",
            extra={
                "event": "outbox.compose_failed",
                "outbox_id": error.row.id,
                "incident": incident,
                **trace(error.__cause__ or error),
            },
        )
        refused = ports.Refused(reason=f"incident {incident}")
        await self._delivery.write(error.row, refused, leased=False)

    async def _deliver(self, row: OutboxRow, message: Message) -> None:
        try:
            outcome = await self._delivery.call(row, message)
            # A task of its own: whoever cancels this one must not lose an outcome that is known.
            recording = self._delivery.record(row, outcome)
            await asyncio.shield(self.nursery.spawn(recording, name="outbox.record"))
        finally:
            self._busy.pop(row.chat_id, None)
            self._landed.set()
            self.poke()


def _look(
    tx: Tx, *, now: datetime, skip: frozenset[int]
) -> tuple[tuple[outbox.Due, ...], datetime | None]:
    """Return what is due outside the chats in ``skip``, and when the next row becomes due."""
    return outbox.candidates(tx, now, PAGE, skip=skip), outbox.next_due(tx, now)
