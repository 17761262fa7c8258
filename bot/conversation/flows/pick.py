"""For which initiative: asked where somebody has several, a page at a time."""

from __future__ import annotations

from bot.conversation.registry import PRESSES, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain.people import Right
from bot.services import shifts as shifts_service

PAGE_SIZE = 20


def pick(turn: Turn, action: str, page: int = 0) -> Reply:
    """Ask for which initiative; ``action`` is the press that goes on with its id."""
    mine = shifts_service.initiatives_of(turn.tx, turn.standing)
    pages = max(1, -(-len(mine) // PAGE_SIZE))
    number = max(0, min(page, pages - 1))
    shown = mine[number * PAGE_SIZE : (number + 1) * PAGE_SIZE]
    return turn.reply(
        c.ChooseInitiative(
            action=action,
            initiatives=tuple((one.id, f"{one.name}, {one.town}") for one in shown),
            page=number,
            pages=pages,
        )
    )


@press("pick", str, int, right=Right.COORDINATOR)
def other_page(turn: Turn) -> Reply:
    """Show another page of one's initiatives."""
    entry = PRESSES.get(turn.word)
    if entry is None or entry.args != (int,):
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    return pick(turn, turn.word, int(turn.args[1]))
