"""Instants and lists in columns: what is written is what is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.store.codec import from_ms, opt_from_ms, opt_ms, to_json, to_ms


def test_an_instant_comes_back_in_utc_to_the_millisecond() -> None:
    berlin = datetime(2026, 7, 1, 10, 0, 0, 123_000, tzinfo=timezone(timedelta(hours=2)))
    assert from_ms(to_ms(berlin)) == berlin
    assert from_ms(to_ms(berlin)).tzinfo is UTC
    assert to_ms(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)) == 1000


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        to_ms(datetime(2026, 7, 1, 10, 0))


def test_nothing_stays_nothing() -> None:
    assert (opt_ms(None), opt_from_ms(None)) == (None, None)
    assert opt_from_ms(opt_ms(from_ms(5))) == from_ms(5)


def test_json_is_short_readable_and_always_the_same() -> None:
    assert to_json({"b": ["ä", 1], "a": None}) == '{"a":null,"b":["ä",1]}'
