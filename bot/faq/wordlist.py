"""The words that search knows besides the content: ``faq_words.toml``.

German words from letters with the ways they are written down by ear, plain names of topics,
words that carry no meaning, and what people say that no topic covers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.faq.errors import ContentError
from bot.faq.tables import Reader, Table, parse_toml, read_text

_SECTIONS = frozenset({"empty", "letter", "name", "other", "asked"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWord:
    """A German word from letters: how it is spelled, its topics, how it is written by ear."""

    word: str
    slugs: tuple[str, ...]
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """Words known besides the content.

    ``empty``: words without meaning. ``names``: (slug, texts) in any language, also for slugs
    that have no content. ``others``: (subject, texts) of subjects that no topic covers.
    ``letters``: words from letters, in the order of the file. ``asked``: words around a word that
    somebody asks the meaning of ("what does … mean").
    """

    empty: tuple[str, ...]
    names: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    letters: tuple[LetterWord, ...] = ()
    asked: tuple[str, ...] = ()


NO_WORDS = WordList(empty=(), names=(), others=())


def _tables(path: Path, section: str, value: object) -> list[tuple[str, Table]]:
    if not isinstance(value, dict) or not all(isinstance(t, dict) for t in value.values()):
        raise ContentError(path, None, f"“{section}” must hold tables")
    return list(value.items())


def _all_texts(reader: Reader, table: Table) -> tuple[str, ...]:
    return tuple(text for key in table if key != "slugs" for text in reader.texts(key))


def _letters(path: Path, text: str, value: object) -> Iterator[LetterWord]:
    """The words of ``[letter]``: word = { slugs = [...], uk = [...], ... }."""
    for word, table in _tables(path, "letter", value):
        reader = Reader(path, table, text)
        slugs = reader.texts("slugs")
        if not slugs:
            raise reader.fail(word, f"“{word}” names no slugs")
        yield LetterWord(word=word, slugs=slugs, spellings=_all_texts(reader, table))


def _listed(path: Path, text: str, root: Table, section: str) -> tuple[str, ...]:
    """The words of a section that has one string of words per language."""
    table = root.get(section, {})
    if not isinstance(table, dict):
        raise ContentError(path, None, f"“{section}” must be a table of languages")
    reader = Reader(path, table, text)
    return tuple(word for language in table for word in reader.text(language).split())


def load_words(path: Path) -> WordList:
    """The word file; an empty list if there is none.

    Raises:
        ContentError: The file is not in the form described in its first lines.
    """
    if not path.exists():
        return NO_WORDS
    text = read_text(path)
    root = parse_toml(path, text)
    Reader(path, root, text).only(_SECTIONS)
    names: defaultdict[str, list[str]] = defaultdict(list)
    letters = tuple(_letters(path, text, root.get("letter", {})))
    for letter in letters:
        for slug in letter.slugs:
            names[slug] += [letter.word, *letter.spellings]
    for slug, table in _tables(path, "name", root.get("name", {})):
        names[slug] += _all_texts(Reader(path, table, text), table)
    others = [
        (subject, _all_texts(Reader(path, table, text), table))
        for subject, table in _tables(path, "other", root.get("other", {}))
    ]
    return WordList(
        empty=_listed(path, text, root, "empty"),
        names=tuple((slug, tuple(texts)) for slug, texts in sorted(names.items())),
        others=tuple(others),
        letters=letters,
        asked=_listed(path, text, root, "asked"),
    )
