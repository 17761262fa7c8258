"""What people answer to a reminder, and what they are told when a shift changes."""

from __future__ import annotations

from dataclasses import replace

from bot.domain import messages as m
from bot.domain import messages_changes as h
from bot.domain import messages_coordinator as c
from bot.domain import messages_finding as f
from bot.domain import messages_volunteer as v
from bot.domain.calendar import at_local
from bot.domain.coming import Asked, Unheard
from bot.domain.messages import Note
from bot.domain.messages_series import What
from bot.domain.people import Role
from bot.domain.signups import SignupState, WithdrawResult
from bot.store import shifts
from tests.journeys.scene import (
    FRIDAY,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    card,
    clock,
    hears,
    place_of,
    reads,
    reminder,
)
from tests.support.shapes import entry, view
from tests.support.talk import ZONE

CONTACT = "Petra, 02303 4711"


async def moves(who, shift, what: What, value: str) -> None:
    """Change one thing of a planned shift, by buttons and one line that is written."""
    await who.says("/roster")
    await who.presses("duty", shift.id)
    await who.presses("change")
    await who.presses("change_what", shift.id, what)
    await who.says(value)
    await who.presses("change_yes")


async def now_is(scene, shift):
    """Return the shift as it is planned now."""
    return await scene.talk.database.read(lambda tx: shifts.find(tx, shift.id))


async def test_a_reminder_shows_the_way_and_whom_to_ask(scene, language):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, ada)

    # The coordinator sets the pin and the contact once; both hold for all shifts to come.
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    await clara.presses("pin")
    await clara.says("51.5344, 7.6889", replies=2)
    assert clara.screen == reads(clara, f.PinSaved(shift_id=shift.id, place="Saal"))
    await clara.says("/invite")
    await clara.presses("letterhead")
    await clara.presses("letter_edit")
    await clara.presses("letter_as", "empty")
    await clara.presses("letter_as", "empty")
    await clara.says(CONTACT)
    await clara.presses("letter_save")

    await scene.until(WEDNESDAY, 17, step=240)
    told = replace(reminder(shift), contact=CONTACT, has_pin=True)
    assert ada.screen == reads(ada, told)
    assert CONTACT in ada.text
    reminded = ada.at
    await ada.presses("map")
    on_map = f.PlaceOnMap(title="Saal", address="Unna", latitude=51.5344, longitude=7.6889)
    assert ada.screen == reads(ada, on_map)
    assert ada.screen.venue is not None
    assert ada.at != reminded, "the pin took the reminder's place"

    # To be held out to somebody who shall help: the same in German, and back.
    if language == "de":
        assert not any(b.press.action == "reminder_german" for b in _buttons(ada, reminded))
        return
    await ada.presses("reminder_german", on=reminded)
    assert ada.screen == reads(ada, replace(told, german=True))
    assert "Ihre Schicht" in ada.text
    assert "Donnerstag, 5. März" in ada.text
    await ada.presses("reminder", on=reminded)
    assert ada.messages[reminded] == reads(ada, told)


def _buttons(who, number: int):
    return [b for row in who.messages[number].buttons for b in row if b.press is not None]


async def test_who_comes_late_tells_the_coordinator_with_two_presses(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, ada)
    await scene.until(THURSDAY, 15, step=240)
    said = len(ada.messages)
    await scene.until(THURSDAY, 16, 45)
    heard = len(clara.messages)

    await ada.presses("late")
    assert ada.screen == reads(ada, h.LateChoice(shift=shift, minutes=None))
    await ada.presses("late_by", shift.id, 15)
    assert ada.toast == hears(ada, h.LateSaid(minutes=15))
    assert ada.screen == reads(ada, replace(reminder(shift), coming=True, late_minutes=15))
    await scene.tick()
    assert clara.screen == reads(clara, h.RunningLate(name="Ada", minutes=15, shift=shift))
    await clara.presses("duty")
    assert "15" in clara.text

    # In time after all: said the same way, told the same way.
    await ada.presses("late")
    assert ada.screen == reads(ada, h.LateChoice(shift=shift, minutes=15))
    await ada.presses("late_by", shift.id, 0)
    assert ada.toast == hears(ada, h.LateSaid(minutes=0))
    assert ada.screen == reads(ada, reminder(shift, coming=True))
    await scene.tick()
    assert clara.screen == reads(clara, h.RunningLate(name="Ada", minutes=0, shift=shift))
    assert len(ada.messages) == said
    assert len(clara.messages) == heard + 2


