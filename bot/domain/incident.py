"""Incidents: a number a person can tell and an operator can find, a place without words."""

from __future__ import annotations

import traceback
from pathlib import PurePath
from secrets import token_hex

_FRAMES = 6


def new_incident() -> str:
    """Return a short random number such as ``4F09A1``."""
    return token_hex(3).upper()


def way_of(error: BaseException) -> str:
    """Return the last calls on the way to ``error``, such as ``a.py:12 send > b.py:3 pack``."""
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    return " > ".join(f"{PurePath(f.filename).name}:{f.lineno} {f.name}" for f in frames)


def trace(error: BaseException) -> dict[str, str]:
    """Return class and way of ``error`` for a log line's ``extra``, without its text.

    An exception's text may quote what a person wrote; classes, files and lines cannot.
    """
    return {"error": type(error).__name__, "way": way_of(error)}
