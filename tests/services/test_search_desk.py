"""A coordinator starts, widens and stops a search, and sees how far it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Role
from bot.domain.searches import SearchState
from bot.services import search_desk, searches
from bot.services.search_desk import StartResult
from tests.services.seeking import AFTERNOON, HOUR, Seeking, is_gone, late
from tests.services.world import BERLIN, World
from tests.support.db import START

NEXT_DAY = START + timedelta(days=1)


def roles_of(one: Seeking) -> tuple[object, ...]:
    standing = one.world.standing(one.karla)
    return one.world.do(lambda tx: search_desk.view(tx, standing, one.shift, one.now, BERLIN))[1]


def test_the_coordinator_sees_figures_and_only_the_name_of_who_comes(world: World) -> None:
    one = Seeking(world, capacity=2, before=5 * HOUR, now=AFTERNOON, languages=("ar",))
    one.join("Dora", "Eva", "Fay", speaks="ar")
    one.join("Ben")
    one.start()
    one.tick()
    one.yes("Eva")
    one.no("Fay")
    [view] = roles_of(one)
    found = {
        name: getattr(view, name)
        for name in ("free", "state", "asked", "declined", "silent", "takers", "left")
    }
    assert found == {
        "free": 1,
        "state": SearchState.RUNNING,
        "asked": 3,
        "declined": 1,
        "silent": 1,
        "takers": ("Eva",),
        "left": 1,  # Ben; Karla looks for somebody else
    }


def test_before_a_search_it_is_said_how_many_could_be_asked(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON, languages=("ar",))
    one.join("Dora", speaks="ar")
    one.join("Ben")
    [view] = roles_of(one)
    assert (view.state, view.left, view.speakers_left) == (None, 2, 1)  # type: ignore[attr-defined]


def test_a_search_is_not_started_twice_nor_for_a_full_or_past_shift(world: World) -> None:
    one = Seeking(world, before=5 * HOUR, now=AFTERNOON)
    one.join("Ben")
    assert one.start() is StartResult.STARTED
    assert one.start() is StartResult.RUNNING
    one.takes("Ben")
    one.tick()
    assert one.start() is StartResult.FULL
    one.now = one.starts_at
    assert one.start() is StartResult.OVER
    with pytest.raises(NotFoundError):
        one.start(role=1)


def test_a_stopped_search_asks_nobody_more(world: World) -> None:
    one = late(world)
    one.join(*(f"P{n}" for n in range(7)))
    one.leaves("Ada")
    one.tick()
    standing, search = world.standing(one.karla), one.search().id
    for _ in range(2):
        world.do(lambda tx: search_desk.stop(tx, standing, search, one.now))
    world.do(lambda tx: search_desk.widen(tx, standing, search, one.now))
    assert one.tick(AFTERNOON + HOUR) == []
    assert (one.searches(), one.search().wide) == ([("standin", "stopped")], False)
    assert set(one.offers().values()) == {"lapsed"}


def test_a_search_belongs_to_the_coordinators_of_its_initiative(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    foreign = world.person(50, "Fremd")
    world.member(foreign, world.initiative("Chor"), Role.COORDINATOR)
    standing, search = world.standing(foreign), one.search().id
    offer = one.offer("Ben")
    tries: list[Callable[..., object]] = [
        lambda tx: search_desk.start(tx, standing, one.shift, 0, one.now),
        lambda tx: search_desk.stop(tx, standing, search, one.now),
        lambda tx: search_desk.stop(tx, standing, 999, one.now),
        lambda tx: search_desk.widen(tx, standing, search, one.now),
        lambda tx: search_desk.view(tx, standing, one.shift, one.now, BERLIN),
        lambda tx: searches.accept(tx, standing, offer, one.now),
        lambda tx: searches.decline(tx, standing, offer, one.now),
        lambda tx: searches.accept(tx, standing, 999, one.now),
    ]
    for work in tries:
        with pytest.raises(NotFoundError):
            world.do(work)


def test_who_is_no_member_any_more_cannot_accept(world: World) -> None:
    one = late(world)
    one.join("Ben")
    one.leaves("Ada")
    one.tick()
    is_gone(one)
    with pytest.raises(NotFoundError):
        one.yes("Ben")
