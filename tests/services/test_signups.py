"""Sign up, wait, withdraw, move up: one volunteer's taps on a real database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, MembershipState, Person, Role
from bot.domain.shifts import Qualification, ShiftRole
from bot.domain.signups import SignupResult, WithdrawResult
from bot.services import searches, signups
from bot.services.signups import PAGE_SIZE
from bot.store import shifts
from tests.services.world import BERLIN, START, World

BEGIN = START + timedelta(days=7)


@pytest.fixture
def cafe(world: World) -> Initiative:
    return world.initiative()


def members(world: World, cafe: Initiative, count: int) -> list[Person]:
    found = [world.person(100 + number, f"P{number}") for number in range(count)]
    for person in found:
        world.member(person, cafe)
    return found


def sign_up(world: World, who: Person, shift: int, now: datetime = START) -> SignupResult:
    standing = world.standing(who)
    return world.do(lambda tx: signups.sign_up(tx, standing, shift, now))


def withdraw(world: World, who: Person, shift: int, now: datetime = START) -> WithdrawResult:
    standing = world.standing(who)
    return world.do(lambda tx: signups.withdraw(tx, standing, shift, now))


def states(world: World, shift: int) -> dict[int, str]:
    rows = world.rows("SELECT person_id, state FROM signup WHERE shift_id = :s", s=shift)
    return {row["person_id"]: row["state"] for row in rows}


def line(world: World, who: Person, shift: int) -> int | None:
    standing = world.standing(who)
    return world.do(lambda tx: signups.view_for(tx, standing, shift)).line


def test_the_first_get_places_and_the_others_their_number_in_the_line(
    world: World, cafe: Initiative
) -> None:
    shift = world.shift(cafe, capacity=1)
    first, second, third = members(world, cafe, 3)
    results = [sign_up(world, one, shift) for one in (first, second, third)]
    assert results == [SignupResult.CONFIRMED, SignupResult.WAITING, SignupResult.WAITING]
    assert [line(world, one, shift) for one in (first, second, third)] == [None, 1, 2]


def test_signing_up_twice_changes_nothing(world: World, cafe: Initiative) -> None:
    shift = world.shift(cafe, capacity=1)
    first, second = members(world, cafe, 2)
    for one in (first, second):
        sign_up(world, one, shift)
    again = [sign_up(world, one, shift, START + timedelta(hours=1)) for one in (first, second)]
    assert again == [SignupResult.ALREADY_CONFIRMED, SignupResult.ALREADY_WAITING]
    assert len(states(world, shift)) == 2


def test_a_place_given_back_is_offered_to_the_first_in_the_line(
    world: World, cafe: Initiative
) -> None:
    shift = world.shift(cafe, capacity=1)
    first, second, third = members(world, cafe, 3)
    for one in (first, second, third):
        sign_up(world, one, shift)
    assert withdraw(world, first, shift) is WithdrawResult.WITHDRAWN
    world.do(lambda tx: searches.advance_due(tx, START, BERLIN))
    assert states(world, shift) == {
        first.id: "withdrawn",
        second.id: "waiting",
        third.id: "waiting",
    }
    assert world.notices() == [(second.id, "offer")]
    # Nobody takes it meanwhile; who was asked may take it from the list as well.
    assert sign_up(world, third, shift) is SignupResult.ALREADY_WAITING
    assert sign_up(world, second, shift) is SignupResult.CONFIRMED


def test_who_comes_back_stands_at_the_end_of_the_line(world: World, cafe: Initiative) -> None:
    shift = world.shift(cafe, capacity=1)
    first, second, third = members(world, cafe, 3)
    for one in (second, first, third):
        sign_up(world, one, shift)
    withdraw(world, first, shift)
    sign_up(world, first, shift)  # within the very same millisecond, with an older row
    assert [line(world, one, shift) for one in (third, first)] == [1, 2]


def test_a_clock_that_is_set_back_lets_nobody_overtake(world: World, cafe: Initiative) -> None:
    shift = world.shift(cafe, capacity=1)
    first, second, third = members(world, cafe, 3)
    for one, now in (
        (first, START),
        (second, START + timedelta(hours=1)),
        (third, START),
    ):
        sign_up(world, one, shift, now)
    assert [line(world, one, shift) for one in (second, third)] == [1, 2]


@pytest.mark.parametrize(
    ("before", "result", "told"),
    [
        (timedelta(hours=24), WithdrawResult.WITHDRAWN, []),
        (timedelta(hours=24) - timedelta(seconds=1), WithdrawResult.LATE, ["late_withdrawal"]),
        (timedelta(0), WithdrawResult.BEGUN, []),
    ],
)
def test_after_the_deadline_the_coordinator_is_told(
    world: World, cafe: Initiative, before: timedelta, result: WithdrawResult, told: list[str]
) -> None:
    coordinator = world.person(1, "Karla")
    world.member(coordinator, cafe, Role.COORDINATOR)
    shift = world.shift(cafe, starts_at=BEGIN)
    [who] = members(world, cafe, 1)
    sign_up(world, who, shift)
    assert withdraw(world, who, shift, BEGIN - before) is result
    assert world.notices() == [(coordinator.id, one) for one in told]


def test_without_a_coordinator_the_leads_are_told(world: World, cafe: Initiative) -> None:
    lead = world.person(1, "Lena")
    world.lead(lead)
    shift = world.shift(cafe, starts_at=BEGIN)
    [who] = members(world, cafe, 1)
    sign_up(world, who, shift)
    withdraw(world, who, shift, BEGIN - timedelta(hours=1))
    assert world.notices() == [(lead.id, "late_withdrawal")]


def test_a_coordinator_is_not_told_of_what_they_did_themselves(
    world: World, cafe: Initiative
) -> None:
    coordinator = world.person(1, "Karla")
    world.member(coordinator, cafe, Role.COORDINATOR)
    shift = world.shift(cafe, starts_at=BEGIN)
    sign_up(world, coordinator, shift)
    withdraw(world, coordinator, shift, BEGIN - timedelta(hours=1))
    assert world.notices() == []


def test_who_only_waited_leaves_the_line_quietly(world: World, cafe: Initiative) -> None:
    shift = world.shift(cafe, capacity=1, starts_at=BEGIN)
    first, second = members(world, cafe, 2)
    sign_up(world, first, shift)
    sign_up(world, second, shift)
    late = BEGIN - timedelta(hours=1)
    assert withdraw(world, second, shift, late) is WithdrawResult.LEFT_LINE
    assert world.notices() == []


def test_who_changes_the_role_gives_the_first_place_back(world: World, cafe: Initiative) -> None:
    shift = world.shift(cafe, capacity=1, starts_at=BEGIN)
    world.do(lambda tx: shifts.add_role(tx, shift, ShiftRole(position=1, name="Bar", capacity=1)))
    first, second = members(world, cafe, 2)
    sign_up(world, first, shift)
    sign_up(world, second, shift)
    standing = world.standing(second)
    moved = world.do(lambda tx: signups.sign_up(tx, standing, shift, START, role=1))
    assert moved is SignupResult.CONFIRMED
    views = world.do(lambda tx: shifts.role_views(tx, [shift], 0))[shift]
    assert [(one.confirmed, one.waiting) for one in views] == [(1, 0), (1, 0)]


@pytest.mark.parametrize(
    ("needs", "says", "result"),
    [
        (ShiftRole(capacity=1), "", SignupResult.CONFIRMED),
        (ShiftRole(capacity=1, adults_only=True), "", SignupResult.ADULTS_ONLY),
        (
            ShiftRole(capacity=1, adults_only=True),
            "UPDATE person SET adult = 1",
            SignupResult.CONFIRMED,
        ),
        (
            ShiftRole(capacity=1, qualification=Qualification.CONDUCT),
            "",
            SignupResult.UNQUALIFIED,
        ),
        (
            ShiftRole(capacity=1, qualification=Qualification.CONDUCT),
            "INSERT INTO qualification SELECT id, 1, 'conduct', '2026-01-01', NULL, NULL FROM person",
            SignupResult.CONFIRMED,
        ),
        (
            ShiftRole(capacity=1, qualification=Qualification.CONDUCT),
            "INSERT INTO qualification SELECT id, 1, 'introduction', '2026-01-01', NULL, NULL"
            " FROM person",
            SignupResult.UNQUALIFIED,
        ),
        (
            ShiftRole(capacity=1, qualification=Qualification.CONDUCT),
            "INSERT INTO qualification SELECT id, 1, 'conduct', '2020-01-01', '2026-01-02', NULL"
            " FROM person",
            SignupResult.UNQUALIFIED,
        ),
    ],
)
def test_a_role_takes_only_those_who_meet_its_requirements(
    world: World, cafe: Initiative, needs: ShiftRole, says: str, result: SignupResult
) -> None:
    shift = world.shift(cafe, starts_at=BEGIN)
    world.do(lambda tx: shifts.change_role(tx, shift, needs))
    [who] = members(world, cafe, 1)
    assert cafe.id == 1
    if says:
        world.do(lambda tx: tx.run(says))
    assert sign_up(world, who, shift) is result


def test_coming_is_stored_for_a_place_before_the_start_only(
    world: World, cafe: Initiative
) -> None:
    shift = world.shift(cafe, capacity=1, starts_at=BEGIN)
    first, second = members(world, cafe, 2)
    sign_up(world, first, shift)
    sign_up(world, second, shift)
    results = []
    for who, now in ((first, START), (second, START), (first, BEGIN)):
        standing = world.standing(who)
        results.append(
            world.do(lambda tx, s=standing, n=now: signups.confirm_coming(tx, s, shift, n))
        )
    assert results == [True, False, False]


@pytest.mark.parametrize("use", [signups.sign_up, signups.withdraw, signups.confirm_coming])
@pytest.mark.parametrize("who", ["nobody", "pending", "foreign"])
def test_a_shift_of_another_initiative_is_not_found(
    world: World, cafe: Initiative, use: object, who: str
) -> None:
    shift = world.shift(cafe)
    person = world.person(5)
    if who == "pending":
        world.member(person, cafe, state=MembershipState.REQUESTED)
    if who == "foreign":
        world.member(person, world.initiative("Beta"), Role.COORDINATOR)
    standing = world.standing(person)
    assert callable(use)
    with pytest.raises(NotFoundError):
        world.do(lambda tx: use(tx, standing, shift, START))
    with pytest.raises(NotFoundError):
        world.do(lambda tx: use(tx, standing, 999, START))


def test_the_list_shows_coming_shifts_page_by_page(world: World, cafe: Initiative) -> None:
    [who] = members(world, cafe, 1)
    wanted = [world.shift(cafe, starts_at=BEGIN + timedelta(days=n)) for n in range(PAGE_SIZE + 1)]
    world.shift(cafe, starts_at=START)  # has begun
    world.shift(world.initiative("Beta"))
    standing = world.standing(who)
    pages = [
        world.do(lambda tx, n=n: signups.available(tx, standing, START, n)) for n in (0, 1, 9, -5)
    ]
    ids = [[view.shift.id for view in page.shifts] for page in pages]
    assert ids == [wanted[:PAGE_SIZE], wanted[PAGE_SIZE:], wanted[PAGE_SIZE:], wanted[:PAGE_SIZE]]
    assert [(page.number, page.pages, page.total) for page in pages] == [
        (0, 2, 7),
        (1, 2, 7),
        (1, 2, 7),
        (0, 2, 7),
    ]


def test_an_empty_list_is_one_empty_page(world: World) -> None:
    standing = world.standing(world.person(5))
    page = world.do(lambda tx: signups.available(tx, standing, START, 3))
    assert (page.shifts, page.number, page.pages, page.total) == ((), 0, 1, 0)
