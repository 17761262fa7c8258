"""Greetings and thanks are told from questions."""

from __future__ import annotations

import pytest

from bot.domain.small_talk import SmallTalk, small_talk

THANKS = (
    "Danke!",
    "Vielen Dank 🙏",
    "danke für die Hilfe",
    "thank you so much 🙏",
    "ok",
    "дякую",
    "Дуже дякую!",
    "شكرًا جزيلًا",
    "شكرا",
    "shukran",
    "Дякую за допомогу",
    "شكرًا على المساعدة",
)
GREETINGS = (
    "Hallo",
    "Guten Tag!",
    "wie gehts",
    "Wie geht's?",
    "hi",
    "Hello, how are you?",
    "привіт",
    "Добрий день",
    "مرحبا",
    "السلام عليكم",
    "أهلا وسهلا",
    "menu ",
)
QUESTIONS = (
    "",
    "😀",
    "Hallo, wo ist das Amt?",
    "danke, und wo melde ich mein Kind an",
    "für die Antwort",
    "hi my kid is sick",
    "help",
    "hallo 112",
    "hi help",
    "Hallo Hilfe!",
    "danke hilfe",
    "ok hilfe",
    "привіт допоможіть",
    "привіт, де знайти квартиру",
    "مرحبا وين المدرسة",
    "danke " * 20,
)


@pytest.mark.parametrize("text", THANKS)
def test_thanks_are_thanks(text: str) -> None:
    assert small_talk(text) is SmallTalk.THANKS


@pytest.mark.parametrize("text", GREETINGS)
def test_a_greeting_is_a_greeting(text: str) -> None:
    assert small_talk(text) is SmallTalk.GREETING


@pytest.mark.parametrize("text", QUESTIONS)
def test_words_that_may_ask_something_are_neither(text: str) -> None:
    assert small_talk(text) is None