async def test_who_has_not_answered_is_asked_again(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    shift = await scene.shift(cafe, THURSDAY, places=4)
    await scene.signed_up(shift, bob, cem, dan)
    await dan.stays(present=False)
    await scene.until(WEDNESDAY, 17, step=240)
    await bob.presses("coming")

    # Twelve hours before is night: the coordinator hears of it the evening before.
    await scene.until(WEDNESDAY, 20, 58)
    silent = (Unheard(name="Cem"), Unheard(name="Dan", by_phone=True))
    notice = h.UnconfirmedNotice(shift=shift, people=silent)
    assert reads(ada, notice) not in ada.messages.values()
    await scene.until(WEDNESDAY, 20, 59)
    assert ada.screen == reads(ada, notice)
    chats = len(bob.messages), len(cem.messages)
    await ada.presses("ask_again")
    once = h.UnconfirmedList(shift=shift, people=silent, can_ask=False, asked=Asked(now=1))
    assert ada.screen == reads(ada, once)
    asked_at = scene.now
    await scene.tick()
    assert (len(bob.messages), len(cem.messages)) == (chats[0], chats[1] + 1)
    assert cem.screen == reads(cem, reminder(shift))

    # Not twice within six hours: people need time to answer.
    await ada.says("/roster")
    await ada.presses("unconfirmed_all")
    assert ada.screen == reads(ada, h.UnconfirmedShifts(shifts=((shift, 2),)))
    await ada.presses("unconfirmed", shift.id)
    assert ada.screen == reads(ada, h.UnconfirmedList(shift=shift, people=silent, can_ask=True))
    await ada.presses("ask_again")
    before = Asked(before=asked_at)
    again = h.UnconfirmedList(shift=shift, people=silent, can_ask=False, asked=before)
    assert ada.screen == reads(ada, again)
    await cem.presses("coming")
    await ada.says("/roster")
    await ada.presses("duty", shift.id)
    await ada.presses("unconfirmed")
    assert "Dan" in ada.text
    assert "Cem" not in ada.text


async def test_a_changed_shift_is_told_with_old_and_new(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, THURSDAY, places=1)
    await scene.signed_up(shift, ada, bob)
    await scene.until(WEDNESDAY, 17, step=240)
    await ada.presses("coming")

    # Time and place, one after the other: one message, to who comes and to who waits.
    await moves(clara, shift, What.TIME, "16-18")
    await moves(clara, shift, What.PLACE, "Garten")
    chats = len(ada.messages), len(bob.messages), len(cem.messages)
    await scene.until(WEDNESDAY, 17, 5)
    assert (len(ada.messages), len(bob.messages)) == (chats[0] + 1, chats[1] + 1)
    assert len(cem.messages) == chats[2]
    now = await now_is(scene, shift)
    assert (now.place, now.starts_at) == ("Garten", at_local(THURSDAY, clock(16), ZONE))
    change = h.ShiftChange(was=shift, shift=now)
    assert ada.screen == reads(ada, h.ShiftsChanged(changes=(change,)))
    for word in ("17:00–19:00", "16:00–18:00", "Saal", "Garten"):
        assert word in ada.text
    waits = h.ShiftsChanged(changes=(replace(change, line=1),))
    assert bob.screen == reads(bob, waits)

    # "I'm coming" was said of the old time: it is asked anew.
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    link = f"https://t.me/lotse_test_bot?start=s_{shift.id}"
    asked = entry(now, (("Ada", False),), ("Bob",))
    assert clara.screen == reads(clara, c.RosterShift(entry=asked, begun=False, link=link))
    await ada.presses("coming")
    assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    assert ada.screen == reads(ada, reminder(now, coming=True))


async def test_several_changes_come_in_one_message_and_each_is_answered(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    tea = await scene.shift(cafe, THURSDAY)
    talk = await scene.shift(cafe, FRIDAY, task="Deutsch üben")
    await scene.signed_up(tea, ada)
    await scene.signed_up(talk, ada)

    await moves(clara, tea, What.TIME, "18-20")
    await moves(clara, talk, What.TIME, "16-18")
    await scene.until(TODAY, 9, 10, step=5)
    first, second = await now_is(scene, tea), await now_is(scene, talk)
    news = h.ShiftsChanged(
        changes=(h.ShiftChange(was=tea, shift=first), h.ShiftChange(was=talk, shift=second))
    )
    assert len(ada.messages) == 1
    assert ada.screen == reads(ada, news)
    # Each has its own answer, and the list stays for the other one.
    await ada.presses("coming_of", tea.id)
    assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    assert ada.screen == reads(ada, news)
    await ada.presses("cant_of", talk.id)
    assert ada.toast == hears(ada, v.WithdrawSaid(result=WithdrawResult.WITHDRAWN))
    await ada.says("/my")
    assert "Tee kochen" in ada.text
    assert "Deutsch üben" not in ada.text


async def test_news_at_night_wait_for_the_morning_unless_the_shift_is_near(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    far = await scene.shift(cafe, THURSDAY)
    gone = await scene.shift(cafe, FRIDAY, task="Deutsch üben")
    near = await scene.shift(cafe, TUESDAY, clock(9), clock(11), task="Frühstück")
    for one in (far, gone, near):
        await scene.signed_up(one, ada)

    await scene.until(TODAY, 22, step=240)
    chat = len(ada.messages)
    await moves(clara, far, What.PLACE, "Garten")
    await cancels(clara, gone)
    # Eleven hours before the start nobody may hear of it in the morning only.
    await cancels(clara, near)
    await scene.until(TODAY, 22, 30)
    assert len(ada.messages) == chat + 1
    assert ada.screen == reads(ada, v.ShiftCancelled(shift=near))
    assert not ada.screen.silent

    await scene.until(TUESDAY, 7, 59)
    assert len(ada.messages) == chat + 1
    await scene.until(TUESDAY, 8)
    assert len(ada.messages) == chat + 3
    change = h.ShiftChange(was=far, shift=await now_is(scene, far))
    for news in (h.ShiftsChanged(changes=(change,)), v.ShiftCancelled(shift=gone)):
        assert not ada.messages[place_of(ada, news)].silent


async def cancels(who, shift) -> None:
    """Cancel a shift by buttons."""
    await who.says("/roster")
    await who.presses("duty", shift.id)
    await who.presses("cancel_shift")
    await who.presses("cancel_yes")


async def test_a_change_that_is_taken_back_is_not_told(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, ada)

    await moves(clara, shift, What.TIME, "18-20")
    await moves(clara, shift, What.TIME, "17-19")
    await scene.until(TODAY, 10)
    assert ada.messages == {}
    await ada.says(f"/start s_{shift.id}")
    mine = view(shift, 1, mine=SignupState.CONFIRMED)
    assert ada.screen == reads(ada, card(scene, mine))
