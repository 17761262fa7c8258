"""A newcomer's day, pressed through on the page of the real demo, and what those who help see of it.

With LOTSE_PICTURES=1 the pictures of the documentation are made anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from bot.faq.glossary import explain
from bot.texts.catalogue import own_name
from tests.support.demo import running
from tests.support.page import PATIENCE_MS, ChatPage
from tests.support.story import ZONE, Story
from tests.support.talk import the_faq

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WHO = "Amal"
DESK = "Murat"  # who reads German, whatever the newcomer speaks
CAFE, TOWN = "Sprachcafé Lindenhof", "Musterstadt"
VIOLENCE, SCHOOL, LETTERS = (
    "violence-against-women",
    "school-enrolment",
    "official-letters-and-deadlines",
)
HOMEWORK = "Hilfe bei den Hausaufgaben"  # in three days, six places
LETTER = "Bescheid"
ANSWER = "Kommen Sie morgen um 10 Uhr zu uns."
# What the documentation shows of these stories: not every picture in every language.
PICTURES = frozenset(
    {
        *(f"phone-answer-{language}" for language in ("de", "ar", "uk")),
        "phone-danger-ar",
        "phone-letter-uk",
        "phone-topics-ar",
        "phone-addresses-de",
        "phone-addresses-ar",
        "phone-consent-ar",
        "handover-desk-ar",
        "phone-ready-reply-uk",
        "phone-handover-ar",
        "phone-handover-uk",
        "offers-uk",
        "phone-offers-ar",
        "companion-de",
        "phone-companion-ar",
        "phone-pair-uk",
    }
)
MEET = "Ich warte am Eingang, mit einer roten Mappe."


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """What the newcomer of one story says, and which volunteer speaks the language."""

    danger: str
    school: str
    worry: str
    companion: str


TONGUES = {
    "de": Tongue(
        danger="Mein Mann schlägt mich",
        school="Wo melde ich mein Kind in der Schule an?",
        worry="Ich habe einen Brief von der Schule und verstehe die Frist nicht.",
        companion="Karl-Heinz",
    ),
    "ar": Tongue(
        danger="زوجي يضربني",
        school="كيف أسجل طفلي في المدرسة؟",
        worry="وصلتني رسالة من المدرسة ولا أفهم الموعد النهائي.",
        companion="Yusuf",
    ),
    "uk": Tongue(
        danger="Мій чоловік б'є мене",
        school="Як записати дитину до школи?",
        worry="Мені прийшов лист зі школи, і я не розумію, до якого дня відповісти.",
        companion="Oksana",
    ),
}


def title(slug: str, language: str) -> str:
    """Return what a topic is called in a language."""
    topic = the_faq().topic(slug, language)
    assert topic is not None
    return topic.title


async def shown(told: Story, text: str) -> Locator:
    """Wait for a message of the bot with a text that is no sentence of ours."""
    found = told.page.bot_messages().filter(has_text=text).last
    await found.wait_for()
    return found


async def words_of_danger_bring_numbers_first(told: Story, tongue: Tongue) -> None:
    await told.page.as_person(WHO)
    await told.page.page.get_by_test_id("start").click()
    await told.page.wait_for_bot("112")
    await told.choose(own_name(told.language))
    await told.press("❓ I have a question")
    await told.newest("Please write your question in your own words, in any language.")
    await told.say(tongue.danger)
    card = await told.sees("Are you or is somebody else in danger? Please call now:")
    answer = await shown(told, title(VIOLENCE, told.language))
    phones = answer.locator("[data-button]").filter(has_text="📞")
    await expect(phones).to_have_count(2)
    await expect(phones.first).to_contain_text("110")
    # The first lines and the numbers are there at once, the rest opens with a press.
    rest = answer.locator("blockquote.expandable")
    await expect(rest).to_have_class("expandable folded")
    await told.phone_picture("danger", on=card)
    await told.phone_picture("answer", on=answer)
    await answer.locator("button.fold").click()
    await expect(rest).to_have_class("expandable")
    if told.language != "de":
        await told.press("🇩🇪 Show in German", on=answer)
        german = await shown(told, title(VIOLENCE, "de"))
        await told.press("⬅️ Back to my language", on=german)
        await shown(told, title(VIOLENCE, told.language))


async def a_word_of_a_letter_leads_to_topics(told: Story) -> None:
    await told.say(LETTER)
    await told.newest("🇩🇪 {word}", word=LETTER)
    explained = explain(the_faq().content, LETTER, told.language)
    assert explained is not None
    await told.reads(explained[0])
    await told.phone_picture("letter")
    await told.choose(title(LETTERS, told.language))
    await told.reads(told.words().label("👍 Helpful"))  # the title stood on the button, too
    await told.press("📚 Topics")
    await told.newest("Choose a group, or write your question in your own words.")
    await told.phone_picture("topics")
    await told.press("🧒 Children and school")
    await told.newest("Choose a topic, or write your question in your own words.")
    await told.choose(title(SCHOOL, told.language))
    await told.reads(told.words().label("👍 Helpful"))


async def an_answer_has_the_addresses_of_my_town(told: Story, tongue: Tongue) -> None:
    await told.say(tongue.school)
    await told.reads("Kommunales Integrationszentrum")  # for all towns
    answer = told.page.bot_messages().last
    await expect(answer).not_to_contain_text("Schulberatung für neu Zugewanderte")
    await told.press("🏘 Choose my town")
    await told.press("✅ I have read this")
    await told.newest("🏘 My town")
    await told.choose(TOWN)
    await told.reads("Schulberatung für neu Zugewanderte")
    await told.reads("+492000123456")
    await told.phone_picture("addresses")


async def a_question_goes_to_a_human(told: Story, tongue: Tongue) -> None:
    await told.press("🙋 Ask a human")
    await told.newest("Shall I send it?")
    await told.press("✏️ Write it again")
    await told.say(tongue.worry)
    await told.press("🔁 To somebody else")
    await told.choose(CAFE)
    await told.newest(
        "{receiver} will read your question. Your name and number are not shown.", receiver=CAFE
    )
    await told.reads(tongue.worry)
    await told.phone_picture("consent")
    await told.press("✅ Yes, send it")
    await told.newest("Your question is with {receiver}.", receiver=CAFE)


async def the_desk_answers_in_both_languages(told: Story, tongue: Tongue) -> None:
    await told.page.as_person(DESK)
    arrived = await shown(told, tongue.worry)
    await expect(arrived).not_to_contain_text(WHO)
    await expect(arrived.locator("[data-button]").filter(has_text="📚")).to_have_count(3)
    await told.say("/inbox")
    inbox = await told.sees("📥 Questions", "de", about=tongue.worry[:12])
    await inbox.locator("[data-button]").first.click()
    ready = inbox.locator("[data-button]").filter(
        has_text=told.words("de").label("💬 Ready replies")
    )
    await expect(ready).to_be_visible(timeout=PATIENCE_MS)  # the thread, in place of the list
    await told.pictures("handover-desk")
    await ready.click()
    await told.press("📷 Photo of the letter?", language="de")
    await told.newest(
        "Please send a photo of the letter, with all its pages.", language=told.language
    )
    await told.phone_picture("ready-reply")
    await told.press("✅ Send", language="de")
    await arrived.hover()
    await arrived.locator('[data-action="reply"]').click()
    await told.page.send(ANSWER)
    await told.sees("Your answer is on its way.", "de")


async def the_newcomer_reads_both_answers(told: Story) -> None:
    await told.page.as_person(WHO)
    ready = await told.sees("Please send a photo of the letter, with all its pages.")
    await expect(ready).to_contain_text(told.sentence("🙋 {receiver} writes:", receiver=CAFE))
    own = await shown(told, ANSWER)
    await told.phone_picture("handover", on=ready)
    await told.press("✅ My question is answered", on=own)
    await told.sees("The question is closed. Thank you!")


async def an_offer_is_found_and_booked(told: Story) -> None:
    await told.say("/offers")
    await told.newest("🌍 Offers near you")
    await told.reads(HOMEWORK)
    await told.pictures("offers")
    await told.choose(HOMEWORK)
    await told.counts("🎟 {n} place free", "🎟 {n} places free", 6)
    await told.press("🎟 Book a place")
    await told.newest("✅ You have a place.")
    await told.counts("🎟 {n} place free", "🎟 {n} places free", 5)


async def the_desk_clears_a_volunteer(told: Story, name: str) -> None:
    await told.page.as_person(DESK)
    await told.say("/people")
    # Nothing here is "the newest message": that the question is answered may come in between.
    await told.choose(CAFE, on=await told.sees("For which initiative?", "de"))
    people = await told.sees("👥 People of {initiative}", "de", initiative=CAFE)
    await told.choose(name, on=people)
    card = await told.sees("🚶 Coming along: not cleared", "de")
    await told.press("➕ 🚶 Coming along", on=card, language="de")
    await told.sees("🚶 Coming along: cleared", "de")


async def a_companion_is_asked_for_by_buttons(told: Story, day: date) -> None:
    await told.page.as_person(WHO)
    await told.say("/companion")
    await told.newest("Where do you have to go?")
    await told.press("🏛 Office or authority")
    await told.choose(told.words().short_date(day))
    await told.choose("10:00–12:00")
    await told.choose(TOWN)
    await told.newest("Which language shall your companion speak?")
    await told.choose(own_name(told.language))
    await told.press("👤 A woman or a man")
    await told.press("🚪 At the entrance")
    await told.newest("What is your first name?")
    await told.choose(WHO)
    await told.newest("Your first name: {name}", name=WHO)
    await told.pictures("companion")
    await told.press("✅ Send")
    await told.newest("✅ Sent. I am looking for somebody and tell you here.")


async def both_learn_of_each_other_and_write(told: Story, name: str) -> None:
    await told.page.as_person(name)
    call = await told.sees("🚶 Can you come along?")
    await expect(call).not_to_contain_text(WHO)
    await told.press("✋ I'll come along", on=call)
    duty = await told.sees("🚶 You accompany {name}.", name=WHO)
    await told.press("✍️ Write", on=duty)
    await told.sees("Please write your message now.")
    await told.say(MEET)
    await told.sees("Your message is on its way.")

    await told.page.as_person(WHO)
    found = await told.sees("🎉 {name} comes along.", name=name)
    await expect(found).to_contain_text(told.sentence("📌 Meeting point: at the entrance"))
    words = await told.sees("💬 {name} writes:", about=MEET, name=name)
    await expect(words.locator("[data-button]")).to_have_count(3)
    await told.phone_picture("pair", on=found)


@pytest.mark.parametrize("language", list(TONGUES))
async def test_a_newcomers_day_from_the_first_question_to_somebody_who_comes_along(
    language: str, tmp_path: Path
) -> None:
    tongue, first = TONGUES[language], datetime.now(ZONE).date()
    morning = datetime.combine(first + timedelta(days=1), time(10), ZONE)
    async with running(tmp_path / "data") as demo, ChatPage.launched() as page:
        await page.open(demo.address)
        told = Story(page, demo, language, PICTURES)
        # In the morning: at night nobody is asked to come along.
        await told.until(morning)
        await words_of_danger_bring_numbers_first(told, tongue)
        await a_word_of_a_letter_leads_to_topics(told)
        await an_answer_has_the_addresses_of_my_town(told, tongue)
        await a_question_goes_to_a_human(told, tongue)
        await the_desk_answers_in_both_languages(told, tongue)
        await the_newcomer_reads_both_answers(told)
        await an_offer_is_found_and_booked(told)
        await the_desk_clears_a_volunteer(told, tongue.companion)
        await a_companion_is_asked_for_by_buttons(told, first + timedelta(days=5))
        await told.until(morning + timedelta(minutes=20))  # the search begins with the clock
        await both_learn_of_each_other_and_write(told, tongue.companion)
        assert page.errors == []
        assert await demo.stop() == 0
