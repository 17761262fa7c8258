"""Finished updates: their done-marks, and what else showing them brought, many in one commit."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from functools import partial

from bot.domain.incident import new_incident, trace
from bot.services.ports import Nursery
from bot.store import inbox
from bot.store.database import Database, Tx
from bot.store.errors import StoreUnavailableError
from bot.transport.backoff import Backoff
from bot.transport.handlers import Effect

logger = logging.getLogger(__name__)

GATHER_S = 0.05  # a crash within this time shows a reply once more, it never doubles an effect

Finished = tuple[int | None, tuple[Effect, ...]]


class Finisher:
    """Collects finished updates for a moment and commits them together."""

    def __init__(self, database: Database, nursery: Nursery) -> None:
        """Write to ``database`` from a task of its own whenever there is something to write."""
        self._database = database
        self._nursery = nursery
        self._waiting: list[Finished] = []
        self._busy = False
        self._lock = asyncio.Lock()

    def add(self, seq: int | None, effects: tuple[Effect, ...] = ()) -> None:
        """Note that row ``seq`` (None: a row that has failed) is shown, with its effects."""
        if seq is None and not effects:
            return
        self._waiting.append((seq, effects))
        if not self._busy:
            self._busy = True
            _ = self._nursery.spawn(self._work(), name="done marks")

    async def flush(self) -> None:
        """Commit what is waiting now.

        Raises:
            StoreUnavailableError: nothing was written and everything still waits.
        """
        async with self._lock:
            batch, self._waiting = self._waiting, []
            if not batch:
                return
            try:
                await self._database.write(lambda tx: _commit(tx, batch))
            except StoreUnavailableError:
                self._waiting = batch + self._waiting
                raise
            except Exception:  # noqa: BLE001 - one bad effect must not hold the others
                await self._singly(batch)

    async def _singly(self, batch: list[Finished]) -> None:
        for finished in batch:
            try:
                await self._database.write(partial(_commit, batch=[finished]))
            except StoreUnavailableError:
                self._waiting.append(finished)
            except Exception as error:  # noqa: BLE001 - given up: at every start it would fail again
                await self._give_up(finished[0], _report(error))

    async def _give_up(self, seq: int | None, incident: str) -> None:
        if seq is None:
            return
        try:
            await self._database.write(partial(inbox.fail, seq=seq, incident=incident))
        except StoreUnavailableError:
            self._waiting.append((seq, ()))

    async def _work(self) -> None:
        backoff = Backoff()
        try:
            while self._waiting:
                await asyncio.sleep(GATHER_S)
                try:
                    await self.flush()
                except StoreUnavailableError:
                    await asyncio.sleep(backoff.next())
        finally:
            self._busy = False


def _commit(tx: Tx, batch: Iterable[Finished]) -> None:
    for _, effects in batch:
        for effect in effects:
            effect(tx)
    inbox.done(tx, [seq for seq, _ in batch if seq is not None])


def _report(error: Exception) -> str:
    incident = new_incident()
    logger.error(
        "what a reply brought could not be stored",
        extra={"event": "reply.effect_failed", "incident": incident, **trace(error)},
    )
    return incident
