"""One companion request as each of those concerned sees it; shared by its flows and notices."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages_companion as c
from bot.domain.companions import OPEN, Meeting
from bot.services import companion_talk, companions
from bot.store import initiatives, people, places
from bot.store.companions import Request
from bot.store.database import Tx
from bot.store.places import Pin


def name_of(tx: Tx, person_id: int | None) -> str:
    """Return somebody's first name; a question mark where they are gone or gave none."""
    person = None if person_id is None else people.find(tx, person_id)
    return "?" if person is None else person.name or "?"


def initiative_name(tx: Tx, initiative_id: int | None) -> str:
    """Return the initiative's name, empty for the leads."""
    found = None if initiative_id is None else initiatives.find(tx, initiative_id)
    return "" if found is None else found.name


def pin_of(tx: Tx, request: Request) -> Pin | None:
    """Return where the two meet on the map, if they meet at an initiative whose place is known."""
    if request.trip.meeting is not Meeting.INITIATIVE or request.initiative_id is None:
        return None
    return next(iter(places.every(tx, request.initiative_id)), None)


def in_talk(reply: Reply, request_id: int) -> Reply:
    """Return the reply as part of what the two write: a reply to it goes to the other one."""
    return replace(
        reply, shows=tuple(replace(show, request_id=request_id) for show in reply.shows)
    )


def own_card(
    turn: Turn, request: Request, *, sent: bool = False, asking: bool = False
) -> c.CompanionRequest:
    """Return the newcomer's own request as it stands now."""
    return c.CompanionRequest(
        request_id=request.id,
        trip=request.trip,
        state=request.state,
        companion="" if request.companion_id is None else name_of(turn.tx, request.companion_id),
        can_write=companion_talk.is_open(request, turn.now, turn.house.zone),
        has_pin=pin_of(turn.tx, request) is not None,
        sent=sent,
        asking=asking and request.state in OPEN,
    )


def duty_card(
    turn: Turn, request: Request, *, fresh: bool = False, asking: bool = False
) -> c.CompanionDuty:
    """Return the request as its companion sees it."""
    begun = request.state not in OPEN or turn.now >= request.trip.starts_at
    return c.CompanionDuty(
        request_id=request.id,
        trip=request.trip,
        newcomer=name_of(turn.tx, request.person_id),
        has_pin=pin_of(turn.tx, request) is not None,
        can_write=companion_talk.is_open(request, turn.now, turn.house.zone),
        begun=begun,
        fresh=fresh,
        asking=asking and not begun,
    )


def desk_line(tx: Tx, request: Request) -> c.DeskLine:
    """Return the request as the list of a coordinator shows it."""
    return c.DeskLine(
        id=request.id,
        trip=request.trip,
        state=request.state,
        companion="" if request.companion_id is None else name_of(tx, request.companion_id),
        reported=request.reported_by is not None,
    )


def duties(turn: Turn) -> tuple[c.CompanionDuty, ...]:
    """Return the appointments this person comes along to, soonest first."""
    return tuple(
        duty_card(turn, one) for one in companions.coming(turn.tx, turn.standing, turn.now)
    )
