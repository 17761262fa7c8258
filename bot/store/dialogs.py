"""The step at which a conversation stands, kept for 24 hours at most."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Tx

LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """An open dialogue: which flow, which step, and what was said so far."""

    flow: str
    step: str
    data: Mapping[str, str | int]
    expired: bool = False


def find(tx: Tx, person_id: int, now: datetime) -> Dialog | None:
    """Return the person's open dialogue; an expired one says so, so that nobody is left alone."""
    row = tx.one(
        "SELECT flow, step, data, expires_at FROM dialog WHERE person_id = :p", p=person_id
    )
    if row is None:
        return None
    return Dialog(
        flow=row["flow"],
        step=row["step"],
        data=json.loads(row["data"]),
        expired=from_ms(row["expires_at"]) <= now,
    )


def put(
    tx: Tx, person_id: int, flow: str, step: str, data: Mapping[str, str | int], now: datetime
) -> None:
    """Store the step; it replaces the one before."""
    tx.run(
        """INSERT OR REPLACE INTO dialog (person_id, flow, step, data, expires_at)
           VALUES (:p, :flow, :step, :data, :expires)""",
        p=person_id,
        flow=flow,
        step=step,
        data=to_json(data),
        expires=to_ms(now + LIFETIME),
    )


def drop(tx: Tx, person_id: int) -> bool:
    """End the person's dialogue; False if there was none."""
    return tx.run("DELETE FROM dialog WHERE person_id = :p", p=person_id) == 1


def prune(tx: Tx, now: datetime) -> int:
    """Remove what has expired."""
    return tx.run("DELETE FROM dialog WHERE expires_at <= :now", now=to_ms(now))
