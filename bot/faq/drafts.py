"""Texts that people write in the chat: whether they fit on a card, and how they are made to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bot.domain.local_answers import BODY_LIMIT, LEAD_LIMIT, Fault
from bot.domain.people import clean, cut
from bot.faq.blocks import Paragraph, UnknownFactError, parse_blocks, plain
from bot.faq.facts import Fact, FactKind

Find = Callable[[FactKind, str], Fact | None]

_TYPED_LIMIT = 3000
_TOKEN = re.compile(r"\{(?:phone|eur|date|url):[^{}\s]*\}")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_FOREIGN = re.compile(
    r"^\s*(?:#{1,6}\s|>|\*\s|\d+[.)]\s|\|)|`|\]\(|\*\*|</?[a-z]|__", re.MULTILINE
)
_SENTENCE = re.compile(r"(?<=[.!?؟…])\s+")


def faults(body: str, find: Find) -> tuple[Fault, ...]:
    """Return why a text cannot be shown like this; ``find`` knows the facts of the place."""
    return tuple(dict.fromkeys(_faults(body, find)))


def _faults(body: str, find: Find) -> Iterator[Fault]:
    try:
        blocks = parse_blocks(body, 1, find)
    except UnknownFactError:
        yield Fault.UNKNOWN_FACT
        blocks = parse_blocks(_TOKEN.sub("…", body), 1, find)
    if not blocks:
        yield Fault.EMPTY
        return
    if not isinstance(blocks[0], Paragraph):
        yield Fault.LIST_FIRST
    lead = len(plain(blocks[0]))
    if lead > LEAD_LIMIT:
        yield Fault.LEAD_TOO_LONG
    if lead + sum(len(plain(block)) for block in blocks[1:]) > BODY_LIMIT:
        yield Fault.TOO_LONG
    if _FOREIGN.search(_BOLD.sub(r"\1", body)):
        yield Fault.MARKUP


def as_body(text: str) -> str:
    """Return any text as one that can be shown; one without a fault stays as it is.

    The first sentences that fit become the first paragraph. Names of facts are left alone.
    """
    body = clean(text, limit=_TYPED_LIMIT, keep_lines=True)
    found = set(_faults(_TOKEN.sub("…", body), _nothing))
    if not found:
        return body
    bare = _FOREIGN.sub("", _BOLD.sub(r"\1", body)).replace("*", "")
    first, _, rest = bare.strip().removeprefix("- ").partition("\n")
    if len(first) > LEAD_LIMIT:
        first, more = _first_sentences(first)
        rest = f"{more}\n{rest}"
    whole = f"{first}\n\n{rest.strip()}".strip()
    return cut(whole, BODY_LIMIT) or "–"


def _nothing(_kind: FactKind, _key: str) -> Fact | None:
    return None


def _first_sentences(text: str) -> tuple[str, str]:
    """Return the sentences that fit into a first paragraph, and what follows."""
    end = 0
    for gap in _SENTENCE.finditer(text):
        if gap.start() > LEAD_LIMIT:
            break
        end = gap.end()
    end = end or text.rfind(" ", 0, LEAD_LIMIT) + 1 or LEAD_LIMIT
    return text[:end].strip(), text[end:].strip()
