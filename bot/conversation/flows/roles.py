"""Roles and kind of a shift that is being planned: places, wanted languages, requirements."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.flows.plan import FLOW, need, preview_again, show_preview
from bot.conversation.reading import read_number
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages_planning as p
from bot.domain import roles as codec
from bot.domain.languages import SPOKEN
from bot.domain.people import Right, clean
from bot.domain.shifts import (
    CAPACITY_LIMIT,
    ROLE_LIMIT,
    ROLES_AT_MOST,
    Kind,
    Qualification,
    ShiftRole,
)

_NEXT: dict[Qualification | None, Qualification | None] = {
    None: Qualification.INTRODUCTION,
    Qualification.INTRODUCTION: Qualification.CONDUCT,
    Qualification.CONDUCT: None,
}


def _roles(turn: Turn) -> tuple[ShiftRole, ...] | None:
    """Return the draft's roles, or None if no draft is open."""
    said = need(turn)
    if said is None or "roles" not in said:
        return None
    return codec.from_text(str(said["roles"]))


def _store(turn: Turn, roles: tuple[ShiftRole, ...], step_name: str = "preview") -> None:
    said = turn.said(FLOW)
    said.pop("role", None)
    turn.ask(FLOW, step_name, **{**said, "roles": codec.to_text(roles)})


def _one(turn: Turn, position: int) -> ShiftRole | None:
    roles = _roles(turn) or ()
    return roles[position] if 0 <= position < len(roles) else None


def _change(turn: Turn, changed: ShiftRole) -> Reply:
    roles = _roles(turn) or ()
    _store(turn, tuple(changed if one.position == changed.position else one for one in roles))
    return _card(turn, changed)


def _card(turn: Turn, role: ShiftRole) -> Reply:
    return turn.reply(p.RoleDraft(role=role, removable=len(_roles(turn) or ()) > 1))


@press("roles", right=Right.COORDINATOR)
def show_all(turn: Turn) -> Reply:
    """Show the roles of the draft."""
    roles = _roles(turn)
    if roles is None:
        return turn.over()
    return turn.reply(p.RolesDraft(roles=roles, full=len(roles) >= ROLES_AT_MOST))


@press("role", int, right=Right.COORDINATOR)
def show_one(turn: Turn) -> Reply:
    """Show one role of the draft, to be changed."""
    role = _one(turn, turn.number)
    if role is None:
        return turn.over()
    _store(turn, _roles(turn) or ())
    return _card(turn, role)


@press("role_new", right=Right.COORDINATOR)
def add(turn: Turn) -> Reply:
    """Add a role and ask what it is called."""
    roles = _roles(turn)
    if roles is None or len(roles) >= ROLES_AT_MOST:
        return turn.over()
    _store(turn, (*roles, ShiftRole(position=len(roles), capacity=1)))
    return _ask_name(turn, len(roles))


@press("role_name", int, right=Right.COORDINATOR)
def rename(turn: Turn) -> Reply:
    """Ask what the role is called."""
    return turn.over() if _one(turn, turn.number) is None else _ask_name(turn, turn.number)


def _ask_name(turn: Turn, position: int) -> Reply:
    turn.ask(FLOW, "role_name", **{**turn.said(FLOW), "role": position})
    return turn.reply(p.AskRoleName(position=position))


@step(FLOW, "role_name", Right.COORDINATOR)
def named(turn: Turn) -> Reply:
    """Take the name that was written."""
    role = _one(turn, int(turn.said(FLOW).get("role", -1)))
    if role is None:
        return turn.over()
    name = clean(turn.typed, limit=ROLE_LIMIT)
    if not name:
        return turn.reply(p.AskRoleName(position=role.position))
    return _change(turn, replace(role, name=name))


@press("role_places", int, right=Right.COORDINATOR)
def ask_places(turn: Turn) -> Reply:
    """Ask how many people the role needs."""
    role = _one(turn, turn.number)
    if role is None:
        return turn.over()
    turn.ask(FLOW, "role_places", **{**turn.said(FLOW), "role": role.position})
    return turn.reply(p.AskRolePlaces(role=role))


@press("role_n", int, int, right=Right.COORDINATOR)
def places_pressed(turn: Turn) -> Reply:
    """Take the number that was pressed."""
    return _places(turn, turn.number, int(turn.args[1]))


@step(FLOW, "role_places", Right.COORDINATOR)
def places_typed(turn: Turn) -> Reply:
    """Take the number that was written."""
    return _places(turn, int(turn.said(FLOW).get("role", -1)), read_number(turn.typed))


def _places(turn: Turn, position: int, number: int | None) -> Reply:
    role = _one(turn, position)
    if role is None:
        return turn.over()
    if number is None or not 1 <= number <= CAPACITY_LIMIT:
        return turn.reply(p.AskRolePlaces(role=role, not_understood=True))
    return _change(turn, replace(role, capacity=number))


@press("role_langs", int, right=Right.COORDINATOR)
def languages(turn: Turn) -> Reply:
    """Show which languages can be wanted."""
    role = _one(turn, turn.number)
    return turn.over() if role is None else turn.reply(p.RoleLanguages(role=role))


@press("role_lang", int, str, right=Right.COORDINATOR)
def switch_language(turn: Turn) -> Reply:
    """Want a language, or want it no longer."""
    role, tag = _one(turn, turn.number), str(turn.args[1])
    if role is None or tag not in SPOKEN:
        return turn.over()
    wanted = set(role.languages) ^ {tag}
    changed = replace(role, languages=tuple(one for one in SPOKEN if one in wanted))
    _change(turn, changed)
    return turn.reply(p.RoleLanguages(role=changed))


@press("role_need", int, right=Right.COORDINATOR)
def next_requirement(turn: Turn) -> Reply:
    """Go on to the next requirement."""
    role = _one(turn, turn.number)
    if role is None:
        return turn.over()
    return _change(turn, replace(role, qualification=_NEXT[role.qualification]))


@press("role_adult", int, right=Right.COORDINATOR)
def switch_adults(turn: Turn) -> Reply:
    """Say whether only adults may take the role."""
    role = _one(turn, turn.number)
    if role is None:
        return turn.over()
    return _change(turn, replace(role, adults_only=not role.adults_only))


@press("role_drop", int, right=Right.COORDINATOR)
def drop(turn: Turn) -> Reply:
    """Remove the role; one always stays."""
    roles = _roles(turn)
    if roles is None or len(roles) < 2 or _one(turn, turn.number) is None:
        return turn.over()
    left = (one for one in roles if one.position != turn.number)
    _store(turn, tuple(replace(one, position=at) for at, one in enumerate(left)))
    return show_all(turn)


@press("kinds", right=Right.COORDINATOR)
def kinds(turn: Turn) -> Reply:
    """Show which kinds of work there are."""
    said = need(turn)
    if said is None:
        return turn.over()
    return turn.reply(p.ChooseKind(chosen=Kind(str(said.get("kind", Kind.OTHER)))))


@press("kind", str, right=Right.COORDINATOR)
def kind(turn: Turn) -> Reply:
    """Take the kind that was pressed."""
    said = need(turn)
    if said is None or turn.word not in set(Kind):
        return turn.over()
    if "roles" not in said:
        return preview_again(turn)
    return show_preview(turn, {**said, "kind": turn.word})
