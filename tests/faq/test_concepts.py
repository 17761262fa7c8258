from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.place import locales_folder
from bot.faq.concepts import CONCEPTS_FILE, Concepts, load_concepts
from bot.faq.errors import ContentError
from bot.faq.normalise import words

TEXT = "de\ten\tuk\tar\nwohnung\tflat apartment\tквартир\tشقة\nmiete miet\trent.\tоренд\tايجار\n"


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("Wohnungen", (0,)),
        ("FLATS", (0,)),
        ("квартиру", (0,)),
        ("الشقة", (0,)),
        ("وشقتي", ()),
        ("بالإيجار", (1,)),
        ("rent", (1,)),
        ("rental", ()),
        ("Mieterin", (1,)),
        ("Haus", ()),
    ],
)
def test_words_of_all_languages_stand_for_things(word: str, numbers: tuple[int, ...]) -> None:
    assert Concepts(TEXT).of(words(word)[0]) == numbers


def test_the_installation_has_things_in_every_language() -> None:
    concepts = load_concepts(locales_folder() / CONCEPTS_FILE)
    asked = ("Wohnungen", "apartments", "квартири", "квартиры", "شقة", "appartement")
    assert len({concepts.of(words(word)[0]) for word in asked}) == 1


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert load_concepts(tmp_path / "none.tsv").of("wohnung") == ()


def test_a_line_with_a_cell_too_few_is_named(tmp_path: Path) -> None:
    path = tmp_path / CONCEPTS_FILE
    path.write_text("de\ten\nwohnung\n", encoding="utf-8")
    with pytest.raises(ContentError, match="one cell per language"):
        load_concepts(path)
