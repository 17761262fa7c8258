"""Every answer in every language becomes a card that Telegram takes, with its facts filled in."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.answers import answer_of
from bot.domain.place import locales_folder
from bot.faq.content import Topic
from bot.faq.faq import Faq, load_faq
from bot.texts.limits import visible
from bot.texts.render import render
from tests.texts.checks import ZONE, problems, reader

LANGUAGES = ("de", "en", "uk", "ar")
TODAY = date(2026, 11, 22)
SHOWN_LIMIT = 1500  # a card that fits a phone in two screens


@pytest.fixture(scope="module")
def faq() -> Faq:
    return load_faq(locales_folder())


def shown(faq: Faq, topic: Topic, language: str, *, german: bool = False) -> str:
    """Return what a reader of ``language`` sees of the topic, after all checks of messages."""
    card = answer_of(faq, topic, wanted=language, today=TODAY, zone=ZONE, german=german)
    message = render(card, reader(language))
    assert problems(message) == [], (topic.slug, language)
    return visible(message.html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_is_a_card_with_its_facts(faq: Faq, language: str) -> None:
    slugs = []
    for topic in faq.content.in_language(language):
        slugs.append(topic.slug)
        text = shown(faq, topic, language)
        assert len(text) <= SHOWN_LIMIT, topic.slug
        assert "{" not in text, topic.slug
        for fact in topic.facts:
            if fact.kind == "phone":
                assert str(fact.value) in text, (topic.slug, fact.name)
    assert len(slugs) == 60


def test_every_answer_can_be_shown_in_german(faq: Faq) -> None:
    for slug in faq.content.slugs:
        topic = faq.content.topic(slug, "de")
        assert topic is not None
        assert topic.title in shown(faq, topic, "ar", german=True)
