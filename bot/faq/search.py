"""Text match: topics by the words of their texts, the person's language first, German beside it.

Per word of the question the best match of a topic in any language counts, discounted by language;
long words and words whose parts few topics have count more. What a topic explains of the
question's weight is its score; long questions are divided by less than their weight, because a
story holds much that is beside the point. Topics whose kin answer, too, gain. This alone serves
content without a topic model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.faq.blocks import plain
from bot.faq.content import Content
from bot.faq.index import Field, Floats, Index, Lexicon, Parts, take_apart, tokens
from bot.faq.kinship import FEWEST, MOST, Kinship
from bot.faq.normalise import words
from bot.faq.wordlist import WordList

GERMAN = "de"
ANY = "*"
# Fitted on labelled questions over all languages and topics together, never on single ones.
TITLE, ASKED, ALIAS, BODY, NAMED = 6.0, 2.0, 4.0, 1.0, 4.0
OWN, BESIDE, AWAY = 1.0, 0.9, 0.75
EMPTY_WORD = 0.08
LENGTH = 0.35
LONG_WORD, SHORT = 0.35, 3
NEAR_ENOUGH = 0.5
HITS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One subject that answers to a question.

    ``slug`` is None for a subject without content (a topic not written yet, small talk).
    ``score`` orders hits, from 0 upwards.
    """

    slug: str | None
    score: float


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
        lexicon = Lexicon()
        documents = {
            language: [_fields(content, s, language) for s in self._subjects]
            for language in content.languages
        }
        self._indexes = {code: Index(fields, lexicon) for code, fields in documents.items()}
        self._kinship: Kinship | None = None
        if FEWEST <= len(self._subjects) <= MOST:
            read = (tokens(fields, lexicon) for fields in documents.values())
            self._kinship = Kinship(read, lexicon.words, len(self._subjects))
        texts = (named.get(subject.name, ()) for subject in self._subjects)
        self._indexes[ANY] = Index([(Field(weight=NAMED, texts=own),) for own in texts], lexicon)
        self._empty = frozenset(w for word in word_list.empty for w in words(word))

    def rarity(self, asked: Sequence[str]) -> Floats:
        """How much folded words tell, 0 to 1: rare ones more, words without meaning little."""
        heads = take_apart(asked).heads
        found = np.ones(len(asked), dtype=np.float32)
        for index in self._indexes.values():
            found = np.minimum(found, index.rarity(heads))
        empty = np.array([word in self._empty for word in asked], dtype=np.bool_)
        return np.where(empty, found * np.float32(EMPTY_WORD), found)

    def _share(self, language: str, own: str) -> float:
        if language in {own, ANY} or own not in self._indexes:
            return OWN
        return BESIDE if language == GERMAN else AWAY

    def rank(self, query: str, language: str) -> tuple[Hit, ...]:
        """The subjects that answer best to the question, best first.

        ``language`` is the person's. It is looked through with German and the known words; all
        languages only where that finds nothing good, or where it has no content.
        """
        asked = list(dict.fromkeys(words(query)))
        if not asked:
            return ()
        taken = take_apart(asked)
        weights = self._weights(asked, taken, language)
        near = [code for code in self._indexes if code in {language, GERMAN, ANY}]
        best = np.zeros((len(asked), len(self._subjects)), dtype=np.float32)
        if language in self._indexes:
            hits = self._ranked(weights, self._best(best, taken, language, near))
            if hits and hits[0].score >= NEAR_ENOUGH:
                return hits
        else:
            near = []
        away = [code for code in self._indexes if code not in near]
        return self._ranked(weights, self._best(best, taken, language, away))

    def _weights(self, asked: list[str], taken: Parts, own: str) -> Floats:
        """How much each word of a question counts; 1 is a rare word of three letters."""
        read = [own] if own in self.languages else self.languages
        rarity = np.min([self._indexes[code].parts_rarity(taken) for code in read], axis=0)
        letters = np.array([max(len(word), SHORT) for word in asked], dtype=np.float32)
        empty = np.array([word in self._empty for word in asked], dtype=np.bool_)
        counted = rarity * (letters / SHORT) ** LONG_WORD
        meant: Floats = np.where(empty, counted * EMPTY_WORD, counted).astype(np.float32)
        return meant

    def _best(self, best: Floats, taken: Parts, own: str, languages: list[str]) -> Floats:
        """Per word and subject the best match, after these languages were looked through, too."""
        for code in languages:
            share = np.float32(self._share(code, own))
            np.maximum(best, share * self._indexes[code].explained(taken), out=best)
        return best

    def _ranked(self, weights: Floats, best: Floats) -> tuple[Hit, ...]:
        whole = float(weights.sum()) ** LENGTH or 1.0
        explained = weights @ best / np.float32(whole)
        if self._kinship is not None:
            explained = self._kinship.joined(explained)
        order = np.argsort(-explained, kind="stable")[:HITS]
        return tuple(
            Hit(slug=self._subjects[place].slug, score=float(explained[place]))
            for place in order
            if explained[place] > 0
        )


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
