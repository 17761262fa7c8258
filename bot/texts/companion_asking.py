"""Words for the dialogue in which a newcomer asks for somebody to come along."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_companion as m
from bot.domain.companions import WINDOWS
from bot.domain.rendered import Button, Rendered
from bot.texts.companions import facts, wish_name
from bot.texts.languages import own_name
from bot.texts.speech import Html, Rows, Speech, bold, in_columns, lines, rows
from bot.texts.words import words

_ORDER = tuple(m.Step)


_ASKED: dict[m.Step, Callable[[Speech], Html]] = {
    m.Step.PLACE: lambda s: s.say("Where do you have to go?"),
    m.Step.DAY: lambda s: s.say("On which day?"),
    m.Step.WINDOW: lambda s: s.say("At what time is your appointment?"),
    m.Step.TOWN: lambda s: s.say("In which town?"),
    m.Step.LANGUAGE: lambda s: s.say("Which language shall your companion speak?"),
    m.Step.WISH: lambda s: s.say("Who may come along?"),
    m.Step.MEETING: lambda s: s.say("Where shall you meet?"),
}


def _town(s: Speech, one: m.TownButton, chosen: str) -> Button:
    name = f"✅ {one.name}" if one.name == chosen else one.name
    return s.choice(name, "companion_set", "town", str(one.mark))


def _language(s: Speech, tag: str, chosen: str) -> Button:
    name = f"✅ {own_name(tag)}" if tag == chosen else own_name(tag)
    return s.choice(name, "companion_set", "language", tag)


def _places(s: Speech, _message: m.CompanionQuestion) -> Rows:
    return rows(
        s.press("🏛 Office or authority", "companion_set", "place", "office"),
        s.press("🩺 Doctor or hospital", "companion_set", "place", "doctor"),
        s.press("🏫 School or kindergarten", "companion_set", "place", "school"),
        s.press("📍 Another place", "companion_set", "place", "other"),
    )


def _days(s: Speech, message: m.CompanionQuestion) -> Rows:
    return in_columns(
        (
            s.choice(s.short_date(day), "companion_set", "day", day.isoformat())
            for day in message.days
        ),
        2,
    )


def _windows(s: Speech, _message: m.CompanionQuestion) -> Rows:
    return in_columns(
        (
            s.choice(f"{a:02}:00–{b:02}:00", "companion_set", "window", str(number))
            for number, (a, b) in enumerate(WINDOWS)
        ),
        2,
    )


def _towns(s: Speech, message: m.CompanionQuestion) -> Rows:
    return in_columns((_town(s, one, message.chosen) for one in message.towns), 2)


def _languages(s: Speech, message: m.CompanionQuestion) -> Rows:
    return in_columns((_language(s, tag, message.chosen) for tag in message.languages), 2)


def _wishes(s: Speech, _message: m.CompanionQuestion) -> Rows:
    return rows(
        s.press("👤 A woman or a man", "companion_set", "wish", "any"),
        (
            s.press("👩 A woman", "companion_set", "wish", "woman"),
            s.press("👨 A man", "companion_set", "wish", "man"),
        ),
    )


def _meetings(s: Speech, message: m.CompanionQuestion) -> Rows:
    return rows(
        s.press("🚪 At the entrance", "companion_set", "meeting", "entrance"),
        s.press("🚉 At the station", "companion_set", "meeting", "station"),
        s.press("🏠 At the initiative", "companion_set", "meeting", "initiative")
        if message.meeting_initiative
        else None,
    )


_ANSWERS: dict[m.Step, Callable[[Speech, m.CompanionQuestion], Rows]] = {
    m.Step.PLACE: _places,
    m.Step.DAY: _days,
    m.Step.WINDOW: _windows,
    m.Step.TOWN: _towns,
    m.Step.LANGUAGE: _languages,
    m.Step.WISH: _wishes,
    m.Step.MEETING: _meetings,
}


def _only_buttons(s: Speech) -> Html:
    """Return what is said where somebody writes instead of pressing."""
    return s.say("Please press a button here. You need not write any details.")


@words(m.CompanionQuestion)
def _question(s: Speech, message: m.CompanionQuestion) -> Rendered:
    at = _ORDER.index(message.step)
    return Rendered(
        html=lines(
            _only_buttons(s) if message.only_buttons else None,
            bold(s.say("🚶 Somebody comes along")),
            s.say(
                "A volunteer comes along and helps with the language. It is free. "
                "I ask only what is needed, and nothing about your case."
            )
            if message.first
            else None,
            "",
            _ASKED[message.step](s),
            s.say("There is no town yet. Please ask a human.")
            if message.step is m.Step.TOWN and not message.towns
            else None,
        ),
        buttons=(
            *_ANSWERS[message.step](s, message),
            *rows(
                s.press("🙋 Ask a human", "human")
                if message.step is m.Step.TOWN and not message.towns
                else None,
                (
                    *((s.press("⬅️ Back", "companion_at", str(_ORDER[at - 1])),) if at else ()),
                    s.press("✖️ Cancel", "cancel"),
                ),
            ),
        ),
    )


@words(m.CompanionAskName)
def _ask_name(s: Speech, message: m.CompanionAskName) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Please write a first name with letters.") if message.not_understood else None,
            bold(s.say("What is your first name?")),
            s.say("You and your companion learn each other's first name, nothing more."),
        ),
        buttons=rows(
            s.choice(message.suggestion, "companion_name") if message.suggestion else None,
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.CompanionPreview)
def _preview(s: Speech, message: m.CompanionPreview) -> Rendered:
    receiver = (
        s.say("Coordinated by {initiative}.", initiative=message.receiver)
        if message.receiver
        else s.say("Coordinated by the integration centre.")
    )
    return Rendered(
        html=lines(
            _only_buttons(s) if message.only_buttons else None,
            bold(s.say("🚶 Is everything right?")),
            "",
            facts(s, message.trip),
            wish_name(s, message.trip.wish),
            s.say("Your first name: {name}", name=message.name),
            "",
            receiver,
            s.say(
                "Volunteers see all this except your first name. "
                "Only the one who comes along learns it."
            ),
            s.say("⚠️ That is very soon. Perhaps nobody is found in time.")
            if message.soon
            else None,
            s.say("Your request so far is replaced by this one.") if message.replaces else None,
        ),
        buttons=rows(
            s.press("✅ Send", "companion_send", message.mark),
            (
                s.press("🏛 Where to", "companion_at", str(m.Step.PLACE)),
                s.press("🗓 Day", "companion_at", str(m.Step.DAY)),
            ),
            (
                s.press("🕙 Time", "companion_at", str(m.Step.WINDOW)),
                s.press("🏘 Town", "companion_at", str(m.Step.TOWN)),
            ),
            (
                s.press("🗣 Language", "companion_at", str(m.Step.LANGUAGE)),
                s.press("👤 Who", "companion_at", str(m.Step.WISH)),
            ),
            s.press("📌 Meeting point", "companion_at", str(m.Step.MEETING)),
            s.press("✖️ Cancel", "cancel"),
        ),
    )
