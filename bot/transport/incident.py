"""Incident numbers: what a person can tell and an operator can find, without anybody's words."""

from __future__ import annotations

import traceback
from pathlib import PurePath
from secrets import token_hex

_FRAMES = 6


def new_incident() -> str:
    """Return a short random number such as ``4F09A1``."""
    return token_hex(3).upper()


def place_of(error: BaseException) -> dict[str, str]:
    """Return kind and way of ``error`` for a log line's ``extra``, without its text.

    An exception's text may quote what a person wrote; classes, files and lines cannot.
    """
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    way = " > ".join(f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames)
    return {"error": type(error).__name__, "way": way}
