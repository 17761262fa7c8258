"""Words for what is done with a question besides answering: ready replies, help, topics."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_handover as m
from bot.domain.handover import CannedReply
from bot.domain.rendered import Button, Press, Rendered
from bot.texts.common import menu_button
from bot.texts.handover import ready, ready_label, receiver_named
from bot.texts.inbox import quoted
from bot.texts.languages import language_name
from bot.texts.speech import Html, Speech, bare, bold, lines, rows, speech
from bot.texts.words import words

# --- ready replies and topics


@words(m.ReadyReplies)
def _ready_replies(s: Speech, message: m.ReadyReplies) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("💬 Ready replies to {pseudonym}", pseudonym=message.pseudonym)),
            s.say(
                "Each one goes out in the person's language: {language}.",
                language=language_name(s, message.language),
            ),
        ),
        buttons=rows(
            *(
                Button(
                    label=ready_label(s, one),
                    press=Press(action="canned_see", args=(message.question_id, one.value)),
                )
                for one in CannedReply
            ),
            s.press("⬅️ Back", "thread", message.question_id),
        ),
    )


@words(m.ReadyPreview)
def _ready_preview(s: Speech, message: m.ReadyPreview) -> Rendered:
    number = message.question_id
    own: Html | str = s.say("📚 Topic: {title}", title=message.title)
    theirs: Html | None = s.say("{text}", text=message.theirs)
    send = s.press("✅ Send", "topic_yes", number, message.slug)
    if message.reply is not None:
        own = ready(s, message.reply)
        theirs = ready(speech(message.language, s.zone), message.reply)
        send = s.press("✅ Send", "canned_yes", number, message.reply.value)
    if message.language == s.language:
        theirs = None
    back = "canned" if message.reply is not None else "thread"
    return Rendered(
        html=lines(
            bold(s.say("{pseudonym} will read this:", pseudonym=message.pseudonym)),
            Html(f"<blockquote>{own}</blockquote>"),
            *(
                (
                    s.say(
                        "In the person's language ({language}):",
                        language=language_name(s, message.language),
                    ),
                    Html(f"<blockquote>{theirs}</blockquote>"),
                )
                if theirs
                else ()
            ),
        ),
        buttons=rows(send, s.press("⬅️ Back", back, number)),
    )


# --- a volunteer who helps with the language


@words(m.HelperChoice)
def _helper_choice(s: Speech, message: m.HelperChoice) -> Rendered:
    number = message.question_id
    language = language_name(s, message.language)
    empty = not message.free and not message.asked and not message.helping
    return Rendered(
        html=lines(
            bold(s.say("🗣 Who speaks {language}?", language=language)),
            s.say("{name} helps at the moment.", name=message.helping)
            if message.helping
            else None,
            s.say("Asked: {names}", names=s.listed(message.asked)) if message.asked else None,
            s.say("The volunteer reads the question without the person's name.")
            if message.free and not message.helping
            else None,
            s.say(
                "Nobody who speaks {language} may help with questions yet. "
                "You allow it on the person's card.",
                language=language,
            )
            if empty
            else None,
        ),
        buttons=rows(
            *(
                ()
                if message.helping
                else (s.entry("🗣", name, "helper_ask", number, one) for one, name in message.free)
            ),
            s.press("↩️ Take it back", "helper_back", number) if message.helping else None,
            s.press("👥 People", "people_all") if empty else None,
            s.press("⬅️ Back", "thread", number),
        ),
    )


_NEWS: dict[m.HelperNews, Callable[[Speech, str, str], Html]] = {
    m.HelperNews.HELPS: lambda s, name, pseudonym: s.say(
        "🗣 {name} helps with the question of {pseudonym}.", name=name, pseudonym=pseudonym
    ),
    m.HelperNews.DECLINED: lambda s, name, pseudonym: s.say(
        "{name} cannot help with the question of {pseudonym}.", name=name, pseudonym=pseudonym
    ),
    m.HelperNews.ENDED: lambda s, name, pseudonym: s.say(
        "{name} no longer helps with the question of {pseudonym}.", name=name, pseudonym=pseudonym
    ),
}


@words(m.HelperSaid)
def _helper_said(s: Speech, message: m.HelperSaid) -> Rendered:
    helps = message.news is m.HelperNews.HELPS
    return Rendered(
        html=_NEWS[message.news](s, message.name, message.pseudonym),
        buttons=rows(
            s.press("📖 The whole thread", "thread", message.question_id),
            None if helps else s.press("🗣 Ask a volunteer", "helpers", message.question_id),
        ),
    )


@words(m.HelpAsked)
def _help_asked(s: Speech, message: m.HelpAsked) -> Rendered:
    return Rendered(
        html=lines(
            bold(
                s.say(
                    "🗣 {receiver} asks you to help with a question in {language}.",
                    receiver=receiver_named(s, message.receiver),
                    language=language_name(s, message.language),
                )
            ),
            s.say("{pseudonym} writes:", pseudonym=message.pseudonym),
            quoted(message.text),
            s.say("[attachment]") if message.has_file else None,
            s.say("If you say yes, you read and answer here; your name is not shown."),
        ),
        buttons=rows(
            (
                s.press("✅ I help", "help_yes", message.question_id),
                s.press("❌ I can't", "help_no", message.question_id),
            )
        ),
    )


_OVER: dict[m.HelpEnd, Callable[[Speech], Html]] = {
    m.HelpEnd.DECLINED: lambda s: s.say("All right. Nobody asks you about this question again."),
    m.HelpEnd.ENDED: lambda s: s.say("Thank you for your help! Others go on from here."),
    m.HelpEnd.TAKEN: lambda s: s.say("Thank you! Somebody else helps with this question already."),
    m.HelpEnd.OVER: lambda s: s.say("This question does not need you any more. Thank you!"),
}


@words(m.HelpOver)
def _help_over(s: Speech, message: m.HelpOver) -> Rendered:
    return Rendered(
        html=lines(
            s.say("❓ Question from {pseudonym}", pseudonym=message.pseudonym),
            _OVER[message.why](s),
        ),
        buttons=rows(menu_button(s)),
    )


# --- a good answer becomes a topic


@words(m.TopicPreview)
def _topic_preview(s: Speech, message: m.TopicPreview) -> Rendered:
    other = language_name(s, message.other) if message.other else ""
    return Rendered(
        html=lines(
            bold(s.say("📚 This becomes a topic that everybody can find:")),
            "",
            bold(bare(message.title)),
            quoted(message.body),
            s.say("Language: {language}", language=language_name(s, message.language)),
            "",
            s.say("Please check that nobody's name stands in it."),
            s.say("To change the title, simply write it."),
        ),
        buttons=rows(
            s.press("✅ Make it a topic", "make_yes", message.mark),
            s.press("🔤 It is {language}", "make_lang", message.other, language=other)
            if other
            else None,
            s.press("⬅️ Back", "thread", message.question_id),
        ),
    )


@words(m.TopicMade)
def _topic_made(s: Speech, message: m.TopicMade) -> Rendered:
    return Rendered(
        html=lines(
            s.say("✅ Saved as a topic: {title}", title=message.title),
            s.say("From now on the bot answers with it."),
        ),
        buttons=rows(
            s.choice(message.title, "topic_new", message.slug),
            s.press("↩️ Take it back", "faq_back", message.slug, message.language),
            (s.press("📥 Questions", "inbox"), menu_button(s)),
        ),
    )
