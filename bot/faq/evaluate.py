"""Measuring the search against labelled questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.faq.decide import Answer, NotCovered, Suggest
from bot.faq.errors import ContentError
from bot.faq.faq import Faq, Result
from bot.faq.tables import read_text

HEADER = ("id", "lang", "style", "slug", "query")
NOT_COVERED = "NONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One line of a file of questions; ``slugs`` are those that are right, empty if unknown."""

    id: str
    language: str
    style: str
    slugs: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts over some questions; ``covered`` + ``uncovered`` is their number.

    Of the covered ones: ``first`` has the right topic first, ``in_three`` among the first three,
    ``refused`` was called not covered, ``wrong`` was answered with another topic, ``answered``
    directly with the right one. Of the uncovered ones: ``answered_uncovered`` was answered.
    """

    covered: int = 0
    first: int = 0
    in_three: int = 0
    answered: int = 0
    refused: int = 0
    wrong: int = 0
    uncovered: int = 0
    answered_uncovered: int = 0


def read_queries(path: Path) -> tuple[Query, ...]:
    """The questions of a TSV file with the header ``id lang style slug query``.

    Raises:
        ContentError: The header is another one or a line has not five fields.
    """
    lines = read_text(path).split("\n")
    if tuple(lines[0].rstrip("\r").split("\t")) != HEADER:
        raise ContentError(path, 1, f"the first line must be {' '.join(HEADER)}, with tabs")
    queries: list[Query] = []
    for number, raw in enumerate(lines[1:], start=2):
        line = raw.rstrip("\r")
        if not line:
            continue
        fields = line.split("\t", maxsplit=4)
        if len(fields) != len(HEADER):
            raise ContentError(path, number, "a line has five fields with tabs between them")
        key, language, style, slugs, text = fields
        right = tuple(slug for slug in slugs.split("|") if slug and slug != NOT_COVERED)
        queries.append(Query(id=key, language=language, style=style, slugs=right, text=text))
    return tuple(queries)


def decision_name(result: Result) -> str:
    """``answer``, ``suggest`` or ``none``."""
    match result.decision:
        case Answer():
            return "answer"
        case Suggest():
            return "suggest"
        case NotCovered():
            return "none"


def predict(faq: Faq, queries: Iterable[Query]) -> Iterator[str]:
    """One line per question: id, decision, the three best topics and the score, with tabs."""
    for query in queries:
        result = faq.ask(query.text, query.language)
        best = (*result.nearest, "", "", "")[:3]
        yield "\t".join([query.id, decision_name(result), *best, f"{result.confidence:.4f}"])


def _judge(result: Result, right: frozenset[str]) -> Score:
    answer = result.decision.slug if isinstance(result.decision, Answer) else None
    if not right:
        return Score(uncovered=1, answered_uncovered=int(answer is not None))
    return Score(
        covered=1,
        first=int(result.nearest[0] in right),
        in_three=int(not right.isdisjoint(result.nearest)),
        answered=int(answer in right),
        refused=int(isinstance(result.decision, NotCovered)),
        wrong=int(answer is not None and answer not in right),
    )


def add(scores: Iterable[Score]) -> Score:
    """The sum of scores."""
    total = Score()
    for one in scores:
        total = Score(
            covered=total.covered + one.covered,
            first=total.first + one.first,
            in_three=total.in_three + one.in_three,
            answered=total.answered + one.answered,
            refused=total.refused + one.refused,
            wrong=total.wrong + one.wrong,
            uncovered=total.uncovered + one.uncovered,
            answered_uncovered=total.answered_uncovered + one.answered_uncovered,
        )
    return total


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question and how its answer is counted."""

    query: Query
    score: Score


def judge(faq: Faq, queries: Iterable[Query]) -> tuple[Judged, ...]:
    """Every question asked and counted; topics without content count as not covered."""
    known = frozenset(faq.content.slugs)
    return tuple(
        Judged(
            query=query,
            score=_judge(faq.ask(query.text, query.language), known.intersection(query.slugs)),
        )
        for query in queries
    )


def _row(name: str, score: Score) -> str:
    def share(part: int, whole: int) -> str:
        return f"{part / whole:.2f}" if whole else "-"

    covered = (score.first, score.in_three, score.answered, score.refused, score.wrong)
    return "\t".join(
        [
            name,
            str(score.covered),
            *(share(part, score.covered) for part in covered),
            str(score.uncovered),
            share(score.answered_uncovered, score.uncovered),
        ]
    )


def table(judged: tuple[Judged, ...]) -> Iterator[str]:
    """Rows with tabs: per language, per language and style, and all together."""
    yield (
        "group\tcovered\tfirst\tin_three\tanswered_right\trefused\tanswered_wrong"
        "\tuncovered\tuncovered_answered"
    )
    languages = list(dict.fromkeys(one.query.language for one in judged))
    for language in languages:
        own = [one for one in judged if one.query.language == language]
        yield _row(language, add(one.score for one in own))
        for style in dict.fromkeys(one.query.style for one in own):
            part = add(one.score for one in own if one.query.style == style)
            yield _row(f"{language} {style}", part)
    yield _row("all", add(one.score for one in judged))
