"""Without its protections a search asks twice, wakes people, gives away what it holds, overbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.domain import searches as rules
from bot.domain.searches import AcceptFacts, AcceptResult, Moves, SearchFacts
from bot.domain.signups import SignupFacts
from bot.services import searches
from bot.store import fitting
from bot.store import searches as store
from bot.store import signups as signup_rows
from bot.store.database import Tx
from tests.domain import test_searches as rule_tests
from tests.services import offer_race
from tests.services import test_searches as stories
from tests.services.world import World, open_world

Story = Callable[[World], None]


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def fails(story: Story, world: World) -> None:
    with pytest.raises(AssertionError):
        story(world)


def test_the_table_stops_a_search_that_forgets_whom_it_asked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiters = fitting.waiters

    def forgetful(tx: Tx, search: store.Search) -> object:
        return waiters(tx, replace(search, id=0))

    monkeypatch.setattr(fitting, "waiters", forgetful)
    with pytest.raises(Exception, match="UNIQUE"):
        stories.test_no_answer_passes_the_place_on_and_keeps_the_person_in_the_line(world)


def test_a_search_that_forgets_whom_it_asked_is_seen_without_the_table(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiters = fitting.waiters
    monkeypatch.setattr(fitting, "waiters", lambda tx, search: waiters(tx, replace(search, id=0)))
    world.connection.executescript(
        """DROP TABLE offer;
           CREATE TABLE offer (id INTEGER PRIMARY KEY, search_id INTEGER, person_id INTEGER,
               via TEXT, state TEXT, created_at INTEGER, expires_at INTEGER, updated_at INTEGER)"""
    )
    fails(stories.test_no_answer_passes_the_place_on_and_keeps_the_person_in_the_line, world)


def test_a_no_that_is_forgotten_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "_FITS", fitting._FITS.replace("signup.shift_id = :shift AND", "0 AND")
                        .replace("offer.state = 'declined'", "0"))  # fmt: skip
    fails(stories.test_who_said_no_is_not_asked_again_for_this_shift, world)


def run_through(
    now: datetime, limit: timedelta, quiet: object, zone: object, not_after: datetime
) -> datetime:
    return min(now + limit, not_after)


def test_a_clock_that_runs_in_the_night_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "waking_deadline", run_through)
    fails(stories.test_an_offer_in_the_evening_lasts_into_the_morning, world)


def test_waking_people_up_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "wakes_at", lambda at, quiet, zone: None)
    with pytest.raises(AssertionError):
        rule_tests.test_nobody_is_asked_out_of_bed_when_there_is_time_in_the_morning()


def test_an_offer_that_does_not_hold_the_place_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = signup_rows.facts

    def unheld(tx: Tx, shift: object, role: int, person_id: int) -> SignupFacts | None:
        found = facts(tx, shift, role, person_id)  # type: ignore[arg-type]
        return found and replace(found, held=0)

    monkeypatch.setattr(signup_rows, "facts", unheld)
    fails(stories.test_while_somebody_may_think_nobody_takes_the_place_from_the_list, world)


def test_a_line_that_is_asked_all_at_once_is_seen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = rules.next_moves

    def hasty(facts: SearchFacts, now: datetime, zone: object) -> Moves:
        return moves(replace(facts, free=facts.free and 9), now, zone)  # type: ignore[arg-type]

    monkeypatch.setattr(searches, "next_moves", hasty)
    fails(stories.test_a_place_given_back_is_offered_to_the_first_of_the_line, world)


def always_yes(facts: AcceptFacts, now: datetime) -> AcceptResult:
    return AcceptResult.TAKEN


async def test_a_yes_that_looks_at_nothing_ends_in_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "decide_acceptance", always_yes)
    with pytest.raises(AssertionError, match="'IntegrityError': 49"):
        await offer_race.race(tmp_path / "data", 1)


async def test_a_yes_that_looks_at_nothing_overbooks_without_the_triggers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = offer_race.prepare

    def without_triggers(tx: Tx) -> int:
        for trigger in ("signup_fits_insert", "signup_fits_update"):
            tx.run(f"DROP TRIGGER {trigger}")
        return prepare(tx)

    monkeypatch.setattr(offer_race, "prepare", without_triggers)
    monkeypatch.setattr(searches, "decide_acceptance", always_yes)
    with pytest.raises(AssertionError, match="50 people in one place"):
        await offer_race.race(tmp_path / "data", 1)
