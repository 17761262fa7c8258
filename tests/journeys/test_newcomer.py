"""What Lotse promises to newcomers, each story as a walk over the screen."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.conversation.answers import answer_of, in_groups, titles
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain import messages_topics as t
from bot.domain.calendar import local_day
from bot.domain.messages import Note
from bot.domain.rendered import FileRef
from bot.faq.decide import NotCovered
from tests.journeys.scene import Scene, hears, note, reads
from tests.journeys.steps import (
    DANGER,
    ODD,
    PHONE,
    actions,
    newcomer,
    sends,
    shows,
    stranger,
    writes,
)
from tests.support.talk import ZONE, Talker, the_faq

SCHOOL = "school-enrolment"
QUESTION = {
    "de": "Wie melde ich mein Kind in der Schule an?",
    "en": "How do I register my child at school?",
    "uk": "Як записати дитину до школи?",
    "ar": "كيف أسجل طفلي في المدرسة؟",
}
UNCLEAR = {"de": "Antrag", "en": "application", "uk": "заява", "ar": "طلب"}
FOREIGN = {
    "de": "Wie wird das Wetter morgen in Köln?",
    "en": "What will the weather be tomorrow?",
    "uk": "Яка завтра погода?",
    "ar": "كيف الطقس غدا؟",
}
PHOTO = FileRef(kind="photo", file_id="photo-1")
VOICE = FileRef(kind="voice", file_id="voice-1")
LETTER = FileRef(kind="document", file_id="letter-1")


def answer(
    scene: Scene, slug: str = SCHOOL, *, german: bool = False, danger: bool = False
) -> n.TopicAnswer:
    """Return the answer as it must be shown today."""
    topic = the_faq().topic(slug, "de" if german else scene.language)
    assert topic is not None
    return answer_of(
        the_faq(),
        topic,
        wanted=scene.language,
        today=local_day(scene.now, ZONE),
        zone=ZONE,
        german=german,
        danger=danger,
    )


async def consents(who: Talker, text: str) -> None:
    """Hand ``text`` over to a human, with the notice in between."""
    await who.says("/human")
    await who.presses("notice_ok")
    await who.says(text)
    await who.presses("human_yes")


async def counted(scene: Scene, outcome: str, slug: str = SCHOOL) -> int:
    """Return how often this came out for the topic, in the journey's language."""
    return await scene.talk.database.read(
        lambda tx: tx.scalar(
            """SELECT coalesce(sum(times), 0) FROM faq_count
               WHERE outcome = :o AND slug = :s AND language = :l""",
            o=outcome,
            s=slug,
            l=scene.language,
        )
    )


async def test_a_question_needs_no_registration(scene: Scene):
    who = stranger(scene)
    await who.says(QUESTION[scene.language])  # before anything was chosen
    assert who.offers("lang")
    await who.says("/start")
    await sends(who, *ODD[0])
    await who.presses("lang", scene.language)
    shows(who, answer(scene))
    checked = answer(scene).checked_on
    assert isinstance(checked, date)
    assert answer(scene).sources[0] in who.text

    for form in (QUESTION[scene.language].upper(), f"/ask {QUESTION[scene.language]}"):
        await who.says(form)
        shows(who, answer(scene))
    await who.says("/ask")
    await who.says(QUESTION[scene.language])
    shows(who, answer(scene))

    shy = stranger(scene)
    await shy.says(f"/ask {QUESTION[scene.language]}")
    await shy.presses("lang", scene.language)
    shows(shy, answer(scene))
    for one in (who, shy):
        person = (await one.standing()).person
        assert (person.name, person.notice_version) == (None, None)

    # A day later the chat simply goes on.
    scene.talk.clock.advance(hours=30)
    await who.says(QUESTION[scene.language])
    shows(who, answer(scene))


async def test_an_unclear_question_offers_topics_and_a_human(scene: Scene):
    who = await newcomer(scene)
    await who.says(UNCLEAR[scene.language])
    nearest = the_faq().ask(UNCLEAR[scene.language], scene.language).nearest
    offered = titles(the_faq(), nearest, scene.language)
    shows(who, n.Suggestions(topics=offered, covered=True))
    assert len(offered) == 3
    assert who.offers("human")
    await who.presses("topic", nearest[0])
    shows(who, answer(scene, nearest[0]))

    await who.presses("human")
    await who.presses("notice_ok")
    # The words that found no answer need not be typed again.
    assert UNCLEAR[scene.language] in who.text
    await who.presses("human_again")
    assert who.screen == note(who, Note.ASK_HUMAN)
    await who.says("Foo")
    assert "Foo" in who.text


async def test_what_is_not_covered_is_said_so(scene: Scene):
    who = await newcomer(scene)
    await who.says(FOREIGN[scene.language])
    result = the_faq().ask(FOREIGN[scene.language], scene.language)
    assert isinstance(result.decision, NotCovered)
    nearest = result.nearest if result.decision.nearest else ()  # no three topics at random
    shows(who, n.Suggestions(topics=titles(the_faq(), nearest, scene.language), covered=False))
    assert next(actions(who)) == "human"
    assert await counted(scene, "none", "") == 1
    await who.says(f"/human {FOREIGN[scene.language]}")
    await who.presses("notice_ok")
    assert FOREIGN[scene.language] in who.text


