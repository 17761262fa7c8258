"""What is said while the roles and the kind of a planned shift are chosen."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.messages import Message
from bot.domain.shifts import Kind, ShiftRole


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesDraft(Message):
    """All roles of the draft; ``full``: no further one fits."""

    roles: tuple[ShiftRole, ...]
    full: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDraft(Message):
    """One role of the draft, to be changed; the only one cannot be removed."""

    role: ShiftRole
    removable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRoleName(Message):
    """What the helpers in this role are called."""

    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRolePlaces(Message):
    """How many people the role needs."""

    role: ShiftRole
    not_understood: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLanguages(Message):
    """Which languages are wanted in the role."""

    role: ShiftRole


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseKind(Message):
    """What is done in the shift, so that people who like it find it."""

    chosen: Kind
