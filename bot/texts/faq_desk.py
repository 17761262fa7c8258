"""Words for coordinators who look after the answers."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_faq_desk as m
from bot.domain.local_answers import BODY_LIMIT, LEAD_LIMIT, Change, Fault
from bot.domain.rendered import Button, Rendered
from bot.texts.catalogue import own_name
from bot.texts.common import menu_button
from bot.texts.newcomers import answer_html
from bot.texts.speech import Html, Rows, Speech, bare, bold, in_columns, lines, passage, rows
from bot.texts.topics import group_buttons, group_name, page_buttons
from bot.texts.words import words

_STATES: dict[str, Callable[[Speech, str], Html]] = {
    "missing": lambda s, language: s.say("▫️ {language}: missing", language=language),
    "outdated": lambda s, language: s.say("🕰 {language}: out of date", language=language),
    "machine": lambda s, language: s.say(
        "🤖 {language}: translated by a machine", language=language
    ),
    "current": lambda s, language: s.say("✅ {language}: up to date", language=language),
}
_PICTOGRAMS = {"missing": "▫️", "outdated": "🕰", "machine": "🤖", "current": "✅"}
_FAULTS: dict[Fault, Callable[[Speech, m.AskPart], Html]] = {
    Fault.EMPTY: lambda s, _: s.say("I could not read any words."),
    Fault.LIST_FIRST: lambda s, _: s.say(
        "The first paragraph must be a sentence, not a list: it says what to do."
    ),
    Fault.LEAD_TOO_LONG: lambda s, message: s.say(
        "The first paragraph has {n} characters, {limit} are allowed.",
        n=message.lead,
        limit=LEAD_LIMIT,
    ),
    Fault.TOO_LONG: lambda s, message: s.say(
        "The text has {n} characters, {limit} are allowed.", n=message.whole, limit=BODY_LIMIT
    ),
    Fault.MARKUP: lambda s, _: s.say(
        "Only {bold} and lists with {dash} are possible, nothing else.", bold="**…**", dash="-"
    ),
    Fault.UNKNOWN_FACT: lambda s, _: s.say(
        "A number in braces is not known. Please write it out, or correct its name."
    ),
}


@words(m.FaqDesk)
def _desk(s: Speech, message: m.FaqDesk) -> Rendered:
    nothing = not (message.due or message.incomplete or message.unanswered)
    return Rendered(
        html=lines(
            bold(s.say("📝 Answers")),
            s.say("You look after the answers that newcomers read."),
            s.say("Everything is checked and complete.") if nothing else None,
        ),
        buttons=rows(
            s.press("⏰ To be checked ({n})", "faq_list", m.DeskList.DUE, 0, n=message.due),
            s.press("📍 Local answers ({n})", "faq_list", m.DeskList.LOCAL, 0, n=message.local),
            s.press(
                "🌐 Languages missing ({n})",
                "faq_list",
                m.DeskList.INCOMPLETE,
                0,
                n=message.incomplete,
            ),
            s.press("❓ Without an answer ({n})", "faq_words", 0, n=message.unanswered),
            (s.press("➕ New answer", "faq_new"), s.press("✏️ Correct a topic", "faq_groups")),
            s.press("📇 Addresses", "cards", 0) if message.lead else None,
            menu_button(s),
        ),
    )


_HEADS: dict[m.DeskList, Callable[[Speech], Html]] = {
    m.DeskList.DUE: lambda s: s.say("⏰ To be checked, the oldest first"),
    m.DeskList.LOCAL: lambda s: s.say("📍 Local answers"),
    m.DeskList.INCOMPLETE: lambda s: s.say("🌐 Languages missing or out of date"),
}
_NONE: dict[m.DeskList, Callable[[Speech], Html]] = {
    m.DeskList.DUE: lambda s: s.say("Nothing has to be checked at the moment."),
    m.DeskList.LOCAL: lambda s: s.say("Nobody has written an answer here yet."),
    m.DeskList.INCOMPLETE: lambda s: s.say("Every answer is there in all languages."),
}


def _back(s: Speech) -> tuple[Button, Button]:
    return s.press("📝 Answers", "faq"), menu_button(s)


@words(m.DeskTopics)
def _list(s: Speech, message: m.DeskTopics) -> Rendered:
    return Rendered(
        html=lines(
            bold(_HEADS[message.which](s)),
            s.count("{n} topic", "{n} topics", message.total)
            if message.total
            else _NONE[message.which](s),
        ),
        buttons=rows(
            *(
                s.choice(title, "faq_topic", slug)
                if day is None
                else s.entry(s.short_date(day), title, "faq_topic", slug)
                for slug, title, day in message.topics
            ),
            page_buttons(s, message.page, message.pages, "faq_list", message.which),
            s.press("➕ New answer", "faq_new") if message.which is m.DeskList.LOCAL else None,
            _back(s),
        ),
    )


@words(m.DeskGroups)
def _groups(s: Speech, message: m.DeskGroups) -> Rendered:
    return Rendered(
        html=lines(bold(s.say("✏️ Correct a topic")), s.say("Which topic is it about?")),
        buttons=in_columns(group_buttons(s, message.groups, "faq_group"), 2) + rows(_back(s)),
    )


@words(m.DeskGroup)
def _group(s: Speech, message: m.DeskGroup) -> Rendered:
    return Rendered(
        html=lines(bold(group_name(s, message.group)), s.say("Which topic is it about?")),
        buttons=rows(
            *(s.choice(title, "faq_topic", slug) for slug, title in message.topics),
            page_buttons(s, message.page, message.pages, "faq_group", message.group),
            s.press("📚 All groups", "faq_groups"),
            _back(s),
        ),
    )


@words(m.DeskTopic)
def _topic(s: Speech, message: m.DeskTopic) -> Rendered:
    return Rendered(
        html=lines(
            bold(bare(message.title)),
            "",
            *(_STATES[one.state](s, own_name(one.language)) for one in message.languages),
            "",
            _checked(s, message),
            s.say("“Still valid” counts for all languages, for half a year."),
        ),
        buttons=rows(
            s.press("✅ Still valid", "faq_valid", message.slug),
            *in_columns((_language_button(s, message.slug, one) for one in message.languages), 2),
            s.press("👁 Show the answer", "topic", message.slug),
            _back(s),
        ),
    )


def _language_button(s: Speech, slug: str, one: m.LanguageState) -> Button:
    mark = "📍" if one.local else _PICTOGRAMS[one.state]
    return s.choice(f"{mark} {own_name(one.language)}", "faq_text", slug, one.language)


def _checked(s: Speech, message: m.DeskTopic) -> Html:
    if message.checked_on is None:
        return s.say("⚠️ Nobody has checked this topic yet.")
    day = s.dated(message.checked_on)
    if message.due:
        return s.say("⚠️ Checked on {day}. It is time to look at it again.", day=day)
    return s.say("Checked on {day}.", day=day)


@words(m.DeskText)
def _text(s: Speech, message: m.DeskText) -> Rendered:
    there = bool(message.body)
    return Rendered(
        html=lines(
            _STATES[message.state](s, own_name(message.language)),
            s.say("📍 Written by people of your place.") if message.local else None,
            bold(bare(message.title)) if there else None,
            _quoted(message.body) if there else None,
            s.say("Found by: {ways}", ways=s.listed(message.questions))
            if message.questions
            else None,
            *_model(s, message),
        ),
        buttons=rows(
            *_edit_buttons(s, message, there=there),
            s.press("↩️ Take it back", "faq_back", message.slug, message.language)
            if message.local
            else None,
            s.press("⬅️ All languages", "faq_topic", message.slug),
            _back(s),
        ),
    )


def _edit_buttons(s: Speech, message: m.DeskText, *, there: bool) -> Rows:
    if not there:
        return rows(
            s.press("✏️ Write the translation", "faq_edit", message.slug, message.language, "title")
        )
    where = (message.slug, message.language)
    return rows(
        s.press("✏️ Text", "faq_edit", *where, "body"),
        s.press("✏️ Title", "faq_edit", *where, "title"),
        s.press("✏️ Ways of asking", "faq_edit", *where, "ways"),
    )


def _quoted(text: str) -> Html:
    return Html(f"<blockquote>{passage(text)}</blockquote>")


def _model(s: Speech, message: m.DeskText) -> tuple[Html | str, ...]:
    if not message.model:
        return ()
    name = own_name(message.model_language)
    return ("", s.say("The newer text in {language}:", language=name), _quoted(message.model))


_PARTS: dict[m.Part, Callable[[Speech, str], Html]] = {
    m.Part.TITLE: lambda s, language: s.say(
        "Please write the title, in this language: {language}", language=language
    ),
    m.Part.BODY: lambda s, language: s.say(
        "Please write the text, in this language: {language}", language=language
    ),
    m.Part.WAYS: lambda s, language: s.say(
        "How do people ask for it? One question per line, in this language: {language}",
        language=language,
    ),
}


@words(m.AskPart)
def _ask(s: Speech, message: m.AskPart) -> Rendered:
    return Rendered(
        html=lines(
            *(_FAULTS[fault](s, message) for fault in message.faults),
            _PARTS[message.part](s, own_name(message.language)),
            s.say(
                "The first paragraph stands alone and says what to do. {bold} makes bold, "
                "lines with {dash} make a list.",
                bold="**…**",
                dash="-",
            )
            if message.part is m.Part.BODY
            else None,
            _quoted(message.now) if message.now else None,
        ),
        buttons=rows(
            s.press("⏭ Leave it empty", "faq_no_ways") if message.part is m.Part.WAYS else None,
            s.press("✖️ Cancel", "cancel"),
        ),
    )


_SAVES: dict[Change, Callable[[Speech], Button]] = {
    Change.MEANING: lambda s: s.press("✅ New meaning", "faq_save", "meaning"),
    Change.MINOR: lambda s: s.press("✅ Small correction", "faq_save", "minor"),
    Change.TRANSLATION: lambda s: s.press("✅ Translation", "faq_save", "translation"),
}
_EFFECTS: dict[Change, Callable[[Speech], Html]] = {
    Change.MEANING: lambda s: s.say(
        "New meaning: the other languages are marked as out of date until they follow."
    ),
    Change.MINOR: lambda s: s.say("Small correction: the other languages stay as they are."),
    Change.TRANSLATION: lambda s: s.say("Translation: this text now says what the others say."),
}


@words(m.DraftReady)
def _ready(s: Speech, message: m.DraftReady) -> Rendered:
    single = message.changes == (Change.MEANING,)
    return Rendered(
        html=lines(
            answer_html(s, message.answer),
            "———",
            s.say("This is what newcomers will read. Shall I save it?"),
            s.say("Found by: {ways}", ways=s.listed(message.questions))
            if message.questions
            else s.say("Found by its title only."),
            *(() if single else ("", *(_EFFECTS[change](s) for change in message.changes))),
        ),
        buttons=rows(
            s.press("✅ Save", "faq_save", "meaning") if single else None,
            *(() if single else (_SAVES[one](s) for one in message.changes)),
            (s.press("✏️ Title", "faq_part", "title"), s.press("✏️ Text", "faq_part", "body")),
            s.press("✏️ Ways of asking", "faq_part", "ways"),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.TextSaved)
def _saved(s: Speech, message: m.TextSaved) -> Rendered:
    named = s.listed(own_name(one) for one in message.outdated)
    return Rendered(
        html=lines(
            bold(bare(message.title)),
            s.say("Saved. Newcomers read it from now on, and the search finds it."),
            s.say("These languages should follow: {languages}", languages=named)
            if message.outdated
            else None,
        ),
        buttons=rows(
            s.press("👁 Show the answer", "topic", message.slug),
            s.press("🌐 All languages", "faq_topic", message.slug),
            s.press("↩️ Take it back", "faq_back", message.slug, message.language),
            _back(s),
        ),
    )


@words(m.TakeBackAsk)
def _take_back(s: Speech, message: m.TakeBackAsk) -> Rendered:
    return Rendered(
        html=lines(
            bold(bare(message.title)),
            s.say("The text that came with Lotse is shown again. Take yours back?")
            if message.original
            else s.say("This text is deleted. Nobody finds it any more. Take it back?"),
        ),
        buttons=rows(
            s.press("↩️ Yes, take it back", "faq_back_yes", message.slug, message.language),
            s.press("⬅️ No, keep it", "faq_text", message.slug, message.language),
        ),
    )


@words(m.TakenBack)
def _taken_back(s: Speech, message: m.TakenBack) -> Rendered:
    return Rendered(
        html=lines(
            bold(bare(message.title)),
            s.say("The original text is shown again.")
            if message.original
            else s.say("The text is deleted."),
        ),
        buttons=rows(
            s.press("🌐 All languages", "faq_topic", message.slug) if message.slug else None,
            _back(s),
        ),
    )


@words(m.Unanswered)
def _unanswered(s: Speech, message: m.Unanswered) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("❓ Without an answer")),
            s.say("Words from questions that found no answer, asked by at least three people."),
            None if message.total else s.say("There are none at the moment."),
        ),
        buttons=rows(
            *(s.entry(f"{one.times}×", one.word, "faq_word", one.mark) for one in message.words),
            page_buttons(s, message.page, message.pages, "faq_words"),
            _back(s),
        ),
    )


@words(m.UnansweredWord)
def _word(s: Speech, message: m.UnansweredWord) -> Rendered:
    line = message.line
    return Rendered(
        html=lines(
            bold(bare(line.word)),
            s.say("Language: {language}", language=own_name(line.language)),
            s.count("Asked {n} time", "Asked {n} times", line.times),
        ),
        buttons=rows(
            s.press("➕ Make it a topic", "faq_word_new", line.mark),
            s.press("✅ Done, take it off", "faq_word_done", line.mark),
            s.press("❓ Without an answer", "faq_words", 0),
            _back(s),
        ),
    )
