"""German words from letters, recognised when somebody types just such a word.

Written correctly, without umlauts, in parts, mistyped, or by ear in another script; an article or
"what is … / що таке … / ما هو …" may stand around it.
"""

from __future__ import annotations

from difflib import SequenceMatcher

from bot.faq.normalise import is_latin, sound, words
from bot.faq.wordlist import WordList

_LONGEST = 80  # characters; what is longer is no single word
_HEARD = 4  # consonants from which a frame alone is enough, in another script
_MISTYPED = 6  # letters from which a word may have a letter wrong
_ALIKE = 0.87
_SAME_START = 2


class Letters:
    """All known words from letters; read only, safe for several threads."""

    def __init__(self, word_list: WordList) -> None:
        self._slugs = {letter.word: letter.slugs for letter in word_list.letters}
        self._around = frozenset(w for word in word_list.asked for w in words(word))
        self._spelled: dict[str, str] = {}
        self._frames: dict[str, set[str]] = {}
        for letter in word_list.letters:
            for spelling in (letter.word, *letter.spellings):
                key = "".join(words(spelling))
                self._spelled.setdefault(key, letter.word)
                if is_latin(key):
                    self._frames.setdefault(sound(key), set()).add(letter.word)

    def word(self, text: str) -> str | None:
        """The word in its right spelling if the text is just such a word, else None."""
        if len(text) > _LONGEST:
            return None
        asked = words(text)
        while asked:
            if (found := self._known("".join(asked))) is not None:
                return found
            if asked[0] in self._around:
                del asked[0]
            elif asked[-1] in self._around:
                del asked[-1]
            else:
                return None
        return None

    def _known(self, key: str) -> str | None:
        if key in self._spelled:
            return self._spelled[key]
        frame = sound(key)
        if not is_latin(key):
            found = self._frames.get(frame, set()) if len(frame) >= _HEARD else set()
            return next(iter(found)) if len(found) == 1 else None
        return self._mistyped(key) if len(key) >= _MISTYPED else None

    def _mistyped(self, key: str) -> str | None:
        """The word that was meant, if one begins and goes on almost alike."""
        near = (
            (SequenceMatcher(None, key, spelled).ratio(), word)
            for spelled, word in self._spelled.items()
            if spelled[:_SAME_START] == key[:_SAME_START] and abs(len(spelled) - len(key)) <= 2
        )
        ratio, word = max(near, default=(0.0, ""))
        return word if ratio >= _ALIKE else None

    def slugs(self, word: str) -> tuple[str, ...]:
        """The topics of a word in its right spelling; empty for an unknown one."""
        return self._slugs.get(word, ())
