"""What Lotse promises about offers for newcomers, to those who go and those who plan them."""

from __future__ import annotations

from bot.domain import messages_activities as a
from bot.domain import messages_coordinator as c
from bot.domain.activities import Activity, BookResult
from bot.domain.announcements import Whom
from bot.domain.messages import Note
from bot.domain.people import Initiative, Role
from bot.domain.shifts import Kind, Shift
from bot.services import visits
from bot.store import activities, places, towns
from bot.store.database import Tx
from bot.store.places import Pin
from tests.journeys.scene import (
    FRIDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Scene,
    clock,
    hears,
    note,
    reads,
)
from tests.journeys.steps import newcomer
from tests.support.talk import Talker


async def offer(
    scene: Scene,
    shift: Shift,
    title: str = "Sprachcafé für alle",
    *,
    places: int | None = 2,
    childcare: bool = False,
) -> Activity:
    """Let newcomers see a shift that was planned before."""

    def put(tx: Tx) -> Activity:
        made = Activity(
            initiative_id=shift.initiative_id,
            title=title,
            languages=("de", "ar"),
            childcare=childcare,
            places=places,
        )
        number = activities.add(tx, made, scene.now)
        activities.link(tx, shift.id, number)
        found = activities.find(tx, number)
        assert found is not None
        return found

    return await scene.talk.database.write(put)


async def card(scene: Scene, who: Talker, shift: Shift, *, german: bool = False) -> a.OfferCard:
    """Return the card of a date as this person must see it now."""
    standing = await who.standing()
    view = await scene.talk.database.read(lambda tx: visits.view_for(tx, standing, shift.id))
    return a.OfferCard(view=view, german=german)


async def accepts(who: Talker) -> None:
    """Read the privacy notice that comes first, and go on."""
    await who.presses("notice_ok")


def dates(who: Talker) -> list[int | str]:
    """Return the dates on the screen."""
    return [args[0] for args in who.carried("near_see")]


async def test_offers_near_me_are_listed_filtered_and_shown(scene: Scene) -> None:
    unna = await scene.initiative("Treff", "Unna")
    kamen = await scene.initiative("Werkstatt", "Kamen")
    first = await scene.shift(unna, WEDNESDAY, kind=Kind.LANGUAGE)
    second = await scene.shift(unna, THURSDAY, kind=Kind.FOOD)
    third = await scene.shift(kamen, THURSDAY, kind=Kind.CRAFT)
    hidden = await scene.shift(unna, FRIDAY)
    await offer(scene, first, childcare=True)
    for one in (second, third):
        await offer(scene, one, places=None)
    pin = Pin(initiative_id=unna.id, name="Saal", latitude=51.5, longitude=7.7)
    await scene.talk.database.write(lambda tx: places.put(tx, pin))

    zoe = await newcomer(scene)
    await zoe.says("/offers")
    assert dates(zoe) == [first.id, second.id, third.id]
    assert hidden.task not in zoe.text

    # By town, by day, by kind: the same way in which volunteers find shifts.
    await zoe.presses("near_by")
    await zoe.presses("near_by", 3, 0, 0, 0, "")
    await zoe.presses("Kamen")
    assert dates(zoe) == [third.id]
    await zoe.presses("near_by")
    [day] = [one for one in zoe.carried("near_by") if one[0] == 1]
    await zoe.presses("near_by", *day)
    await zoe.presses("⬅️")
    await zoe.presses("near", 0, 0, 0, 0, "")
    await zoe.presses("near_by")
    await zoe.presses("near_by", 4, 0, 0, 0, "")
    await zoe.presses("near", 0, 0, 0, 0, "food")
    assert dates(zoe) == [second.id]
    await zoe.presses("near", 0, 0, 0, 0, "")

    # One date, with its map, its file for the calendar and in German.
    await zoe.presses("near_see", first.id)
    assert zoe.screen == reads(zoe, await card(scene, zoe, first))
    at = zoe.at
    await zoe.presses("near_map")
    assert zoe.screen.venue is not None
    await zoe.presses("near_ics", on=at)
    assert zoe.screen.document is not None
    assert b"BEGIN:VEVENT" in zoe.screen.document.content
    if scene.language != "de":
        await zoe.presses("near_de", on=at)
        assert zoe.messages[at] == reads(zoe, await card(scene, zoe, first, german=True))

    # Where somebody lives comes first; where nothing is on, there are ways on.
    who = await zoe.id()
    assert who is not None
    await scene.talk.database.write(lambda tx: towns.choose(tx, who, "Kamen"))
    await zoe.says("/offers")
    assert dates(zoe) == [third.id]
    scene.talk.clock.advance(days=4)
    await zoe.says("/offers")
    assert dates(zoe) == []
    for way in ("near_by", "human", "menu"):
        assert zoe.offers(way)


