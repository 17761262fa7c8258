from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.domain.place import locales_folder
from bot.faq.calibrate import groups, halves
from bot.faq.cli import main
from bot.faq.concepts import CONCEPTS_FILE, Concepts
from bot.faq.decide import Answer, NotCovered
from bot.faq.errors import ContentError
from bot.faq.examples import ANY, NEAR, TALK, WAY, Example, Typist, examples, fingerprint
from bot.faq.faq import concepts_file, load_faq, words_file
from bot.faq.features import features
from bot.faq.model import MODEL_FILE, load_model
from bot.faq.train import save
from tests.faq.tree import write_tree

NOTHING = Concepts()
MILLS = ["grind my corn", "flour from wheat", "the big wheel turns", "bring grain to the miller"]
BOATS = ["cross the river", "row over the lake", "oars and water", "to the other bank"]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_tree(tmp_path_factory.mktemp("trained"))
    ways = [f"mill\t{m} {n}" for m in MILLS for n in ("please", "today", "how", "where", "why")]
    ways += [f"boat\t{b} {n}" for b in BOATS for n in ("please", "today", "how", "where", "why")]
    text = "slug\tway\n" + "\n".join(ways) + "\n"
    (root / "en" / "faq" / "asking.tsv").write_text(text, encoding="utf-8")
    talk = [f"talk\t{t} {n}" for t in ("good morning", "tell a joke") for n in ("you", "bot", "x")]
    near = [f"near\t{t} {n}" for t in ("buy a castle", "dragon tax") for n in ("how", "y", "z")]
    text = "kind\tway\n" + "\n".join([*talk, *near]) + "\n"
    (root / "en" / "faq" / "elsewhere.tsv").write_text(text, encoding="utf-8")
    assert main(["train", "--content", str(root)]) == 0
    return root


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("who can grind corn", "mill"),
        ("I must cross the river", "boat"),
        ("wann mahlt die mühle", "mill"),
        ("rwo over teh lake", "boat"),
    ],
)
def test_a_model_finds_what_it_learned(trained: Path, text: str, slug: str) -> None:
    assert load_faq(trained).ask(text, "en").nearest[0] == slug


def test_small_talk_is_not_answered(trained: Path) -> None:
    decision = load_faq(trained).ask("tell a joke bot", "en").decision
    assert not isinstance(decision, Answer)


@pytest.mark.parametrize("text", ["", "👍", "?!", "٪٪"])
def test_a_text_without_words_is_not_covered(trained: Path, text: str) -> None:
    assert not isinstance(load_faq(trained).ask(text, "en").decision, Answer)


def test_a_topic_without_content_is_never_answered(trained: Path) -> None:
    faq = load_faq(trained)
    for language in ("de", "en"):
        (trained / language / "faq" / "boat.md").rename(trained / f"boat.{language}")
    try:
        (trained / "en" / "faq" / "asking.tsv").rename(trained / "asking")
        without = load_faq(trained)
        assert faq.ask("cross the river", "en").nearest[0] == "boat"
        decision = without.ask("cross the river today", "en").decision
        assert isinstance(decision, NotCovered)
    finally:
        (trained / "asking").rename(trained / "en" / "faq" / "asking.tsv")
        for language in ("de", "en"):
            (trained / f"boat.{language}").rename(trained / language / "faq" / "boat.md")


def test_the_same_sources_give_the_same_model(trained: Path) -> None:
    before = (trained / MODEL_FILE).read_bytes()
    assert main(["train", "--content", str(trained)]) == 0
    assert (trained / MODEL_FILE).read_bytes() == before


def test_the_model_of_the_installation_was_learned_from_its_content() -> None:
    root = locales_folder()
    model = load_model(root / MODEL_FILE, NOTHING)
    assert model is not None
    given = examples(root, words_file(root))
    assert model.fingerprint == fingerprint(given, concepts_file(root)), (
        "ways of asking, titles, texts, word lists or the code of the features have changed: "
        "python -m bot faq train"
    )


def test_a_changed_way_or_concept_needs_another_model(trained: Path, tmp_path: Path) -> None:
    given = examples(trained, words_file(trained))
    concepts = tmp_path / CONCEPTS_FILE
    marks = {fingerprint(given, concepts), fingerprint(given[1:], concepts)}
    concepts.write_text("de\ten\nMühle\tmill\n", encoding="utf-8")
    assert len({*marks, fingerprint(given, concepts)}) == 3


def test_without_a_file_there_is_no_model(tmp_path: Path) -> None:
    assert load_model(tmp_path / MODEL_FILE, NOTHING) is None


def test_a_damaged_model_is_named(trained: Path, tmp_path: Path) -> None:
    path = tmp_path / MODEL_FILE
    path.write_bytes(b"no model")
    with pytest.raises(ContentError, match="cannot be read"):
        load_model(path, NOTHING)
    with np.load(trained / MODEL_FILE) as stored:
        arrays = {name: stored[name] for name in stored.files}
    save(path, arrays | {"version": np.array(0)}, "")
    with pytest.raises(ContentError, match="another version"):
        load_model(path, NOTHING)


def test_what_is_learned_from_has_a_subject_and_a_language(trained: Path) -> None:
    given = examples(trained, words_file(trained))
    assert {one.subject for one in given} == {"mill", "boat", TALK, NEAR}
    assert {one.language for one in given} == {"de", "en", ANY}
    assert sum(one.weight == WAY and one.subject == "mill" for one in given) > len(MILLS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("nothing\n", "first line"), ("kind\tway\nother\tx\n", "“talk” or “near”")],
)
def test_a_faulty_list_of_what_is_elsewhere_is_named(
    tmp_path: Path, text: str, reason: str
) -> None:
    root = write_tree(tmp_path)
    (root / "de" / "faq" / "elsewhere.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=reason):
        examples(root, words_file(root))


def test_held_out_ways_have_no_near_copy_among_the_others() -> None:
    texts = ["where is the mill", "where is the mill please", "row the boat", "cheap bread"]
    given = [Example(language="en", subject="a", text=text, weight=WAY) for text in texts]
    assert groups(given, NOTHING) == [0, 0, 2, 3]
    most, held = halves([*given, *given[2:], *given[2:], *given[2:]], NOTHING)
    assert not {one.text for one in most} & {one.text for one in held}


def test_slips_are_the_same_again_with_the_same_seed() -> None:
    text = "Wo melde ich meine neue Wohnung an, bitte?"
    one, other = Typist(3, frozenset()), Typist(3, frozenset())
    typed = [one(text) for _ in range(20)]
    assert typed == [other(text) for _ in range(20)]
    assert len(set(typed)) > 10


@pytest.mark.parametrize("text", ["моя нова адреса у місті", "عنواني الجديد في المدينة"])
def test_other_scripts_are_also_typed_with_latin_letters(text: str) -> None:
    typist = Typist(5, frozenset())
    assert any(typist(text).isascii() for _ in range(60))


def test_words_by_ear_and_things_share_features() -> None:
    assert set(features("анмельдунг", NOTHING)) & set(features("Anmeldung", NOTHING))
    things = Concepts("de\ten\nwohnung\tflat\n")
    assert set(features("Wohnungen", things)) & set(features("flats", things))
