"""What counts as a phone number, and how long a break may be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.profile import can_pause, read_phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0176 12345678", "+4917612345678"),
        ("(02303) 12 34-56", "+492303123456"),
        ("+49 (0) 176/1234567", "+491761234567"),
        ("0049 176 1234567", "+491761234567"),
        ("+380 44 123 45 67", "+380441234567"),
        ("٠١٧٦ ١٢٣٤٥٦٧", "+491761234567"),
        ("\u2068+49 176 1234567\u2069", "+491761234567"),
        ("1234567", None),
        ("0176", None),
        ("+0 176 1234567", None),
        ("0176 1234567 abends", None),
        ("+" + "1" * 16, None),
        ("", None),
    ],
)
def test_a_phone_number_is_kept_in_international_form(text, phone):
    assert read_phone(text) == phone


@given(st.text(max_size=80))
def test_whatever_is_written_is_a_number_or_none(text):
    phone = read_phone(text)
    assert phone is None or (phone[0] == "+" and phone[1:].isdigit() and len(phone) <= 16)


@given(st.text(alphabet="0123456789+ -/()", max_size=30))
def test_a_kept_number_is_read_as_itself(text):
    if (phone := read_phone(text)) is not None:
        assert read_phone(phone) == phone


@pytest.mark.parametrize(
    ("until", "possible"),
    [
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 11, 22), True),
        (date(2028, 1, 1), False),
    ],
)
def test_a_break_ends_on_a_coming_day_within_a_year(until, possible):
    assert can_pause(until, date(2026, 11, 22)) is possible
