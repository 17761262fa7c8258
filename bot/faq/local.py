"""Entries that coordinators add or correct: found by their own phrases, shown as topics.

They come from the database while the bot runs, so they are matched by text alone: how near the
nearest title or question of an entry is to what was asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from bot.faq.blocks import Block, Paragraph, Text, UnknownFactError, fact_names, parse_blocks
from bot.faq.content import Content, Topic
from bot.faq.decide import ANSWER_FROM, Ranking
from bot.faq.facts import FactKind, Facts
from bot.faq.index import Field, Floats, Index, Lexicon, take_apart
from bot.faq.normalise import words
from bot.faq.search import Hit

GROUP = "local"
# How near a phrase must be to win over every topic, and to be offered beside them.
CLEARLY, NEARLY = 0.6, 0.35


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEntry:
    """What a coordinator wrote, in one language.

    With the slug of a topic it stands in place of that topic's text (``replaces``) or below it;
    any other slug is a topic of its own. ``version`` is the change of meaning made with this very
    text, ``follows`` the latest one that it takes up (bot.faq.state).
    """

    slug: str
    language: str
    title: str
    questions: tuple[str, ...]
    body: str
    checked_on: date
    review_by: date | None
    replaces: bool
    version: int = 1
    follows: int = 0


def _blocks(content: Content, body: str) -> tuple[Block, ...]:
    """The body as blocks; braces that name no fact stay the letters that were typed."""
    try:
        return parse_blocks(body, 1, content.facts.find)
    except UnknownFactError:
        return (Paragraph(spans=(Text(text=" ".join(body.split())),)),)


def _own_topic(entry: LocalEntry, blocks: tuple[Block, ...], facts: Facts) -> Topic:
    named = (name.split(":", 1) for name in fact_names(entry.body))
    used = (facts.find(FactKind(kind), key) for kind, key in named)
    return Topic(
        slug=entry.slug,
        language=entry.language,
        title=entry.title,
        questions=entry.questions,
        aliases=(),
        ways=(),
        group=GROUP,
        related=(),
        sources=(),
        reviewed_on=entry.checked_on,
        review_by=entry.review_by,
        translated_by="source",
        native_review=True,
        version=entry.version,
        source_version=entry.follows,
        lead=blocks[0],
        rest=blocks[1:],
        facts=tuple(fact for fact in used if fact is not None),
        body=entry.body,
        body_line=1,
        path=Path(f"{entry.slug}.{entry.language}"),
    )


def topic_of(entry: LocalEntry, content: Content) -> Topic:
    """The topic that is shown for an entry, made from what it replaces or adds to."""
    blocks = _blocks(content, entry.body) or (Paragraph(spans=(Text(text=entry.title),)),)
    made = _own_topic(entry, blocks, content.facts)
    there = content.topic(entry.slug, entry.language)
    kin = there or content.best(entry.slug, content.languages)
    if kin is None:
        return made
    made = replace(made, group=kin.group, related=kin.related, sources=kin.sources)
    if there is None or entry.replaces:
        return made
    return replace(
        there, rest=(*there.rest, *blocks), review_by=_sooner(there.review_by, entry.review_by)
    )


def _sooner(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other


def with_topics(content: Content, entries: Iterable[LocalEntry]) -> Content:
    """The content with the entries' topics in it."""
    topics = {(topic.slug, topic.language): topic for topic in content.topics}
    for entry in entries:
        topics[entry.slug, entry.language] = topic_of(entry, content)
    return Content(content.root, tuple(topics.values()), content.facts)


class LocalMatch:
    """The phrases of entries, found by their words; read only, safe for several threads."""

    def __init__(
        self, entries: tuple[LocalEntry, ...], rarity: Callable[[Sequence[str]], Floats]
    ) -> None:
        phrases = [(one.slug, text) for one in entries for text in (one.title, *one.questions)]
        self._slugs = [slug for slug, _ in phrases]
        self._rarity = rarity
        lexicon = Lexicon()
        fields = [(Field(weight=1.0, texts=(text,)),) for _, text in phrases]
        self._index = Index(fields, lexicon, saturation=0.0)
        known = lexicon.words
        rarities = dict(zip(known, rarity(known), strict=True))
        self._weights = np.array(
            [sum(rarities[word] for word in set(words(text))) for _, text in phrases],
            dtype=np.float32,
        )

    def near(self, text: str) -> dict[str, float]:
        """Per slug how near its nearest phrase is to a text, 0 to 1."""
        asked = list(dict.fromkeys(words(text)))
        if not asked or not self._slugs:
            return {}
        rarities = self._rarity(asked)
        shared = rarities @ self._index.explained(take_apart(asked))
        whole = np.sqrt(np.maximum(self._weights * rarities.sum(), 1e-6))
        found: defaultdict[str, float] = defaultdict(float)
        for slug, value in zip(self._slugs, np.minimum(shared / whole, 1.0), strict=True):
            found[slug] = max(found[slug], float(value))
        return dict(found)

    def joined(self, ranking: Ranking, text: str) -> Ranking:
        """The ranking with the entries among it: clear ones first, near ones second."""
        near = sorted(self.near(text).items(), key=lambda item: -item[1])
        clear = [Hit(slug=slug, score=value) for slug, value in near if value >= CLEARLY]
        close = [Hit(slug=slug, score=value) for slug, value in near if NEARLY <= value < CLEARLY]
        if not clear and not close:
            return ranking
        return Ranking(
            hits=tuple(_once([*clear, *ranking.hits[:1], *close, *ranking.hits[1:]])),
            sure=max(clear[0].score, ANSWER_FROM) if clear else ranking.sure,
            covered=1.0,
            danger=ranking.danger,
        )


def _once(hits: Iterable[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        if hit.slug is None or hit.slug not in seen:
            yield hit
        if hit.slug is not None:
            seen.add(hit.slug)
