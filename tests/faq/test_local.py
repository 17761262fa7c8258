from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.faq.blocks import ItemList, Paragraph, plain
from bot.faq.content import load_content
from bot.faq.danger import DangerWords
from bot.faq.decide import Answer
from bot.faq.faq import Faq, engine
from bot.faq.local import GROUP, LocalEntry
from bot.faq.wordlist import WordList
from tests.faq.tree import write_tree

DAY = date(2026, 11, 1)
CAFE = LocalEntry(
    slug="local-12",
    language="de",
    title="Sprachcafé im Bürgerhaus",
    questions=("Wann hat das Sprachcafé geöffnet?",),
    body="Dienstags um 16 Uhr.\n\n- Kommen Sie einfach {vorbei:x}.",
    checked_on=DAY,
    review_by=None,
    replaces=False,
)
MILL = LocalEntry(
    slug="mill",
    language="de",
    title="Die Mühle am Bach",
    questions=("Wo wird Dinkel geschrotet?",),
    body="Nur noch samstags: {phone:fire}.",
    checked_on=DAY,
    review_by=date(2027, 1, 1),
    replaces=True,
)


@pytest.fixture(scope="module")
def faq(tmp_path_factory: pytest.TempPathFactory) -> Faq:
    content = load_content(write_tree(tmp_path_factory.mktemp("tree")))
    words = WordList(empty=("wann", "das", "hat"), names=(), others=())
    return Faq(content, engine(content, words, DangerWords(("fire",)), None))


@pytest.mark.parametrize("text", ["Sprachcafe Bürgerhaus", "wann hat sprachcafé geöfnet"])
def test_an_entry_is_answered_when_its_words_are_asked(faq: Faq, text: str) -> None:
    decision = faq.with_local((CAFE,)).ask(text, "de").decision
    assert isinstance(decision, Answer)
    assert (decision.slug, decision.language) == ("local-12", "de")


def test_an_entry_that_is_only_near_is_offered_second(faq: Faq) -> None:
    nearest = faq.with_local((CAFE,)).ask("Boot Ruderboot oder Sprachcafé", "de").nearest
    assert nearest[:2] == ("boat", "local-12")


def test_other_questions_stay_as_they_were(faq: Faq) -> None:
    assert faq.with_local((CAFE,)).ask("Windmühle", "de") == faq.ask("Windmühle", "de")


def test_a_new_topic_is_shown_with_its_words_and_days(faq: Faq) -> None:
    topic = faq.with_local((CAFE,)).topic("local-12", "uk")
    assert topic is not None
    assert (topic.title, topic.group, topic.language) == (CAFE.title, GROUP, "de")
    assert (topic.checked_on(), topic.review_by) == (DAY, None)
    assert isinstance(topic.rest[0], ItemList)
    assert "{vorbei:x}" in plain(topic.rest[0])


def test_a_correction_stands_in_place_of_the_text(faq: Faq) -> None:
    local = faq.with_local((MILL,))
    topic = local.topic("mill", "de")
    official = faq.topic("mill", "de")
    assert topic is not None
    assert official is not None
    assert (topic.title, topic.rest, topic.review_by) == (MILL.title, (), MILL.review_by)
    assert (topic.group, topic.sources) == (official.group, official.sources)
    assert "112" in plain(topic.lead)
    assert local.topic("mill", "en") == faq.topic("mill", "en")


def test_a_corrected_topic_is_also_found_by_the_new_words(faq: Faq) -> None:
    assert faq.with_local((MILL,)).ask("wo wird dinkel geschrotet", "de").nearest[0] == "mill"


def test_an_addition_stands_below_the_text(faq: Faq) -> None:
    topic = faq.with_local((replace(MILL, replaces=False),)).topic("mill", "de")
    official = faq.topic("mill", "de")
    assert topic is not None
    assert official is not None
    assert (topic.title, topic.lead) == (official.title, official.lead)
    assert topic.rest[: len(official.rest)] == official.rest
    assert len(topic.rest) == len(official.rest) + 1


def test_a_language_without_the_topic_gets_the_entry(faq: Faq) -> None:
    topic = faq.with_local((replace(MILL, language="uk"),)).topic("mill", "uk")
    assert topic is not None
    assert (topic.title, topic.related) == (MILL.title, ("boat",))


@pytest.mark.parametrize("body", ["{phone:nobody} ruft an", "", "  \n"])
def test_any_body_can_be_shown(faq: Faq, body: str) -> None:
    topic = faq.with_local((replace(CAFE, body=body),)).topic("local-12", "de")
    assert topic is not None
    assert isinstance(topic.lead, Paragraph)
    assert plain(topic.lead) == (body.strip() or CAFE.title)


def test_entries_replace_the_ones_before(faq: Faq) -> None:
    after = faq.with_local((CAFE,)).with_local((MILL,))
    assert after.topic("local-12", "de") is None
    assert after.with_local(()).topic("mill", "de") == faq.topic("mill", "de")


def test_danger_goes_before_entries_too(faq: Faq) -> None:
    assert faq.with_local((CAFE,)).ask("fire im Sprachcafé", "de").danger


def test_entries_without_words_are_never_found(faq: Faq, tmp_path: Path) -> None:
    silent = replace(CAFE, title="👍", questions=())
    assert faq.with_local((silent,)).ask("👍", "de") == faq.ask("👍", "de")
