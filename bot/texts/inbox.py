"""Words for those who answer questions, and for the volunteers who help them."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_handover as m
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.handover import THREAD_LIMIT, receiver_named, said
from bot.texts.languages import language_name
from bot.texts.speech import (
    Html,
    Rows,
    Speech,
    bare,
    bold,
    in_columns,
    lines,
    passage,
    rows,
)
from bot.texts.words import words


def quoted(text: str) -> Html | None:
    """Return somebody's own lines as a quote, None if there are none."""
    return Html(f"<blockquote>{passage(text)}</blockquote>") if text else None


@words(m.QuestionArrived)
def _question(s: Speech, message: m.QuestionArrived) -> Rendered:
    return Rendered(
        html=lines(
            bold(_head(s, message)),
            "",
            passage(message.text) if message.text else None,
            "" if message.text else None,
            s.say("Reply to this message, and your answer goes to the person."),
            s.say("Nearest topics, to be sent in the person's language:")
            if message.topics
            else None,
        ),
        buttons=rows(
            *_topic_buttons(s, message.question_id, message.topics),
            *(
                _helper_buttons(s, message.question_id)
                if message.helper
                else _desk_buttons(s, message.question_id, can_ask=message.can_ask, is_open=True)
            ),
        ),
        file=message.file,
    )


def _head(s: Speech, message: m.QuestionArrived) -> Html:
    values = {
        "pseudonym": message.pseudonym,
        "language": language_name(s, message.language),
    }
    if message.corrected:
        return s.say("✏️ {pseudonym} ({language}) has corrected a message:", **values)
    if message.first:
        return s.say("❓ Question from {pseudonym} ({language})", **values)
    return s.say("💬 {pseudonym} ({language}) writes:", **values)


def _topic_buttons(s: Speech, question_id: int, topics: m.Topics) -> tuple[Button, ...]:
    return tuple(s.entry("📚", title, "send_topic", question_id, slug) for slug, title in topics)


def _desk_buttons(s: Speech, question_id: int, *, can_ask: bool, is_open: bool) -> Rows:
    answer = s.press("✏️ Answer", "write", question_id)
    close = s.press("✅ Close", "solved", question_id)
    return rows(
        (answer, close) if is_open else answer,
        (
            s.press("💬 Ready replies", "canned", question_id),
            s.press("🗣 Ask a volunteer", "helpers", question_id),
        )
        if can_ask
        else s.press("💬 Ready replies", "canned", question_id),
    )


def _helper_buttons(s: Speech, question_id: int) -> Rows:
    return rows(
        (
            s.press("✏️ Answer", "write", question_id),
            s.press("👋 Stop helping", "help_no", question_id),
        ),
        s.press("📖 The whole thread", "thread", question_id),
    )


@words(m.QuestionAnswered)
def _answered(s: Speech, message: m.QuestionAnswered) -> Rendered:
    head = (
        s.say("🗣 The volunteer has written to {pseudonym}:", pseudonym=message.pseudonym)
        if message.by is m.By.VOLUNTEER
        else s.say("✅ A colleague has answered {pseudonym}:", pseudonym=message.pseudonym)
    )
    return Rendered(
        html=lines(bold(head), "", said(s, message.said)),
        buttons=rows(
            s.press("📖 The whole thread", "thread", message.question_id),
            s.press("✏️ Add something", "write", message.question_id),
        ),
        file=message.file,
    )


@words(m.QuestionWaits)
def _waits(s: Speech, message: m.QuestionWaits) -> Rendered:
    values = {
        "pseudonym": message.pseudonym,
        "language": language_name(s, message.language),
    }
    head = (
        s.say(
            "⏰ Nobody at {receiver} has answered {pseudonym} ({language}) for two working days.",
            receiver=receiver_named(s, message.receiver),
            **values,
        )
        if message.late
        else s.say("⏳ {pseudonym} ({language}) has waited for one working day.", **values)
    )
    return Rendered(
        html=lines(
            bold(head),
            Html(f"<blockquote>{bare(message.start)}</blockquote>") if message.start else None,
            s.say("Reply to this message, and your answer goes to the person."),
        ),
        buttons=rows(
            (
                s.press("✏️ Answer", "write", message.question_id),
                s.press("📖 The whole thread", "thread", message.question_id),
            ),
            s.press("📥 Questions", "inbox"),
        ),
    )


# --- the inbox


