"""A button's meaning as the 64 bytes that Telegram carries, and back.

Form: ``1:<action>:<argument>…``. The leading number is the form's version, whole numbers are
written in base 36, words start with ``~``. What comes back may be forged or years old, so reading
never raises and rights are checked again by whoever acts on it.
"""

from __future__ import annotations

import re
from zlib import crc32

from bot.domain.rendered import Press

VERSION = "1"
LIMIT_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_ACTION = re.compile(r"[a-z][a-z0-9_.-]*")
_NUMBER = re.compile(r"0|-?[1-9a-z][0-9a-z]*")
_SMALLEST, _BIGGEST = -(2**63), 2**63 - 1  # what an SQLite column holds


def encode(press: Press) -> str:
    """Return the callback data of ``press``.

    Raises:
        ValueError: it would be longer than 64 bytes, or a part cannot be told apart again.
    """
    if not _ACTION.fullmatch(press.action):
        raise ValueError(f"not an action's name: {press.action!r}")
    data = ":".join((VERSION, press.action, *map(_argument, press.args)))
    if (size := len(data.encode())) > LIMIT_BYTES:
        raise ValueError(f"button {press.action!r} needs {size} bytes, Telegram takes 64")
    return data


def mark(words: str) -> int:
    """Return a number that tells these words from others, for the button below them."""
    return crc32(words.encode())


def decode(data: str) -> Press | None:
    """Return the press that ``data`` stands for, None for anything Lotse never wrote."""
    version, _, rest = data.partition(":")
    action, *parts = rest.split(":")
    if version != VERSION or len(data) > LIMIT_BYTES or not _ACTION.fullmatch(action):
        return None
    try:
        press = Press(action=action, args=tuple(_value(part) for part in parts))
        return press if encode(press) == data else None
    except ValueError:
        return None


def _argument(value: int | str) -> str:
    if isinstance(value, int):
        if not _SMALLEST <= value <= _BIGGEST:
            raise ValueError(f"number out of range: {value}")
        return _base36(value)
    if ":" in value:
        raise ValueError("a button's word must not contain a colon")
    return "~" + value


def _base36(value: int) -> str:
    digits = ""
    rest = abs(value)
    while rest:
        rest, digit = divmod(rest, 36)
        digits = _DIGITS[digit] + digits
    return ("-" if value < 0 else "") + (digits or "0")


def _value(part: str) -> int | str:
    if part.startswith("~"):
        return part[1:]
    if not _NUMBER.fullmatch(part):
        raise ValueError("neither a number nor a word")
    return int(part, 36)
