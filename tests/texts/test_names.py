"""Names and texts of people: cleaned once, whole letters, nothing invisible (S12)."""

from __future__ import annotations

import os
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.people import NAME_LIMIT, clean, clean_name, cut, utf16_length
from tests.texts.hostile import BIDI, STRINGS

EXAMPLES = 2000 if os.environ.get("LOTSE_PROFILE") == "N" else 200
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
run = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)


def marks_in_a_row(text: str) -> int:
    """Return the longest run of combining marks, joiners between them not counted."""
    longest = now = 0
    for char in text:
        if unicodedata.category(char) in {"Mn", "Me"}:
            now += 1
        elif char not in "\u200c\u200d":
            now = 0
        longest = max(longest, now)
    return longest


@run
@given(STRINGS, st.integers(1, 60), st.booleans())
def test_cleaned_text_holds_nothing_invisible_and_stays_as_it_is(text, limit, keep_lines):
    made = clean(text, limit=limit, keep_lines=keep_lines)
    assert utf16_length(made) <= limit
    assert not set(made) & set(BIDI)
    for char in made:
        assert char in "\u200c\u200d\n" or unicodedata.category(char)[0] != "C"
    assert keep_lines or "\n" not in made
    assert marks_in_a_row(made) <= 4
    assert clean(made, limit=limit, keep_lines=keep_lines) == made
    made.encode("utf-8")


@run
@given(STRINGS)
def test_a_name_is_readable_or_refused(text):
    name = clean_name(text)
    if name is not None:
        assert utf16_length(name) <= NAME_LIMIT
        assert any(char.isalnum() for char in name)
        assert clean_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["می\u200cروم", "ده\u200cچم", "Ngũgĩ", "Nguyễn Thị", "عبد الرحمٰن", "Олена", "ሰላም", "李小龍", "D'Arc",
     f"Anna {FAMILY}", "Zoë 🏳️\u200d🌈", "Mia ❤️", "Ian 👍🏽", "Ola 🇺🇦"],
)  # fmt: skip
def test_real_names_stay_as_they_are(name):
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    ["", " ", "\u200d", "\u200c\u200c", "\u3164", "\u2800", "\u202e", "👍", "...", "\ud800", "\x00",
     "\u115f\u1160", "\ufeff", "\u00ad", "\u0301"],
)  # fmt: skip
def test_names_without_a_letter_are_refused(name):
    assert clean_name(name) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a \t b\u00a0c ", "a b c"),
        ("a\rb\u2028c", "a b c"),
        ("\u202eevil\u202c", "evil"),
        ("e\u200b\u0301", "é"),
        ("Z" + "\u0336" * 50, "Z" + "\u0336" * 4),
        ("Z" + "\u0336\u200d" * 20 + "a", "Z" + "\u0336\u200d" * 4 + "\u200d" * 16 + "a"),
        ("\u200da\u200c", "a"),
    ],
)
def test_what_cleaning_changes(text, expected):
    assert clean(text, limit=100) == expected


def test_lines_are_kept_where_wanted():
    assert clean(" a \r\n\r\n b\rc\n", limit=100, keep_lines=True) == "a\n\nb\nc"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("ab e\u0301\u0302xyz", 5, "ab…"),
        ("ab e\u0301\u0302xyz", 7, "ab e\u0301\u0302…"),
        (f"ab {FAMILY} x", 9, "ab…"),
        (f"{FAMILY} xyz", 12, f"{FAMILY}…"),
        ("a 👍🏽 xyz", 5, "a…"),
        ("🇺🇦🇩🇪xyz", 7, "🇺🇦…"),
        ("می\u200cروم", 4, "می…"),
        ("a\u0301" * 2, 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_cut_never_halves_a_letter(text, limit, expected):
    assert cut(text, limit) == expected


def test_one_endless_letter_is_cut_all_the_same():
    assert utf16_length(cut("a\u200d" * 100, 10)) <= 10
