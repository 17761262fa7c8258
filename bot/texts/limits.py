"""Telegram's limits, kept before a message leaves: text by UTF-16 units, keyboards by buttons."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.people import utf16_length
from bot.domain.rendered import Button, Rendered
from bot.texts.markup import pieces
from bot.texts.speech import Html, Rows, escape, trim

TEXT_LIMIT = 4096  # Bot API, sendMessage: after entities parsing
CAPTION_LIMIT = 1024  # Bot API, sendDocument
BUTTONS_LIMIT = 100


def visible(html: str) -> str:
    """Return what a reader sees of Telegram HTML."""
    if "<" not in html and "&" not in html:
        return html
    return "".join(piece.source for piece in pieces(html) if not piece.name)


def shorten(html: str, limit: int) -> Html:
    """Return well-formed ``html`` cut to ``limit`` visible UTF-16 units, open tags closed."""
    # Nothing is longer on the screen than in the source, and most texts are short.
    if utf16_length(html) <= limit or utf16_length(visible(html)) <= limit:
        return Html(html)
    out: list[str] = []
    stack: list[str] = []
    room = limit
    for piece in pieces(html):
        if piece.name:
            out.append(piece.source)
            stack[-1:] = [] if piece.closes else [*stack[-1:], piece.name]
            continue
        text = trim(piece.source, room)
        out.append(escape(text))
        room -= utf16_length(text)
        if text != piece.source:
            break
    out.extend(f"</{name}>" for name in reversed(stack))
    return Html("".join(out))


def fit(message: Rendered) -> Rendered:
    """Return ``message`` with text and buttons that Telegram takes.

    Of too many buttons the last row stays, because it is the way out.
    """
    limit = CAPTION_LIMIT if message.is_caption else TEXT_LIMIT
    return replace(message, html=shorten(message.html, limit), buttons=_at_most(message.buttons))


def _at_most(rows: Rows) -> Rows:
    if sum(map(len, rows)) <= BUTTONS_LIMIT:
        return rows
    *first, last = rows
    room = BUTTONS_LIMIT - len(last)
    kept: list[tuple[Button, ...]] = []
    for row in first:
        room -= len(row)
        if room < 0:
            break
        kept.append(row)
    return (*kept, last)
