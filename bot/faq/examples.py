"""What the topic model learns from: ways of asking, titles, questions, texts, and slips.

Only ``python -m bot faq train`` and measurements read this; the running bot does not.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.faq import features
from bot.faq.blocks import plain
from bot.faq.content import load_content
from bot.faq.errors import ContentError
from bot.faq.normalise import is_latin, latin
from bot.faq.tables import read_text
from bot.faq.wordlist import WordList, load_words

TALK, NEAR = "NONE-talk", "NONE-near"
_KINDS = {"talk": TALK, "near": NEAR}
_ELSEWHERE = "elsewhere.tsv"
_ELSEWHERE_HEADER = "kind\tway"
ANY = "*"
WAY, TITLE, WORD, BODY = 1.0, 0.9, 0.6, 0.5
_ROWS = (
    "qwertzuiop",
    "asdfghjkl",
    "yxcvbnm",
    "йцукенгшщзх",
    "фывапролджэ",
    "ячсмитьбю",
    "ضصثقفغعهخحج",
    "شسيبلاتنمكط",
)
_ARABIZI = str.maketrans(
    dict(
        zip(
            "ابتثجحخدذرزسشصضطظعغفقكلمنهويءةىأإآؤئ",
            [
                "a",
                "b",
                "t",
                "th",
                "j",
                "7",
                "kh",
                "d",
                "z",
                "r",
                "z",
                "s",
                "sh",
                "s",
                "d",
                "t",
                "z",
                "3",
                "gh",
                "f",
                "q",
                "k",
                "l",
                "m",
                "n",
                "h",
                "w",
                "y",
                "2",
                "a",
                "a",
                "a",
                "i",
                "a",
                "2",
                "2",
            ],
            strict=True,
        )
    )
)
_TYPED = str.maketrans(
    dict(
        zip(
            "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэъё",
            [
                "a",
                "b",
                "v",
                "h",
                "g",
                "d",
                "e",
                "ye",
                "zh",
                "z",
                "y",
                "i",
                "yi",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
                "f",
                "kh",
                "ts",
                "ch",
                "sh",
                "shch",
                "",
                "yu",
                "ya",
                "y",
                "e",
                "",
                "yo",
            ],
            strict=True,
        )
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text of a subject; ``weight`` 1 is a way of asking. ``language`` is ``*`` for any."""

    language: str
    subject: str
    text: str
    weight: float


def _elsewhere(path: Path) -> Iterator[tuple[str, str]]:
    """The lines of ``elsewhere.tsv`` as (subject, way)."""
    if not path.exists():
        return
    lines = read_text(path).splitlines()
    if not lines or lines[0].strip() != _ELSEWHERE_HEADER:
        raise ContentError(path, 1, "the first line must be “kind”, a tab and “way”")
    for number, line in enumerate(lines[1:], start=2):
        kind, tab, way = line.partition("\t")
        if kind not in _KINDS or not tab or not way.strip():
            raise ContentError(path, number, "a line is “talk” or “near”, a tab and a text")
        yield _KINDS[kind], way.strip()


def examples(root: Path, words_path: Path) -> tuple[Example, ...]:
    """Everything there is to learn from below ``root``, in a fixed order.

    Raises:
        ContentError: A file cannot be read.
    """
    found: list[Example] = []
    content = load_content(root)

    def add(language: str, subject: str, texts: tuple[str, ...], weight: float) -> None:
        found.extend(
            Example(language=language, subject=subject, text=text, weight=weight)
            for text in dict.fromkeys(texts)
        )

    for topic in content.topics:
        add(topic.language, topic.slug, topic.ways, WAY)
        add(topic.language, topic.slug, (topic.title, *topic.questions), TITLE)
        add(topic.language, topic.slug, topic.aliases, WORD)
        blocks = (plain(block) for block in (topic.lead, *topic.rest))
        add(topic.language, topic.slug, tuple(_sentences(" ".join(blocks))), BODY)
    for folder in sorted(root.glob("*/faq")):
        for subject, way in _elsewhere(folder / _ELSEWHERE):
            add(folder.parent.name, subject, (way,), WAY)
    known = set(content.slugs)
    word_list: WordList = load_words(words_path)
    for slug, texts in word_list.names:
        if slug in known:
            add(ANY, slug, texts, WORD)
    for _, texts in word_list.others:
        add(ANY, NEAR, texts, WORD)
    return tuple(found)


def _sentences(text: str) -> Iterator[str]:
    """A text in pieces of up to twenty words, cut at the ends of sentences where possible."""
    piece: list[str] = []
    for word in text.split():
        piece.append(word)
        if len(piece) >= 20 or (len(piece) >= 5 and word[-1] in ".?!:;؟"):
            yield " ".join(piece)
            piece = []
    if len(piece) >= 3:
        yield " ".join(piece)


def fingerprint(given: Iterable[Example], concepts_path: Path) -> str:
    """What a model must carry that learned from these, with these features and concepts.

    Bodies do not count: a corrected sentence changes what is shown, hardly what is found.
    """
    digest = hashlib.sha256(f"{features.VERSION}\n".encode())
    if concepts_path.exists():
        digest.update(read_text(concepts_path).encode())
    for one in given:
        if one.weight == BODY:
            continue
        digest.update(f"{one.language}\t{one.subject}\t{one.weight}\t{one.text}\n".encode())
    return digest.hexdigest()


class Typist:
    """Writes a text as hasty people do; the same seed makes the same mistakes."""

    def __init__(self, seed: int, empty: frozenset[str]) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - mistypings, not secrets
        self._empty = empty

    def _slip(self, word: str) -> str:
        """One mistake inside a word."""
        if len(word) < 4:
            return word
        at = self._dice.randrange(1, len(word))
        kind = self._dice.random()
        if kind < 0.35:
            return word[:at] + word[at + 1 :]
        if kind < 0.6 and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if kind < 0.75:
            return word[:at] + word[at] + word[at:]
        for row in _ROWS:
            place = row.find(word[at].lower())
            if place >= 0:
                near = row[max(0, place - 1) : place] + row[place + 1 : place + 2]
                return word[:at] + self._dice.choice(near) + word[at + 1 :]
        return word[:at] + word[at + 1 :]

    def _latin(self, text: str) -> str:
        """A text of another script as typed with Latin letters."""
        if self._dice.random() < 0.3:
            return " ".join(latin(word) for word in text.casefold().split())
        return text.casefold().translate(_ARABIZI).translate(_TYPED)

    def __call__(self, text: str) -> str:
        """The text, typed in a hurry."""
        typed = text.split()
        if len(typed) > 3 and self._dice.random() < 0.5:
            keep = 1 - self._dice.choice((0.15, 0.3))
            typed = [word for word in typed if self._dice.random() < keep] or typed
        if len(typed) > 4 and self._dice.random() < 0.3:
            typed = [word for word in typed if word.casefold() not in self._empty] or typed
        slips = self._dice.choice((0.0, 0.08, 0.2))
        typed = [self._slip(word) if self._dice.random() < slips else word for word in typed]
        if len(typed) > 2 and self._dice.random() < 0.15:
            at = self._dice.randrange(len(typed) - 1)
            typed[at : at + 2] = [typed[at] + typed[at + 1]]
        written = " ".join(typed)
        first = next((char for char in text if char.isalpha()), "a")
        if not is_latin(first.casefold()) and self._dice.random() < 0.2:
            return self._latin(written)
        return written
