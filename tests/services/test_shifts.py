"""Planning, cancelling and the roster: a coordinator's work on their own initiative only."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.messages_coordinator import RosterPerson
from bot.domain.people import Initiative, Person, Role
from bot.domain.shifts import DraftFault, Shift, ShiftDraft, one_role
from bot.services import shifts, signups
from tests.services.world import START, World

BEGIN = START + timedelta(days=7)


@pytest.fixture
def cafe(world: World) -> Initiative:
    return world.initiative()


@pytest.fixture
def karla(world: World, cafe: Initiative) -> Person:
    who = world.person(1, "Karla")
    world.member(who, cafe, Role.COORDINATOR)
    return who


def draft(cafe: Initiative) -> ShiftDraft:
    return ShiftDraft(
        initiative_id=cafe.id,
        task="Tee",
        place="Saal",
        starts_at=BEGIN,
        ends_at=BEGIN + timedelta(hours=2),
        roles=one_role(2),
    )


def sign_up(world: World, who: Person, shift: int) -> None:
    standing = world.standing(who)
    world.do(lambda tx: signups.sign_up(tx, standing, shift, START))


def volunteers(world: World, cafe: Initiative, count: int) -> list[Person]:
    found = [world.person(10 + number, f"P{number}") for number in range(count)]
    for one in found:
        world.member(one, cafe)
    return found


def test_a_shift_is_planned_and_logged(world: World, cafe: Initiative, karla: Person) -> None:
    standing = world.standing(karla)
    planned = world.do(lambda tx: shifts.plan(tx, standing, draft(cafe), START))
    assert isinstance(planned, Shift)
    assert (planned.task, planned.starts_at, planned.capacity) == ("Tee", BEGIN, 2)
    [row] = world.rows("SELECT actor_id, action, subject FROM audit")
    assert tuple(row) == (karla.id, "shift.planned", f"shift:{planned.id}")


def test_a_faulty_draft_is_not_stored(world: World, cafe: Initiative, karla: Person) -> None:
    standing = world.standing(karla)
    wrong = replace(draft(cafe), roles=one_role(0))
    assert world.do(lambda tx: shifts.plan(tx, standing, wrong, START)) is DraftFault.CAPACITY
    assert world.scalar("SELECT count(*) FROM shift") == 0


def cancel(world: World, who: Person, shift: int, now: object = START) -> object:
    standing = world.standing(who)
    return world.do(lambda tx: shifts.cancel(tx, standing, shift, now))  # type: ignore[arg-type]


def test_a_cancellation_tells_everybody_concerned_but_not_its_author(
    world: World, cafe: Initiative, karla: Person
) -> None:
    shift = world.shift(cafe, capacity=2)
    first, second, uninvolved = volunteers(world, cafe, 3)
    for who in (karla, first, second):
        sign_up(world, who, shift)
    done = cancel(world, karla, shift)
    assert isinstance(done, shifts.Cancelled)
    assert done.told == 2
    assert world.notices() == [(one.id, "shift_cancelled") for one in (first, second)]
    assert uninvolved.id not in {row[0] for row in world.notices()}


def test_a_shift_is_cancelled_once_and_only_before_it_begins(
    world: World, cafe: Initiative, karla: Person
) -> None:
    shift, begun = world.shift(cafe), world.shift(cafe, starts_at=BEGIN)
    results = [cancel(world, karla, shift), cancel(world, karla, shift),
               cancel(world, karla, begun, BEGIN)]  # fmt: skip
    assert [one is None for one in results] == [False, True, True]


def test_the_roster_names_who_comes_and_who_waits(
    world: World, cafe: Initiative, karla: Person
) -> None:
    shift = world.shift(cafe, capacity=1, starts_at=BEGIN)
    world.shift(cafe, starts_at=BEGIN + timedelta(days=1))
    world.shift(world.initiative("Beta"), starts_at=BEGIN)
    first, second = volunteers(world, cafe, 2)
    for who in (first, second):
        sign_up(world, who, shift)
    standing = world.standing(first)
    world.do(lambda tx: signups.confirm_coming(tx, standing, shift, START))
    mine = world.standing(karla)
    entries = world.do(lambda tx: shifts.roster(tx, mine, BEGIN, BEGIN + timedelta(days=1)))
    coming = RosterPerson(name="P0", coming=True)
    assert [(one.shift.id, one.confirmed, one.waiting) for one in entries] == [
        (shift, (coming,), ("P1",))
    ]


def test_a_lead_plans_everywhere_and_a_coordinator_at_home(
    world: World, cafe: Initiative, karla: Person
) -> None:
    beta = world.initiative("Beta")
    lena = world.person(2)
    world.lead(lena)
    found = [
        world.do(lambda tx, s=standing: shifts.initiatives_of(tx, s))
        for standing in (world.standing(karla), world.standing(lena))
    ]
    assert found == [[cafe], [beta, cafe]]


@pytest.mark.parametrize("use", ["plan", "own_shift", "cancel", "initiative_for"])
def test_another_initiatives_shift_is_not_found(world: World, cafe: Initiative, use: str) -> None:
    shift = world.shift(cafe)
    other = world.person(3)
    world.member(other, world.initiative("Beta"), Role.COORDINATOR)
    standing = world.standing(other)
    uses = {
        "plan": lambda tx: shifts.plan(tx, standing, draft(cafe), START),
        "own_shift": lambda tx: shifts.own_shift(tx, standing, shift),
        "cancel": lambda tx: shifts.cancel(tx, standing, shift, START),
        "initiative_for": lambda tx: shifts.initiative_for(tx, standing, 999),
    }
    with pytest.raises(NotFoundError):
        world.do(uses[use])
