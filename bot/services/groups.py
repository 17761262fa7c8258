"""Telegram groups: whose they are, and leaving those that are nobody's."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.errors import NotFoundError
from bot.domain.outbox import OutboxKind
from bot.domain.people import Initiative, Standing
from bot.services.ports import Lane
from bot.services.shifts import initiative_for
from bot.store import initiatives, outbox, records
from bot.store.database import Tx

NOBODY = 0
CHOICE_LASTS = timedelta(hours=24)


def choose(
    tx: Tx, standing: Standing, chat_id: int, initiative_id: int, now: datetime
) -> Initiative | None:
    """Link the group to an initiative, or leave it (``initiative_id`` 0, returns None).

    Raises:
        NotFoundError: somebody else added the bot there, or the initiative is not theirs.
    """
    group = initiatives.find_group(tx, chat_id)
    if group is None or group.added_by != standing.person.id:
        raise NotFoundError
    if initiative_id == NOBODY:
        initiatives.remove_group(tx, chat_id)
        leave(tx, chat_id, now)
        return None
    initiative = initiative_for(tx, standing, initiative_id)
    initiatives.put_group(
        tx, chat_id, initiative_id=initiative.id, added_by=standing.person.id, now=now
    )
    records.write_audit(
        tx,
        actor_id=standing.person.id,
        action="group.linked",
        subject=f"chat:{chat_id}",
        initiative_id=initiative.id,
        now=now,
    )
    return initiative


def leave(tx: Tx, chat_id: int, now: datetime) -> None:
    """Have the bot leave the group."""
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.LEAVE,
        payload="{}",
        person_id=None,
        chat_id=chat_id,
        not_before=now,
        now=now,
    )


def leave_unclaimed(tx: Tx, now: datetime) -> int:
    """Leave groups whose initiative nobody chose within a day; return how many."""
    unclaimed = initiatives.unclaimed_groups(tx, now - CHOICE_LASTS)
    for chat_id in unclaimed:
        initiatives.remove_group(tx, chat_id)
        leave(tx, chat_id, now)
    return len(unclaimed)
