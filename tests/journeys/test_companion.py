"""Somebody comes along: a newcomer asks by buttons, a cleared volunteer says yes, both write."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages_companion as c
from bot.domain.clearances import Kind
from bot.domain.companions import (
    AcceptResult,
    Meeting,
    PlaceKind,
    RequestState,
    Side,
    Trip,
    Wish,
    window,
)
from bot.domain.people import Role
from bot.domain.rendered import FileRef
from bot.store import initiatives
from tests.journeys.scene import (
    FRIDAY,
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    place_of,
    reads,
)
from tests.support.talk import ZONE

EARLY = c.Step.PLACE


def trip(language: str, day=THURSDAY, **how: object) -> Trip:
    """Return the appointment these stories are about."""
    start, end = window(day, 1, ZONE)
    facts = {
        "place": PlaceKind.OFFICE,
        "starts_at": start,
        "ends_at": end,
        "town": "Unna",
        "language": language,
        "wish": Wish.ANY,
        "meeting": Meeting.ENTRANCE,
    }
    return Trip(**{**facts, **how})


async def cleared(scene, initiative, name: str, language: str | None = None, boss=None):
    """Return a volunteer whom a coordinator has cleared by the button on their card."""
    who = await scene.member(name, initiative, language=language or scene.language)
    person = await who.id()
    boss = boss or await scene.coordinator(initiative, f"Boss {name}")
    await boss.says("/people")
    await boss.presses("member", initiative.id, person)
    await boss.presses("clear", initiative.id, person, Kind.COMPANION)
    return who


async def newcomer(scene, name: str = "Nour"):
    """Return somebody who has read the notice and belongs nowhere."""
    return await scene.member(name, language=scene.language)


async def asks(who, day=THURSDAY, *, wish: str = "any", meeting: str = "entrance") -> None:
    """Go through the dialogue by its buttons and send the request."""
    await who.says("/companion")
    await who.presses("companion_set", "place", "office")
    await who.presses("companion_set", "day", day.isoformat())
    await who.presses("companion_set", "window", "1")
    await who.presses("Unna")
    await who.presses("companion_set", "language", who.app_language)
    await who.presses("companion_set", "wish", wish)
    await who.presses("companion_set", "meeting", meeting)
    await who.presses("companion_send")


def number_of(who, action: str) -> int:
    """Return what the newest button with this action carries."""
    found = [
        button.press.args[0]
        for message in who.messages.values()
        for row in message.buttons
        for button in row
        if button.press is not None and button.press.action == action
    ]
    return found[-1]


def on(who, action: str) -> int:
    """Return the newest message that has a button with this action."""
    return [
        number
        for number, message in who.messages.items()
        if any(b.press and b.press.action == action for row in message.buttons for b in row)
    ][-1]


async def matched(scene):
    """Return a newcomer and the companion who has said yes, and the coordinator."""
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", boss=clara)
    nour = await newcomer(scene)
    await asks(nour)
    await scene.tick()
    await vera.presses("companion_yes")
    await scene.tick()
    return nour, vera, clara


async def test_only_buttons_are_needed_and_words_are_not_kept(scene):
    cafe = await scene.initiative()
    await cleared(scene, cafe, "Vera")
    nour = await newcomer(scene)
    await nour.says("/companion")
    assert nour.screen == reads(
        nour, c.CompanionQuestion(step=EARLY, first=True, meeting_initiative=False)
    )
    # Whoever writes about their case is told that it is not needed, and asked again.
    await nour.says("Ich habe Post vom Gericht wegen meiner Krankheit")
    assert nour.screen == reads(
        nour, c.CompanionQuestion(step=EARLY, first=False, only_buttons=True)
    )
    await nour.presses("companion_set", "place", "doctor")
    await nour.presses("companion_at", "place")
    await nour.presses("companion_set", "place", "office")
    await nour.presses("companion_set", "day", THURSDAY.isoformat())
    await nour.presses("companion_set", "window", "1")
    await nour.presses("Unna")
    await nour.presses("companion_set", "language", scene.language)
    await nour.presses("companion_set", "wish", "any")
    await nour.presses("companion_set", "meeting", "entrance")
    [mark] = nour.button("companion_send").press.args
    preview = c.CompanionPreview(
        trip=trip(scene.language), name="Nour", receiver="Sprachcafé", soon=False, mark=mark
    )
    assert nour.screen == reads(nour, preview)
    await nour.presses("companion_send")
    number = number_of(nour, "companion_change")
    card = c.CompanionRequest(
        request_id=number, trip=trip(scene.language), state=RequestState.SEARCHING, sent=True
    )
    assert nour.screen == reads(nour, card)
    said = await scene.talk.database.read(
        lambda tx: tx.all("SELECT data FROM dialog") + tx.all("SELECT text FROM companion_message")
    )
    assert not said

    # A second request is not begun beside it; it can be taken back, and asked again.
    await nour.says("/companion")
    assert nour.screen == reads(
        nour,
        c.CompanionRequest(
            request_id=number, trip=trip(scene.language), state=RequestState.SEARCHING
        ),
    )
    await nour.presses("companion_withdraw")
    await nour.presses("companion_withdraw_yes")
    gone = c.CompanionRequest(
        request_id=number, trip=trip(scene.language), state=RequestState.WITHDRAWN
    )
    assert nour.screen == reads(nour, gone)
    await nour.presses("companion_change")
    assert nour.screen == reads(nour, preview)


async def test_the_first_yes_wins_and_both_learn_name_and_place(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", boss=clara)
    willi = await cleared(scene, cafe, "Willi", boss=clara)
    nour = await newcomer(scene)
    await asks(nour)
    await scene.tick()
    for who in (vera, willi):
        [offer] = who.button("companion_yes").press.args
        call = c.CompanionCall(offer_id=offer, trip=trip(scene.language))
        assert who.screen == reads(who, call)
        assert "Nour" not in who.text

    await willi.presses("companion_yes")
    request = number_of(willi, "companion_out")
    duty = c.CompanionDuty(
        request_id=request,
        trip=trip(scene.language),
        newcomer="Nour",
        has_pin=False,
        can_write=True,
        fresh=True,
    )
    assert willi.screen == reads(willi, duty)
    await vera.presses("companion_yes")
    late = c.CompanionTooLate(trip=trip(scene.language), result=AcceptResult.TOO_LATE)
    assert vera.screen == reads(vera, late)
    await scene.tick()
    found = c.CompanionFound(
        request_id=request, trip=trip(scene.language), companion="Willi", has_pin=False
    )
    at = place_of(nour, found)
    if scene.language != "de":  # to hold the phone out at the entrance
        await nour.presses("companion_german", on=at)
        german = c.CompanionInGerman(trip=trip(scene.language), companion="Willi")
        assert nour.screen == reads(nour, german)
    # Both are reminded the day before, and Willi finds it among his shifts.
    await willi.says("/my")
    assert willi.offers("companion_duty")
    await scene.until(WEDNESDAY, 10, 30)
    for who, name, side in ((nour, "Willi", Side.NEWCOMER), (willi, "Nour", Side.COMPANION)):
        reminder = c.CompanionReminder(
            request_id=request,
            trip=trip(scene.language),
            name=name,
            side=side,
            has_pin=False,
            can_write=True,
        )
        place_of(who, reminder)


def said(request: int, note: c.TalkNote, side: Side) -> c.CompanionTalk:
    """Return the short sentence about the writing, with the ways on for this side."""
    return c.CompanionTalk(note=note, request_id=request, side=side)


async def test_both_write_through_the_bot_until_one_ends_it(scene):
    nour, vera, _ = await matched(scene)
    request = number_of(nour, "companion_write")
    await nour.presses("companion_write", on=on(nour, "companion_write"))
    await nour.says("Ich trage eine rote Jacke")
    assert nour.screen == reads(nour, said(request, c.TalkNote.SENT, Side.NEWCOMER))
    assert nour.offers("companion_write")  # one tap to write more
    await scene.tick()
    words = c.CompanionWords(request_id=request, name="Nour", text="Ich trage eine rote Jacke")
    at = place_of(vera, words)
    # A reply to the message goes to the other one, with a photo as well.
    await vera.sends(FileRef(kind="photo", file_id="p1"), "Das bin ich", reply_to=at)
    await scene.tick()
    picture = c.CompanionWords(
        request_id=request,
        name="Vera",
        text="Das bin ich",
        file=FileRef(kind="photo", file_id="p1"),
    )
    assert nour.screen == reads(nour, picture)

    at = on(nour, "companion_end")
    await nour.presses("companion_end", on=at)
    await nour.presses("companion_end_yes")
    assert nour.screen == reads(nour, said(request, c.TalkNote.ENDED, Side.NEWCOMER))
    await scene.tick()
    assert vera.screen == reads(vera, said(request, c.TalkNote.SILENCE, Side.COMPANION))
    before = len(nour.messages)
    await vera.says("Hallo?", reply_to=place_of(vera, words))
    assert vera.screen == reads(vera, said(request, c.TalkNote.CLOSED, Side.COMPANION))
    await scene.tick()
    assert len(nour.messages) == before


async def test_a_report_reaches_the_coordinator_with_the_last_words(scene):
    nour, vera, clara = await matched(scene)
    request = number_of(nour, "companion_write")
    await vera.presses("companion_write", on=on(vera, "companion_write"))
    await vera.says("Wo wohnst du genau?")
    await scene.tick()
    await nour.presses("companion_report", on=on(nour, "companion_report"))
    await nour.presses("companion_report_yes")
    assert nour.screen == reads(nour, said(request, c.TalkNote.REPORTED, Side.NEWCOMER))
    assert nour.offers("companion_mine")  # the appointment stays until somebody ends it
    await scene.tick()
    line = c.DeskLine(
        id=request,
        trip=trip(scene.language),
        state=RequestState.MATCHED,
        companion="Vera",
        reported=True,
    )
    told = c.CompanionReport(
        line=line,
        newcomer="Nour",
        by=Side.NEWCOMER,
        words=(
            c.ReportedWords(sender=Side.COMPANION, text="Wo wohnst du genau?", has_file=False),
        ),
        may_stop=True,
    )
    place_of(clara, told)
    await vera.presses("companion_write", on=on(vera, "companion_write"))
    assert vera.screen == reads(vera, said(request, c.TalkNote.SILENCE, Side.COMPANION))


async def test_nobody_found_is_told_the_day_before(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", boss=clara)
    nour = await newcomer(scene)
    await asks(nour)
    request = number_of(nour, "companion_change")
    await scene.tick()
    await vera.presses("companion_no")
    await scene.until(WEDNESDAY, 9, 30)
    said = len(nour.messages)
    await scene.until(WEDNESDAY, 10)
    missing = c.CompanionNotFound(request_id=request, trip=trip(scene.language))
    place_of(nour, missing)
    line = c.DeskLine(id=request, trip=trip(scene.language), state=RequestState.SEARCHING)
    news = c.CompanionNews(news=c.DeskNews.UNFILLED, line=line, newcomer="Nour")
    place_of(clara, news)
    await scene.until(THURSDAY, 12)
    assert len(nour.messages) == said + 1
    await nour.presses("companion_mine", on=on(nour, "companion_mine"))
    unfilled = c.CompanionRequest(
        request_id=request, trip=trip(scene.language), state=RequestState.UNFILLED
    )
    assert nour.screen == reads(nour, unfilled)


async def test_only_cleared_volunteers_are_asked_and_no_ends_it(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", boss=clara)
    other = await scene.hero(cafe)
    nour = await newcomer(scene)
    await asks(nour)
    await scene.tick()
    assert vera.offers("companion_yes")
    assert not other.messages
    await vera.presses("companion_no")
    [offer] = vera.button("companion_yes").press.args
    declined = c.CompanionCall(offer_id=offer, trip=trip(scene.language), declined=True)
    assert vera.screen == reads(vera, declined)
    said = len(vera.messages)
    await scene.until(THURSDAY, 9)
    assert len(vera.messages) == said


async def test_a_companion_can_get_out_and_the_search_goes_on(scene):
    nour, vera, clara = await matched(scene)
    request = number_of(nour, "companion_write")
    cafe_people = len(clara.messages)
    await vera.presses("companion_out", on=on(vera, "companion_out"))
    await vera.presses("companion_out_yes")
    assert vera.screen == reads(vera, c.CompanionLetGo(trip=trip(scene.language)))
    await scene.tick()
    place_of(nour, c.CompanionLost(request_id=request, trip=trip(scene.language)))
    assert len(clara.messages) > cafe_people

    # Another one who is cleared now is asked, and comes along.
    initiative = (await clara.standing()).memberships[0].initiative_id
    willi = await scene.member("Willi", language=scene.language)
    found = await scene.talk.database.read(lambda tx: initiatives.find(tx, initiative))
    await scene.joins(willi, found)
    person = await willi.id()
    await clara.says("/people")
    await clara.presses("member", initiative, person)
    await clara.presses("clear", initiative, person, Kind.COMPANION)
    await scene.until(TODAY, 16)
    await willi.presses("companion_yes")
    await scene.tick()
    place_of(
        nour,
        c.CompanionFound(
            request_id=request, trip=trip(scene.language), companion="Willi", has_pin=False
        ),
    )


async def test_a_coordinator_sees_and_stops_every_match(scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    await ada.says("/start")
    await ada.presses("companions")
    assert ada.screen == reads(ada, c.CompanionDesk(lines=()))
    vera = await cleared(scene, cafe, "Vera", boss=ada)
    nour = await newcomer(scene)
    await asks(nour)
    await scene.tick()
    await vera.presses("companion_yes")
    await scene.tick()
    request = number_of(nour, "companion_write")
    line = c.DeskLine(
        id=request, trip=trip(scene.language), state=RequestState.MATCHED, companion="Vera"
    )
    place_of(ada, c.CompanionNews(news=c.DeskNews.MATCHED, line=line, newcomer="Nour"))
    await ada.says("/start")
    await ada.presses("companions")
    assert ada.screen == reads(ada, c.CompanionDesk(lines=(line,)))
    await ada.presses("companion_see", request)
    card = c.CompanionDeskCard(line=line, newcomer="Nour", asked=1, declined=0, silent=0)
    assert ada.screen == reads(ada, card)
    await ada.presses("companion_stop")
    await ada.presses("companion_stop_yes")
    await scene.tick()
    place_of(nour, c.CompanionStopped(request_id=request, trip=trip(scene.language)))
    what = trip(scene.language)
    cancelled = c.CompanionCancelled(
        place=what.place, starts_at=what.starts_at, ends_at=what.ends_at
    )
    place_of(vera, cancelled)


async def test_a_coordinator_hears_that_nobody_speaks_the_language_and_asks_by_name(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", language=scene.other, boss=clara)
    nour = await newcomer(scene)
    await asks(nour, FRIDAY)
    await scene.tick()
    request = number_of(nour, "companion_change")
    what = trip(scene.language, FRIDAY)
    line = c.DeskLine(id=request, trip=what, state=RequestState.SEARCHING)
    place_of(clara, c.CompanionNews(news=c.DeskNews.NOBODY, line=line, newcomer="Nour"))
    await clara.presses("companion_see", on=on(clara, "companion_see"))
    await clara.presses("companion_pick")
    person = await vera.id()
    pick = c.CompanionPick(request_id=request, trip=what, people=((person, "Vera"),))
    assert clara.screen == reads(clara, pick)
    await clara.presses("companion_ask")
    await scene.tick()
    await vera.presses("companion_yes")
    await scene.tick()
    assert number_of(nour, "companion_write") == request


async def test_a_cleared_volunteer_says_when_they_are_free_and_what_they_do_not_want(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    vera = await cleared(scene, cafe, "Vera", boss=clara)
    await vera.says("/profile")
    await vera.presses("me_companion")
    assert vera.screen == reads(vera, c.CompanionProfile(cleared=True))
    await vera.presses("me_gender", "woman")
    await vera.presses("me_free")
    await vera.presses("me_free_set", "mo-am")
    assert vera.screen == reads(vera, c.FreeTimes(chosen=("mo-am",)))
    nour = await newcomer(scene)
    await asks(nour, THURSDAY)
    await scene.tick()
    assert not vera.offers("companion_yes")
    await nour.presses("companion_change")
    await nour.presses("companion_at", "day")
    await nour.presses("companion_set", "day", (TODAY + timedelta(days=7)).isoformat())
    await nour.presses("companion_send")
    await scene.tick()
    assert vera.offers("companion_yes")
    await vera.says("/settings")
    await vera.presses("opt", "companion")
    willi = await newcomer(scene, "Zoe")
    said = len(vera.messages)
    await asks(willi, TODAY + timedelta(days=7), wish="woman")
    await scene.tick()
    assert len(vera.messages) == said


async def test_who_is_no_longer_cleared_is_let_go(scene):
    nour, vera, clara = await matched(scene)
    person = await vera.id()
    initiative = (await clara.standing()).memberships[0].initiative_id
    await clara.says("/people")
    await clara.presses("member", initiative, person)
    await clara.presses("unclear", initiative, person, Kind.COMPANION)
    await scene.tick()
    request = number_of(nour, "companion_mine")
    place_of(nour, c.CompanionLost(request_id=request, trip=trip(scene.language)))
    await vera.presses("companion_write", on=on(vera, "companion_write"))
    assert vera.toast


async def test_tomorrow_is_possible_and_the_shortness_is_said(scene):
    cafe = await scene.initiative()
    await cleared(scene, cafe, "Vera")
    nour = await newcomer(scene)
    await nour.says("/companion")
    await nour.presses("companion_set", "place", "office")
    await nour.presses("companion_set", "day", TUESDAY.isoformat())
    await nour.presses("companion_set", "window", "1")
    await nour.presses("Unna")
    await nour.presses("companion_set", "language", scene.language)
    await nour.presses("companion_set", "wish", "any")
    await nour.presses("companion_set", "meeting", "station")
    [mark] = nour.button("companion_send").press.args
    preview = c.CompanionPreview(
        trip=trip(scene.language, TUESDAY, meeting=Meeting.STATION),
        name="Nour",
        receiver="Sprachcafé",
        soon=True,
        mark=mark,
    )
    assert nour.screen == reads(nour, preview)
