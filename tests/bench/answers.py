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
from bot.faq.faq import DANGER_FILE, WORDS_FILE, Faq
from bot.faq.search import Search
from bot.faq.wordlist import load_words
from tests.bench.installation import percentile

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
        self._pool = sorted({w for topic in own for w in topic.body.split() if w.isalpha()})

    def word(self) -> str:
        first, second = self._dice.choice(self._pool), self._dice.choice(self._pool)
        return first if self._dice.random() < 0.4 else first[: len(first) // 2 + 1] + second[-4:]

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
    """Ask the stored questions; ``entries`` None: of the content as it is."""
    root = locales_folder()
    content = load_content(root)
    if entries is not None:
        content = Content(root, _made_up(content, entries), content.facts)
    began = time.perf_counter()
    search = Search(content, load_words(root / WORDS_FILE))
    build_s = time.perf_counter() - began
    faq = Faq(content, search, load_danger(root / DANGER_FILE))
    with QUERIES.open(encoding="utf-8") as handle:
        queries = [(row["query"], row["lang"]) for row in csv.DictReader(handle, delimiter="\t")]
    took = []
    for query, language in queries:  # each once: a second time would be quicker
        began = time.perf_counter()
        faq.ask(query, language)
        took.append((time.perf_counter() - began) * 1000)
    return Asked(
        entries=len(content.slugs),
        p50_ms=percentile(took, 0.5),
        p95_ms=percentile(took, 0.95),
        build_s=build_s,
    )
