"""Texts with entities: cleaning, limits, detection of links and commands, safe HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import cast

from bot.sandbox.html_parser import checked_link, parse_html, utf16_length
from bot.sandbox.values import Json, bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024

# What Telegram strips from every text: most control characters become a space; carriage
# returns, U+2028..U+202E and three combining lines disappear. Isolates and joiners stay.
_CLEAN = {code: " " for code in range(32) if code not in (10, 13)}
_CLEAN |= dict.fromkeys([13, *range(0x2028, 0x202F), 0x333, 0x33F, 0x30A], "")
_DIRTY = re.compile(r"[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a\ud800-\udfff]")

_DETECT = (
    (
        "url",
        re.compile(
            r"(?<![\w@.])(?:https?://|tg://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)\]}'»“]", re.IGNORECASE
        ),
    ),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b", re.IGNORECASE)),
    (
        "url",
        re.compile(
            r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:de|org|com|net|eu|info|nrw)\b(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]}'])?",
            re.IGNORECASE,
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?\b(?![/])"),
    ),
    ("mention", re.compile(r"(?<![\w.])@[A-Za-z0-9_]{3,32}\b")),
    ("hashtag", re.compile(r"(?<![\w&])#\w*[^\W\d_]\w*")),
)
_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "url": "a",
}
_KNOWN = {*_TAGS, "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number"}
_KNOWN |= {"text_mention", "custom_emoji", "date_time"}


def clean(text: str) -> str:
    """Return ``text`` without the characters that Telegram removes from every message."""
    if not _DIRTY.search(text):
        return text
    return text.encode("utf-8", "replace").decode().translate(_CLEAN)


def find_entities(text: str, taken: Sequence[Json] = ()) -> list[Json]:
    """Return the entities that Telegram finds by itself, outside the ``taken`` ones."""
    if not any(mark in text for mark in "/@#.:"):
        return []
    wide = utf16_length(text) != len(text)
    occupied = [(_int(e, "offset"), _int(e, "offset") + _int(e, "length")) for e in taken]
    found: list[Json] = []
    for kind, pattern in _DETECT:
        for match in pattern.finditer(text):
            start = utf16_length(text[: match.start()]) if wide else match.start()
            end = start + (utf16_length(match.group()) if wide else len(match.group()))
            if any(start < high and low < end for low, high in occupied):
                continue
            occupied.append((start, end))
            found.append({"offset": start, "length": end - start, "type": kind})
    return _ordered(found)


def _ordered(entities: Iterable[Json]) -> list[Json]:
    return sorted(entities, key=lambda e: (_int(e, "offset"), -_int(e, "length")))


def _int(entity: Json, key: str) -> int:
    return cast(int, entity[key])


def trimmed(text: str, entities: Iterable[Json]) -> tuple[str, list[Json]]:
    """Return the text without outer white space, and the entities that are left of it."""
    kept = text.rstrip(" \n")
    lead = len(kept) - len(kept.lstrip(" \n"))
    kept = kept[lead:]
    if kept == text:
        return text, list(entities)
    total = utf16_length(kept)
    result: list[Json] = []
    for entity in entities:
        start = max(0, _int(entity, "offset") - lead)
        end = min(total, _int(entity, "offset") + _int(entity, "length") - lead)
        if start < end:
            result.append({**entity, "offset": start, "length": end - start})
    return kept, result


def bot_text(
    source: str, parse_mode: str | None, entities: object, *, limit: int = MAX_TEXT
) -> tuple[str, list[Json]]:
    """Return what a bot's text or caption becomes: visible text and entities.

    Raises:
        ApiError: 400 for a wrong parse mode, broken markup, wrong entities or too long a text.
    """
    source = clean(source)
    mode = (parse_mode or "").lower()
    if mode == "html":
        text, found = parse_html(source)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("the sandbox supports only parse_mode HTML")
    elif mode:
        raise bad_request("unsupported parse_mode")
    else:
        text, found = source, given_entities(entities, source)
    text, found = trimmed(text, found)
    if utf16_length(text) > limit:
        raise bad_request(
            "message is too long" if limit == MAX_TEXT else "message caption is too long"
        )
    automatic = find_entities(text, found)
    return text, _ordered([*found, *automatic])


def given_entities(entities: object, text: str) -> list[Json]:
    """Check a list of MessageEntity objects against ``text``.

    Raises:
        ApiError: 400 if one is malformed or lies outside the text.
    """
    if entities is None:
        return []
    if not isinstance(entities, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    total = utf16_length(text)
    for entity in entities:
        _check_entity(entity, total)
    return [dict(entity) for entity in entities]


def _check_entity(entity: object, total: int) -> None:
    if not isinstance(entity, dict) or entity.get("type") not in _KNOWN:
        raise bad_request("can't parse entities: unsupported MessageEntity")
    offset, length = entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request("can't parse entities: offset and length must be of type Integer")
    if offset < 0 or length <= 0 or offset + length > total:
        raise bad_request("can't parse entities: entity lies outside the text")
    if entity["type"] == "text_link" and checked_link(str(entity.get("url", ""))) is None:
        raise bad_request(f"entity URL '{entity.get('url', '')}' is invalid: Wrong HTTP URL")


def safe_html(text: str, entities: Sequence[Json]) -> str:
    """Return HTML that may be put into a page: known tags only, everything else escaped.

    Nested entities are closed and opened again where they overlap, so tags always match.
    """
    if not entities:
        return html.escape(text)
    units = text.encode("utf-16-le", "replace")
    cuts = {0, len(units) // 2}
    shown = [entity for entity in entities if entity["type"] in _TAGS]
    for entity in shown:
        cuts |= {_int(entity, "offset"), _int(entity, "offset") + _int(entity, "length")}
    marks = sorted(cuts)
    parts: list[str] = []
    current: list[Json] = []
    for start, end in zip(marks, [*marks[1:], marks[-1]], strict=True):
        wanted = [e for e in shown if _int(e, "offset") <= start < _end(e)]
        shared = _common(current, wanted)
        parts += [f"</{_TAGS[str(e['type'])]}>" for e in reversed(current[shared:])]
        piece = units[2 * start : 2 * end].decode("utf-16-le", "replace")
        parts += [_opening(e, units) for e in wanted[shared:]]
        parts.append(html.escape(piece))
        current = wanted
    return "".join(parts)


def _end(entity: Json) -> int:
    return _int(entity, "offset") + _int(entity, "length")


def _common(left: Sequence[Json], right: Sequence[Json]) -> int:
    """Return how many entities at the front of both lists are the same objects."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one is not other:
            break
        count += 1
    return count


def _opening(entity: Json, units: bytes) -> str:
    kind = str(entity["type"])
    if kind == "expandable_blockquote":
        return "<blockquote expandable>"
    if kind not in ("text_link", "url"):
        return f"<{_TAGS[kind]}>"
    span = slice(2 * _int(entity, "offset"), 2 * _end(entity))
    target = str(entity.get("url") or units[span].decode("utf-16-le", "replace"))
    link = checked_link(target) or ""
    return f'<a href="{html.escape(link)}">'
