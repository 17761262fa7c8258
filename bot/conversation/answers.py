"""From the FAQ's own values to the messages that are shown."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from bot.domain import messages_newcomer as n
from bot.faq import blocks
from bot.faq.content import Topic
from bot.faq.faq import Faq
from bot.faq.state import newer_language
from bot.texts.speech import speech


def answer_of(
    faq: Faq,
    topic: Topic,
    *,
    wanted: str,
    today: date,
    zone: ZoneInfo,
    german: bool = False,
    danger: bool = False,
) -> n.TopicAnswer:
    """Return the answer card of ``topic`` for somebody who reads ``wanted``."""
    rest = [one for block in topic.rest for one in _paragraphs(block, topic.language, zone)]
    phones = [span.text for one in (topic.lead, *topic.rest) for span in _phones(one)]
    return n.TopicAnswer(
        slug=topic.slug,
        language=topic.language,
        title=topic.title,
        lead=_paragraphs(topic.lead, topic.language, zone)[0],
        rest=tuple(rest),
        sources=topic.sources,
        checked_on=topic.checked_on(),
        due=topic.is_due(today),
        phones=tuple(dict.fromkeys(phones)),
        related=tuple(
            (found.slug, found.title)
            for slug in topic.related
            if (found := faq.topic(slug, wanted)) is not None
        ),
        fallback=topic.language != wanted,
        german=german,
        reviewed=topic.native_review,
        danger=danger,
        newer=newer_language(faq.content, topic),
        local=faq.is_local(topic),
        has_german=_has_german(faq, topic.slug),
    )


def _has_german(faq: Faq, slug: str) -> bool:
    found = faq.topic(slug, "de")
    return found is not None and found.language == "de"


def _paragraphs(block: blocks.Block, language: str, zone: ZoneInfo) -> tuple[n.Paragraph, ...]:
    if isinstance(block, blocks.ItemList):
        return tuple(
            n.Paragraph(spans=_spans(item, language, zone), bullet=True) for item in block.items
        )
    return (n.Paragraph(spans=_spans(block.spans, language, zone)),)


def _spans(spans: tuple[blocks.Span, ...], language: str, zone: ZoneInfo) -> tuple[n.Span, ...]:
    made: list[n.Span] = []
    for span in spans:
        if isinstance(span, blocks.Bold):
            made += [
                n.Span(kind="bold", text=_inline(one, language, zone).text) for one in span.spans
            ]
        else:
            made.append(_inline(span, language, zone))
    return tuple(made)


def _inline(span: blocks.Inline, language: str, zone: ZoneInfo) -> n.Span:
    match span:
        case blocks.Phone(number=number):
            return n.Span(kind="phone", text=number)
        case blocks.Money(amount=amount):
            return n.Span(kind="money", text=speech(language, zone).money(amount))
        case blocks.Day(day=day):
            return n.Span(kind="day", text=speech(language, zone).dated(day))
        case blocks.Link(url=url):
            return n.Span(kind="link", text=url)
        case blocks.Text(text=text):
            return n.Span(kind="text", text=text)


def _phones(block: blocks.Block) -> list[n.Span]:
    rows = block.items if isinstance(block, blocks.ItemList) else (block.spans,)
    found: list[n.Span] = []
    for row in rows:
        for span in row:
            inner = span.spans if isinstance(span, blocks.Bold) else (span,)
            found += [
                n.Span(kind="phone", text=one.number)
                for one in inner
                if isinstance(one, blocks.Phone)
            ]
    return found


_GROUPS = (
    "emergency",
    "health",
    "first-steps",
    "residence",
    "money",
    "housing",
    "learning",
    "children",
    "work",
    "help",
)


def in_groups(faq: Faq, language: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Return ``(slug, title)`` of all topics by group, titles in ``language`` where it has them.

    The groups stand in the order of need, those of this place last; titles in their alphabet.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for slug in faq.content.slugs:
        topic = faq.topic(slug, language)
        if topic is not None:
            groups.setdefault(topic.group, []).append((slug, topic.title))
    ordered = sorted(groups, key=lambda g: _GROUPS.index(g) if g in _GROUPS else len(_GROUPS))
    return {
        group: tuple(sorted(groups[group], key=lambda found: found[1].casefold()))
        for group in ordered
    }


def titles(faq: Faq, slugs: tuple[str, ...], language: str) -> tuple[tuple[str, str], ...]:
    """Return ``(slug, title)`` of the topics in ``language`` where it has them."""
    found = [faq.topic(slug, language) for slug in slugs]
    return tuple((topic.slug, topic.title) for topic in found if topic is not None)
