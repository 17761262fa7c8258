"""A newcomer asks for somebody to come along: by buttons only, nothing about the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.conversation import buttons
from bot.conversation.companions import in_talk, initiative_name, name_of, own_card
from bot.conversation.flows.human import careful
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain.calendar import local_day
from bot.domain.companions import (
    WINDOWS,
    Meeting,
    PlaceKind,
    Trip,
    Wish,
    days_from,
    window,
    window_of,
)
from bot.domain.languages import SPOKEN
from bot.domain.messages_companion import Step
from bot.domain.people import Right, clean_name
from bot.services import companions as service
from bot.services import people as people_service
from bot.store import towns
from bot.store.companions import Request

FLOW = "companion"
_LANGUAGES_SHOWN = 24


def _own(turn: Turn, request: Request, *, sent: bool = False, asking: bool = False) -> Reply:
    """Show the own request; a reply to the card goes to whoever comes along."""
    return in_talk(turn.reply(own_card(turn, request, sent=sent, asking=asking)), request.id)


@command("companion", Right.INFORMED)
@press("companion", right=Right.INFORMED)
def begin(turn: Turn) -> Reply:
    """Show the request that is open, or ask for what is needed."""
    return new(turn)


@press("companion_new", right=Right.INFORMED)
def new(turn: Turn) -> Reply:
    """Ask for what is needed, unless a request is open."""
    request = service.own(turn.tx, turn.standing)
    if request is not None:
        return _own(turn, request)
    turn.ask(FLOW, "ask", at=Step.PLACE)
    return _question(turn, Step.PLACE)


@press("companion_mine", int, right=Right.INFORMED)
def mine(turn: Turn) -> Reply:
    """Show one request of this person as it stands now."""
    return _own(turn, service.request_of(turn.tx, turn.standing, turn.number))


@press("companion_german", int, right=Right.INFORMED)
def in_german(turn: Turn) -> Reply:
    """Show the appointment in German, in a message of its own."""
    request = service.request_of(turn.tx, turn.standing, turn.number)
    companion = "" if request.companion_id is None else name_of(turn.tx, request.companion_id)
    said = c.CompanionInGerman(trip=request.trip, companion=companion)
    return in_talk(turn.reply(said, mode=Mode.SEND), request.id)


# --- the dialogue


def _towns(turn: Turn) -> tuple[str, ...]:
    """Return the towns to choose from, the person's own first."""
    known, own = towns.known(turn.tx), towns.of(turn.tx, turn.standing.person.id)
    return tuple(dict.fromkeys((own, *known))) if own in known and own else known


def _languages(turn: Turn) -> tuple[str, ...]:
    every = dict.fromkeys((turn.language, *turn.house.languages, *SPOKEN))
    return tuple(every)[:_LANGUAGES_SHOWN]


def _question(turn: Turn, asked: Step, *, only_buttons: bool = False) -> Reply:
    said = turn.said(FLOW)
    town = str(said.get(Step.TOWN, "")) or towns.of(turn.tx, turn.standing.person.id) or ""
    is_town, is_language = asked is Step.TOWN, asked is Step.LANGUAGE
    return turn.reply(
        c.CompanionQuestion(
            step=asked,
            first=asked is Step.PLACE and len(said) <= 1 and not only_buttons,
            only_buttons=only_buttons,
            days=days_from(turn.today) if asked is Step.DAY else (),
            towns=tuple(c.TownButton(name=one, mark=buttons.mark(one)) for one in _towns(turn))
            if is_town
            else (),
            languages=_languages(turn) if is_language else (),
            chosen=town if is_town else str(said.get(Step.LANGUAGE, turn.language)),
            meeting_initiative=service.receiver_of(turn.tx, turn.standing, town) is not None,
        )
    )


def _town_of(turn: Turn, value: str) -> str | None:
    return next((one for one in _towns(turn) if str(buttons.mark(one)) == value), None)


def _among(choices: tuple[str, ...]) -> Callable[[Turn, str], str | None]:
    return lambda _turn, value: value if value in choices else None


# What a button's word may be at each step, as it is kept; None: out of date or forged.
_READ: dict[Step, Callable[[Turn, str], str | None]] = {
    Step.PLACE: _among(tuple(PlaceKind)),
    Step.DAY: lambda turn, value: (
        value if value in {day.isoformat() for day in days_from(turn.today)} else None
    ),
    Step.WINDOW: _among(tuple(str(number) for number in range(len(WINDOWS)))),
    Step.TOWN: _town_of,
    Step.LANGUAGE: lambda turn, value: value if value in _languages(turn) else None,
    Step.WISH: _among(tuple(Wish)),
    Step.MEETING: _among(tuple(Meeting)),
}


@press("companion_set", str, str, right=Right.INFORMED)
def chosen(turn: Turn) -> Reply:
    """Take one answer and go on to what is still missing."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    if turn.word not in set(Step):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    asked = Step(turn.word)
    value = _READ[asked](turn, str(turn.args[1]))
    if value is None:
        return _question(turn, asked)
    if asked is Step.TOWN:
        towns.choose(turn.tx, turn.standing.person.id, value)
    return _go_on(turn, {**said, str(asked): value})


@press("companion_at", str, right=Right.INFORMED)
def back_to(turn: Turn) -> Reply:
    """Ask one of the questions again."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    if turn.word not in set(Step):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    turn.ask(FLOW, "ask", **{**said, "at": turn.word})
    return _question(turn, Step(turn.word))


