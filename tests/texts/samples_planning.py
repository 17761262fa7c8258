"""One of everything that is said while roles are planned."""

from __future__ import annotations

from bot.domain import messages_planning as p
from bot.domain.messages import Message
from bot.domain.shifts import Kind, Qualification, ShiftRole

PLAIN = ShiftRole(capacity=2)
LONG = ShiftRole(
    position=1,
    name="Sprachmittlung für Arabisch und Kurdisch",
    capacity=1,
    languages=("ar", "kmr", "ckb"),
    qualification=Qualification.CONDUCT,
    adults_only=True,
)
INTRODUCED = ShiftRole(
    position=2, name="مرافقة", capacity=3, qualification=Qualification.INTRODUCTION
)
SAMPLES: tuple[Message, ...] = (
    p.RolesDraft(roles=(PLAIN, LONG, INTRODUCED)),
    p.RolesDraft(roles=(PLAIN,), full=True),
    p.RoleDraft(role=PLAIN),
    p.RoleDraft(role=LONG, removable=True),
    p.RoleDraft(role=INTRODUCED, removable=True),
    p.AskRoleName(position=1),
    p.AskRolePlaces(role=PLAIN),
    p.AskRolePlaces(role=LONG, not_understood=True),
    p.RoleLanguages(role=LONG),
    p.ChooseKind(chosen=Kind.FOOD),
)