@words(m.Inbox)
def _inbox(s: Speech, message: m.Inbox) -> Rendered:
    blocks: list[Html | str] = []
    for one in message.questions:
        blocks += ["", _line(s, one), _start(s, one)]
    if message.answered:
        blocks += ["", bold(s.say("Answered today"))]
        blocks += [_answered_line(s, one) for one in message.answered]
    return Rendered(
        html=lines(
            bold(s.say("📥 Questions")),
            s.say("Language: {language}", language=language_name(s, message.language))
            if message.language
            else None,
            s.count("{n} question is open", "{n} questions are open", message.total)
            if message.questions
            else s.say("No question is open. Well done!"),
            *blocks,
        ),
        buttons=rows(
            *(_button(s, one) for one in message.questions),
            *(s.entry("✅", one.pseudonym, "thread", one.id) for one in message.answered),
            *_filters(s, message),
            menu_button(s),
        ),
    )


def _button(s: Speech, one: m.QuestionLine) -> Button:
    if one.late:
        return s.entry("⏰", one.pseudonym, "thread", one.id)
    return s.choice(one.pseudonym, "thread", one.id)


def _line(s: Speech, one: m.QuestionLine) -> Html:
    head = s.say(
        "{pseudonym} ({language}), {day} {time}",
        pseudonym=one.pseudonym,
        language=language_name(s, one.language),
        day=s.day(one.since),
        time=s.clock(one.since),
    )
    return lines(head, s.say("⏰ The leads were told that nobody answers.") if one.late else None)


def _start(s: Speech, one: m.QuestionLine) -> Html:
    return s.say("{text}", text=one.start) if one.start else s.say("[attachment]")


def _answered_line(s: Speech, one: m.QuestionLine) -> Html:
    return s.say("✅ {pseudonym}: {text}", pseudonym=one.pseudonym, text=_start(s, one))


def _filters(s: Speech, message: m.Inbox) -> Rows:
    """Return one button per language, where there are several to tell apart."""
    found: list[Button] = []
    if message.language:
        found.append(s.press("🔤 All languages", "inbox"))
    elif len(message.languages) > 1:
        found = [
            s.choice(f"🔤 {language_name(s, tag)} ({n})", "inbox_in", tag)
            for tag, n in message.languages[:6]
        ]
    return in_columns(found, 2)


_WHO: dict[m.By, Callable[[Speech, str], str | Html]] = {
    m.By.NEWCOMER: lambda _s, pseudonym: pseudonym,
    m.By.ME: lambda s, _: s.say("You"),
    m.By.COLLEAGUE: lambda s, _: s.say("A colleague"),
    m.By.VOLUNTEER: lambda s, _: s.say("The volunteer"),
    m.By.HUMAN: lambda s, _: s.say("A colleague"),
}


@words(m.QuestionThread)
def _thread(s: Speech, message: m.QuestionThread) -> Rendered:
    share = THREAD_LIMIT // max(1, len(message.messages))
    blocks: list[Html | str] = []
    for one in message.messages:
        who = _WHO[one.by](s, message.pseudonym)
        head = s.say("{who}, {day} {time}", who=who, day=s.day(one.at), time=s.clock(one.at))
        blocks += ["", bold(head), said(s, one.said, limit=share)]
    return Rendered(
        html=lines(
            bold(
                s.say(
                    "❓ Question from {pseudonym} ({language})",
                    pseudonym=message.pseudonym,
                    language=language_name(s, message.language),
                )
            ),
            s.say("⏰ The leads were told that nobody answers.") if message.late else None,
            s.say("🗣 {name} helps with the language.", name=message.helping)
            if message.helping
            else None,
            *blocks,
        ),
        buttons=_thread_buttons(s, message),
    )


def _thread_buttons(s: Speech, message: m.QuestionThread) -> Rows:
    number = message.question_id
    if message.helper:
        return rows(
            *_topic_buttons(s, number, message.topics),
            (s.press("✏️ Answer", "write", number), s.press("👋 Stop helping", "help_no", number)),
            menu_button(s),
        )
    return rows(
        *_topic_buttons(s, number, message.topics),
        *_desk_buttons(s, number, can_ask=message.can_ask, is_open=message.is_open),
        s.press("📚 Make it a topic", "make_topic", number) if message.can_make else None,
        (s.press("📥 Questions", "inbox"), menu_button(s)),
    )
