"""One's shifts as files for one's own calendar."""

from __future__ import annotations

from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.documents import ics
from bot.domain import messages_duty as d
from bot.domain.people import Right
from bot.services import calendar, signups

NAME = "Lotse"


@command("calendar", Right.VOLUNTEER)
@press("calendar", right=Right.VOLUNTEER)
def whole(turn: Turn) -> Reply:
    """Hand over all coming shifts, with those of late that went away."""
    events = calendar.events(turn.tx, turn.standing, turn.now, turn.house.link)
    updates = calendar.wants_updates(turn.tx, turn.standing.person.id)
    if not events:
        return turn.reply(d.CalendarEmpty(updates=updates))
    gone = sum(one.cancelled for one in events)
    content = ics.calendar(events, zone=turn.house.zone, now=turn.now, name=NAME)
    return turn.reply(
        d.CalendarFile(
            content=content, coming=len(events) - gone, cancelled=gone, updates=updates
        ),
        mode=Mode.SEND,
    )


@press("ics", int, right=Right.VOLUNTEER)
def one(turn: Turn) -> Reply:
    """Hand over one shift; a file of its own, so that the shift stays on the screen."""
    shift = signups.shift_for(turn.tx, turn.standing, turn.number)
    event = calendar.event(turn.tx, turn.standing.person, shift.id, turn.house.link)
    if event is None:
        return turn.reply(d.CalendarNotIn(shift=shift), mode=Mode.SEND)
    return turn.reply(
        d.CalendarShift(
            shift=shift,
            content=ics.calendar([event], zone=turn.house.zone, now=turn.now, name=NAME),
            cancelled=event.cancelled,
            updates=calendar.wants_updates(turn.tx, turn.standing.person.id),
        ),
        mode=Mode.SEND,
    )


@press("calendar_switch", int, right=Right.VOLUNTEER)
def switch(turn: Turn) -> Reply:
    """Switch new files on (1) or off (0); the file above stays, so this is a new message."""
    on = turn.number == 1
    calendar.set_updates(turn.tx, turn.standing, on=on)
    return turn.reply(d.CalendarUpdates(on=on), mode=Mode.SEND)
