"""The topic model: which topic a text is about, learned from ways of asking.

``faq_model.npz`` holds one row of small whole numbers per feature and one column per subject
(topics, and two kinds of what no topic covers). It is made by ``python -m bot faq train`` and
read here; reading needs no other file.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.faq.concepts import Concepts
from bot.faq.errors import ContentError
from bot.faq.features import BUCKETS, VERSION, features, word_bucket

MODEL_FILE = "faq_model.npz"
SIGNS = 5  # numbers in Guess.signs
_LEAST = 1e-6  # chances beyond this say nothing more
Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Bytes = npt.NDArray[np.int8]
Arrays = dict[str, npt.NDArray[np.generic]]


NOTHING = "NONE-"  # how the names of subjects begin that no topic covers


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What the model makes of a text.

    ``chances``: topic → probability, best first; ``nothing``: the probability that no topic
    covers the text. ``known``: the share of the text's weight that lies on features seen in
    training, 0 to 1.
    """

    chances: tuple[tuple[str, float], ...]
    nothing: float
    known: float

    def signs(self) -> tuple[float, ...]:
        """What tells how sure one may be: see ``Model.sure``."""
        first = self.chances[0][1] if self.chances else 0.0
        second = self.chances[1][1] if len(self.chances) > 1 else 0.0
        ahead = math.log(max(first, _LEAST)) - math.log(max(second, _LEAST))
        return (1.0, logit(first), ahead, logit(self.nothing), self.known)


def logit(chance: float) -> float:
    """The log odds of a probability."""
    chance = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(chance / (1 - chance))


def _sigmoid(signs: tuple[float, ...], weights: Floats) -> float:
    value = sum(sign * float(weight) for sign, weight in zip(signs, weights, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, value))))


class Model:
    """Weights in memory; read only, safe for several threads."""

    def __init__(self, arrays: Arrays, concepts: Concepts) -> None:
        self._concepts = concepts
        self.subjects = tuple(str(name) for name in arrays["subjects"])
        self.fingerprint = str(arrays["fingerprint"][()]) if "fingerprint" in arrays else ""
        self._right: Floats = arrays["right"].astype(np.float32)
        self._covered: Floats = arrays["covered"].astype(np.float32)
        self._weights: Bytes = arrays["weights"].astype(np.int8, copy=False)
        self._scales: Floats = arrays["scales"].astype(np.float32)
        self._bias: Floats = arrays["bias"].astype(np.float32)
        self._rows = np.full(BUCKETS, -1, dtype=np.int32)
        self._rows[arrays["buckets"]] = np.arange(len(arrays["buckets"]), dtype=np.int32)
        self._rarity: Floats = arrays["rarity"].astype(np.float32)
        self._unknown = float(arrays["unknown"][()])

    def vector(self, text: str) -> tuple[Ints, Floats, float]:
        """The rows of a text's known features, their values (length ≤ 1), and the known share."""
        found = features(text, self._concepts)
        buckets = np.fromiter(found.keys(), np.int64, len(found))
        values = np.fromiter(found.values(), np.float32, len(found))
        rows = self._rows[buckets]
        seen = rows >= 0
        rest = float(np.square(values[~seen]).sum()) * self._unknown**2
        rows = rows[seen]
        values = values[seen] * self._rarity[rows]
        length = float(np.square(values).sum())
        if not length:
            return rows, values, 0.0
        return rows, values / np.float32(length**0.5), length / (length + rest)

    def __call__(self, text: str) -> Guess:
        """The chances of every topic for a text."""
        rows, values, known = self.vector(text)
        logits = (values * self._scales[rows]) @ self._weights[rows].astype(np.float32)
        logits += self._bias
        raised = np.exp(logits - logits.max())
        raised /= raised.sum()
        order = np.argsort(-raised, kind="stable")
        found = [(self.subjects[place], float(raised[place])) for place in order]
        return Guess(
            chances=tuple(one for one in found if not one[0].startswith(NOTHING)),
            nothing=sum(chance for name, chance in found if name.startswith(NOTHING)),
            known=known,
        )

    def rarity(self, asked: Sequence[str]) -> Floats:
        """How rare folded words were in training, from 0 (in every text) to 1 (in none)."""
        rows = self._rows[[word_bucket(word) for word in asked]]
        found = np.where(rows < 0, self._unknown, self._rarity[rows])
        return (found / self._unknown).astype(np.float32)

    def sure(self, guess: Guess) -> tuple[float, float]:
        """How likely the first topic of a guess is right, and any topic covers the text."""
        signs = guess.signs()
        return _sigmoid(signs, self._right), _sigmoid(signs, self._covered)


def load_model(path: Path, concepts: Concepts) -> Model | None:
    """The model of a folder's content; None if there is none.

    Raises:
        ContentError: The file is damaged or belongs to another version of the features.
    """
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in stored.files}
        if int(arrays["version"][()]) != VERSION:
            raise ContentError(path, None, "the model is of another version; train it again")
        return Model(arrays, concepts)
    except (OSError, ValueError, KeyError) as error:
        raise ContentError(path, None, f"the model cannot be read ({error})") from error
