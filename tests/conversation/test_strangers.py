"""What people met who used Lotse without knowing it (docs/reviews/stranger-2026-11.md)."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation import dispatcher
from bot.conversation.reading import read_day
from bot.conversation.types import ChatKind, Command, Reply
from bot.domain.messages import Note, Say
from bot.domain.messages_newcomer import Chat
from bot.domain.people import Role
from bot.domain.rendered import FileRef, Rendered
from bot.domain.small_talk import SmallTalk
from bot.store import initiatives
from tests.conversation.stage import incoming
from tests.journeys.scene import TODAY, Scene, hears, note, reads
from tests.journeys.steps import writes
from tests.support.talk import Talker, open_talk

GROUP = -4711
SMALL_TALK = ("Danke schön", "ok", "😀", "Hallo", "12:30", "17:00")
VOICE = FileRef(kind="voice", file_id="AwACAgIAAxk")


@pytest.fixture
async def scene(tmp_path):
    """Return a German installation on a Monday at 9 o'clock in the morning."""
    async with open_talk(tmp_path) as talk:
        yield Scene(talk, "de")


async def planner(scene: Scene) -> Talker:
    """Return a coordinator who was just asked for the day of a shift."""
    who = await scene.hero(await scene.initiative(), Role.COORDINATOR)
    await who.says("/newshift")
    return who


# Planning


async def test_a_day_that_has_just_passed_shows_the_year_it_is_taken_for(scene: Scene):
    who = await planner(scene)
    await who.says("1.3.")  # yesterday
    assert "1. März 2027" in who.text
    for words in ("17-19", "Saal", "Tee", "3"):
        await who.says(words)
    assert "1. März 2027" in who.text


async def test_a_leap_day_shows_its_year(scene: Scene):
    who = await planner(scene)
    await who.presses("day", "2026-03-04")
    assert "2026" not in who.text
    await who.says("/newshift")
    scene.talk.clock.advance(days=400)  # April 2027
    await who.says("/newshift")
    await who.says("29.2.")
    assert "29. Februar 2028" in who.text


async def test_a_day_in_the_past_asks_for_the_day_again(scene: Scene):
    who = await planner(scene)
    await who.says("1.3.2025")
    assert "schon vorbei" in who.text
    assert who.offers("day")
    await who.presses("day", "2026-03-04")
    assert who.offers("span")


async def test_a_day_too_far_ahead_asks_for_the_day_again(scene: Scene):
    who = await planner(scene)
    await who.says("1.3.2031")
    assert "18 Monaten" in who.text
    assert who.offers("day")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("heute", date(2026, 3, 2)),
        ("Morgen", date(2026, 3, 3)),
        ("übermorgen", date(2026, 3, 4)),
        ("tomorrow", date(2026, 3, 3)),
        ("Завтра", date(2026, 3, 3)),
        ("غدا", date(2026, 3, 3)),
        ("gestern", None),
    ],
)
def test_near_days_have_names(text: str, day: date | None):
    assert read_day(text, TODAY) == day


async def test_a_command_one_may_not_use_loses_nothing_that_was_begun(scene: Scene):
    initiative = await scene.initiative()
    who = await scene.talk.joins(77, f"o_{initiative.poster_code}")
    other = scene.talk.person(78)
    await other.says(f"/start o_{initiative.poster_code}")
    await other.forges("1:lang:~de")
    await other.presses("join_yes")
    await other.presses("notice_ok")
    await other.says("/shifts")
    assert other.screen == note(other, Note.NOT_ALLOWED)
    await other.says("Berta")
    assert (await other.standing()).person.name == "Berta"
    assert (await who.standing()).person.name == "Ada"


async def test_cancel_pressed_when_all_is_done_says_that_nothing_was_cancelled(scene: Scene):
    initiative = await scene.initiative()
    who = scene.talk.person(77)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.forges("1:lang:~de")
    await who.presses("join_yes")
    await who.presses("notice_ok")
    asked = who.at
    await who.says("Berta")
    await who.presses("cancel", on=asked)
    assert who.toast == hears(who, Say(note=Note.NOTHING_TO_CANCEL))


# Questions


@pytest.mark.parametrize("text", SMALL_TALK)
async def test_small_talk_is_not_answered_with_topics(scene: Scene, text: str):
    who = await scene.member("Ada", language="de")
    await who.says(text)
    assert not who.offers("topic")
    assert who.offers("human")
    assert who.offers("topics")


async def test_thanks_get_a_kind_word_and_the_question_before_is_kept(scene: Scene):
    who = await scene.member("Ada", language="de")
    await who.says("Wo ist ein Schwimmbad?")
    await who.says("Danke!")
    assert who.screen == reads(who, Chat(talk=SmallTalk.THANKS))
    await who.presses("human")
    assert "Schwimmbad" in who.text
    await who.says("/cancel")
    await who.says("/menu")
    assert who.screen == reads(who, Chat(talk=SmallTalk.GREETING))


@pytest.mark.parametrize("text", ["Hallo, ich will sterben", "Ich will sterben, heute noch"])
async def test_words_of_danger_are_never_refused(scene: Scene, text: str):
    who = await scene.member("Ada", language="de")
    await who.says(text, replies=2)
    assert not any("keine Antwort" in one.html for one in who.messages.values())
    assert who.offers("human")


