"""What a text looks like to the topic model: hashed features of its words.

Per word: the word, its character n-grams with marks at both ends, and its consonant frame; words
of other scripts also in Latin letters, so that a German office word written down by ear shares
features with the word itself; and the everyday thing it stands for in any language. Two
neighbouring words make one feature together.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

from bot.faq.concepts import Concepts
from bot.faq.normalise import is_latin, latin, sounds, words

VERSION = 2
BUCKETS = 1 << 17
_SIZES = (3, 4, 5)
_WORD, _GRAM, _PAIR, _FRAME, _CONCEPT = 1.0, 0.45, 0.6, 0.7, 3.0
_FAMILY_W, _FAMILY_G, _FAMILY_P, _FAMILY_F, _FAMILY_C = range(5)


def _grams(word: str) -> Iterator[str]:
    marked = f"_{word}_"
    for size in _SIZES:
        if len(marked) < size:
            return
        for start in range(len(marked) - size + 1):
            yield marked[start : start + size]


def _bucket(text: str, family: int) -> int:
    return crc32(text.encode(), family) % BUCKETS


def _of_word(word: str, frame: str) -> dict[int, float]:
    """The features of one folded word with its consonant frame: bucket → weight."""
    found = {_bucket(word, _FAMILY_W): _WORD}
    for gram in _grams(word):
        found[_bucket(gram, _FAMILY_G)] = _GRAM
    heard = word if is_latin(word) else latin(word)
    if heard != word:
        found[_bucket(heard, _FAMILY_W)] = _WORD
        for gram in _grams(heard):
            found[_bucket(gram, _FAMILY_G)] = _GRAM
    if frame:
        found[_bucket(frame, _FAMILY_F)] = _FRAME
    return found


def word_bucket(word: str) -> int:
    """The bucket of a whole folded word."""
    return _bucket(word, _FAMILY_W)


def features(text: str, concepts: Concepts) -> dict[int, float]:
    """The features of a text: bucket → weight, not yet weighed by rarity, not of length 1."""
    asked = words(text)
    found: dict[int, float] = {}
    for word, frame in zip(asked, sounds(asked), strict=True):
        for bucket, weight in _of_word(word, frame).items():
            found[bucket] = found.get(bucket, 0.0) + weight
        for number in concepts.of(word):
            bucket = _bucket(str(number), _FAMILY_C)
            found[bucket] = found.get(bucket, 0.0) + _CONCEPT
    for first, second in pairwise(asked):
        found[_bucket(f"{first} {second}", _FAMILY_P)] = _PAIR
    return found
