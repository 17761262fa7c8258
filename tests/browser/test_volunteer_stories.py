"""A volunteer's weeks, pressed through on the page of the real demo: from a shift to the paper.

With LOTSE_PICTURES=1 the pictures of the documentation are made anew.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.async_api import expect

from bot.texts.languages import language_name
from bot.texts.speech import Html, isolate
from tests.support.demo import running
from tests.support.page import PATIENCE_MS, ChatPage
from tests.support.story import ZONE, Story, keep_picture, pictures_wanted

pytestmark = [pytest.mark.slow, pytest.mark.browser]
BEDS, PLACE = "Beete vorbereiten", "Begegnungsgarten, Am Wehr 5"  # in six days, 11 to 14 o'clock
HOMEWORK = "Hausaufgaben begleiten"  # in three days, 15 to 17 o'clock, one place
GARDEN = "Begegnungsgarten Süd"
EMILY = "Emily"  # who cannot come


@dataclass(frozen=True, slots=True, kw_only=True)
class Hero:
    """The volunteer of one story; ``full`` is how a paper names them."""

    name: str
    full: str
    mark: str  # what the list says to them about the first shift
    other: tuple[str, str]  # another volunteer with the language they speak


HEROES = {
    "de": Hero(
        name="Karl-Heinz",
        full="Karl-Heinz Größ-Straßburger",
        mark="✅ You are in.",
        other=("Yusuf", "ar"),
    ),
    "uk": Hero(
        name="Oksana",
        full="Оксана Ґрещук-Їжакевич",
        mark="🗣 Wanted: {languages}",
        other=("Karl-Heinz", "de"),
    ),
    "ar": Hero(
        name="Yusuf",
        full="يوسف عبد الرحمن العلي",
        mark="🗣 Needs your language: {languages}",
        other=("Oksana", "uk"),
    ),
}


def at(first: date, days: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment, counted from the day on which the demo began."""
    return datetime.combine(first + timedelta(days=days), time(hour, minute), ZONE)


async def a_shift_is_found_and_taken(told: Story, hero: Hero) -> None:
    await told.become(hero.name)
    await told.press("📅 Find a shift")
    await told.newest("📅 Find a shift")
    shown = told.page.bot_messages().last
    await told.reads(HOMEWORK)
    arabic = Html(isolate(language_name(told.words(), "ar")))
    await told.newest(hero.mark, **({"languages": arabic} if "{" in hero.mark else {}))
    await told.pictures("list")

    await told.press("🔎 Filter")
    await told.press("🧩 Kind of work: any")
    await told.newest("🧩 What kind of work?")
    await told.choose(told.words().label("🔧 Repair and garden"))
    await told.newest("✖️ Remove filters")
    await told.reads(BEDS)
    await expect(shown).not_to_contain_text(HOMEWORK)

    await told.choose(BEDS)
    helpers = told.words().say("Helpers")
    await told.newest("🧩 {role}: {free} of {all} free", role=helpers, free=4, all=4)
    await told.newest("🧩 {role}: {free} of {all} free", role="Leitung", free=1, all=1)
    await told.newest(
        "Required: {what}", what=Html(told.words().say("🎓 Introduction by the initiative"))
    )
    await told.pictures("card")
    await told.press("✋ {role}", role=helpers)
    await told.newest("✅ You are in.")
    await told.newest("🧩 {role}: {free} of {all} free", role=helpers, free=3, all=4)


async def the_map_and_the_calendar_come(told: Story) -> None:
    await told.press("📍 Map")
    pin = told.page.bot_messages().last.locator(".card.place")
    await expect(pin).to_contain_text(PLACE, timeout=PATIENCE_MS)
    await expect(pin).to_contain_text("51.93655, 7.32541")
    await told.say("/my")
    await told.newest("🗓 My shifts")
    await told.newest("✅ You are in.")
    await told.press("📆 Calendar")
    calendar = (await told.downloaded("lotse.ics")).decode()
    assert calendar.startswith("BEGIN:VCALENDAR\r\n")
    assert BEDS in calendar


async def somebody_takes_the_homework(told: Story) -> None:
    await told.become(EMILY)
    await told.press("📅 Find a shift")
    await told.choose(HOMEWORK)
    await told.press("✋ Sign up")
    await told.newest("✅ You are in.")


async def who_cannot_come_says_so_on_the_reminder(told: Story) -> None:
    await told.page.as_person(EMILY)
    await told.newest("⏰ Your shift")
    await told.press("🙁 I can't come")
    await told.counts("{n} place free", "{n} places free", 1)


async def the_alarm_is_kept(told: Story, state: Path) -> None:
    """Wait until the played Telegram has the alarm on disk: it dies with the bot, the real one not.

    What it took a moment before the kill it would have forgotten, and the bot rightly not repeated.
    """
    await told.page.as_person("Murat")
    await told.sees("⚠️ {name} cannot come at short notice.", name=EMILY)
    said = told.sentence("⚠️ {name} cannot come at short notice.", name=EMILY)
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while said not in state.read_text(encoding="utf-8"):
            await asyncio.sleep(0.05)


