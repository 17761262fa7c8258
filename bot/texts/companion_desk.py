"""Words for coordinators about who comes along with whom."""

from __future__ import annotations

from bot.domain import messages_companion as m
from bot.domain.companions import OPEN, RequestState, Side
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.companions import facts, place_name, when_where
from bot.texts.speech import Html, Speech, bold, lines, passage, rows
from bot.texts.words import words


def _state(s: Speech, line: m.DeskLine) -> Html:
    match line.state:
        case RequestState.SEARCHING:
            return s.say("🔎 Somebody is looked for.")
        case RequestState.MATCHED:
            return s.say("✅ {name} comes along.", name=line.companion)
        case RequestState.UNFILLED:
            return s.say("⚠️ Nobody was found.")
        case RequestState.WITHDRAWN:
            return s.say("↩️ Taken back by the newcomer.")
        case RequestState.STOPPED:
            return s.say("⏹ Stopped by a coordinator.")
        case RequestState.DONE:
            return s.say("☑️ Over. {name} came along.", name=line.companion)


@words(m.CompanionDesk)
def _desk(s: Speech, message: m.CompanionDesk) -> Rendered:
    blocks = [
        part
        for one in message.lines
        for part in (
            "",
            place_name(s, one.trip.place),
            s.say(
                "{day}, {span}, {town}",
                day=s.day(one.trip.starts_at),
                span=s.span(one.trip.starts_at, one.trip.ends_at),
                town=one.trip.town,
            ),
            _state(s, one),
            s.say("🚩 Reported") if one.reported else None,
        )
    ]
    empty = (
        "",
        s.say("Nobody has asked for a companion yet."),
        s.say("On the card of a person you say who may come along."),
    )
    return Rendered(
        html=lines(bold(s.say("🚶 Companions")), *(blocks or empty)),
        buttons=rows(
            *(_to(s, one) for one in message.lines),
            (s.press("👥 People", "people_all"), menu_button(s)),
        ),
    )


def _to(s: Speech, one: m.DeskLine) -> Button:
    local = one.trip.starts_at.astimezone(s.zone)
    head = f"{s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, one.trip.town, "companion_see", one.id)


@words(m.CompanionDeskCard)
def _card(s: Speech, message: m.CompanionDeskCard) -> Rendered:
    line = message.line
    question = s.say("Stop this? The newcomer and a companion are told at once.")
    return Rendered(
        html=lines(
            bold(_state(s, line)),
            "",
            facts(s, line.trip),
            s.say("For: {name}", name=message.newcomer),
            s.say(
                "Asked: {asked}. No: {no}. No answer yet: {silent}.",
                asked=message.asked,
                no=message.declined,
                silent=message.silent,
            ),
            s.say("🚩 Reported") if line.reported else None,
            *(("", question) if message.asking else ()),
        ),
        buttons=_card_buttons(s, message),
    )


def _card_buttons(s: Speech, message: m.CompanionDeskCard) -> tuple[tuple[Button, ...], ...]:
    number = message.line.id
    if message.asking:
        return rows(
            s.press("⏹ Yes, stop it", "companion_stop_yes", number),
            s.press("↩️ No", "companion_see", number),
        )
    return rows(
        s.press("🙋 Ask somebody by name", "companion_pick", number)
        if message.line.state is RequestState.SEARCHING
        else None,
        s.press("⏹ Stop", "companion_stop", number) if message.line.state in OPEN else None,
        (s.press("🚶 Companions", "companions"), menu_button(s)),
    )


@words(m.CompanionPick)
def _pick(s: Speech, message: m.CompanionPick) -> Rendered:
    number = message.request_id
    return Rendered(
        html=lines(
            bold(s.say("Whom shall I ask?")),
            "",
            when_where(s, message.trip),
            "",
            s.say("These people are cleared and were not asked yet.")
            if message.people
            else s.say("Nobody is left who is cleared and free at that time."),
        ),
        buttons=rows(
            *(s.choice(name, "companion_ask", number, one) for one, name in message.people),
            s.press("👥 People", "people_all"),
            s.press("⬅️ Back", "companion_see", number),
        ),
    )


def _head(s: Speech, message: m.CompanionNews) -> tuple[Html, Html]:
    """Return what happened, and what it means."""
    match message.news:
        case m.DeskNews.NOBODY:
            return (
                s.say("⚠️ A companion is wanted, and nobody fits."),
                s.say("Nobody who is cleared speaks the language and fits the wish and the time."),
            )
        case m.DeskNews.UNFILLED:
            return (
                s.say("⚠️ No companion has been found so far."),
                s.say("The newcomer was told. You can ask somebody by name."),
            )
        case m.DeskNews.MATCHED:
            name = message.line.companion
            return (
                s.say("✅ {name} comes along.", name=name),
                s.say("You can stop it at any time."),
            )
        case m.DeskNews.LOST:
            return (
                s.say("A companion cannot come after all."),
                s.say("Somebody else is looked for. The newcomer was told."),
            )


@words(m.CompanionNews)
def _news(s: Speech, message: m.CompanionNews) -> Rendered:
    what, means = _head(s, message)
    return Rendered(
        html=lines(
            bold(what),
            "",
            facts(s, message.line.trip),
            s.say("For: {name}", name=message.newcomer),
            "",
            means,
        ),
        buttons=rows(
            s.press("🚶 Show the request", "companion_see", message.line.id), menu_button(s)
        ),
    )


@words(m.CompanionReport)
def _report(s: Speech, message: m.CompanionReport) -> Rendered:
    line = message.line
    names = {"newcomer": message.newcomer, "companion": line.companion}
    head = (
        s.say("🚩 {newcomer} reported the companion {companion}.", **names)
        if message.by is Side.NEWCOMER
        else s.say("🚩 The companion {companion} reported {newcomer}.", **names)
    )
    said = [
        part
        for one in message.words
        for part in (
            s.say("{name}:", name=names[one.sender.value]),
            passage(one.text, limit=400) if one.text else None,
            s.say("(a file)") if one.has_file else None,
        )
    ]
    return Rendered(
        html=lines(
            bold(head),
            "",
            facts(s, line.trip),
            "",
            s.say("Their last messages:") if said else s.say("They have not written anything."),
            *said,
            "",
            s.say(
                "They can no longer write to each other. The appointment stays until you stop it."
            ),
        ),
        buttons=rows(
            s.press("⏹ Stop", "companion_stop", line.id) if message.may_stop else None,
            s.press("🚶 Show the request", "companion_see", line.id),
            menu_button(s),
        ),
    )
