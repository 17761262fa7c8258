"""What the way in and the way out ask the rest of Lotse, as plain functions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.conversation.types import Incoming, Reply, Show
from bot.domain.rendered import Paper, Rendered
from bot.store.database import Tx

Effect = Callable[[Tx], None]
# Makes the bytes of a paper, outside every transaction; raises where it cannot be made.
Papers = Callable[[Paper], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """The functions behind the transport; those with a Tx run on the database's thread.

    ``answer`` takes effect and says what to reply; it is rolled back whole if it raises.
    ``on_error`` words the apology with the incident number, in a transaction of its own.
    ``on_unavailable`` words the apology while the database cannot be written; it may not read it.
    ``defer`` puts a direct answer that could not be sent into the outbox's personal lane, to
    expire after 15 minutes. ``on_unreachable`` notes that a chat cannot be written to any more.
    ``on_shown`` remembers a sent message (chat, show, message id) that belongs to a question's
    thread or shows an announcement's progress.
    """

    answer: Callable[[Tx, Incoming, datetime], Reply]
    on_error: Callable[[Tx, Incoming, str], Reply]
    on_unavailable: Callable[[Incoming], Reply]
    defer: Callable[[Tx, int, Rendered, datetime], None]
    on_unreachable: Callable[[Tx, int, datetime], None]
    on_shown: Callable[[Tx, int, Show, int], None]
