"""Neutral text blocks and the small Markdown that content files may use.

Paragraphs, lists with ``- `` and ``**bold**`` are all there is. Everything else stays the
letters that were typed; ``bot faq check`` names it. How blocks look is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.faq.facts import Fact, FactKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Plain letters."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A phone number: short as dialled ("112", "116 016") or in +49 form."""

    key: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in euros."""

    key: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A calendar day (no time zone)."""

    key: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An https address."""

    key: str
    url: str


Inline = Text | Phone | Money | Day | Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Bold:
    """Spans that stand out."""

    spans: tuple[Inline, ...]


Span = Inline | Bold


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph; line breaks of the file are spaces."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList:
    """A list without numbers; one tuple of spans per item."""

    items: tuple[tuple[Span, ...], ...]


Block = Paragraph | ItemList

_TOKEN = re.compile(r"\{(phone|eur|date|url):([^{}\s]*)\}")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


class UnknownFactError(Exception):
    """A text refers to a fact that does not exist."""

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        super().__init__(name)


def _fact_span(fact: Fact) -> Inline:
    match fact.value:
        case Decimal() as amount:
            return Money(key=fact.key, amount=amount)
        case date() as day:
            return Day(key=fact.key, day=day)
        case text if fact.kind is FactKind.PHONE:
            return Phone(key=fact.key, number=text)
        case text:
            return Link(key=fact.key, url=text)


def _inline(text: str, line: int, find: Callable[[FactKind, str], Fact | None]) -> list[Inline]:
    spans: list[Inline] = []
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            spans.append(Text(text=text[at : token.start()]))
        fact = find(FactKind(token.group(1)), token.group(2))
        if fact is None:
            raise UnknownFactError(f"{token.group(1)}:{token.group(2)}", line)
        spans.append(_fact_span(fact))
        at = token.end()
    if at < len(text):
        spans.append(Text(text=text[at:]))
    return spans


def _spans(text: str, line: int, find: Callable[[FactKind, str], Fact | None]) -> tuple[Span, ...]:
    spans: list[Span] = []
    at = 0
    for bold in _BOLD.finditer(text):
        spans.extend(_inline(text[at : bold.start()], line, find))
        spans.append(Bold(spans=tuple(_inline(bold.group(1), line, find))))
        at = bold.end()
    spans.extend(_inline(text[at:], line, find))
    return tuple(spans)


def _chunks(body: str, first_line: int) -> Iterator[tuple[int, bool, str]]:
    """(line, is a list item, text) of every paragraph and list item."""
    start, item, parts = first_line, False, list[str]()
    for number, raw in enumerate([*body.splitlines(), ""], start=first_line):
        line = raw.strip()
        if parts and (not line or line.startswith("- ")):
            yield start, item, " ".join(parts)
            parts = []
        if line:
            if not parts:
                start, item = number, line.startswith("- ")
                line = line.removeprefix("- ").strip()
            parts.append(line)


def parse_blocks(
    body: str, first_line: int, find: Callable[[FactKind, str], Fact | None]
) -> tuple[Block, ...]:
    """The blocks of a Markdown body that begins at line ``first_line`` of its file.

    Raises:
        UnknownFactError: ``find`` knows no fact for a ``{kind:key}``.
    """
    blocks: list[Block] = []
    items: list[tuple[Span, ...]] = []
    for line, item, text in _chunks(body, first_line):
        spans = _spans(text, line, find)
        if item:
            items.append(spans)
            continue
        if items:
            blocks.append(ItemList(items=tuple(items)))
            items = []
        blocks.append(Paragraph(spans=spans))
    if items:
        blocks.append(ItemList(items=tuple(items)))
    return tuple(blocks)


def fact_names(body: str) -> tuple[str, ...]:
    """The ``kind:key`` of every fact a body refers to, in order, repeated ones once."""
    return tuple(dict.fromkeys(f"{t.group(1)}:{t.group(2)}" for t in _TOKEN.finditer(body)))


def _plain_span(span: Span) -> str:
    match span:
        case Text(text=text):
            return text
        case Phone(number=number):
            return number
        case Money(amount=amount):
            return f"{amount} EUR"
        case Day(day=day):
            return day.isoformat()
        case Link(url=url):
            return url
        case Bold(spans=spans):
            return plain_spans(spans)


def plain_spans(spans: tuple[Span, ...]) -> str:
    """The letters of spans, for search and for measuring lengths."""
    return "".join(_plain_span(span) for span in spans)


def plain(block: Block) -> str:
    """The letters of a block; list items on lines of their own."""
    match block:
        case Paragraph(spans=spans):
            return plain_spans(spans)
        case ItemList(items=items):
            return "\n".join(plain_spans(item) for item in items)
