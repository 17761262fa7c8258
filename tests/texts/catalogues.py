"""What makes a catalogue fit to be shown; every problem names its language and msgid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.plurals import PLURALS
from babel.messages.pofile import read_po

from bot.texts.catalogue import SOURCE, available, po_path

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = tuple(language for language in available() if language != SOURCE)
ORDER = ("zero", "one", "two", "few", "many", "other")
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
# Right as they are in any script: names, addresses, units.
ALLOWED_LATIN = re.compile(
    r"\b(?:Telegram|Lotse|LDI NRW|NRW|KI|www\.ldi\.nrw\.de|E-Mail|e-mail|Web|Art|DSGVO|GDPR|PDF|Ehrenamtskarte|Führungszeugnis|Jobcenter|Sozialamt|Jugendamt|Gesundheitsamt|Ausländerbehörde)\b"
    r"|/[a-z]+"
)
_FIXED = re.compile(r"/[a-z]+|www\.\S+\b|\d+(?:[ .:]\d+)*")


@dataclass(frozen=True)
class Text:
    """One translated sentence; ``sources`` are the English forms it may go back to."""

    language: str
    msgid: str
    form: str
    sources: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return f"{self.language}: {self.msgid!r}" + (f" ({self.form})" if self.form else "")


def read(language: str, path: Path | None = None) -> Catalog:
    """Read a catalogue as the program does."""
    with (path or po_path(language)).open("rb") as handle:
        return read_po(handle, locale=language, abort_invalid=True)


def entries(catalogue: Catalog) -> list[Message]:
    """Return the entries without the header."""
    return [message for message in catalogue if message.id]


def forms_of(language: str) -> tuple[str, ...]:
    """Return the names of the language's plural forms in the order of catalogues."""
    tags = {*Locale.parse(language).plural_form.tags, "other"}
    whole = {Locale.parse(language).plural_form(n) for n in range(1001)}
    return tuple(name for name in ORDER if name in tags & whole)


def texts(catalogue: Catalog, language: str) -> Iterator[Text]:
    """Return all filled-in sentences."""
    for message in entries(catalogue):
        if isinstance(message.id, str):
            found = [("", message.id, message.string)]
            sources: tuple[str, ...] = (message.id,)
        else:
            sources = tuple(message.id)
            found = [
                (name, message.id[0], text)
                for name, text in zip(forms_of(language), message.string, strict=False)
            ]
        for form, msgid, text in found:
            if text:
                yield Text(language, msgid, form, sources, str(text))