async def test_a_link_to_a_shift_shows_newcomers_the_offer(scene: Scene) -> None:
    cafe = await scene.initiative()
    shift = await scene.shift(cafe)
    await offer(scene, shift)
    zoe = await newcomer(scene)
    await zoe.says(f"/start s_{shift.id}")
    assert zoe.screen == reads(zoe, await card(scene, zoe, shift))
    await zoe.presses("near_help")
    assert zoe.offers("join_yes")

    # Taken off the list, the old button says so.
    await zoe.says(f"/start s_{shift.id}")
    await scene.talk.database.write(lambda tx: activities.link(tx, shift.id, None))
    await zoe.presses("near_book")
    await accepts(zoe)
    assert zoe.screen == note(zoe, Note.NOT_FOUND) or zoe.toast is not None


async def test_a_place_is_booked_never_more_than_there_are_and_given_back(scene: Scene) -> None:
    cafe = await scene.initiative()
    shift = await scene.shift(cafe)
    await offer(scene, shift, places=1)
    zoe, late = await newcomer(scene), await newcomer(scene)
    for who in (zoe, late):
        await who.says("/offers")
        await who.presses("near_see")
    book = late.button("near_book")

    await zoe.presses("near_book")
    await accepts(zoe)
    assert zoe.screen == reads(zoe, await card(scene, zoe, shift))
    assert zoe.offers("near_back")

    # Somebody else pressed an instant later: full, and what there is now.
    assert book.press is not None
    await late.presses("near_book")
    await accepts(late)
    assert late.screen == reads(late, await card(scene, late, shift))
    assert not late.offers("near_book")

    # Given back, it is free again; the old button of the first says so.
    at = zoe.at
    await zoe.presses("near_back")
    assert zoe.toast == hears(zoe, a.PlaceGivenBack())
    assert zoe.messages[at] == reads(zoe, await card(scene, zoe, shift))
    await late.says("/offers")
    await late.presses("near_see")
    await late.presses("near_book")
    assert late.toast == hears(late, a.BookSaid(result=BookResult.BOOKED))
    await late.says("/offers")
    await late.presses("near_mine")
    assert dates(late) == [shift.id]


async def test_who_goes_is_reminded_and_told_of_changes_and_cancellations(scene: Scene) -> None:
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    shift = await scene.shift(cafe, WEDNESDAY, clock(17), clock(19))
    other = await scene.shift(cafe, FRIDAY)
    await offer(scene, shift)
    await offer(scene, other, "Kochen", places=None)
    zoe = await newcomer(scene)
    for one, press in ((shift, "near_book"), (other, "near_remind")):
        await zoe.says("/offers")
        await zoe.presses("near_see", one.id)
        await zoe.presses(press)
        if one is shift:
            await accepts(zoe)

    # Moved by an hour: one message with old and new.
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    await clara.presses("change")
    await clara.presses("change_what", shift.id, "time")
    await clara.says("18-20")
    await clara.presses("change_yes")
    scene.talk.clock.advance(minutes=5)
    await scene.tick()
    for word in ("17:00–19:00", "18:00–20:00", "Sprachcafé für alle"):
        assert word in zoe.text
    assert shift.task not in zoe.text

    # The day before and two hours before, and the way to German.
    seen = len(zoe.messages)
    await scene.until(TUESDAY, 18, 30)
    assert len(zoe.messages) == seen + 1
    assert "Sprachcafé für alle" in zoe.text
    assert zoe.offers("near_back")
    if scene.language != "de":
        assert zoe.offers("near_de")
    await scene.until(WEDNESDAY, 16, 30)
    assert len(zoe.messages) == seen + 2
    await zoe.presses("near_back")
    assert zoe.toast == hears(zoe, a.PlaceGivenBack())

    # Cancelled: told, and no reminder afterwards.
    await clara.says("/roster")
    await clara.presses("duty", other.id)
    await clara.presses("cancel_shift")
    await clara.presses("cancel_yes")
    await scene.tick()
    assert "Kochen" in zoe.text
    assert zoe.offers("offers")
    seen = len(zoe.messages)
    await scene.until(FRIDAY, 18)
    assert len(zoe.messages) == seen


async def test_news_are_chosen_and_ended(scene: Scene) -> None:
    cafe = await scene.initiative()
    for day in (WEDNESDAY, THURSDAY):
        await offer(scene, await scene.shift(cafe, day, kind=Kind.LANGUAGE))
    zoe = await newcomer(scene)
    await zoe.says("/offers")
    await zoe.presses("near_by")
    await zoe.presses("near_by", 3, 0, 0, 0, "")
    await zoe.presses("Unna")
    await zoe.presses("news_town")
    await accepts(zoe)
    assert "✅" in zoe.button("news_town").label
    await zoe.presses("news_kind")
    assert "✅" in zoe.button("news_kind").label
    await zoe.presses("news_kind")
    assert "✅" not in zoe.button("news_kind").label

    # The settings show it, and end it all; choosing again brings it back.
    await zoe.says("/settings")
    await zoe.presses("opt", "offer")
    await zoe.says("/settings")
    assert zoe.offers("opt")
    await zoe.says("/offers")
    await zoe.presses("news")
    assert "✅" not in zoe.button("news_town").label
    await zoe.presses("news_town")
    assert "✅" in zoe.button("news_town").label


async def plans(who: Talker) -> None:
    """Plan a shift up to its preview."""
    await who.says("/newshift")
    await who.presses("day", THURSDAY.isoformat())
    for text in ("17-19", "Saal", "Tee kochen", "3"):
        await who.says(text)


