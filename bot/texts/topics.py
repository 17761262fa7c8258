"""Words for looking around: groups of topics, words from letters, what only a human can read."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_topics as m
from bot.domain.rendered import Button, Rendered
from bot.texts.catalogue import own_name
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bare, bold, in_columns, lines, rows
from bot.texts.words import words

_GROUPS: dict[str, Callable[[Speech], Html]] = {
    "emergency": lambda s: s.say("🚑 Emergency"),
    "health": lambda s: s.say("🩺 Health"),
    "first-steps": lambda s: s.say("🧭 First steps"),
    "residence": lambda s: s.say("🪪 Residence and asylum"),
    "money": lambda s: s.say("💶 Money"),
    "housing": lambda s: s.say("🔑 Housing"),
    "learning": lambda s: s.say("📖 Learning German"),
    "children": lambda s: s.say("🧒 Children and school"),
    "work": lambda s: s.say("💼 Work and training"),
    "help": lambda s: s.say("🛟 Advice and support"),
    "local": lambda s: s.say("📍 From your place"),
}


def group_name(s: Speech, group: str) -> Html:
    """Return a group of topics with its pictogram."""
    named = _GROUPS.get(group)
    return s.say("📚 Other topics") if named is None else named(s)


def numbered(name: str, n: int) -> str:
    """Return a label with a number; in brackets, so that no dot is left alone where it breaks."""
    return f"{name} ({n})"


def group_buttons(s: Speech, groups: tuple[tuple[str, int], ...], action: str) -> list[Button]:
    """Return a button for each group with the number of its topics, which leads to page 0."""
    return [s.choice(numbered(group_name(s, group), n), action, group, 0) for group, n in groups]


def topic_buttons(s: Speech, topics: tuple[tuple[str, str], ...]) -> tuple[Button, ...]:
    """Return a button for each topic ``(slug, title)``."""
    return tuple(s.choice(title, "topic", slug) for slug, title in topics)


def page_buttons(
    s: Speech, page: int, pages: int, action: str, *args: int | str
) -> tuple[Button, ...]:
    """Return the ways to the pages before and after; ``args`` stand before the page's number."""
    return (
        *((s.press("⬅️ Back", action, *args, page - 1),) if page > 0 else ()),
        *((s.press("➡️ More", action, *args, page + 1),) if page + 1 < pages else ()),
    )


@words(m.Topics)
def _topics(s: Speech, message: m.Topics) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📚 Topics")),
            s.say("Choose a group, or write your question in your own words."),
        ),
        buttons=in_columns(group_buttons(s, message.groups, "topic_group"), 2)
        + rows(
            s.press("📇 Addresses", "addresses"),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        ),
    )


@words(m.TopicGroup)
def _group(s: Speech, message: m.TopicGroup) -> Rendered:
    return Rendered(
        html=lines(
            bold(group_name(s, message.group)),
            s.say("Choose a topic, or write your question in your own words."),
        ),
        buttons=rows(
            *topic_buttons(s, message.topics),
            page_buttons(s, message.page, message.pages, "topic_group", message.group),
            (s.press("📚 All groups", "topics"), menu_button(s)),
        ),
    )


@words(m.LetterWord)
def _letter(s: Speech, message: m.LetterWord) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🇩🇪 {word}", word=message.word)),
            s.say("In {language}:", language=own_name(message.language))
            if message.explanation and message.language != s.language
            else None,
            bare(message.explanation) if message.explanation else None,
            "",
            s.say("More about it:"),
        ),
        buttons=rows(
            *topic_buttons(s, message.topics),
            s.press("🙋 Ask a human", "human"),
            (s.press("📚 Topics", "topics"), menu_button(s)),
        ),
    )


@words(m.Unread)
def _unread(s: Speech, message: m.Unread) -> Rendered:
    if message.kind is m.UnreadKind.PLACE:
        first = s.say("I cannot look up places myself, but a human can. Shall I send it?")
    else:
        first = s.say(
            "I cannot read photos, voice messages or documents, but a human can. Shall I send it?"
        )
    return Rendered(
        html=lines(first, s.say("Or type the most important words, and I look for an answer.")),
        buttons=rows(
            s.press("🙋 Ask a human", "human"),
            s.press("✏️ Type the words", "ask"),
            s.press("📇 Addresses", "addresses") if message.kind is m.UnreadKind.PLACE else None,
            menu_button(s),
        ),
    )
