"""Inverted index of one language: words by their spelling, documents by their words.

A word of a question is compared with the vocabulary by shared character n-grams (3 and 5 letters,
weighted by rarity), so that typos, endings and German compounds still match; the documents then
come from the postings of the words that match. An index is never changed after it was built and
may be read by several threads.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from bot.faq.normalise import is_latin, sound, words

GRAM_SIZES = (3, 5)
LEAST_SIMILARITY = 0.45
FRAME_SIMILARITY = 0.62
SHORT_FRAME_SIMILARITY = 0.45
SATURATION = 1.5
LENGTH_SHARE = 0.35
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Texts of one document that count alike; ``weight`` 1 is a word of running text."""

    weight: float
    texts: tuple[str, ...]


def grams(word: str) -> list[str]:
    """The n-grams of a folded word, with a mark at both ends; short words only as a whole."""
    marked = f"_{word}_"
    if len(word) <= _SHORT_WORD:
        return [marked, marked[:-1]] if len(word) == _SHORT_WORD else [marked]
    return [marked[i : i + n] for n in GRAM_SIZES for i in range(len(marked) - n + 1)]


class Index:
    """The vocabulary of one language and in which documents its words stand.

    ``known`` remembers folded words while several indexes are built.
    """

    def __init__(
        self, documents: tuple[tuple[Field, ...], ...], known: dict[str, list[str]]
    ) -> None:
        counts = [_counts(fields, known) for fields in documents]
        vocabulary = sorted({word for count in counts for word in count})
        self._ids = {word: number for number, word in enumerate(vocabulary)}
        self._vocabulary = vocabulary
        self._postings = self._weigh(counts)
        self._spell(vocabulary)
        frames: defaultdict[tuple[bool, str], list[int]] = defaultdict(list)
        for number, word in enumerate(vocabulary):
            if frame := sound(word):
                frames[is_latin(word), frame].append(number)
        self._frames = dict(frames)

    def __contains__(self, word: str) -> bool:
        """Whether a folded word stands in a document of this language."""
        return word in self._ids

    def _weigh(self, counts: list[dict[str, float]]) -> list[list[tuple[int, float]]]:
        """Per word the documents and its saturated weight in them, between 0 and 1 (BM25)."""
        lengths = [sum(count.values()) for count in counts]
        filled = [length for length in lengths if length]
        average = sum(filled) / len(filled) if filled else 1.0
        postings: list[list[tuple[int, float]]] = [[] for _ in self._ids]
        for document, count in enumerate(counts):
            share = 1 - LENGTH_SHARE + LENGTH_SHARE * lengths[document] / average
            for word, weight in count.items():
                postings[self._ids[word]].append(
                    (document, weight / (weight + SATURATION * share))
                )
        return postings

    def _spell(self, vocabulary: list[str]) -> None:
        by_gram: defaultdict[str, list[int]] = defaultdict(list)
        spelled = [grams(word) for word in vocabulary]
        for number, parts in enumerate(spelled):
            for gram in set(parts):
                by_gram[gram].append(number)
        total = len(vocabulary) + 1
        self._rarity = {gram: math.log(total / len(has)) ** 2 for gram, has in by_gram.items()}
        self._unknown = math.log(total) ** 2
        self._norms = [math.sqrt(sum(self._rarity[g] for g in set(parts))) for parts in spelled]
        self._by_gram = dict(by_gram)

    def _similar(self, word: str) -> dict[int, float]:
        """Words of the vocabulary with a similar spelling, 1 for the word itself."""
        rarities = {gram: self._rarity.get(gram, self._unknown) for gram in grams(word)}
        own = left = sum(rarities.values())
        least = LEAST_SIMILARITY * math.sqrt(own)
        common: defaultdict[int, float] = defaultdict(float)
        rest = sorted(rarities, key=rarities.__getitem__)
        # A word that has only frequent n-grams in common is never similar enough, for its own norm
        # counts them, too. Their long lists need not be gone through.
        while rest and math.sqrt(left) >= least:
            gram = rest.pop()
            left -= rarities[gram]
            for number in self._by_gram.get(gram, ()):
                common[number] += rarities[gram]
        norm = math.sqrt(own) or 1.0
        found: dict[int, float] = {}
        for number, rare in common.items():
            if rare + left < least * self._norms[number]:
                continue
            spelled = grams(self._vocabulary[number]) if rest else ()
            shared = rare + sum(rarities[gram] for gram in rest if gram in spelled)
            similarity = shared / (norm * (self._norms[number] or 1.0))
            if similarity >= LEAST_SIMILARITY:
                found[number] = similarity
        return found

    def _heard(self, word: str) -> dict[int, float]:
        """Words of another script with the same consonants in the same order."""
        frame = sound(word)
        similarity = FRAME_SIMILARITY if len(frame) > _SHORT_WORD else SHORT_FRAME_SIMILARITY
        return dict.fromkeys(self._frames.get((not is_latin(word), frame), ()), similarity)

    def matches(self, word: str) -> dict[int, float]:
        """How well each document answers to a folded word, between 0 and 1; absent means 0."""
        similar = self._similar(word)
        for number, similarity in self._heard(word).items():
            similar[number] = max(similar.get(number, 0.0), similarity)
        best: dict[int, float] = {}
        for number, similarity in similar.items():
            for document, weight in self._postings[number]:
                value = similarity * weight
                if value > best.get(document, 0.0):
                    best[document] = value
        return best


def _counts(fields: tuple[Field, ...], known: dict[str, list[str]]) -> dict[str, float]:
    count: defaultdict[str, float] = defaultdict(float)
    for field in fields:
        for text in field.texts:
            for word in words(text, known):
                count[word] += field.weight
    return dict(count)
