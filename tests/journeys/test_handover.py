"""Questions that a human answers: whose they are, who helps, and what becomes of a good answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.thread_views import topic_title
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain.handover import CannedReply
from bot.domain.messages import Note
from bot.domain.people import Initiative, Role
from bot.domain.rendered import FileRef
from bot.services import clearances, questions
from tests.journeys.scene import Scene, hears, note, reads
from tests.journeys.steps import newcomer, shows, stranger, writes
from tests.support.talk import Talker, the_faq

QUESTION = "Foo bar baz?"
FILES = tuple(FileRef(kind=kind, file_id=f"{kind}-1") for kind in ("photo", "voice", "document"))


async def asked(scene: Scene, who: Talker, text: str = QUESTION, *, notice: bool = True) -> None:
    """Let somebody ask a human."""
    await who.says(f"/human {text}")
    if notice:
        await who.presses("notice_ok")
    await who.presses("human_yes")
    await scene.tick()


async def by_poster(scene: Scene, initiative: Initiative) -> Talker:
    """Return somebody who came by the poster and pressed that they have a question."""
    who = stranger(scene)
    await who.says(f"/start o_{initiative.poster_code}")
    await who.presses("lang", scene.language)
    await who.presses("ask")
    assert who.screen == note(who, Note.ASK_QUESTION)
    return who


async def test_the_poster_i_came_by_reads_my_question(scene: Scene):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    clara, gil = await scene.coordinator(cafe), await scene.coordinator(garden, "Gil")
    who = await by_poster(scene, garden)
    person = await who.id()
    turned = await scene.talk.database.read(
        lambda tx: tx.scalar("SELECT turns_to FROM person WHERE id = :p", p=person)
    )
    assert turned is None, "kept before the notice"
    await who.says(QUESTION)
    await who.presses("human")
    await who.presses("notice_ok")
    assert "Garten" in who.text
    await who.presses("human_yes")
    shows(who, n.QuestionSent(receiver="Garten", night=False))
    await scene.tick()
    assert QUESTION in gil.text
    assert not clara.messages

    # Next time it is the same again.
    await who.says("/human Foo")
    assert "Garten" in who.text


async def test_i_choose_who_reads_my_question(scene: Scene):
    cafe, garden = await scene.initiative(), await scene.initiative("Garten", "Kamen")
    clara, gil = await scene.coordinator(cafe), await scene.coordinator(garden, "Gil")
    lena = await scene.member("Lena", lead=True)
    who = await newcomer(scene)
    await who.says(f"/human {QUESTION}")
    await who.presses("notice_ok")
    card = who.screen
    centre = reads(who, n.HumanConsent(text=QUESTION, receiver="", can_choose=True))
    assert who.screen.html == centre.html
    old = who.at
    await who.presses("human_to")
    every = ((garden.id, "Garten, Kamen"), (cafe.id, "Sprachcafé, Unna"))
    shows(who, h.ChooseReceiver(initiatives=every))
    await who.presses("human_back")
    assert who.screen == card
    await who.presses("human_to")
    await who.presses("human_at", garden.id)
    assert "Garten" in who.text
    assert QUESTION in who.text

    # A correction of the words keeps who was chosen, and so does writing it again.
    await who.presses("human_again")
    await who.says(QUESTION)
    assert "Garten" in who.text
    await who.presses("human_yes")
    await scene.tick()
    assert QUESTION in gil.text
    assert not clara.messages
    # The old card is of a dialogue that is over: nothing is sent again.
    assert old is not None
    if "human_yes" in str(who.messages[old].buttons):
        await who.presses("human_yes", on=old)
        assert who.screen == note(who, Note.NO_LONGER_OPEN)

    # And back to the centre.
    await who.says("/human Zweite Frage")
    assert "Garten" in who.text
    await who.presses("human_to")
    await who.presses("human_at", 0)
    await who.presses("human_yes")
    shows(who, n.QuestionSent(receiver="", night=False))
    await scene.tick()
    assert "Zweite Frage" in lena.text


async def test_where_there_are_many_initiatives_the_town_comes_first(scene: Scene):
    for number in range(questions.FEW):
        await scene.initiative(f"Gruppe {number}", "Hamm")
    garden = await scene.initiative("Garten", "Kamen")
    gil = await scene.coordinator(garden, "Gil")
    who = await newcomer(scene)
    await who.says(f"/human {QUESTION}")
    await who.presses("notice_ok")
    await who.presses("human_to")
    shows(who, h.ChooseReceiver(initiatives=(), towns=((0, "Hamm"), (1, "Kamen"))))
    await who.presses("human_town", 1)
    shows(who, h.ChooseReceiver(initiatives=((garden.id, "Garten, Kamen"),), town="Kamen"))
    await who.presses("human_at", garden.id)
    await who.presses("human_yes")
    await scene.tick()
    assert QUESTION in gil.text


async def test_every_kind_of_message_passes_both_ways(scene: Scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    who = await newcomer(scene)
    await asked(scene, who)
    for file in FILES:
        await clara.sends(file, "hier", reply_to=clara.at)
        await scene.tick()
        assert (who.screen.file, "hier" in who.text) == (file, True)
        await who.sends(file, "dort", reply_to=who.at)
        await scene.tick()
        assert (clara.screen.file, "dort" in clara.text) == (file, True)

    # What is corrected is passed on again, from both sides, also from the very first words.
    said = await writes_in_reply(who, "Mogen")
    await scene.tick()
    await writes(who, "Morgen", correcting=said)
    assert who.screen == note(who, Note.CORRECTION_SENT)
    await scene.tick()
    assert "Morgen" in clara.text
    said = await writes_in_reply(clara, "Un 9 Uhr")
    await scene.tick()
    await writes(clara, "Um 9 Uhr", correcting=said)
    await scene.tick()
    assert "Um 9 Uhr" in who.text

    # A reply to an old message of a closed thread opens it again and says so.
    old = last_with(who, "solved")
    await who.presses("solved", on=old)
    await who.says("Noch eine Frage", reply_to=old)
    assert who.screen == note(who, Note.QUESTION_REOPENED)
    await scene.tick()
    assert "Noch eine Frage" in clara.text
    await clara.says("/inbox")
    assert "1" in clara.text


async def writes_in_reply(who: Talker, text: str) -> int:
    """Press "write", write ``text``, and return the number of that message."""
    await who.presses("write", on=last_with(who, "write"))
    return await writes(who, text)


async def test_ready_replies_and_topics_arrive_in_my_language(scene: Scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    who = await newcomer(scene)
    await asked(scene, who)
    await clara.presses("canned")
    await clara.presses("canned_see", 1, CannedReply.PHOTO.value)
    theirs = h.ReadyPreview(
        question_id=1,
        pseudonym=pseudonym(clara),
        language=scene.language,
        reply=CannedReply.PHOTO,
    )
    assert clara.screen == reads(clara, theirs)
    await clara.presses("canned_yes")
    assert clara.toast == hears(clara, m.Say(note=Note.ANSWER_SENT))
    await scene.tick()
    answer = n.HumanAnswer(
        question_id=1, receiver="Sprachcafé", text="", file=None, reply=CannedReply.PHOTO
    )
    shows(who, answer)

    # A topic comes with its title in my language and opens below, so that nothing is lost.
    nearest = the_faq().ask(QUESTION, scene.language).nearest[0]
    await clara.presses("send_topic", 1, nearest)
    await clara.presses("topic_yes")
    await scene.tick()
    title = topic_title(the_faq(), nearest, scene.language)
    shows(
        who,
        n.HumanAnswer(
            question_id=1, receiver="Sprachcafé", text="", file=None, topic=(nearest, title)
        ),
    )
    heard = who.at
    await who.presses("topic_new")
    assert who.at != heard
    assert title in who.text
    await who.says("Danke", reply_to=heard)
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)


def pseudonym(who: Talker) -> str:
    """Return the made-up name on this screen."""
    return who.text.split("\u2068")[1].split("\u2069")[0]


async def test_a_cleared_volunteer_helps_with_the_language(scene: Scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    sami, rana = [await scene.member(name, cafe) for name in ("Sami", "Rana")]
    who = await newcomer(scene)
    await asked(scene, who)
    await clara.presses("helpers")
    empty = h.HelperChoice(question_id=1, language=scene.language, free=())
    assert clara.screen == reads(clara, empty)
    await clara.presses("⬅️")
    for one in (sami, rana):
        await clears(scene, clara, cafe, one)
    await clara.presses("helpers")
    sami_id = await sami.id()
    assert sami_id is not None
    await clara.presses("helper_ask", 1, sami_id)
    rana_id = await rana.id()
    assert rana_id is not None
    await clara.presses("helper_ask", 1, rana_id)
    await scene.tick()
    for one in (sami, rana):
        assert QUESTION in one.text
        assert str(who.telegram_id) not in one.text
    invited = sami.at
    assert invited is not None
    await sami.says("Ja gerne", reply_to=invited)
    assert sami.screen == note(sami, Note.NOT_WITH_YOU)  # asked, and has not said yes
    await sami.presses("help_yes", on=invited)
    named = pseudonym(sami)
    assert QUESTION in sami.text
    near = the_faq().ask(QUESTION, scene.language).nearest
    labels = [button.label for row in sami.screen.buttons for button in row]
    for slug in near:  # the volunteer reads the titles in their own language
        assert any(topic_title(the_faq(), slug, sami.app_language) in label for label in labels)
    await rana.presses("help_yes")
    shown = h.HelpOver(pseudonym=pseudonym(rana), why=h.HelpEnd.TAKEN)
    assert rana.screen == reads(rana, shown)
    await scene.tick()
    shows(who, h.HelperJoined(question_id=1, receiver="Sprachcafé"))
    joined = len(who.messages)

    await sami.presses("write")
    await sami.says("Salam")
    assert sami.screen == note(sami, Note.ANSWER_SENT)
    await scene.tick()
    shows(
        who,
        n.HumanAnswer(
            question_id=1, receiver="Sprachcafé", text="Salam", file=None, volunteer=True
        ),
    )
    assert "Sami" not in who.text
    assert "Salam" in clara.text
    await who.says("Shukran", reply_to=who.at)
    await scene.tick()
    assert "Shukran" in sami.text
    assert "Shukran" in clara.text
    assert len(who.messages) == joined + 2  # told once that somebody helps

    # The coordinator takes it back: the volunteer is told, and is out at once.
    await clara.presses("helpers", on=last_with(clara, "helpers"))
    await clara.presses("helper_back")
    await sami.says("Noch etwas", reply_to=invited)
    await scene.tick()
    assert "Noch etwas" not in who.text
    assert note(sami, Note.NOT_WITH_YOU) in sami.messages.values()
    over = h.HelpOver(pseudonym=named, why=h.HelpEnd.OVER)
    assert reads(sami, over).html in [one.html for one in sami.messages.values()]


def last_with(who: Talker, action: str) -> int:
    """Return the number of the last message with a button that does this."""
    return max(
        number
        for number, one in who.messages.items()
        for row in one.buttons
        for button in row
        if button.press is not None and button.press.action == action
    )


async def clears(scene: Scene, clara: Talker, cafe: Initiative, who: Talker) -> None:
    """Let this member speak the newcomer's language and help with questions."""
    person, by = await who.id(), await clara.standing()
    assert person is not None
    kind = clearances.Kind.QUESTIONS
    await scene.talk.database.write(
        lambda tx: (
            tx.run("UPDATE person SET speaks = :s WHERE id = :p", s=scene.language, p=person),
            clearances.give(tx, by, cafe.id, person, kind, scene.now),
        )
    )


