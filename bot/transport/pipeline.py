"""One stored update on its way: parsed, answered in one transaction, shown, marked as done."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from telegram import Bot
from typing_extensions import override

from bot.clock import Clock
from bot.conversation import replies
from bot.conversation.replies import Address
from bot.conversation.types import Incoming, Pressed, Reply
from bot.domain.incident import new_incident, trace
from bot.services.ports import UpdateSink
from bot.store import inbox
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from bot.store.inbox import Waiting
from bot.transport.backoff import Backoff
from bot.transport.finisher import Finisher
from bot.transport.handlers import Handlers
from bot.transport.incoming import understand
from bot.transport.ordering import ChatOrder
from bot.transport.replying import PressAnswer, Replier

logger = logging.getLogger(__name__)

BACKLOG = 10_000  # updates in memory before polling waits; Telegram keeps the rest
ROOM_WITHIN_S = 10.0
TOLD_EVERY_S = 60.0
_NOBODY = 0  # the line of updates that belong to no chat
_UNSTORED = 0  # no row has this number


@dataclass(slots=True, kw_only=True)
class Arrived:
    """An understood update that waits for its chat's turn, and the seconds until another try."""

    incoming: Incoming
    address: Address
    press: PressAnswer | None
    backoff: Backoff
    again: float | None = None


