from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.faq.check import check, summary
from bot.faq.content import load_content
from tests.faq.tree import replace, write_tree

TODAY = date(2026, 11, 22)
LONG = "word " * 60


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path)


def found(root: Path, today: date = TODAY) -> list[str]:
    return [finding.describe() for finding in check(load_content(root), today)]


def test_a_tree_without_fault_has_no_findings(root: Path) -> None:
    assert found(root) == []


TOPIC_FAULTS = [
    ('questions = ["When does the boat leave?"]\n', "", "“questions” is missing"),
    ('group = "home"\n', "", "“group” is missing"),
    ('sources = ["example.org"]\n', "", "“sources” is missing"),
    ("review_by = 2027-05-01\n", "", "“review_by” is missing"),
    ("reviewed_on = 2026-11-01", "reviewed_on = 2026-12-01", "lies in the future"),
    ('related = ["mill"]', 'related = ["ship"]', "“ship” does not exist"),
    ('related = ["mill"]', 'related = ["boat"]', "not related to itself"),
    ("Ask at", LONG + "Ask at", "250 are allowed"),
    ("The boat leaves at 9.", "The boat leaves at 9. " + LONG * 4, "900 are allowed"),
    ("Ask at", "- Ask at", "must begin with a paragraph"),
    ("The boat", "## The boat", "“#” is no markup"),
    ("The boat", "The `boat`", "“`” is no markup"),
    ("The boat", "The [boat](x)", "no markup"),
    ("The boat", "The **boat", "“**” is no markup"),
    ("The boat", "The <b>boat", "no markup"),
    ("The boat", "https://boat.org", "belongs into facts.toml as {url:…}"),
    ("The boat", "0228 19240 boat", "belongs into facts.toml as {phone:…}"),
    ("{phone:office}", "the office", "other facts than in “de”"),
    ("at 9", "at 10", "other numbers than in “de”"),
    ('group = "home"', 'group = "work"', "other group than in “de”"),
    ('sources = ["example.org"]', 'sources = ["example.com"]', "other sources than in “de”"),
]


@pytest.mark.parametrize(("old", "new", "text"), TOPIC_FAULTS)
def test_a_planted_fault_is_found_in_its_file(root: Path, old: str, new: str, text: str) -> None:
    replace(root / "en" / "faq" / "boat.md", old, new)
    hits = [line for line in found(root) if text in line]
    assert [("en/faq/boat.md" in hit, hit.startswith("problem")) for hit in hits] == [(True, True)]


def test_digits_of_another_script_are_the_same_number(root: Path) -> None:
    replace(root / "en" / "faq" / "boat.md", "at 9", "at ٩")
    assert found(root) == []


def test_a_topic_missing_in_a_language_is_found(root: Path) -> None:
    (root / "en" / "faq" / "mill.md").unlink()
    (root / "en" / "faq" / "asking.tsv").unlink()
    assert any("there is no “mill” in “en”" in line for line in found(root))


def test_a_fact_that_nobody_uses_is_a_warning(root: Path) -> None:
    extra = '\n[phone.old]\nvalue = "110"\nsource = "x"\nchecked_on = 2026-01-01\n'
    extra += "valid_until = 2027-01-01\n"
    with (root / "facts.toml").open("a", encoding="utf-8") as file:
        file.write(extra)
    assert [line.split(":")[0] for line in found(root)] == ["warning"]


def test_an_amount_without_validity_is_a_problem(root: Path) -> None:
    replace(root / "facts.toml", "valid_until = 2027-09-01\n", "")
    assert any("“eur:fee” has no “valid_until”" in line for line in found(root))


def test_a_fact_checked_in_the_future_is_a_problem(root: Path) -> None:
    replace(root / "facts.toml", "checked_on = 2026-09-01", "checked_on = 2026-12-24")
    assert any("checked in the future" in line for line in found(root))


def test_what_is_due_is_only_a_warning(root: Path) -> None:
    lines = found(root, date(2027, 6, 1))
    assert {line.split(":")[0] for line in lines} == {"warning"}
    assert sum("review was due" in line for line in lines) == 4
    assert sum("was valid until" in line for line in lines) == 1


def test_the_summary_counts_ways_of_asking_per_topic_and_language(root: Path) -> None:
    assert list(summary(load_content(root))) == [
        "ways of asking\tde\ten",
        "boat\t1\t2",
        "mill\t1\t2",
    ]