async def test_my_open_questions_are_listed(scene: Scene):
    cafe = await scene.initiative()
    clara = await scene.coordinator(cafe)
    who = await newcomer(scene)
    await asked(scene, who)
    await clara.says("Am Montag", reply_to=clara.at)
    await scene.tick()
    scene.talk.clock.advance(minutes=5)
    await asked(scene, who, "Zweite Frage", notice=False)

    await who.says("/human")
    assert who.text.index("Zweite Frage") < who.text.index(QUESTION)
    assert "Am Montag" in who.text
    await who.presses("my_question", 1)
    assert QUESTION in who.text
    assert "Am Montag" in who.text
    await who.presses("write")
    await who.says("Um wie viel Uhr?")
    assert who.screen == note(who, Note.MESSAGE_PASSED_ON)
    await scene.tick()
    assert "Um wie viel Uhr?" in clara.text

    await who.says("/human")
    await who.presses("my_question", 2)
    await who.presses("solved")
    assert who.screen == note(who, Note.QUESTION_CLOSED)
    await who.says("/human")
    assert "Zweite Frage" in who.text  # closed, and can be opened again
    await who.presses("human_again")
    assert who.screen == note(who, Note.ASK_HUMAN)
    await who.says("Dritte")
    await who.presses("my_questions")
    await who.presses("menu")


