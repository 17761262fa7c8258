"""Inverted index of one language: documents by the words and the letters of their words.

Words are taken apart into themselves, their character n-grams with marks at both ends (so that
typos, endings and German compounds still match), and their consonant frame. Weights are BM25;
what a document explains of a word is a share of the word's whole weight. An index is never
changed after it was built and may be read by several threads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np
import numpy.typing as npt

from bot.faq.normalise import is_latin, latin, sounds, token_words

BUCKETS = 1 << 19
SATURATION = 3.0
LENGTH_SHARE = 0.85
_SIZES = (4, 5)
_SHORT_WORD = 3
_WORD, _GRAM, _FRAME = 1.0, 0.45, 0.3
_STEP, _SPREAD = np.uint64(0x100000001B3), np.uint64(0x9E3779B97F4A7C15)
_WEIGHT_BITS, _OWNER_BITS = 8, 28
_WEIGHT_STEPS = 8  # a field's weight is kept in eighths
_LEVELS = 255
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Texts of one document that count alike; ``weight`` 1 is a word of running text."""

    weight: float
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Words taken apart: how many parts each has, and all their buckets and weights in order.

    ``heads`` are the buckets of the whole words.
    """

    sizes: Ints
    buckets: Ints
    weights: Floats
    heads: Ints


def _grams(spelled: Sequence[str]) -> tuple[Ints, Ints]:
    """The n-grams of marked words: the place of the word and the bucket of each."""
    lengths = np.fromiter(map(len, spelled), np.int64, len(spelled))
    letters = np.frombuffer("".join(spelled).encode("utf-32-le"), dtype=np.uint32)
    codes = letters.astype(np.uint64)
    owner = np.repeat(np.arange(len(spelled)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))
    long_enough = np.repeat(lengths > _SHORT_WORD + 2, lengths)
    owners: list[Ints] = []
    buckets: list[Ints] = []
    for size in _SIZES:
        starts = np.flatnonzero(long_enough & (left >= size))
        mixed = np.full(len(starts), size, dtype=np.uint64)
        for step in range(size):
            mixed = mixed * _STEP + codes[starts + step]
        owners.append(owner[starts])
        buckets.append(((mixed * _SPREAD) >> np.uint64(45)).astype(np.int64))
    return np.concatenate(owners), np.concatenate(buckets)


def take_apart(asked: Sequence[str]) -> Parts:
    """The parts of folded words."""
    spelled = [(n, f"_{word}_") for n, word in enumerate(asked)]
    spelled += [(n, f"_{latin(word)}_") for n, word in enumerate(asked) if not is_latin(word)]
    whole = np.array([crc32(text.encode()) % BUCKETS for _, text in spelled], dtype=np.int64)
    places = np.array([n for n, _ in spelled], dtype=np.int64)
    frames = [(n, frame) for n, frame in enumerate(sounds(asked)) if frame]
    frame_places = np.array([n for n, _ in frames], dtype=np.int64)
    heard = np.array([crc32(text.encode(), 3) % BUCKETS for _, text in frames], dtype=np.int64)
    owners, grams = _grams([text for _, text in spelled])
    owner = np.concatenate([places, places[owners], frame_places])
    weights = np.repeat(
        np.array([_WORD, _GRAM, _FRAME], dtype=np.float32), [len(whole), len(grams), len(heard)]
    )
    order = np.argsort(owner, kind="stable")
    return Parts(
        sizes=np.bincount(owner, minlength=len(asked)),
        buckets=np.concatenate([whole, grams, heard])[order],
        weights=weights[order],
        heads=whole[: len(asked)],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """All words of some documents: the document's place, the word's number, its weight there."""

    owners: Ints
    numbers: Ints
    weights: Floats


class _Read(dict[str, list[int]]):
    """Numbers of the words of each token; filled as tokens are met."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers: dict[str, int] = {}

    def __missing__(self, token: str) -> list[int]:
        known = self.numbers
        found = [known.setdefault(word, len(known)) for word in token_words(token)]
        self[token] = found
        return found


class Lexicon:
    """Words of the content, folded once and numbered; shared while indexes are built.

    What people type is never kept in it.
    """

    def __init__(self) -> None:
        self._read = _Read()

    @property
    def words(self) -> list[str]:
        """All folded words; a word's number is its place."""
        return list(self._read.numbers)

    def read(self, text: str) -> Iterator[int]:
        """The numbers of the words of a text, in order."""
        return chain.from_iterable(map(self._read.__getitem__, text.split()))


def _spread(starts: Ints, sizes: Ints) -> Ints:
    """The numbers start, start+1, … of every (start, size), one after the other."""
    total = int(sizes.sum())
    ends = np.cumsum(sizes)
    return np.arange(total) - np.repeat(ends - sizes, sizes) + np.repeat(starts, sizes)


