"""Who did what to which thing, written down beside the deed."""

from __future__ import annotations

from datetime import datetime

from bot.domain.shifts import Shift
from bot.store import records
from bot.store.database import Tx


def of_shift(tx: Tx, actor_id: int, action: str, shift: Shift, now: datetime) -> None:
    """Write down what the actor did to a shift."""
    _write(tx, actor_id, action, f"shift:{shift.id}", shift.initiative_id, now)


def of_person(
    tx: Tx, actor_id: int, action: str, person_id: int, initiative_id: int | None, now: datetime
) -> None:
    """Write down what the actor did to a person, in which initiative (None: in none)."""
    _write(tx, actor_id, action, f"person:{person_id}", initiative_id, now)


def of_series(
    tx: Tx, actor_id: int, action: str, series_id: int, initiative_id: int, now: datetime
) -> None:
    """Write down what the actor did to a series of shifts."""
    _write(tx, actor_id, action, f"series:{series_id}", initiative_id, now)


def of_initiative(
    tx: Tx, actor_id: int, action: str, initiative_id: int | None, now: datetime
) -> None:
    """Write down what the actor did to an initiative as a whole (None: to none)."""
    _write(tx, actor_id, action, f"initiative:{initiative_id}", initiative_id, now)


def of_topic(tx: Tx, actor_id: int, action: str, slug: str, now: datetime) -> None:
    """Write down what the actor did to an answer; answers belong to no initiative."""
    _write(tx, actor_id, action, f"topic:{slug}", None, now)


def of_card(tx: Tx, actor_id: int, action: str, card_id: int, now: datetime) -> None:
    """Write down what the actor did to a contact card; cards belong to no initiative."""
    _write(tx, actor_id, action, f"card:{card_id}", None, now)


def of_companion(
    tx: Tx, actor_id: int, action: str, request_id: int, initiative_id: int | None, now: datetime
) -> None:
    """Write down what the actor did about somebody coming along (None: the leads' request)."""
    _write(tx, actor_id, action, f"companion:{request_id}", initiative_id, now)


def _write(
    tx: Tx, actor_id: int, action: str, subject: str, initiative_id: int | None, now: datetime
) -> None:
    records.write_audit(
        tx,
        actor_id=actor_id,
        action=action,
        subject=subject,
        initiative_id=initiative_id,
        now=now,
    )
