from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.faq.blocks import Bold, Day, ItemList, Link, Money, Paragraph, Phone, Text
from bot.faq.content import load_content
from bot.faq.errors import ContentError
from tests.faq.tree import replace, write_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path)


def failure(root: Path) -> ContentError:
    with pytest.raises(ContentError) as caught:
        load_content(root)
    return caught.value


def test_facts_become_typed_spans(root: Path) -> None:
    topic = load_content(root).topic("mill", "en")
    assert topic is not None
    assert topic.lead == Paragraph(
        spans=(
            Text(text="Call "),
            Bold(spans=(Phone(key="fire", number="112"),)),
            Text(text=" at once."),
        )
    )
    assert topic.rest == (
        ItemList(
            items=(
                (Text(text="Fee "), Money(key="fee", amount=Decimal("18.36"))),
                (
                    Text(text="Until "),
                    Day(key="end", day=date(2027, 3, 4)),
                    Text(text=", see "),
                    Link(key="site", url="https://example.org/help"),
                ),
            )
        ),
    )


def test_lines_of_one_paragraph_are_joined_and_lists_end_at_a_paragraph(root: Path) -> None:
    path = root / "en" / "faq" / "boat.md"
    replace(path, "The boat leaves at 9.", "One\ntwo\n- item\n  more\n\nthree")
    topic = load_content(root).topic("boat", "en")
    assert topic is not None
    assert topic.rest == (
        Paragraph(spans=(Text(text="One two"),)),
        ItemList(items=((Text(text="item more"),),)),
        Paragraph(spans=(Text(text="three"),)),
    )


def test_only_a_title_and_a_text_are_needed_to_load(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "faq"
    folder.mkdir(parents=True)
    (folder / "p1.md").write_text('+++\ntitle = "T"\n+++\n- seul\n', encoding="utf-8")
    content = load_content(tmp_path)
    assert (content.languages, content.slugs) == (("fr",), ("p1",))


def test_ways_of_asking_belong_to_their_topic(root: Path) -> None:
    topic = load_content(root).topic("mill", "en")
    assert topic is not None
    assert topic.ways == ("grind my corn",)


@pytest.mark.parametrize(
    ("today", "due"),
    [(date(2027, 3, 4), False), (date(2027, 3, 5), True)],
)
def test_a_topic_is_due_after_the_last_day_of_a_fact_it_uses(
    root: Path, today: date, due: bool
) -> None:
    topic = load_content(root).topic("mill", "de")
    assert topic is not None
    assert topic.is_due(today) is due


def test_a_topic_is_due_after_its_review_day(root: Path) -> None:
    content = load_content(root)
    assert [t.slug for t in content.due(date(2027, 5, 2))] == ["boat", "mill", "boat", "mill"]


def test_the_oldest_check_is_the_one_shown(root: Path) -> None:
    topic = load_content(root).topic("mill", "de")
    assert topic is not None
    assert topic.checked_on() == date(2026, 9, 1)


def test_the_first_language_that_has_a_topic_wins(root: Path) -> None:
    (root / "de" / "faq" / "boat.md").unlink()
    best = load_content(root).best("boat", ("ar", "de", "en"))
    assert best is not None
    assert best.language == "en"


FILE_FAULTS = [
    ("title = ", "titel = ", 2, "unknown key “titel”"),
    ('title = "The rowing boat"', "title = 5", 2, "must be a string"),
    ('title = "The rowing boat"', 'title = " "', 2, "missing or empty"),
    ('related = ["mill"]', "related = [3]", 6, "list of strings"),
    ("reviewed_on = 2026-11-01", 'reviewed_on = "2026"', 8, "must be a date"),
    ("reviewed_on = 2026-11-01", "reviewed_on = 2026-11-01T10:00:00", 8, "without a time"),
    ("group = ", "group ", 5, "not TOML"),
    ("{phone:office}", "{phone:nobody}", 11, "knows no “phone:nobody”"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), FILE_FAULTS)
def test_a_fault_in_a_topic_is_named_with_its_line(
    root: Path, old: str, new: str, line: int, reason: str
) -> None:
    path = root / "en" / "faq" / "boat.md"
    replace(path, old, new)
    error = failure(root)
    assert (error.path, error.line) == (path, line)
    assert reason in str(error)


def test_a_missing_fence_is_named(root: Path) -> None:
    path = root / "en" / "faq" / "boat.md"
    path.write_text("title", encoding="utf-8")
    assert "must begin with a line +++" in str(failure(root))
    path.write_text('+++\ntitle = "x"\n', encoding="utf-8")
    assert "second line +++" in str(failure(root))


def test_an_empty_text_is_refused(root: Path) -> None:
    (root / "en" / "faq" / "boat.md").write_text('+++\ntitle = "x"\n+++\n\n', encoding="utf-8")
    assert "the text is empty" in str(failure(root))


def test_a_file_that_is_not_utf8_is_refused(root: Path) -> None:
    (root / "en" / "faq" / "boat.md").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in str(failure(root))


def test_a_file_name_with_capitals_is_refused(root: Path) -> None:
    (root / "en" / "faq" / "Boat.md").write_text("x", encoding="utf-8")
    assert "small letters" in str(failure(root))


def test_a_folder_without_topics_is_refused(tmp_path: Path) -> None:
    assert "no topics here" in str(failure(tmp_path))


ASKING_FAULTS = [
    ("slug\tway", "slug,way", 1, "first line"),
    ("mill\tgrind", "mill grind", 2, "one tab"),
    ("boat\tcross", "ship\tcross", 3, "no topic “ship”"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), ASKING_FAULTS)
def test_a_fault_in_the_ways_of_asking_is_named_with_its_line(
    root: Path, old: str, new: str, line: int, reason: str
) -> None:
    replace(root / "en" / "faq" / "asking.tsv", old, new)
    error = failure(root)
    assert error.line == line
    assert reason in str(error)


FACT_FAULTS = [
    ('value = "112"', 'value = "0228 19240"', 3, "neither a short number"),
    ('value = "18.36"', 'value = "18,36"', 15, "no amount"),
    ('value = "18.36"', 'value = "-1"', 15, "no amount"),
    ('value = "18.36"', 'value = "NaN"', 15, "no amount"),
    ("value = 2027-03-04", 'value = "4.3.2027"', 21, "must be a date"),
    ('"https://example.org/help"', '"http://example.org"', 27, "no https address"),
    ("checked_on = 2026-09-01\n", "", 14, "“checked_on” is missing"),
    ("valid_until = 2027-09-01", "valid_til = 2027-09-01", 18, "unknown key"),
    ("[eur.fee]", "[usd.fee]", None, "no kind of fact"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), FACT_FAULTS)
def test_a_fault_in_the_facts_is_named_with_its_line(
    root: Path, old: str, new: str, line: int | None, reason: str
) -> None:
    replace(root / "facts.toml", old, new)
    error = failure(root)
    assert (error.path.name, error.line) == ("facts.toml", line)
    assert reason in str(error)


def test_a_fact_that_is_no_table_is_refused(root: Path) -> None:
    replace(root / "facts.toml", "[phone.fire]", "[phone]\nbad = 1\n[phone.fire]")
    assert "“phone.bad” must be a table" in str(failure(root))
