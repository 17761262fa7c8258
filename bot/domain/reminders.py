"""When a reminder of a shift is due, with the rules for the night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local
from bot.domain.people import QuietHours

LEAD_CHOICES = (30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 10080)  # minutes
LEADS_AT_MOST = 3
LONGEST_LEAD = timedelta(minutes=LEAD_CHOICES[-1])
LAST_CALL = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One reminder: when to send it, until when it makes sense, and whether it may ring."""

    lead_minutes: int
    at: datetime
    expires_at: datetime
    silent: bool


def in_quiet(clock: time, quiet: QuietHours) -> bool:
    """Tell whether the wall time ``clock`` lies in the quiet hours (start in, end out)."""
    if quiet.start == quiet.end:
        return False
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def night_around(
    instant: datetime, quiet: QuietHours, zone: ZoneInfo
) -> tuple[datetime, datetime]:
    """Return start and end (UTC) of the quiet hours that ``instant`` lies in."""
    local = instant.astimezone(zone)
    clock = local.time().replace(tzinfo=None)
    first = local.date()
    if quiet.start > quiet.end and clock < quiet.end:
        first -= timedelta(days=1)
    last = first if quiet.start < quiet.end else first + timedelta(days=1)
    return at_local(first, quiet.start, zone), at_local(last, quiet.end, zone)


def due_of(
    lead_minutes: int,
    *,
    starts_at: datetime,
    signed_up_at: datetime,
    quiet: QuietHours,
    zone: ZoneInfo,
) -> tuple[datetime, bool] | None:
    """Return when the reminder ``lead_minutes`` before the start is sent, and whether silently.

    None if the person signed up inside the lead time: the confirmation stands in its place.
    A reminder that would fall into the night is sent before it; if that moment lies before the
    sign-up, at the end of the night when that is at least 30 minutes before the start, else at
    its own time without sound.
    """
    wanted = starts_at - timedelta(minutes=lead_minutes)
    if signed_up_at >= wanted:
        return None
    if not in_quiet(wanted.astimezone(zone).time().replace(tzinfo=None), quiet):
        return wanted, False
    before, after = night_around(wanted, quiet, zone)
    # One minute before the night: at its very start it would already ring into it.
    evening = before - timedelta(minutes=1)
    if evening > signed_up_at:
        return evening, False
    if starts_at - after >= LAST_CALL:
        return after, False
    return wanted, True


def plan(
    leads: Iterable[int],
    *,
    starts_at: datetime,
    signed_up_at: datetime,
    quiet: QuietHours,
    zone: ZoneInfo,
) -> tuple[Due, ...]:
    """Return all reminders of one sign-up, earliest first; times UTC.

    Each expires when the next one is due, the last one at the start, so that a long pause brings
    one reminder and not a heap of them.
    """
    found: dict[datetime, tuple[int, bool]] = {}
    for lead in sorted(set(leads)):
        due = due_of(lead, starts_at=starts_at, signed_up_at=signed_up_at, quiet=quiet, zone=zone)
        if due is not None:
            found.setdefault(due[0], (lead, due[1]))
    moments = sorted(found)
    ends = [*moments, starts_at][1:]  # nothing at all for somebody without any reminder
    return tuple(
        Due(lead_minutes=found[at][0], at=at, expires_at=end, silent=found[at][1])
        for at, end in zip(moments, ends, strict=True)
    )


def send_moment(
    due: Due, now: datetime, *, starts_at: datetime, quiet: QuietHours, zone: ZoneInfo
) -> tuple[datetime, bool]:
    """Return when a due reminder really leaves, and whether silently.

    That is ``now``, unless the planned moment was missed and it is night by now: then the end of
    the night, or at once without sound where that would come less than 30 minutes before the
    start.
    """
    clock = now.astimezone(zone).time().replace(tzinfo=None)
    if due.silent or not in_quiet(clock, quiet):
        return now, due.silent
    after = night_around(now, quiet, zone)[1]
    return (after, False) if starts_at - after >= LAST_CALL else (now, True)
