"""The profile: everything by pressing, in one message, and about oneself only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from bot.conversation.types import Mode
from bot.domain.finding import town_mark
from bot.domain.languages import SPOKEN
from bot.domain.people import Person, Profile
from bot.domain.shifts import Kind
from bot.services import signups
from bot.store import profiles
from tests.services.world import World, open_world
from tests.support.db import START
from tests.support.phone import Phone

ADA = 1


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made


@pytest.fixture
def phone(world: World) -> Phone:
    """Return Ada's phone; she is a volunteer in Unna and reads English."""
    world.member(world.person(ADA, "Ada", language="en"), world.initiative())
    return Phone(world, ADA)


def profile(phone: Phone, person: Person | None = None) -> Profile:
    """Return what is stored."""
    who = person or phone.person()
    return phone.world.do(lambda tx: profiles.find(tx, who.id))


def test_nothing_is_said_at_first_and_the_card_shows_so(phone):
    phone.says("/profile")
    assert profile(phone) == Profile()
    assert phone.text.count("not said") == 5
    assert "First name: Ada" in phone.text


def test_languages_are_switched_by_pressing_on_every_page(phone):
    phone.says("/profile")
    phone.taps("me_speaks")
    seen = []
    while True:
        seen += [press.args[0] for press in phone.presses if press.action == "me_speak"]
        page = phone.presses[0].args[1]
        ahead = [p for p in phone.presses if p.action == "me_speaks" and p.args[0] == page + 1]
        if not ahead:
            break
        phone.forges("me_speaks", *ahead[0].args)
    assert tuple(seen) == SPOKEN
    for tag, wanted in (("ar", ("ar",)), ("de", ("ar", "de")), ("ar", ("de",))):
        phone.forges("me_speak", tag, 0)
        assert profile(phone).speaks == wanted
    assert any(button.label.startswith("✅ \u2068Deutsch") for button in phone.buttons)
    phone.taps("profile")
    assert "🗣 Languages: Deutsch" in phone.text


def test_interests_are_switched_by_pressing(phone):
    phone.forges("me_likes")
    for kind in Kind:
        phone.taps("me_like", kind)
    assert profile(phone).interests == tuple(Kind)
    phone.taps("me_like", "food")
    assert "food" not in profile(phone).interests
    phone.taps("profile")
    assert "☕ Meeting and parties" in phone.text


def test_towns_are_pressed_or_written_up_to_ten(phone):
    phone.forges("me_towns", 0)
    phone.taps("me_town", town_mark("Unna"), 0)
    assert profile(phone).towns == ("Unna",)
    phone.taps("me_town_new")
    phone.says("  unna ")  # is known, and chosen already
    assert profile(phone).towns == ("Unna",)
    for number in range(9):
        phone.taps("me_town_new")
        phone.says(f"Ort {'abcdefghi'[number]}")
    assert len(profile(phone).towns) == 10
    assert "as many as there is room for" in phone.text
    assert "me_town_new" not in phone.actions
    phone.forges("me_town_new")
    phone.says("Elftens")
    assert len(profile(phone).towns) == 10
    phone.forges("me_town", town_mark("Unna"), 0)
    assert len(profile(phone).towns) == 9


@pytest.mark.parametrize("text", ["", "123", "🏠", "\u202e"])
def test_a_town_has_letters(phone, text):
    phone.forges("me_town_new")
    phone.says(text)
    assert profile(phone).towns == ()
    assert "Which town?" in phone.text


def test_the_age_is_yes_no_or_not_said(phone):
    for answer, wanted in (("yes", True), ("no", False), ("none", None)):
        phone.forges("me_adult", 0)
        phone.taps("me_adult_set", 0, answer)
        assert profile(phone).adult is wanted
        assert "👤 My profile" in phone.text


def test_a_phone_number_is_written_corrected_and_deleted(phone):
    phone.forges("me_phone")
    phone.says("ruf mich an")
    assert "That is no phone number." in phone.text
    phone.says("0176 1234567")
    assert profile(phone).phone == "+491761234567"
    assert "Only the coordinators of your initiatives see it." in phone.text
    phone.taps("me_phone")
    phone.taps("me_phone_drop")
    assert profile(phone).phone is None


