"""Coordinators see every request for a companion, ask somebody by name, and stop it."""

from __future__ import annotations

from bot.conversation.companions import desk_line, name_of
from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain.people import Right
from bot.services import companion_desk as service

_SHOWN = 12
_PEOPLE_SHOWN = 20


@press("companions", right=Right.COORDINATOR)
def desk(turn: Turn) -> Reply:
    """Show the requests this person coordinates, open ones first."""
    found = service.requests(turn.tx, turn.standing, _SHOWN)
    return turn.reply(c.CompanionDesk(lines=tuple(desk_line(turn.tx, one) for one in found)))


@press("companion_see", int, right=Right.COORDINATOR)
def see(turn: Turn) -> Reply:
    """Show one request."""
    return turn.reply(_card(turn))


def _card(turn: Turn, *, asking: bool = False) -> c.CompanionDeskCard:
    found = service.card_for(turn.tx, turn.standing, turn.number)
    return c.CompanionDeskCard(
        line=desk_line(turn.tx, found.request),
        newcomer=name_of(turn.tx, found.request.person_id),
        asked=found.asked,
        declined=found.declined,
        silent=found.silent,
        asking=asking,
    )


@press("companion_stop", int, right=Right.COORDINATOR)
def stop_ask(turn: Turn) -> Reply:
    """Ask whether to really stop it."""
    is_open = service.is_open(service.card_for(turn.tx, turn.standing, turn.number).request)
    return turn.reply(_card(turn, asking=is_open))


@press("companion_stop_yes", int, right=Right.COORDINATOR)
def stop(turn: Turn) -> Reply:
    """Stop a search or a match; both are told."""
    stopped = service.stop(turn.tx, turn.standing, turn.number, turn.now)
    which = m.Note.SAVED if stopped else m.Note.STALE
    return turn.reply(_card(turn), said=m.Say(note=which))


@press("companion_pick", int, right=Right.COORDINATOR)
def pick(turn: Turn) -> Reply:
    """Show whom to ask by name."""
    request, found = service.can_be_asked(turn.tx, turn.standing, turn.number, turn.today)
    return turn.reply(
        c.CompanionPick(
            request_id=request.id,
            trip=request.trip,
            people=tuple((one.id, one.name or "?") for one in found[:_PEOPLE_SHOWN]),
        )
    )


@press("companion_ask", int, int, right=Right.COORDINATOR)
def ask_by_name(turn: Turn) -> Reply:
    """Ask one cleared volunteer."""
    asked = service.ask_by_name(
        turn.tx,
        turn.standing,
        turn.number,
        int(turn.args[1]),
        today=turn.today,
        now=turn.now,
    )
    which = m.Note.SAVED if asked else m.Note.STALE
    return turn.reply(_card(turn), said=m.Say(note=which))
