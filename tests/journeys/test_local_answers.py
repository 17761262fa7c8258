"""What Lotse promises about answers of a place: written here, checked here, found at once."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.answers import titles
from bot.conversation.buttons import encode
from bot.conversation.types import Location
from bot.domain import messages_faq_desk as d
from bot.domain import messages_topics as t
from bot.domain.local_answers import Fault
from bot.domain.messages import Emergency
from bot.domain.messages_faq_desk import DeskList, Part
from bot.domain.people import Role
from bot.domain.rendered import FileRef, Press
from bot.faq.glossary import explain
from bot.faq.state import overdue
from tests.journeys.scene import TODAY, Scene, reads
from tests.journeys.steps import newcomer, sends, shows, stranger, writes
from tests.support.talk import Talker, the_faq

SCHOOL = "school-enrolment"
TITLE = "Zqxbibliothek am Markt"
BODY = "Kommen Sie ohne Termin.\n\n- Montag 9 Uhr\n- **kostenlos**, Notruf {phone:emergency}"
WAY = "zqxlesesaal"
LETTER = "Bescheid"
WHAT_IS = {
    "de": "Was ist ein {}?",
    "en": "what does {} mean",
    "uk": "що таке {}",
    "ar": "ما هو {}",
}
UNKNOWN = {
    "de": ("Wie wird das Wetter morgen in Köln?", ["wetter", "köln"]),
    "en": ("What will the weather be tomorrow?", ["weather"]),
    "uk": ("Яка завтра погода?", ["погода"]),
    "ar": ("كيف الطقس غدا؟", ["الطقس"]),
}
PHOTO = FileRef(kind="photo", file_id="photo-1")
VOICE = FileRef(kind="voice", file_id="voice-1")


async def coordinator(scene: Scene) -> Talker:
    """Return a coordinator who speaks the journey's language."""
    who = await scene.hero(await scene.initiative(), Role.COORDINATOR)
    await who.says("/faq")
    return who


async def publishes(who: Talker) -> None:
    """Write a new answer of this place."""
    await who.presses("faq_new")
    await who.says(TITLE)
    await who.says(BODY)
    await who.says(WAY)
    await who.presses("faq_save", "meaning")


async def test_a_german_word_from_a_letter_is_explained(scene: Scene):
    who = await newcomer(scene)
    faq = the_faq()
    found = explain(faq.content, LETTER, scene.language)
    assert found is not None
    topics = titles(faq, faq.letter_slugs(LETTER), scene.language)
    card = t.LetterWord(word=LETTER, explanation=found[0], language=found[1], topics=topics)
    for asked in (LETTER, LETTER.lower(), WHAT_IS[scene.language].format(LETTER)):
        await who.says(asked)
        shows(who, card)
    await who.presses("topic", topics[0][0])
    assert topics[0][1] in who.plain


async def test_what_came_without_words_gets_a_way_on(scene: Scene):
    who = stranger(scene)
    await who.sends(VOICE)
    await who.presses("lang", scene.language)
    shows(who, t.Unread(kind=t.UnreadKind.FILE))
    await who.presses("ask")
    await who.says(LETTER)
    assert LETTER in who.text

    await who.sends(PHOTO)
    await who.presses("human")
    await who.presses("notice_ok")
    assert who.offers("human_yes")
    await who.presses("human_yes")

    await sends(who, Location(latitude=51.5, longitude=7.5), {"location": {"latitude": 51.5}})
    shows(who, t.Unread(kind=t.UnreadKind.PLACE))
    await who.presses("human")
    assert "51.50000, 7.50000" in who.text


async def test_an_answer_of_this_place_is_found_at_once(scene: Scene):
    who = await newcomer(scene)
    await who.says(WAY)
    assert TITLE not in who.plain

    clara = await coordinator(scene)
    await publishes(clara)
    assert TITLE in clara.plain
    slug = str(clara.carried("faq_back")[0][0])
    for asked in (WAY, TITLE, f"{TITLE}?"):
        await who.says(asked)
        assert TITLE in who.plain
        assert "112" in who.plain
        assert who.offers("helpful")
    await who.says("/topics")
    await who.presses("topic_group", "local", 0)
    assert who.carried("topic") == [(slug,)]

    # What came with Lotse is corrected, and the search finds it as before.
    await clara.presses("faq")
    await clara.presses("faq_groups")
    await clara.presses("faq_group", the_faq().topic(SCHOOL, "de").group, 0)
    await clara.presses("faq_topic", SCHOOL)
    await clara.presses("faq_text", SCHOOL, scene.language)
    await clara.presses("faq_edit", SCHOOL, scene.language, "body")
    await clara.says("x" * 300)
    reading = reads(
        clara,
        d.AskPart(
            part=Part.BODY,
            language=scene.language,
            now="x" * 300,
            faults=(Fault.LEAD_TOO_LONG,),
            lead=300,
            whole=300,
        ),
    )
    assert clara.screen == reading
    await clara.says("Zqxschulamt im Rathaus, Zimmer 5.")
    assert clara.carried("faq_save") == [("minor",), ("meaning",)]
    await clara.presses("faq_save", "meaning")
    await who.says("/topics")
    await who.presses("topic_group", the_faq().topic(SCHOOL, "de").group, 0)
    await who.presses("topic", SCHOOL)
    assert "Zqxschulamt" in who.plain

    # Other languages say that this one is newer; the original comes back with one press.
    reader = stranger(scene)
    reader.app_language = scene.other
    await reader.says("/start")
    await reader.presses("lang", scene.other)
    await reader.says(f"/start q_{SCHOOL}")
    assert "Zqxschulamt" not in reader.plain
    newer = reader.text
    await clara.presses("faq_back", SCHOOL, scene.language)
    await clara.presses("faq_back_yes", SCHOOL, scene.language)
    await reader.says(f"/start q_{SCHOOL}")
    assert len(reader.text) < len(newer)
    await who.says(f"/start q_{SCHOOL}")
    assert "Zqxschulamt" not in who.plain

    # Pressed once more, the button explains and shows what is there now.
    await clara.forges(f"1:faq_back_yes:~{SCHOOL}:~{scene.language}")
    assert clara.toast


