"""Numbers of hours as people in each language write them."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from babel.numbers import format_decimal

from bot.texts.speech import Speech


def amount(s: Speech, hours: float) -> str:
    """Return hours with at most two decimals and without a unit, such as "187,5"."""
    return _amount(hours, s.language)


@lru_cache(maxsize=1024)
def _amount(hours: float, language: str) -> str:
    text: str = format_decimal(
        hours, format="#,##0.##", locale=Locale.parse(language), numbering_system="latn"
    )
    return text.replace("\u202f", " ").replace("\u00a0", " ")
