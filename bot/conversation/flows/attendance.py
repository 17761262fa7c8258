"""After a shift: who was there, who else, and how many took part."""

from __future__ import annotations

from bot.conversation.reading import read_number
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_duty as d
from bot.domain.errors import NotFoundError
from bot.domain.people import Right
from bot.domain.shifts import Shift
from bot.domain.signups import Attendance
from bot.services import attendance
from bot.services import shifts as shifts_service

FLOW = "attend"
TAKE_OUT = "out"


def list_message(sheet: attendance.Sheet, *, asked: bool = False) -> d.AttendanceList:
    """Return the list as a message; ``asked``: it comes by itself."""
    return d.AttendanceList(
        shift=sheet.shift,
        people=sheet.people,
        counts=sheet.counts,
        page=sheet.page,
        pages=sheet.pages,
        erased=sheet.erased,
        participants=sheet.participants,
        finished=sheet.finished,
        asked=asked,
    )


def _shift(turn: Turn, shift_id: int) -> Shift | Reply:
    """Return the shift, or the answer that it has no list (yet)."""
    shift = attendance.shift_for(turn.tx, turn.standing, shift_id, turn.now)
    if shift is not None:
        return shift
    early = shifts_service.own_shift(turn.tx, turn.standing, shift_id)
    return turn.reply(d.AttendanceEarly(shift=early))


def _list(
    turn: Turn,
    shift_id: int,
    *,
    page: int = 0,
    around: int | None = None,
    said: m.Note | None = None,
) -> Reply:
    shift = _shift(turn, shift_id)
    if isinstance(shift, Reply):
        return shift
    sheet = attendance.sheet(turn.tx, shift, page=page, around=around)
    return turn.reply(list_message(sheet), said=None if said is None else m.Say(note=said))


@press("attend", int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show who was there; a question about the number of participants is over then."""
    if turn.said(FLOW):
        turn.end()
    return _list(turn, turn.number)


@press("attend_page", int, int, right=Right.COORDINATOR)
def other_page(turn: Turn) -> Reply:
    """Show another page of the list."""
    return _list(turn, turn.number, page=int(turn.args[1]))


@press("attend_as", int, int, str, right=Right.COORDINATOR)
def mark(turn: Turn) -> Reply:
    """Mark one person; pressing twice changes nothing, because the button says what is wanted."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    person_id, wanted = int(turn.args[1]), str(turn.args[2])
    if wanted != TAKE_OUT and wanted not in set(Attendance):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    to_set = None if wanted == TAKE_OUT else Attendance(wanted)
    try:
        attendance.mark(turn.tx, turn.standing, shift.id, person_id, to_set, turn.now)
    except NotFoundError:
        # Erased, or taken out on another phone: the list as it is now says so.
        return _list(turn, shift.id, said=m.Note.STALE)
    return _list(turn, shift.id, around=person_id)


@press("attend_all", int, right=Right.COORDINATOR)
def mark_rest(turn: Turn) -> Reply:
    """Mark everybody who is not marked yet as having come."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    attendance.mark_rest(turn.tx, turn.standing, shift.id, turn.now)
    return _list(turn, shift.id, said=m.Note.SAVED)


@press("attend_add", int, int, right=Right.COORDINATOR)
def others(turn: Turn) -> Reply:
    """Offer the members who are not in the list, a page at a time."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    found = attendance.others(turn.tx, turn.standing, shift.id, int(turn.args[1]), turn.now)
    return turn.reply(
        d.AttendanceAdd(shift=shift, members=found.members, page=found.page, pages=found.pages)
    )


@press("attend_more", int, int, right=Right.COORDINATOR)
def add(turn: Turn) -> Reply:
    """Note that this member was there, too."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    person_id = int(turn.args[1])
    attendance.add(turn.tx, turn.standing, shift.id, person_id, turn.now)
    return _list(turn, shift.id, around=person_id, said=m.Note.SAVED)


@press("attend_count", int, right=Right.COORDINATOR)
def ask_number(turn: Turn) -> Reply:
    """Ask how many people took part."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    turn.ask(FLOW, "number", shift=shift.id)
    return turn.reply(d.AskParticipants(shift=shift))


@step(FLOW, "number", Right.COORDINATOR)
def number_typed(turn: Turn) -> Reply:
    """Take the number that was written."""
    return _number(turn, int(turn.said(FLOW)["shift"]), read_number(turn.typed))


@press("attend_n", int, int, right=Right.COORDINATOR)
def number_pressed(turn: Turn) -> Reply:
    """Take the number that was pressed."""
    return _number(turn, turn.number, int(turn.args[1]))


def _number(turn: Turn, shift_id: int, number: int | None) -> Reply:
    shift = _shift(turn, shift_id)
    if isinstance(shift, Reply):
        return shift
    if number is None or not attendance.set_participants(
        turn.tx, turn.standing, shift.id, number, turn.now
    ):
        return turn.reply(d.AskParticipants(shift=shift, not_understood=True))
    if turn.said(FLOW):
        turn.end()
    return _list(turn, shift.id, said=m.Note.SAVED)


@press("attend_done", int, right=Right.COORDINATOR)
def finish(turn: Turn) -> Reply:
    """Finish the list; it can still be changed."""
    shift = _shift(turn, turn.number)
    if isinstance(shift, Reply):
        return shift
    attendance.finish(turn.tx, turn.standing, shift.id, turn.now)
    return _list(turn, shift.id, said=m.Note.SAVED)
