"""What the product asks of its content, found before a person reads it.

Problems stop a release; a review that is due is a warning only, because the person is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.faq.blocks import Paragraph, fact_names, plain
from bot.faq.content import Content, Topic
from bot.faq.facts import Fact, FactKind
from bot.faq.normalise import normalise

LEAD_LIMIT = 250
BODY_LIMIT = 900
_OTHER_MARKUP = re.compile(
    r"^\s*(?:#|>|\*\s|\d+[.)]\s|\|)|`|\]\(|\*\*|</?[a-z]|\{|\}|__", re.MULTILINE
)
_FREE_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_FREE_PHONE = re.compile(r"(?<![\w,.])(?:\+|0\d)[\d ()/-]{5,}\d")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_TOKEN = re.compile(r"\{(?:phone|eur|date|url):[^{}\s]*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend; ``line`` None where it concerns the whole file."""

    path: Path
    line: int | None
    text: str
    warning: bool = False

    def describe(self) -> str:
        """File, line and text on one line."""
        where = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{'warning' if self.warning else 'problem'}: {where}: {self.text}"


def _finding(topic: Topic, text: str, *, line: int | None = None) -> Finding:
    return Finding(path=topic.path, line=line, text=text)


def _required(topic: Topic) -> Iterator[Finding]:
    values = {
        "questions": topic.questions,
        "group": topic.group,
        "sources": topic.sources,
        "review_by": topic.review_by,
    }
    for key, value in values.items():
        if not value:
            yield _finding(topic, f"“{key}” is missing or empty", line=1)


def _limits(topic: Topic) -> Iterator[Finding]:
    if not isinstance(topic.lead, Paragraph):
        yield _finding(topic, "the text must begin with a paragraph", line=topic.body_line)
    lead = len(plain(topic.lead))
    whole = lead + sum(len(plain(block)) for block in topic.rest)
    if lead > LEAD_LIMIT:
        text = f"the first paragraph has {lead} characters, {LEAD_LIMIT} are allowed"
        yield _finding(topic, text, line=topic.body_line)
    if whole > BODY_LIMIT:
        text = f"the text has {whole} characters, {BODY_LIMIT} are allowed"
        yield _finding(topic, text, line=topic.body_line)


def _markup(topic: Topic) -> Iterator[Finding]:
    for number, raw in enumerate(topic.body.splitlines(), start=topic.body_line):
        line = _TOKEN.sub("fact", raw)
        bare = re.sub(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", r"\1", line)
        if found := _OTHER_MARKUP.search(bare):
            text = (
                f"“{found.group().strip()}” is no markup that is read (only **bold** and - lists)"
            )
            yield _finding(topic, text, line=number)
        if _FREE_LINK.search(line):
            yield _finding(topic, "an address belongs into facts.toml as {url:…}", line=number)
        if found := _FREE_PHONE.search(line):
            text = f"the number “{found.group()}” belongs into facts.toml as {{phone:…}}"
            yield _finding(topic, text, line=number)


def _relations(content: Content, topic: Topic) -> Iterator[Finding]:
    for slug in topic.related:
        if slug not in content.slugs:
            yield _finding(topic, f"the related topic “{slug}” does not exist", line=1)
        if slug == topic.slug:
            yield _finding(topic, "a topic is not related to itself", line=1)


def _translations(content: Content, slug: str) -> Iterator[Finding]:
    model = content.best(slug, ("de", *content.languages))
    if model is None:
        return
    for language in content.languages:
        other = content.topic(slug, language)
        if other is None:
            yield _finding(model, f"there is no “{slug}” in “{language}”")
        elif other is not model:
            yield from _parity(model, other)


def _numbers(topic: Topic) -> list[str]:
    return sorted(_NUMBER.findall(normalise_digits(_TOKEN.sub("", topic.body))))


def normalise_digits(text: str) -> str:
    """The text with the decimal digits of every script as ASCII ones."""
    return "".join(normalise(char) if char.isdigit() else char for char in text)


def _parity(model: Topic, other: Topic) -> Iterator[Finding]:
    """Differences that no translation may have: facts, numbers, relations, group, sources."""
    pairs = (
        ("facts", sorted(fact_names(model.body)), sorted(fact_names(other.body))),
        ("numbers", _numbers(model), _numbers(other)),
        ("related", sorted(model.related), sorted(other.related)),
        ("group", [model.group], [other.group]),
        ("sources", sorted(model.sources), sorted(other.sources)),
    )
    for name, ours, theirs in pairs:
        if ours != theirs:
            text = f"other {name} than in “{model.language}”: {theirs} instead of {ours}"
            yield _finding(other, text, line=1)


def _facts(content: Content, today: date) -> Iterator[Finding]:
    used = {name for topic in content.topics for name in fact_names(topic.body)}
    for fact in content.facts:
        if fact.name not in used and fact.kind is not FactKind.NUMBER:
            yield _about(fact, f"no topic uses “{fact.name}”", warning=True)
        if fact.valid_until is None and fact.kind is not FactKind.URL:
            yield _about(fact, f"“{fact.name}” has no “valid_until”")
        if fact.checked_on > today:
            yield _about(fact, f"“{fact.name}” was checked in the future")
        if fact.is_due(today):
            yield _about(fact, f"“{fact.name}” was valid until {fact.valid_until}", warning=True)


def _about(fact: Fact, text: str, *, warning: bool = False) -> Finding:
    return Finding(path=fact.path, line=fact.line, text=text, warning=warning)


def _dates(topic: Topic, today: date) -> Iterator[Finding]:
    if topic.reviewed_on is not None and topic.reviewed_on > today:
        yield _finding(topic, "“reviewed_on” lies in the future", line=1)
    if topic.reviewed_on is None and not topic.is_due(today):
        # An answer that nobody has checked says so; it must stand on the list of due reviews.
        yield _finding(topic, "never reviewed, so “review_by” must lie in the past", line=1)
    if topic.review_by is not None and topic.review_by < today:
        text = f"the review was due on {topic.review_by}"
        yield Finding(path=topic.path, line=1, text=text, warning=True)


def _topic(content: Content, topic: Topic, today: date) -> Iterator[Finding]:
    yield from _required(topic)
    yield from _limits(topic)
    yield from _markup(topic)
    yield from _relations(content, topic)
    yield from _dates(topic, today)


def check(content: Content, today: date) -> tuple[Finding, ...]:
    """Everything that is wrong with the content on this day (Europe/Berlin is meant)."""
    findings = [f for topic in content.topics for f in _topic(content, topic, today)]
    for slug in content.slugs:
        findings += _translations(content, slug)
    findings += _facts(content, today)
    return tuple(findings)


def summary(content: Content) -> Iterator[str]:
    """Rows with tabs: per topic the number of ways of asking in each language."""
    yield "\t".join(["ways of asking", *content.languages])
    for slug in content.slugs:
        topics = [content.topic(slug, language) for language in content.languages]
        counts = [len(t.ways) + len(t.questions) if t is not None else 0 for t in topics]
        yield "\t".join([slug, *map(str, counts)])
