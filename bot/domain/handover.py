"""Handing a question over to a human: working days, ready replies, what becomes a topic."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_clock, local_day
from bot.domain.people import cut
from bot.domain.series import is_holiday

ANSWER_DAYS = 2  # working days: the usual answering time, and after it the leads are told
REMIND_DAYS = 1  # working days after which those who answer are reminded once
IDLE_DAYS = 14  # without a word a thread closes
KEPT_DAYS = 30  # a closed thread is kept so long, and opens again by a reply
TITLE_LIMIT = 120

_TOPIC = "topic:"
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
_SENTENCE = re.compile(r".+?[.!?؟…](?=\s|$)", re.DOTALL)


class CannedReply(StrEnum):
    """A ready reply; texts puts it into the newcomer's language when it is sent."""

    READ_SOON = "read_soon"  # we have read it and will answer soon
    PHOTO = "photo"  # please send a photo of the letter
    TOWN = "town"  # which town do you live in
    MORE = "more"  # please tell a little more
    NO_NAMES = "no_names"  # please black out names and numbers
    COME_BY = "come_by"  # please come to the open hours
    CALL_US = "call_us"  # please call us
    NOT_US = "not_us"  # we cannot help with that, but look for somebody


def canned_topic(slug: str) -> str:
    """Return how a topic that a human sends stands in a thread."""
    return f"{_TOPIC}{slug}"


def topic_in(canned: str | None) -> str | None:
    """Return the slug if ``canned`` is a topic that a human sent, else None."""
    return canned.removeprefix(_TOPIC) if canned and canned.startswith(_TOPIC) else None


def reply_in(canned: str | None) -> CannedReply | None:
    """Return the ready reply that ``canned`` names, None for a topic and for own words."""
    return next((one for one in CannedReply if one == canned), None)


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is a Monday to Friday and no public holiday in NRW."""
    return day.weekday() < _SATURDAY and not is_holiday(day)


def after_working_days(since: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the instant (UTC) at which ``days`` whole working days have passed since ``since``.

    Time runs on working days only, by the calendar of ``zone``: from a Friday noon one day leads
    to Monday noon, from a Saturday to the end of Monday.
    """
    day, clock = local_day(since, zone), local_clock(since, zone)
    if not is_working_day(day):
        day, clock = _next_working_day(day), time(0)
    for _ in range(days):
        day = _next_working_day(day)
    return at_local(day, clock, zone)


def _next_working_day(day: date) -> date:
    following = day + _ONE_DAY
    while not is_working_day(following):
        following += _ONE_DAY
    return following


def topic_title(question: str) -> str:
    """Return the first sentence of a question as the title of a topic (≤ 120 UTF-16 units)."""
    plain = " ".join(question.split())
    found = _SENTENCE.match(plain)
    return cut(plain if found is None else found[0], TITLE_LIMIT)


def without_names(text: str, names: Iterable[str]) -> str:
    """Return ``text`` with an ellipsis in place of each of the names, whatever their case."""
    words = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True) if one)
    return re.sub(rf"(?<!\w)(?:{words})(?!\w)", "…", text, flags=re.IGNORECASE) if words else text