def _changes(values: Ints) -> Ints:
    """The places where a sorted array has another value than before; the first is one."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate([[0], np.flatnonzero(values[1:] != values[:-1]) + 1])


class Index:
    """Which documents of one language answer to which parts of words."""

    def __init__(
        self,
        documents: Sequence[tuple[Field, ...]],
        lexicon: Lexicon,
        saturation: float = SATURATION,
    ) -> None:
        self.size = len(documents)
        found = tokens(documents, lexicon)
        lengths = np.bincount(found.owners, found.weights, minlength=self.size)
        filled = lengths[lengths > 0]
        average = float(filled.mean()) if len(filled) else 1.0
        share = saturation * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / average)
        keys = _keys(found, lexicon.words)
        self._post(keys, share.astype(np.float32))

    def _post(self, keys: Ints, share: Floats) -> None:
        """Keep the sorted (bucket, document, weight) keys as postings."""
        first = _changes(keys >> _WEIGHT_BITS)
        steps = (keys & ((1 << _WEIGHT_BITS) - 1)).astype(np.float32)
        found = np.add.reduceat(steps, first) if len(first) else steps
        frequency = found / np.float32(_WEIGHT_STEPS)
        keys = keys[first] >> _WEIGHT_BITS
        owner = keys & ((1 << _OWNER_BITS) - 1)
        buckets = keys >> _OWNER_BITS
        begins = _changes(buckets)
        self._kept = buckets[begins]
        self._begins = np.append(begins, len(keys))
        having = np.diff(self._begins)
        self._owners = owner.astype(np.uint16 if self.size < 1 << 16 else np.int32)
        saturated = frequency / (frequency + share[owner])
        self._saturated = np.rint(saturated * _LEVELS).astype(np.uint8)
        rarity = np.log(1 + (self.size - having + 0.5) / (having + 0.5))
        self._rarity = rarity.astype(np.float32)
        self._unknown = float(np.log(1 + (self.size + 0.5) / 0.5))

    def _places(self, buckets: Ints) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Where buckets stand among those that some document has, and which do at all."""
        places = np.minimum(np.searchsorted(self._kept, buckets), max(len(self._kept) - 1, 0))
        there = self._kept[places] == buckets if len(self._kept) else buckets < 0
        return places, there

    def rarity(self, heads: Ints) -> Floats:
        """How rare whole words are here, from 0 (everywhere) to 1; see ``Parts.heads``."""
        places, there = self._places(heads)
        found = np.full(len(heads), self._unknown, dtype=np.float32)
        found[there] = self._rarity[places[there]]
        return found / np.float32(self._unknown)

    def parts_rarity(self, asked: Parts) -> Floats:
        """How rare the parts of each word are here on average, from 0 (everywhere) to 1."""
        places, there = self._places(asked.buckets)
        values = np.full(len(asked.buckets), self._unknown, dtype=np.float32)
        values[there] = self._rarity[places[there]]
        lines = np.repeat(np.arange(len(asked.sizes)), asked.sizes)
        summed = np.bincount(lines, values * asked.weights, minlength=len(asked.sizes))
        whole = np.bincount(lines, asked.weights, minlength=len(asked.sizes))
        return (summed / whole / self._unknown).astype(np.float32)

    def explained(self, asked: Parts) -> Floats:
        """The share of each word (lines) that each document (columns) explains, 0 to 1."""
        places, there = self._places(asked.buckets)
        values = asked.weights.copy()
        values[there] *= self._rarity[places[there]]
        values[~there] *= self._unknown
        lines = np.repeat(np.arange(len(asked.sizes)), asked.sizes)
        values /= np.bincount(lines, values, minlength=len(asked.sizes))[lines] * _LEVELS
        places = places[there]
        begins = self._begins[places]
        sizes = self._begins[places + 1] - begins
        spread = _spread(begins, sizes)
        gained = self._saturated[spread] * np.repeat(values[there], sizes)
        owners = self._owners[spread].astype(np.int64)
        cells = np.repeat(lines[there] * self.size, sizes) + owners
        found = np.bincount(cells, gained, minlength=len(asked.sizes) * self.size)
        return found.astype(np.float32).reshape(len(asked.sizes), self.size)


def _keys(found: Tokens, vocabulary: list[str]) -> Ints:
    """One sorted number per part of every word: its bucket, the document, the weight there."""
    used, places = np.unique(found.numbers, return_inverse=True)
    parts = take_apart([vocabulary[number] for number in used])
    starts = np.cumsum(parts.sizes) - parts.sizes
    steps = np.rint(found.weights * _WEIGHT_STEPS).astype(np.int64)
    there = (found.owners << _WEIGHT_BITS) | steps
    sizes = parts.sizes[places]
    buckets = parts.buckets[_spread(starts[places], sizes)]
    keys = (buckets << (_OWNER_BITS + _WEIGHT_BITS)) | np.repeat(there, sizes)
    keys.sort()
    return keys


def tokens(documents: Sequence[tuple[Field, ...]], lexicon: Lexicon) -> Tokens:
    """The words of documents, in order."""
    numbers: list[int] = []
    runs: list[tuple[int, float, int]] = []
    for place, fields in enumerate(documents):
        for field in fields:
            before = len(numbers)
            for text in field.texts:
                numbers.extend(lexicon.read(text))
            runs.append((place, field.weight, len(numbers) - before))
    sizes = np.array([size for _, _, size in runs], dtype=np.int64)
    return Tokens(
        owners=np.repeat(np.array([place for place, _, _ in runs], dtype=np.int64), sizes),
        numbers=np.array(numbers, dtype=np.int64),
        weights=np.repeat(np.array([weight for _, weight, _ in runs], dtype=np.float32), sizes),
    )
