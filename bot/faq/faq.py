"""The one door to the frequent questions: loaded once, then asked by anybody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.domain.place import locales_folder
from bot.faq.content import Content, Topic, load_content
from bot.faq.danger import DangerWords, load_danger
from bot.faq.decide import FALLBACK_LANGUAGES, Decision, confidence, decide, nearest
from bot.faq.search import Search
from bot.faq.wordlist import load_words

WORDS_FILE = "faq_words.toml"
DANGER_FILE = "danger_words.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out of one question.

    ``nearest`` are always the three best topics (fewer only where fewer exist), ``confidence``
    the figure between 0 and 1 that the decision rests on, ``danger`` whether the text has a word
    of danger, which goes before any decision.
    """

    decision: Decision
    nearest: tuple[str, ...]
    confidence: float
    danger: bool


class Faq:
    """Content, search and words of danger; read only, safe for several threads."""

    def __init__(self, content: Content, search: Search, danger: DangerWords) -> None:
        self.content = content
        self._search = search
        self._danger = danger

    def _languages(self, slug: str, language: str) -> tuple[str, ...]:
        wanted = dict.fromkeys([language, *FALLBACK_LANGUAGES, *self.content.languages])
        return tuple(code for code in wanted if self.content.topic(slug, code) is not None)

    def ask(self, text: str, language: str) -> Result:
        """The decision on a question of a person who reads ``language``."""
        hits = self._search.rank(text, language)
        best = nearest(hits)
        languages = self._languages(best[0], language) if best else ()
        return Result(
            decision=decide(hits, languages),
            nearest=nearest(hits, self.content.slugs),
            confidence=confidence(hits),
            danger=self._danger(text),
        )

    def in_danger(self, text: str) -> bool:
        """Whether the text has a word of danger."""
        return self._danger(text)

    def topic(self, slug: str, language: str) -> Topic | None:
        """The topic in the language, else in English, German or any other; None if unknown."""
        languages = self._languages(slug, language)
        return self.content.topic(slug, languages[0]) if languages else None


def load_faq(root: Path) -> Faq:
    """Everything below ``root``; word files that are not there come from the installation.

    Raises:
        ContentError: A file cannot be read or there is no topic at all.
    """
    content = load_content(root)
    files = (
        next((p for p in (root / name, locales_folder() / name) if p.exists()), root / name)
        for name in (WORDS_FILE, DANGER_FILE)
    )
    words_path, danger_path = files
    return Faq(content, Search(content, load_words(words_path)), load_danger(danger_path))
