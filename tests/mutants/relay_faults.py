"""The protections of words between people, each to be taken away in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from unittest import mock

from bot.app import App
from bot.conversation import outbound
from bot.domain.outbox import RESENT_ONCE, OutboxKind
from bot.domain.people import Person
from bot.services import companion_talk, notices, questions
from bot.services.notices import Notice
from bot.store import outbox
from bot.store.database import Tx

LATER_S = 0.6


def _replace(where: object, name: str, by: object) -> None:
    """Put ``by`` in place of what has this name, as long as the process lives."""
    mock.patch.object(where, name, by).start()


def not_resent() -> None:
    """Leave words that were on their way at the kill in doubt for ever."""
    _replace(outbox, "RESENT_ONCE", RESENT_ONCE - {OutboxKind.RELAY})


def told_later() -> None:
    """Store the words at once, and their row of the outbox a moment later, on its own."""
    start, running = App.start, []

    async def noted(self: App) -> None:
        running.append((self, asyncio.get_running_loop()))
        await start(self)

    def tell(tx: Tx, person: Person, notice: Notice, now: datetime, **ids: Any) -> None:
        app, loop = running[0]
        work = partial(notices.tell, person=person, notice=notice, now=now, **ids)

        async def later() -> None:
            await asyncio.sleep(LATER_S)
            await app.database.write(work)

        loop.call_soon_threadsafe(lambda: app.nursery.spawn(later(), name="late"))

    _replace(App, "start", noted)
    _replace(questions, "tell", tell)
    _replace(companion_talk, "tell", tell)


def not_remembered() -> None:
    """Forget which thread the words on a screen belong to."""
    _replace(outbound, "_remember", lambda tx, row, message_id: None)


FAULTS: Mapping[str, Callable[[], None]] = {
    "not resent": not_resent,
    "told later": told_later,
    "not remembered": not_remembered,
}
