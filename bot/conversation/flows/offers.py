"""Yes and no to a place that was offered, and the search as a coordinator steers it."""

from __future__ import annotations

from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_offers as o
from bot.domain.people import Right
from bot.domain.searches import AcceptResult
from bot.domain.shifts import Shift, ShiftState
from bot.services import search_desk, searches, signups

_OTHERS = 3


@press("offer_yes", int, right=Right.VOLUNTEER)
def accept(turn: Turn) -> Reply:
    """Take the place, or say kindly why that is not possible any more."""
    done = searches.accept(turn.tx, turn.standing, turn.number, turn.now)
    if done.result in {AcceptResult.TAKEN, AcceptResult.ALREADY_IN}:
        return turn.reply(o.OfferAccepted(shift=done.shift, clash=done.clash))
    return _gone(turn, done.shift, done.result)


def _gone(turn: Turn, shift: Shift, result: AcceptResult) -> Reply:
    page = signups.available(turn.tx, turn.standing, turn.now, 0)
    free = [view for view in page.shifts if view.free and view.mine is None]
    return turn.reply(o.OfferGone(shift=shift, result=result, others=tuple(free[:_OTHERS])))


@press("offer_no", int, right=Right.VOLUNTEER)
def decline(turn: Turn) -> Reply:
    """Note the "no"; it is not asked why, and not asked again."""
    _, shift = searches.offer_for(turn.tx, turn.standing, turn.number)
    result = searches.decline(turn.tx, turn.standing, turn.number, turn.now)
    match result:
        case searches.DeclineResult.STILL_IN:
            return turn.reply(o.OfferAccepted(shift=shift, clash=None))
        case searches.DeclineResult.BEGUN:
            return _gone(turn, shift, AcceptResult.BEGUN)
        case _:
            left_line = result is searches.DeclineResult.LEFT_LINE
            return turn.reply(o.OfferDeclined(shift=shift, left_line=left_line))


def _card(turn: Turn, shift_id: int, said: m.Message | None = None) -> Reply:
    shift, roles = search_desk.view(turn.tx, turn.standing, shift_id, turn.now, turn.house.zone)
    over = turn.now >= shift.starts_at or shift.state is ShiftState.CANCELLED
    return turn.reply(o.SearchCard(shift=shift, roles=roles, over=over), said=said)


@press("search", int, right=Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show who is looked for in a shift."""
    return _card(turn, turn.number)


@press("search_start", int, int, right=Right.COORDINATOR)
def start(turn: Turn) -> Reply:
    """Look for somebody for one role."""
    role = int(turn.args[1])
    result = search_desk.start(turn.tx, turn.standing, turn.number, role, turn.now)
    match result:
        case search_desk.StartResult.OVER:
            said: m.Message = m.Say(note=m.Note.NO_LONGER_OPEN)
        case search_desk.StartResult.FULL:
            said = o.SearchSaid(full=True)
        case _:
            said = o.SearchSaid(full=False)
    return _card(turn, turn.number, said)


@press("search_stop", int, right=Right.COORDINATOR)
def stop(turn: Turn) -> Reply:
    """End a search."""
    shift = search_desk.stop(turn.tx, turn.standing, turn.number, turn.now)
    return _card(turn, shift.id, m.Say(note=m.Note.SAVED))


@press("search_wide", int, right=Right.COORDINATOR)
def widen(turn: Turn) -> Reply:
    """Ask everybody, whatever languages are wanted."""
    shift = search_desk.widen(turn.tx, turn.standing, turn.number, turn.now)
    return _card(turn, shift.id, m.Say(note=m.Note.SAVED))
