"""What Lotse promises to volunteers, pressed and read on their own phone."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_offers as o
from bot.domain import messages_volunteer as v
from bot.domain.messages import Note
from bot.domain.people import JoinMode, MembershipState, Role
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.texts.limits import visible
from tests.journeys.scene import (
    NEXT_MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    card,
    clock,
    hears,
    link_on,
    note,
    place_of,
    reads,
    reminder,
)
from tests.support.shapes import view


async def test_an_invitation_opens_the_door_once(scene, language):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = scene.talk.person(1, language, "Ada")
    bob = scene.talk.person(2, scene.other, "Bob")
    contact = scene.talk.house.contact

    await clara.says("/invite")
    await clara.presses("invite_as", cafe.id, "volunteer")
    first = link_on(clara)
    # Who made the link may try it: it still works for the one it is for.
    await clara.says(f"/start {first}")
    assert clara.screen == note(clara, Note.INVITATION_KEPT)

    await ada.says(f"/start {first}")
    assert "112" in ada.text
    assert "110" in ada.text
    await ada.presses("lang", language)
    assert ada.screen == reads(ada, m.PrivacyNotice(contact=contact, confirm=True))
    assert (await ada.standing()).person.name is None
    await ada.presses("notice_ok")
    assert ada.screen == reads(ada, v.AskName(suggestion="Ada"))
    await ada.says("Adâ-Maria")
    assert ada.screen == reads(ada, v.Joined(initiative="Sprachcafé"))
    assert (await ada.standing()).person.name == "Adâ-Maria"
    await ada.presses("shifts")
    assert ada.screen == reads(ada, v.ShiftList(shifts=(), page=0, pages=1, total=0))
    # A name can be corrected, as the privacy notice says.
    await ada.says("/settings")
    await ada.presses("rename")
    assert ada.screen == reads(ada, v.AskName(suggestion=""))
    await ada.says("👍")
    assert ada.screen == note(ada, Note.NAME_UNREADABLE)
    await ada.says("Ada")
    assert (await ada.standing()).person.name == "Ada"
    assert ada.offers("rename")
    assert "Ada" in ada.text
    await scene.tick()
    assert {"shifts", "my"} <= set(ada.menu)
    assert "roster" not in ada.menu

    await bob.says(f"/start {first}")
    await bob.presses("lang", scene.other)
    assert bob.screen == note(bob, Note.CODE_USED)

    await clara.says("/invite")
    await clara.presses("invite_as", cafe.id, "volunteer")
    second = link_on(clara)
    await scene.until(TUESDAY, 9, 1)
    await bob.says(f"/start {second}")
    assert bob.screen == note(bob, Note.CODE_EXPIRED)
    await bob.says("/start i_abcdefghijklmnopqrstuvwxyz")
    assert bob.screen == note(bob, Note.CODE_WRONG)


async def test_a_poster_asks_the_coordinator(scene, language):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = scene.talk.person(1, language, "Ada")

    await ada.says(f"/start o_{cafe.poster_code}")
    await ada.presses("lang", language)
    assert ada.screen == reads(ada, v.JoinOffer(initiative="Sprachcafé", town="Unna"))
    await ada.presses("join_yes")
    await ada.presses("notice_ok")
    await ada.presses("name_ok")
    assert ada.screen == reads(ada, v.JoinRequested(initiative="Sprachcafé"))
    member = await ada.id()

    await scene.tick()
    request = c.JoinRequest(
        person_id=member, initiative_id=cafe.id, name="Ada", initiative="Sprachcafé"
    )
    assert clara.screen == reads(clara, request)
    await clara.presses("decline")
    assert clara.screen == reads(clara, c.JoinDecided(name="Ada", accepted=False))
    await scene.tick()
    assert ada.screen == reads(ada, v.JoinDeclined(initiative="Sprachcafé"))

    # The refusal leads on: the list of initiatives, and asking again.
    await ada.presses("help_out")
    await ada.presses("join_see", cafe.id)
    await ada.presses("join_yes")
    assert ada.screen == reads(ada, v.JoinRequested(initiative="Sprachcafé"))
    await scene.tick()
    await clara.presses("admit")
    assert clara.screen == reads(clara, c.JoinDecided(name="Ada", accepted=True))
    await scene.tick()
    assert ada.screen == reads(ada, v.Joined(initiative="Sprachcafé"))
    assert ada.offers("shifts")
    assert (await ada.standing()).belongs_to(cafe.id)


async def test_an_open_initiative_lets_in_at_once(scene, language):
    garden = await scene.initiative("Garten", "Kamen", JoinMode.OPEN)
    clara = await scene.coordinator(garden)
    ada = scene.talk.person(1, language, "Ada")

    await ada.says(f"/start o_{garden.poster_code}")
    await ada.presses("lang", language)
    assert ada.screen == reads(ada, v.JoinOffer(initiative="Garten", town="Kamen"))
    await ada.presses("join_yes")
    await ada.presses("notice_ok")
    await ada.presses("name_ok")
    assert ada.screen == reads(ada, v.Joined(initiative="Garten"))
    [membership] = (await ada.standing()).memberships
    assert (membership.role, membership.state) == (Role.VOLUNTEER, MembershipState.ACTIVE)
    await scene.tick()
    assert clara.messages == {}

    await ada.says(f"/start o_{garden.poster_code}")
    assert ada.screen == note(ada, Note.ALREADY_MEMBER)


async def test_a_shift_is_found_and_taken_with_one_press(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    later = await scene.shift(cafe, THURSDAY, task="Deutsch üben", places=1)
    sooner = await scene.shift(cafe, WEDNESDAY)
    await scene.shift(await scene.initiative("Garten", "Kamen"), TUESDAY)

    await ada.says("/shifts")
    both = (view(sooner), view(later))
    assert ada.screen == reads(ada, v.ShiftList(shifts=both, page=0, pages=1, total=2))
    first, second = ada.text.index("Tee kochen"), ada.text.index("Deutsch üben")
    assert first < second
    for word in ("17:00–19:00", "Saal", "Tee kochen"):
        assert word in ada.text

    await ada.presses("shift", sooner.id)
    assert ada.screen == reads(ada, card(scene, view(sooner)))
    await ada.presses("take")
    mine = view(sooner, 1, mine=SignupState.CONFIRMED)
    assert ada.screen == reads(ada, card(scene, mine))
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))
    assert len(ada.messages) == 1

    await ada.says("/my")
    assert ada.screen == reads(ada, v.MyShifts(shifts=(mine,)))
    await ada.presses("shifts")
    listed = v.ShiftList(shifts=(mine, view(later)), page=0, pages=1, total=2)
    assert ada.screen == reads(ada, listed)

    # A lead, who is a member nowhere, may lend a hand everywhere; each shift says whose it is.
    lena = await scene.member("Lena", lead=True)
    await lena.says("/shifts")
    for word in ("Garten", "Sprachcafé", "Deutsch üben"):
        assert word in lena.text

    for n in range(6):
        await scene.shift(cafe, NEXT_MONDAY, clock(9 + n), clock(10 + n), task=f"Hilfe {n}")
    await ada.says("/shifts")
    assert "Hilfe 3" in ada.text
    assert "Hilfe 4" not in ada.text
    await ada.presses("shifts", 1)
    assert "Hilfe 4" in ada.text
    assert "Tee kochen" not in ada.text
    await ada.presses("shifts", 0)
    assert "Tee kochen" in ada.text


async def test_the_waitlist_moves_up_when_a_place_is_given_back(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY, places=1)
    await scene.signed_up(shift, bob, cem)

    await ada.says("/shifts")
    await ada.presses("shift", shift.id)
    full = view(shift, 1, 1)
    assert ada.screen == reads(ada, card(scene, full))
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.WAITING, line=2))
    waits = view(shift, 1, 2, SignupState.WAITING, 2)
    assert ada.screen == reads(ada, card(scene, waits))
    await ada.says("/my")
    assert ada.screen == reads(ada, v.MyShifts(shifts=(waits,)))

    await cem.says("/my")
    await cem.presses("shift", shift.id)
    await cem.presses("leave")
    assert cem.toast == hears(cem, v.WithdrawSaid(result=WithdrawResult.LEFT_LINE))
    await bob.says("/my")
    await bob.presses("shift", shift.id)
    await bob.presses("leave")
    assert bob.toast == hears(bob, v.WithdrawSaid(result=WithdrawResult.WITHDRAWN))
    await scene.tick()
    # The place waits for the answer of the next in line; nobody is signed up without a word.
    until = scene.now + timedelta(hours=6)
    [number] = ada.button("offer_yes").press.args
    offer = o.PlaceOffer(shift=shift, role="", offer_id=number, until=until)
    assert ada.screen == reads(ada, offer)
    assert not ada.screen.silent
    assert cem.text.count("Tee kochen") == 1
    await bob.presses("take")
    assert bob.toast == hears(bob, v.SignupSaid(result=SignupResult.WAITING, line=2))
    await ada.presses("offer_yes")
    assert ada.screen == reads(ada, o.OfferAccepted(shift=shift, clash=None))
    await ada.says("/my")
    mine = view(shift, 1, 1, SignupState.CONFIRMED)
    assert ada.screen == reads(ada, v.MyShifts(shifts=(mine,)))
    # Whoever gave the place back stands behind the others when coming again.
    await cem.presses("take")
    assert cem.toast == hears(cem, v.SignupSaid(result=SignupResult.WAITING, line=2))
    assert clara.messages == {}

    # "No" leaves the line, and the place goes on to the next.
    await ada.presses("shift", shift.id)
    await ada.presses("leave")
    await scene.tick()
    await bob.presses("offer_no")
    assert bob.screen == reads(bob, o.OfferDeclined(shift=shift, left_line=True))
    await scene.tick()
    await cem.presses("offer_yes")
    assert cem.screen == reads(cem, o.OfferAccepted(shift=shift, clash=None))


async def test_getting_out_late_tells_the_coordinator(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    bob = await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, WEDNESDAY, places=1)
    await scene.signed_up(shift, ada)

    await scene.until(TUESDAY, 17, 10)  # 23 h 50 min before
    await ada.says("/my")
    await ada.presses("shift", shift.id)
    mine = view(shift, 1, mine=SignupState.CONFIRMED)
    assert ada.screen == reads(ada, card(scene, mine, late=True))
    await ada.presses("cant")
    assert ada.toast == hears(ada, v.WithdrawSaid(result=WithdrawResult.LATE))
    assert ada.screen == reads(ada, card(scene, view(shift), late=True))

    await scene.tick()
    told = place_of(clara, c.LateWithdrawal(shift=shift, free=1, name="Ada", searching=True))
    assert "Ada" in visible(clara.messages[told].html)
    # In the chat there are the reminder and the card: nobody asks why.
    assert len(ada.messages) == 2
    await clara.presses("duty", on=told)
    assert "Tee kochen" in clara.text

    # Somebody who waits is asked; until there is an answer the place is open, and it says so.
    await scene.signed_up(shift, bob, ada)
    await bob.says("/my")
    await bob.presses("shift", shift.id)
    await bob.presses("cant")
    await scene.tick()
    assert ada.offers("offer_yes")
    place_of(clara, c.LateWithdrawal(shift=shift, free=1, name="Bob", searching=True))


async def test_reminders_come_and_can_be_answered(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY, clock(17), clock(19))
    await scene.signed_up(shift, ada)

    await scene.until(WEDNESDAY, 16, 59, step=240)
    assert ada.messages == {}
    await scene.until(WEDNESDAY, 17)
    asked = reminder(shift)
    assert ada.screen == reads(ada, asked)
    assert "17:00–19:00" in ada.text
    assert ada.offers("coming")
    assert ada.offers("cant")
    await ada.presses("coming")
    answered = reminder(shift, coming=True)
    assert ada.screen == reads(ada, answered)
    assert not ada.offers("coming")
    assert len(ada.messages) == 1
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    assert "Ada" in clara.text
    assert "👍" in clara.text

    await scene.until(THURSDAY, 14, 59, step=240)
    assert len(ada.messages) == 1
    await scene.until(THURSDAY, 15)
    assert len(ada.messages) == 2
    assert ada.screen == reads(ada, answered)
    await ada.presses("cant")
    assert ada.toast == hears(ada, v.WithdrawSaid(result=WithdrawResult.LATE))
    await scene.tick()
    told = place_of(clara, c.LateWithdrawal(shift=shift, free=2, name="Ada", searching=True))
    await clara.presses("duty", on=told)
    assert "Ada" not in clara.text


async def test_my_lead_times_and_quiet_hours_count(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    early = await scene.shift(cafe, WEDNESDAY, clock(7), clock(9), task="Frühstück")
    evening = await scene.shift(cafe, THURSDAY, clock(17), clock(19))
    await scene.signed_up(early, ada)

    await ada.says("/settings")
    await ada.presses("leads")
    for minutes in (1440, 180):
        await ada.presses("lead", minutes)
        assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    assert ada.screen == reads(ada, m.LeadChoice(lead_minutes=(180, 120)))
    await ada.presses("settings")
    assert ada.offers("quiet")

    # 3 h and 2 h before 7 o'clock is night: one reminder comes before it, at 20:59, with sound.
    await scene.until(TUESDAY, 20, 58, step=240)
    chat = len(ada.messages)
    await scene.until(TUESDAY, 20, 59)
    assert ada.screen == reads(ada, reminder(early))
    assert len(ada.messages) == chat + 1
    await scene.until(WEDNESDAY, 8)
    assert len(ada.messages) == chat + 1

    # Other quiet hours: 23 to 6 o'clock; with none of the usual times left, 3 h and 2 h count.
    await ada.says("/settings")
    await ada.presses("quiet")
    await ada.presses("quiet_set", "2300-0600")
    await scene.signed_up(evening, ada)
    chat = len(ada.messages)
    await scene.until(THURSDAY, 13, 59, step=240)
    assert len(ada.messages) == chat
    await scene.until(THURSDAY, 14)
    assert ada.screen == reads(ada, reminder(evening))
    await scene.until(THURSDAY, 15)
    assert len(ada.messages) == chat + 2

    # Signed up in the night for the morning: after the night, if there is time.
    morning = await scene.shift(cafe, NEXT_MONDAY, clock(8), clock(9), task="Früh")
    await scene.until(NEXT_MONDAY, 0, 30, step=480)
    await scene.signed_up(morning, ada)
    chat = len(ada.messages)
    await scene.until(NEXT_MONDAY, 5, 59)
    assert len(ada.messages) == chat
    await scene.until(NEXT_MONDAY, 6)
    assert ada.screen == reads(ada, reminder(morning))


async def test_no_reminder_that_says_nothing_new(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob = await scene.member("Bob", cafe)
    cem = await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, WEDNESDAY, places=3)
    await scene.until(TUESDAY, 18, step=240)

    # 23 hours before, inside the first lead time: the confirmation stands for the reminder.
    for who in (ada, bob, cem):
        await who.says("/shifts")
        await who.presses("shift", shift.id)
        await who.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))
    await scene.until(WEDNESDAY, 14, 59, step=60)
    assert len(ada.messages) == 1
    # Whoever left gets none.
    await bob.presses("cant")
    await scene.until(WEDNESDAY, 15)
    assert ada.screen == reads(ada, reminder(shift))
    assert len(bob.messages) == 1
    await scene.until(WEDNESDAY, 20)
    assert (len(ada.messages), len(cem.messages)) == (2, 2)

    # The program stood still over the beginning: nothing arrives late.
    second = await scene.shift(cafe, THURSDAY, places=3)
    await scene.signed_up(second, ada)
    scene.talk.clock.advance(hours=23)
    await scene.tick()
    assert len(ada.messages) == 2
    # A button under the old reminder says how things stand.
    await ada.presses("coming")
    begun = card(scene, view(shift, 2, mine=SignupState.CONFIRMED), begun=True, late=True)
    assert ada.screen == reads(ada, begun)
    assert ada.toast


async def test_a_cancelled_shift_is_told_to_those_concerned(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY, places=1)
    await scene.signed_up(shift, bob, ada)

    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    await clara.presses("cancel_shift")
    await clara.presses("cancel_yes")
    await scene.tick()
    for who in (ada, bob):
        assert who.screen == reads(who, v.ShiftCancelled(shift=shift))
        assert "17:00–19:00" in who.text
    assert cem.messages == {}
    await ada.says("/my")
    assert ada.screen == reads(ada, v.MyShifts(shifts=()))
    await ada.presses("shifts")
    assert ada.screen == reads(ada, v.ShiftList(shifts=(), page=0, pages=1, total=0))
    await scene.until(THURSDAY, 20, step=240)
    assert len(bob.messages) == 1


async def test_a_link_opens_one_shift(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, WEDNESDAY)
    await scene.shift(cafe, THURSDAY, task="Deutsch üben")

    # The coordinator finds the link below the shift and hands it on.
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    payload = link_on(clara)
    await ada.says(f"/start {payload}")
    assert ada.screen == reads(ada, card(scene, view(shift)))
    await ada.presses("take")
    assert ada.toast == hears(ada, v.SignupSaid(result=SignupResult.CONFIRMED))

    stranger = scene.talk.person(1, scene.language, "Zoe")
    await stranger.says(f"/start {payload}")
    await stranger.presses("lang", scene.language)
    # Somebody else learns nothing of the shift, but how to become one who may.
    offer = v.JoinOffer(initiative="Sprachcafé", town="Unna", for_shift=True)
    assert stranger.screen == reads(stranger, offer)
    assert "Tee kochen" not in stranger.text
