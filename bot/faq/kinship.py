"""Which topics are about alike: learned from the words that all languages of a topic share.

The same topic in several languages is one document here. Its rarest directions are left out
(latent semantic indexing), so words that stand beside each other, translations among them, count
for one another. What a question's words say about the topics is then read again: topics whose kin
answer, too, gain. Nothing but two small tables is kept.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from bot.faq.index import Floats, Ints, Tokens

# Fewer topics say too little about each other; more would make the start slow.
FEWEST, MOST = 100, 1000
BEGINNING = 6  # letters of a word that count, which spares endings
SHARE = 0.6
_KEPT = 3  # one direction for so many topics
_TOGETHER = 4096
_LEAST = 1e-6


class Kinship:
    """The directions in which the topics differ most; read only."""

    def __init__(self, texts: Iterable[Tokens], vocabulary: list[str], topics: int) -> None:
        """Learn from one ``Tokens`` per language, all with the same ``topics`` in their order."""
        beginnings: dict[str, int] = {}
        known = [beginnings.setdefault(w[:BEGINNING], len(beginnings)) for w in vocabulary]
        of_word = np.array(known, dtype=np.int64)
        alike = np.zeros((topics, topics), dtype=np.float32)
        for text in texts:
            _add(alike, text, of_word, len(beginnings))
        length = np.sqrt(np.maximum(np.diagonal(alike), _LEAST))
        values, vectors = np.linalg.eigh(alike / length / length[:, None])
        first = topics - topics // _KEPT
        spread = np.sqrt(np.maximum(values[first:], _LEAST)).astype(np.float32)
        directions = vectors[:, first:].astype(np.float32)
        places = directions * spread
        places /= np.maximum(np.linalg.norm(places, axis=1, keepdims=True), _LEAST)
        self._asked: Floats = directions / spread
        self._places: Floats = places

    def joined(self, scores: Floats) -> Floats:
        """Scores of the topics (0 upwards) with the share of their kin; 0 stays 0."""
        top = float(scores.max(initial=0.0))
        near = np.maximum(self._places @ (scores @ self._asked), 0.0)
        nearest = float(near.max(initial=0.0))
        if top <= 0 or nearest <= 0:
            return scores
        both = (scores + np.float32(SHARE * top / nearest) * near) / np.float32(1 + SHARE)
        return np.where(scores > 0, both, np.float32(0))


def _add(alike: Floats, text: Tokens, of_word: Ints, size: int) -> None:
    """Add the products of the topics' TF-IDF vectors in one language to ``alike``."""
    topics = len(alike)
    keys, place = np.unique(of_word[text.numbers] * topics + text.owners, return_inverse=True)
    counts = np.bincount(place, text.weights, minlength=len(keys))
    words, owners = np.divmod(keys, topics)
    having = np.bincount(words, minlength=size)
    values = (1 + np.log(np.maximum(counts, 1.0))) * np.log((1 + topics) / (1 + having[words]))
    often = having[words] > 1
    words, owners, values = words[often], owners[often], values[often]
    # Keys are sorted by words: few words at a time keep the table small.
    used, columns = np.unique(words, return_inverse=True)
    for first in range(0, len(used), _TOGETHER):
        here = slice(*np.searchsorted(columns, [first, first + _TOGETHER]))
        table = np.zeros((topics, min(_TOGETHER, len(used) - first)), dtype=np.float32)
        table[owners[here], columns[here] - first] = values[here]
        alike += table @ table.T
