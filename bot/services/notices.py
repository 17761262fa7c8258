"""Messages to people that are not the direct answer to what they did: rows of the outbox.

A notice carries ids only. What it says is read from the database again when its turn comes, and
rendered in the language the person has then; see bot/conversation/outbound.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.outbox import OutboxKind
from bot.domain.people import Person
from bot.services.ports import Lane
from bot.store import outbox
from bot.store.codec import to_json
from bot.store.database import Tx


class Notice(StrEnum):
    """What a notice is about; the arguments stand behind each."""

    JOIN_REQUEST = "join_request"  # initiative, member
    JOIN_ACCEPTED = "join_accepted"  # initiative
    JOIN_DECLINED = "join_declined"  # initiative
    PROMOTED = "promoted"  # shift
    SHIFT_CANCELLED = "shift_cancelled"  # shift
    LATE_WITHDRAWAL = "late_withdrawal"  # shift, member
    VOLUNTEER_GONE = "volunteer_gone"  # shift
    VOLUNTEER_UNREACHABLE = "volunteer_unreachable"  # shift, member
    QUESTION = "question"  # message: words of a newcomer, to those who answer
    HUMAN_ANSWER = "human_answer"  # message: words of a human, to the newcomer
    GROUP_CHOICE = "group_choice"  # group
    INACTIVE = "inactive"  # nothing: not here for twelve months


_LASTS = timedelta(days=7)


def tell(
    tx: Tx,
    person: Person,
    notice: Notice,
    now: datetime,
    *,
    key: str | None = None,
    expires_at: datetime | None = None,
    **ids: int,
) -> None:
    """Put a notice for ``person`` into the outbox, unless one with this ``key`` was put before.

    People without Telegram are passed over: their coordinator sees them in the roster.
    """
    if person.telegram_id is None:
        return
    is_relay = notice in {Notice.QUESTION, Notice.HUMAN_ANSWER}
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.RELAY if is_relay else OutboxKind.NOTICE,
        payload=payload(notice, **ids),
        person_id=person.id,
        chat_id=person.telegram_id,
        not_before=now,
        expires_at=expires_at or now + _LASTS,
        dedupe_key=None if key is None else f"{notice}:{person.id}:{key}",
        now=now,
    )


def payload(notice: Notice, **ids: int) -> str:
    """Return the outbox payload of a notice."""
    return to_json({"notice": notice, **ids})


def reminder_payload(shift_id: int, starts_at_ms: int, *, silent: bool) -> str:
    """Return the outbox payload of a reminder of one shift at one time."""
    facts: Mapping[str, int | bool] = {
        "shift": shift_id,
        "starts_at": starts_at_ms,
        "silent": silent,
    }
    return to_json(facts)


def set_menu(tx: Tx, person: Person, now: datetime) -> None:
    """Have the person's command menu set anew, after a change of language or role."""
    if person.telegram_id is None:
        return
    outbox.add(
        tx,
        lane=Lane.BULK,
        kind=OutboxKind.MENU,
        payload="{}",
        person_id=person.id,
        chat_id=person.telegram_id,
        not_before=now,
        now=now,
    )
