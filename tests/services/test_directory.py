"""The directory: the town's own addresses first, and only leads keep them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.directory import (
    CHECKED_LASTS,
    OFFICES,
    CardKind,
    ContactCard,
    read_number,
    read_website,
)
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.people import Role, Standing
from bot.services import directory as service
from bot.store import towns
from tests.services.world import World, open_world
from tests.support.db import START
from tests.support.talk import the_faq

TODAY = START.date()
CARD = ContactCard(kind=CardKind.SCHOOL_OFFICE, name="Schulamt", town="Unna", checked_on=TODAY)


@pytest.fixture
def world():
    with open_world() as opened:
        yield opened


def lead(world: World) -> Standing:
    person = world.person(1, "Lena")
    world.lead(person)
    return world.standing(person)


def put(world: World, who: Standing, card: ContactCard) -> ContactCard:
    return world.do(lambda tx: service.save(tx, who, card, START, TODAY))


def names(world: World, town: str | None, slug: str = "school-enrolment") -> list[str]:
    return [one.name for one in world.do(lambda tx: service.cards_for(tx, slug, town)).cards]


def test_the_towns_own_come_first_and_no_other_towns(world):
    lena = lead(world)
    put(world, lena, replace(CARD, name="Zentrum", town="", kind=CardKind.INTEGRATION_CENTRE))
    put(world, lena, CARD)
    put(world, lena, replace(CARD, name="Bönen", town="Bönen"))
    assert names(world, "Unna") == ["Schulamt", "Zentrum"]
    assert names(world, None) == ["Zentrum"]
    assert names(world, "Unna", "kita") == []
    asked = world.do(lambda tx: service.cards_for(tx, "school-enrolment", None))
    assert asked.ask_town
    put(world, lena, replace(CARD, name="Zweites"))
    assert world.do(lambda tx: service.cards_for(tx, "school-enrolment", "Unna")).more


def test_only_leads_keep_cards(world):
    lena = lead(world)
    card = put(world, lena, CARD)
    person = world.person(2, "Clara")
    world.member(person, world.initiative(), Role.COORDINATOR)
    clara = world.standing(person)
    for work in (
        lambda tx: service.save(tx, clara, CARD, START, TODAY),
        lambda tx: service.drop(tx, clara, card.id, START),
        lambda tx: service.every(tx, clara),
    ):
        with pytest.raises(NotAllowedError):
            world.do(work)


def test_a_card_that_is_gone_is_not_found(world):
    lena = lead(world)
    card = put(world, lena, CARD)
    world.do(lambda tx: service.drop(tx, lena, card.id, START))
    for work in (
        lambda tx: service.card(tx, card.id),
        lambda tx: service.save(tx, lena, card, START, TODAY),
        lambda tx: service.drop(tx, lena, card.id, START),
    ):
        with pytest.raises(NotFoundError):
            world.do(work)


def test_a_card_is_due_after_a_year(world):
    card = put(world, lead(world), CARD)
    assert not card.is_due(TODAY + CHECKED_LASTS)
    assert card.is_due(TODAY + CHECKED_LASTS + timedelta(days=1))


def test_towns_of_cards_are_known_and_a_town_can_be_taken_back(world):
    put(world, lead(world), replace(CARD, town="Bönen"))
    world.initiative()
    ada = world.standing(world.person(5))
    assert world.do(towns.known) == ("Bönen", "Unna")
    for town in ("Bönen", None):
        world.do(lambda tx, town=town: service.choose_town(tx, ada, town))
        assert world.do(lambda tx: towns.of(tx, ada.person.id)) == town


def test_every_topic_that_offices_help_with_exists():
    assert set(OFFICES) <= set(the_faq().content.slugs)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("02303 27-1234", "+492303271234"),
        ("+49 (0)2303 271234", "+492303271234"),
        ("116 016", "116016"),
        ("١١٠", "110"),
        ("abc", None),
        ("", None),
    ],
)
def test_a_telephone_number_is_understood(typed, number):
    assert read_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org/hilfe", "https://example.org/hilfe"),
        ("https://www.example.org", "https://www.example.org"),
        ("http://example.org", None),
        ("javascript://x.y", None),
        ("kein netz", None),
        ("", None),
    ],
)
def test_a_web_address_is_understood(typed, address):
    assert read_website(typed) == address
