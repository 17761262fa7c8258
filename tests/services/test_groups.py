"""Groups belong to who brought the bot there, and are left if nobody claims them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import groups as group_chat
from bot.conversation.types import BotMembership, ChatKind, Command, Migrated, Reply
from bot.domain.errors import NotFoundError
from bot.domain.people import Initiative, Person, Role
from bot.services import deliveries, groups
from bot.store import initiatives
from tests.conversation.stage import HOUSE, incoming, words
from tests.services.world import START, World

GROUP = -9


@pytest.fixture
def cafe(world: World) -> Initiative:
    return world.initiative()


@pytest.fixture
def karla(world: World, cafe: Initiative) -> Person:
    who = world.person(1, "Karla")
    world.member(who, cafe, Role.COORDINATOR)
    return who


def happens(world: World, content: object, sender: int | None = 1) -> Reply:
    what = incoming(
        sender or 0,
        content,  # type: ignore[arg-type]
        chat_id=GROUP,
        chat=ChatKind.GROUP,
        sender_id=sender,
    )
    return world.do(lambda tx: group_chat.answer(tx, what, START, HOUSE))


def added(world: World, sender: int | None = 1) -> Reply:
    return happens(world, BotMembership(present=True), sender)


def choose(world: World, who: Person, initiative_id: int) -> object:
    standing = world.standing(who)
    return world.do(lambda tx: groups.choose(tx, standing, GROUP, initiative_id, START))


def linked(world: World, chat: int = GROUP) -> int | None:
    found = world.do(lambda tx: initiatives.find_group(tx, chat))
    return None if found is None else found.initiative_id


def leaves(world: World) -> list[int]:
    return [r["chat_id"] for r in world.rows("SELECT chat_id FROM outbox WHERE kind = 'leave'")]


def test_a_coordinator_is_asked_privately_whose_group_it_is(
    world: World, cafe: Initiative, karla: Person
) -> None:
    assert added(world) == Reply()
    assert world.notices() == [(karla.id, "group_choice")]
    assert choose(world, karla, cafe.id) == cafe
    assert linked(world) == cafe.id


@pytest.mark.parametrize("sender", [5, 99, None])
def test_added_by_anybody_else_the_bot_leaves(
    world: World, cafe: Initiative, sender: int | None
) -> None:
    world.member(world.person(5), cafe)
    assert added(world, sender) == Reply(leave=True)
    assert world.scalar("SELECT count(*) FROM linked_group") == 0


def test_a_change_of_the_bots_rights_keeps_a_linked_group(
    world: World, cafe: Initiative, karla: Person
) -> None:
    added(world)
    choose(world, karla, cafe.id)
    world.member(world.person(5), cafe)
    assert added(world, 5) == Reply()
    assert (linked(world), len(world.notices())) == (cafe.id, 1)


def test_only_who_added_the_bot_chooses_and_only_their_own_initiative(
    world: World, cafe: Initiative, karla: Person
) -> None:
    other = world.person(2)
    beta = world.initiative("Beta")
    world.member(other, beta, Role.COORDINATOR)
    added(world)
    for who, initiative_id in ((other, beta.id), (karla, beta.id)):
        with pytest.raises(NotFoundError):
            choose(world, who, initiative_id)
    assert linked(world) is None


@pytest.mark.usefixtures("cafe")
def test_nobody_means_the_bot_leaves(world: World, karla: Person) -> None:
    added(world)
    assert choose(world, karla, groups.NOBODY) is None
    assert (leaves(world), linked(world)) == ([GROUP], None)


@pytest.mark.usefixtures("karla")
def test_a_group_nobody_claims_is_left_after_a_day(world: World) -> None:
    added(world)
    day = START + timedelta(hours=24)
    counts = [
        world.do(lambda tx, n=now: groups.leave_unclaimed(tx, n))
        for now in (day, day + timedelta(seconds=1), day + timedelta(seconds=2))
    ]
    assert (counts, leaves(world)) == ([0, 1, 0], [GROUP])


@pytest.mark.usefixtures("karla")
def test_where_the_bot_was_thrown_out_the_group_is_forgotten(world: World) -> None:
    added(world)
    assert happens(world, BotMembership(present=False)) == Reply()
    assert world.scalar("SELECT count(*) FROM linked_group") == 0


def test_a_group_that_became_another_keeps_its_initiative(
    world: World, cafe: Initiative, karla: Person
) -> None:
    added(world)
    choose(world, karla, cafe.id)
    happens(world, Migrated(new_chat_id=-10099), None)
    assert (linked(world), linked(world, -10099)) == (None, cafe.id)


@pytest.mark.usefixtures("karla")
def test_in_a_group_a_command_is_told_where_to_write_and_nothing_else_is_said(
    world: World,
) -> None:
    added(world)
    said = happens(world, Command(name="my"), 5)
    assert "lotse_test_bot" in said.shows[0].message.html
    assert "Karla" not in said.shows[0].message.html
    assert happens(world, words("Hallo"), 5) == Reply()


def test_in_a_foreign_group_nothing_is_said(world: World) -> None:
    assert happens(world, Command(name="my"), 5) == Reply()
    assert happens(world, words("Hallo"), None) == Reply(leave=True)


def test_a_chat_that_cannot_be_written_to_is_noted(world: World, karla: Person) -> None:
    world.do(lambda tx: deliveries.unreachable(tx, 1, START))
    world.do(lambda tx: deliveries.unreachable(tx, 999, START))
    assert world.standing(karla).person.reachable is False


def test_a_shown_message_is_remembered_where_it_belongs(world: World, karla: Person) -> None:
    assert karla.id
    world.do(
        lambda tx: deliveries.shown(
            tx, chat_id=1, message_id=5, question_id=None, request_id=None, announcement_id=None
        )
    )
    assert world.scalar("SELECT count(*) FROM relay") == 0