def extracted() -> set[str | tuple[str, ...]]:
    """Return the msgids in the code, found with the keywords of ``make catalogue``."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    keywords = parse_keywords(re.findall(r"-k (\S+)", makefile))
    found = extract_from_dir(
        str(ROOT / "bot" / "texts"), method_map=[("**.py", "python")], keywords=keywords
    )
    return {row[2] for row in found}


def missing_and_stale(catalogue: Catalog, language: str) -> list[str]:
    """Return msgids that only the code or only the catalogue has."""
    code = {_first(one) for one in extracted()}
    held = {_first(message.id) for message in entries(catalogue)}
    return [f"{language}: {one!r} is missing" for one in sorted(code - held)] + [
        f"{language}: {one!r} is in no code" for one in sorted(held - code)
    ]


def _first(msgid: object) -> str:
    return msgid if isinstance(msgid, str) else str(next(iter(msgid)))  # type: ignore[call-overload]


def unfinished(catalogue: Catalog, language: str) -> list[str]:
    """Return entries that are empty or only guessed."""
    found = []
    for message in entries(catalogue):
        strings = (message.string,) if isinstance(message.string, str) else message.string
        wanted = 1 if isinstance(message.id, str) else len(forms_of(language))
        if len(strings) != wanted or not all(strings):
            found.append(f"{language}: {_first(message.id)!r} is empty")
        if message.fuzzy:
            found.append(f"{language}: {_first(message.id)!r} is fuzzy")
    return found


def plural_faults(expression_of: Catalog, language: str) -> list[str]:
    """Return the numbers for which the header chooses another form than CLDR."""
    choose = _compiled(expression_of.plural_expr)
    names = forms_of(language)
    rule = Locale.parse(language).plural_form
    if expression_of.num_plurals != len(names):
        return [f"{language}: {expression_of.num_plurals} forms, CLDR has {names}"]
    return [
        f"{language}: {n} is {names[choose(n)]}, CLDR says {rule(n)}"
        for n in range(1001)
        if names[choose(n)] != rule(n)
    ]


def _compiled(expression: str) -> Callable[[int], int]:
    from gettext import c2py  # type: ignore[attr-defined]

    return c2py(expression)  # type: ignore[no-any-return]


BABELS_ARABIC = PLURALS["ar"]


def faults(text: Text) -> list[str]:
    """Return everything that can be told without knowing the language."""
    return [f"{text}: {what}" for check in _CHECKS for what in check(text)]


def _placeholders(text: Text) -> Iterator[str]:
    here = sorted(PLACEHOLDER.findall(text.text))
    wanted = [sorted(PLACEHOLDER.findall(source)) for source in text.sources]
    if here in wanted:
        return
    # "one volunteer", "two volunteers": some forms say the number in words.
    without = [[one for one in each if one != "{n}"] for each in wanted]
    may_omit = text.form in {"zero", "one", "two"} and text.language != "uk"
    if not (may_omit and here in without):
        yield f"placeholders {here}, not {wanted[-1]}"


def _fixed_parts(text: Text) -> Iterator[str]:
    here = sorted(_FIXED.findall(PLACEHOLDER.sub("", text.text)))
    wanted = [sorted(_FIXED.findall(PLACEHOLDER.sub("", source))) for source in text.sources]
    # Arabic has a form of its own for two of a kind; then the number is no digit.
    if text.language == "ar" and "2" not in here:
        wanted = [[one for one in each if one != "2"] for each in wanted]
    if here not in wanted:
        yield f"numbers, commands, addresses {here}, not {wanted[-1]}"


def _is_emoji(char: str) -> bool:
    return char != "№" and (unicodedata.category(char) == "So" or char in "\ufe0f\u200d")


def _emoji(text: Text) -> Iterator[str]:
    source = text.sources[-1]
    here = [char for char in text.text if _is_emoji(char) and char != "\u200d"]
    wanted = [char for char in source if _is_emoji(char) and char != "\u200d"]
    if here != wanted:
        yield f"emoji {here}, not {wanted}"
    elif wanted and [_is_emoji(s[0]) for s in (source, source[::-1])] != [
        _is_emoji(s[0]) for s in (text.text, text.text[::-1])
    ]:
        yield "emoji at another end"


def _spacing(text: Text) -> Iterator[str]:
    if text.text != text.text.strip():
        yield "space at an end"
    if "  " in text.text:
        yield "two spaces"
    if "..." in text.text:
        yield "three dots instead of …"
    if re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", text.text):
        yield "a direction mark"
    if re.search("[<>]|&(?:[a-z]+|#)", text.text):
        yield "markup"


def _links(text: Text) -> Iterator[str]:
    if re.search(r"\{(?:link|web)\}(?=\S)", text.text):
        yield "something touches the end of a link"


def _arabic_signs(text: Text) -> Iterator[str]:
    if text.language == "ar" and re.search("[\u0621-\u064a\u2069}]\\s?[,;?]", text.text):
        yield "a Latin comma, semicolon or question mark"


def _scripts(text: Text) -> Iterator[str]:
    if text.language not in {"ar", "uk"}:
        return
    rest = ALLOWED_LATIN.sub("", PLACEHOLDER.sub("", text.text))
    if found := re.findall("[A-Za-z]+", rest):
        yield f"Latin letters {found}"
    if found := re.findall(r"\b(?=\w*[A-Za-z])(?=\w*[Ѐ-ӿ])\w+", rest):
        yield f"letters of two scripts in {found}"
    if text.language == "uk" and (found := re.findall("[ыэъёЫЭЪЁ]", rest)):
        yield f"Russian letters {found}"


def _translated(text: Text) -> Iterator[str]:
    letters = re.search("[A-Za-z]", PLACEHOLDER.sub("", text.text))
    if text.language in {"ar", "uk"} and text.text in text.sources and letters:
        yield "is not translated"


_CHECKS = (
    _placeholders,
    _fixed_parts,
    _emoji,
    _spacing,
    _links,
    _arabic_signs,
    _scripts,
    _translated,
)
