"""How somebody finds the shift that suits them, and what they say about themselves for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.conversation.buttons import mark
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_finding as f
from bot.domain import messages_profile as p
from bot.domain import messages_volunteer as v
from bot.domain.finding import Choice, Facet, Near, Wish, day_code, month_code, town_mark
from bot.domain.messages import Note
from bot.domain.people import JoinMode, Profile
from bot.domain.shifts import Kind, Qualification, RoleView, ShiftRole
from bot.domain.signups import SignupResult, SignupState
from bot.store import shifts
from tests.journeys.scene import (
    FRIDAY,
    NEXT_MONDAY,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    card,
    clock,
    hears,
    reads,
)
from tests.support.shapes import view

ANY = (0, 0, 0, "")  # any day, initiative, town and kind


async def test_the_list_is_narrowed_by_day_initiative_town_and_kind(scene):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    ada = await scene.hero(cafe)
    await scene.joins(ada, garden)
    talk = await scene.shift(cafe, TUESDAY, task="Deutsch üben", kind=Kind.LANGUAGE)
    tea = await scene.shift(cafe, THURSDAY, kind=Kind.FOOD)
    beds = await scene.shift(garden, THURSDAY, clock(9), clock(11), "Beete", kind=Kind.CRAFT)

    await ada.says("/shifts")
    await ada.presses("filter")
    assert ada.screen == reads(ada, f.FilterOverview(wish=Wish(), total=3))

    # Each choice says how many shifts it leaves, and leads to the list at once.
    await ada.presses("filter", Facet.DAY, *ANY)
    everything = f.FilterChoice(
        facet=Facet.DAY,
        wish=Wish(),
        choices=(
            Choice(code=Near.TOMORROW, count=1),
            Choice(code=Near.WEEK, count=3),
            Choice(code=day_code(THURSDAY), count=2),
            Choice(code=month_code(THURSDAY), count=3),
        ),
        page=0,
        pages=1,
    )
    assert ada.screen == reads(ada, everything)
    await ada.presses("find", 0, day_code(THURSDAY), 0, 0, "")
    thursday = Wish(day=day_code(THURSDAY))
    both = (view(beds), view(tea))
    listed = v.ShiftList(shifts=both, page=0, pages=1, total=2, wish=thursday)
    assert ada.screen == reads(ada, listed)
    await ada.presses("filter", 0, *thursday.args)
    await ada.presses("filter", Facet.INITIATIVE, *thursday.args)
    await ada.presses("find", 0, day_code(THURSDAY), garden.id, 0, "")
    narrow = replace(thursday, initiative_id=garden.id, initiative="Garten")
    only = v.ShiftList(shifts=(view(beds),), page=0, pages=1, total=1, wish=narrow)
    assert ada.screen == reads(ada, only)

    # "It does not matter" takes one of the two away again, "remove filters" the rest.
    await ada.presses("filter", 0, *narrow.args)
    await ada.presses("filter", Facet.DAY, *narrow.args)
    back = replace(narrow, day=0)
    await ada.presses("filter", 0, *back.args)
    assert ada.screen == reads(ada, f.FilterOverview(wish=back, total=1))
    await ada.presses("shifts", 0)
    every = (view(talk), view(beds), view(tea))
    assert ada.screen == reads(ada, v.ShiftList(shifts=every, page=0, pages=1, total=3))

    for facet, choice, left in (
        (Facet.TOWN, (0, 0, town_mark("Unna"), ""), ("Deutsch üben", "Tee kochen")),
        (Facet.KIND, (0, 0, 0, Kind.CRAFT), ("Beete",)),
        (Facet.DAY, (Near.TOMORROW, 0, 0, ""), ("Deutsch üben",)),
    ):
        await ada.presses("filter", 0, *ANY)
        await ada.presses("filter", facet, *ANY)
        await ada.presses("find", 0, *choice)
        for task in ("Deutsch üben", "Tee kochen", "Beete"):
            assert (task in ada.text) is (task in left), (facet, task)
        await ada.presses("shifts", 0)
    assert len(ada.messages) == 1


async def test_a_long_list_is_leafed_through_with_its_filters(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    for hour in range(9, 20):
        await scene.shift(cafe, FRIDAY, clock(hour), clock(hour + 1), task=f"Hilfe {hour}")
    await scene.shift(cafe, WEDNESDAY)
    friday = Wish(day=day_code(FRIDAY))

    await ada.says("/shifts")
    assert "Tee kochen" in ada.text
    await ada.presses("filter", 0, *ANY)
    await ada.presses("filter", Facet.DAY, *ANY)
    await ada.presses("find", 0, *friday.args)
    assert "Tee kochen" not in ada.text
    assert "Hilfe 9" in ada.text
    assert "Hilfe 15" not in ada.text
    await ada.presses("find", 1, *friday.args)
    assert "Hilfe 15" in ada.text
    assert "Hilfe 19" in ada.text
    assert "Hilfe 9" not in ada.text
    # Back on the first page the filter still holds.
    await ada.presses("find", 0, *friday.args)
    assert "Hilfe 14" in ada.text


async def test_clashes_and_wanted_languages_are_marked(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    await ada.says("/profile")
    await ada.presses("me_speaks")
    await ada.presses("me_speak", "ti", 0)
    wanting = (ShiftRole(capacity=2, languages=("ti", "so")),)
    tea = await scene.shift(cafe, WEDNESDAY)
    talk = await scene.shift(cafe, WEDNESDAY, clock(18), clock(20), "Reden", roles=wanting)
    later = await scene.shift(cafe, WEDNESDAY, clock(19), clock(21), "Spülen")

    await ada.says("/shifts")
    needed = replace(
        view(talk), roles=(RoleView(role=wanting[0], confirmed=0, waiting=0),), wants_me=True
    )
    seen = (view(tea), needed, view(later))
    assert ada.screen == reads(ada, v.ShiftList(shifts=seen, page=0, pages=1, total=3))
    await ada.presses("shift", tea.id)
    await ada.presses("take")
    await ada.presses("shifts", 0)
    seen = (view(tea, 1, mine=SignupState.CONFIRMED), replace(needed, clash=tea), view(later))
    assert ada.screen == reads(ada, v.ShiftList(shifts=seen, page=0, pages=1, total=3))
    # It is a mark and no ban.
    await ada.presses("shift", talk.id)
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))


async def test_a_shift_is_planned_with_roles_and_each_has_its_places(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    await bob.says("/profile")
    await bob.presses("me_speaks")
    await bob.presses("me_speak", "ar", 0)

    await clara.says("/newshift")
    await clara.presses("day", THURSDAY.isoformat())
    await clara.presses("span", "1700-1900")
    await clara.says("Saal")
    await clara.says("Tee kochen")
    await clara.presses("capacity", 2)
    await clara.presses("roles")
    await clara.presses("role_new")
    await clara.says("Übersetzen")
    await clara.presses("role_langs", 1)
    await clara.presses("role_lang", 1, "ar")
    await clara.presses("role", 1)
    await clara.presses("roles")
    await clara.presses("draft")
    await clara.presses("kinds")
    await clara.presses("kind", Kind.MEETING)
    for word in ("Übersetzen", "2", "1"):
        assert word in clara.text
    await clara.presses("plan_yes")

    roles = (
        ShiftRole(capacity=2),
        ShiftRole(position=1, name="Übersetzen", capacity=1, languages=("ar",)),
    )
    [shift] = await scene.talk.database.read(_all)
    assert shift.kind is Kind.MEETING

    await ada.says("/shifts")
    await ada.presses("shift", shift.id)
    free = tuple(RoleView(role=role, confirmed=0, waiting=0) for role in roles)
    nobody = replace(view(shift), roles=free)
    assert ada.screen == reads(ada, card(scene, nobody))
    await ada.presses("take_role", shift.id, 1)
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))
    assert "Übersetzen" in ada.text

    # Ada does not speak Arabic; it was a wish, and everybody sees how far it is fulfilled.
    await bob.says("/shifts")
    await bob.presses("shift", shift.id)
    full = (free[0], RoleView(role=roles[1], confirmed=1, waiting=0))
    assert bob.screen == reads(bob, card(scene, replace(view(shift), roles=full)))
    await ada.presses("leave")
    await bob.presses("take_role", shift.id, 1)
    await scene.tick()
    await cem.says("/shifts")
    await cem.presses("shift", shift.id)
    spoken = (free[0], RoleView(role=roles[1], confirmed=1, waiting=0, speakers=1))
    assert cem.screen == reads(cem, card(scene, replace(view(shift), roles=spoken)))
    # The role is full, the shift is not.
    await cem.presses("take_role", shift.id, 1)
    assert cem.toast == hears(cem, v.SignupSaid(result=SignupResult.WAITING, line=1))
    await cem.presses("take_role", shift.id, 0)
    assert cem.toast == hears(cem, v.SignupSaid(result=SignupResult.CONFIRMED))


def _all(tx):
    rows = tx.all("SELECT id FROM shift ORDER BY id")
    return [shifts.find(tx, row["id"]) for row in rows]


async def test_a_required_qualification_is_asked_of_the_coordinator(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    needs = Qualification.CONDUCT
    roles = (
        ShiftRole(capacity=2),
        ShiftRole(position=1, name="Betreuung", capacity=1, qualification=needs),
    )
    shift = await scene.shift(cafe, THURSDAY, task="Spielen", roles=roles)

    await ada.says("/shifts")
    await ada.presses("shift", shift.id)
    await ada.presses("take_role", shift.id, 1)
    refused = f.Missing(shift=shift, role=1, result=SignupResult.UNQUALIFIED, qualification=needs)
    assert ada.screen == reads(ada, refused)
    assert "Sprachcafé" in ada.text
    await ada.presses("ask_qualified")
    assert ada.screen == reads(ada, f.CoordinatorAsked(shift=shift))
    await scene.tick()
    member = await ada.id()
    wanted = f.QualificationWanted(
        name="Ada", shift=shift, role="Betreuung", qualification=needs, person_id=member
    )
    assert clara.screen == reads(clara, wanted)

    # She has seen it; only that, and until when it counts, is stored.
    await clara.presses("qualifications")
    await clara.presses("qual", cafe.id, member, needs)
    await clara.presses("qual_day", 0)
    await clara.presses("qual_until", 3)
    assert clara.toast == hears(clara, m.Say(note=Note.SAVED))
    assert "2029" in clara.text
    await ada.presses("shift", shift.id)
    await ada.presses("take_role", shift.id, 1)
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))


async def test_a_role_for_adults_asks_for_the_age_once(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    adults = (ShiftRole(capacity=2, adults_only=True),)
    bar = await scene.shift(cafe, WEDNESDAY, task="Theke", roles=adults)
    night = await scene.shift(cafe, THURSDAY, task="Nachtwache", roles=adults)

    await ada.says("/shifts")
    await ada.presses("shift", bar.id)
    await ada.presses("take")
    assert ada.screen == reads(ada, f.Missing(shift=bar, role=0, result=SignupResult.ADULTS_ONLY))
    await ada.presses("me_adult", bar.id)
    assert ada.screen == reads(ada, p.AskAdult(adult=None, shift_id=bar.id))
    await ada.presses("me_adult_set", bar.id, "yes")
    assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))
    # For the next shift nobody asks again.
    await ada.presses("shifts", 0)
    await ada.presses("shift", night.id)
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))

    # Who is younger is told so, and can say that it was a mistake.
    bob = await scene.member("Bob", cafe)
    await bob.says("/profile")
    await bob.presses("me_adult")
    await bob.presses("me_adult_set", 0, "no")
    await bob.says(f"/start s_{night.id}")
    await bob.presses("take")
    young = f.Missing(shift=night, role=0, result=SignupResult.ADULTS_ONLY, adult=False)
    assert bob.screen == reads(bob, young)
    assert bob.offers("me_adult")


async def test_a_profile_is_filled_in_by_buttons(scene):
    cafe = await scene.initiative()
    await scene.initiative("Garten", "Kamen")
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)

    await ada.says("/profile")
    assert ada.screen == reads(ada, profile(Profile()))
    screen = ada.at
    await ada.presses("me_speaks")
    await ada.presses("me_speak", "de", 0)
    await ada.presses("me_speak", "uk", 0)
    await ada.presses("profile")
    await ada.presses("me_likes")
    await ada.presses("me_like", Kind.FOOD)
    await ada.presses("profile")
    await ada.presses("me_towns")
    await ada.presses("me_town", mark("Kamen"), 0)
    await ada.presses("profile")
    await ada.presses("me_adult")
    await ada.presses("me_adult_set", 0, "yes")
    said = Profile(speaks=("de", "uk"), interests=(Kind.FOOD,), towns=("Kamen",), adult=True)
    assert ada.screen == reads(ada, profile(said))
    assert ada.at == screen, "the chat fills with debris"

    # What has no button is written: a number, another town, another name.
    await ada.presses("me_phone")
    await ada.says("keine")
    assert ada.screen == reads(ada, p.AskPhone(phone=None, not_understood=True))
    await ada.says("02303 123456")
    await ada.presses("me_towns")
    await ada.presses("me_town_new")
    await ada.says("Holzwickede")
    await ada.presses("profile")
    for word in ("123456", "Kamen", "Holzwickede"):
        assert word in ada.text
    # The coordinator of the own initiative sees languages and number.
    await clara.says("/people")
    await clara.presses("member", cafe.id, await ada.id())
    assert "123456" in clara.text.replace(" ", "")

    # Everything can be taken back.
    await ada.presses("me_phone")
    await ada.presses("me_phone_drop")
    await ada.presses("me_speaks")
    await ada.presses("me_speak", "de", 0)
    await ada.presses("profile")
    less = replace(said, speaks=("uk",), towns=("Kamen", "Holzwickede"))
    assert ada.screen == reads(ada, profile(less))


def profile(said: Profile) -> p.ProfileCard:
    """Return Ada's profile as her screen shows it."""
    return p.ProfileCard(name="Ada", profile=said, today=TODAY)


