from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.faq.normalise import fold, latin, normalise, sound, token_words, words

SCRIPTS = "".join(
    chr(c)
    for block in ((0x20, 0x24F), (0x300, 0x36F), (0x400, 0x52F), (0x600, 0x6FF), (0x200B, 0x206F))
    for c in range(*block)
)
TEXT = st.text(max_size=40) | st.text(alphabet=SCRIPTS, max_size=40)


@given(TEXT)
@settings(max_examples=250)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(TEXT)
@settings(max_examples=250)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


@given(TEXT)
@settings(max_examples=250)
def test_a_text_with_letters_or_digits_is_never_emptied(text: str) -> None:
    kept = any(unicodedata.category(c) in {"Lu", "Ll", "Lt", "Lo", "Nd"} for c in text)
    assert bool(fold(text)) >= kept


@given(TEXT)
@settings(max_examples=150)
def test_sound_and_latin_take_every_word(text: str) -> None:
    assert all(isinstance(latin(word) + sound(word), str) for word in words(text))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("STRASSE", "Straße"),
        ("Muenchen", "München"),
        ("Munchen", "München"),
        ("AERZTE", "Ärzte"),
        ("ISPARTA", "ısparta"),
        ("İstanbul", "istanbul"),
        ("المُساعَدَة", "المساعده"),
        ("أين إلى", "اين الي"),
        ("ســـكن", "سكن"),
        ("کتاب‌های", "كتاب هاي"),
        ("۱۱۲ ١١٢", "112 112"),
        ("ґанок", "ганок"),
        ("ещё", "еще"),
        ("піцца", "пицца"),
        ("l’été", "l ete"),
        ("112!", "\u2067112\u2069"),
    ],
)
def test_different_ways_of_typing_are_one_after_folding(typed: str, meant: str) -> None:
    assert fold(typed) == fold(meant)


def test_the_first_pass_keeps_letters_apart_that_are_different_letters() -> None:
    assert normalise("Schön ґрунт") == "schön ґрунт"


@pytest.mark.parametrize("heard", ["анмельдунг", "انميلدونغ", "أنميلدونغ"])
def test_a_german_word_written_by_ear_sounds_the_same(heard: str) -> None:
    assert sound(fold(heard)) == sound("anmeldung")


@given(TEXT)
@settings(max_examples=250)
def test_words_read_one_by_one_are_the_same_as_words_of_a_text(text: str) -> None:
    for token in text.split():
        assert token_words(token) == words(token)


@pytest.mark.parametrize("token", ["Wo", "„Büro“", "Straße,", "aérien", "йод", "الأسرة", "'m"])
def test_common_words_are_read_the_same_quickly(token: str) -> None:
    assert token_words(token) == words(token)
