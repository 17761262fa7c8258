"""What words mean the same in all languages: ``faq_concepts.tsv``.

A line is one everyday thing, a column one language, a cell the beginnings of its words; with a
full stop at its end, a cell's entry is a whole word. The topic model counts the thing beside the
word, so that what was learned in one language helps the others.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from bot.faq.errors import ContentError
from bot.faq.normalise import words
from bot.faq.tables import read_text

CONCEPTS_FILE = "faq_concepts.tsv"
_SHORTEST, _SHORTEST_ARABIC = 4, 3  # letters of a beginning; what is shorter is a whole word
_ARABIC = range(0x0600, 0x0700)
_PARTICLES = "وبلفك"


def _arabic(word: str) -> bool:
    return ord(word[0]) in _ARABIC


class Concepts:
    """Beginnings of words and the things they stand for; read only, safe for several threads."""

    def __init__(self, text: str = "") -> None:
        whole: defaultdict[str, set[int]] = defaultdict(set)
        begun: defaultdict[str, set[int]] = defaultdict(set)
        for number, line in enumerate(text.splitlines()[1:]):
            for raw in line.split():
                for word in words(raw):
                    least = _SHORTEST_ARABIC if _arabic(word) else _SHORTEST
                    kind = whole if raw.endswith(".") or len(word) < least else begun
                    kind[word].add(number)
        self._whole = {word: tuple(sorted(numbers)) for word, numbers in whole.items()}
        self._begun = {word: tuple(sorted(numbers)) for word, numbers in begun.items()}
        self._longest = max(map(len, self._begun), default=0)

    def of(self, word: str) -> tuple[int, ...]:
        """The numbers of the things that a folded word stands for; empty for most words."""
        if (found := self._of(word)) or len(word) <= _SHORTEST_ARABIC or not _arabic(word):
            return found
        return self._of(word[1:].removeprefix("ال")) if word[0] in _PARTICLES else ()

    def _of(self, word: str) -> tuple[int, ...]:
        if word in self._whole:
            return self._whole[word]
        for end in range(min(len(word), self._longest), _SHORTEST_ARABIC - 1, -1):
            if word[:end] in self._begun:
                return self._begun[word[:end]]
        return ()


def load_concepts(path: Path) -> Concepts:
    """The things of a file; none if it does not exist.

    Raises:
        ContentError: The file cannot be read, or a line has not one cell per language.
    """
    if not path.exists():
        return Concepts()
    text = read_text(path)
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        if line.count("\t") != lines[0].count("\t"):
            raise ContentError(path, number, "a line has one cell per language of the first line")
    return Concepts(text)
