"""A coordinator puts a place on the map; everybody of the initiative finds it there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.domain.people import Role
from bot.domain.rendered import Venue
from bot.services.places import on_earth, read_degrees
from bot.store import places
from bot.store.places import Pin
from tests.services.world import World, open_world
from tests.support.phone import Phone

CLARA, ADA, GIL = 1, 2, 3


@dataclass
class Place:
    """An initiative with two shifts at one place, its coordinator, a volunteer, and a neighbour."""

    world: World
    initiative: int
    shift: int
    other: int

    def pins(self) -> tuple[Pin, ...]:
        """Return what is stored."""
        return self.world.do(lambda tx: places.every(tx, self.initiative))


@pytest.fixture
def place() -> Iterator[Place]:
    with open_world() as world:
        cafe, garden = world.initiative("Sprachcafé"), world.initiative("Garten")
        world.member(world.person(CLARA, "Clara", language="en"), cafe, Role.COORDINATOR)
        world.member(world.person(ADA, "Ada", language="en"), cafe)
        world.member(world.person(GIL, "Gil", language="en"), garden, Role.COORDINATOR)
        yield Place(world, cafe.id, world.shift(cafe), world.shift(cafe))


def test_a_location_is_stored_shown_and_serves_every_shift_at_that_place(place):
    clara = Phone(place.world, CLARA)
    clara.forges("pin", place.shift)
    assert "Please send the location" in clara.text
    reply = clara.locates(51.534412345, 7.688949)
    venue = Venue(title="Saal", address="Unna", latitude=51.53441, longitude=7.68895)
    assert reply.shows[0].message.venue == venue
    assert "The place is on the map now." in clara.text
    assert place.pins() == (
        Pin(initiative_id=place.initiative, name="Saal", latitude=51.53441, longitude=7.68895),
    )
    ada = Phone(place.world, ADA)
    ada.forges("shift", place.other)
    assert ada.taps("map").shows[0].message.venue == venue
    log = place.world.rows("SELECT action, subject FROM audit")
    assert [tuple(row) for row in log] == [("place.pinned", f"shift:{place.shift}")]


def test_a_pin_is_corrected_by_words_and_removed(place):
    clara = Phone(place.world, CLARA)
    clara.forges("pin", place.shift)
    clara.says("am Markt")
    assert "That is no place on the map." in clara.text
    clara.says("91, 7")
    assert place.pins() == ()
    clara.says("51.5344, 7.6889")
    clara.taps("pin", place.shift)
    assert "A new pin replaces the old one." in clara.text
    clara.says("51,5 7,7")
    assert "That is no place on the map." in clara.text
    clara.says("-51.5 -7.7")
    assert [(pin.latitude, pin.longitude) for pin in place.pins()] == [(-51.5, -7.7)]
    clara.taps("pin", place.shift)
    clara.taps("pin_drop")
    assert place.pins() == ()
    assert "The place is no longer on the map." in clara.text
    clara.forges("pin_drop", place.shift)
    actions = [row["action"] for row in place.world.rows("SELECT action FROM audit")]
    assert actions == ["place.pinned", "place.pinned", "place.unpinned"]


@pytest.mark.parametrize("telegram_id", [ADA, GIL])
def test_only_the_initiatives_coordinators_set_and_remove_pins(place, telegram_id):
    pin = Pin(initiative_id=place.initiative, name="Saal", latitude=1.0, longitude=2.0)
    place.world.do(lambda tx: places.put(tx, pin))
    somebody = Phone(place.world, telegram_id)
    for action in ("pin", "pin_drop"):
        somebody.forges(action, place.shift)
        assert somebody.reply.shows == ()
    somebody.locates(51.5, 7.7)
    assert place.pins() == (pin,)


def test_who_lost_the_role_between_question_and_answer_sets_nothing(place):
    clara = Phone(place.world, CLARA)
    clara.forges("pin", place.shift)
    place.world.do(lambda tx: tx.run("UPDATE membership SET role = 'volunteer'"))
    clara.locates(51.5, 7.7)
    assert place.pins() == ()


def test_another_initiatives_place_of_the_same_name_is_another_place(place):
    pin = Pin(initiative_id=2, name="Saal", latitude=1.0, longitude=2.0)
    place.world.do(lambda tx: places.put(tx, pin))
    ada = Phone(place.world, ADA)
    ada.forges("shift", place.shift)
    assert "map" not in ada.actions


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("51.5344, 7.6889", (51.5344, 7.6889)),
        (" 51.5344;7.6889 ", (51.5344, 7.6889)),
        ("51.53441234567, -7.68894999", (51.53441, -7.68895)),
        ("51.5344， 7.6889", (51.5344, 7.6889)),
        ("90, 180", (90.0, 180.0)),
        ("90.1, 0", None),
        ("0, 180.5", None),
        ("51.5", None),
        ("nan, nan", None),
        ("1e3, 2", None),
        ("٥١.٥, ٧.٧", None),
    ],
)
def test_degrees_are_read_as_maps_write_them(text, degrees):
    assert read_degrees(text) == degrees


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -91.0])
def test_what_is_not_on_the_earth_is_no_place(value):
    assert on_earth(value, 0.0) is None
