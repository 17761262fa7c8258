"""Telegram's limits, kept before a message leaves: text by UTF-16 units, keyboards by buttons."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from bot.domain.people import cut, utf16_length
from bot.domain.rendered import Rendered
from bot.texts.speech import Html, escape

TEXT_LIMIT = 4096  # Bot API, sendMessage: after entities parsing
CAPTION_LIMIT = 1024  # Bot API, sendDocument
BUTTONS_LIMIT = 100


def visible(html: str) -> str:
    """Return what a reader sees of Telegram HTML."""
    return "".join(_Pieces.of(html).texts)


class _Pieces(HTMLParser):
    """Takes Telegram HTML apart into tags and texts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str]] = []
        self.texts: list[str] = []

    @classmethod
    def of(cls, html: str) -> _Pieces:
        parser = cls()
        parser.feed(html)
        parser.close()
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(("open", self.get_starttag_text() or f"<{tag}>"))
        self.parts.append(("name", tag))
        del attrs

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(("close", tag))

    def handle_data(self, data: str) -> None:
        self.parts.append(("text", data))
        self.texts.append(data)


def shorten(html: str, limit: int) -> Html:
    """Return ``html`` cut to ``limit`` visible UTF-16 units, every open tag closed."""
    pieces = _Pieces.of(html)
    if utf16_length("".join(pieces.texts)) <= limit:
        return Html(html)
    out: list[str] = []
    stack: list[str] = []
    room = limit
    for kind, value in pieces.parts:
        if kind == "open":
            out.append(value)
        elif kind == "name":
            stack.append(value)
        elif kind == "close":
            out.append(f"</{value}>")
            if value in stack:
                stack.remove(value)
        else:
            text = cut(value, room) if room > 1 else ""
            out.append(escape(text))
            room -= utf16_length(text)
            if text != value:
                break
    out.extend(f"</{tag}>" for tag in reversed(stack))
    return Html("".join(out))


def fit(message: Rendered) -> Rendered:
    """Return ``message`` with a text that Telegram takes; nothing changes where it already is."""
    with_file = message.document is not None or message.file is not None
    limit = CAPTION_LIMIT if with_file else TEXT_LIMIT
    return replace(message, html=shorten(message.html, limit))
