"""The certificate, read back from the file and looked at as a picture."""

from __future__ import annotations

import os
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.certificate import make
from bot.documents.drawing import Ink, Pen, Side
from bot.domain.certificate import from_facts, to_facts
from tests.documents.samples import ARABIC, GERMAN, rows
from tests.texts.hostile import STRINGS

NAMES = 2_000 if os.environ.get("LOTSE_PROFILE") == "N" else 200
ISOLATE = "\u2068{}\u2069"


@pytest.fixture
def pens():
    """Return a maker of pens; what they drew is thrown away."""
    made = {}

    def get(*, rtl):
        return made.setdefault(rtl, Pen(rtl=rtl))

    yield get
    for pen in made.values():
        pen.pdf.add_page()
        pen.close()


def pages(content: bytes) -> list[str]:
    """Return the text of every page, spaces folded."""
    file = pypdfium2.PdfDocument(content)
    found = []
    for page in file:
        text = page.get_textpage()
        found.append(" ".join(text.get_text_range().split()))
        text.close()
        page.close()
    file.close()
    return found


def ink_box(content: bytes, *, top: float, bottom: float) -> tuple[float, float]:
    """Return the left and right edge of what is printed between two heights, all in mm."""
    file = pypdfium2.PdfDocument(content)
    page = file[0]
    picture = page.render(scale=2).to_pil().convert("L")
    per_mm = picture.width / 210
    part = picture.crop((0, int(top * per_mm), picture.width, int(bottom * per_mm)))
    box = part.point(lambda value: 255 if value < 128 else 0).getbbox()
    page.close()
    file.close()
    assert box is not None
    return box[0] / per_mm, box[2] / per_mm


