"""A coordinator clears a volunteer for newcomers, or takes the clearance away."""

from __future__ import annotations

from bot.conversation.flows.people import card
from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain.clearances import Kind
from bot.domain.people import Right
from bot.services import clearances, members

_SAVED = m.Say(note=m.Note.SAVED)


def _kind(turn: Turn) -> Kind | None:
    word = str(turn.args[2])
    return Kind(word) if word in set(Kind) else None


@press("clear", int, int, str, right=Right.COORDINATOR)
def clear(turn: Turn) -> Reply:
    """Give a clearance; pressing again changes nothing."""
    if (kind := _kind(turn)) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    ids = turn.number, int(turn.args[1])
    clearances.give(turn.tx, turn.standing, *ids, kind, turn.now)
    return turn.reply(card(turn, members.find(turn.tx, turn.standing, *ids)), said=_SAVED)


@press("unclear", int, int, str, right=Right.COORDINATOR)
def unclear(turn: Turn) -> Reply:
    """Take a clearance away; whoever comes along because of it is let go."""
    if (kind := _kind(turn)) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    ids = turn.number, int(turn.args[1])
    clearances.withdraw(turn.tx, turn.standing, *ids, kind, turn.now)
    return turn.reply(card(turn, members.find(turn.tx, turn.standing, *ids)), said=_SAVED)
