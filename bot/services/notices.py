"""Messages to people that are not the direct answer to what they did: rows of the outbox.

A notice carries ids only. What it says is read from the database again when its turn comes, and
rendered in the language the person has then; see bot/conversation/outbound.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.changes import collecting_until
from bot.domain.outbox import OutboxKind
from bot.domain.people import Person
from bot.domain.shifts import Shift
from bot.services.ports import Lane
from bot.store import changes, outbox
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
    QUESTION_ANSWERED = "question_answered"  # message: to the others who may answer
    QUESTION_CLOSED = "question_closed"  # question: to the newcomer, who did not close it
    QUESTION_WAITS = "question_waits"  # question: one working day without an answer
    QUESTION_ESCALATED = "question_escalated"  # question: two, to the leads
    HELP_ASKED = "help_asked"  # question: a volunteer may help with its language
    HELPER_JOINED = "helper_joined"  # question: to the newcomer
    HELPER_SAID = "helper_said"  # question, member: to those who answer
    HELP_ENDED = "help_ended"  # question: to the volunteer who helped
    GROUP_CHOICE = "group_choice"  # group
    ATTENDANCE_DUE = "attendance_due"  # shift: it is over, who was there?
    ATTENDANCE_OPEN = "attendance_open"  # shift: nobody has said so for a week
    CALENDAR = "calendar"  # shift: a new file for the person's calendar
    VISIT_CHANGES = "visit_changes"  # said: what was told once, see outbound_activities.py
    VISIT_CANCELLED = "visit_cancelled"  # shift
    COMPANION_ASKED = "companion_asked"  # offer: can this volunteer come along?
    COMPANION_MATCHED = "companion_matched"  # request: to the newcomer and the coordinators
    COMPANION_LOST = "companion_lost"  # request: the companion cannot come, to the same
    COMPANION_CANCELLED = "companion_cancelled"  # place, starts_at, ends_at: to the companion
    COMPANION_STOPPED = "companion_stopped"  # request: a coordinator did, to the newcomer
    COMPANION_UNFILLED = "companion_unfilled"  # request: nobody found, to both sides
    COMPANION_NOBODY = "companion_nobody"  # request: nobody can be asked, to the coordinators
    COMPANION_REMINDER = "companion_reminder"  # request, silent: to both who go
    COMPANION_SAID = "companion_said"  # request, words, corrected (1: yes): of one to the other
    COMPANION_SILENCE = "companion_silence"  # request: the other one ended the writing
    COMPANION_REPORTED = "companion_reported"  # request: to coordinators and leads
    INACTIVE = "inactive"  # nothing: not here for twelve months


_LASTS = timedelta(days=7)

# A reply to one of these goes to the other of the two.
OF_COMPANIONS = frozenset(
    {
        Notice.COMPANION_MATCHED,
        Notice.COMPANION_REMINDER,
        Notice.COMPANION_SAID,
    }
)

# What belongs to the thread of a question: a reply to it goes into the thread.
_OF_THREADS = frozenset(
    {
        Notice.QUESTION,
        Notice.HUMAN_ANSWER,
        Notice.QUESTION_ANSWERED,
        Notice.QUESTION_CLOSED,
        Notice.QUESTION_WAITS,
        Notice.QUESTION_ESCALATED,
        Notice.HELP_ASKED,
        Notice.HELPER_JOINED,
        Notice.HELPER_SAID,
        Notice.HELP_ENDED,
    }
)


_RELAYED = _OF_THREADS | OF_COMPANIONS


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
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.RELAY if notice in _RELAYED else OutboxKind.NOTICE,
        payload=payload(notice, **ids),
        person_id=person.id,
        chat_id=person.telegram_id,
        not_before=not_before or now,
        expires_at=expires_at or now + _LASTS,
        dedupe_key=None if key is None else f"{notice}:{person.id}:{key}",
        now=now,
    )


def tell_of_changes(
    tx: Tx, person: Person, notice: Notice, before: Shift, after: Shift, now: datetime
) -> None:
    """Have the person told soon, by the notice that waits for that already or by a new one."""
    at = collecting_until(now, min(before.starts_at, after.starts_at))
    end = max(before.ends_at, after.ends_at)
    waits = changes.hasten(tx, person.id, payload(notice), not_before=at, expires_at=end, now=now)
    if not waits:
        tell(tx, person, notice, now, not_before=at, expires_at=end)


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
    visit: bool = False,
) -> str:
    """Return the outbox payload of a reminder of one shift at one time.

    ``at_ms`` is the moment it was planned for; ``again``: a coordinator asks once more;
    ``visit``: to a newcomer who goes there.
    """
    facts: Mapping[str, int | bool] = {
        "shift": shift_id,
        "starts_at": starts_at_ms,
        "silent": silent,
        **({} if at_ms is None else {"at": at_ms}),
        **({"again": True} if again else {}),
        **({"visit": True} if visit else {}),
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
