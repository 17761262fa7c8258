"""Telegram HTML taken apart, and made safe where somebody else wrote it.

What an author formats (bold, links) reaches us as HTML that the transport made from Telegram's
entities. It lies in a row until it is sent, and is therefore never trusted: only known tags
survive, always closed in the right order.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.people import printable

_PIECE = re.compile(r"<(/?)([a-z][a-z0-9-]*)([^<>]*)>|[^<]+|<")
# Bot API, "HTML style"; own emoji are left out, because bots may hardly ever send them.
_SIMPLE = r"b|strong|i|em|u|ins|s|strike|del|code|pre|tg-spoiler|blockquote(?: expandable)?"
_ALLOWED = re.compile(
    rf'<(?:{_SIMPLE}|a href="[^"<>]*"|code class="language-[^"<>]*"|span class="tg-spoiler")>'
)
_CODED = re.compile(r"&(lt|gt|amp|quot|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag as it stands there, with its name, or (``name`` is "") a text, decoded."""

    source: str
    name: str = ""
    closes: bool = False


def pieces(html: str) -> Iterator[Piece]:
    """Take Telegram HTML apart; a "<" that begins no tag is text."""
    for found in _PIECE.finditer(html):
        if found[2]:
            yield Piece(found[0], found[2], bool(found[1]))
        else:
            yield Piece(_CODED.sub(lambda one: entities.unescape(one[0]), found[0]))


def authored(markup: str) -> str:
    """Return an author's HTML so that Telegram accepts it and nothing around it changes.

    Unknown tags and end tags without a beginning are left out, open ones are closed; control and
    bidi characters go. Well-formed HTML of known tags stays as it is.
    """
    out: list[str] = []
    stack: list[str] = []
    for piece in pieces(markup):
        if not piece.name:
            out.append(entities.escape(printable(piece.source), quote=False))
        elif piece.closes:
            out.extend(_close(stack, piece.name))
        elif _ALLOWED.fullmatch(piece.source):
            stack.append(piece.name)
            out.append(printable(piece.source))
    out.extend(f"</{name}>" for name in reversed(stack))
    return "".join(out)


def _close(stack: list[str], name: str) -> Iterator[str]:
    """Close ``name`` and what was opened in it; nothing if it is not open."""
    while name in stack:
        last = stack.pop()
        yield f"</{last}>"
        if last == name:
            return
