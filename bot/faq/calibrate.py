"""How sure the topic model may be, learned from ways of asking that it was not trained on.

The held out ways are whole groups of similar ones, so that no near copy of a question stands in
the other part.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.faq.concepts import Concepts
from bot.faq.examples import NEAR, TALK, WAY, Example
from bot.faq.features import features
from bot.faq.model import Floats, Model

Doubles = npt.NDArray[np.float64]
ALIKE = 0.4
HELD_OUT = 5  # every fifth group
_STEPS = 30
_RIDGE = 1e-3


def groups(given: Sequence[Example], concepts: Concepts) -> list[int]:
    """Per example the place of the first one it resembles, directly or through others."""
    together: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, one in enumerate(given):
        together[one.language, one.subject].append(place)
    found = list(range(len(given)))
    for places in together.values():
        alike = _alike([features(given[place].text, concepts) for place in places])
        for later in range(len(places)):
            for earlier in np.flatnonzero(alike[later, :later]):
                old, new = found[places[later]], found[places[earlier]]
                for place in places[: later + 1]:
                    if found[place] == old:
                        found[place] = new
    return found


def _alike(spelled: Sequence[dict[int, float]]) -> npt.NDArray[np.bool_]:
    columns = {bucket: n for n, bucket in enumerate(sorted({b for one in spelled for b in one}))}
    table = np.zeros((len(spelled), len(columns)), dtype=np.float32)
    for line, one in enumerate(spelled):
        for bucket, weight in one.items():
            table[line, columns[bucket]] = weight
    table *= np.log((len(spelled) + 1) / (table > 0).sum(axis=0, keepdims=True))
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    return table @ table.T >= ALIKE


def halves(given: Sequence[Example], concepts: Concepts) -> tuple[list[Example], list[Example]]:
    """What to train on and the held out ways of asking, both in their order."""
    ways = [one for one in given if one.weight == WAY]
    found = groups(ways, concepts)
    order = {group: n for n, group in enumerate(dict.fromkeys(found))}
    held = {
        id(one)
        for one, group in zip(ways, found, strict=True)
        if order[group] % HELD_OUT == HELD_OUT - 1
    }
    return (
        [one for one in given if id(one) not in held],
        [one for one in given if id(one) in held],
    )


def _fit(table: Doubles, right: Doubles) -> Floats:
    """The weights of a logistic regression (Newton's method)."""
    weights = np.zeros(table.shape[1], dtype=np.float64)
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (chances - right) + _RIDGE * weights
        bend = (table * (chances * (1 - chances))[:, None]).T @ table
        bend += _RIDGE * np.eye(table.shape[1])
        weights -= np.linalg.solve(bend, slope)
    return weights.astype(np.float32)


def sureness(model: Model, held: Sequence[Example]) -> tuple[Floats, Floats]:
    """What makes a first topic right, and a text covered: two rows of weights of ``signs``."""
    signs: list[tuple[float, ...]] = []
    right: list[bool] = []
    covered: list[bool] = []
    for one in held:
        guess = model(one.text)
        signs.append(guess.signs())
        right.append(guess.chances[0][0] == one.subject)
        covered.append(one.subject not in {TALK, NEAR})
    table = np.array(signs, dtype=np.float64)
    return (
        _fit(table, np.array(right, dtype=np.float64)),
        _fit(table, np.array(covered, dtype=np.float64)),
    )