async def test_words_of_danger_bring_the_emergency_card_first(scene: Scene):
    words = DANGER[scene.language]
    who = stranger(scene)
    await who.says(words, replies=2)  # no choice of language comes before that
    [card, languages] = list(who.messages.values())
    assert card == reads(who, m.Emergency(danger=True))
    assert languages == who.screen
    assert who.offers("lang")
    await who.presses("lang", scene.language)
    help_for_women = answer(scene, "violence-against-women", danger=True)
    shows(who, help_for_women)
    assert "112" in who.text

    await who.says(words, replies=2)
    [*_, card, last] = list(who.messages.values())
    assert card == reads(who, m.Emergency(danger=True))
    assert last == reads(who, answer(scene, "violence-against-women"))
    assert list(actions(who)).count(PHONE) >= 1

    # Also on the way to a human, and in the thread with one.
    lena = await scene.member("Lena", lead=True)
    await who.says("/human")
    await who.presses("notice_ok")
    assert words in who.text
    await who.presses("human_again")
    await who.says(words, replies=2)
    await who.says(words, replies=2)  # once more, below the question that is about to be sent
    assert list(who.messages.values())[-2] == reads(who, m.Emergency(danger=True))
    assert who.offers("human_yes")
    await who.says(f"/human {words}", replies=2)
    assert list(who.messages.values())[-2] == reads(who, m.Emergency(danger=True))
    await who.presses("human_yes")
    await scene.tick()
    await lena.says("Sind Sie in Sicherheit?", reply_to=lena.at)
    await scene.tick()
    await who.says(words, reply_to=who.at, replies=2)
    assert list(who.messages.values())[-2] == reads(who, m.Emergency(danger=True))
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)


async def test_words_of_danger_behind_a_command_do_not_wait_for_the_notice(scene: Scene):
    words = DANGER[scene.language]
    who = await newcomer(scene)
    await who.says(f"/human {words}", replies=2)
    [*_, card, notice] = list(who.messages.values())
    assert card == reads(who, m.Emergency(danger=True))
    assert notice == reads(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=True))
    await who.presses("notice_ok")  # the card stands above: not once more
    assert words in who.text
    assert who.offers("human_yes")


async def test_topics_can_be_browsed(scene: Scene):
    who = await newcomer(scene)
    await who.says("/topics")
    groups = in_groups(the_faq(), scene.language)
    browse = t.Topics(groups=tuple((group, len(found)) for group, found in groups.items()))
    shows(who, browse)
    screen = who.at
    seen = []
    for group, topics in groups.items():
        await who.presses("topic_group", group, 0)
        shows(who, t.TopicGroup(group=group, topics=topics, page=0, pages=1))
        for slug, _ in topics:
            await who.presses("topic", slug)
            assert answer(scene, slug).title in who.plain
            await who.presses("topics")
            await who.presses("topic_group", group, 0)
            seen.append(slug)
        await who.presses("topics")
        shows(who, browse)
    assert sorted(seen) == sorted(the_faq().content.slugs)
    assert who.at == screen, "the chat fills with debris"


async def test_an_answer_can_be_shown_in_german(scene: Scene):
    who = await newcomer(scene)
    await who.says(QUESTION[scene.language])
    if scene.language == "de":
        assert not who.offers("topic_de")
        return
    await who.presses("topic_de")
    shows(who, answer(scene, german=True))
    german = the_faq().topic(SCHOOL, "de")
    assert german is not None
    assert german.title in who.text
    source, checked = [line for line in who.text.splitlines() if line][-1:], who.text
    assert german.sources[0] in source[0]
    assert "Geprüft" in checked, "the office must be able to read all of it"
    await who.presses("topic")
    shows(who, answer(scene))


async def test_an_answer_can_be_judged(scene: Scene):
    who = await newcomer(scene)
    await who.says(QUESTION[scene.language])
    before = who.screen
    await who.presses("helpful")
    assert who.toast == hears(who, m.Say(note=Note.HELPFUL_THANKS))
    await who.presses("unhelpful")
    assert who.toast == hears(who, m.Say(note=Note.NOT_HELPFUL_THANKS))
    assert who.screen == before
    assert await counted(scene, "helpful") == 1
    assert await counted(scene, "not_helpful") == 1
    columns = await scene.talk.database.read(
        lambda tx: [
            row["name"] for row in tx.all("SELECT name FROM pragma_table_info('faq_count')")
        ]
    )
    assert not [name for name in columns if "person" in name]


async def test_a_link_opens_one_topic(scene: Scene):
    who = stranger(scene)
    await who.says(f"/start q_{SCHOOL}")
    await who.says("/emergency")  # a look at the numbers does not lose the way
    await who.presses("menu")
    await who.presses("lang", scene.language)
    shows(who, answer(scene))
    await who.says("/start q_kita")
    shows(who, answer(scene, "kita"))
    assert await counted(scene, "opened") == 1
    await who.says("/start q_gone")
    assert who.screen == note(who, Note.NOT_FOUND)


