"""A coordinator puts the place of a shift on the map: a location, or its degrees, is sent."""

from __future__ import annotations

from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Location, Mode, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_finding as f
from bot.domain.people import Right
from bot.services import places

FLOW = "pin"


@press("pin", int, right=Right.COORDINATOR)
def ask(turn: Turn) -> Reply:
    """Ask where the place of a shift is."""
    asked = _ask(turn, turn.number)
    turn.ask(FLOW, "where", shift=turn.number)
    return turn.reply(asked)


def _ask(turn: Turn, shift_id: int, *, not_understood: bool = False) -> f.AskPin:
    shift, pin = places.place_of(turn.tx, turn.standing, shift_id)
    return f.AskPin(
        shift_id=shift.id,
        place=shift.place,
        has_pin=pin is not None,
        not_understood=not_understood,
    )


@step(FLOW, "where", Right.COORDINATOR)
def sent(turn: Turn) -> Reply:
    """Take the location that was sent, or the degrees that were written, and show it."""
    shift_id = int(turn.said(FLOW).get("shift", 0))
    again = _ask(turn, shift_id, not_understood=True)
    degrees = _degrees(turn)
    if degrees is None:
        return turn.reply(again)
    pin = places.set_pin(turn.tx, turn.standing, shift_id, degrees, turn.now)
    shift, _ = places.place_of(turn.tx, turn.standing, shift_id)
    turn.end()
    preview = f.PlaceOnMap(
        title=shift.place,
        address=shift.town or shift.initiative,
        latitude=pin.latitude,
        longitude=pin.longitude,
    )
    done = f.PinSaved(shift_id=shift.id, place=shift.place)
    return Reply(shows=(turn.show(preview, Mode.SEND), turn.show(done)))


def _degrees(turn: Turn) -> tuple[float, float] | None:
    match turn.incoming.content:
        case Location(latitude=latitude, longitude=longitude):
            return places.on_earth(latitude, longitude)
        case Text(text=text):
            return places.read_degrees(text)
        case _:
            return None


@press("pin_drop", int, right=Right.COORDINATOR)
def drop(turn: Turn) -> Reply:
    """Take the place of a shift off the map."""
    shift = places.drop_pin(turn.tx, turn.standing, turn.number, turn.now)
    if turn.dialog is not None and turn.dialog.flow == FLOW:
        turn.end()
    return turn.reply(
        f.PinSaved(shift_id=shift.id, place=shift.place, removed=True),
        said=m.Say(note=m.Note.SAVED),
    )