async def test_a_question_without_answer_goes_to_the_leads(scene: Scene):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    lena = await scene.member("Lena", lead=True)
    who = await newcomer(scene)
    await asked(scene, who)
    first = len(ada.messages)
    start = scene.now
    await scene.until(start.date() + timedelta(days=1), 20, step=60)
    assert len(ada.messages) == first + 1  # reminded once
    assert QUESTION in ada.text
    assert not lena.messages
    await scene.until(start.date() + timedelta(days=3), 20, step=60)
    assert len(ada.messages) == first + 1
    assert len(lena.messages) == 1  # and the leads once
    assert QUESTION in lena.text
    assert "Sprachcafé" in lena.text
    late = lena.at
    await lena.says("/inbox")
    assert "⏰" in lena.text
    await lena.says("Ich frage nach.", reply_to=late)
    assert lena.screen == note(lena, Note.ANSWER_SENT)
    await scene.tick()
    assert "Ich frage nach." in who.text
    assert "Ich frage nach." in ada.text  # somebody else has answered


async def test_a_question_that_nobody_goes_on_with_is_closed_kindly(scene: Scene):
    await scene.initiative()
    await scene.member("Lena", lead=True)
    who = await newcomer(scene)
    await asked(scene, who)
    await scene.talk.deliver()
    before = len(who.messages)
    scene.talk.clock.advance(hours=15 * 24 + 14)  # a night, two weeks later
    await scene.talk.database.write(lambda tx: questions.expire(tx, scene.now))
    await scene.talk.deliver()
    assert len(who.messages) == before
    scene.talk.clock.advance(hours=10)
    await scene.talk.deliver()
    shows(who, h.QuestionClosed(question_id=1, start=QUESTION, idle=True, unanswered=True))
    await who.says("Doch noch", reply_to=who.at)
    assert who.screen == note(who, Note.QUESTION_REOPENED)