async def a_stand_in_is_called_and_comes(told: Story, hero: Hero, first: date) -> None:
    await told.page.as_person("Murat")
    notice = await told.sees("⚠️ {name} cannot come at short notice.", name=EMILY)
    await expect(notice).to_contain_text(HOMEWORK)
    await told.press("📋 Show the shift", on=notice)
    # The card in place of the notice; a call may be the newest message by now.
    card = await told.sees("nobody yet", about=HOMEWORK)
    await expect(card).to_contain_text(
        told.sentence("🔎 A place is open, a stand-in is looked for.")
    )

    await told.until(at(first, 3, 10, 10))
    other, language = hero.other
    await told.page.as_person(other)
    await told.newest("🙏 Can you step in?", language=language)
    await told.page.as_person(hero.name)
    await told.newest("🙏 Can you step in?")
    await told.pictures("standin")
    await told.press("✋ Yes, I can")
    await told.newest("You are in. Thank you!")

    await told.page.as_person("Murat")
    await told.sees("✅ {name} steps in.", about=HOMEWORK, name=hero.name)
    await told.page.as_person(other)
    await told.press("✋ Yes, I can", language=language)
    await told.newest("Somebody else has already taken the place. Thank you!", language=language)


async def somebody_comes_late(told: Story, hero: Hero) -> None:
    await told.page.as_person(hero.name)
    await told.sees("⏰ Your shift", about=BEDS)
    await told.newest("⏰ Your shift")
    await told.pictures("late")
    await told.press("⏱ I'm late")
    await told.newest("⏱ How many minutes late will you be?")
    await told.press("{n} min", n=15)
    await told.counts(
        "⏱ You said that you come {n} minute late.",
        "⏱ You said that you come {n} minutes late.",
        15,
    )
    await told.page.as_person("Murat")
    await told.counts(
        "⏱ {name} comes {n} minute late.",
        "⏱ {name} comes {n} minutes late.",
        15,
        name=hero.name,
    )


async def the_coordinator_notes_who_was_there(told: Story, hero: Hero) -> None:
    await told.page.as_person("Murat")
    asked = await told.sees("✅ The shift is over. Who was there?", about=BEDS)
    await expect(asked).to_contain_text(hero.name)
    await told.press("✅ All came", on=asked)
    await expect(
        told.page.bot_messages().filter(
            has_text=told.words().label("✅ came · {name}", name=hero.name)
        )
    ).to_be_visible(timeout=PATIENCE_MS)
    await told.press("🏁 Done")
    await told.newest("🏁 The list is finished. You can still change it.")


async def hours_become_a_paper(told: Story, hero: Hero) -> None:
    await told.page.as_person(hero.name)
    await told.say("/hours")
    await told.newest("🏅 Ehrenamtskarte NRW")
    await told.newest("▱")
    await told.pictures("hours")
    await told.press("📄 Certificate")
    await told.newest("For which time?")
    await told.press("∞ All hours")
    if hero.name == "Karl-Heinz":  # the one with hours in two initiatives
        await told.newest("For which initiative?")
        await told.choose(GARDEN)
    if told.language != "de":
        await told.newest("In which language? Offices in Germany usually want German.")
        await told.press("🌍 In my language")
    await told.newest("What is your full name? Please write it.")
    await told.say(hero.full)
    content = await told.downloaded(".pdf")
    paper = pypdfium2.PdfDocument(content)
    text = paper[0].get_textpage()
    said = " ".join(text.get_text_range().split())
    text.close()
    picture = paper[0].render(scale=1.2).to_pil()
    paper.close()
    for word in (*hero.full.split(), BEDS, GARDEN):
        assert word in said
    assert picture.convert("L").getextrema()[0] < 60  # something is printed
    if pictures_wanted():
        keep_picture(picture, f"certificate-{told.language}")


@pytest.mark.parametrize("language", list(HEROES))
async def test_a_volunteers_weeks_from_the_list_to_the_certificate_even_through_a_kill(
    language: str, tmp_path: Path
) -> None:
    hero, first = HEROES[language], datetime.now(ZONE).date()
    async with AsyncExitStack() as stack:
        page = await stack.enter_async_context(ChatPage.launched())
        demo = await stack.enter_async_context(running(tmp_path / "data"))
        await page.open(demo.address)
        told = Story(page, demo, language)
        await told.become("Murat")  # now: later the alarm and the call come in between
        await somebody_takes_the_homework(told)
        await a_shift_is_found_and_taken(told, hero)
        await the_map_and_the_calendar_come(told)
        await told.until(at(first, 3, 10))
        await who_cannot_come_says_so_on_the_reminder(told)
        if language == "uk":  # once is enough: a start takes seconds
            await the_alarm_is_kept(told, tmp_path / "data" / "sandbox" / "state.json")
            assert await demo.stop(signal.SIGKILL) == -signal.SIGKILL
            demo = await stack.enter_async_context(running(tmp_path / "data"))
            await page.open(demo.address)
            told = Story(page, demo, language)
        await a_stand_in_is_called_and_comes(told, hero, first)
        await told.until(at(first, 6, 9, 10))
        await somebody_comes_late(told, hero)
        await told.until(at(first, 6, 14, 30))
        await the_coordinator_notes_who_was_there(told, hero)
        await hours_become_a_paper(told, hero)
        assert page.errors == []
        assert await demo.stop() == 0
