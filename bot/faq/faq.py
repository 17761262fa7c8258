"""The one door to the frequent questions: loaded once, then asked by anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.place import locales_folder
from bot.faq.concepts import CONCEPTS_FILE, load_concepts
from bot.faq.content import Content, Topic, load_content
from bot.faq.danger import DangerWords, load_danger
from bot.faq.decide import (
    DANGER_FROM,
    FALLBACK_LANGUAGES,
    Decision,
    Ranking,
    by_text,
    decide,
    nearest,
)
from bot.faq.index import Floats
from bot.faq.letters import Letters
from bot.faq.local import LocalEntry, LocalMatch, with_topics
from bot.faq.model import MODEL_FILE, Model, load_model
from bot.faq.rank import ByModel, Rarity
from bot.faq.search import Search
from bot.faq.wordlist import WordList, load_words

WORDS_FILE = "faq_words.toml"
DANGER_FILE = "danger_words.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out of one question.

    ``nearest`` are always the three best topics (fewer only where fewer exist), ``confidence``
    the figure between 0 and 1 that the decision rests on, ``danger`` whether the text has a word
    of danger or is about a topic of danger, which goes before any decision.
    """

    decision: Decision
    nearest: tuple[str, ...]
    confidence: float
    danger: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """What answers are found with; shared by all versions of the content.

    ``rank`` orders the topics for a text of a person who reads a language; ``rarity`` tells how
    much folded words say.
    """

    rank: Callable[[str, str], Ranking]
    rarity: Callable[[Sequence[str]], Floats]
    danger: DangerWords
    letters: Letters


# A number or single letters tell nothing of danger, whatever they look like to the model.
_A_WORD = re.compile(r"[^\W\d_]{2}")


class Faq:
    """Content, search and words of danger; read only, safe for several threads."""

    def __init__(self, content: Content, engine: Engine, local: LocalMatch | None = None) -> None:
        self.content = content
        self._engine = engine
        self._local = local
        self._official = content

    def with_local(self, entries: tuple[LocalEntry, ...]) -> Faq:
        """The same questions and answers with these entries of coordinators, and no others.

        Search and model are shared. An entry with the slug of a topic changes the text that is
        shown in its language; any other slug is a topic found by its title and questions.
        """
        made = Faq(
            with_topics(self._official, entries),
            self._engine,
            LocalMatch(entries, self._engine.rarity) if entries else None,
        )
        made._official = self._official
        return made

    def _languages(self, slug: str, language: str) -> tuple[str, ...]:
        wanted = dict.fromkeys([language, *FALLBACK_LANGUAGES, *self.content.languages])
        return tuple(code for code in wanted if self.content.topic(slug, code) is not None)

    def rank(self, text: str, language: str) -> Ranking:
        """The topics for a text of a person who reads ``language``, best first."""
        ranking = self._engine.rank(text, language)
        return ranking if self._local is None else self._local.joined(ranking, text)

    def ask(self, text: str, language: str) -> Result:
        """The decision on a question of a person who reads ``language``."""
        ranking = self.rank(text, language)
        best = nearest(ranking.hits)
        languages = self._languages(best[0], language) if best else ()
        return Result(
            decision=decide(ranking, languages),
            nearest=nearest(ranking.hits, self._official.slugs),
            confidence=ranking.sure,
            danger=self._engine.danger(text)
            or (ranking.danger >= DANGER_FROM and _A_WORD.search(text) is not None),
        )

    def in_danger(self, text: str) -> bool:
        """Whether the text has a word of danger."""
        return self._engine.danger(text)

    def topic(self, slug: str, language: str) -> Topic | None:
        """The topic in the language, else in English, German or any other; None if unknown."""
        languages = self._languages(slug, language)
        return self.content.topic(slug, languages[0]) if languages else None

    def is_local(self, topic: Topic) -> bool:
        """Whether the text was written by coordinators and did not come with the program."""
        return self._official.topic(topic.slug, topic.language) is not topic

    def letter(self, text: str) -> str | None:
        """The German word from letters in its right spelling if the text is just such a word."""
        return self._engine.letters.word(text)

    def letter_slugs(self, word: str) -> tuple[str, ...]:
        """The topics of a word from letters; empty for an unknown one."""
        return self._engine.letters.slugs(word)


def engine(content: Content, words: WordList, danger: DangerWords, model: Model | None) -> Engine:
    """What answers questions on ``content``: its model, or text match where it has none."""
    letters = Letters(words)
    if model is not None:
        ranked = ByModel(model, frozenset(content.slugs))
        rarity = Rarity(model, words)
        return Engine(rank=ranked, rarity=rarity, danger=danger, letters=letters)
    search = Search(content, words)
    return Engine(
        rank=lambda text, language: by_text(search.rank(text, language)),
        rarity=search.rarity,
        danger=danger,
        letters=letters,
    )


def _file(root: Path, name: str) -> Path:
    """The file of a content folder; where it has none, the installation's."""
    return next((p for p in (root / name, locales_folder() / name) if p.exists()), root / name)


def words_file(root: Path) -> Path:
    """Where the words stand that the search knows besides the content below ``root``."""
    return _file(root, WORDS_FILE)


def concepts_file(root: Path) -> Path:
    """Where the things stand that words of all languages mean."""
    return _file(root, CONCEPTS_FILE)


def load_faq(root: Path) -> Faq:
    """Everything below ``root``; word files that are not there come from the installation.

    Raises:
        ContentError: A file cannot be read or there is no topic at all.
    """
    model = load_model(root / MODEL_FILE, load_concepts(concepts_file(root)))
    # The model has learned the ways of asking; nothing else would read them.
    content = load_content(root, asking=model is None)
    danger = load_danger(_file(root, DANGER_FILE))
    return Faq(content, engine(content, load_words(words_file(root)), danger, model))
