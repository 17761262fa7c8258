"""Names of languages: in the reader's language, and as their speakers write them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from bot.texts.speech import Speech

# What CLDR does not name in German, English, Ukrainian and Arabic alike, or names so that
# speakers would not recognise or like it.
_OWN = {"prs": "دری", "rom": "Romani", "kmr": "Kurmancî", "ckb": "سۆرانی", "zh": "中文"}
_NAMES = {
    "prs": {"de": "Dari", "en": "Dari", "uk": "дарі", "ar": "الدرية"},
    "kmr": {"de": "Kurmandschi", "en": "Kurmanji", "uk": "курманджі", "ar": "الكرمانجية"},
    "ckb": {"de": "Sorani", "en": "Sorani", "uk": "сорані", "ar": "السورانية"},
    "rom": {"de": "Romanes", "en": "Romani", "uk": "ромська", "ar": "الرومانية الغجرية"},
}


@lru_cache(maxsize=1024)
def _name(tag: str, language: str) -> str:
    if (names := _NAMES.get(tag)) is not None:
        return names.get(language, names["en"])
    return str(Locale.parse(language).languages.get(tag, tag))


def language_name(s: Speech, tag: str) -> str:
    """Return the language's name for the reader, such as "Arabisch"."""
    return _name(tag, s.language)


@lru_cache(maxsize=64)
def own_name(tag: str) -> str:
    """Return the language's name as its speakers write it, such as "العربية"."""
    name = _OWN.get(tag) or str(Locale.parse(tag).get_display_name())
    return name[:1].upper() + name[1:]
