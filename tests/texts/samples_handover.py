"""Lifelike values of the messages about questions to humans."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain.handover import CannedReply
from bot.domain.rendered import FileRef

AT = datetime(2026, 11, 24, 16, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 18, tzinfo=UTC)
PHOTO = FileRef(kind="photo", file_id="AgACAgIAAxk")
WORDS = "Guten Tag,\nwo finde ich einen Arzt?\nSiehe https://example.org/a?b=c&d=e"
TOPICS = (("doctor", "Zum Arzt gehen"), ("registration-of-address", "Wohnung anmelden"))
NAME = "Amsel 42"

THREAD = h.QuestionThread(
    question_id=3,
    pseudonym=NAME,
    language="uk",
    messages=(
        h.ThreadMessage(by=h.By.NEWCOMER, said=h.Said(text=WORDS), at=AT),
        h.ThreadMessage(by=h.By.ME, said=h.Said(text="Gern!"), at=LATER),
        h.ThreadMessage(by=h.By.COLLEAGUE, said=h.Said(reply=CannedReply.PHOTO), at=LATER),
        h.ThreadMessage(by=h.By.VOLUNTEER, said=h.Said(topic="Zum Arzt gehen"), at=LATER),
        h.ThreadMessage(by=h.By.NEWCOMER, said=h.Said(has_file=True), at=LATER),
    ),
    topics=TOPICS,
    is_open=True,
)
ARRIVED = h.QuestionArrived(
    question_id=3,
    pseudonym=NAME,
    language="ar",
    text=WORDS,
    file=None,
    topics=TOPICS,
    first=True,
)
LINE = h.QuestionLine(id=3, pseudonym=NAME, language="uk", since=AT, start="Wo finde ich …")
MINE = h.MyQuestion(
    id=3, since=AT, start="Wo finde ich …", state=h.Stands.OPEN, receiver="Sprachcafé"
)
PREVIEW = h.ReadyPreview(question_id=3, pseudonym=NAME, language="ar", reply=CannedReply.COME_BY)
CHOICE = h.HelperChoice(question_id=3, language="uk", free=((9, "Olena"), (10, "يوسف")))
WAITS = h.QuestionWaits(
    question_id=3,
    pseudonym=NAME,
    language="uk",
    receiver="Sprachcafé",
    start="Wo finde ich …",
    late=False,
)
CLOSED = h.QuestionClosed(question_id=3, start="Wo finde ich …", idle=True, unanswered=False)
TOPIC = h.TopicPreview(
    question_id=3,
    title="Wo finde ich einen Arzt?",
    body="Im Ärztehaus.\nRufen Sie vorher an.",
    language="uk",
    other="de",
    mark=2**31,
)
ASKED = h.HelpAsked(
    question_id=3,
    receiver="Sprachcafé",
    pseudonym=NAME,
    language="uk",
    text=WORDS,
    has_file=False,
)

SAMPLES: tuple[m.Message, ...] = (
    ARRIVED,
    replace(ARRIVED, first=False, topics=(), file=PHOTO, can_ask=False),
    replace(ARRIVED, text="", file=PHOTO),
    replace(ARRIVED, corrected=True, helper=True),
    h.QuestionAnswered(
        question_id=3, pseudonym=NAME, by=h.By.COLLEAGUE, said=h.Said(text=WORDS), file=PHOTO
    ),
    h.QuestionAnswered(
        question_id=3, pseudonym=NAME, by=h.By.VOLUNTEER, said=h.Said(reply=CannedReply.TOWN)
    ),
    h.Inbox(
        questions=(LINE, replace(LINE, id=4, language="ar", late=True, start="")),
        total=2,
        languages=(("uk", 1), ("ar", 1)),
        answered=(replace(LINE, id=5),),
    ),
    h.Inbox(questions=(LINE,), total=1, languages=(("uk", 1), ("ar", 1)), language="uk"),
    h.Inbox(questions=(), total=0),
    THREAD,
    replace(THREAD, late=True, helping="Olena", can_make=True),
    replace(THREAD, is_open=False, topics=(), can_ask=False),
    replace(THREAD, helper=True),
    WAITS,
    replace(WAITS, late=True, receiver="", start=""),
    h.ReadyReplies(question_id=3, pseudonym=NAME, language="ar"),
    *(replace(PREVIEW, reply=reply) for reply in CannedReply),
    replace(PREVIEW, language="de"),
    replace(PREVIEW, reply=None, slug="doctor", title="Zum Arzt gehen", theirs="الطبيب"),
    CHOICE,
    replace(CHOICE, asked=("Olena",), helping="Mehmet"),
    replace(CHOICE, free=()),
    *(
        h.HelperSaid(question_id=3, name="Olena", pseudonym=NAME, news=news)
        for news in h.HelperNews
    ),
    TOPIC,
    replace(TOPIC, other=""),
    h.TopicMade(slug="local-7", language="uk", title="Wo finde ich einen Arzt?"),
    ASKED,
    replace(ASKED, text="", has_file=True, receiver=""),
    *(h.HelpOver(pseudonym=NAME, why=why) for why in h.HelpEnd),
    h.ChooseReceiver(initiatives=((1, "Sprachcafé, Unna"),), town="Unna"),
    h.ChooseReceiver(initiatives=(), towns=((0, "Kamen"), (1, "Unna")), page=1, pages=3),
    h.MyQuestions(questions=()),
    h.MyQuestions(
        questions=(
            MINE,
            replace(MINE, state=h.Stands.ANSWERED, last=h.Said(text=WORDS), receiver=""),
            replace(MINE, state=h.Stands.CLOSED, last=h.Said(reply=CannedReply.MORE), start=""),
        )
    ),
    h.MyThread(
        question_id=3,
        receiver="Sprachcafé",
        messages=(
            h.ThreadMessage(by=h.By.NEWCOMER, said=h.Said(text=WORDS), at=AT),
            h.ThreadMessage(by=h.By.HUMAN, said=h.Said(text="Gern!"), at=LATER),
        ),
        is_closed=False,
    ),
    h.MyThread(question_id=3, receiver="", messages=(), is_closed=True),
    CLOSED,
    replace(CLOSED, unanswered=True),
    replace(CLOSED, idle=False, start=""),
    h.HelperJoined(question_id=3, receiver="Sprachcafé"),
    h.HelperJoined(question_id=3, receiver=""),
    n.HumanConsent(text=WORDS, receiver="Sprachcafé", can_choose=True, has_others=True),
    n.HumanAnswer(question_id=3, receiver="", text="", file=None, reply=CannedReply.CALL_US),
    n.HumanAnswer(question_id=3, receiver="", text="", file=None, topic=TOPICS[0], volunteer=True),
    n.HumanAnswer(question_id=3, receiver="", text=WORDS, file=None, corrected=True),
)
