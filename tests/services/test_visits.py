"""Newcomers and a date: places, reminders, and news of what they go to."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.activities import BookResult
from bot.domain.changes import Alteration
from bot.domain.errors import NotFoundError
from bot.domain.people import OptOut, Role, Standing
from bot.domain.shifts import Kind
from bot.services import activities, changes, privacy, reminders, retention, visits
from bot.services import shifts as shifts_service
from bot.services.activities import TooFew
from bot.store import activities as store
from bot.store import people
from bot.store.shift_filter import Filter
from tests.services.visit_race import PLACES, race
from tests.services.world import BERLIN, START, World, open_world

OFFERED = Filter(offered=True)


class House:
    """An initiative with a coordinator, one date with two places, and a newcomer."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cafe = world.initiative()
        self.boss = world.person(1, "Clara")
        world.member(self.boss, self.cafe, Role.COORDINATOR)
        self.coordinator = world.standing(self.boss)
        self.shift = world.shift(self.cafe)
        self.activity = world.offer(self.shift, places=2)
        self.zoe = self.newcomer(2)

    def newcomer(self, number: int) -> Standing:
        return self.world.standing(self.world.person(number, None))

    def book(self, who: Standing) -> BookResult:
        return self.world.do(lambda tx: visits.book(tx, who, self.shift, START))

    def booked(self) -> object:
        return self.world.scalar("SELECT count(*) FROM visit WHERE booked = 1")

    def told(self) -> list[str]:
        return [about for _, about in self.world.notices()]


@pytest.fixture
def house() -> Iterator[House]:
    with open_world() as world:
        yield House(world)


def test_a_place_is_booked_and_given_back(house: House) -> None:
    assert house.book(house.zoe) is BookResult.BOOKED
    assert house.book(house.zoe) is BookResult.ALREADY
    assert house.book(house.newcomer(3)) is BookResult.BOOKED
    late = house.newcomer(4)
    assert house.book(late) is BookResult.FULL

    assert house.world.do(lambda tx: visits.give_back(tx, house.zoe, house.shift, START))
    assert not house.world.do(lambda tx: visits.give_back(tx, house.zoe, house.shift, START))
    assert house.book(late) is BookResult.BOOKED
    assert house.booked() == 2


def test_nothing_is_booked_where_everybody_may_come_or_it_is_over(house: House) -> None:
    open_to_all = house.world.shift(house.cafe)
    house.world.offer(open_to_all, places=None)
    result = house.world.do(lambda tx: visits.book(tx, house.zoe, open_to_all, START))
    assert result is BookResult.NO_BOOKING
    later = START + timedelta(days=8)
    result = house.world.do(lambda tx: visits.book(tx, house.zoe, house.shift, later))
    assert result is BookResult.OVER
    assert not house.world.do(lambda tx: visits.remind(tx, house.zoe, house.shift, later, on=True))


def test_a_shift_for_volunteers_only_is_as_if_not_there(house: House) -> None:
    hidden = house.world.shift(house.cafe)
    with pytest.raises(NotFoundError):
        house.world.do(lambda tx: visits.book(tx, house.zoe, hidden, START))
    page = house.world.do(lambda tx: activities.near(tx, house.zoe, START, 0, OFFERED))
    assert [one.shift.id for one in page.found] == [house.shift]


def test_an_erased_newcomer_frees_the_place(house: House) -> None:
    house.book(house.zoe)
    house.world.do(
        lambda tx: privacy.erase(tx, house.zoe.person.id, START, lambda tx, who, at: None)
    )
    assert house.booked() == 0


def test_reminders_come_in_time_once_and_not_after_the_place_was_given_back(house: House) -> None:
    other = house.newcomer(3)
    house.book(house.zoe)
    house.book(other)
    day_before = START + timedelta(days=6)
    for _ in range(2):
        house.world.do(lambda tx: reminders.plan_visits(tx, day_before, BERLIN))
    rows = house.world.rows("SELECT person_id FROM outbox WHERE kind = 'reminder'")
    assert sorted(row["person_id"] for row in rows) == [house.zoe.person.id, other.person.id]

    house.world.do(lambda tx: visits.give_back(tx, other, house.shift, day_before))
    near = START + timedelta(days=7) - timedelta(hours=1)
    house.world.do(lambda tx: reminders.plan_visits(tx, near, BERLIN))
    rows = house.world.rows("SELECT person_id FROM outbox WHERE kind = 'reminder'")
    assert Counter(row["person_id"] for row in rows) == {
        house.zoe.person.id: 2,
        other.person.id: 1,
    }


