"""Ranking of topics for a question: the person's language first, German beside it, then all.

Per word of the question the best match of a topic in any language counts, discounted by language;
words that few topics answer to count more (inverse document frequency over the soft matches).
What a topic explains of the question's weight is its coverage; long questions are divided by
less than their weight, because a story holds much that is beside the point.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from bot.faq.blocks import plain
from bot.faq.content import Content, Topic
from bot.faq.index import Field, Index
from bot.faq.normalise import words
from bot.faq.wordlist import WordList

GERMAN = "de"
ANY = "*"
# Fitted on labelled questions over all languages and topics together, never on single ones.
TITLE, ASKED, ALIAS, BODY, NAMED = 4.0, 2.0, 4.0, 0.7, 4.0
OWN, BESIDE, AWAY = 1.0, 0.9, 0.75
EMPTY_WORD = 0.08
LENGTH = 0.35
PHRASE = 0.3
NEAR_ENOUGH = 0.5
REST_OF_PHRASE = 0.2
_PHRASED = 6
REMEMBERED = 256  # words; with 1,000 topics one may take 100 kB


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One subject that answers to a question.

    ``slug`` is None for a subject without content (a topic not written yet, small talk).
    ``score`` orders hits, from 0 upwards; it is made of ``coverage``, what the subject explains
    of the question, and ``phrase``, how near its nearest title, question or way of asking is.
    """

    slug: str | None
    score: float
    coverage: float
    phrase: float


class _Phrases:
    """The phrases of one subject, found by their words."""

    def __init__(self, phrases: list[set[str]]) -> None:
        having: defaultdict[str, list[int]] = defaultdict(list)
        for number, phrase in enumerate(phrases):
            for word in phrase:
                having[word].append(number)
        self.having = dict(having)
        self.sizes = [len(phrase) for phrase in phrases]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    name: str
    slug: str | None


