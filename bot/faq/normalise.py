"""Text folding for search: one spelling for what people type in different ways.

Two passes: ``normalise`` keeps letters that are different letters in their language (ä, ё, і),
``fold`` merges them, because hasty typing does. Indexes hold folded text only. ``latin`` writes
Cyrillic and Arabic script with Latin letters, so that a German office word is found again after
it was written down by ear.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_BIDI = dict.fromkeys(
    (
        0x061C,
        0x200D,
        0x200E,
        0x200F,
        0xFEFF,
        0x00AD,
        *range(0x202A, 0x202F),
        *range(0x2060, 0x206A),
    )
)
_TATWEEL = 0x0640
_LETTERS = {
    **dict.fromkeys(map(ord, "أإآٱٲٳ"), "ا"),
    **dict.fromkeys(map(ord, "ىیېے"), "ي"),
    **dict.fromkeys(map(ord, "کڪ"), "ك"),
    **dict.fromkeys(map(ord, "ۀەةۃہھ"), "ه"),
    ord("ؤ"): "و",
    ord("ئ"): "ي",
    ord("ı"): "i",
    0x200C: " ",
    ord("ʼ"): " ",
    _TATWEEL: None,
    **_BIDI,
}
_SECOND = {
    **dict.fromkeys(map(ord, "іїый"), "и"),
    **dict.fromkeys(map(ord, "ґ"), "г"),
    **dict.fromkeys(map(ord, "ёєэ"), "е"),
    ord("ъ"): "ь",
    ord("ß"): "ss",
    ord("ł"): "l",
    ord("ø"): "o",
    ord("æ"): "a",
    ord("œ"): "o",
    ord("đ"): "d",
}
_UMLAUT = re.compile("([aou])e+")
# What no further pass changes; most words are such, and this keeps the start quick.
_STABLE = re.compile(
    "[a-z0-9 äöüßабвгдежзийклмнопрстуфхцчшщьюяыъэёіїєґابتثجحخدذرزسشصضطظعغفقكلمنهوي]*"
)
_FOLDED = re.compile(
    "(?:[aou](?!e)|[b-np-tv-z0-9 абвгдежзиклмнопрстуфхцчшщьюяابتثجحخدذرزسشصضطظعغفقكلمنهوي])*"
)
_LATIN_OF = (
    # what a German hears when the letter is read out; "-" for nothing
    "а:a б:b в:w г:g д:d е:e ж:sch з:s и:i к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:h ц:z "
    "ч:tsch ш:sch щ:sch ь:- ю:ju я:ja "
    "ا:a ب:b ت:t ث:t ج:d ح:h خ:ch د:d ذ:d ر:r ز:s س:s ش:sch ص:s ض:d ط:t ظ:s ع:a غ:g ف:f ق:k "
    "ك:k ل:l م:m ن:n ه:h و:u ي:i پ:p چ:tsch ژ:sch گ:g ڤ:v ء:-"
)
_LATIN = {ord(p[0]): p[2:].replace("-", "") for p in _LATIN_OF.split()}
# Arabic words carry article and short particles in front; (?=…) leaves short words whole
_ARTICLE = re.compile("^(?:(?:[وبفك]?ال)+|لل)(?=...)")
# Arabic letters typed as the digits that look like them (only inside words with letters)
_DIGIT_LETTERS = str.maketrans({"2": "a", "3": "a", "5": "ch", "6": "t", "7": "h", "9": "s"})
_AROUND = ".,;:!?()\"„“”«»'–-"
_VOWELS = re.compile("[aeiouyw]+")
_DOUBLE = re.compile(r"(.)\1+")
_SOUNDS = (("tsch", "c"), ("sch", "c"), ("sh", "c"), ("ch", "h"), ("ck", "k"), ("ph", "f"))
_ONE_SOUND = str.maketrans("vzbdgqj", "fsptkki")


class _Kept(dict[int, str]):
    """What stays of each character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        category = unicodedata.category(char)
        if category == "Nd":
            kept = str(unicodedata.digit(char))
        elif category[0] in "LN":
            kept = char
        else:
            kept = "" if category[0] == "M" else " "
        self[code] = kept
        return kept


_KEPT = _Kept()


def _once(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_KEPT).split())


def normalise(text: str) -> str:
    """Lower-case words with single spaces: compatibility forms, scripts' variants, digits merged.

    Arabic alef, ya, kaf and ta marbuta forms become one letter, vowel marks and tatweel go,
    ZWNJ separates words, every script's decimal digits become ASCII, Turkish dotless i becomes
    i, punctuation and bidi controls become spaces. The result does not change when normalised
    again.
    """
    for _ in range(4):
        after = _once(text)
        if after == text or _STABLE.fullmatch(after):
            return after
        text = after
    return text


def _fold_once(text: str) -> str:
    text = unicodedata.normalize("NFD", text).translate(_KEPT)
    text = unicodedata.normalize("NFKC", text).translate(_SECOND)
    return _UMLAUT.sub(r"\1", text)


def fold(text: str) -> str:
    """The second pass over ``normalise``: ä = ae = a, ß = ss, і = и, ґ = г, ё = є = е, é = e."""
    text = normalise(text)
    for _ in range(4):
        if _FOLDED.fullmatch(text):
            break
        after = normalise(_fold_once(text))
        if after == text:
            break
        text = after
    return text


def latin(word: str) -> str:
    """A folded word in Latin letters, as a German would hear it; Latin words stay as they are."""
    return word.translate(_LATIN)


def is_latin(word: str) -> bool:
    """Whether the first letter of a folded word is a Latin one (or a digit)."""
    return word[:1] < "ɐ"


def sounds(asked: Sequence[str]) -> list[str]:
    """The consonant frames of folded words: what is left when spelling by ear varies.

    Empty where fewer than three consonants are left, because short frames say nothing.
    """
    if not asked:
        return []
    frames = latin("\n".join(asked)).translate(_DIGIT_LETTERS)
    for spelling, one in _SOUNDS:
        frames = frames.replace(spelling, one)
    frames = _VOWELS.sub("", frames)
    frames = _DOUBLE.sub(r"\1", frames.translate(_ONE_SOUND))
    return [
        "" if word.isdigit() or len(frame) < 3 else frame
        for word, frame in zip(asked, frames.split("\n"), strict=True)
    ]


def sound(word: str) -> str:
    """The consonant frame of one folded word; see ``sounds``."""
    return sounds((word,))[0]


# Letters that folding changes whatever stands around them, for reading much text quickly.
_QUICK = {ord(char): fold(char) for char in "äöüßáàâéèêëíîïóôúûçñіїйґёєэъأإآىکیةگ"}


def words(text: str) -> list[str]:
    """The folded words of a text, in order, Arabic ones without their article."""
    return [_ARTICLE.sub("", word) for word in fold(text).split()]


def token_words(token: str) -> list[str]:
    """The folded words of a text without spaces; the same as ``words``, for reading much text."""
    bare = token.strip(_AROUND).casefold().translate(_QUICK)
    if bare and _FOLDED.fullmatch(bare):
        return [_ARTICLE.sub("", bare)]
    return words(token)