def test_who_wants_no_reminders_gets_none(house: House) -> None:
    house.book(house.zoe)
    house.world.do(
        lambda tx: people.set_opt_out(
            tx, house.zoe.person.id, OptOut.REMINDER, out=True, now=START
        )
    )
    assert not house.world.do(
        lambda tx: reminders.plan_visits(tx, START + timedelta(days=6), BERLIN)
    )


def test_visitors_are_told_of_another_time_but_not_of_another_task(house: House) -> None:
    house.book(house.zoe)
    task = Alteration(task="Stühle stellen")
    house.world.do(lambda tx: changes.alter(tx, house.shift, task, START, by=None))
    assert house.told() == []
    moved = Alteration(
        starts_at=START + timedelta(days=8), ends_at=START + timedelta(days=8, hours=2)
    )
    house.world.do(lambda tx: changes.alter(tx, house.shift, moved, START, by=None))
    elsewhere = Alteration(place="Garten")
    house.world.do(lambda tx: changes.alter(tx, house.shift, elsewhere, START, by=None))
    assert house.told() == ["visit_changes"]  # both in one message


def test_visitors_are_told_of_a_cancellation_and_of_a_date_taken_off(house: House) -> None:
    house.book(house.zoe)
    concerned = house.world.do(
        lambda tx: shifts_service.concerned(tx, house.coordinator, house.shift)
    )
    assert concerned.told == 1
    house.world.do(lambda tx: shifts_service.cancel(tx, house.coordinator, house.shift, START))
    assert house.told() == ["visit_cancelled"]
    assert house.booked() == 0

    second = house.world.shift(house.cafe)
    house.world.do(lambda tx: store.link(tx, second, house.activity.id))
    house.world.do(lambda tx: visits.book(tx, house.zoe, second, START))
    told = house.world.do(
        lambda tx: activities.take_off(tx, house.coordinator, second, START, every=False)
    )
    assert told == 1
    assert house.told() == ["visit_cancelled", "visit_cancelled"]
    with pytest.raises(NotFoundError):
        house.world.do(lambda tx: visits.view_for(tx, house.zoe, second))


def test_a_new_title_is_told_and_places_never_fall_below_the_booked(house: House) -> None:
    house.book(house.zoe)
    house.book(house.newcomer(3))
    wanted = replace(house.activity, places=1)
    save = activities.save
    kept = house.world.do(lambda tx: save(tx, house.coordinator, house.shift, wanted, START))
    assert kept == TooFew(booked=2)
    wanted = replace(house.activity, title="Deutsch sprechen")
    house.world.do(lambda tx: save(tx, house.coordinator, house.shift, wanted, START))
    assert house.told() == ["visit_changes", "visit_changes"]


def test_the_next_offers_are_found_by_town_and_kind(house: House) -> None:
    def found(town: str | None, *kinds: Kind) -> list[int]:
        views = house.world.do(
            lambda tx: activities.next_for(tx, START, town=town, kinds=kinds, limit=3)
        )
        return [one.shift.id for one in views]

    assert found("Unna") == found(None, Kind.OTHER, Kind.FOOD) == [house.shift]
    assert found("Kamen") == found("Unna", Kind.LANGUAGE) == []


def test_visits_go_thirty_days_after_the_date(house: House) -> None:
    house.book(house.zoe)
    ends = START + timedelta(days=7, hours=2)
    for days, left in ((29, 1), (31, 0)):
        now = ends + timedelta(days=days)
        house.world.do(lambda tx, now=now: retention.run(tx, now, lambda tx, who, at: None))
        assert house.world.scalar("SELECT count(*) FROM visit") == left


@pytest.mark.parametrize("seed", range(5))
def test_fifty_at_once_get_exactly_the_places_there_are(tmp_path: Path, seed: int) -> None:
    asyncio.run(race(tmp_path / "data", random.Random(seed)))
    assert PLACES == 7
