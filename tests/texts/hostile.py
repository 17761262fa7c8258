"""Strings that want to be more than text, and the one way each of them may be shown."""

from __future__ import annotations

import re

from hypothesis import strategies as st

PIECES = (
    "<b>", "</b>", "<i", "</i>", '<a href="https://evil.example/">', "</a>", "<script>", "</script>",
    "<!--", "-->", "<![CDATA[", "<?x?>", "<br/>", "<blockquote expandable>", "<", ">", "&", "&lt;",
    "&amp;", "&amp;lt;", "&#60;", "&#x3c;b>", "&copy", "&nbsp;", "&quot;", '"', "'", "`", "```",
    "*bold*", "_it_", "__u__", "~s~", "||spoiler||", "[x](https://evil.example)", "\\", "{", "}",
    "{name}", "{0}", "{n!r}", "%s", "%(n)d", "$x", "https://evil.example/a?b=c&d=e", "@everybody",
    "tg://user?id=1", "/start", "/forget@lotse_bot", "#tag", "+49 170 1234567", "112", "a@b.example",
    "\u202a", "\u202b", "\u202d", "\u202e", "\u202c", "\u2066", "\u2067", "\u2068", "\u2069",
    "\u200e", "\u200f", "\u061c", "\u200b", "\ufeff", "\u00ad", "\x00", "\x07", "\x1b[31m", "\x7f",
    "\x85", "\u2028", "\u2029", "\r", "\r\n", "\n", "\n\n", "\t", " ", "\u00a0", "\u202f", "\u3000",
    "می\u200cروم", "ده\u200cچم", "\u200c", "\u200d", "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "👍🏽", "🇺🇦", "🇩",
    "❤️", "\u0301" * 9, "e\u0301", "Z\u0351\u036b\u0343\u036a\u0302", "אבג", "يوسف", "عربي 123",
    "Олена", "ß", "ﷺ", "\ud800", "\udfff", "\U0010ffff", "\ue000", "\u0378", "\ufffd", "\u3164", "\u2800",
    "=1+1", "Anna", "Zoë", "1", "-",
)  # fmt: skip

STRINGS = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(min_size=1, max_size=60),
    st.tuples(st.sampled_from(PIECES), st.integers(400, 5000)).map(
        lambda two: (two[0] * two[1])[:5000]
    ),
)

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
FSI, PDI, RLM = "\u2068", "\u2069", "\u200f"


def tags_of(html: str) -> list[str]:
    """Return the tags of our own HTML in their order."""
    return re.findall(r"</?[a-z][^<>]*>", html)


def problems_of_isolates(text: str) -> list[str]:
    """Return what is wrong with the direction marks of a shown text."""
    found: list[str] = []
    depth = 0
    for before, char in zip("\n" + text, text, strict=False):
        if char == FSI:
            depth += 1
        elif char == PDI:
            depth -= 1
        elif char == RLM and before == "\n":
            pass  # our own: it sets a line of a right-to-left language on the right
        elif char in BIDI:
            found.append(f"U+{ord(char):04X} got through")
        if depth < 0:
            found.append("an isolate is closed that was not open")
        if depth and char == "\n":
            found.append("a line ends inside an isolate")
    if depth > 0:
        found.append("an isolate stays open")
    return found
