"""Floors for the installation's own content; the figures are in the last assert of each test."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.domain.place import locales_folder
from bot.faq.check import check
from bot.faq.decide import DANGER_TOPICS, Answer
from bot.faq.evaluate import Judged, Query, add, judge, read_queries
from bot.faq.faq import Faq, load_faq

QUERIES = Path(__file__).with_name("queries.tsv")
LANGUAGES = ("de", "en", "uk", "ar")


@pytest.fixture(scope="module")
def faq() -> Faq:
    return load_faq(locales_folder())


@pytest.fixture(scope="module")
def judged(faq: Faq) -> tuple[Judged, ...]:
    return judge(faq, read_queries(QUERIES))


def test_the_regression_set_has_two_questions_per_topic_and_language(faq: Faq) -> None:
    asked = Counter(
        (query.language, slug) for query in read_queries(QUERIES) for slug in query.slugs
    )
    wanted = [(language, slug) for language in LANGUAGES for slug in faq.content.slugs]
    assert [pair for pair in wanted if asked[pair] < 2] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_covered_questions_find_their_topic(judged: tuple[Judged, ...], language: str) -> None:
    score = add(one.score for one in judged if one.query.language == language)
    assert score.first >= 0.9 * score.covered
    assert score.in_three >= 0.95 * score.covered
    assert score.answered >= 0.75 * score.covered
    assert score.refused <= 0.04 * score.covered
    assert score.wrong <= 0.035 * score.covered


def test_danger_is_never_missed(faq: Faq) -> None:
    missed = [
        query.id
        for query in read_queries(QUERIES)
        if DANGER_TOPICS.intersection(query.slugs) and not _safe(faq, query)
    ]
    assert missed == []


def _safe(faq: Faq, query: Query) -> bool:
    result = faq.ask(query.text, query.language)
    answered = isinstance(result.decision, Answer) and result.decision.slug in query.slugs
    return result.danger or answered


def test_danger_is_rarely_seen_where_there_is_none(faq: Faq) -> None:
    others = [q for q in read_queries(QUERIES) if not DANGER_TOPICS.intersection(q.slugs)]
    alarms = sum(faq.ask(query.text, query.language).danger for query in others)
    assert alarms <= 0.04 * len(others)


def test_uncovered_questions_are_not_answered_as_if_known(judged: tuple[Judged, ...]) -> None:
    score = add(one.score for one in judged)
    assert score.uncovered >= 24
    assert score.answered_uncovered <= 0.07 * score.uncovered


def test_the_content_has_no_problems(faq: Faq) -> None:
    findings = check(faq.content, date(2026, 11, 22))
    assert [finding.describe() for finding in findings if not finding.warning] == []
