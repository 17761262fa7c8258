"""Greetings and thanks, which ask for nothing: whole messages only, in the languages of Lotse."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class SmallTalk(StrEnum):
    """What a message without a question says."""

    GREETING = "greeting"  # or the wish for the menu
    THANKS = "thanks"


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_THANKS = _split(
    """danke dankeschön dankeschon dankesehr merci ok okay thanks thank thankyou thx ty
    дякую дякуємо дяки спасибі спасибо щиро ок окей
    شكرا شكر مشكور مشكورين يسلمو يسلموا تسلم تسلموا ممنون ممنونكم اوكي تمام shukran choukran
    """
)
_GREETING = _split(
    """hallo hi hey hello moin servus salam selam salaam marhaba privit pryvit menu menü menue
    привіт вітаю здрастуйте здравствуйте привет меню
    مرحبا مرحبتين اهلا هلا سلام السلام القائمة قائمة هاي هلو
    """
)
_BESIDE = _split(
    """schön schon sehr vielen vielmals lieben herzlichen dank dir ihnen euch auch und so much very
    you a lot many my dear lotse
    дуже вам тобі велике вас большое
    جزيلا كثير كتير الك لكم لك الكم يا وسهلا عليكم وعليكم ورحمة الله وبركاته
    """
)
_WHOLE = {
    **dict.fromkeys(
        (
            "guten tag",
            "guten morgen",
            "guten abend",
            "grüß gott",
            "wie gehts",
            "wie geht s",
            "wie geht es",
            "wie geht es dir",
            "wie geht es ihnen",
            "hallo wie gehts",
            "good morning",
            "good evening",
            "good day",
            "how are you",
            "hi how are you",
            "hello how are you",
            "доброго дня",
            "доброго ранку",
            "добрий день",
            "добрий вечір",
            "добрый день",
            "як справи",
            "صباح الخير",
            "مساء الخير",
            "كيف حالكم",
            "كيف حالك",
            "كيفك",
            "كيفكم",
            "marhaba kifak",
            "salam aleikum",
            "salam alaikum",
        ),
        SmallTalk.GREETING,
    ),
    "vielen dank": SmallTalk.THANKS,
    "herzlichen dank": SmallTalk.THANKS,
    "добре": SmallTalk.THANKS,
    "يعطيك العافية": SmallTalk.THANKS,
}
# "Help" alone may be a cry for it; only these words around it make it a reason to thank.
_FOR_HELP = re.compile(
    r"\b(?:für (?:die|deine|ihre) (?:hilfe|antwort)|for (?:the|your) (?:help|answer)"
    r"|за (?:допомогу|відповідь|помощь)|على (?:المساعدة|الجواب|الرد))\b"
)
_LONGEST = 60  # characters; more is no mere greeting
# Digits stay: "hallo 112" is no greeting. An Arabic alef is written in four ways.
_APART = re.compile(r"[\W_]+")
_ALEFS = str.maketrans("أإآٱ", "اااا")


def small_talk(text: str) -> SmallTalk | None:
    """Return what a message without a question says; None for words that may ask something."""
    if len(text) > _LONGEST:
        return None
    plain = "".join(
        char for char in unicodedata.normalize("NFC", text.casefold()) if not _is_sign(char)
    )
    said = _APART.sub(" ", plain.translate(_ALEFS)).split()
    whole = _WHOLE.get(" ".join(said))
    if whole is not None:
        return whole
    if not _THANKS.isdisjoint(said):
        said = _FOR_HELP.sub(" ", " ".join(said)).split()
        return SmallTalk.THANKS if set(said) <= _THANKS | _GREETING | _BESIDE else None
    if not set(said) <= _GREETING | _BESIDE:
        return None
    return None if _GREETING.isdisjoint(said) else SmallTalk.GREETING


def _is_sign(char: str) -> bool:
    """Tell whether this is a vowel sign above or below an Arabic letter."""
    return "\u064b" <= char <= "\u0652"
