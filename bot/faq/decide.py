"""What to do with a ranking: answer, offer the three nearest topics, or say "not covered".

All thresholds stand here. They refuse rather than guess: a direct answer needs a high score and
a clear distance to the next subject.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.faq.search import Hit

ANSWER_FROM = 0.34
SUGGEST_FROM = 0.12
MARGIN_SHARE = 0.75
NEAREST = 3
WORTH_NAMING = 0.1  # below it a topic shares only words that mean nothing
FALLBACK_LANGUAGES = ("en", "de")


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


def confidence(hits: tuple[Hit, ...]) -> float:
    """How sure it is that the first written topic is the answer, from 0 to 1.

    Its score, lowered by the nearness of the next subject, which may be one without content.
    """
    best = next((hit for hit in hits if hit.slug is not None), None)
    if best is None:
        return 0.0
    rival = max((hit.score for hit in hits if hit is not best), default=0.0)
    return min(1.0, max(0.0, best.score - MARGIN_SHARE * rival))


def nearest(hits: tuple[Hit, ...], slugs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The three best written topics; ``slugs`` fill up where fewer answer at all."""
    found = [hit.slug for hit in hits if hit.slug is not None]
    return tuple(dict.fromkeys([*found, *slugs]))[:NEAREST]


def decide(hits: tuple[Hit, ...], languages: tuple[str, ...]) -> Decision:
    """The decision on a ranking, with the one set of thresholds above.

    ``languages`` are those in which the best topic exists, the one to show first.
    """
    slugs = nearest(hits)
    sure = confidence(hits)
    if not slugs or sure < SUGGEST_FROM:
        return NotCovered(nearest=nearest(tuple(h for h in hits if h.score >= WORTH_NAMING)))
    if sure >= ANSWER_FROM and languages:
        return Answer(slug=slugs[0], language=languages[0], confidence=sure)
    return Suggest(slugs=slugs)
