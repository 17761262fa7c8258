"""Words for newcomers who look for somebody to come along, and what both who go read."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_companion as m
from bot.domain.companions import Meeting, PlaceKind, RequestState, Side, Trip, Wish
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.languages import language_name
from bot.texts.speech import Html, Rows, Speech, bold, lines, rows, speech
from bot.texts.words import words


def place_name(s: Speech, place: PlaceKind) -> Html:
    """Return the kind of place somebody goes to, with its sign."""
    match place:
        case PlaceKind.OFFICE:
            return s.say("🏛 Office or authority")
        case PlaceKind.DOCTOR:
            return s.say("🩺 Doctor or hospital")
        case PlaceKind.SCHOOL:
            return s.say("🏫 School or kindergarten")
        case PlaceKind.OTHER:
            return s.say("📍 Another place")


def meeting_name(s: Speech, trip: Trip) -> Html:
    """Return where the two meet."""
    match trip.meeting:
        case Meeting.ENTRANCE:
            return s.say("📌 Meeting point: at the entrance")
        case Meeting.STATION:
            return s.say("📌 Meeting point: at the station of {town}", town=trip.town)
        case Meeting.INITIATIVE:
            return s.say("📌 Meeting point: at {initiative}", initiative=trip.host)


def wish_name(s: Speech, wish: Wish) -> Html:
    """Return who may come along."""
    match wish:
        case Wish.WOMAN:
            return s.say("👤 Please a woman")
        case Wish.MAN:
            return s.say("👤 Please a man")
        case Wish.ANY:
            return s.say("👤 A woman or a man")


def when_where(s: Speech, trip: Trip) -> Html:
    """Return kind of place, day, window, town and language, one below the other."""
    day, span = s.day(trip.starts_at), s.span(trip.starts_at, trip.ends_at)
    language = language_name(s, trip.language)
    return lines(
        place_name(s, trip.place),
        s.say("🗓 {day}, {span}", day=day, span=span),
        s.say("🏘 {town}", town=trip.town),
        s.say("🗣 {language}", language=language),
    )


def facts(s: Speech, trip: Trip) -> Html:
    """Return all that both who go need: what, when, where they meet."""
    return lines(when_where(s, trip), meeting_name(s, trip))


# --- what became of it


def _state(s: Speech, message: m.CompanionRequest) -> Html:
    match message.state:
        case RequestState.SEARCHING if message.sent:
            return s.say("✅ Sent. I am looking for somebody and tell you here.")
        case RequestState.SEARCHING:
            return s.say("🔎 I am looking for somebody.")
        case RequestState.MATCHED:
            return s.say("🎉 {name} comes along.", name=message.companion)
        case _:
            return _OVER[message.state](s)


_OVER: dict[RequestState, Callable[[Speech], Html]] = {
    RequestState.UNFILLED: lambda s: s.say("Nobody was found. We are sorry."),
    RequestState.WITHDRAWN: lambda s: s.say("You have taken this request back."),
    RequestState.STOPPED: lambda s: s.say(
        "A coordinator has stopped this request. You can ask a human why."
    ),
    RequestState.DONE: lambda s: s.say("This appointment is over."),
}


@words(m.CompanionRequest)
def _request(s: Speech, message: m.CompanionRequest) -> Rendered:
    number = message.request_id
    is_open = message.state in {RequestState.SEARCHING, RequestState.MATCHED}
    if message.asking:
        question = s.say("Do you really want to take your request back?")
        buttons = rows(
            s.press("🗑 Yes, take it back", "companion_withdraw_yes", number),
            s.press("↩️ No", "companion_mine", number),
        )
    else:
        question = None
        buttons = rows(
            *(_open_buttons(s, message) if is_open else _over_buttons(s, number)),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        )
    return Rendered(
        html=lines(
            bold(_state(s, message)),
            "",
            facts(s, message.trip),
            wish_name(s, message.trip.wish),
            *(("", question) if question is not None else ()),
        ),
        buttons=buttons,
    )


def _open_buttons(
    s: Speech, message: m.CompanionRequest
) -> tuple[Button | tuple[Button, ...], ...]:
    number = message.request_id
    return (
        *write_and_map(s, number, write=message.can_write, pin=message.has_pin),
        (
            s.press("✏️ Change", "companion_change", number),
            s.press("🗑 Take it back", "companion_withdraw", number),
        ),
    )


def _over_buttons(s: Speech, number: int) -> tuple[Button, ...]:
    return (
        s.press("🔁 Ask again", "companion_change", number),
        s.press("➕ New request", "companion_new"),
    )


def write_and_map(s: Speech, number: int, *, write: bool, pin: bool) -> tuple[Button, ...]:
    """Return the buttons to write to the other one and to see where they meet."""
    return (
        *((s.press("✍️ Write", "companion_write", number),) if write else ()),
        *((s.press("🗺 Map", "companion_map", number),) if pin else ()),
    )


@words(m.CompanionFound)
def _found(s: Speech, message: m.CompanionFound) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🎉 {name} comes along.", name=message.companion)),
            "",
            facts(s, message.trip),
            "",
            s.say("You can write to each other here until the day after."),
        ),
        buttons=rows(
            *write_and_map(s, message.request_id, write=True, pin=message.has_pin),
            _in_german_button(s, message.request_id),
            s.press("🚶 My request", "companion_mine", message.request_id),
            menu_button(s),
        ),
    )


def _in_german_button(s: Speech, number: int) -> Button | None:
    if s.language == "de":
        return None
    return s.press("🇩🇪 Show in German", "companion_german", number)


@words(m.CompanionInGerman)
def _in_german(s: Speech, message: m.CompanionInGerman) -> Rendered:
    said = speech("de", s.zone)
    return Rendered(
        html=lines(
            bold(said.say("🎉 {name} comes along.", name=message.companion))
            if message.companion
            else None,
            facts(said, message.trip),
        ),
        buttons=rows(menu_button(s)),
    )


def _news(s: Speech, head: Html, number: int, trip: Trip, *more: Html) -> Rendered:
    return Rendered(
        html=lines(bold(head), "", when_where(s, trip), "", *more),
        buttons=rows(
            s.press("🚶 My request", "companion_mine", number),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        ),
    )


@words(m.CompanionLost)
def _lost(s: Speech, message: m.CompanionLost) -> Rendered:
    return _news(
        s,
        s.say("Your companion cannot come after all."),
        message.request_id,
        message.trip,
        s.say("🔎 I am looking for somebody else and tell you here."),
    )


@words(m.CompanionStopped)
def _stopped(s: Speech, message: m.CompanionStopped) -> Rendered:
    return _news(
        s,
        s.say("A coordinator has stopped your request. Nobody comes along."),
        message.request_id,
        message.trip,
        s.say("If you have a question about it, please ask a human."),
    )


@words(m.CompanionNotFound)
def _not_found(s: Speech, message: m.CompanionNotFound) -> Rendered:
    return _news(
        s,
        s.say("⚠️ Nobody has been found so far."),
        message.request_id,
        message.trip,
        s.say(
            "I go on looking, and the coordinators know. "
            "Perhaps you can change the day, or bring somebody you know."
        ),
    )


@words(m.CompanionReminder)
def _reminder(s: Speech, message: m.CompanionReminder) -> Rendered:
    number = message.request_id
    newcomer = message.side is Side.NEWCOMER
    head = (
        s.say("⏰ Reminder: {name} comes along.", name=message.name)
        if newcomer
        else s.say("⏰ Reminder: you accompany {name}.", name=message.name)
    )
    out = (
        s.press("🗑 Take it back", "companion_withdraw", number)
        if newcomer
        else s.press("🙁 I can't come", "companion_out", number)
    )
    return Rendered(
        html=lines(bold(head), "", facts(s, message.trip)),
        buttons=rows(
            *write_and_map(s, number, write=message.can_write, pin=message.has_pin),
            _in_german_button(s, number) if newcomer else None,
            out,
            menu_button(s),
        ),
    )


# --- among the shifts of a volunteer

_DUTIES_SHOWN = 5


def coming_along(s: Speech, duties: tuple[m.CompanionDuty, ...]) -> Html | None:
    """Return the appointments a volunteer comes along to, None if there are none."""
    if not duties:
        return None
    blocks = [
        part
        for one in duties[:_DUTIES_SHOWN]
        for part in (
            "",
            s.say("🚶 You accompany {name}.", name=one.newcomer),
            s.say(
                "{day}, {span}, {town}",
                day=s.day(one.trip.starts_at),
                span=s.span(one.trip.starts_at, one.trip.ends_at),
                town=one.trip.town,
            ),
        )
    ]
    return lines(bold(s.say("🚶 Coming along")), *blocks, "")


def coming_along_buttons(s: Speech, duties: tuple[m.CompanionDuty, ...]) -> Rows:
    """Return a button for each of these appointments."""
    return rows(*(_to_duty(s, one) for one in duties[:_DUTIES_SHOWN]))


def _to_duty(s: Speech, one: m.CompanionDuty) -> Button:
    local = one.trip.starts_at.astimezone(s.zone)
    head = f"🚶 {s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, one.newcomer, "companion_duty", one.request_id)
