"""Training of the topic model: a multinomial logistic regression, with numpy alone.

Deterministic: the same sources and seed give the same weights on one machine. Learns with AdaGrad
on small batches; every batch holds the texts as written and, in later rounds, mistyped.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.faq.calibrate import halves, sureness
from bot.faq.concepts import Concepts, load_concepts
from bot.faq.examples import NEAR, TALK, Example, Typist
from bot.faq.features import BUCKETS, VERSION, features
from bot.faq.model import SIGNS, Arrays, Floats, Model
from bot.faq.normalise import words
from bot.faq.wordlist import load_words

Sparse = tuple[npt.NDArray[np.int64], Floats]
ROUNDS = 14
BATCH = 256
RATE = 0.3
DECAY = 1e-5
SMOOTH = 0.05
LEAST_TEXTS = 2
SEED = 7


def sparse(text: str, concepts: Concepts) -> Sparse:
    """The features of a text as buckets and weights."""
    found = features(text, concepts)
    return (
        np.fromiter(found.keys(), np.int64, len(found)),
        np.fromiter(found.values(), np.float32, len(found)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Space:
    """The features worth keeping: bucket → row (-1 for none) and their rarity per row."""

    buckets: npt.NDArray[np.int64]
    rows: npt.NDArray[np.int64]
    rarity: Floats
    unknown: float

    def vector(self, text: Sparse) -> Sparse:
        """A text as rows and values of length 1."""
        rows = self.rows[text[0]]
        seen = rows >= 0
        rows = rows[seen]
        values = text[1][seen] * self.rarity[rows]
        length = float(np.sqrt(np.square(values).sum())) or 1.0
        return rows, values / np.float32(length)


def _space(texts: Sequence[Sparse]) -> _Space:
    having = np.zeros(BUCKETS, dtype=np.int64)
    for buckets, _ in texts:
        having[buckets] += 1
    kept = np.flatnonzero(having >= LEAST_TEXTS)
    rows = np.full(BUCKETS, -1, dtype=np.int64)
    rows[kept] = np.arange(len(kept))
    rarity = np.log((len(texts) + 1) / having[kept]).astype(np.float32)
    unknown = float(np.log((len(texts) + 1) / LEAST_TEXTS))
    return _Space(buckets=kept, rows=rows, rarity=rarity, unknown=unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known besides the examples: words without meaning, and what words stand for."""

    empty: frozenset[str]
    concepts: Concepts


class _Learner:
    """Weights while they are learned."""

    def __init__(self, rows: int, subjects: int) -> None:
        self.weights = np.zeros((rows, subjects), dtype=np.float32)
        self._moved = np.full((rows, subjects), 1e-6, dtype=np.float32)
        self.bias = np.zeros(subjects, dtype=np.float32)

    def step(self, batch: Sequence[Sparse], wanted: Floats, weights: Floats, rate: float) -> None:
        """One step downhill on a batch; ``wanted`` are the chances each text should have."""
        used, places = np.unique(np.concatenate([rows for rows, _ in batch]), return_inverse=True)
        lines = np.repeat(np.arange(len(batch)), [len(rows) for rows, _ in batch])
        dense = np.zeros((len(batch), len(used)), dtype=np.float32)
        dense[lines, places] = np.concatenate([values for _, values in batch])
        own = self.weights[used]
        logits = dense @ own + self.bias
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        wrong = (chances - wanted) * weights[:, None]
        slope = dense.T @ wrong + DECAY * len(batch) * own
        moved = self._moved[used] + np.square(slope)
        self._moved[used] = moved
        self.weights[used] = own - rate * slope / np.sqrt(moved)
        self.bias -= 0.02 * rate * wrong.mean(axis=0)


def learn(
    given: Sequence[Example],
    subjects: Sequence[str],
    known: Known,
    rounds: int = ROUNDS,
    say: Callable[[str], None] = lambda _: None,
) -> Arrays:
    """The arrays of a model that knows ``subjects``, without its calibration."""
    plain = [sparse(one.text, known.concepts) for one in given]
    space = _space(plain)
    number = {name: place for place, name in enumerate(subjects)}
    right = np.array([number[one.subject] for one in given])
    weights = np.array([one.weight for one in given], dtype=np.float32)
    counts = np.bincount(right, weights, minlength=len(subjects))
    weights *= (np.median(counts[counts > 0]) / np.maximum(counts, 1.0))[right] ** 0.5
    learner = _Learner(len(space.buckets), len(subjects))
    dice = np.random.default_rng(SEED)
    typist = Typist(SEED, known.empty)
    as_written = [space.vector(text) for text in plain]
    for turn in range(rounds):
        if turn % 2:
            vectors = [space.vector(sparse(typist(one.text), known.concepts)) for one in given]
        else:
            vectors = as_written
        order = dice.permutation(len(given))
        rate = RATE * (1 - 0.9 * turn / rounds)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            wanted = np.full((len(chosen), len(subjects)), SMOOTH / len(subjects), np.float32)
            wanted[np.arange(len(chosen)), right[chosen]] += 1 - SMOOTH
            learner.step([vectors[i] for i in chosen], wanted, weights[chosen], rate)
        say(f"round {turn + 1} of {rounds}")
    return _packed(learner, space, subjects)


def _packed(learner: _Learner, space: _Space, subjects: Sequence[str]) -> Arrays:
    weights = learner.weights - learner.weights.mean(axis=1, keepdims=True)
    largest = np.maximum(np.abs(weights).max(axis=1), 1e-9)
    return {
        "version": np.array(VERSION),
        "subjects": np.array(subjects),
        "weights": np.rint(weights / largest[:, None] * 127).astype(np.int8),
        "scales": (largest / 127).astype(np.float32),
        "bias": learner.bias,
        "buckets": space.buckets.astype(np.int32),
        "rarity": space.rarity.astype(np.float16),
        "unknown": np.array(space.unknown, dtype=np.float32),
        "right": np.zeros(SIGNS, dtype=np.float32),
        "covered": np.zeros(SIGNS, dtype=np.float32),
    }


def known_words(words_path: Path, concepts_path: Path) -> Known:
    """What is known besides the examples, from its files."""
    listed = load_words(words_path).empty
    return Known(
        empty=frozenset(word for one in listed for word in words(one)),
        concepts=load_concepts(concepts_path),
    )


def train(
    given: Sequence[Example], known: Known, say: Callable[[str], None] = lambda _: None
) -> Arrays:
    """The arrays of the model for these examples, with its calibration.

    Learns twice: from four fifths of the ways, to see on the rest how sure it may be, and then
    from all.
    """
    subjects = subjects_of(given)
    most, held = halves(given, known.concepts)
    say(f"{len(given)} texts, {len(subjects)} subjects; {len(held)} held out")
    half = Model(learn(most, subjects, known, say=say), known.concepts)
    right, covered = sureness(half, held)
    made = learn(given, subjects, known, say=say)
    return made | {"right": right, "covered": covered}


def subjects_of(given: Iterable[Example]) -> tuple[str, ...]:
    """The subjects of examples in the order of the model's columns."""
    return (*sorted({one.subject for one in given} - {TALK, NEAR}), TALK, NEAR)


def save(path: Path, made: Arrays, mark: str) -> None:
    """Write a model with its fingerprint; the same arrays give the same bytes."""
    made = made | {"fingerprint": np.array(mark)}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(made):
            buffer = io.BytesIO()
            np.save(buffer, made[name], allow_pickle=False)
            archive.writestr(
                zipfile.ZipInfo(f"{name}.npy"), buffer.getvalue(), zipfile.ZIP_DEFLATED, 6
            )
