from __future__ import annotations

import pytest

from bot.domain.place import locales_folder
from bot.faq.faq import WORDS_FILE
from bot.faq.letters import Letters
from bot.faq.wordlist import load_words


@pytest.fixture(scope="module")
def letters() -> Letters:
    return Letters(load_words(locales_folder() / WORDS_FILE))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Bescheid", "Bescheid"),
        ("der Bescheid", "Bescheid"),
        ("BESCHEID?", "Bescheid"),
        ("Bescheit", "Bescheid"),
        ("Was ist ein Bescheid?", "Bescheid"),
        ("what does Widerspruch mean", "Widerspruch"),
        ("бешайд", "Bescheid"),
        ("що таке бешайд?", "Bescheid"),
        ("что значит бешайд", "Bescheid"),
        ("ما هو البشايد", "Bescheid"),
        ("ما معنى بشايد؟", "Bescheid"),
        ("Wohnungsgeberbestaetigung", "Wohnungsgeberbestätigung"),
        ("wohnungs geber bestätigung", "Wohnungsgeberbestätigung"),
        ("rechtsbehelfsbelerung", "Rechtsbehelfsbelehrung"),
        ("Фікціонсбешайнігунг", "Fiktionsbescheinigung"),
        ("WBS", "Wohnberechtigungsschein"),
    ],
)
def test_a_word_from_letters_is_recognised(letters: Letters, text: str, word: str) -> None:
    assert letters.word(text) == word


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "was ist das",
        "first",
        "ich brauche eine Anmeldung für die Kita",
        "Bescheid abgelehnt was tun",
        "hello",
        "місто",
        "شكرا",
        "Bescheid " * 20,
    ],
)
def test_other_texts_are_questions(letters: Letters, text: str) -> None:
    assert letters.word(text) is None


def test_a_word_knows_its_topics(letters: Letters) -> None:
    assert letters.slugs("Bescheid") == ("official-letters-and-deadlines",)
    assert letters.slugs("Unsinn") == ()


def test_every_word_is_found_under_its_own_spelling() -> None:
    listed = load_words(locales_folder() / WORDS_FILE)
    found = Letters(listed)
    assert [one.word for one in listed.letters if found.word(one.word) != one.word] == []
