"""Shifts and rosters with one plain role, as most are."""

from __future__ import annotations

from bot.domain.messages_coordinator import RosterEntry, RosterPerson, RosterRole
from bot.domain.shifts import RoleView, Shift, ShiftRole, ShiftView
from bot.domain.signups import SignupState


def role_view(shift: Shift, confirmed: int = 0, waiting: int = 0, **more: int) -> RoleView:
    """Return the one role of a shift that only needs helpers."""
    role = ShiftRole(capacity=shift.capacity)
    return RoleView(role=role, confirmed=confirmed, waiting=waiting, **more)


def view(
    shift: Shift,
    confirmed: int = 0,
    waiting: int = 0,
    mine: SignupState | None = None,
    line: int | None = None,
    *,
    coming: bool = False,
    held: int = 0,
    queue: int = 0,
) -> ShiftView:
    """Return a shift with one role as one person sees it."""
    return ShiftView(
        shift=shift,
        roles=(role_view(shift, confirmed, waiting, held=held, queue=queue),),
        mine=mine,
        role=None if mine is None else 0,
        line=line,
        coming=coming,
    )


def entry(
    shift: Shift,
    confirmed: tuple[tuple[str, bool], ...] = (),
    waiting: tuple[str, ...] = (),
    *,
    searching: bool = False,
) -> RosterEntry:
    """Return a shift with one role and the names of those who come and wait."""
    return RosterEntry(
        shift=shift,
        roles=(
            RosterRole(
                view=role_view(shift, len(confirmed), len(waiting)),
                confirmed=tuple(RosterPerson(name=name, coming=yes) for name, yes in confirmed),
                waiting=waiting,
                searching=searching,
            ),
        ),
    )
