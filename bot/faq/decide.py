"""What to do with a ranking: answer, offer the three nearest topics, or say "not covered".

All thresholds stand here. They refuse rather than guess: a direct answer needs two high
confidences, that the topic is right and that any topic is.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.faq.search import Hit

ANSWER_FROM = 0.55
ANSWER_COVERED_FROM = 0.9
COVERED_FROM = 0.4
NEAREST = 3
WORTH_NAMING = 0.03  # below it a topic shares only words that mean nothing
FALLBACK_LANGUAGES = ("en", "de")
# Topics that put the emergency card first, and from which chance of theirs. Low, because a card
# too many is harmless.
DANGER_TOPICS = frozenset(
    {
        "emergency-numbers",
        "poisoning",
        "violence-against-women",
        "violence-against-men",
        "mental-health-crisis",
        "children-in-danger",
    }
)
DANGER_FROM = 0.25
FIRST_IN_DANGER = 1.5  # counts more if one of them is the nearest of all
# Text match without a topic model: at which distance to the next subject it is sure.
_RIVAL_SHARE = 0.75
_SURE_FROM = 0.3
_NEAR_FROM = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One topic answers; ``language`` is the one to show it in, ``confidence`` 0 to 1."""

    slug: str
    language: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggest:
    """Not sure: one to three topics to choose from, nearest first."""

    slugs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCovered:
    """No topic covers it; ``nearest`` (up to three) may still be offered, none after "Hello"."""

    nearest: tuple[str, ...]


Decision = Answer | Suggest | NotCovered


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Subjects that answer to a question, best first.

    ``sure``: how sure it is that the first written topic is the answer; ``covered``: how sure
    that any topic covers the question; ``danger``: how likely it is about danger to somebody
    (compared with ``DANGER_FROM``). The others are from 0 to 1.
    """

    hits: tuple[Hit, ...]
    sure: float
    covered: float
    danger: float = 0.0


def by_text(hits: tuple[Hit, ...]) -> Ranking:
    """A ranking by text match alone: sure from the best score and the nearness of the next.

    The next subject may be one without content.
    """
    best = next((hit for hit in hits if hit.slug is not None), None)
    if best is None:
        return Ranking(hits=hits, sure=0.0, covered=0.0)
    rival = max((hit.score for hit in hits if hit is not best), default=0.0)
    ahead = max(0.0, best.score - _RIVAL_SHARE * rival)
    return Ranking(
        hits=hits,
        sure=min(1.0, ahead / _SURE_FROM * ANSWER_FROM),
        covered=min(1.0, ahead / _NEAR_FROM * COVERED_FROM),
    )


def nearest(hits: tuple[Hit, ...], slugs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The three best written topics; ``slugs`` fill up where fewer answer at all."""
    found = [hit.slug for hit in hits if hit.slug is not None]
    return tuple(dict.fromkeys([*found, *slugs]))[:NEAREST]


def decide(ranking: Ranking, languages: tuple[str, ...]) -> Decision:
    """The decision on a ranking, with the one set of thresholds above.

    ``languages`` are those in which the best topic exists, the one to show first.
    """
    slugs = nearest(ranking.hits)
    if not slugs or ranking.covered < COVERED_FROM:
        return NotCovered(
            nearest=nearest(tuple(h for h in ranking.hits if h.score >= WORTH_NAMING))
        )
    sure = ranking.sure >= ANSWER_FROM and ranking.covered >= ANSWER_COVERED_FROM
    if sure and languages:
        return Answer(slug=slugs[0], language=languages[0], confidence=ranking.sure)
    return Suggest(slugs=slugs)
