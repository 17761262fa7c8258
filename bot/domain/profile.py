"""What people may say about themselves: how much of it, and what counts as a phone number."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from bot.domain.people import cut, printable

TOWNS_AT_MOST = 10
TOWN_LIMIT = 60
PAUSE_WEEKS = (1, 2, 4)
LONGEST_PAUSE = timedelta(days=366)
_SPACING = re.compile(r"[\s()/.\-–—‑]")
_OWN_COUNTRY = "+49"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}")  # ITU-T E.164: at most 15 digits


def read_phone(text: str) -> str | None:
    """Return the phone number in ``text`` in international form, such as "+4917612345678".

    One that begins with a single 0 is a German one. None if it cannot be a number.
    """
    plain = _SPACING.sub("", read_digits(text).replace("(0)", ""))
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    elif plain.startswith("0"):
        plain = _OWN_COUNTRY + plain[1:]
    return plain if plain.isascii() and _NUMBER.fullmatch(plain) else None


def read_digits(text: str) -> str:
    """Return what was typed (at most 60 units of it) with the digits of every script as 0–9."""
    return "".join(_digit(char) for char in cut(printable(text), 60))


def _digit(char: str) -> str:
    """Return the digit of any script as 0–9, and everything else as it is."""
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def can_pause(until: date, today: date) -> bool:
    """Tell whether a break may end on that local day: a coming one, within a year."""
    return today < until <= today + LONGEST_PAUSE
