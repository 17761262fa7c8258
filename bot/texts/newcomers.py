"""Words for newcomers: topics, answers, questions to a human."""

from __future__ import annotations

from bot.domain import messages_newcomer as m
from bot.domain.people import clean, printable
from bot.domain.rendered import Rendered
from bot.domain.small_talk import SmallTalk
from bot.texts.activities import offer_button, offer_lines
from bot.texts.catalogue import own_name
from bot.texts.common import menu_button
from bot.texts.directory import card_lines, map_buttons
from bot.texts.languages import language_name
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
    rows,
    speech,
    to_copy,
)
from bot.texts.topics import topic_buttons
from bot.texts.words import words


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
    return Rendered(html=answer_html(s, message), buttons=_answer_buttons(s, message))


def answer_html(s: Speech, message: m.TopicAnswer) -> Html:
    """Return an answer as it is read, without its buttons."""
    return lines(
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
        *_beside(s, message),
        *_footer(speech("de", s.zone) if message.german else s, message),
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
    if message.newer:
        found.append(
            s.say("The text in {language} is newer.", language=language_name(s, message.newer))
        )
    if message.local:
        found.append(s.say("📍 Written by people of your place."))
    if message.sources:
        found.append(
            s.say("Source: {sources}", sources=Html(", ".join(map(bare, message.sources))))
        )
    if not message.reviewed and message.language not in {"de", "en"}:
        found.append(s.say("This translation awaits review by a native speaker."))
    # No slant in scripts that have none: Arabic letters become hard to read.
    return tuple(found if s.catalogue.right_to_left else (italic(one) for one in found))


def _beside(s: Speech, message: m.TopicAnswer) -> tuple[Html | str, ...]:
    """Return the addresses and the next dates below an answer; none for the German reader."""
    if message.german:
        return ()
    parts: list[Html | str] = []
    for card, due in message.beside.cards:
        parts += ["", card_lines(s, card, due=due)]
    if message.beside.dates:
        parts += ["", bold(s.say("🌍 The next offers:"))]
    for view in message.beside.dates:
        parts += [s.heading_day(view.shift.starts_at), offer_lines(s, view)]
    return (*parts, "") if parts else ()


def _beside_buttons(s: Speech, message: m.TopicAnswer) -> Rows:
    beside_it = message.beside
    return rows(
        map_buttons(s, tuple(card for card, _ in beside_it.cards)),
        s.press("📇 More addresses", "address_for", message.slug, 0)
        if beside_it.more_cards
        else None,
        s.press("🏘 Choose my town", "town", message.slug) if beside_it.ask_town else None,
        *(offer_button(s, view) for view in beside_it.dates),
        s.press("🤝 Somebody comes along", "companion") if beside_it.companion else None,
        s.press("🤝 I want to help", "help_out") if beside_it.volunteer else None,
        s.press("🗓 My shifts", "my") if beside_it.shifts else None,
    )


def _answer_buttons(s: Speech, message: m.TopicAnswer) -> Rows:
    if message.german:
        return rows(s.press("⬅️ Back to my language", "topic", message.slug), menu_button(s))
    return rows(
        tuple(to_copy(f"📞 {beside(phone)}", phone) for phone in message.phones[:2]),
        None
        if message.language == "de" or not message.has_german
        else s.press("🇩🇪 Show in German", "topic_de", message.slug),
        *_beside_buttons(s, message),
        (
            s.press("👍 Helpful", "helpful", message.slug, message.language),
            s.press("👎 Not helpful", "unhelpful", message.slug, message.language),
        ),
        *topic_buttons(s, message.related),
        (s.press("🙋 Ask a human", "human"), s.press("📚 Topics", "topics")),
    )


@words(m.Suggestions)
def _suggestions(s: Speech, message: m.Suggestions) -> Rendered:
    return Rendered(
        html=lines(bold(_DANGER_LINE) if message.danger else None, _how_near(s, message)),
        buttons=rows(
            None if message.covered else s.press("🙋 Ask a human", "human"),
            *topic_buttons(s, message.topics),
            s.press("🙋 Ask a human", "human") if message.covered else None,
            s.press("🗓 My shifts", "my") if message.member else None,
            (s.press("📚 Topics", "topics"), menu_button(s)),
        ),
    )


@words(m.Chat)
def _chat(s: Speech, message: m.Chat) -> Rendered:
    if message.talk is SmallTalk.THANKS:
        said = s.say("You are welcome! Write to me whenever you have a question.")
    else:
        said = lines(
            bold(s.say("How can I help you?")),
            s.say("Please write your question in your own words, in any language."),
        )
    return Rendered(
        html=said,
        buttons=rows(
            s.press("🙋 Ask a human", "human"), (s.press("📚 Topics", "topics"), menu_button(s))
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
