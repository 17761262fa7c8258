"""Words for newcomers whose question goes to a human, and the ready replies of these humans."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as m
from bot.domain.handover import ANSWER_DAYS, CannedReply
from bot.domain.rendered import Rendered
from bot.texts.common import menu_button
from bot.texts.languages import language_name
from bot.texts.speech import Html, Speech, bare, bold, lines, passage, rows
from bot.texts.words import words

THREAD_LIMIT = 3000

_REPLIES: dict[CannedReply, Callable[[Speech], Html]] = {
    CannedReply.READ_SOON: lambda s: s.say(
        "Thank you for your question. We have read it and will answer soon."
    ),
    CannedReply.PHOTO: lambda s: s.say("Please send a photo of the letter, with all its pages."),
    CannedReply.TOWN: lambda s: s.say("Which town or village do you live in?"),
    CannedReply.MORE: lambda s: s.say(
        "Please tell us a little more: what has happened, and until when do you need help?"
    ),
    CannedReply.NO_NAMES: lambda s: s.say(
        "Please do not send names, numbers or medical details here. Cover them on the photo."
    ),
    CannedReply.COME_BY: lambda s: s.say(
        "Please come to our open hours and bring your letters. We will look at them together."
    ),
    CannedReply.CALL_US: lambda s: s.say("Please call us. That is the quickest way."),
    CannedReply.NOT_US: lambda s: s.say(
        "We cannot help with that ourselves. We are looking for somebody who can."
    ),
}
_LABELS: dict[CannedReply, Callable[[Speech], str]] = {
    CannedReply.READ_SOON: lambda s: s.label("👀 We answer soon"),
    CannedReply.PHOTO: lambda s: s.label("📷 Photo of the letter?"),
    CannedReply.TOWN: lambda s: s.label("📍 Which town?"),
    CannedReply.MORE: lambda s: s.label("💬 Please tell us more"),
    CannedReply.NO_NAMES: lambda s: s.label("🙈 No names, please"),
    CannedReply.COME_BY: lambda s: s.label("🚪 Please come by"),
    CannedReply.CALL_US: lambda s: s.label("📞 Please call us"),
    CannedReply.NOT_US: lambda s: s.label("🔎 We ask somebody else"),
}


def ready(s: Speech, reply: CannedReply) -> Html:
    """Return a ready reply in this language."""
    return _REPLIES[reply](s)


def ready_label(s: Speech, reply: CannedReply) -> str:
    """Return what the button of a ready reply says."""
    return _LABELS[reply](s)


def receiver_named(s: Speech, receiver: str) -> str | Html:
    """Return the receiver's name; empty means the centre."""
    return receiver or s.say("the integration centre")


def said(s: Speech, one: h.Said, *, limit: int = THREAD_LIMIT) -> Html:
    """Return what one message of a thread says."""
    parts = [
        passage(one.text, limit=limit) if one.text else None,
        ready(s, one.reply) if one.reply else None,
        s.say("📚 Topic: {title}", title=one.topic) if one.topic else None,
        s.say("[attachment]") if one.has_file else None,
    ]
    return lines(*parts)


def answering_time(s: Speech) -> Html:
    """Return how long an answer usually takes."""
    return s.count(
        "The answer usually comes within {n} working day.",
        "The answer usually comes within {n} working days.",
        ANSWER_DAYS,
    )


@words(m.HumanConsent)
def _consent(s: Speech, message: m.HumanConsent) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "{receiver} will read your question. Your name and number are not shown.",
                receiver=receiver_named(s, message.receiver),
            ),
            s.say(
                "They see a made-up name and your language: {language}.",
                language=language_name(s, s.language),
            ),
            answering_time(s),
            "",
            s.say("With attachment.") if message.has_file else None,
            Html(f"<blockquote>{passage(message.text)}</blockquote>") if message.text else None,
            "",
            s.say("Shall I send it?"),
        ),
        buttons=rows(
            s.press("✅ Yes, send it", "human_yes", message.mark),
            s.press("🔁 To somebody else", "human_to", 0) if message.can_choose else None,
            (s.press("✏️ Write it again", "human_again"), s.press("✖️ Cancel", "cancel")),
            s.press("📨 My questions", "my_questions") if message.has_others else None,
        ),
    )


@words(h.ChooseReceiver)
def _choose(s: Speech, message: h.ChooseReceiver) -> Rendered:
    more = None
    if message.pages > 1:
        following = (message.page + 1) % message.pages
        more = s.press("➡️ More", "human_to", following)
    return Rendered(
        html=lines(
            s.say("Where do you live? I will show you who can help there.")
            if message.towns
            else s.say("Who may read your question?"),
            s.say("Your town: {town}", town=message.town) if message.town else None,
        ),
        buttons=rows(
            *(s.choice(name, "human_town", at) for at, name in message.towns),
            *(s.choice(name, "human_at", number) for number, name in message.initiatives),
            more,
            s.press("🏛 The integration centre", "human_at", 0),
            s.press("⬅️ Back", "human_back"),
        ),
    )


