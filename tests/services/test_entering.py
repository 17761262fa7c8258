"""Coordinators sign others up: capacity holds, requirements can be waived, people are told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, MembershipState, Person, Role
from bot.domain.shifts import Qualification, ShiftDraft, ShiftRole
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.services import entering
from bot.store import shifts
from tests.services.world import START, World

WEEK = timedelta(days=7)


@pytest.fixture
def cafe(world: World) -> tuple[Initiative, Person]:
    """An initiative with its coordinator."""
    initiative, boss = world.initiative(), world.person(1, "Clara")
    world.member(boss, initiative, Role.COORDINATOR)
    return initiative, boss


def by_hand(world: World, initiative: Initiative, name: str = "Maria") -> Person:
    person = world.person(None, name)
    world.member(person, initiative)
    return person


def sign_up(world: World, by: Person, shift: int, person: Person, **how: object) -> SignupResult:
    standing = world.standing(by)
    return world.do(
        lambda tx: entering.sign_up(tx, standing, shift, person.id, START, **how)  # type: ignore[arg-type]
    )


def take_out(world: World, by: Person, shift: int, person: Person) -> WithdrawResult:
    standing = world.standing(by)
    return world.do(lambda tx: entering.take_out(tx, standing, shift, person.id, START))


def strict_shift(world: World, initiative: Initiative, capacity: int = 1) -> int:
    role = ShiftRole(capacity=capacity, qualification=Qualification.INTRODUCTION, adults_only=True)
    draft = ShiftDraft(
        initiative_id=initiative.id,
        task="Tee",
        place="Saal",
        starts_at=START + WEEK,
        ends_at=START + WEEK + timedelta(hours=2),
        roles=(role,),
    )
    return world.do(lambda tx: shifts.add(tx, draft, created_by=None, now=START))


def test_who_has_no_telegram_gets_a_place_and_hears_nothing(world, cafe):
    initiative, boss = cafe
    shift, maria = world.shift(initiative), by_hand(world, initiative)
    assert sign_up(world, boss, shift, maria) is SignupResult.CONFIRMED
    assert world.notices() == []


def test_who_has_telegram_is_told_by_whom(world, cafe):
    initiative, boss = cafe
    shift, ada = world.shift(initiative), world.person(10, "Ada")
    world.member(ada, initiative)
    sign_up(world, boss, shift, ada)
    [row] = world.rows("SELECT json_extract(payload, '$.member') AS by FROM outbox")
    assert (world.notices(), row["by"]) == ([(ada.id, "entered")], boss.id)


def test_a_coordinator_who_signs_up_themselves_is_not_told(world, cafe):
    initiative, boss = cafe
    sign_up(world, boss, world.shift(initiative), boss)
    assert world.notices() == []


def test_the_places_are_never_more_than_there_are(world, cafe):
    initiative, boss = cafe
    shift = world.shift(initiative, capacity=1)
    crowd = [by_hand(world, initiative, f"P{n}") for n in range(3)]
    results = [sign_up(world, boss, shift, one, override=True) for one in crowd]
    assert results == [SignupResult.CONFIRMED, SignupResult.WAITING, SignupResult.WAITING]


def test_a_lacking_requirement_is_said_first_and_can_be_waived(world, cafe):
    initiative, boss = cafe
    shift, maria = strict_shift(world, initiative), by_hand(world, initiative)
    results = [sign_up(world, boss, shift, maria, override=way) for way in (False, True)]
    assert results == [SignupResult.UNQUALIFIED, SignupResult.CONFIRMED]


def test_signing_up_twice_changes_and_tells_nothing(world, cafe):
    initiative, boss = cafe
    shift, ada = world.shift(initiative), world.person(10, "Ada")
    world.member(ada, initiative)
    results = [sign_up(world, boss, shift, ada) for _ in range(2)]
    assert results == [SignupResult.CONFIRMED, SignupResult.ALREADY_CONFIRMED]
    assert world.notices() == [(ada.id, "entered")]


def test_taking_out_frees_the_place_and_tells_the_person(world, cafe):
    initiative, boss = cafe
    shift, ada = world.shift(initiative), world.person(10, "Ada")
    world.member(ada, initiative)
    sign_up(world, boss, shift, ada)
    assert take_out(world, boss, shift, ada) is WithdrawResult.WITHDRAWN
    assert world.notices() == [(ada.id, "entered"), (ada.id, "taken_out")]
    assert take_out(world, boss, shift, ada) is WithdrawResult.NOT_IN


@pytest.mark.parametrize("state", [None, MembershipState.REQUESTED])
def test_nobody_but_an_active_member_is_signed_up(world, cafe, state):
    initiative, boss = cafe
    person = world.person(10, "Ada")
    if state is not None:
        world.member(person, initiative, state=state)
    with pytest.raises(NotFoundError):
        sign_up(world, boss, world.shift(initiative), person)


def test_nobody_signs_others_up_for_another_initiatives_shift(world, cafe):
    initiative, boss = cafe
    other = world.initiative("Other")
    maria = by_hand(world, initiative)
    world.member(maria, other)
    for work in (sign_up, take_out):
        with pytest.raises(NotFoundError):
            work(world, boss, world.shift(other), maria)


def test_people_without_telegram_come_first_with_the_sign_up_they_have(world, cafe):
    initiative, boss = cafe
    world.member(world.person(10, "Ada"), initiative)
    maria, shift = by_hand(world, initiative), world.shift(initiative)
    sign_up(world, boss, shift, maria)
    standing = world.standing(boss)
    found = world.do(lambda tx: entering.candidates(tx, standing, shift, 0))
    assert [(one.row.person.name, one.state) for one in found.people] == [
        ("Maria", SignupState.CONFIRMED),
        ("Ada", None),
        ("Clara", None),
    ]


def test_the_coming_shifts_of_the_initiative_are_offered_soonest_first(world, cafe):
    initiative, boss = cafe
    later = world.shift(initiative, starts_at=START + 2 * WEEK)
    sooner = world.shift(initiative, starts_at=START + WEEK)
    world.shift(initiative, starts_at=START - WEEK)
    standing = world.standing(boss)
    found, _, pages = world.do(lambda tx: entering.coming(tx, standing, initiative.id, 0, START))
    assert ([one.id for one in found], pages) == ([sooner, later], 1)
