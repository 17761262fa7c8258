"""Entries for calendars, read back by another library than the one that wrote them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given, settings

from bot.documents.ics import calendar
from bot.domain.ics import Event, uid
from tests.texts.hostile import BIDI, STRINGS

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
START = datetime(2026, 3, 3, 16, tzinfo=UTC)
EVENT = Event(
    uid=uid(7, "3f2a"),
    sequence=0,
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    summary="Sprachcafé",
    description="Kaffee kochen",
    location="Bürgerhaus, Unna",
    latitude=51.5351,
    longitude=7.6881,
    alarms=(1440, 120),
)


def made(*events: Event) -> bytes:
    return calendar(events, zone=BERLIN, now=NOW, name="Lotse")


def read(content: bytes):
    """Return the file as an independent reader understands it."""
    return vobject.readOne(content.decode("utf-8"))


def entry(event: Event):
    return read(made(event)).vevent


def imported(kept: dict[str, tuple[int, str, datetime]], content: bytes) -> None:
    """Do what a calendar does with a file: by UID, and a lower SEQUENCE changes nothing."""
    for one in read(content).vevent_list:
        number = int(one.sequence.value)
        if one.uid.value not in kept or kept[one.uid.value][0] <= number:
            kept[one.uid.value] = (number, one.status.value, one.dtstart.value)


@pytest.mark.parametrize(
    "day",
    ["2026-03-28", "2026-03-29", "2026-03-30", "2026-07-01", "2026-10-24", "2026-10-25",
     "2026-10-26", "2026-12-24"],
)  # fmt: skip
def test_five_in_the_afternoon_stays_five_through_both_changes_of_the_clocks(day):
    start = datetime.fromisoformat(f"{day}T17:00").replace(tzinfo=BERLIN)
    end = start + timedelta(hours=2)
    one = entry(replace(EVENT, starts_at=start.astimezone(UTC), ends_at=end.astimezone(UTC)))
    assert one.dtstart.value.strftime("%Y-%m-%d %H:%M") == f"{day} 17:00"
    assert one.dtend.value.strftime("%Y-%m-%d %H:%M") == f"{day} 19:00"
    assert one.dtstart.value.astimezone(UTC) == start.astimezone(UTC)


def test_the_rules_of_the_zone_travel_with_the_file():
    text = made(EVENT).decode()
    assert "DTSTART;TZID=Europe/Berlin:20260303T170000" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in text
    assert text.index("END:VTIMEZONE") < text.index("BEGIN:VEVENT")


def test_an_hour_that_comes_twice_is_told_by_its_instant():
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    one = entry(replace(EVENT, starts_at=second, ends_at=second + timedelta(hours=1)))
    assert one.dtstart.value.astimezone(UTC) == second


def test_a_change_that_is_imported_twice_leaves_one_entry_at_the_new_time():
    kept: dict[str, tuple[int, str, datetime]] = {}
    later = replace(EVENT, sequence=1, starts_at=START + timedelta(hours=1))
    for one in (EVENT, later, later, EVENT):
        imported(kept, made(one))
    [(number, status, start)] = kept.values()
    assert (number, status, start.astimezone(UTC)) == (1, "CONFIRMED", later.starts_at)


def test_a_cancelled_shift_is_cancelled_in_the_calendar_and_rings_no_more():
    kept: dict[str, tuple[int, str, datetime]] = {}
    gone = replace(EVENT, sequence=2, cancelled=True)
    imported(kept, made(EVENT))
    imported(kept, made(gone))
    assert [(number, status) for number, status, _ in kept.values()] == [(2, "CANCELLED")]
    assert "valarm" not in entry(gone).contents


def test_alarms_ring_so_many_minutes_before():
    alarms = entry(EVENT).valarm_list
    assert [one.trigger.value for one in alarms] == [timedelta(days=-1), timedelta(hours=-2)]
    assert {one.action.value for one in alarms} == {"DISPLAY"}


def test_a_file_says_what_it_is():
    whole = read(made(EVENT))
    assert (whole.version.value, whole.method.value) == ("2.0", "PUBLISH")
    assert whole.contents["x-wr-calname"][0].value == "Lotse"
    one = whole.vevent
    assert one.uid.value == "shift-7@3f2a"
    assert one.dtstamp.value == NOW
    assert one.last_modified.value == NOW
    assert one.geo.value == "51.5351;7.6881"


def test_several_shifts_share_one_file():
    other = replace(EVENT, uid=uid(8, "3f2a"), starts_at=START + timedelta(days=300))
    whole = read(made(EVENT, replace(other, ends_at=other.starts_at + timedelta(hours=1))))
    assert [one.uid.value for one in whole.vevent_list] == ["shift-7@3f2a", "shift-8@3f2a"]
    assert len(whole.contents["vtimezone"]) == 1


def test_without_shifts_the_file_is_still_a_calendar():
    assert read(made()).name == "VCALENDAR"


@pytest.mark.parametrize(
    "text",
    [
        "eins\nzwei\n\nvier",
        "a, b; c: d \\ e \\n f",
        "BEGIN:VALARM\nEND:VEVENT",
        "Bürgerhaus".replace("ü", "ü" * 300),
        " ".join(["Wort"] * 300),
        "مرحبًا، أهلًا وسهلًا",
        'Олена 👨\u200d👩\u200d👧 "x"',
    ],
)  # fmt: skip
def test_text_comes_through_as_it_is(text):
    one = entry(replace(EVENT, summary=text, description=text, location=text))
    assert (one.summary.value, one.description.value, one.location.value) == (text,) * 3


def test_no_line_is_longer_than_75_bytes_and_no_letter_is_cut():
    content = made(replace(EVENT, description="Größe 👋 مرحبًا " * 50))
    assert max(map(len, content.split(b"\r\n"))) <= 75
    for line in content.split(b"\r\n"):
        line.decode("utf-8")


def test_direction_marks_stay_outside():
    one = entry(replace(EVENT, summary="\u2068Ahmad\u2069 kommt\u200f"))
    assert one.summary.value == "Ahmad kommt"


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(STRINGS)
def test_no_text_breaks_the_file(text):
    content = made(replace(EVENT, summary=text, description=text, location=text))
    assert len(re.findall(rb"^BEGIN:VEVENT\r$", content, re.MULTILINE)) == 1
    one = read(content).vevent
    assert one.uid.value == EVENT.uid
    assert not set(content.decode()) & set(BIDI)
