"""Working days of the place, ready replies by name, and what of a thread becomes a topic."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain import handover
from bot.domain.handover import CannedReply, after_working_days
from tests.services.world import BERLIN


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2026-03-02T10:30", 1, "2026-03-03T10:30"),
        ("2026-03-02T10:30", 2, "2026-03-04T10:30"),
        ("2026-03-06T12:00", 1, "2026-03-09T12:00"),  # over a weekend
        ("2026-03-06T12:00", 2, "2026-03-10T12:00"),
        ("2026-03-07T15:00", 1, "2026-03-10T00:00"),  # a Saturday: the whole of Monday
        ("2026-03-08T23:59", 2, "2026-03-11T00:00"),
        ("2026-04-02T09:00", 1, "2026-04-07T09:00"),  # Good Friday to Easter Monday
        ("2026-04-03T09:00", 1, "2026-04-08T00:00"),
        ("2026-06-03T18:00", 2, "2026-06-08T18:00"),  # Corpus Christi is free in NRW
        ("2026-12-31T08:00", 1, "2027-01-04T08:00"),
        ("2026-03-27T10:00", 1, "2026-03-30T10:00"),  # the clocks change in between
    ],
)
def test_time_runs_on_working_days_only(since: str, days: int, until: str) -> None:
    assert after_working_days(at(since), days, BERLIN) == at(until)


def test_a_working_day_is_no_weekend_and_no_holiday() -> None:
    assert handover.is_working_day(date(2026, 3, 2))
    for free in (date(2026, 3, 7), date(2026, 3, 8), date(2026, 10, 3), date(2026, 11, 1)):
        assert not handover.is_working_day(free)


def test_what_stands_in_a_thread_names_a_reply_or_a_topic_or_neither() -> None:
    assert handover.reply_in("town") is CannedReply.TOWN
    assert handover.topic_in(handover.canned_topic("doctor")) == "doctor"
    for other in (None, "", "gone", "topic:doctor"):
        assert handover.reply_in(other) is None
    for other in (None, "", "town"):
        assert handover.topic_in(other) is None


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Wo ist das Amt? Ich suche es.", "Wo ist das Amt?"),
        ("Ich habe 2.500 Euro Schulden. Was tun?", "Ich habe 2.500 Euro Schulden."),
        ("Wo finde\nich Hilfe", "Wo finde ich Hilfe"),
        ("أين الطبيب؟ شكرا", "أين الطبيب؟"),
        ("x" * 200, "x" * 119 + "…"),
    ],
)
def test_the_title_is_the_first_sentence(question: str, title: str) -> None:
    assert handover.topic_title(question) == title


def test_names_are_left_out_as_whole_words() -> None:
    text = "Hallo Amsel 42, grüßt ada. Adapter und Amsel bleiben."
    assert handover.without_names(text, ["Amsel 42", "Ada", ""]) == (
        "Hallo …, grüßt …. Adapter und Amsel bleiben."
    )
    assert handover.without_names(text, []) == text
