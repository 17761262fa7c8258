"""Telegram's HTML, parsed as strictly as Telegram does.

Source: Bot API, "Formatting options", HTML style. Error sentences carry UTF-8 byte offsets as
Telegram's do. Known named entities are only ``&lt; &gt; &amp; &quot;``; others stay as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox.values import Json, bad_request

_KINDS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ENTITY = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,8})|#([0-9]{1,8})|(lt|gt|amp|quot)\b);?")
_SPACE = " \t\r\n\v"
_LINK = re.compile(r"^(?:https?://|tg://|ton://|tonsite://|mailto:)\S+$", re.IGNORECASE)
_BARE_HOST = re.compile(r"^[\w-]+(\.[\w-]+)+(?:[/?#:]\S*)?$")


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 code units, the unit of all Telegram offsets."""
    return len(text) + sum(character > "\uffff" for character in text)


def checked_link(url: str) -> str | None:
    """Return ``url`` as Telegram stores it, or None if Telegram would not link it."""
    url = url.strip()
    if _LINK.match(url):
        return url
    return f"http://{url}" if _BARE_HOST.match(url) else None


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    start: int


class _Parser:
    """One pass over one text; see :func:`parse_html`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.offset = 0
        self.visible: list[str] = []
        self.entities: list[Json] = []
        self.open: list[_Open] = []

    def run(self) -> tuple[str, list[Json]]:
        """Return the visible text and its entities."""
        source = self.source
        while self.position < len(source):
            character = source[self.position]
            if character == "<":
                self._tag()
            else:
                self._put(self._character())
        if self.open:
            raise _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        self.entities.sort(key=_order)
        return "".join(self.visible), self.entities

    def _put(self, text: str) -> None:
        self.visible.append(text)
        self.offset += utf16_length(text)

    def _character(self) -> str:
        """Take one visible character, decoding an HTML entity if one starts here."""
        if self.source[self.position] == "&":
            found = _ENTITY.match(self.source, self.position)
            decoded = _decode(found) if found else ""
            if found and decoded:
                self.position = found.end()
                return decoded
        self.position += 1
        return self.source[self.position - 1]

    def _tag(self) -> None:
        begin = self.position
        if self.source.startswith("</", begin):
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _name(self, start: int) -> str:
        """Take a tag name from ``start`` up to a space or ``>``."""
        end = start
        while end < len(self.source) and self.source[end] not in _SPACE + ">":
            end += 1
        self.position = end
        return self.source[start:end].lower()

    def _start_tag(self, begin: int) -> None:
        tag = self._name(begin + 1)
        if self._at_end():
            raise self._unclosed("start", begin)
        if tag not in _KINDS:
            raise self._refuse_at(f'Unsupported start tag "{tag}"', begin)
        argument = ""
        while self._skip_space() != ">":
            name, value = self._attribute(tag, begin)
            argument = _argument(tag, name, value) or argument
        if tag == "span" and argument != "spoiler":
            raise self._refuse_at('Tag "span" must have class "tg-spoiler"', begin)
        self.position += 1
        self.open.append(_Open(tag, argument, self.offset, len(self.visible)))

    def _attribute(self, tag: str, begin: int) -> tuple[str, str]:
        found = re.compile(r"[^\s=>/\"']*").match(self.source, self.position)
        name = found.group() if found else ""
        if not name:
            raise self._refuse_at(f'Empty attribute name in the tag "{tag}"', begin)
        self.position += len(name)
        if self._skip_space() != "=":
            self._must_go_on(begin)
            return name.lower(), ""
        self.position += 1
        self._skip_space()
        self._must_go_on(begin)
        value = self._quoted() if self.source[self.position] in "\"'" else self._token()
        self._must_go_on(begin)
        return name.lower(), value

    def _quoted(self) -> str:
        quote = self.source[self.position]
        self.position += 1
        value: list[str] = []
        while not self._at_end() and self.source[self.position] != quote:
            value.append(self._character())
        self.position += 1
        return "".join(value)

    def _token(self) -> str:
        start = self.position
        while not self._at_end() and re.match(r"[A-Za-z0-9.-]", self.source[self.position]):
            self.position += 1
        if not self._at_end() and self.source[self.position] not in _SPACE + ">":
            raise self._refuse_at("Unexpected end of name token", start)
        return self.source[start : self.position].lower()

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise self._refuse_at("Unexpected end tag", begin)
        tag = self._name(begin + 2)
        if self._skip_space() != ">":
            raise self._unclosed("end", begin)
        self.position += 1
        last = self.open.pop()
        if tag not in ("", last.tag):
            raise _refuse(
                f"Unmatched end tag at byte offset {self._byte(begin)}, "
                f'expected "</{last.tag}>", found "</{tag}>"'
            )
        if self.offset > last.offset:
            self._close(last)

    def _close(self, last: _Open) -> None:
        entity: Json = {
            "offset": last.offset,
            "length": self.offset - last.offset,
            "type": _KINDS[last.tag],
        }
        if last.tag == "a":
            link = checked_link(last.argument or "".join(self.visible[last.start :]))
            if link is None:
                return
            entity["url"] = link
        elif last.tag == "tg-emoji":
            if not last.argument.isdigit():
                raise _refuse("Invalid custom emoji identifier specified")
            entity["custom_emoji_id"] = last.argument
        elif last.tag == "blockquote" and last.argument:
            entity["type"] = "expandable_blockquote"
        elif last.tag == "code" and last.argument:
            entity["language"] = last.argument
        self._add(entity, last)

    def _add(self, entity: Json, last: _Open) -> None:
        """Append ``entity``; ``<pre><code class=language-x>`` becomes one pre entity."""
        same = [e for e in self.entities if _span(e) == _span(entity)]
        if last.tag == "pre":
            for inner in [e for e in same if e["type"] == "code"]:
                self.entities.remove(inner)
                if "language" in inner:
                    entity["language"] = inner["language"]
        elif last.tag == "code" and (not self.open or self.open[-1].tag != "pre"):
            entity.pop("language", None)
        self.entities.append(entity)

    def _skip_space(self) -> str:
        """Skip white space; return the character that follows, or "" at the end."""
        while not self._at_end() and self.source[self.position] in _SPACE:
            self.position += 1
        return "" if self._at_end() else self.source[self.position]

    def _at_end(self) -> bool:
        return self.position >= len(self.source)

    def _must_go_on(self, begin: int) -> None:
        if self._at_end():
            raise self._unclosed("start", begin)

    def _byte(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "replace"))

    def _refuse_at(self, reason: str, position: int) -> Exception:
        return _refuse(f"{reason} at byte offset {self._byte(position)}")

    def _unclosed(self, which: str, begin: int) -> Exception:
        return self._refuse_at(f"Unclosed {which} tag", begin)


def _refuse(reason: str) -> Exception:
    return bad_request(f"can't parse entities: {reason}")


def _decode(found: re.Match[str]) -> str:
    if found[3]:
        return _NAMED[found[3]]
    code = int(found[1], 16) if found[1] else int(found[2])
    valid = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else ""


def _argument(tag: str, name: str, value: str) -> str:
    """Return what an attribute means for its tag, "" if Telegram ignores it."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case ("code", "class") if value.startswith("language-"):
            return value.removeprefix("language-")
        case ("span", "class") if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case ("blockquote", "expandable"):
            return "1"
        case _:
            return ""


def _span(entity: Json) -> tuple[object, object]:
    return entity["offset"], entity["length"]


def _order(entity: Json) -> tuple[int, int]:
    offset, length = entity["offset"], entity["length"]
    return (offset, -length) if isinstance(offset, int) and isinstance(length, int) else (0, 0)


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return visible text and entities (offsets in UTF-16 units) of Telegram HTML.

    Raises:
        ApiError: 400 "can't parse entities: ..." where Telegram refuses the text.
    """
    return _Parser(source).run()