async def test_a_greeting_with_words_of_danger_is_no_greeting(scene: Scene):
    who = await scene.member("Ada", language="de")
    await who.says("Hallo, mein Mann schlägt mich", replies=2)
    assert any("110" in who.messages[one].html for one in who.messages)


@pytest.mark.parametrize("text", ["112", "116117"])
async def test_a_telephone_number_is_still_a_question(scene: Scene, text: str):
    who = await scene.member("Ada", language="de")
    await who.says(text)
    assert "112" in who.text or who.offers("topic")


async def test_a_volunteer_who_writes_that_they_are_ill_finds_their_shifts(scene: Scene):
    who = await scene.hero(await scene.initiative())
    await who.says("Ich bin krank und kann morgen nicht")
    assert who.offers("my")
    newcomer = await scene.member("Berta", language="de")
    await newcomer.says("Ich bin krank und kann morgen nicht")
    assert not newcomer.offers("my")


async def test_several_messages_become_one_question(scene: Scene):
    who = await scene.member("Ada", language="de")
    lena = await scene.member("Lena", lead=True)
    await who.says("/human")
    await who.says("Ich habe einen Brief")
    await who.says("Der Termin ist morgen")
    await who.sends(VOICE)
    await who.presses("human_yes")
    await scene.tick()
    assert "Ich habe einen Brief" in lena.text
    assert "Der Termin ist morgen" in lena.text
    assert lena.screen.file == VOICE


async def test_a_corrected_message_changes_its_own_part_of_a_question(scene: Scene):
    who = await scene.member("Ada", language="de")
    await who.says("/human")
    first = await writes(who, "Ich habe einen Prief")
    await who.says("Der Termin ist morgen")
    await writes(who, "Ich habe einen Brief", correcting=first)
    assert "Prief" not in who.text
    assert "Ich habe einen Brief\nDer Termin ist morgen" in who.text


async def test_a_voice_message_stands_in_the_inbox_as_an_attachment(scene: Scene):
    who = await scene.member("Ada", language="de")
    lena = await scene.member("Lena", lead=True, language="de")
    await who.says("/human")
    await who.sends(VOICE)
    await who.presses("human_yes")
    await lena.says("/inbox")
    assert "[Anhang]" in lena.text
    await lena.presses("thread")
    assert "Ähnliche Themen" not in lena.text


# Nights


async def test_an_announcement_in_the_night_makes_no_sound(scene: Scene):
    initiative = await scene.initiative()
    who = await scene.hero(initiative)
    clara = await scene.coordinator(initiative)
    assert not (await announced(scene, clara, who)).silent
    scene.talk.clock.advance(hours=14)  # 23 o'clock
    assert (await announced(scene, clara, who)).silent


async def announced(scene: Scene, clara: Talker, who: Talker) -> Rendered:
    """Return an announcement as it arrives."""
    await clara.says("/announce")
    await clara.says("Bitte bringt Kuchen mit")
    await clara.presses("announce_yes")
    await scene.tick()
    return who.screen


async def test_a_question_in_the_night_wakes_no_coordinator(scene: Scene):
    who = await scene.member("Ada", language="de")
    lena = await scene.member("Lena", lead=True)
    scene.talk.clock.advance(hours=14)
    await who.says("/human Wo ist das Amt?")
    await who.presses("human_yes")
    await scene.tick()
    assert lena.screen.silent


async def test_somebody_who_wants_to_join_in_the_night_wakes_no_coordinator(scene: Scene):
    initiative = await scene.initiative()
    clara = await scene.coordinator(initiative)
    scene.talk.clock.advance(hours=14)
    await scene.talk.joins(77, f"o_{initiative.poster_code}")
    await scene.tick()
    assert clara.offers("admit")
    assert clara.screen.silent


# The notice


async def test_the_german_original_of_the_notice_is_one_press_away(scene: Scene):
    initiative = await scene.initiative()
    who = scene.talk.person(77, "uk")
    await who.says(f"/start o_{initiative.poster_code}")
    await who.forges("1:lang:~uk")
    await who.presses("join_yes")
    own = who.screen
    assert "Цей переклад" in who.text
    await who.presses("notice_as", 1, 1)
    assert "Datenschutz" in who.text
    assert "Цей переклад" not in who.text
    await who.presses("notice_as", 0, 1)
    assert who.screen == own
    await who.presses("notice_as", 1, 1)
    await who.presses("notice_ok")
    await who.says("Тарас")
    assert (await who.standing()).person.name == "Тарас"
    german = await scene.member("Ada", language="de")
    await german.says("/privacy")
    assert not german.offers("notice_as")


# Groups


async def test_the_emergency_numbers_are_told_in_a_group(scene: Scene):
    clara = await scene.coordinator(await scene.initiative())
    await scene.talk.database.write(
        lambda tx: initiatives.put_group(tx, GROUP, initiative_id=None, added_by=1, now=scene.now)
    )
    said = await in_group(scene, clara, "emergency")
    assert "112" in said
    assert "110" in said
    assert "112" not in await in_group(scene, clara, "shifts")


async def in_group(scene: Scene, who: Talker, name: str) -> str:
    """Return what Lotse says to a command in a group."""

    def put(tx) -> Reply:
        return dispatcher.answer(
            tx,
            incoming(who.telegram_id, Command(name=name), chat_id=GROUP, chat=ChatKind.GROUP),
            scene.now,
            scene.talk.house,
        )

    [show] = (await scene.talk.database.write(put)).shows
    return show.message.html