async def test_offer_and_shift_are_planned_once(scene: Scene) -> None:
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    zoe, bob = await newcomer(scene), await scene.member("Bob", cafe)
    await plans(ada)
    await ada.presses("act_plan")
    await ada.presses("act_title")
    await ada.says("   ")
    assert ada.screen == reads(ada, a.AskOfferTitle())
    await ada.says("Deutsch sprechen")
    await ada.presses("act_langs")
    await ada.presses("act_lang", "ar")
    await ada.presses("act_draft")
    await ada.presses("act_care")
    await ada.presses("act_places")
    await ada.says("viele")
    assert ada.screen == reads(ada, a.AskOfferPlaces(not_understood=True))
    await ada.says("12")
    await ada.presses("draft")
    assert "Deutsch sprechen" in ada.text
    await ada.presses("plan_yes")

    # Newcomers see the offer, volunteers the shift.
    await zoe.says("/offers")
    assert "Deutsch sprechen" in zoe.text
    assert "Tee kochen" not in zoe.text
    await bob.says("/shifts")
    assert "Tee kochen" in bob.text

    # The next one is copied with it; the roster counts places and names nobody.
    await zoe.presses("near_see")
    await zoe.presses("near_book")
    await accepts(zoe)
    await ada.presses("duty")
    assert "12" in ada.text
    await ada.says("/newshift")
    await ada.presses("copy_last")
    assert "Deutsch sprechen" in ada.text
    await ada.presses("repeat")
    await ada.presses("repeat_as", "weekly")
    await ada.presses("repeat_until", "3m")
    if ada.offers("repeat_skip"):
        await ada.presses("repeat_skip", 1)
    assert "Deutsch sprechen" in ada.text
    await ada.presses("repeat_yes")
    await zoe.says("/offers")
    assert len(dates(zoe)) == 6

    # Changed for all of it, and one date taken off the list: whoever goes there is told.
    await ada.says("/roster")
    [first] = [args[0] for args in ada.carried("duty")][:1]
    await ada.presses("duty", first)
    await ada.presses("act_edit")
    await ada.presses("act_title")
    await ada.says("Wir reden Deutsch")
    await ada.presses("act_save")
    scene.talk.clock.advance(minutes=5)
    await scene.tick()
    assert "Wir reden Deutsch" in zoe.text
    await ada.presses("duty")
    await ada.presses("act_edit")
    await ada.presses("act_off")
    await ada.presses("act_off_yes", first, 0)
    await scene.tick()
    assert "Wir reden Deutsch" in zoe.text
    assert zoe.offers("offers")
    await zoe.says("/offers")
    assert first not in dates(zoe)
    await bob.says("/shifts")
    assert (first,) in bob.carried("shift")
    # Taken off by mistake: shown again with one press more.
    await ada.presses("act_edit", first)
    assert "Wir reden Deutsch" in ada.text
    await ada.presses("act_save")
    await zoe.says("/offers")
    assert first in dates(zoe)


async def test_an_announcement_goes_to_those_who_subscribed(scene: Scene) -> None:
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    bob = await scene.member("Bob", cafe)
    zoe, yara = await newcomer(scene), await newcomer(scene)
    for who in (zoe, yara):
        await subscribes(who)

    await ada.says("/announce")
    await ada.says("Am Samstag feiern wir.")
    for whom in Whom:
        assert ada.offers("announce_to"), whom
    await ada.presses("announce_to", Whom.NEWCOMERS)
    assert ada.screen == reads(ada, preview(cafe, ada, Whom.NEWCOMERS, 2))
    # One of them changes her mind before it is her turn.
    await ada.presses("announce_yes")
    await yara.says("/settings")
    await yara.presses("opt", "offer")
    await scene.tick()
    assert "Am Samstag feiern wir." in zoe.text
    assert zoe.offers("opt_out")
    assert "Am Samstag feiern wir." not in yara.text
    assert bob.messages == {}
    await zoe.presses("opt_out")

    # Now nobody is left of them: both together are only the volunteers.
    await ada.says("/announce")
    await ada.says("Danke euch!")
    assert not ada.offers("announce_to")
    await ada.presses("announce_yes")
    await scene.tick()
    assert "Danke euch!" in bob.text


async def subscribes(who: Talker) -> None:
    """Ask for news of the only town."""
    await who.says("/offers")
    await who.presses("news")
    if who.offers("notice_ok"):
        await accepts(who)
    await who.presses("news_town")


def preview(cafe: Initiative, ada: Talker, whom: Whom, n: int) -> c.AnnouncementPreview:
    """Return the preview of the announcement to these readers."""
    [mark] = ada.carried("announce_yes")
    return c.AnnouncementPreview(
        initiative=cafe.name,
        markup="Am Samstag feiern wir.",
        reachable=n,
        opted_out=0,
        unreachable=0,
        mark=int(mark[0]),
        whom=whom,
        choices=((Whom.MEMBERS, 1), (Whom.NEWCOMERS, 2), (Whom.EVERYBODY, 3)),
    )
