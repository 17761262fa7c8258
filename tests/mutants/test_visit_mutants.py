"""Without its protections booking a place at an offer overbooks, or the trigger stops it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.domain.activities import BookResult
from bot.services import visits
from bot.store.database import Tx
from tests.services import visit_race

TRIGGERS = ("visit_fits_insert", "visit_fits_update")
_prepare = visit_race.prepare


def without_triggers(tx: Tx) -> int:
    for trigger in TRIGGERS:
        tx.run(f"DROP TRIGGER {trigger}")
    return _prepare(tx)


async def test_the_check_passes_without_triggers_as_the_decision_alone_suffices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_race, "prepare", without_triggers)
    await visit_race.race(tmp_path / "data", random.Random(1))


async def test_without_decision_and_trigger_it_is_overbooked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visit_race, "prepare", without_triggers)
    monkeypatch.setattr(visits, "decide_booking", lambda view, now: BookResult.BOOKED)
    with pytest.raises(AssertionError, match="50 people have 7 places"):
        await visit_race.race(tmp_path / "data", random.Random(1))


async def test_without_the_decision_the_trigger_still_lets_nobody_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "decide_booking", lambda view, now: BookResult.BOOKED)
    with pytest.raises(AssertionError, match="IntegrityError"):
        await visit_race.race(tmp_path / "data", random.Random(1))
