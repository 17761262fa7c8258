"""One message of the outbox on its way: the call, and what its outcome means for the row."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from bot.clock import Clock
from bot.domain.incident import new_incident, trace
from bot.domain.outbox import EditOld, LeaveGroup, OutboxRow, OutboxState, SendNew, SetMenu
from bot.services import ports
from bot.services.ports import Lane, Outcome
from bot.store import outbox
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError

logger = logging.getLogger(__name__)

NOT_SENT_IN_A_ROW = 4  # so many say that the network is gone, not that one call failed
LONGEST_BACKOFF_S = 30.0
DOUBT_REST = timedelta(seconds=5)

Message = SendNew | EditOld | SetMenu | LeaveGroup
Settle = Callable[[Tx, OutboxRow, Outcome, datetime], None]
Wait = Callable[[asyncio.Event, float], Awaitable[None]]


class SettleError(Exception):
    """What follows from an outcome could not be written; the cause is attached."""


async def wait_for(event: asyncio.Event, seconds: float) -> None:
    """Return when ``event`` is set or ``seconds`` have passed, whichever comes first."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


def backoff(tries: int, first: float = 1.0) -> float:
    """Return the seconds to wait after the ``tries``-th failure: doubling, at most 30."""
    return float(min(first * 2 ** min(max(tries - 1, 0), 10), LONGEST_BACKOFF_S))


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Calls the messenger for leased rows and records how it ended.

    ``stopping`` ends the waiting for a database that takes nothing; the row then stays ``sending``
    and is settled by the next start. ``hold_until`` (monotonic seconds) is set while the network
    seems to be gone.
    """

    database: Database
    messenger: ports.Messenger
    pacing: ports.Pacing
    clock: Clock
    settle: Settle
    wait: Wait
    stopping: asyncio.Event
    hold_until: float = field(default=0.0, init=False)
    _not_sent: int = field(default=0, init=False)  # in a row

    async def call(self, row: OutboxRow, message: Message) -> Outcome:
        """Carry ``message`` out; an exception of the messenger leaves the outcome unknown."""
        try:
            match message:
                case SendNew():
                    return await self.messenger.send(row.chat_id, message.message)
                case EditOld():
                    return await self.messenger.edit(
                        row.chat_id, message.message_id, message.message
                    )
                case SetMenu():
                    return await self.messenger.set_menu(row.chat_id, message.lines)
                case LeaveGroup():
                    return await self.messenger.leave(row.chat_id)
                case _:
                    assert_never(message)
        except Exception as error:  # noqa: BLE001 - whatever it was, the row must come to an end
            logger.error(  # noqa: TRY400 - an exception's text may quote a person
                "messenger raised",
                extra={"event": "outbox.call_failed", "outbox_id": row.id, **trace(error)},
            )
            return ports.Unknown(reason=type(error).__name__)

    async def record(self, row: OutboxRow, outcome: Outcome) -> None:
        """Write the outcome and what follows from it; wait as long as the database is away."""
        self._pace(row, outcome)
        self._log(row, outcome)
        tries = 0
        while True:
            try:
                await self.write(row, outcome)
            except StoreUnavailableError as error:
                tries += 1
                logger.warning(
                    "outcome cannot be written yet",
                    extra={
                        "event": "outbox.store_unavailable",
                        "outbox_id": row.id,
                        **trace(error),
                    },
                )
                await self.wait(self.stopping, backoff(tries, first=0.1))
                if self.stopping.is_set():
                    return
            else:
                return

    async def write(self, row: OutboxRow, outcome: Outcome, *, leased: bool = True) -> None:
        """Write the outcome in one transaction with its consequences.

        Where the consequences cannot be written, the outcome stands without them: sending the
        message again would help nobody. A row not ``leased`` yet is leased first; if it is no
        longer due, nothing is written.

        Raises:
            StoreUnavailableError: the database does not take it now; nothing is written.
        """
        now = self.clock.now()

        def alone(tx: Tx) -> bool:
            if not leased and outbox.lease(tx, row.id, now) is None:
                return False
            end(tx, row, outcome, now)
            return True

        def both(tx: Tx) -> None:
            if not alone(tx):
                return
            try:
                self.settle(tx, row, outcome, now)
            except Exception as error:
                raise SettleError from error

        try:
            await self.database.write(both)
        except SettleError as error:
            await self.database.write(alone)
            incident = new_incident()
            cause = trace(error.__cause__ or error)
            logger.error(  # noqa: TRY400 - an exception's text may quote a person
                "outcome cannot be settled",
                extra={
                    "event": "outbox.settle_failed",
                    "outbox_id": row.id,
                    "incident": incident,
                    **cause,
                },
            )

    def _pace(self, row: OutboxRow, outcome: Outcome) -> None:
        now = self.clock.monotonic()
        if isinstance(outcome, ports.NotSent):
            self._not_sent += 1
            if self._not_sent >= NOT_SENT_IN_A_ROW:
                self.hold_until = now + backoff(self._not_sent - NOT_SENT_IN_A_ROW + 1)
            return
        self._not_sent = 0
        self.hold_until = 0.0
        if isinstance(outcome, ports.RetryLater):
            lane = Lane.BULK if row.lane == Lane.BULK else None
            self.pacing.pause(lane, row.chat_id, now + outcome.seconds)

    def _log(self, row: OutboxRow, outcome: Outcome) -> None:
        level = logging.DEBUG if isinstance(outcome, ports.Sent) else logging.INFO
        name = type(outcome).__name__.lower()
        logger.log(
            level,
            "message ended",
            extra={"event": f"outbox.{name}", "outbox_id": row.id, "kind": row.kind.value},
        )


def end(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
    """Write what ``outcome`` means for the sending ``row``."""
    match outcome:
        case ports.Sent():
            message_id = outcome.message_id or None  # a menu has no number
            outbox.record(tx, row.id, OutboxState.SENT, message_id=message_id, now=now)
        case ports.NotSent():
            later = now + timedelta(seconds=backoff(row.attempts))
            outbox.requeue(tx, row.id, later, now)
        case ports.RetryLater():
            later = now + timedelta(seconds=outcome.seconds)
            outbox.requeue(tx, row.id, later, now, counted=False)
        case ports.Unreachable():
            state = OutboxState.UNREACHABLE
            outbox.record(tx, row.id, state, reason=outcome.reason, now=now)
        case ports.Refused():
            outbox.record(tx, row.id, OutboxState.REFUSED, reason=outcome.reason, now=now)
        case ports.Moved():
            outbox.move_chat(tx, row.chat_id, outcome.new_chat_id)
            later = now + timedelta(seconds=backoff(row.attempts))
            outbox.requeue(tx, row.id, later, now)
        case ports.Unknown():
            outbox.doubt(tx, row.id, now + DOUBT_REST, now)
        case _:
            assert_never(outcome)
