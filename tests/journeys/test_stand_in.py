"""What happens to a place that somebody gives back: the waitlist, then whoever can step in."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_offers as o
from bot.domain import messages_volunteer as v
from bot.domain.finding import AskedFor
from bot.domain.messages import Note
from bot.domain.people import Role
from bot.domain.searches import AcceptResult, SearchState
from bot.domain.shifts import ShiftRole
from bot.domain.signups import SignupState, WithdrawResult
from tests.journeys.scene import (
    FRIDAY,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    clock,
    hears,
    place_of,
    reads,
)
from tests.support.shapes import entry, view


def asked(who) -> int:
    """Return how many messages in the chat ask this person for an answer."""
    actions = [
        button.press.action
        for message in who.messages.values()
        for row in message.buttons
        for button in row
        if button.press is not None
    ]
    return actions.count("offer_yes")


def call(who, shift, role: str = "") -> o.StandinCall:
    """Return the question on this screen, as it must look."""
    [number] = who.button("offer_yes").press.args
    return o.StandinCall(shift=shift, role=role, offer_id=number)


async def cannot_come(who, shift) -> None:
    """Give a place back shortly before the shift."""
    await who.says("/my")
    await who.presses("shift", shift.id)
    await who.presses("cant")
    assert who.toast == hears(who, v.WithdrawSaid(result=WithdrawResult.LATE))


async def test_who_cannot_come_is_free_and_somebody_steps_in(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    busy = await scene.shift(cafe, TUESDAY, clock(18), clock(20), "Spülen")
    shift = await scene.shift(cafe, TUESDAY, places=1)
    await scene.signed_up(shift, ada)
    await scene.signed_up(busy, dan)
    await scene.until(TUESDAY, 9)

    await cannot_come(ada, shift)
    said = len(ada.messages)
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    link = f"https://t.me/lotse_test_bot?start=s_{shift.id}"
    looking = c.RosterShift(entry=entry(shift, searching=True), begun=False, link=link)
    assert clara.screen == reads(clara, looking)
    # With nobody on the waitlist everybody is asked who is free then; Dan is not.
    await scene.tick()
    for who in (bob, cem):
        assert who.screen == reads(who, call(who, shift))
    assert asked(dan) == 0

    await cem.presses("offer_no")
    assert cem.screen == reads(cem, o.OfferDeclined(shift=shift, left_line=False))
    await bob.presses("offer_yes")
    assert bob.screen == reads(bob, o.OfferAccepted(shift=shift, clash=None))
    await scene.tick()
    place_of(clara, o.SearchFilled(shift=shift, name="Bob", free=0))
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    found = c.RosterShift(entry=entry(shift, (("Bob", False),)), begun=False, link=link)
    assert clara.screen == reads(clara, found)

    # Ada hears nothing of the shift any more, and Cem is not asked again.
    await scene.until(TUESDAY, 20)
    assert len(ada.messages) == said
    assert asked(cem) == 0


async def test_who_waits_is_asked_before_everybody_else(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    shift = await scene.shift(cafe, TUESDAY, places=1)
    await scene.signed_up(shift, bob, ada, cem)
    await scene.until(TUESDAY, 9)

    # Less than a day before, all who wait are asked at once: the first press has the place.
    await cannot_come(bob, shift)
    await scene.tick()
    for who in (ada, cem):
        [number] = who.button("offer_yes").press.args
        offer = o.PlaceOffer(shift=shift, role="", offer_id=number, until=None)
        assert who.screen == reads(who, offer)
    assert asked(dan) == 0
    await ada.presses("offer_yes")
    assert ada.screen == reads(ada, o.OfferAccepted(shift=shift, clash=None))
    await cem.presses("offer_yes")
    taken = o.OfferGone(shift=shift, result=AcceptResult.TOO_LATE_TAKEN, others=())
    assert cem.screen == reads(cem, taken)
    await scene.until(TUESDAY, 20)
    assert asked(dan) == 0


async def test_the_waitlist_has_the_first_word_then_the_others_are_asked(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, TUESDAY, places=1)
    await scene.signed_up(shift, bob, cem)
    await scene.until(TUESDAY, 9)

    await cannot_come(bob, shift)
    await scene.tick()
    assert asked(cem) == 1
    await cem.presses("offer_no")
    assert cem.screen == reads(cem, o.OfferDeclined(shift=shift, left_line=True))
    await scene.tick()
    assert ada.screen == reads(ada, call(ada, shift))
    assert not ada.screen.silent
    await ada.presses("offer_yes")
    await ada.says("/my")
    mine = view(shift, 1, mine=SignupState.CONFIRMED)
    assert ada.screen == reads(ada, v.MyShifts(shifts=(mine,)))


async def test_people_are_asked_in_waves_and_nobody_twice(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    others = [await scene.member(f"Gast {n}", cafe) for n in range(7)]
    await ada.says("/profile")
    await ada.presses("me_speaks")
    await ada.presses("me_speak", "ar", 0)
    bob = await scene.member("Bob", cafe)
    wanting = (ShiftRole(capacity=1, languages=("ar",)),)
    shift = await scene.shift(cafe, TUESDAY, task="Reden", roles=wanting)
    await scene.signed_up(shift, bob)
    await scene.until(TUESDAY, 9)

    # Who speaks the language is asked first, and alone; half an hour later five more are.
    await cannot_come(bob, shift)
    await scene.tick()
    assert (asked(ada), sum(map(asked, (clara, *others)))) == (1, 0)
    await scene.until(TUESDAY, 9, 29, step=1)
    assert sum(map(asked, (clara, *others))) == 0
    await scene.until(TUESDAY, 9, 30)
    assert sum(map(asked, (clara, *others))) == 5
    await scene.until(TUESDAY, 10)
    assert sum(map(asked, (clara, *others))) == 8
    await scene.until(TUESDAY, 12)
    assert max(map(asked, (ada, clara, *others))) == 1

    # All say no, and the coordinator hears that nobody is left.
    for who in (ada, clara, *others):
        number = next(n for n, one in who.messages.items() if _asks(one))
        await who.presses("offer_no", on=number)
    place_of(clara, o.SearchExhausted(shift=shift, asked=9, free=1))
    await scene.tick()

    # Looking again asks nobody who has said no for this shift.
    dan = await scene.member("Dan", cafe)
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    await clara.presses("search")
    await clara.presses("search_start")
    await scene.tick()
    assert asked(dan) == 1
    assert sum(map(asked, (ada, clara, *others))) == 0


def _asks(message) -> bool:
    return any(b.press and b.press.action == "offer_yes" for row in message.buttons for b in row)


async def test_a_coordinator_sees_and_steers_the_search(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob, cem, dan = [await scene.member(name, cafe) for name in ("Bob", "Cem", "Dan")]
    await bob.says("/profile")
    await bob.presses("me_speaks")
    await bob.presses("me_speak", "ar", 0)
    role = ShiftRole(capacity=2, languages=("ar",))
    shift = await scene.shift(cafe, WEDNESDAY, task="Reden", roles=(role,))

    def card(**how: object) -> o.SearchCard:
        one = o.RoleSearch(role=role, free=2, **how)
        return o.SearchCard(shift=shift, roles=(one,), over=False)

    await ada.says("/roster")
    await ada.presses("duty", shift.id)
    await ada.presses("search")
    assert ada.screen == reads(ada, card(left=3, speakers_left=1))
    await ada.presses("search_start")
    assert ada.toast == hears(ada, o.SearchSaid(full=False))
    await scene.tick()
    # One who speaks Arabic is asked alone; whoever looks for somebody else is not asked.
    assert [asked(who) for who in (ada, bob, cem, dan)] == [0, 1, 0, 0]
    search = ada.button("search_stop").press.args[0]
    running = {
        "search_id": search,
        "state": SearchState.RUNNING,
        "asks_everybody": True,
        "asked": 1,
        "silent": 1,
        "left": 2,
        "next_at": scene.now + timedelta(hours=2),
    }
    await ada.presses("search")
    assert ada.screen == reads(ada, card(**running))
    await scene.until(TODAY, 11)
    assert [asked(who) for who in (bob, cem, dan)] == [1, 1, 1]

    # Stopped, nobody is asked further; who still says yes to a free place is welcome.
    await ada.presses("search_stop")
    assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    assert ada.offers("search_start")
    assert not ada.offers("search_stop")
    eva = await scene.member("Eva", cafe)
    await scene.until(TODAY, 15)
    assert asked(eva) == 0
    await bob.presses("offer_yes")
    assert bob.screen == reads(bob, o.OfferAccepted(shift=shift, clash=None))


async def test_a_coordinator_can_ask_everybody_at_once(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    speakers = [await scene.member(f"Gast {n}", cafe) for n in range(6)]
    for who in speakers:
        await who.says("/profile")
        await who.presses("me_speaks")
        await who.presses("me_speak", "ar", 0)
    cem = await scene.member("Cem", cafe)
    role = ShiftRole(capacity=2, languages=("ar",))
    shift = await scene.shift(cafe, WEDNESDAY, task="Reden", roles=(role,))

    await ada.says("/roster")
    await ada.presses("duty", shift.id)
    await ada.presses("search")
    await ada.presses("search_start")
    await scene.tick()
    assert sum(map(asked, speakers)) == 5
    # One speaker is left and would be asked alone; "any language" lets the others come along.
    await ada.presses("search")
    await ada.presses("search_wide")
    assert ada.toast == hears(ada, m.Say(note=Note.SAVED))
    await scene.until(TODAY, 11)
    assert sum(map(asked, speakers)) == 6
    assert asked(cem) == 1


async def test_an_offer_has_a_limit_that_stands_still_at_night(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, THURSDAY, places=1)
    spare = await scene.shift(cafe, FRIDAY, task="Spülen")
    await scene.signed_up(shift, bob, ada, cem)
    await scene.until(TODAY, 20)

    # Three days before there are six hours to think: one this evening, five tomorrow morning.
    await bob.says("/my")
    await bob.presses("shift", shift.id)
    await bob.presses("leave")
    await scene.tick()
    [number] = ada.button("offer_yes").press.args
    until = scene.now.replace(hour=12, minute=scene.now.minute) + timedelta(days=1)
    offer = o.PlaceOffer(shift=shift, role="", offer_id=number, until=until)
    assert ada.screen == reads(ada, offer)
    assert "13:00" in ada.text
    await ada.says("/my")
    waits = view(shift, 0, 2, SignupState.WAITING, 1)
    open_offer = AskedFor(offer_id=number, shift=shift, role=ShiftRole(capacity=1))
    assert ada.screen == reads(ada, v.MyShifts(shifts=(waits,), offers=(open_offer,)))
    await scene.until(TUESDAY, 12, 59)
    assert asked(cem) == 0

    # Who does not answer in time keeps the place in the line, and the next is asked.
    await scene.until(TUESDAY, 13)
    assert asked(cem) == 1
    assert not cem.screen.silent
    await ada.presses("offer_yes")
    late = o.OfferGone(shift=shift, result=AcceptResult.EXPIRED, others=(view(spare),))
    assert ada.screen == reads(ada, late)
    await cem.presses("offer_yes")
    assert cem.screen == reads(cem, o.OfferAccepted(shift=shift, clash=None))


async def test_nobody_is_woken_to_step_in(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe)
    bob, cem = await scene.member("Bob", cafe), await scene.member("Cem", cafe)
    shift = await scene.shift(cafe, TUESDAY, places=1)
    await scene.signed_up(shift, bob)
    await cem.says("/settings")
    await cem.presses("quiet")
    await cem.presses("quiet_set", "2300-0600")

    # At ten in the evening Cem is still up and asked; Ada, who has her quiet hours, is not.
    await scene.until(TODAY, 22, step=240)
    await cannot_come(bob, shift)
    await scene.tick()
    assert (asked(cem), asked(ada)) == (1, 0)
    assert not cem.screen.silent
    await scene.until(TUESDAY, 7, 59)
    assert asked(ada) == 0
    await scene.until(TUESDAY, 8)
    assert ada.screen == reads(ada, call(ada, shift))
    assert not ada.screen.silent
    assert asked(cem) == 1
