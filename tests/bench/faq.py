"""Our search beside plain alternatives: ``python -m tests.bench.faq [QUERIES.tsv [CONTENT]]``.

All look through the same texts: titles, questions, other names, ways of asking and bodies. The
alternatives get them the way they do best: SQLite one text per topic and language, the others
every short text by itself, the nearest one counts.
"""

from __future__ import annotations

import math
import re
import resource
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.domain.place import locales_folder
from bot.faq.blocks import plain
from bot.faq.content import Content, load_content
from bot.faq.decide import NEAREST
from bot.faq.evaluate import Query, read_queries
from bot.faq.faq import load_faq
from bot.faq.normalise import words

QUERIES = Path(__file__).parents[1] / "faq" / "queries.tsv"
LONG = 200  # characters; longer texts count for SQLite and TF-IDF only
Ranked = Callable[[str, str], list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """Shares of the covered questions of one language, and milliseconds."""

    first: float
    in_three: float
    p50_ms: float
    p95_ms: float


def texts(content: Content) -> list[tuple[str, str, str]]:
    """(slug, language, text) of everything there is to look through."""
    found = []
    for topic in content.topics:
        body = " ".join(plain(block) for block in (topic.lead, *topic.rest))
        short = (*topic.questions, *topic.aliases, *topic.ways)
        # A page without questions is one text with its title, as page searches have it.
        short, body = ((topic.title, *short), body) if short else ((), f"{topic.title} {body}")
        found += [(topic.slug, topic.language, text) for text in (*short, body)]
    return found


def best(found: list[tuple[float, str]]) -> list[str]:
    """The slugs of the best three, each once; higher figures are better."""
    ordered = sorted(found, key=lambda one: -one[0])
    return list(dict.fromkeys(slug for _, slug in ordered))[:NEAREST]


def by_sqlite(rows: list[tuple[str, str, str]], tokenizer: str, least: int) -> Ranked:
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for slug, language, text in rows:
        together[slug, language].append(text)
    base = sqlite3.connect(":memory:")
    base.execute(
        f"CREATE VIRTUAL TABLE t USING fts5(slug UNINDEXED, language UNINDEXED, text, tokenize='{tokenizer}')"
    )
    base.executemany(
        "INSERT INTO t VALUES (?, ?, ?)", [(*k, "\n".join(v)) for k, v in together.items()]
    )

    def rank(text: str, language: str) -> list[str]:
        asked = [w for w in re.findall(r"\w+", text) if len(w) >= least]
        if not asked:
            return []
        match = " OR ".join(f'"{word}"' for word in dict.fromkeys(asked))
        found = base.execute(
            "SELECT -bm25(t) * CASE WHEN language = ? THEN 1.0 ELSE 0.8 END, slug FROM t WHERE t MATCH ?",
            (language, match),
        )
        return best(found.fetchall())

    return rank


def by_rapidfuzz(rows: list[tuple[str, str, str]]) -> Ranked:
    short = [
        (slug, language, " ".join(words(text)))
        for slug, language, text in rows
        if len(text) <= LONG
    ]
    languages = {language for _, language, _ in short}

    def rank(text: str, language: str) -> list[str]:
        near = [r for r in short if r[1] == language] if language in languages else short
        asked = " ".join(words(text))
        found = process.extract(asked, [r[2] for r in near], scorer=fuzz.token_set_ratio, limit=60)
        return best([(score, near[place][0]) for _, score, place in found])

    return rank


def by_tfidf(rows: list[tuple[str, str, str]]) -> Ranked:
    """Cosine of TF-IDF vectors of character 3-5-grams."""

    def grams(text: str) -> Counter[str]:
        marked = [f" {word} " for word in words(text)]
        return Counter(
            w[i : i + n] for w in marked for n in (3, 4, 5) for i in range(len(w) - n + 1)
        )

    counts = [grams(text) for _, _, text in rows]
    having = Counter(gram for one in counts for gram in one)
    rarity = {gram: math.log((1 + len(rows)) / (1 + n)) + 1 for gram, n in having.items()}
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, one in enumerate(counts):
        length = math.sqrt(sum((n * rarity[g]) ** 2 for g, n in one.items())) or 1.0
        for gram, n in one.items():
            postings[gram].append((place, n * rarity[gram] / length))

    def rank(text: str, language: str) -> list[str]:
        near: defaultdict[int, float] = defaultdict(float)
        for gram, n in grams(text).items():
            for place, weight in postings.get(gram, ()):
                near[place] += weight * n * rarity[gram]
        own = {r[1] for r in rows}
        share = {code: 1.0 if code == language or language not in own else 0.8 for code in own}
        return best(
            [(score * share[rows[place][1]], rows[place][0]) for place, score in near.items()]
        )

    return rank


def ours(root: Path) -> Ranked:
    faq = load_faq(root)
    return lambda text, language: list(faq.ask(text, language).nearest)


def measure(rank: Ranked, queries: list[Query]) -> Figure:
    first = in_three = 0
    took = []
    for query in queries:
        began = time.perf_counter()
        found = rank(query.text, query.language)
        took.append((time.perf_counter() - began) * 1000)
        first += bool(found) and found[0] in query.slugs
        in_three += not set(found[:NEAREST]).isdisjoint(query.slugs)
    took.sort()
    return Figure(
        first=first / len(queries),
        in_three=in_three / len(queries),
        p50_ms=took[len(took) // 2],
        p95_ms=took[int(len(took) * 0.95)],
    )


def main(argv: list[str]) -> None:
    path = Path(argv[0]) if argv else QUERIES
    root = Path(argv[1]) if len(argv) > 1 else locales_folder()
    content = load_content(root)
    rows = texts(content)
    covered = [q for q in read_queries(path) if set(q.slugs) & set(content.slugs)]
    languages = list(dict.fromkeys(q.language for q in covered))
    print(f"{len(rows)} texts of {len(content.slugs)} topics, {len(covered)} questions")
    print(
        "\t".join(
            ["search", *(f"{c} first/three" for c in languages), "p50 ms", "p95 ms", "built s"]
        )
    )
    for name, build in {
        "SQLite FTS5 unicode61": lambda: by_sqlite(rows, "unicode61 remove_diacritics 2", 1),
        "SQLite FTS5 trigram": lambda: by_sqlite(rows, "trigram", 3),
        "rapidfuzz token_set": lambda: by_rapidfuzz(rows),
        "TF-IDF of character 3-5-grams": lambda: by_tfidf(rows),
        "Lotse": lambda: ours(root),
    }.items():
        began = time.perf_counter()
        rank = build()
        built = time.perf_counter() - began
        found = {c: measure(rank, [q for q in covered if q.language == c]) for c in languages}
        shares = [f"{f.first:.2f} {f.in_three:.2f}" for f in found.values()]
        p50 = sorted(f.p50_ms for f in found.values())[len(found) // 2]
        p95 = max(f.p95_ms for f in found.values())
        print("\t".join([name, *shares, f"{p50:.1f}", f"{p95:.1f}", f"{built:.1f}"]), flush=True)
    print(
        f"largest memory of all together {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