class Pipeline(UpdateSink):
    """Takes updates in durably and leads each one to its end."""

    def __init__(
        self,
        *,
        bot: Bot,
        clock: Clock,
        database: Database,
        handlers: Handlers,
        order: ChatOrder,
        replier: Replier,
        finisher: Finisher,
    ) -> None:
        """Join the parts; call :meth:`through` before the first update."""
        self._bot = bot
        self._clock = clock
        self._database = database
        self._handlers = handlers
        self._order = order
        self._replier = replier
        self._finisher = finisher
        self._dispatch: Callable[[Arrived], Awaitable[None]] = self.handle
        self._told: OrderedDict[int, float] = OrderedDict()

    def through(self, dispatch: Callable[[Arrived], Awaitable[None]]) -> None:
        """Lead updates through ``dispatch``, which calls :meth:`handle` for each."""
        self._dispatch = dispatch

    @override
    async def accept(self, updates: tuple[tuple[int, str], ...], now: datetime) -> tuple[int, ...]:
        """Store updates in one commit, queue those not seen before, return their row numbers.

        Returns when there is room for more, at the latest after ten seconds: one chat that floods
        slows the others' updates down, it never stops them.

        Raises:
            StoreUnavailableError: nothing was stored.
        """
        bot_id = self._bot.id
        try:
            fresh = await self._database.write(lambda tx: inbox.accept(tx, bot_id, updates, now))
        except StoreUnavailableError:
            self._excuse(updates)
            raise
        for row in fresh:
            self._submit(row)
        with suppress(TimeoutError):
            async with asyncio.timeout(ROOM_WITHIN_S):
                await self._order.below(BACKLOG)
        return tuple(row.seq for row in fresh)

    def _excuse(self, updates: tuple[tuple[int, str], ...]) -> None:
        """Tell those who wrote that it takes longer; their updates are stored and answered later.

        A press stays unanswered here: its one answer belongs to what will come of it.
        """
        for _, payload in updates:
            try:
                incoming, _ = understand(payload, _UNSTORED, self._bot)
                if incoming is None or not self._tell(incoming.chat_id):
                    continue
                reply = self._handlers.on_unavailable(incoming)
            except Exception as error:  # noqa: BLE001 - reported again once it can be stored
                _report("no apology", "update.no_apology", None, error)
                continue
            address = Address(chat_id=incoming.chat_id)
            self._order.submit(address.chat_id, partial(self._show, None, reply, address, None))

    async def recover(self) -> int:
        """Queue what an earlier run left unfinished, oldest first, and return how much it was."""
        rows = await self._database.read(inbox.waiting)
        for row in rows:
            self._submit(row)
        return len(rows)

    async def close(self) -> None:
        """Finish what is running; the rest stays in the inbox for the next start."""
        await self._order.close()

    def _submit(self, row: Waiting) -> None:
        try:
            if row.reply is not None:
                reply, address = replies.load(row.reply)
                self._order.submit(
                    address.chat_id, partial(self._show, row.seq, reply, address, None)
                )
                return
            incoming, query_id = understand(row.payload or "", row.seq, self._bot)
        except Exception as error:  # noqa: BLE001 - whatever it is, the next update must go on
            incident = _report("update not understood", "update.unreadable", row.seq, error)
            self._order.submit(_NOBODY, partial(self._unreadable, row.seq, incident, Backoff()))
            return
        if incoming is None:
            self._finisher.add(row.seq)
            return
        self._order.submit(incoming.chat_id, partial(self._run, self._arrived(incoming, query_id)))

    def _arrived(self, incoming: Incoming, query_id: str | None) -> Arrived:
        return Arrived(
            incoming=incoming,
            address=Address(
                chat_id=incoming.chat_id,
                message_id=incoming.message_id if isinstance(incoming.content, Pressed) else None,
                query_id=query_id,
            ),
            press=None if query_id is None else self._replier.press(query_id),
            backoff=Backoff(),
        )

    async def _run(self, arrived: Arrived) -> float | None:
        arrived.again = None
        await self._dispatch(arrived)
        return arrived.again

    async def handle(self, arrived: Arrived) -> None:
        """Answer one update and show the reply; never raises.

        Where the database cannot be written, ``arrived.again`` says when to come back.
        """
        try:
            reply = await self._decide(arrived)
        except StoreUnavailableError as error:
            await self._postpone(arrived, error)
        except Exception as error:  # noqa: BLE001 - the one error handler of Lotse
            await self._apologise(arrived, error)
        else:
            if reply is not None:
                await self._show(arrived.incoming.seq, reply, arrived.address, arrived.press)

    async def _decide(self, arrived: Arrived) -> Reply | None:
        now = self._clock.now()
        return await self._database.write(lambda tx: self._effect(tx, arrived, now))

    def _effect(self, tx: Tx, arrived: Arrived, now: datetime) -> Reply | None:
        """Take effect and mark the row in one transaction: both happen, once, or neither."""
        seq = arrived.incoming.seq
        if inbox.is_handled(tx, seq):
            return None
        reply = self._handlers.answer(tx, arrived.incoming, now)
        silent = reply == Reply() and arrived.press is None
        inbox.handled(tx, seq, None if silent else replies.dump(reply, arrived.address))
        return reply

    async def _show(
        self, seq: int | None, reply: Reply, address: Address, press: PressAnswer | None
    ) -> None:
        if press is None and address.query_id is not None:
            press = self._replier.press(address.query_id)
        try:
            effects = await self._replier.show(reply, address, press)
        except Exception as error:  # noqa: BLE001 - the effect is committed, only words are lost
            _report("reply not shown", "reply.failed", seq, error)
            effects = ()
        if seq is not None and reply == Reply() and address.query_id is None:
            return
        self._finisher.add(seq, effects)

    async def _apologise(self, arrived: Arrived, error: Exception) -> None:
        seq = arrived.incoming.seq
        incident = _report("update not answered", "update.failed", seq, error)
        try:
            reply = await self._database.write(lambda tx: self._give_up(tx, arrived, incident))
        except StoreUnavailableError as unavailable:
            await self._postpone(arrived, unavailable)
            return
        except Exception as second:  # noqa: BLE001 - then without words
            _report("no apology", "update.no_apology", seq, second)
            reply = Reply()
            arrived.again = await self._unreadable(seq, incident, arrived.backoff)
        await self._show(None, reply, arrived.address, arrived.press)

    def _give_up(self, tx: Tx, arrived: Arrived, incident: str) -> Reply:
        inbox.fail(tx, arrived.incoming.seq, incident)
        return self._handlers.on_error(tx, arrived.incoming, incident)

    async def _unreadable(self, seq: int, incident: str, backoff: Backoff) -> float | None:
        try:
            await self._database.write(lambda tx: inbox.fail(tx, seq, incident))
        except StoreUnavailableError:
            return backoff.next()
        return None

    async def _postpone(self, arrived: Arrived, error: StoreUnavailableError) -> None:
        logger.error(
            "the database cannot be written",
            extra={"event": "store.unavailable", "seq": arrived.incoming.seq, **trace(error)},
        )
        arrived.again = arrived.backoff.next()
        if not self._tell(arrived.incoming.chat_id):
            return
        try:
            reply = self._handlers.on_unavailable(arrived.incoming)
            await self._replier.show(reply, arrived.address, arrived.press)
        except Exception as second:  # noqa: BLE001 - the update itself waits for another try
            _report("no apology", "update.no_apology", arrived.incoming.seq, second)

    def _tell(self, chat_id: int) -> bool:
        """Return whether this chat may be told now; once a minute is enough."""
        now = self._clock.monotonic()
        while self._told and next(iter(self._told.values())) <= now - TOLD_EVERY_S:
            self._told.popitem(last=False)
        if chat_id in self._told:
            return False
        self._told[chat_id] = now
        return True


def _report(sentence: str, event: str, seq: int | None, error: Exception) -> str:
    incident = new_incident()
    logger.error(
        sentence, extra={"event": event, "incident": incident, "seq": seq, **trace(error)}
    )
    return incident