async def test_a_human_answers_under_pseudonym(scene: Scene):
    who = await newcomer(scene)
    lena = await scene.member("Lena", lead=True)
    await who.says("/human")
    shows(who, m.PrivacyNotice(contact=scene.talk.house.contact, confirm=True))
    await who.presses("notice_ok")
    assert who.screen == note(who, Note.ASK_HUMAN)
    await who.says(FOREIGN[scene.language])
    assert "Ada" not in who.text
    assert FOREIGN[scene.language] in who.text
    await who.presses("human_yes")
    shows(who, n.QuestionSent(receiver="", night=False))

    await scene.tick()
    assert FOREIGN[scene.language] in lena.text
    for hidden in ("Ada", str(who.telegram_id)):
        assert hidden not in lena.text
    await lena.says("Dazu weiß ich leider nichts.", reply_to=lena.at)
    assert lena.screen == note(lena, Note.ANSWER_SENT)
    await scene.tick()
    shows(
        who,
        n.HumanAnswer(question_id=1, receiver="", text="Dazu weiß ich leider nichts.", file=None),
    )
    heard = who.at
    assert heard is not None

    # Everything else is still a question to the bot; a reply and the button go to the human.
    await who.says(QUESTION[scene.language])
    shows(who, answer(scene))
    await who.says("Danke!", reply_to=heard)
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)
    await scene.tick()
    assert "Danke!" in lena.text
    await who.presses("write", on=heard)
    await who.says("Noch etwas.")
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)
    await scene.tick()
    assert "Noch etwas." in lena.text

    await who.presses("solved", on=heard)
    assert who.screen == note(who, Note.QUESTION_CLOSED)
    assert "Dazu weiß ich" in who.texts[list(who.messages).index(heard)], "the answer is gone"
    await lena.says("/inbox")
    assert lena.screen.html.startswith(reads(lena, h.Inbox(questions=(), total=0)).html)


async def test_files_pass_both_ways(scene: Scene):
    who = stranger(scene)
    await who.sends(PHOTO)  # before anything was chosen
    assert who.offers("lang")
    await who.presses("lang", scene.language)
    shows(who, t.Unread(kind=t.UnreadKind.FILE))
    lena = await scene.member("Lena", lead=True)
    await who.presses("human")
    await who.presses("notice_ok")
    consent = reads(who, n.HumanConsent(text="", receiver="", has_file=True))
    assert who.screen.html == consent.html
    await who.presses("human_yes")
    await scene.tick()
    assert lena.screen.file == PHOTO

    await lena.sends(VOICE, reply_to=lena.at)
    await scene.tick()
    assert who.screen.file == VOICE
    await who.sends(LETTER, "Bitte lesen", reply_to=who.at)
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)
    await scene.tick()
    assert lena.screen.file == LETTER
    assert "Bitte lesen" in lena.text

    # With words below it, the words are asked, and picture and words wait for the human.
    await who.sends(PHOTO, QUESTION[scene.language])
    shows(who, answer(scene))
    await who.presses("human")
    await who.presses("human_yes")
    await scene.tick()
    assert (lena.screen.file, QUESTION[scene.language] in lena.text) == (PHOTO, True)
    await who.sends(VOICE)
    shows(who, t.Unread(kind=t.UnreadKind.FILE))
    await sends(who, *ODD[0])
    assert who.screen == note(who, Note.UNSUPPORTED)


@pytest.mark.parametrize(
    ("hour", "night"), [(12, False), (20, False), (21, True), (2, True), (8, False)]
)
async def test_a_question_at_night_shows_the_emergency_numbers(
    scene: Scene, hour: int, night: bool
):
    who = await newcomer(scene)
    await scene.member("Lena", lead=True)
    # The hour of the place; in March it is one ahead of UTC.
    scene.talk.clock.at = datetime(2026, 3, 3, hour, 30, tzinfo=UTC) - timedelta(hours=1)
    await consents(who, FOREIGN[scene.language])
    shows(who, n.QuestionSent(receiver="", night=night))
    assert ("112" in who.text) is night


async def test_an_old_answer_says_that_it_is_old(scene: Scene):
    who = await newcomer(scene)
    topic = the_faq().topic(SCHOOL, scene.language)
    assert topic is not None
    assert topic.review_by is not None
    last = datetime(topic.review_by.year, topic.review_by.month, topic.review_by.day, tzinfo=UTC)
    scene.talk.clock.at = last
    await writes(who, QUESTION[scene.language])
    young = who.screen
    assert young == reads(who, answer(scene))
    scene.talk.clock.at = last + timedelta(days=400)
    await who.says(QUESTION[scene.language])
    old = answer(scene)
    assert old.due
    shows(who, old)
    assert young.html != who.screen.html
    assert who.offers("human")
