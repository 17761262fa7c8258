"""A person's rights: everything stored about me, and forget me."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.outbox import OutboxKind
from bot.domain.shifts import Shift
from bot.domain.signups import SignupState
from bot.services import companions
from bot.services.notices import Notice
from bot.services.ports import Lane
from bot.services.signups import leave, tell_coordinators
from bot.store import initiatives, merges, outbox, people, privacy, questions, shifts
from bot.store.database import Tx

Journal = Callable[[Tx, int, datetime], None]


def export(tx: Tx, person_id: int, now: datetime) -> bytes:
    """Return everything stored about the person as JSON, UTF-8 (Art. 15 and 20 GDPR)."""
    person = people.find(tx, person_id)
    memberships = () if person is None else people.standing_of(tx, person).memberships
    known = [initiatives.find(tx, one.initiative_id) for one in memberships]
    content = {
        "about": (
            "All rows about you, by table and column. Times are UTC. Other people are not named."
            " Copies of the database (backups) are deleted after 30 days."
        ),
        "exported_at": now.isoformat(),
        "initiatives": {one.id: f"{one.name}, {one.town}" for one in known if one is not None},
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

    Places in coming shifts become free and are offered, and the coordinators are told; past
    sign-ups stay as anonymous figures. False if there was nobody.
    """
    person = people.find(tx, person_id)
    if person is None:
        return False
    for one in (person_id, *merges.tombstones_of(tx, person_id)):
        journal(tx, one, now)
    left = _leave_coming(tx, person_id, now)
    companions.person_gone(tx, person_id, now)
    privacy.anonymise_signups(tx, person_id, secrets.token_hex(16), now)
    privacy.erase(tx, person_id, now)
    for shift in left:
        tell_coordinators(tx, shift, Notice.VOLUNTEER_GONE, now, besides=person_id)
    if person.telegram_id is not None:
        _clear_menu(tx, person.telegram_id, now)
    return True


def erase_again(tx: Tx, person_id: int, now: datetime) -> None:
    """Repeat a journaled erasure on a restored database; no coordinator is told a second time.

    The places are offered again, as the restored database does not know of it.
    """
    if people.find(tx, person_id) is None:
        return
    _leave_coming(tx, person_id, now)
    companions.person_gone(tx, person_id, now)
    privacy.anonymise_signups(tx, person_id, secrets.token_hex(16), now)
    privacy.erase(tx, person_id, now, restored=True)


def _leave_coming(tx: Tx, person_id: int, now: datetime) -> list[Shift]:
    """Free the person's places and offer them to the waitlists; return where a place was free."""
    left: list[Shift] = []
    for view in shifts.mine(tx, person_id, now):
        if view.shift.starts_at <= now:
            continue
        leave(tx, view.shift, person_id, now)
        if view.mine is SignupState.CONFIRMED:
            left.append(view.shift)
    return left


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
