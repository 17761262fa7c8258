"""One shift as a volunteer sees it."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.turn import Turn
from bot.domain import messages_volunteer as v
from bot.services import finding, regulars, signups


def card(turn: Turn, shift_id: int, *, welcome: str = "") -> v.ShiftCard:
    """Return one shift with what this person can do about it.

    ``welcome`` is the initiative the person has just joined.

    Raises:
        NotFoundError: there is no such shift for this person.
    """
    view = finding.with_speakers(turn.tx, signups.view_for(turn.tx, turn.standing, shift_id))
    left = view.shift.starts_at - turn.now
    return v.ShiftCard(
        view=view,
        begun=left <= timedelta(0),
        late=left < timedelta(hours=view.shift.withdraw_hours),
        link=turn.house.link(f"s_{shift_id}"),
        welcome=welcome,
        manages=turn.standing.coordinates(view.shift.initiative_id),
        regular=regulars.is_regular(turn.tx, turn.standing, view.shift),
        goes_on=regulars.goes_on(turn.tx, view.shift, turn.house.zone),
    )
