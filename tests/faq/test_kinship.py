from __future__ import annotations

import numpy as np
import pytest

from bot.faq.index import Field, Floats, Lexicon, tokens
from bot.faq.kinship import Kinship

# Four subjects in turn; no two subjects share a word, and every topic has a word of its own.
SUBJECTS = (
    ("mill wind flour", "mlyn viter boroshno"),
    ("boat oar river", "choven veslo richka"),
    ("bread oven baker", "khlib pich pekar"),
    ("horse stable hay", "kin stajnia sino"),
)
TOPICS = 24


def made() -> Kinship:
    lexicon = Lexicon()
    texts = []
    for which in (0, 1):
        documents = [
            (Field(weight=1.0, texts=(f"{SUBJECTS[n % 4][which]} own{which}x{n}",)),)
            for n in range(TOPICS)
        ]
        texts.append(tokens(documents, lexicon))
    return Kinship(texts, lexicon.words, TOPICS)


def scores(**given: float) -> Floats:
    found = np.full(TOPICS, 0.01, dtype=np.float32)
    for name, value in given.items():
        found[int(name[1:])] = value
    return found


def test_topics_whose_kin_answer_gain() -> None:
    after = made().joined(scores(t0=0.5, t4=0.5, t8=0.4, t12=0.2, t13=0.2))
    assert after[12] > after[13]
    assert int(np.argmax(after)) in {0, 4}


def test_what_did_not_answer_at_all_still_does_not() -> None:
    before = scores(t0=0.5)
    before[4] = 0
    assert made().joined(before)[4] == 0


def test_the_best_score_stays_as_high_as_it_was() -> None:
    after = made().joined(scores(t0=0.5, t4=0.5, t8=0.5, t12=0.5, t16=0.5, t20=0.5))
    assert float(after.max()) == pytest.approx(0.5, abs=0.01)


def test_nothing_found_stays_nothing() -> None:
    nothing = np.zeros(TOPICS, dtype=np.float32)
    assert not made().joined(nothing).any()
