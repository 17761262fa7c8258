"""Reminders: rows of the outbox, derived from sign-ups again at every tick."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.outbox import OutboxKind
from bot.domain.reminders import LONGEST_LEAD, Due, plan, send_moment
from bot.services.notices import reminder_payload
from bot.services.ports import Lane
from bot.store import coming, outbox, signups
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.signups import ComingDate

# A reminder that would fall into the night is sent before it: up to a day earlier than its lead.
_HORIZON = LONGEST_LEAD + timedelta(days=1)


def plan_due(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Put every reminder that is due into the outbox, once; return how many were new.

    Only sign-ups that stand and shifts that have not begun are looked at, so a restart, a second
    tick or a missed hour changes nothing (docs/decisions/0006).
    """
    return _plan(tx, signups.coming_signups(tx, now, now + _HORIZON), now, zone, visit=False)


def plan_visits(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Do the same for newcomers who want to be reminded of an offer."""
    return _plan(tx, signups.coming_visits(tx, now, now + _HORIZON), now, zone, visit=True)


def _plan(
    tx: Tx, dates: Iterable[ComingDate], now: datetime, zone: ZoneInfo, *, visit: bool
) -> int:
    added = 0
    for date in dates:
        for due in plan(
            date.person.lead_minutes,
            starts_at=date.starts_at,
            signed_up_at=date.since_at,
            quiet=date.person.quiet,
            zone=zone,
        ):
            if due.at <= now < due.expires_at:
                added += _add(tx, date, due, now, zone, visit=visit)
    return added


def _add(tx: Tx, date: ComingDate, due: Due, now: datetime, zone: ZoneInfo, *, visit: bool) -> int:
    not_before, silent = send_moment(
        due, now, starts_at=date.starts_at, quiet=date.person.quiet, zone=zone
    )
    starts_ms = to_ms(date.starts_at)
    kind = "visit" if visit else "reminder"
    prefix = f"{kind}:{date.shift_id}:{date.person.id}:{starts_ms}:"
    suffix = f":{to_ms(date.since_at)}"
    # Another lead time may have been meant for the same moment, and is switched off since.
    if coming.reminded_at(tx, prefix, suffix, due.at):
        return 0
    row_id = outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.REMINDER,
        payload=reminder_payload(
            date.shift_id, starts_ms, silent=silent, at_ms=to_ms(due.at), visit=visit
        ),
        person_id=date.person.id,
        chat_id=date.person.telegram_id or 0,
        not_before=not_before,
        expires_at=max(due.expires_at, min(not_before + timedelta(minutes=1), date.starts_at)),
        dedupe_key=f"{prefix}{due.lead_minutes}{suffix}",
        now=now,
    )
    return 0 if row_id is None else 1