class Search:
    """Everything searchable, built once in memory; safe for several reading threads."""

    def __init__(self, content: Content, word_list: WordList) -> None:
        self._subjects = _subjects(content, word_list)
        named = dict(word_list.names) | {f"other:{n}": texts for n, texts in word_list.others}
        self.languages = content.languages
        known: dict[str, list[str]] = {}
        self._indexes = {
            language: Index(tuple(_fields(content, s, language) for s in self._subjects), known)
            for language in content.languages
        }
        texts = (named.get(subject.name, ()) for subject in self._subjects)
        self._indexes[ANY] = Index(
            tuple((Field(weight=NAMED, texts=own),) for own in texts), known
        )
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._compared)
        self._empty = frozenset(w for word in word_list.empty for w in words(word))
        phrases = _phrases(content, named, self._empty, known)
        self._phrases = [phrases.get(subject.name, _Phrases([])) for subject in self._subjects]

    def _share(self, language: str, own: str) -> float:
        if language in {own, ANY} or own not in self._indexes:
            return OWN
        return BESIDE if language == GERMAN else AWAY

    def _matches(self, word: str, own: str, languages: tuple[str, ...]) -> dict[int, float]:
        """The subjects answering to a word; remembered only for words of the content itself.

        What people type beside them, such as a name, is nowhere kept.
        """
        if not any(word in self._indexes[language] for language in languages):
            return self._compared(word, own, languages)
        return self._remembered(word, own, languages)

    def _compared(self, word: str, own: str, languages: tuple[str, ...]) -> dict[int, float]:
        best: dict[int, float] = {}
        for language in languages:
            share = self._share(language, own)
            for document, value in self._indexes[language].matches(word).items():
                if value * share > best.get(document, 0.0):
                    best[document] = value * share
        return best

    def _weight(self, word: str, matches: dict[int, float]) -> float:
        """How much a word of the question tells, from the share of subjects answering to it."""
        total = len(self._subjects)
        found = sum(matches.values())
        rarity = math.log(1 + (total - found + 0.5) / (found + 0.5)) / math.log(1 + 2 * total + 1)
        return max(rarity, 0.0) * (EMPTY_WORD if word in self._empty else 1.0)

    def rank(self, query: str, language: str) -> tuple[Hit, ...]:
        """All subjects that answer to the question, best first.

        ``language`` is the person's. It is looked through with German and the known words; all
        languages only where that finds nothing good, or where it has no content.
        """
        asked = list(dict.fromkeys(words(query)))
        near = tuple(code for code in self._indexes if code in {language, GERMAN, ANY})
        if language not in self._indexes:
            return self._ranked(asked, language, tuple(self._indexes))
        hits = self._ranked(asked, language, near)
        if hits and hits[0].score >= NEAR_ENOUGH:
            return hits
        return self._ranked(asked, language, tuple(self._indexes))

    def _ranked(
        self, asked: list[str], language: str, languages: tuple[str, ...]
    ) -> tuple[Hit, ...]:
        matches = {word: self._matches(word, language, languages) for word in asked}
        weights = {word: self._weight(word, matches[word]) for word in asked}
        explained: defaultdict[int, float] = defaultdict(float)
        for word in asked:
            for document, value in matches[word].items():
                explained[document] += weights[word] * value
        whole = sum(weights.values()) ** LENGTH or 1.0
        order = sorted(explained, key=lambda d: (-explained[d], d))
        hits = [
            self._hit(document, explained[document] / whole, place, weights)
            for place, document in enumerate(order)
        ]
        return tuple(sorted(hits, key=lambda hit: -hit.score))

    def _hit(self, document: int, coverage: float, place: int, weights: dict[str, float]) -> Hit:
        phrase = self._phrase(document, weights) if place < _PHRASED else 0.0
        return Hit(
            slug=self._subjects[document].slug,
            score=(1 - PHRASE) * coverage + PHRASE * phrase,
            coverage=coverage,
            phrase=phrase,
        )

    def _phrase(self, document: int, weights: dict[str, float]) -> float:
        """The best overlap (cosine) of the question with one phrase of the subject."""
        shared: defaultdict[int, float] = defaultdict(float)
        phrases = self._phrases[document]
        for word, weight in weights.items():
            for number in phrases.having.get(word, ()):
                shared[number] += weight**2
        own = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        cosines = (
            common / (own * math.sqrt(common + REST_OF_PHRASE * phrases.sizes[number]))
            for number, common in shared.items()
        )
        return max(cosines, default=0.0)


def _subjects(content: Content, word_list: WordList) -> tuple[_Subject, ...]:
    topics = [_Subject(name=slug, slug=slug) for slug in content.slugs]
    unwritten = [
        _Subject(name=slug, slug=None) for slug, _ in word_list.names if slug not in content.slugs
    ]
    others = [_Subject(name=f"other:{name}", slug=None) for name, _ in word_list.others]
    return (*topics, *unwritten, *others)


def _fields(content: Content, subject: _Subject, language: str) -> tuple[Field, ...]:
    topic = content.topic(subject.name, language)
    if topic is None:
        return ()
    return (
        Field(weight=TITLE, texts=(topic.title,)),
        Field(weight=ASKED, texts=(*topic.questions, *topic.ways)),
        Field(weight=ALIAS, texts=topic.aliases),
        Field(weight=BODY, texts=tuple(plain(block) for block in (topic.lead, *topic.rest))),
    )


def _asked(topic: Topic) -> tuple[str, ...]:
    return (topic.title, *topic.questions, *topic.ways, *topic.aliases)


def _phrases(
    content: Content,
    named: dict[str, tuple[str, ...]],
    empty: frozenset[str],
    known: dict[str, list[str]],
) -> dict[str, _Phrases]:
    """Per subject its phrases, each without the words that carry no meaning."""
    texts: defaultdict[str, list[str]] = defaultdict(list)
    for topic in content.topics:
        texts[topic.slug] += _asked(topic)
    for name, own in named.items():
        texts[name] += own
    return {
        name: _Phrases([{*words(text, known)} - empty for text in own])
        for name, own in texts.items()
    }
