"""Without its protections a series makes shifts twice, loses people or does not what it showed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain import series_plan
from bot.domain.calendar import local_day
from bot.domain.series import Series
from bot.domain.series_edit import Action, EditPlan, Occurrence, Step
from bot.services import series as series_service
from bot.services import series_edits as edits_service
from bot.store import series as store
from bot.store.codec import from_ms
from bot.store.database import Tx
from tests.domain import test_series
from tests.services.test_series import live_until, reach_back
from tests.services.world import open_world

EDITS = 60
BERLIN = ZoneInfo("Europe/Berlin")


def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the unique index away, so that only the code is left to prevent doubles."""
    start = series_service.start

    def bare(tx: Tx, *args: object, **more: object) -> object:
        tx.run("DROP INDEX IF EXISTS shift_occurrence")
        return start(tx, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(series_service, "start", bare)


def by_start(tx: Tx, series_id: int) -> frozenset[date]:
    """Find what was made by where it is now, and not by its key."""
    rows = tx.all("SELECT starts_at FROM shift WHERE series_id = :s", s=series_id)
    return frozenset(local_day(from_ms(row["starts_at"]), BERLIN) for row in rows)


def test_the_check_passes_without_the_index_as_the_key_alone_suffices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_index(monkeypatch)
    assert live_until(EDITS) >= EDITS


def test_shifts_found_again_by_their_start_are_made_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_index(monkeypatch)
    monkeypatch.setattr(store, "days_taken", by_start)
    with pytest.raises(AssertionError, match=r"made again|a day twice|are missing"):
        live_until(10 * EDITS)


def test_the_index_alone_prevents_a_shift_from_being_made_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "days_taken", by_start)
    with pytest.raises(Exception, match=r"UNIQUE constraint failed|are missing"):
        live_until(10 * EDITS)


def test_memory_without_cancelled_shifts_makes_them_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def only_open(tx: Tx, series_id: int) -> frozenset[date]:
        rows = tx.all(
            "SELECT series_day FROM shift WHERE series_id = :s AND state = 'open'", s=series_id
        )
        return frozenset(date.fromisoformat(row["series_day"]) for row in rows)

    without_index(monkeypatch)
    monkeypatch.setattr(store, "days_taken", only_open)
    with pytest.raises(AssertionError, match=r"made again|a day twice|are missing"):
        live_until(10 * EDITS)


def test_a_cut_that_leaves_the_keys_behind_makes_the_second_part_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "rekey", lambda *_: None)
    with pytest.raises(AssertionError, match="a day twice"):
        live_until(10 * EDITS)


def test_a_second_part_that_may_reach_back_makes_a_day_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(store, "earliest", lambda *_: date.min)
    with open_world() as world:
        assert reach_back(world) == ["2026-11-27"]


def test_an_edit_that_takes_shifts_with_people_away_loses_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(one: Occurrence) -> Step:
        return Step(action=Action.DELETE, day=one.day, shift_id=one.shift_id)

    def remove(tx: Tx, shift_id: int, _now: datetime) -> None:
        tx.run("DELETE FROM shift WHERE id = :id", id=shift_id)

    monkeypatch.setattr(series_plan, "_out_of_rule", away)
    monkeypatch.setattr(series_service, "remove", remove)
    with pytest.raises(AssertionError, match="lost sign-up"):
        live_until(10 * EDITS)


def test_an_edit_that_does_more_than_it_shows_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    preview = edits_service.preview

    def shorter(*args: object) -> object:
        shown = preview(*args)  # type: ignore[arg-type]
        if isinstance(shown, edits_service.Preview) and len(shown.plan.steps) > 1:
            steps = tuple(replace(one, told=()) for one in shown.plan.steps)
            plan = replace(shown.plan, steps=steps)
            assert isinstance(plan, EditPlan)
            return replace(shown, plan=plan, told=0)
        return shown

    monkeypatch.setattr(edits_service, "preview", shorter)
    with pytest.raises(AssertionError, match="are told, 0 were shown"):
        live_until(10 * EDITS)


def test_a_preview_without_mark_does_what_nobody_saw(monkeypatch: pytest.MonkeyPatch) -> None:
    class Alike(int):
        __hash__ = int.__hash__

        def __eq__(self, other: object) -> bool:
            return True

        def __ne__(self, other: object) -> bool:
            return False

    monkeypatch.setattr(EditPlan, "mark", property(lambda _plan: Alike()))
    with pytest.raises(AssertionError):
        live_until(EDITS)


def test_a_rule_expanded_in_instants_loses_its_wall_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def in_instants(series: Series, day: date, zone: ZoneInfo) -> object:
        first = test_series.draft_on_calendar(series, series.first_day, zone)
        away = timedelta(days=(day - series.first_day).days)
        return replace(first, starts_at=first.starts_at + away, ends_at=first.ends_at + away)

    monkeypatch.setattr(test_series, "draft_on", in_instants)
    with pytest.raises(AssertionError):
        test_series.test_a_series_keeps_its_wall_time_through_every_change_of_the_clocks()
