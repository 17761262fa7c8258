"""How far each language of a topic has come: derived from the texts, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.local_answers import Confirmation
from bot.faq.check import Finding
from bot.faq.content import Content, Topic

_SOURCE = "source"  # as ``translated_by`` says it
_MACHINE = "machine"


class State(StrEnum):
    """What the text of one topic in one language is."""

    MISSING = "missing"
    OUTDATED = "outdated"  # another language was changed in meaning since
    MACHINE = "machine"  # translated by a machine, not read by a native speaker yet
    CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """When a text was last looked at (None: never), and whether that is due again."""

    checked_on: date | None
    due: bool


def introduced(topic: Topic) -> int:
    """Return the change of meaning that was made with this very text; 0 in a translation."""
    return topic.version if topic.translated_by == _SOURCE else 0


def follows(topic: Topic) -> int:
    """Return the latest change of meaning that this text takes up."""
    return max(introduced(topic), topic.source_version)


def newest(content: Content, slug: str) -> int:
    """Return the latest change of meaning of a topic in any language."""
    return max((introduced(topic) for topic in _texts(content, slug)), default=0)


def newer_language(content: Content, topic: Topic) -> str:
    """Return the language whose text is newer than this one; empty if none is."""
    latest = newest(content, topic.slug)
    if follows(topic) >= latest:
        return ""
    found = (one.language for one in _texts(content, topic.slug) if introduced(one) == latest)
    return next(found, "")


def source_of(content: Content, slug: str) -> Topic | None:
    """Return the text that the others follow: the one with the latest change of meaning."""
    return max(_texts(content, slug), key=introduced, default=None)


def _texts(content: Content, slug: str) -> Iterator[Topic]:
    found = (content.topic(slug, language) for language in content.languages)
    return (topic for topic in found if topic is not None)


def state(content: Content, slug: str, language: str) -> State:
    """Return how far the language of a topic has come."""
    topic = content.topic(slug, language)
    if topic is None:
        return State.MISSING
    if follows(topic) < newest(content, slug):
        return State.OUTDATED
    if topic.translated_by.startswith(_MACHINE) and not topic.native_review:
        return State.MACHINE
    return State.CURRENT


def review(topic: Topic, confirmation: Confirmation | None, today: date) -> Review:
    """Return when the text was looked at: itself, or its topic in all languages.

    Whoever confirms a topic has seen its numbers as well: a fact is due again only if it ran out
    afterwards.
    """
    own = topic.checked_on()
    if confirmation is None:
        return Review(checked_on=own, due=topic.is_due(today))
    seen = confirmation.confirmed_on
    text_due = max(topic.review_by or seen, confirmation.review_by) < today
    ran_out = any(fact.is_due(today) and not fact.is_due(seen) for fact in topic.facts)
    return Review(checked_on=max(own or seen, seen), due=text_due or ran_out)


def overdue(
    content: Content, confirmations: dict[str, Confirmation], today: date
) -> tuple[str, ...]:
    """Return the topics of which some language is due, longest not looked at first."""
    waiting: dict[str, date] = {}
    for topic in content.topics:
        found = review(topic, confirmations.get(topic.slug), today)
        if found.due:
            since = found.checked_on or date.min
            waiting[topic.slug] = min(since, waiting.get(topic.slug, since))
    return tuple(sorted(waiting, key=lambda slug: (waiting[slug], slug)))


def outdated(content: Content) -> Iterator[Finding]:
    """Yield a warning for each text behind another language; its readers are told so."""
    for topic in content.topics:
        if language := newer_language(content, topic):
            text = f"the text in “{language}” was changed in meaning since"
            yield Finding(path=topic.path, line=1, text=text, warning=True)


def table(content: Content) -> Iterator[str]:
    """Yield rows with tabs: per topic the state of each language, then how many are in each."""
    yield "\t".join(["state", *content.languages])
    for slug in content.slugs:
        yield "\t".join([slug, *(state(content, slug, one) for one in content.languages)])
    for kind in State:
        counts = (
            sum(state(content, slug, language) is kind for slug in content.slugs)
            for language in content.languages
        )
        yield "\t".join([f"all {kind}", *map(str, counts)])
