"""The topic model's ranking of a text, and its measure of words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.faq.decide import DANGER_TOPICS, FIRST_IN_DANGER, Ranking
from bot.faq.index import Floats
from bot.faq.model import Model
from bot.faq.normalise import words
from bot.faq.search import EMPTY_WORD, Hit
from bot.faq.wordlist import WordList

KEPT = 6


class Rarity:
    """How much folded words tell, 0 to 1: rare ones more, words without meaning little."""

    def __init__(self, model: Model, word_list: WordList) -> None:
        self._model = model
        self._empty = frozenset(word for text in word_list.empty for word in words(text))

    def __call__(self, asked: Sequence[str]) -> Floats:
        """One figure per word."""
        meant = [EMPTY_WORD if word in self._empty else 1.0 for word in asked]
        return self._model.rarity(asked) * np.array(meant, dtype=np.float32)


class ByModel:
    """Ranking of the topics that are written, by a model.

    A topic that is not written yet takes part as a subject without content.
    """

    def __init__(self, model: Model, written: frozenset[str]) -> None:
        self._model = model
        self._written = written

    def __call__(self, text: str, language: str) -> Ranking:
        """The ranking for a text; the model knows all languages alike."""
        del language
        guess = self._model(text)
        sure, covered = self._model.sure(guess)
        hits = [
            Hit(slug=slug if slug in self._written else None, score=chance)
            for slug, chance in guess.chances[:KEPT]
        ]
        if hits and hits[0].slug is None:
            sure = covered = 0.0
        danger = sum(chance for slug, chance in guess.chances if slug in DANGER_TOPICS)
        if hits and hits[0].slug in DANGER_TOPICS:
            danger *= FIRST_IN_DANGER
        return Ranking(hits=tuple(hits), sure=sure, covered=covered, danger=danger)
