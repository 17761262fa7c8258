"""The words of a question that say what it is about: all that is kept of one without an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.faq.faq import words_file
from bot.faq.normalise import fold, normalise, words
from bot.faq.wordlist import load_words

WORDS_AT_MOST = 6
_SHORTEST = 4  # letters
_WORD = re.compile(r"(?:[^\W\d_]|[\u0300-\u036f])+")


@cache
def _empty(root: Path) -> frozenset[str]:
    return frozenset(w for word in load_words(words_file(root)).empty for w in words(word))


def content_words(text: str, root: Path) -> tuple[tuple[str, str], ...]:
    """The first words with a meaning, at most six, as (folded, as people read it).

    Names of the content below ``root`` say which words mean nothing. Whatever holds a digit is
    left out: it may be a number, a date or a file reference.
    """
    found = dict(_found(text, _empty(root)))
    return tuple(found.items())[:WORDS_AT_MOST]


def _found(text: str, empty: frozenset[str]) -> Iterator[tuple[str, str]]:
    for word in normalise(text).split():
        folded = fold(word)
        if len(word) >= _SHORTEST and _WORD.fullmatch(word) and folded not in empty:
            yield folded, word