@pytest.mark.parametrize("typed", [False, True])
async def test_a_good_answer_becomes_a_topic(scene: Scene, typed: bool):
    cafe = await scene.initiative()
    ada = await scene.hero(cafe, Role.COORDINATOR)
    who = await newcomer(scene)
    await asked(scene, who, "Wo ist der Quittenplatz? Ich finde ihn nicht.")
    await ada.says("Hinter der Bücherei.", reply_to=ada.at)
    await scene.tick()
    await ada.says("/inbox")
    await ada.presses("thread", 1)
    await ada.presses("make_topic")
    assert "Wo ist der Quittenplatz?" in ada.text
    assert "Hinter der Bücherei." in ada.text
    title = "Wo ist der Quittenplatz?"
    if typed:
        title = "Der Quittenplatz"
        old = ada.at
        await ada.says(title)
        assert title in ada.text
        await ada.presses("make_yes", on=old)
        assert ada.toast == hears(ada, m.Say(note=Note.REPLACED))
    await ada.presses("make_yes")
    assert ada.offers("faq_back")
    await ada.presses("topic_new")
    assert title in ada.text
    assert "Hinter der Bücherei." in ada.text
    stored = await scene.talk.database.read(
        lambda tx: tx.count("SELECT count(*) FROM local_entry")
    )
    assert stored == 1
    await who.says("Wo ist der Quittenplatz?")
    assert "Hinter der Bücherei." in who.text
    assert not who.offers("topic_de")  # there is no German text to hold out