def test_a_break_is_pressed_written_and_ended(phone):
    today = date(2026, 3, 2)
    phone.says("/profile")
    for weeks in (1, 2, 4):
        phone.forges("me_pause")
        phone.taps("me_pause_for", weeks)
        assert profile(phone).paused_until == today + timedelta(weeks=weeks)
    assert "Shifts you are signed up for stay yours." in phone.text
    phone.taps("me_pause_end")
    assert profile(phone).paused_until is None
    phone.taps("me_pause")
    for text in ("gestern", "2.3.2026", "1.1.2028"):
        phone.says(text)
        assert "I need a coming day" in phone.text
    phone.says("24.12.")
    assert profile(phone).paused_until == date(2026, 12, 24)


def test_a_break_that_is_over_is_no_longer_shown(phone):
    phone.forges("me_pause_for", 1)
    phone.now = START + timedelta(days=7)
    phone.says("/profile")
    assert "break until" not in phone.text
    assert "me_pause" in phone.actions


def test_a_break_leaves_the_shifts_one_has(phone, world):
    garden = world.initiative("Garten")
    world.member(phone.person(), garden)
    shift = world.shift(garden)
    standing = world.standing(phone.person())
    world.do(lambda tx: signups.sign_up(tx, standing, shift, START))
    phone.forges("me_pause_for", 4)
    phone.says("/my")
    assert "✅ You are in." in phone.text


def test_the_name_is_changed_from_the_profile_and_one_is_back_there(phone):
    phone.says("/profile")
    phone.taps("me_name")
    phone.says("👍")
    phone.says("Adâ")
    assert "First name: Adâ" in phone.text
    assert "👤 My profile" in phone.text


@pytest.mark.parametrize(
    "action",
    [
        ("me_speaks", 0),
        ("me_likes",),
        ("me_towns", 0),
        ("me_adult", 0),
        ("me_phone",),
        ("me_pause",),
        ("me_name",),
        ("me_town_new",),
    ],
)
def test_every_screen_is_edited_in_place_and_has_a_way_back(phone, action):
    reply = phone.forges(*action)
    assert [show.mode for show in reply.shows] == [Mode.EDIT]
    assert phone.actions & {"profile", "me_towns"}


def test_what_is_typed_after_going_back_is_a_question_again(phone):
    phone.forges("me_phone")
    phone.taps("profile")
    phone.says("0176 1234567")
    assert profile(phone).phone is None


@pytest.mark.parametrize(
    ("action", "args"),
    [
        ("me_speak", ("xx", 0)),
        ("me_speak", ("ar,de", 99)),
        ("me_like", ("x",)),
        ("me_town", (1, -3)),
        ("me_pause_for", (3,)),
        ("me_adult_set", (0, "maybe")),
        ("me_adult_set", (999, "yes")),
        ("me_adult", (999,)),
        ("me_speaks", (2**62,)),
        ("me_towns", (-(2**62),)),
    ],
)
def test_a_forged_press_changes_nothing(phone, action, args):
    phone.forges(action, *args)
    assert profile(phone) == Profile()


def test_the_settings_switch_requests_to_step_in(phone):
    phone.says("/settings")
    assert "Requests to step in: on" in phone.text
    phone.taps("opt", "standin")
    assert "Requests to step in: off" in phone.text
    assert phone.world.rows("SELECT kind FROM opt_out")[0]["kind"] == "standin"
    phone.taps("opt", "standin")
    assert "Requests to step in: on" in phone.text


def test_storing_one_thing_keeps_the_others(phone):
    who = phone.person()
    whole = Profile(
        speaks=("de",),
        interests=("food",),
        towns=("Unna",),
        adult=True,
        phone="+491761234567",
        full_name="Ada Lovelace",
        calendar_updates=True,
        paused_until=date(2026, 4, 1),
    )
    phone.world.do(lambda tx: profiles.put(tx, who.id, whole))
    assert profile(phone) == whole
    phone.forges("me_phone_drop")
    assert profile(phone).full_name == "Ada Lovelace"
    assert profile(phone).calendar_updates
