"""Direction of lines in right-to-left languages.

A line without a letter of its own (an emoji and a name, a number) would take the direction of
nothing, that is left to right, and stand on the wrong side. Values are isolated and do not count
(Unicode Bidirectional Algorithm, rules P2 and P3), but not every screen knows that: HTML's
``dir=auto`` looks into them. So a line whose first letter is a value's is set on its side, too,
and one that begins with a flag.
"""

from __future__ import annotations

import re
import unicodedata

RLM = "\u200f"
_LEADING_TAGS = re.compile(r"(?:<[^>]*>)*")
_TAG = re.compile(r"<[^>]*>")
_ISOLATED = re.compile("\u2068[^\u2069]*\u2069")
# A picture, but to the algorithm two letters from left to right.
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]")
_ADDRESS = re.compile(r"https?://\S+")  # has a side of its own, but the line has none
_STRONG = frozenset({"L", "R", "AL"})


def anchor(html: str) -> str:
    """Return Telegram HTML of a right-to-left language with each neutral line set on the right."""
    return "\n".join(_anchored(line) for line in html.split("\n"))


def _anchored(line: str) -> str:
    shown = _TAG.sub("", line)
    own = _first_strong(_ADDRESS.sub("", _FLAG.sub("", _ISOLATED.sub("", shown))))
    settled = own == "L" or (own is not None and _first_strong(shown) != "L")
    if settled or not shown.strip():
        return line
    place = _LEADING_TAGS.match(line)
    cut = place.end() if place else 0
    return f"{line[:cut]}{RLM}{line[cut:]}"


def _first_strong(text: str) -> str | None:
    """Return the class of the first character that has a direction."""
    return next((kind for c in text if (kind := unicodedata.bidirectional(c)) in _STRONG), None)
