from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.faq.content import load_content
from bot.faq.danger import DangerWords
from bot.faq.decide import (
    ANSWER_FROM,
    Answer,
    NotCovered,
    Ranking,
    Suggest,
    by_text,
    decide,
    nearest,
)
from bot.faq.errors import ContentError
from bot.faq.faq import Faq, engine, load_faq
from bot.faq.kinship import FEWEST
from bot.faq.search import Hit
from bot.faq.wordlist import NO_WORDS, WordList, load_words
from tests.faq.tree import write_tree


def hit(slug: str | None, score: float) -> Hit:
    return Hit(slug=slug, score=score)


def test_a_high_score_without_rival_is_answered() -> None:
    ranking = by_text((hit("a", 0.9), hit("b", 0.1)))
    decision = decide(ranking, ("uk", "de"))
    assert decision == Answer(slug="a", language="uk", confidence=ranking.sure)


def test_a_near_rival_makes_it_a_choice() -> None:
    hits = (hit("a", 0.9), hit("b", 0.88), hit("c", 0.2), hit("d", 0.1))
    assert decide(by_text(hits), ("de",)) == Suggest(slugs=("a", "b", "c"))


def test_a_rival_without_content_counts_too() -> None:
    hits = (hit(None, 0.9), hit("a", 0.3))
    assert decide(by_text(hits), ("de",)) == NotCovered(nearest=("a",))


def test_a_low_score_is_not_covered() -> None:
    assert decide(by_text((hit("a", 0.05),)), ("de",)) == NotCovered(nearest=("a",))


def test_nothing_found_is_not_covered() -> None:
    assert decide(by_text(()), ()) == NotCovered(nearest=())
    assert by_text((hit(None, 1.0),)).sure == 0.0


def test_the_threshold_itself_is_answered() -> None:
    ranking = Ranking(hits=(hit("a", 1.0),), sure=ANSWER_FROM, covered=1.0)
    assert isinstance(decide(ranking, ("de",)), Answer)


def test_three_are_nearest_even_if_fewer_were_found() -> None:
    assert nearest((hit("a", 0.5), hit(None, 0.4)), ("a", "b", "c", "d")) == ("a", "b", "c")


@pytest.fixture(scope="module")
def faq(tmp_path_factory: pytest.TempPathFactory) -> Faq:
    content = load_content(write_tree(tmp_path_factory.mktemp("tree")))
    words = WordList(
        empty=("the", "wann"),
        names=(("mill", ("Mühle", "млин")), ("castle", ("Burg", "castle wall"))),
        others=(("greeting", ("hello", "hallo")),),
    )
    return Faq(content, engine(content, words, DangerWords(("fire",)), None))


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("When does the windmill grind?", "en", "mill"),
        ("windmil grnding", "en", "mill"),
        ("Ruderbote", "de", "boat"),
        ("MUEHLE", "de", "mill"),
        ("Mühle", "en", "mill"),
        ("rowing boat", "uk", "boat"),
        ("млин", "uk", "mill"),
    ],
)
def test_the_right_topic_comes_first(faq: Faq, text: str, language: str, slug: str) -> None:
    assert faq.ask(text, language).nearest[0] == slug


@pytest.mark.parametrize("text", ["hello", "castle wall", "zzz", "", "👍", "?"])
def test_what_nobody_wrote_about_is_not_covered(faq: Faq, text: str) -> None:
    result = faq.ask(text, "en")
    assert isinstance(result.decision, NotCovered)
    assert len(result.nearest) == 2


def test_the_answer_is_in_the_language_of_the_person_if_there_is_one(faq: Faq) -> None:
    assert [_language(faq, language) for language in ("de", "en", "ar")] == ["de", "en", "en"]


def _language(faq: Faq, language: str) -> str:
    decision = faq.ask("When does the windmill grind?", language).decision
    assert isinstance(decision, Answer)
    return decision.language


def test_danger_is_told_beside_any_decision(faq: Faq) -> None:
    assert (faq.ask("fire zzz", "en").danger, faq.ask("mill", "en").danger) == (True, False)


def test_a_topic_is_found_in_another_language_if_need_be(faq: Faq) -> None:
    topic = faq.topic("mill", "uk")
    assert topic is not None
    assert topic.language == "en"
    assert faq.topic("castle", "uk") is None


def test_threads_may_ask_at_the_same_time(faq: Faq) -> None:
    asked = ["windmill", "rowing boat", "hello"] * 20
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: faq.ask(text, "en"), asked))
    assert together == [faq.ask(text, "en") for text in asked]


def test_word_files_beside_the_content_are_read(tmp_path: Path) -> None:
    root = write_tree(tmp_path)
    (root / "faq_words.toml").write_text(
        '[name]\nmill = { de = ["xylophon"] }\n', encoding="utf-8"
    )
    (root / "danger_words.toml").write_text('[danger]\nde = ["tiger"]\n', encoding="utf-8")
    result = load_faq(root).ask("xylophon tiger", "de")
    assert (result.nearest[0], result.danger) == ("mill", True)


def test_the_installations_word_files_serve_other_content(tmp_path: Path) -> None:
    assert load_faq(write_tree(tmp_path)).ask("Feuer!", "de").danger


def test_without_a_word_file_there_are_no_words(tmp_path: Path) -> None:
    assert load_words(tmp_path / "none.toml") == NO_WORDS


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[letter]\nBescheid = { uk = ['x'] }\n", "“Bescheid” names no slugs"),
        ("[letter]\nBescheid = 3\n", "“letter” must hold tables"),
        ("[name]\nmill = { de = 'x' }\n", "list of strings"),
        ("[other]\nx = 'y'\n", "“other” must hold tables"),
        ("empty = 3\n", "“empty” must be a table"),
        ("[empty]\nde = 3\n", "must be a string"),
        ("[names]\n", "unknown key"),
        ("[name", "not TOML"),
    ],
)
def test_a_faulty_word_file_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "faq_words.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=reason):
        load_words(path)


def test_of_many_topics_the_right_one_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "faq"
    folder.mkdir(parents=True)
    for number in range(FEWEST):
        page = f'+++\ntitle = "Mill number{number}"\n+++\nGrain of kind{number % 9} is ground.\n'
        (folder / f"mill-{number}.md").write_text(page, encoding="utf-8")
    assert load_faq(tmp_path).ask("number17 mill", "en").nearest[0] == "mill-17"
