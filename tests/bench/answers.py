"""How long one question takes to be answered, with the content as it is and with much more."""

from __future__ import annotations

import csv
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.place import locales_folder
from bot.faq.blocks import Paragraph, Text
from bot.faq.content import Content, Topic, load_content
from bot.faq.danger import load_danger
from bot.faq.faq import DANGER_FILE, WORDS_FILE, Faq, engine, load_faq
from bot.faq.wordlist import load_words
from tests.bench.installation import percentile

VOCABULARY = 40_000  # words per language besides the real ones, more than prose of this length has
QUERIES = Path(__file__).parents[1] / "faq" / "queries.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Milliseconds per question, and seconds to build the search."""

    entries: int
    p50_ms: float
    p95_ms: float
    build_s: float


class Author:
    """Writes topics in one language with words crossed from those of the real ones."""

    def __init__(self, own: list[Topic], dice: random.Random) -> None:
        self._own, self._dice = own, dice
        self._real = [w for topic in own for w in topic.body.split() if w.isalpha()]
        self._crossed = [self._cross() for _ in range(VOCABULARY)]

    def _cross(self) -> str:
        first, second = self._dice.choice(self._real), self._dice.choice(self._real)
        return first[: len(first) // 2 + 1] + second[-4:]

    def word(self) -> str:
        """Half of the words as frequent as they really are, the others from a long tail."""
        if self._dice.random() < 0.5:
            return self._dice.choice(self._real)
        return self._crossed[int(VOCABULARY * self._dice.random() ** 3)]

    def words(self, length: int) -> str:
        return " ".join(self.word() for _ in range(length))

    def topic(self, number: int) -> Topic:
        return replace(
            self._dice.choice(self._own),
            slug=f"made-up-{number}",
            title=self.words(4),
            questions=tuple(self.words(8) for _ in range(3)),
            aliases=tuple(self.word() for _ in range(5)),
            ways=(),
            rest=(Paragraph(spans=(Text(text=self.words(120)),)),),
        )


def _made_up(content: Content, count: int) -> tuple[Topic, ...]:
    """Return the real topics and made up ones, ``count`` per language together."""
    made: list[Topic] = []
    for language in content.languages:
        own = list(content.in_language(language))
        author = Author(own, random.Random(7))
        made += [author.topic(number) for number in range(count - len(own))]
    return (*content.topics, *made)


def asked(entries: int | None = None) -> Asked:
    """Ask the stored questions; ``entries`` None: of the content as it is, with its model.

    Else by text match of so many topics in each language, real ones and made up ones.
    """
    root = locales_folder()
    made_up = None
    if entries is not None:
        content = load_content(root)
        made_up = Content(root, _made_up(content, entries), content.facts)
    began = time.perf_counter()
    faq = load_faq(root) if made_up is None else by_text(made_up)
    build_s = time.perf_counter() - began
    with QUERIES.open(encoding="utf-8") as handle:
        queries = [(row["query"], row["lang"]) for row in csv.DictReader(handle, delimiter="\t")]
    took = []
    for query, language in queries:  # each once: a second time would be quicker
        began = time.perf_counter()
        faq.ask(query, language)
        took.append((time.perf_counter() - began) * 1000)
    return Asked(
        entries=len(faq.content.topics),
        p50_ms=percentile(took, 0.5),
        p95_ms=percentile(took, 0.95),
        build_s=build_s,
    )


def by_text(content: Content) -> Faq:
    """Answers on ``content`` without a model."""
    words, danger = load_words(content.root / WORDS_FILE), load_danger(content.root / DANGER_FILE)
    return Faq(content, engine(content, words, danger, None))
