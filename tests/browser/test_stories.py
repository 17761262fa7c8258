"""The three stories, pressed through on the page of the real demo: coordinator, volunteer, newcomer.

With LOTSE_PICTURES=1 the pictures of the documentation are made anew.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from bot.texts.catalogue import own_name
from tests.support.demo import running
from tests.support.page import ChatPage
from tests.support.story import ZONE, Story

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
]
TASK = "Kochabend vorbereiten"
QUESTIONS = {
    "de": "Wo melde ich meine neue Adresse an?",
    "ar": "أين أسجل عنواني الجديد؟",
    "uk": "Де зареєструвати нову адресу?",
}
WORRIES = {
    "de": "Mein Vermieter will den Schlüssel meines Fahrrads behalten, ist das richtig?",
    "ar": "جاري يريد الاحتفاظ بمفتاح دراجتي، هل هذا صحيح؟",
    "uk": "Сусід хоче залишити собі ключ від мого велосипеда, це правильно?",
}


async def a_coordinator_plans_a_shift_and_volunteers_fill_it(told: Story) -> None:
    await told.become("Murat")
    await told.press("➕ New shift")
    await told.choose("Sprachcafé Lindenhof")
    day = datetime.now(ZONE).date() + timedelta(days=3)
    await told.choose(told.words().short_date(day))
    await told.choose("17:00–19:00")
    await told.say("Stadtteilküche, Hafenstraße 7")
    await told.say(TASK)
    await told.newest("How many people are needed?")
    await told.choose("2")
    await told.sees("Is this right?")
    await told.picture("plan")
    await told.press("✅ Yes, plan it")
    await told.sees("✅ The shift is planned and open for sign-ups.")

    for name in ("Oksana", "Yusuf", "Emily"):
        await told.become(name)
        await told.press("📅 Find a shift")
        await told.choose(TASK)
        if name == "Oksana":
            await told.picture("shift")
        if name == "Emily":
            await told.press("⏳ Join the waitlist")
            await told.page.wait_for_bot("1")
        else:
            await told.press("✋ Sign up")
            await told.sees("✅ You are in.")


async def a_reminder_comes_when_the_clock_goes_on(told: Story) -> None:
    await told.page.as_person("Oksana")
    today = datetime.now(ZONE).date()
    start = datetime.combine(today + timedelta(days=3), time(17), ZONE)
    # Half an hour after the reminder that comes 24 hours before.
    await told.until(start - timedelta(hours=23.5))
    await told.newest("⏰ Your shift")
    await told.press("👍 I'm coming")
    await told.sees("👍 You said that you are coming.")
    await told.picture("reminder")


async def a_newcomer_gets_an_answer_and_then_a_human(told: Story) -> None:
    await told.page.as_person("Amal")
    await told.page.page.get_by_test_id("start").click()
    await told.page.wait_for_bot("112")
    await told.picture("language")
    await told.choose(own_name(told.language))
    await told.press("❓ I have a question")
    await told.say(QUESTIONS[told.language])
    await told.page.page.locator("[data-button]").filter(has_text="👍").last.wait_for()
    await told.picture("answer")
    await told.say(WORRIES[told.language])
    await told.press("🙋 Ask a human")
    await told.press("✅ I have read this")
    await told.sees("Shall I send it?")
    await told.press("✅ Yes, send it")
    await told.sees("The answer comes here.")

    await told.page.as_person("Sabine")
    arrived = await told.page.wait_for_bot(WORRIES[told.language][:20])
    await told.picture("question")
    await arrived.hover()
    await arrived.locator('[data-action="reply"]').click()
    await told.page.send("Nein, das darf er nicht. Kommen Sie morgen um 10 Uhr zu uns.")
    await told.page.as_person("Amal")
    await told.page.wait_for_bot("morgen um 10 Uhr")
    await told.picture("human")


async def an_announcement_reaches_the_volunteers(told: Story) -> None:
    await told.become("Murat")
    await told.press("📢 Announce")
    await told.choose("Sprachcafé Lindenhof")
    await told.say("Am Samstag ist Sommerfest. Bringen Sie etwas zu essen mit!")
    await told.sees("This is how it will look:")
    await told.press("📢 Send now")
    await told.sees("✅ Announcement sent")
    await told.picture("announcement")
    await told.page.as_person("Karl-Heinz")
    await told.page.wait_for_bot("Sommerfest")


async def the_page_fits_a_phone(told: Story) -> None:
    await told.page.phone()
    await told.page.as_person("Oksana")
    await told.say("/shifts")
    await told.picture("phone")
    await told.page.desktop()


@pytest.mark.parametrize("language", ["de", "ar", "uk"])
async def test_the_three_stories_in_one_sitting(language: str, tmp_path: Path) -> None:
    async with running(tmp_path / "data") as demo, ChatPage.launched() as page:
        await page.open(demo.address)
        told = Story(page, demo, language)
        for step in (
            a_coordinator_plans_a_shift_and_volunteers_fill_it,
            a_reminder_comes_when_the_clock_goes_on,
            a_newcomer_gets_an_answer_and_then_a_human,
            an_announcement_reaches_the_volunteers,
            the_page_fits_a_phone,
        ):
            await step(told)
        assert page.errors == []
        assert await demo.stop() == 0