def test_a_certificate_says_what_it_was_given():
    [text] = pages(make(GERMAN))
    for words in (
        *GERMAN.letterhead, GERMAN.title, GERMAN.opening, GERMAN.name, *GERMAN.paragraphs,
        GERMAN.total, GERMAN.place_and_date, GERMAN.signature, GERMAN.signer, GERMAN.footer,
        "Datum Aufgabe Stunden", "01.03.2026 Sprachcafé 0 2,5", "03.03.2026 Sprachcafé 2 2,5",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize("name", ["Оксана Шевченко", "Nguyễn Thị Ánh", "أحمد العلي", "Ελένη"])
def test_a_german_certificate_takes_names_of_other_scripts(name):
    [text] = pages(make(replace(GERMAN, name=name)))
    assert name in text


def test_an_arabic_certificate_keeps_its_letters_in_order():
    [text] = pages(make(ARABIC))
    for words in (ARABIC.title, ARABIC.name, "Sprachcafé", "شارك", "2026"):
        assert words in text


def test_arabic_letters_are_joined(pens):
    pen = pens(rtl=True)
    ink = Ink(size=20)
    assert pen.width("ببب", ink) < 3 * pen.width("ب", ink) * 0.8


def test_vowel_signs_do_not_part_arabic_letters(pens):
    pen = pens(rtl=True)
    ink = Ink(size=20)
    assert pen.width("بَبَبَ", ink) == pen.width("ببب", ink)


def test_no_text_is_a_command_of_the_library():
    [text] = pages(make(replace(GERMAN, name="{nb} **a** __b__")))
    assert "{nb} **a** __b__" in text


def test_arabic_lines_begin_on_the_right_and_german_ones_on_the_left():
    left, _ = ink_box(make(GERMAN), top=18, bottom=32)
    _, right = ink_box(make(ARABIC), top=18, bottom=32)
    assert (round(left), round(right)) == (25, 190)


def order_of(pen: Pen, text: str) -> list[str]:
    """Return the pieces of a line as they stand from left to right."""
    [line] = pen.lines(text, 1000, Ink())
    return [run.text.strip() for run in pen.runs(line) if run.text.strip()]


def test_numbers_and_latin_names_stand_right_in_an_arabic_line(pens):
    assert order_of(pens(rtl=True), "شارك Anna Blum في 12 مرة") == [
        "مرة", "12", "في", "Anna Blum", "شارك",
    ]  # fmt: skip


def test_an_arabic_name_stands_right_in_a_german_line(pens):
    assert order_of(pens(rtl=False), "Herr أحمد العلي hat") == ["Herr", "أحمد العلي", "hat"]


def test_an_isolated_name_does_not_pull_the_number_after_it_along(pens):
    name = ISOLATE.format("أحمد")
    assert order_of(pens(rtl=False), f"{name}, 3 Einsätze") == ["أحمد", ", 3 Einsätze"]


def test_an_isolate_that_is_broken_over_lines_is_closed_on_each(pens):
    pen = pens(rtl=False)
    lines = pen.lines(ISOLATE.format("أحمد العلي " * 20) + " 3 x", 60, Ink())
    assert len(lines) > 2
    assert {line.count("\u2068") - line.count("\u2069") for line in lines} == {0}


def test_direction_marks_are_never_drawn(pens):
    pen = pens(rtl=False)
    marked = "A\u200eB\u202eC\u2069D\u2066E"
    assert pen.readable(marked) == "ABCDE"


def test_signs_without_a_picture_fall_away_and_foreign_letters_leave_a_sign(pens):
    pen = pens(rtl=False)
    assert pen.readable("Anna 😀👍🏽 Blum") == "Anna Blum"
    assert pen.readable("漢") == "\ufffd"


def test_long_words_and_names_stay_between_the_margins():
    name = "Wolfeschlegelsteinhausenbergerdorff" * 5
    content = make(replace(GERMAN, name=name, rows=rows(1, "W" * 200)))
    left, right = ink_box(content, top=0, bottom=296)
    assert left >= 24.5
    assert right <= 190.5


@pytest.mark.slow
def test_a_table_of_120_rows_goes_over_pages_with_its_head_and_their_numbers():
    found = pages(make(replace(GERMAN, rows=rows(120))))
    assert len(found) == 5
    assert ["Datum Aufgabe Stunden" in text for text in found[:4]] == [True] * 4
    assert [f"{number} / 5" in text for number, text in enumerate(found, 1)] == [True] * 5
    whole = " ".join(found)
    assert [f"Sprachcafé {number} 2,5" in whole for number in range(120)] == [True] * 120
    assert GERMAN.signer in found[-1]


@pytest.mark.slow
def test_the_signature_is_never_torn_from_its_date():
    for count in (17, 19, 21, 22, 23):
        found = pages(make(replace(GERMAN, rows=rows(count))))
        assert [GERMAN.place_and_date in text for text in found] == [
            GERMAN.signer in text for text in found
        ]


def test_without_rows_there_is_no_table_and_one_page_has_no_number():
    [text] = pages(make(replace(GERMAN, rows=())))
    assert "Aufgabe" not in text
    assert "1 / 1" not in text


def test_the_file_names_its_title_and_language_and_is_the_same_each_time():
    content = make(GERMAN)
    file = pypdfium2.PdfDocument(content)
    about = file.get_metadata_dict()
    file.close()
    assert about["Title"] == GERMAN.title
    assert b"/Lang (de)" in content
    assert make(GERMAN) == content


def test_facts_come_back_as_they_were():
    assert from_facts(to_facts(ARABIC)) == ARABIC


@pytest.mark.slow
@settings(max_examples=NAMES // 5, deadline=None, derandomize=True, database=None)
@given(st.lists(STRINGS, min_size=5, max_size=5))
def test_no_name_and_no_text_breaks_the_making(texts):
    """Five hostile names a paper: one as the name, the others as tasks."""
    name, *tasks = texts
    one = ARABIC if len(name) % 3 == 0 else GERMAN
    hostile = replace(one, name=name, rows=tuple(row for task in tasks for row in rows(1, task)))
    assert make(from_facts(to_facts(hostile))).startswith(b"%PDF")


def test_a_row_longer_than_a_page_goes_on_on_the_next():
    found = pages(
        make(replace(GERMAN, paragraphs=("Wort " * 100,) * 6, rows=rows(1, "W W W W W " * 90)))
    )
    assert len(found) == 2


def test_every_side_is_mirrored_in_right_to_left_papers():
    pen = Pen(rtl=True)
    pen.pdf.add_page()
    pen.write("12", 20, 20, 100, ink=Ink(), side=Side.END)
    left, _ = ink_box(pen.close(), top=0, bottom=296)
    assert round(left) == 20


def test_a_latin_line_on_an_arabic_paper_keeps_its_full_stop_at_the_end(pens):
    [run] = pens(rtl=True).runs("Musterverein e. V.")
    assert (run.text, run.level % 2) == ("Musterverein e. V.", 0)


def test_an_arabic_line_on_a_german_paper_begins_on_the_right(pens):
    [run] = pens(rtl=False).runs("أحمد العلي.")
    assert (run.text, run.level % 2) == ("أحمد العلي.", 1)
