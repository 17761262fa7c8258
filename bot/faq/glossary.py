"""What German words from letters mean: ``<language>/faq/letters.tsv``, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bot.faq.check import Finding
from bot.faq.content import Content
from bot.faq.errors import ContentError
from bot.faq.tables import read_text
from bot.faq.wordlist import WordList

EXPLANATION_LIMIT = 200
FILE = "letters.tsv"
_HEADER = "word\texplanation"


@cache
def load_glossary(root: Path, language: str) -> Mapping[str, str]:
    """The explanations in one language by German word; empty if there is no such file.

    Raises:
        ContentError: The file is not in the form described above.
    """
    path = root / language / "faq" / FILE
    if not path.exists():
        return {}
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != _HEADER:
        raise ContentError(path, 1, "the first line must be “word”, a tab and “explanation”")
    found: dict[str, str] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        word, _, text = (part.strip() for part in line.partition("\t"))
        if not word or not text or "\t" in text:
            raise ContentError(path, number, "a line is a word, one tab and its explanation")
        if word in found:
            raise ContentError(path, number, f"“{word}” is explained twice")
        found[word] = text
    return found


def explain(content: Content, word: str, language: str) -> tuple[str, str] | None:
    """What the word means, and in which language: the wanted one, else English or German.

    None if nobody has written it.
    """
    for code in dict.fromkeys([language, "en", "de"]):
        if (text := load_glossary(content.root, code).get(word)) is not None:
            return text, code
    return None


def check_glossary(content: Content, words: WordList) -> Iterator[Finding]:
    """Words that some language does not explain, explains too long, or that nobody asks for."""
    known = {letter.word for letter in words.letters}
    for language in content.languages if known else ():
        path = content.root / language / "faq" / FILE
        found = load_glossary(content.root, language)
        for word in sorted(known - found.keys()):
            yield Finding(path=path, line=None, text=f"“{word}” is not explained")
        for word in sorted(found.keys() - known):
            yield Finding(path=path, line=None, text=f"faq_words.toml knows no “{word}”")
        for word, text in found.items():
            if len(text) > EXPLANATION_LIMIT:
                reason = f"“{word}” takes {len(text)} characters, {EXPLANATION_LIMIT} are allowed"
                yield Finding(path=path, line=None, text=reason)
