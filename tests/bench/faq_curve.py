"""The learning curve: ``python -m tests.bench.faq_curve [QUERIES.tsv]`` (about ten minutes).

A model is trained from the first 4, 10, 20, … ways of asking per topic and language, with
everything else the same. ``held``: ways that no model saw, whole groups of similar ones apart.
The other columns are the styles of the questions in the file, over the languages that have ways.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from pathlib import Path

from bot.domain.place import locales_folder
from bot.faq.calibrate import halves
from bot.faq.evaluate import read_queries
from bot.faq.examples import WAY, Example, examples
from bot.faq.faq import concepts_file, words_file
from bot.faq.model import NOTHING, Model
from bot.faq.train import Known, known_words, learn, subjects_of
from tests.bench.faq import QUERIES

WAYS = (0, 4, 10, 20, 40, 60, 80, None)


def cut(given: list[Example], most: int | None) -> list[Example]:
    """The examples with at most so many ways per subject and language, drawn once for all."""
    if most is None:
        return given
    taken: defaultdict[tuple[str, str], int] = defaultdict(int)
    shuffled = random.Random(11).sample(given, len(given))
    kept = set()
    for one in shuffled:
        key = (one.language, one.subject)
        if one.weight != WAY or one.subject.startswith(NOTHING) or taken[key] < most:
            kept.add(id(one))
            taken[key] += one.weight == WAY
    return [one for one in given if id(one) in kept]


def right(model: Model, asked: list[tuple[str, tuple[str, ...]]]) -> str:
    """The share of texts whose right topic comes first."""
    found = [model(text).chances[0][0] in slugs for text, slugs in asked]
    return f"{sum(found) / len(found):.2f}" if found else "-"


def row(name: str, given: list[Example], held: list[Example], known: Known, path: Path) -> str:
    subjects = subjects_of(given)
    model = Model(learn(given, subjects, known), known.concepts)
    languages = {one.language for one in held}
    queries = [q for q in read_queries(path) if q.language in languages and q.slugs]
    cells = [
        right(model, [(q.text, q.slugs) for q in queries if q.style == style])
        for style in styles(path)
    ]
    per_language = [
        right(model, [(q.text, q.slugs) for q in queries if q.language == code])
        for code in sorted(languages)
    ]
    topics = [one for one in held if not one.subject.startswith(NOTHING)]
    mine = right(model, [(one.text, (one.subject,)) for one in topics])
    return "\t".join([name, str(len(given)), mine, *cells, *per_language])


def styles(path: Path) -> list[str]:
    """The styles of covered questions, in their order."""
    return list(dict.fromkeys(q.style for q in read_queries(path) if q.slugs))


def main(argv: list[str]) -> None:
    path = Path(argv[0]) if argv else QUERIES
    root = locales_folder()
    known = known_words(words_file(root), concepts_file(root))
    most, held = halves(examples(root, words_file(root)), known.concepts)
    languages = sorted({one.language for one in held})
    print("\t".join(["ways", "texts", "held", *styles(path), *languages]), flush=True)
    for ways in WAYS:
        name = "all" if ways is None else str(ways)
        print(row(name, cut(most, ways), held, known, path), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
