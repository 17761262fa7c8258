"""How far each language of a topic has come, and what German words from letters mean."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.local_answers import Confirmation
from bot.domain.place import locales_folder
from bot.faq.cli import main
from bot.faq.content import load_content
from bot.faq.errors import ContentError
from bot.faq.faq import words_file
from bot.faq.glossary import check_glossary, explain, load_glossary
from bot.faq.state import State, newer_language, outdated, overdue, review, state
from bot.faq.wordlist import load_words
from tests.faq.tree import replace, write_tree

TODAY = date(2026, 11, 22)
MARK = "review_by = 2027-05-01\n"


@pytest.fixture
def root(tmp_path):
    """Return a tree in which English follows German."""
    tree = write_tree(tmp_path)
    for slug in ("mill", "boat"):
        replace(tree / "de" / "faq" / f"{slug}.md", MARK, f'{MARK}translated_by = "source"\n')
        machine = f'{MARK}translated_by = "machine, from de"\n'
        replace(tree / "en" / "faq" / f"{slug}.md", MARK, machine)
    return tree


def states(root) -> list[State]:
    content = load_content(root)
    return [state(content, "mill", language) for language in ("de", "en", "uk")]


def test_the_state_of_each_language_is_derived(root):
    assert states(root) == [State.CURRENT, State.MACHINE, State.MISSING]
    path = root / "en" / "faq" / "mill.md"
    replace(path, "translated_by", "native_review = true\ntranslated_by")
    assert states(root)[1] is State.CURRENT


def test_only_a_change_of_meaning_outdates_the_translations(root):
    german = root / "de" / "faq" / "mill.md"
    replace(german, "at once", "now, at once")  # a minor edit
    assert states(root)[1] is State.MACHINE
    replace(german, MARK, f"{MARK}version = 2\n")
    assert states(root)[1] is State.OUTDATED
    content = load_content(root)
    english = content.topic("mill", "en")
    assert english is not None
    assert newer_language(content, english) == "de"
    assert [finding.warning for finding in outdated(content)] == [True]
    replace(root / "en" / "faq" / "mill.md", MARK, f"{MARK}source_version = 2\n")
    assert states(root)[1] is State.MACHINE
    assert list(outdated(load_content(root))) == []


def test_the_command_line_prints_the_table(root, capsysbinary):
    main(["check", "--content", str(root), "--today", TODAY.isoformat()])
    out = capsysbinary.readouterr().out.decode()
    assert "state\tde\ten" in out
    assert "mill\tcurrent\tmachine" in out
    assert "all machine\t0\t2" in out


def test_a_confirmation_counts_for_all_languages_until_its_day(root):
    content = load_content(root)
    late = date(2028, 1, 1)
    assert overdue(content, {}, late) == ("mill", "boat")  # a number in it was checked longer ago
    seen = {"mill": Confirmation(confirmed_on=late, review_by=date(2028, 7, 1))}
    assert overdue(content, seen, late) == ("boat",)
    topic = content.topic("mill", "en")
    assert topic is not None
    assert review(topic, seen["mill"], date(2028, 7, 2)).due


def test_a_number_that_runs_out_after_the_confirmation_is_due(root):
    topic = load_content(root).topic("mill", "de")
    assert topic is not None
    # The date in it counts until 4 March 2027.
    before = Confirmation(confirmed_on=date(2027, 3, 1), review_by=date(2027, 9, 1))
    after = Confirmation(confirmed_on=date(2027, 3, 6), review_by=date(2027, 9, 6))
    assert review(topic, before, date(2027, 3, 7)).due
    assert not review(topic, after, date(2027, 3, 7)).due


def test_every_word_from_letters_is_explained_in_every_language():
    content = load_content(locales_folder(), asking=False)
    words = load_words(words_file(locales_folder()))
    assert [finding.describe() for finding in check_glossary(content, words)] == []


def test_a_missing_language_falls_back(root):
    content = load_content(root)
    path = root / "de" / "faq" / "letters.tsv"
    path.write_text("word\texplanation\nBescheid\tEine Entscheidung.\n", encoding="utf-8")
    assert explain(content, "Bescheid", "uk") == ("Eine Entscheidung.", "de")
    assert explain(content, "Frist", "uk") is None


@pytest.mark.parametrize(
    "text",
    ["wort\terklärung\n", "word\texplanation\nFrist\n", "word\texplanation\nA\tb\nA\tc\n"],
)
def test_a_broken_list_is_named(root, text):
    (root / "en" / "faq" / "letters.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError):
        load_glossary(root, "en")