async def test_words_of_danger_go_before_an_answer_of_this_place(scene: Scene):
    clara = await coordinator(scene)
    await clara.presses("faq_new")
    await clara.says("Mein Mann schlägt mich")
    await clara.says("Zqxberatung im Rathaus.")
    await clara.presses("faq_no_ways")
    assert "Zqxberatung im Rathaus." in clara.plain
    await clara.presses("faq_save", "meaning")
    who = await newcomer(scene)
    await who.says("Mein Mann schlägt mich", replies=2)
    card = reads(who, Emergency(danger=True))
    assert list(who.messages.values())[-2] == card
    number = await writes(who, "Hallo")
    await writes(who, "Mein Mann schlägt mich", correcting=number, replies=2)
    assert list(who.messages.values())[-2] == card


async def test_an_answer_is_confirmed_for_all_languages_at_once(scene: Scene):
    clara = await coordinator(scene)
    scene.talk.clock.advance(days=700)
    today = TODAY + timedelta(days=700)
    due = overdue(the_faq().content, {}, today)
    await clara.says("/faq")
    await clara.presses("faq_list", DeskList.DUE, 0)
    assert [args[0] for args in clara.carried("faq_topic")] == list(due[:8])
    first = due[0]
    who = await newcomer(scene)
    await who.says(f"/start q_{first}")
    assert "⚠️" in who.text
    await clara.presses("faq_topic", first)
    await clara.presses("faq_valid", first)
    assert "⚠️" not in clara.text
    await who.says(f"/start q_{first}")
    assert "⚠️" not in who.text
    other = stranger(scene)
    await other.says("/start")
    await other.presses("lang", scene.other)
    await other.says(f"/start q_{first}")
    assert "⚠️" not in other.text
    await clara.presses("faq")
    await clara.presses("faq_list", DeskList.DUE, 0)
    assert first not in [args[0] for args in clara.carried("faq_topic")]
    # Half a year later it is on the list again.
    scene.talk.clock.advance(days=200)
    await who.says(f"/start q_{first}")
    assert "⚠️" in who.text


async def test_what_nobody_could_answer_is_seen_without_a_person(scene: Scene):
    asked, words = UNKNOWN[scene.language]
    asked = f"{asked} 5556677"
    clara = await coordinator(scene)
    askers = [await newcomer(scene) for _ in range(3)]
    for who in (askers[0], askers[0], askers[0], askers[1]):
        await who.says(asked)
    await clara.presses("faq_words", 0)
    assert not clara.offers("faq_word")  # two people are too few, however often they ask
    await askers[2].says(asked)
    await clara.presses("faq")
    await clara.presses("faq_words", 0)
    marks = clara.carried("faq_word")
    labels = " ".join(clara.labels)
    assert len(marks) == len(words)
    assert all(word in labels for word in words)
    assert "5556677" not in labels
    stored = await scene.talk.database.read(
        lambda tx: tx.count("SELECT count(*) FROM unanswered_trace")
    )
    assert stored == 0

    await clara.presses("faq_word", *marks[0])
    await clara.presses("faq_word_new", *marks[0])
    await clara.says("Zqxwettervorhersage")
    await clara.says("Zqxradio, jeden Tag.")
    await clara.presses("faq_part", "ways")
    await clara.says("\n".join(words))
    await clara.presses("faq_save", "meaning")
    await askers[0].says(words[0])
    assert "Zqxwettervorhersage" in askers[0].plain

    await clara.presses("faq")
    await clara.presses("faq_words", 0)
    await clara.presses("faq_word", *marks[0])
    await clara.presses("faq_word_done", *marks[0])
    assert clara.carried("faq_word") == marks[1:]
    # Pressed by a colleague who was slower: the list as it is now.
    await clara.forges(f"1:faq_word_done:{_base36(int(marks[0][0]))}")
    assert clara.toast
    assert clara.carried("faq_word") == marks[1:]


def _base36(number: int) -> str:
    return encode(Press(action="x", args=(number,))).rpartition(":")[2]