@words(m.QuestionSent)
def _question_sent(s: Speech, message: m.QuestionSent) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "Your question is with {receiver}.",
                receiver=receiver_named(s, message.receiver),
            ),
            s.say("The answer comes here."),
            answering_time(s),
            *(
                ("", s.say("It is night now. In an emergency: 🚑 112 · 🚓 110"))
                if message.night
                else ()
            ),
        ),
        buttons=rows(
            s.press("📨 My questions", "my_questions"),
            (s.press("📚 Topics", "topics"), menu_button(s)),
        ),
    )


@words(m.HumanAnswer)
def _human_answer(s: Speech, message: m.HumanAnswer) -> Rendered:
    receiver = receiver_named(s, message.receiver)
    return Rendered(
        html=lines(
            bold(_who_writes(s, message, receiver)),
            passage(message.text) if message.text else None,
            ready(s, message.reply) if message.reply else None,
            s.say(
                "A human sends you this topic: {title}",
                title=message.topic[1],
            )
            if message.topic
            else None,
        ),
        buttons=rows(
            s.choice(message.topic[1], "topic_new", message.topic[0]) if message.topic else None,
            s.press("✏️ Write to the human", "write", message.question_id),
            s.press("✅ My question is answered", "solved", message.question_id),
        ),
        file=message.file,
    )


def _who_writes(s: Speech, message: m.HumanAnswer, receiver: str | Html) -> Html:
    if message.corrected:
        return s.say("🙋 {receiver} has corrected a message:", receiver=receiver)
    if message.volunteer:
        return s.say("🙋 A volunteer of {receiver} writes:", receiver=receiver)
    return s.say("🙋 {receiver} writes:", receiver=receiver)


_STATES: dict[h.Stands, Callable[[Speech], Html]] = {
    h.Stands.OPEN: lambda s: s.say("⏳ waits for an answer"),
    h.Stands.ANSWERED: lambda s: s.say("💬 has an answer"),
    h.Stands.CLOSED: lambda s: s.say("✅ closed"),
}


@words(h.MyQuestions)
def _my_questions(s: Speech, message: h.MyQuestions) -> Rendered:
    blocks: list[Html | str] = []
    for at, one in enumerate(message.questions, start=1):
        blocks += [
            "",
            bold(
                s.say(
                    "{n}. {day}, {receiver}",
                    n=at,
                    day=s.day(one.since),
                    receiver=receiver_named(s, one.receiver),
                )
            ),
            s.say("{text}", text=one.start) if one.start else s.say("[attachment]"),
            _STATES[one.state](s),
        ]
        if one.last is not None:
            blocks.append(s.say("The last answer:"))
            blocks.append(said(s, one.last, limit=300))
    return Rendered(
        html=lines(
            bold(s.say("📨 My questions")),
            s.say("You have not asked a human anything yet.") if not blocks else None,
            *blocks,
        ),
        buttons=rows(
            *(
                s.entry(str(at), one.start or "📎", "my_question", one.id)
                for at, one in enumerate(message.questions, start=1)
            ),
            (s.press("➕ New question", "human_again"), menu_button(s)),
        ),
    )


@words(h.MyThread)
def _my_thread(s: Speech, message: h.MyThread) -> Rendered:
    receiver = receiver_named(s, message.receiver)
    share = THREAD_LIMIT // max(1, len(message.messages))
    blocks: list[Html | str] = []
    for one in message.messages:
        who = s.say("You") if one.by is h.By.NEWCOMER else receiver
        head = s.say("{who}, {day} {time}", who=who, day=s.day(one.at), time=s.clock(one.at))
        blocks += ["", bold(head), said(s, one.said, limit=share)]
    return Rendered(
        html=lines(
            bold(s.say("📨 Your question to {receiver}", receiver=receiver)),
            *blocks,
            *(
                ("", s.say("This question is closed. Write again, and it opens again."))
                if message.is_closed
                else ()
            ),
        ),
        buttons=rows(
            s.press("✏️ Write to the human", "write", message.question_id),
            None
            if message.is_closed
            else s.press("✅ My question is answered", "solved", message.question_id),
            (s.press("📨 My questions", "my_questions"), menu_button(s)),
        ),
    )


@words(h.QuestionClosed)
def _closed(s: Speech, message: h.QuestionClosed) -> Rendered:
    if message.unanswered:
        why = s.say("We are sorry: nobody has answered your question. It is closed now.")
    elif message.idle:
        why = s.say("Nobody has written for two weeks, so your question is closed now.")
    else:
        why = s.say("Your question is closed now.")
    return Rendered(
        html=lines(
            why,
            Html(f"<blockquote>{bare(message.start)}</blockquote>") if message.start else None,
            s.say("Is something still open? Reply to this message, and it opens again."),
        ),
        buttons=rows(
            s.press("✏️ Write to the human", "write", message.question_id),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        ),
    )


@words(h.HelperJoined)
def _helper_joined(s: Speech, message: h.HelperJoined) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "A volunteer of {receiver} who speaks your language helps now.",
                receiver=receiver_named(s, message.receiver),
            ),
            s.say("They read your question too, without your name."),
        ),
        buttons=rows(
            s.press("✏️ Write to the human", "write", message.question_id),
            menu_button(s),
        ),
    )