async def test_who_takes_a_break_is_not_asked_to_step_in(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    soon = await scene.shift(cafe, TUESDAY, clock(9), clock(11), places=1)
    await scene.signed_up(soon, bob)
    await scene.until(TODAY, 9, 30)

    await ada.says("/profile")
    await ada.presses("me_pause")
    assert ada.screen == reads(ada, p.AskPause(until=None))
    await ada.presses("me_pause_for", 2)
    until = TODAY + timedelta(weeks=2)
    assert ada.screen == reads(ada, profile(Profile(paused_until=until)))
    # A break is no prison: the list says so and shows what there is.
    await ada.says("/shifts")
    full = v.ShiftList(shifts=(view(soon, 1),), page=0, pages=1, total=1, paused_until=until)
    assert ada.screen == reads(ada, full)

    await bob.says("/my")
    await bob.presses("shift", soon.id)
    await bob.presses("cant")
    await scene.tick()
    assert cem.offers("offer_yes")
    assert not ada.offers("offer_yes")

    await ada.says("/profile")
    await ada.presses("me_pause_end")
    assert ada.screen == reads(ada, profile(Profile()))
    await scene.until(TODAY, 12)
    assert ada.offers("offer_yes")


async def test_the_link_of_a_shift_leads_to_joining_and_then_to_the_shift(scene, language):
    garden = await scene.initiative("Garten", "Kamen", JoinMode.OPEN)
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    tea = await scene.shift(cafe, THURSDAY)
    beds = await scene.shift(garden, NEXT_MONDAY, task="Beete")

    # Somebody new: the door first, then the shift itself, one press from taking it.
    ada = scene.talk.person(1, language, "Ada")
    await ada.says(f"/start s_{beds.id}")
    await ada.presses("lang", language)
    offer = v.JoinOffer(initiative="Garten", town="Kamen", for_shift=True)
    assert ada.screen == reads(ada, offer)
    await ada.presses("join_yes")
    await ada.presses("notice_ok")
    await ada.presses("name_ok")
    assert ada.screen == reads(ada, card(scene, view(beds), welcome="Garten"))
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))

    # Where a coordinator has to agree, the shift is named to both and comes with the welcome.
    await ada.says(f"/start s_{tea.id}")
    await ada.presses("join_yes")
    assert ada.screen == reads(ada, v.JoinRequested(initiative="Sprachcafé", for_shift=True))
    assert "Tee kochen" not in ada.text
    await scene.tick()
    member = await ada.id()
    asked = c.JoinRequest(
        person_id=member,
        initiative_id=cafe.id,
        name="Ada",
        initiative="Sprachcafé",
        shift=tea,
    )
    assert clara.screen == reads(clara, asked)
    await clara.presses("admit_to")
    await scene.tick()
    assert ada.screen == reads(ada, v.Joined(initiative="Sprachcafé", shift=tea))
    await ada.presses("shift", tea.id)
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))
