"""How values are written into columns: instants as integer milliseconds UTC, lists as JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(instant: datetime) -> int:
    """Return ``instant`` as whole milliseconds since 1970 UTC.

    Raises:
        ValueError: ``instant`` has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (instant - _EPOCH) // _MS


def from_ms(value: int) -> datetime:
    """Return the aware UTC instant of ``value`` milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=value)


def opt_ms(instant: datetime | None) -> int | None:
    """Return ``instant`` as milliseconds, None staying None."""
    return None if instant is None else to_ms(instant)


def opt_from_ms(value: int | None) -> datetime | None:
    """Return the instant of ``value``, None staying None."""
    return None if value is None else from_ms(value)


def to_json(value: object) -> str:
    """Return ``value`` as compact JSON text with readable letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