def _missing(turn: Turn, said: dict[str, str | int]) -> Step | None:
    """Return what is asked next: nothing said, or a day that is no longer to be had."""
    for one in Step:
        value = str(said.get(one, ""))
        if not value or (one is Step.DAY and _READ[one](turn, value) is None):
            return one
    return None


def _go_on(turn: Turn, said: dict[str, str | int]) -> Reply:
    missing = _missing(turn, said)
    if missing is not None:
        turn.ask(FLOW, "ask", **{**said, "at": str(missing)})
        return _question(turn, missing)
    if turn.standing.person.name is None:
        turn.ask(FLOW, "name", **said)
        return turn.reply(_name_asked(turn))
    turn.ask(FLOW, "preview", **said)
    return turn.reply(_preview(turn, said))


def _trip(turn: Turn, said: dict[str, str | int]) -> Trip:
    day, number = date.fromisoformat(str(said[Step.DAY])), int(said[Step.WINDOW])
    start, end = window(day, number, turn.house.zone)
    town, meeting = str(said[Step.TOWN]), Meeting(str(said[Step.MEETING]))
    host = service.receiver_of(turn.tx, turn.standing, town)
    if meeting is Meeting.INITIATIVE and host is None:  # of another town, chosen before
        meeting = Meeting.ENTRANCE
    return Trip(
        place=PlaceKind(str(said[Step.PLACE])),
        starts_at=start,
        ends_at=end,
        town=town,
        language=str(said[Step.LANGUAGE]),
        wish=Wish(str(said[Step.WISH])),
        meeting=meeting,
        host=initiative_name(turn.tx, host) if meeting is Meeting.INITIATIVE else "",
    )


def _preview(
    turn: Turn, said: dict[str, str | int], *, only_buttons: bool = False
) -> c.CompanionPreview:
    trip = _trip(turn, said)
    receiver = service.receiver_of(turn.tx, turn.standing, trip.town)
    return c.CompanionPreview(
        trip=trip,
        name=turn.standing.person.name or "?",
        receiver=initiative_name(turn.tx, receiver),
        soon=local_day(trip.starts_at, turn.house.zone) == days_from(turn.today)[0],
        mark=buttons.mark(repr(trip)),
        replaces=service.own(turn.tx, turn.standing) is not None,
        only_buttons=only_buttons,
    )


@step(FLOW, "ask", Right.INFORMED)
def typed_at_question(turn: Turn) -> Reply:
    """Say that buttons are enough, and ask again; what was written is not kept."""
    asked = Step(str(turn.said(FLOW).get("at", Step.PLACE)))
    return careful(turn, turn.typed, _question(turn, asked, only_buttons=True))


@step(FLOW, "preview", Right.INFORMED)
def typed_at_preview(turn: Turn) -> Reply:
    """Say that buttons are enough, and show the preview again."""
    reply = turn.reply(_preview(turn, turn.said(FLOW), only_buttons=True))
    return careful(turn, turn.typed, reply)


def _name_asked(turn: Turn, *, not_understood: bool = False) -> c.CompanionAskName:
    suggestion = clean_name(turn.incoming.first_name) or ""
    return c.CompanionAskName(suggestion=suggestion, not_understood=not_understood)


@press("companion_name", right=Right.INFORMED)
def name_pressed(turn: Turn) -> Reply:
    """Take the first name Telegram knows."""
    return _named(turn, turn.incoming.first_name)


@step(FLOW, "name", Right.INFORMED)
def name_sent(turn: Turn) -> Reply:
    """Take the first name that was written."""
    return _named(turn, turn.typed)


def _named(turn: Turn, text: str) -> Reply:
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    name = clean_name(text)
    if name is None:
        return turn.reply(_name_asked(turn, not_understood=True))
    people_service.rename(turn.tx, turn.standing, name)
    turn.refresh()
    return _go_on(turn, said)


@press("companion_send", int, right=Right.INFORMED)
def send(turn: Turn) -> Reply:
    """Begin to look for somebody, if it is what stands above the button."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    if _missing(turn, said) is not None or turn.standing.person.name is None:
        return _go_on(turn, said)
    card = _preview(turn, said)
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    request = service.ask(turn.tx, turn.standing, card.trip, turn.now)
    turn.end()
    return _own(turn, request, sent=True)


# --- what can be done about a request


@press("companion_change", int, right=Right.INFORMED)
def change(turn: Turn) -> Reply:
    """Open the dialogue with what was said before; sending it replaces an open request."""
    trip = service.request_of(turn.tx, turn.standing, turn.number).trip
    zone = turn.house.zone
    said: dict[str, str | int] = {
        Step.PLACE: trip.place,
        Step.DAY: local_day(trip.starts_at, zone).isoformat(),
        Step.WINDOW: str(window_of(trip.starts_at, zone)),
        Step.TOWN: trip.town,
        Step.LANGUAGE: trip.language,
        Step.WISH: trip.wish,
        Step.MEETING: trip.meeting,
    }
    return _go_on(turn, {str(key): str(value) for key, value in said.items()})


@press("companion_withdraw", int, right=Right.INFORMED)
def withdraw_ask(turn: Turn) -> Reply:
    """Ask whether the request is really to be taken back."""
    request = service.request_of(turn.tx, turn.standing, turn.number)
    return _own(turn, request, asking=True)


@press("companion_withdraw_yes", int, right=Right.INFORMED)
def withdraw(turn: Turn) -> Reply:
    """Take the request back; a companion is told."""
    service.withdraw(turn.tx, turn.standing, turn.number, turn.now)
    return mine(turn)
