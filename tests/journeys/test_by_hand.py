"""People without Telegram, and all that a coordinator knows and keeps of the people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.domain import messages_claims as k
from bot.domain import messages_coordinator as c
from bot.domain import messages_people as p
from bot.domain.messages import Note, PrivacyNotice
from bot.domain.people import Role
from bot.domain.qualifications import Light
from bot.domain.rendered import FileRef
from bot.domain.shifts import Qualification
from bot.domain.signups import SignupResult
from tests.journeys.scene import (
    THURSDAY,
    TODAY,
    TUESDAY,
    WEDNESDAY,
    hears,
    link_on,
    note,
    reads,
)
from tests.journeys.steps import stranger


async def enters(who, name):
    """Enter somebody without Telegram who got the notice on paper today."""
    await who.says("/people")
    await who.presses("enter_person")
    await who.says(name)
    await who.presses("hand_langs_ok")
    await who.presses("hand_no_phone")
    await who.presses("hand_day", "today")
    await who.presses("hand_yes")


async def signs_up(who, name, shift):
    """Sign somebody up from the card of the shift."""
    await who.says("/roster")
    await who.presses("duty", shift.id)
    await who.presses("enter")
    await who.presses(name)


# Without Telegram


async def test_somebody_without_telegram_is_entered_with_the_paper_notice(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    await clara.says("/people")
    await clara.presses("enter_person")
    assert clara.screen == reads(clara, p.AskHandName(initiative="Sprachcafé"))
    await clara.says("Gerda")
    await clara.presses("hand_lang", "ar")
    await clara.presses("hand_lang", "de")
    spoken = p.AskHandLanguages(name="Gerda", speaks=("de", "ar"))
    assert clara.screen == reads(clara, spoken)
    await clara.presses("hand_langs_ok")
    await clara.says("02303 1234")
    assert clara.screen == reads(clara, p.AskHandDay(name="Gerda"))
    # Without the day of the notice nothing is stored, and it cannot be still to come.
    await clara.says("3.3.2026")
    assert clara.screen == reads(clara, p.AskHandDay(name="Gerda", future=True))
    await clara.says("27.2.")
    assert "+4923031234" in clara.plain
    saved = [one for one in clara.plain.splitlines() if one.startswith(("🗣", "📞", "📄"))]
    assert len(saved) == 3
    await clara.presses("hand_yes")
    [(_, gerda)] = clara.carried("member")
    done = p.HandDone(
        initiative_id=cafe.id, initiative="Sprachcafé", person_id=gerda, name="Gerda"
    )
    assert clara.screen == reads(clara, done)
    await clara.presses("member")
    assert [one for one in saved if one not in clara.plain.splitlines()] == []


async def test_without_the_day_of_the_notice_nobody_is_stored(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    await clara.says("/people")
    before = clara.text
    await clara.presses("enter_person")
    await clara.says("Gerda")
    await clara.presses("hand_langs_ok")
    await clara.presses("hand_no_phone")
    assert not clara.offers("hand_yes")
    await clara.presses("cancel")
    await clara.says("/people")
    assert clara.text == before


async def test_a_wrong_entry_is_taken_back_at_once(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    await clara.says("/people")
    before = clara.text
    await enters(clara, "Gerda")
    await clara.presses("hand_undo")
    await clara.presses("people_in")
    assert clara.text == before


async def test_people_without_telegram_count_like_all_others(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    bob = await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, TUESDAY, places=1)
    await enters(clara, "Gerda")
    await signs_up(clara, "Gerda", shift)
    said = p.EnterSaid(name="Gerda", result=SignupResult.CONFIRMED)
    assert clara.toast == hears(clara, said)

    # The place is taken, and the roster says whom one has to call.
    await bob.says("/shifts")
    await bob.presses("shift", shift.id)
    await bob.presses("take")
    assert bob.offers("leave")
    await clara.says("/roster")
    assert "Gerda ☎️" in clara.plain
    assert "Bob" in clara.plain
    assert "🟢" in clara.plain

    # Afterwards she was there, and her hours can be certified.
    await scene.until(TUESDAY, 20)
    await clara.presses("Gerda")
    await clara.says("/people")
    await clara.presses("Gerda")
    await clara.presses("certificate_for")
    assert clara.offers("paper_span")


async def test_giving_back_the_place_of_somebody_without_telegram(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    bob = await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, THURSDAY, places=1)
    await enters(clara, "Gerda")
    await signs_up(clara, "Gerda", shift)
    await scene.signed_up(shift, bob)
    await clara.presses("Gerda")
    asked = p.TakeOutAsk(
        shift=shift,
        person_id=clara.carried("take_out_yes")[0][1],
        name="Gerda",
        waits=False,
        by_hand=True,
    )
    assert clara.screen == reads(clara, asked)
    await clara.presses("take_out_yes")
    await scene.tick()
    # Who waited is asked, as with everybody's place.
    assert bob.offers("offer_yes")


async def test_cancelling_names_how_many_one_has_to_call(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    bob = await scene.member("Bob", cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, bob)
    await enters(clara, "Gerda")
    await signs_up(clara, "Gerda", shift)
    await clara.presses("duty")
    await clara.presses("cancel_shift")
    assert clara.screen == reads(clara, c.CancelAsk(shift=shift, concerned=1, to_call=1))
    await clara.presses("cancel_yes")
    assert clara.screen == reads(clara, c.CancelDone(shift=shift, told=1, to_call=1))
    assert "☎️" in clara.text
    await scene.tick()
    assert len(bob.messages) == 1


# The personal link


async def with_a_link(scene):
    """Return coordinator, link and shift of Gerda, who was entered by hand."""
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    shift = await scene.shift(cafe, WEDNESDAY)
    await enters(clara, "Gerda")
    await signs_up(clara, "Gerda", shift)
    await clara.says("/people")
    await clara.presses("Gerda")
    card = clara.at
    await clara.presses("claim")
    assert clara.at != card, "the link replaced the card"
    return clara, link_on(clara), shift


async def test_a_personal_link_joins_record_and_account_and_apart_again(scene):
    clara, link, shift = await with_a_link(scene)
    garden = await scene.initiative("Garten", "Kamen")
    ada = await scene.hero(garden)
    beds = await scene.shift(garden, THURSDAY, task="Beete")
    await scene.signed_up(beds, ada)

    await ada.says(f"/start {link}")
    preview = k.ClaimPreview(
        name="Gerda",
        initiative="Sprachcafé",
        record=k.Share(coming=1, past=0, initiatives=("Sprachcafé",)),
        own=k.Share(coming=1, past=0, initiatives=("Garten",)),
    )
    assert ada.screen == reads(ada, preview)
    await ada.presses("claim_yes")
    assert ada.screen == reads(ada, k.ClaimDone(name="Gerda", initiative="Sprachcafé"))
    await ada.says("/my")
    assert ada.carried("shift") == [(shift.id,), (beds.id,)]

    # The coordinator is told and sees who it is now.
    await scene.tick()
    [(merge,)] = clara.carried("unmerge")
    merged = k.Merged(merge_id=merge, initiative="Sprachcafé", name="Gerda", days=14)
    assert replace(clara.screen, silent=False) == reads(clara, merged)
    told = clara.at
    await clara.says("/roster")
    assert "Gerda ☎️" not in clara.plain
    assert "Gerda" in clara.plain

    # It was somebody else: both have again what they had.
    await clara.presses("unmerge", on=told)
    await clara.presses("unmerge_yes")
    await scene.tick()
    assert replace(ada.screen, silent=False) == reads(ada, k.Unmerged(initiative="Sprachcafé"))
    await ada.says("/my")
    assert ada.carried("shift") == [(beds.id,)]
    await clara.says("/roster")
    assert "Gerda ☎️" in clara.plain


async def test_hours_of_the_record_become_mine(scene):
    clara, link, shift = await with_a_link(scene)
    await scene.until(WEDNESDAY, 20)
    await clara.presses("attend_all")
    ada = await scene.hero(await scene.initiative("Garten", "Kamen"))
    await ada.says("/hours")
    assert not ada.offers("paper")
    await ada.says(f"/start {link}")
    await ada.presses("claim_yes")
    await ada.says("/hours")
    assert shift.task in ada.text
    await ada.presses("paper")
    assert ada.offers("paper_span")


async def test_a_personal_link_shows_the_notice_to_who_is_new(scene):
    _, link, shift = await with_a_link(scene)
    ada = stranger(scene)
    await ada.says(f"/start {link}")
    await ada.presses("lang", scene.language)
    notice = PrivacyNotice(contact=scene.talk.house.contact, confirm=True)
    assert ada.screen == reads(ada, notice)
    await ada.presses("notice_ok")
    preview = k.ClaimPreview(
        name="Gerda",
        initiative="Sprachcafé",
        record=k.Share(coming=1, past=0, initiatives=("Sprachcafé",)),
        own=k.Share(coming=0, past=0, initiatives=()),
    )
    assert ada.screen == reads(ada, preview)
    await ada.presses("claim_yes")
    await ada.says("/my")
    assert ada.carried("shift") == [(shift.id,)]
    # The link has done its work.
    other = stranger(scene, "Eve")
    await other.says(f"/start {link}")
    await other.presses("lang", scene.language)
    assert other.screen.html == note(other, Note.CODE_USED).html


async def test_a_personal_link_that_reached_somebody_else_dies(scene):
    clara, link, shift = await with_a_link(scene)
    garden = await scene.initiative("Garten", "Kamen")
    ada = await scene.hero(garden)
    await ada.says(f"/start {link}")
    await ada.presses("claim_no")
    assert ada.screen == reads(ada, k.ClaimDeclined())
    await ada.says("/my")
    assert ada.carried("shift") == []
    await scene.tick()
    [(initiative, gerda)] = clara.carried("member")
    refused = k.ClaimRefused(
        initiative_id=initiative, initiative="Sprachcafé", person_id=gerda, name="Gerda"
    )
    assert replace(clara.screen, silent=False) == reads(clara, refused)
    await clara.says("/roster")
    await clara.presses("duty", shift.id)
    assert "Gerda ☎️" in clara.plain
    await ada.says(f"/start {link}")
    assert ada.screen == note(ada, Note.CODE_USED)


# Qualifications


CONDUCT, INTRODUCTION = Qualification.CONDUCT, Qualification.INTRODUCTION
UNTIL = date(2026, 5, 10)


async def seen_until(scene):
    """Return coordinator and hero, whose certificate of conduct counts until UNTIL."""
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    await clara.says("/people")
    await clara.presses("Ada")
    await clara.presses("qualifications")
    await clara.presses("qual", cafe.id, await ada.id(), CONDUCT)
    await clara.says("10.5.2023")
    await clara.presses("qual_until", 3)
    await scene.tick()
    return cafe, clara, ada


def standing(light):
    """Return the lines about qualifications: the introduction was not seen."""
    conduct = p.QualificationLine(
        kind=CONDUCT, light=light, seen_on=date(2023, 5, 10), valid_until=UNTIL
    )
    unseen = p.QualificationLine(kind=INTRODUCTION, light=Light.NONE)
    return tuple(conduct if kind is CONDUCT else unseen for kind in Qualification)


async def test_a_qualification_has_two_days_and_a_light(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    ada = await scene.member("Ada", cafe)
    await clara.says("/people")
    await clara.presses("Ada")
    await clara.presses("qualifications")
    about = {"initiative_id": cafe.id, "person_id": await ada.id(), "name": "Ada"}
    await clara.presses("qual", cafe.id, await ada.id(), CONDUCT)
    asked = p.AskSeenDay(**about, kind=CONDUCT)
    assert clara.screen == reads(clara, asked)
    # It may have been seen in the past only.
    await clara.says("3.3.2026")
    assert clara.screen == reads(clara, replace(asked, refused=True))
    await clara.says("10.5.2023")
    assert clara.screen == reads(clara, p.AskUntil(**about, kind=CONDUCT, years=(3, 5)))
    await clara.presses("qual_until", 3)

    for day, light in (
        (TODAY, Light.VALID),
        (UNTIL - timedelta(days=30), Light.SOON),
        (UNTIL + timedelta(days=1), Light.OUT),
    ):
        scene.talk.clock.at += day - scene.now.date()
        await clara.says("/people")
        await clara.presses("Ada")
        await clara.presses("qualifications")
        shown = p.Qualifications(**about, lines=standing(light))
        assert clara.screen == reads(clara, shown)
    await clara.presses("qual_drop")
    unseen = tuple(p.QualificationLine(kind=kind, light=Light.NONE) for kind in Qualification)
    assert clara.screen == reads(clara, p.Qualifications(**about, lines=unseen))


async def test_both_are_told_once_before_a_qualification_runs_out(scene):
    cafe, clara, ada = await seen_until(scene)
    ends = p.QualificationEnds(
        initiative_id=cafe.id,
        initiative="Sprachcafé",
        person_id=await ada.id(),
        name="",
        kind=CONDUCT,
        until=UNTIL,
        out=False,
    )
    await scene.until(UNTIL - timedelta(days=61), 20, step=720)
    heard = len(clara.messages)
    noted = reads(ada, p.QualificationNoted(initiative="Sprachcafé", kind=CONDUCT))
    assert list(ada.messages.values()) == [noted]
    await scene.until(UNTIL - timedelta(days=60), 9, 30)
    told = [replace(one, silent=False) for one in ada.messages.values()]
    assert told == [noted, reads(ada, ends)]
    assert replace(clara.screen, silent=False) == reads(clara, replace(ends, name="Ada"))
    await scene.until(UNTIL, 20, step=720)
    assert (len(ada.messages), len(clara.messages)) == (2, heard + 1)
    await scene.until(UNTIL + timedelta(days=1), 20)
    assert replace(ada.screen, silent=False) == reads(ada, replace(ends, out=True))
    assert (len(ada.messages), len(clara.messages)) == (3, heard + 2)


async def test_the_document_itself_is_never_taken(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    ada = await scene.member("Ada", cafe)
    await clara.says("/people")
    await clara.presses("Ada")
    await clara.presses("qualifications")
    await clara.presses("qual", cafe.id, await ada.id(), CONDUCT)
    await clara.sends(FileRef(kind="document", file_id="fuehrungszeugnis"))
    about = {"initiative_id": cafe.id, "person_id": await ada.id(), "name": "Ada"}
    assert clara.screen == reads(clara, p.AskSeenDay(**about, kind=CONDUCT, refused=True))
    await clara.says("/mydata")
    assert clara.screen.document is not None
    assert b"fuehrungszeugnis" not in clara.screen.document.content


# The list


async def test_a_member_is_found_by_a_part_of_the_name(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    for name in ("Bob", "Bogdan", "Zoë"):
        await scene.member(name, cafe)
    await enters(clara, "Gerda")
    await clara.says("/people")
    for part in ("Bob", "Bogdan", "Zoë", "Gerda", "📵"):
        assert part in clara.plain
    await clara.presses("people_find")
    await clara.says("BO")
    assert len(clara.carried("member")) == 2
    await clara.says("zoe")
    assert len(clara.carried("member")) == 1
    await clara.presses("member")
    assert "Zoë" in clara.plain


async def test_signing_up_and_giving_back_for_somebody_tells_them(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await clara.says("/people")
    await clara.presses("Ada")
    await clara.presses("enter_for")
    await clara.presses("enter_who")
    await scene.tick()
    entered = p.Entered(shift=shift, by="Clara")
    assert replace(ada.screen, silent=False) == reads(ada, entered)
    await ada.says("/my")
    assert ada.carried("shift") == [(shift.id,)]

    await clara.presses("Ada")
    await clara.presses("take_out_yes")
    await scene.tick()
    out = p.TakenOut(shift=shift, by="Clara")
    assert replace(ada.screen, silent=False) == reads(ada, out)
    await ada.says("/my")
    assert ada.carried("shift") == []


async def test_removing_somebody_is_confirmed_and_told(scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    ada = await scene.hero(cafe)
    shift = await scene.shift(cafe, THURSDAY)
    await scene.signed_up(shift, ada)
    await clara.says("/people")
    await clara.presses("Ada")
    await clara.presses("remove")
    asked = p.RemoveAsk(
        initiative_id=cafe.id,
        initiative="Sprachcafé",
        person_id=await ada.id(),
        name="Ada",
        coming=1,
        erases=False,
    )
    assert clara.screen == reads(clara, asked)
    await clara.presses("remove_yes")
    done = p.RemoveDone(initiative_id=cafe.id, name="Ada", coming=1, erased=False)
    assert clara.screen == reads(clara, done)
    await clara.presses("people_in")
    assert "Ada" not in clara.plain
    await scene.tick()
    assert replace(ada.screen, silent=False) == reads(ada, p.Removed(initiative="Sprachcafé"))
    await clara.says("/roster")
    assert "Ada" not in clara.plain


async def test_removing_somebody_without_telegram_deletes_the_record(scene):
    cafe = await scene.initiative()
    clara = await scene.hero(cafe, Role.COORDINATOR, "Clara")
    await enters(clara, "Gerda")
    await clara.presses("member")
    await clara.presses("remove")
    [(_, gerda)] = clara.carried("remove_yes")
    asked = p.RemoveAsk(
        initiative_id=cafe.id,
        initiative="Sprachcafé",
        person_id=gerda,
        name="Gerda",
        coming=0,
        erases=True,
    )
    assert clara.screen == reads(clara, asked)
    await clara.presses("remove_yes")
    await clara.presses("people_in")
    assert "Gerda" not in clara.plain
