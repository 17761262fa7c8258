"""The people of an initiative: list, enter by hand, correct, remove."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, MembershipState, Person, Role
from bot.domain.qualifications import Seen
from bot.domain.shifts import Qualification
from bot.services import members, qualifications, signups
from bot.services.members import Entered
from bot.store.database import Tx
from tests.services.world import START, World

DAY = timedelta(days=1)
MARIA = Entered(name="Maria", speaks=("es",), phone="+4917612345678", notice_at=START - DAY)


def no_journal(tx: Tx, person_id: int, now: datetime) -> None:
    del tx, person_id, now


@pytest.fixture
def cafe(world: World) -> tuple[Initiative, Person]:
    """An initiative with its coordinator."""
    initiative, boss = world.initiative(), world.person(1, "Clara")
    world.member(boss, initiative, Role.COORDINATOR)
    return initiative, boss


def enter(world: World, cafe: tuple[Initiative, Person], entered: Entered = MARIA) -> Person:
    initiative, boss = cafe
    standing = world.standing(boss)
    return world.do(lambda tx: members.enter_by_hand(tx, standing, initiative.id, entered, START))


def page(world: World, who: Person, initiative: Initiative, number: int = 0, sought: str = ""):
    standing = world.standing(who)
    return world.do(lambda tx: members.page(tx, standing, initiative.id, number, sought))


def test_the_list_is_by_name_and_who_asks_to_join_stands_first(world, cafe):
    initiative, boss = cafe
    for number, name in enumerate(("zoe", "Ärne", "Bert")):
        world.member(world.person(10 + number, name), initiative)
    world.member(world.person(20, "Yusuf"), initiative, state=MembershipState.REQUESTED)
    found = page(world, boss, initiative)
    assert [one.person.name for one in found.members] == ["Yusuf", "Ärne", "Bert", "Clara", "zoe"]


def test_ten_people_fill_a_page_and_a_page_too_far_is_the_last(world, cafe):
    initiative, boss = cafe
    for number in range(20):
        world.member(world.person(100 + number, f"P{number:02}"), initiative)
    found = [page(world, boss, initiative, n) for n in (0, 2, 99)]
    assert [(one.number, one.pages, len(one.members)) for one in found] == [
        (0, 3, 10),
        (2, 3, 1),
        (2, 3, 1),
    ]


@pytest.mark.parametrize("part", ["ärn", "ARNE", "rn"])
def test_a_part_of_the_name_is_found_without_case_and_marks(world, cafe, part):
    initiative, boss = cafe
    world.member(world.person(10, "Ärne"), initiative)
    assert [one.person.name for one in page(world, boss, initiative, 0, part).members] == ["Ärne"]


def test_a_coordinator_of_another_initiative_sees_nobody_and_a_lead_sees_all(world, cafe):
    initiative, _ = cafe
    other = world.person(5, "Otto")
    world.member(other, world.initiative("Other"), Role.COORDINATOR)
    with pytest.raises(NotFoundError):
        page(world, other, initiative)
    world.lead(other)
    assert page(world, other, initiative).total == 1


def test_somebody_entered_by_hand_is_an_active_member_with_the_paper_notice(world, cafe):
    person = enter(world, cafe)
    standing = world.standing(person)
    assert standing.person.telegram_id is None
    assert (standing.person.notice_version, standing.person.notice_at) == ("paper", START - DAY)
    assert standing.belongs_to(cafe[0].id)
    boss = world.standing(cafe[1])
    member = world.do(lambda tx: members.find(tx, boss, cafe[0].id, person.id))
    assert (member.profile.speaks, member.profile.phone) == (("es",), "+4917612345678")


def test_a_paper_notice_of_the_future_stores_nobody(world, cafe):
    before = world.scalar("SELECT count(*) FROM person")
    with pytest.raises(ValueError, match="future"):
        enter(world, cafe, replace(MARIA, notice_at=START + DAY))
    assert world.scalar("SELECT count(*) FROM person") == before


def test_a_namesake_is_found_whatever_the_case(world, cafe):
    enter(world, cafe)
    standing = world.standing(cafe[1])
    found = world.do(lambda tx: members.namesakes(tx, standing, cafe[0].id, "MARIA"))
    assert [one.person.name for one in found] == ["Maria"]


def take_back(world: World, cafe: tuple[Initiative, Person], person: Person) -> bool:
    standing = world.standing(cafe[1])
    return world.do(
        lambda tx: members.take_back(tx, standing, cafe[0].id, person.id, START, no_journal)
    )


def test_a_record_on_which_nothing_hangs_can_be_taken_back(world, cafe):
    person = enter(world, cafe)
    assert take_back(world, cafe, person)
    assert world.rows("SELECT 1 FROM person WHERE id = :p", p=person.id) == []


def test_a_record_with_a_sign_up_stays(world, cafe):
    person, shift = enter(world, cafe), world.shift(cafe[0])
    standing = world.standing(person)
    world.do(lambda tx: signups.sign_up(tx, standing, shift, START))
    assert not take_back(world, cafe, person)
    assert world.standing(person).belongs_to(cafe[0].id)


def test_nobody_with_telegram_can_be_corrected_or_taken_back(world, cafe):
    initiative, boss = cafe
    person = world.person(10, "Ada")
    world.member(person, initiative)
    standing = world.standing(boss)
    for work in (
        lambda tx: members.rename(tx, standing, initiative.id, person.id, "Eva"),
        lambda tx: members.set_phone(tx, standing, initiative.id, person.id, "+49123456789"),
        lambda tx: members.switch_language(tx, standing, initiative.id, person.id, "ar"),
        lambda tx: members.take_back(tx, standing, initiative.id, person.id, START, no_journal),
    ):
        with pytest.raises(NotFoundError):
            world.do(work)


def test_name_phone_and_languages_of_somebody_by_hand_can_be_corrected(world, cafe):
    initiative, boss = cafe
    person, standing = enter(world, cafe), world.standing(boss)
    world.do(lambda tx: members.rename(tx, standing, initiative.id, person.id, "Marija"))
    world.do(lambda tx: members.set_phone(tx, standing, initiative.id, person.id, None))
    speaks = [
        world.do(
            lambda tx, tag=tag: members.switch_language(
                tx, standing, initiative.id, person.id, tag
            )
        )
        for tag in ("uk", "es")
    ]
    member = world.do(lambda tx: members.find(tx, standing, initiative.id, person.id))
    assert speaks == [("es", "uk"), ("uk",)]
    assert (member.person.name, member.profile.phone) == ("Marija", None)


# --- removing


def remove(world: World, by: Person, initiative: Initiative, person: Person):
    standing = world.standing(by)
    return world.do(
        lambda tx: members.remove(tx, standing, initiative.id, person.id, START, no_journal)
    )


def test_removing_gives_coming_places_back_and_tells_the_person(world, cafe):
    initiative, boss = cafe
    person = world.person(10, "Ada")
    world.member(person, initiative)
    shift = world.shift(initiative)
    standing = world.standing(person)
    world.do(lambda tx: signups.sign_up(tx, standing, shift, START))
    removal = remove(world, boss, initiative, person)
    assert (removal.coming, removal.erases) == (1, False)
    assert world.scalar("SELECT state FROM signup") == "withdrawn"
    assert world.notices() == [(person.id, "removed")]
    assert not world.standing(person).belongs_to(initiative.id)


def test_removing_somebody_without_telegram_who_is_nowhere_else_erases_the_record(world, cafe):
    person = enter(world, cafe)
    assert remove(world, cafe[1], cafe[0], person).erases
    assert world.rows("SELECT 1 FROM person WHERE id = :p", p=person.id) == []


def test_who_belongs_to_another_initiative_stays_there(world, cafe):
    person, other = enter(world, cafe), world.initiative("Other")
    world.member(person, other)
    assert not remove(world, cafe[1], cafe[0], person).erases
    assert world.standing(person).belongs_to(other.id)


def test_with_the_membership_qualifications_and_standing_wishes_go(world, cafe):
    initiative, boss = cafe
    person, other = enter(world, cafe), world.initiative("Other")
    world.member(person, other)
    standing = world.standing(boss)
    seen = Seen(kind=Qualification.CONDUCT, seen_on=START.date())
    world.do(
        lambda tx: qualifications.record(
            tx, standing, initiative.id, person.id, seen, today=START.date(), now=START
        )
    )
    remove(world, boss, initiative, person)
    assert world.scalar("SELECT count(*) FROM qualification") == 0


def test_only_a_lead_removes_a_coordinator(world, cafe):
    initiative, boss = cafe
    second, lead = world.person(10, "Berta"), world.person(11, "Lena")
    world.member(second, initiative, Role.COORDINATOR)
    world.lead(lead)
    with pytest.raises(NotFoundError):
        remove(world, boss, initiative, second)
    remove(world, lead, initiative, second)
    assert not world.standing(second).coordinates(initiative.id)


def test_a_stranger_to_the_initiative_cannot_be_removed(world, cafe):
    with pytest.raises(NotFoundError):
        remove(world, cafe[1], cafe[0], world.person(10, "Ada"))
