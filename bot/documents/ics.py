"""Shifts as a file that calendars import (RFC 5545).

Times are local wall times with the rules of their zone beside them: calendars show them right on
both sides of a change of the clocks, and say the zone by its name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.domain.ics import Event

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar
    from icalendar import Event as Entry

PRODUCT: Final = "-//Lotse//Lotse//EN"
# Direction marks (calendars show them as boxes) and what RFC 5545 allows in no text.
_UNSEEN = re.compile(
    "[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|[\r\x85\u2028\u2029]")


def calendar(events: Sequence[Event], *, zone: ZoneInfo, now: datetime, name: str) -> bytes:
    """Return ``events`` as an iCalendar file in UTF-8, its calendar called ``name``.

    Importing a file again moves or cancels the entries with the same ``uid``: that is the way of
    METHOD:PUBLISH (RFC 5546, section 3.2.1). ``now`` is aware.
    """
    # Loaded with the first file somebody asks for: it is large, and not needed to start.
    from icalendar import Calendar, vText  # noqa: PLC0415

    whole = Calendar()
    whole.add("prodid", PRODUCT)
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", vText(_plain(name)))
    whole.add("x-wr-timezone", vText(zone.key))
    for event in events:
        whole.add_component(_entry(event, zone, now))
    if events:
        _add_zone(whole, events, zone)
    return bytes(whole.to_ical())


def _entry(event: Event, zone: ZoneInfo, now: datetime) -> Entry:
    from icalendar import Event as Entry  # noqa: PLC0415 - see above

    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("last-modified", (event.changed_at or now).astimezone(UTC))
    entry.add("dtstart", _local(event.starts_at, zone))
    entry.add("dtend", _local(event.ends_at, zone))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    texts = {
        "summary": event.summary,
        "description": event.description,
        "location": event.location,
    }
    for key, text in texts.items():
        if shown := _plain(text):
            entry.add(key, shown)
    if event.latitude is not None and event.longitude is not None:
        entry.add("geo", (event.latitude, event.longitude))
    if not event.cancelled:
        for minutes in event.alarms:
            entry.add_component(_alarm(minutes, event))
    return entry


def _alarm(minutes: int, event: Event) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415 - see above

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _plain(event.summary))
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _add_zone(whole: Calendar, events: Sequence[Event], zone: ZoneInfo) -> None:
    """Add the rules of ``zone`` from a year before the first entry to a year after the last."""
    from icalendar import Timezone  # noqa: PLC0415 - see above

    first = min(event.starts_at for event in events).year - 1
    last = max(event.ends_at for event in events).year + 1
    rules = Timezone.from_tzinfo(zone, zone.key, date(first, 1, 1), date(last, 12, 31))
    whole.subcomponents.insert(0, rules)


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    """Return ``instant`` on the zone's clocks, or in UTC where these show it a second time.

    A local time that comes twice means the first one (RFC 5545, section 3.3.5).
    """
    local = instant.astimezone(zone)
    return instant.astimezone(UTC) if local.fold else local


def _plain(text: str) -> str:
    return _BREAKS.sub("\n", _UNSEEN.sub("", text)).strip()
