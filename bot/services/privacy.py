"""A person's rights: everything stored about me, and forget me."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outbox import OutboxKind
from bot.domain.signups import SignupState
from bot.services.notices import Notice
from bot.services.ports import Lane
from bot.services.signups import fill, tell_coordinators
from bot.store import outbox, people, privacy, questions, shifts
from bot.store.database import Tx

Journal = Callable[[Tx, int, datetime], None]


def export(tx: Tx, person_id: int, now: datetime) -> bytes:
    """Return everything stored about the person as JSON, UTF-8 (Art. 15 and 20 GDPR)."""
    content = {
        "about": "All rows about you. Times (…_at) are milliseconds since 1970, UTC.",
        "exported_at": now.isoformat(),
        "tables": privacy.rows_of(tx, person_id),
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ends with an erasure."""

    coming_shifts: int
    open_questions: int


def what_ends(tx: Tx, person_id: int, now: datetime) -> Ending:
    """Return what ends if the person is erased now."""
    return Ending(
        coming_shifts=len(shifts.mine(tx, person_id, now)),
        open_questions=questions.count_open_of(tx, person_id),
    )


def erase(tx: Tx, person_id: int, now: datetime, journal: Journal) -> bool:
    """Erase the person; the journal has it on disk before this transaction commits.

    Places in coming shifts become free, the waitlist moves up and the coordinators are told; past
    sign-ups stay as anonymous figures. False if there was nobody.
    """
    person = people.find(tx, person_id)
    if person is None:
        return False
    journal(tx, person_id, now)
    _leave_coming(tx, person_id, now)
    privacy.anonymise_signups(tx, person_id, secrets.token_hex(16), now)
    privacy.erase(tx, person_id, now)
    if person.telegram_id is not None:
        _clear_menu(tx, person.telegram_id, now)
    return True


def erase_again(tx: Tx, person_id: int, now: datetime) -> None:
    """Repeat a journaled erasure on a restored database; nobody is told a second time."""
    privacy.anonymise_signups(tx, person_id, secrets.token_hex(16), now)
    privacy.erase(tx, person_id, now)


def _leave_coming(tx: Tx, person_id: int, now: datetime) -> None:
    for view in shifts.mine(tx, person_id, now):
        if view.shift.starts_at <= now:
            continue
        shifts.set_signup_state(
            tx,
            shift_id=view.shift.id,
            person_id=person_id,
            state=SignupState.WITHDRAWN,
            now=now,
        )
        fill(tx, view.shift, now)
        if view.mine is SignupState.CONFIRMED:
            tell_coordinators(tx, view.shift, Notice.VOLUNTEER_GONE, now, besides=person_id)


def _clear_menu(tx: Tx, telegram_id: int, now: datetime) -> None:
    """Have the chat's own command menu deleted; the row itself goes when that is done."""
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.MENU,
        payload="{}",
        person_id=None,
        chat_id=telegram_id,
        not_before=now,
        now=now,
    )
