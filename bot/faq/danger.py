"""Words of danger in a text: violence, suicide, poisoning, fire, unconsciousness, kidnapping.

The patterns stand in ``danger_words.toml``. In doubt the answer is yes: an emergency card too
many is harmless, one too few is not.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from bot.faq.errors import ContentError
from bot.faq.normalise import words
from bot.faq.tables import Reader, parse_toml, read_text

_GAP = "~"
_LONGEST_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """One word of a pattern: ``word`` with anything before or after it, after a gap or not."""

    word: str
    open_start: bool
    open_end: bool
    gap: bool

    def fits(self, word: str) -> bool:
        if self.open_start and self.open_end:
            return self.word in word
        if self.open_start:
            return word.endswith(self.word)
        return word.startswith(self.word) if self.open_end else word == self.word


_Pattern = tuple[_Piece, ...]


def _pattern(text: str) -> _Pattern:
    pieces: list[_Piece] = []
    gap = False
    for raw in text.split():
        if raw == _GAP:
            gap = True
            continue
        for word in words(raw):
            pieces.append(
                _Piece(
                    word=word,
                    open_start=raw.startswith("*"),
                    open_end=raw.endswith("*"),
                    gap=gap,
                )
            )
            gap = False
    return tuple(pieces)


def _spread(asked: list[str], at: int, pattern: _Pattern) -> list[int]:
    """The places of a pattern's words if it begins at ``at``; empty if it does not fit."""
    places: list[int] = []
    for piece in pattern:
        reach = _LONGEST_GAP + 1 if piece.gap else 1
        found = next(
            (i for i in range(at, min(at + reach, len(asked))) if piece.fits(asked[i])), -1
        )
        if found < 0:
            return []
        places.append(found)
        at = found + 1
    return places


class _Patterns:
    """Patterns that can be looked up by the word they begin with."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._closed: defaultdict[str, list[_Pattern]] = defaultdict(list)
        self._open: defaultdict[str, list[_Pattern]] = defaultdict(list)
        self._anywhere: list[_Pattern] = []
        for pattern in map(_pattern, texts):
            first = pattern[0]
            if first.open_start:
                self._anywhere.append(pattern)
            elif first.open_end:
                self._open[first.word[:2]].append(pattern)
            else:
                self._closed[first.word].append(pattern)

    def places(self, asked: list[str]) -> list[int]:
        """The places of all words that belong to a pattern."""
        found: list[int] = []
        for at, word in enumerate(asked):
            near = (self._closed.get(word, []), self._open.get(word[:2], []), self._anywhere)
            for pattern in (p for group in near for p in group):
                if pattern[0].fits(word):
                    found += _spread(asked, at, pattern)
        return found


class DangerWords:
    """All patterns of all languages; read only, safe for several threads."""

    def __init__(self, danger: tuple[str, ...], calm: tuple[str, ...] = ()) -> None:
        self._danger = _Patterns(danger)
        self._calm = _Patterns(calm)

    def __call__(self, text: str) -> bool:
        """Whether the text has a word of danger in any language."""
        asked = words(text)
        for place in self._calm.places(asked):
            asked[place] = ""
        return bool(self._danger.places(asked))


def load_danger(path: Path) -> DangerWords:
    """The patterns of a file; none if it does not exist.

    Raises:
        ContentError: The file is not in the form described in its first lines.
    """
    if not path.exists():
        return DangerWords(())
    text = read_text(path)
    root = parse_toml(path, text)
    Reader(path, root, text).only(frozenset({"danger", "calm"}))
    found: dict[str, tuple[str, ...]] = {}
    for section in ("danger", "calm"):
        table = root.get(section, {})
        if not isinstance(table, dict):
            raise ContentError(path, None, f"“{section}” must be a table of languages")
        reader = Reader(path, table, text)
        found[section] = tuple(pattern for lang in table for pattern in reader.texts(lang))
    for pattern in (*found["danger"], *found["calm"]):
        if not words(pattern):
            raise ContentError(path, None, f"the pattern “{pattern}” has no word")
    return DangerWords(found["danger"], found["calm"])
