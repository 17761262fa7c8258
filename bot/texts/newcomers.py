"""Words for newcomers: topics, answers, questions to a human."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_newcomer as m
from bot.domain.people import clean, printable
from bot.domain.rendered import Button, Rendered
from bot.texts.catalogue import own_name
from bot.texts.common import menu_button
from bot.texts.speech import (
    VALUE_LIMIT,
    Html,
    Rows,
    Speech,
    bare,
    beside,
    bold,
    escape,
    folded,
    isolate,
    italic,
    lines,
    passage,
    rows,
    speech,
    to_copy,
)
from bot.texts.words import words

_GROUPS: dict[str, Callable[[Speech], Html]] = {
    "emergency": lambda s: s.say("🚑 Emergency"),
    "health": lambda s: s.say("🩺 Health"),
    "first-steps": lambda s: s.say("🧭 First steps"),
    "learning": lambda s: s.say("📖 Learning German"),
    "children": lambda s: s.say("🧒 Children and school"),
    "money": lambda s: s.say("💶 Money"),
    "help": lambda s: s.say("🙋 Help"),
}


def _topic_buttons(s: Speech, topics: tuple[tuple[str, str], ...]) -> tuple[Button, ...]:
    return tuple(s.choice(title, "topic", slug) for slug, title in topics)


@words(m.Topics)
def _topics(s: Speech, message: m.Topics) -> Rendered:
    buttons: Rows = ()
    for _group, topics in message.groups:
        buttons += rows(*_topic_buttons(s, topics))
    names = [_GROUPS[group](s) for group, _topics in message.groups if group in _GROUPS]
    return Rendered(
        html=lines(
            bold(s.say("📚 Topics")),
            s.say("Choose a topic, or write your question in your own words."),
            "",
            Html(" · ".join(names)),
        ),
        buttons=buttons + rows((s.press("🙋 Ask a human", "human"), menu_button(s))),
    )


def _paragraph(paragraph: m.Paragraph) -> Html:
    made = "".join(_span(span) for span in paragraph.spans)
    return Html(f"• {made}" if paragraph.bullet else made)


def _span(span: m.Span) -> Html:
    match span.kind:
        case "bold":
            return bold(_text(span))
        case "phone" | "money" | "day":
            return isolate(clean(span.text, limit=VALUE_LIMIT))
        case _:
            # Links stay bare: an isolate inside would end up in the address.
            return _text(span)


def _text(span: m.Span) -> Html:
    # The spaces at the ends part it from its neighbours.
    return escape(printable(span.text).replace("\n", " "))


@words(m.TopicAnswer)
def _answer(s: Speech, message: m.TopicAnswer) -> Rendered:
    return Rendered(
        html=lines(
            bold(_DANGER_LINE) if message.danger else None,
            s.say(
                "This answer is not available in your language yet. Here it is in {language}:",
                language=own_name(message.language),
            )
            if message.fallback and not message.german
            else None,
            bold(bare(message.title)),
            _paragraph(message.lead),
            folded(_body(message.rest)) if message.rest else None,
            *_footer(speech("de", s.zone) if message.german else s, message),
        ),
        buttons=_answer_buttons(s, message),
    )


_DANGER_LINE = Html("🚑 112 · 🚓 110")


def _body(paragraphs: tuple[m.Paragraph, ...]) -> Html:
    """Return the paragraphs with a gap between them, the entries of a list without one."""
    text = ""
    before = False
    for one in paragraphs:
        gap = "" if not text else "\n" if before and one.bullet else "\n\n"
        text += gap + _paragraph(one)
        before = one.bullet
    return Html(text)


def _footer(s: Speech, message: m.TopicAnswer) -> tuple[Html, ...]:
    if message.checked_on is None:
        status = s.say("⚠️ Nobody has checked this answer yet. Please ask a human.")
    elif message.due:
        status = s.say(
            "⚠️ May be out of date, checked on {day}. Please ask a human.",
            day=s.dated(message.checked_on),
        )
    else:
        status = s.say("Checked on {day}.", day=s.dated(message.checked_on))
    found = [status]
    if message.sources:
        found.append(
            s.say("Source: {sources}", sources=Html(", ".join(map(bare, message.sources))))
        )
    if not message.reviewed and message.language not in {"de", "en"}:
        found.append(s.say("This translation awaits review by a native speaker."))
    # No slant in scripts that have none: Arabic letters become hard to read.
    return tuple(found if s.catalogue.right_to_left else (italic(one) for one in found))


def _answer_buttons(s: Speech, message: m.TopicAnswer) -> Rows:
    if message.german:
        return rows(s.press("⬅️ Back to my language", "topic", message.slug), menu_button(s))
    return rows(
        tuple(to_copy(f"📞 {beside(phone)}", phone) for phone in message.phones[:2]),
        None
        if message.language == "de"
        else s.press("🇩🇪 Show in German", "topic_de", message.slug),
        (
            s.press("👍 Helpful", "helpful", message.slug, message.language),
            s.press("👎 Not helpful", "unhelpful", message.slug, message.language),
        ),
        *_topic_buttons(s, message.related),
        (s.press("🙋 Ask a human", "human"), s.press("📚 Topics", "topics")),
    )


@words(m.Suggestions)
def _suggestions(s: Speech, message: m.Suggestions) -> Rendered:
    return Rendered(
        html=lines(bold(_DANGER_LINE) if message.danger else None, _how_near(s, message)),
        buttons=rows(
            None if message.covered else s.press("🙋 Ask a human", "human"),
            *_topic_buttons(s, message.topics),
            s.press("🙋 Ask a human", "human") if message.covered else None,
            s.press("🗓 My shifts", "my") if message.member else None,
            (s.press("📚 Topics", "topics"), menu_button(s)),
        ),
    )


def _how_near(s: Speech, message: m.Suggestions) -> Html:
    if message.covered:
        return s.say("I am not sure what you mean. Is it one of these topics?")
    if message.topics:
        return s.say(
            "I have no answer to that. A human can help you. These topics are the nearest:"
        )
    return s.say(
        "I have no answer to that. You can ask in other words, look at the topics or ask a human."
    )


@words(m.HumanConsent)
def _consent(s: Speech, message: m.HumanConsent) -> Rendered:
    receiver = message.receiver or s.say("the integration centre")
    return Rendered(
        html=lines(
            s.say(
                "{receiver} will read your question. Your name and number are not shown.",
                receiver=receiver,
            ),
            "",
            s.say("With attachment.") if message.has_file else None,
            Html(f"<blockquote>{passage(message.text)}</blockquote>") if message.text else None,
            "",
            s.say("Shall I send it?"),
        ),
        buttons=rows(
            s.press("✅ Yes, send it", "human_yes", message.mark),
            (s.press("✏️ Write it again", "human_again"), s.press("✖️ Cancel", "cancel")),
        ),
    )


@words(m.QuestionSent)
def _question_sent(s: Speech, message: m.QuestionSent) -> Rendered:
    receiver = message.receiver or s.say("the integration centre")
    return Rendered(
        html=lines(
            s.say("Your question is with {receiver}.", receiver=receiver),
            s.say("The answer comes here, usually within 2 working days."),
            *(
                ("", s.say("It is night now. In an emergency: 🚑 112 · 🚓 110"))
                if message.night
                else ()
            ),
        ),
        buttons=rows((s.press("📚 Topics", "topics"), menu_button(s))),
    )


@words(m.HumanAnswer)
def _human_answer(s: Speech, message: m.HumanAnswer) -> Rendered:
    receiver = message.receiver or s.say("the integration centre")
    return Rendered(
        html=lines(
            bold(s.say("🙋 {receiver} writes:", receiver=receiver)),
            passage(message.text) if message.text else None,
        ),
        buttons=rows(
            s.press("✏️ Write to the human", "write", message.question_id),
            s.press("✅ My question is answered", "solved", message.question_id),
        ),
        file=message.file,
    )
