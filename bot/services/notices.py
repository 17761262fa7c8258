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

    JOIN_REQUEST = "join_request"  # initiative, member, shift (0: none in particular)
    JOIN_ACCEPTED = "join_accepted"  # initiative, shift (0: none in particular)
    JOIN_DECLINED = "join_declined"  # initiative, shift
    SHIFT_CANCELLED = "shift_cancelled"  # shift
    CHANGES = "changes"  # said: what was told once, see bot/conversation/outbound_changes.py
    RUNNING_LATE = "running_late"  # shift, member, minutes
    UNCONFIRMED = "unconfirmed"  # shift
    LATE_WITHDRAWAL = "late_withdrawal"  # shift, member
    VOLUNTEER_GONE = "volunteer_gone"  # shift
    VOLUNTEER_UNREACHABLE = "volunteer_unreachable"  # shift, member
    OFFER = "offer"  # offer
    SEARCH_FILLED = "search_filled"  # shift, search, member
    SEARCH_EXHAUSTED = "search_exhausted"  # shift, search
    WAITER_WITHOUT_TELEGRAM = "waiter_without_telegram"  # shift, search, member
    QUALIFICATION_WANTED = "qualification_wanted"  # shift, role, member
    ENTERED = "entered"  # shift, member (who did it)
    TAKEN_OUT = "taken_out"  # shift, member (who did it)
    REMOVED = "removed"  # initiative
    NO_LONGER_REGULAR = "no_longer_regular"  # series
    QUALIFICATION_NOTED = "qualification_noted"  # initiative, kind (its place in the enum)
    QUALIFICATION_ENDS = "qualification_ends"  # initiative, member, kind (its place in the enum)
    MERGED = "merged"  # merge, member
    CLAIM_REFUSED = "claim_refused"  # initiative, member
    UNMERGED = "unmerged"  # initiative
    QUESTION = "question"  # message: words of a newcomer, to those who answer
    HUMAN_ANSWER = "human_answer"  # message: words of a human, to the newcomer
    GROUP_CHOICE = "group_choice"  # group
    ATTENDANCE_DUE = "attendance_due"  # shift: it is over, who was there?
    ATTENDANCE_OPEN = "attendance_open"  # shift: nobody has said so for a week
    CALENDAR = "calendar"  # shift: a new file for the person's calendar
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
    not_before: datetime | None = None,
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
        not_before=not_before or now,
        expires_at=expires_at or now + _LASTS,
        dedupe_key=None if key is None else f"{notice}:{person.id}:{key}",
        now=now,
    )


def payload(notice: Notice, **ids: int) -> str:
    """Return the outbox payload of a notice."""
    return to_json({"notice": notice, **ids})


def reminder_payload(
    shift_id: int,
    starts_at_ms: int,
    *,
    silent: bool,
    at_ms: int | None = None,
    again: bool = False,
) -> str:
    """Return the outbox payload of a reminder of one shift at one time.

    ``at_ms`` is the moment it was planned for; ``again``: a coordinator asks once more.
    """
    facts: Mapping[str, int | bool] = {
        "shift": shift_id,
        "starts_at": starts_at_ms,
        "silent": silent,
        **({} if at_ms is None else {"at": at_ms}),
        **({"again": True} if again else {}),
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
