"""The link of one shift: for members the shift, for others the door, and then the shift."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.people import JoinMode, Person, Role
from tests.services.world import World, open_world
from tests.support.phone import Phone

ZOE, CLARA = 7, 3


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


def cafe(world: World, mode: JoinMode) -> tuple[int, Person]:
    """Found an initiative with a coordinator and a shift; return both."""
    initiative = world.initiative("Sprachcafé", mode)
    clara = world.person(CLARA, "Clara", language="en")
    world.member(clara, initiative, Role.COORDINATOR)
    return world.shift(initiative), clara


def stranger(world: World, shift: int) -> Phone:
    """Return a phone that has just followed the link and chosen English."""
    zoe = Phone(world, ZOE)
    zoe.says(f"/start s_{shift}")
    zoe.taps("lang", "en")
    return zoe


def test_a_stranger_joins_an_open_initiative_and_is_at_the_shift(world):
    shift, _ = cafe(world, JoinMode.OPEN)
    zoe = stranger(world, shift)
    assert "To take the shift, you first join this initiative." in zoe.text
    assert "Tee kochen" not in zoe.text
    zoe.taps("join_yes")
    zoe.taps("notice_ok")
    reply = zoe.says("Zoe")
    assert len(reply.shows) == 1
    assert "Welcome to Sprachcafé!" in zoe.text
    assert "Tee kochen" in zoe.text
    zoe.taps("take", shift)
    assert zoe.reply.toast == "You are in. Thank you!"


def test_a_stranger_is_led_to_the_shift_after_the_coordinators_yes(world):
    shift, clara = cafe(world, JoinMode.APPROVAL)
    zoe = stranger(world, shift)
    zoe.taps("join_yes")
    zoe.taps("notice_ok")
    zoe.says("Zoe")
    assert "Then you can take the shift." in zoe.text
    # Meanwhile the dialogue is long forgotten; the request itself knows the shift.
    zoe.says("/cancel")
    assert clara.telegram_id is not None
    Phone(world, clara.telegram_id).forges("admit_to", 1, zoe.person().id, shift)
    payload = world.rows(
        "SELECT payload FROM outbox WHERE json_extract(payload, '$.notice') = 'join_accepted'"
    )[0]["payload"]
    assert f'"shift":{shift}' in payload
    zoe.says(f"/start s_{shift}")
    assert "Tee kochen" in zoe.text


def test_somebody_who_came_by_the_poster_wishes_for_no_shift(world):
    cafe(world, JoinMode.APPROVAL)
    zoe = Phone(world, ZOE)
    zoe.says("/start o_poster-Sprachcafé")
    zoe.taps("lang", "en")
    zoe.taps("join_yes")
    zoe.taps("notice_ok")
    zoe.says("Zoe")
    assert "Then you can take the shift." not in zoe.text
    payload = world.rows(
        "SELECT payload FROM outbox WHERE json_extract(payload, '$.notice') = 'join_request'"
    )[0]["payload"]
    assert '"shift":0' in payload


def test_a_member_of_another_initiative_is_shown_the_door(world):
    shift, _ = cafe(world, JoinMode.OPEN)
    garden = world.initiative("Garten")
    world.member(world.person(ZOE, "Zoe", language="en"), garden)
    zoe = Phone(world, ZOE)
    zoe.says(f"/start s_{shift}")
    assert "This is Sprachcafé in Unna." in zoe.text
    assert "Tee kochen" not in zoe.text
    # The button of a card nobody showed them stays closed all the same.
    for action in ("shift", "take", "map"):
        zoe.forges(action, shift)
        assert zoe.reply.shows == ()
    zoe.taps("join_yes")
    assert "Tee kochen" in zoe.text


def test_a_shift_that_is_gone_leads_a_stranger_to_the_initiatives(world):
    cafe(world, JoinMode.OPEN)
    zoe = stranger(world, 999)
    assert "join_see" in zoe.actions


def test_a_shift_that_was_removed_meanwhile_does_not_stop_the_joining(world):
    shift, _ = cafe(world, JoinMode.OPEN)
    zoe = stranger(world, shift)
    zoe.taps("join_yes")
    zoe.taps("notice_ok")
    world.do(lambda tx: tx.run("DELETE FROM shift"))
    zoe.says("Zoe")
    assert "Welcome to Sprachcafé!" in zoe.text


def test_who_waits_for_the_yes_is_asked_nothing_twice(world):
    shift, _ = cafe(world, JoinMode.APPROVAL)
    zoe = stranger(world, shift)
    zoe.taps("join_yes")
    zoe.taps("notice_ok")
    zoe.says("Zoe")
    zoe.says(f"/start s_{shift}")
    zoe.taps("join_yes")
    assert "You will get a message here" in zoe.text
    assert world.notices() == [
        (zoe.world.scalar("SELECT id FROM person WHERE name = 'Clara'"), "join_request")
    ]
