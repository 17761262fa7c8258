"""The inbox: every update as Telegram gave it, from its arrival until its answer has gone out.

A row is ``new`` until its effect is committed, then ``handled`` until its reply has been shown,
then ``done``; ``failed`` where it could not be understood or answered. Payload and reply are
personal data and leave with the state that needed them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.errors import StoreError

KEPT = timedelta(hours=48)  # Telegram repeats an update for 24 h at most; twice that for safety


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A row with work left: ``payload`` is set while it is new, ``reply`` once it is handled."""

    seq: int
    payload: str | None
    reply: str | None = None


def accept(
    tx: Tx, bot_id: int, updates: Iterable[tuple[int, str]], now: datetime
) -> tuple[Waiting, ...]:
    """Store ``(update_id, raw JSON)`` pairs and return the rows that were not there before."""
    fresh: list[Waiting] = []
    received = to_ms(now)
    for update_id, payload in updates:
        seq = tx.scalar(
            "INSERT INTO inbox (bot_id, update_id, payload, received_at)"
            " VALUES (:bot_id, :update_id, :payload, :received)"
            " ON CONFLICT (bot_id, update_id) DO NOTHING RETURNING seq",
            bot_id=bot_id,
            update_id=update_id,
            payload=payload,
            received=received,
        )
        if isinstance(seq, int):
            fresh.append(Waiting(seq=seq, payload=payload))
    return tuple(fresh)


def waiting(tx: Tx) -> tuple[Waiting, ...]:
    """Return all rows with work left, in the order in which they arrived."""
    rows = tx.all(
        "SELECT seq, payload, reply FROM inbox WHERE state IN ('new', 'handled') ORDER BY seq"
    )
    return tuple(
        Waiting(seq=row["seq"], payload=row["payload"], reply=row["reply"]) for row in rows
    )


def is_handled(tx: Tx, seq: int) -> bool:
    """Return whether the row's effect is already committed (or the row is gone)."""
    return tx.scalar("SELECT state FROM inbox WHERE seq = :seq", seq=seq) != "new"


def handled(tx: Tx, seq: int, reply: str | None) -> None:
    """Mark the row's effect as committed, forget its payload and keep the reply to be shown.

    Belongs into the transaction of the effect. No reply means that nothing is left to do.
    """
    tx.run(
        "UPDATE inbox SET state = :state, payload = NULL, reply = :reply WHERE seq = :seq",
        state="done" if reply is None else "handled",
        reply=reply,
        seq=seq,
    )


def done(tx: Tx, seqs: Iterable[int]) -> None:
    """Mark rows whose reply has been shown."""
    tx.many(
        "UPDATE inbox SET state = 'done', payload = NULL, reply = NULL WHERE seq = :seq",
        [{"seq": seq} for seq in seqs],
    )


def fail(tx: Tx, seq: int, incident: str) -> None:
    """Give the row up under an incident number; what it said is forgotten."""
    tx.run(
        "UPDATE inbox SET state = 'failed', payload = NULL, reply = NULL, incident = :incident"
        " WHERE seq = :seq",
        incident=incident,
        seq=seq,
    )


def bind_bot(tx: Tx, bot_id: int, *, adopt: bool) -> None:
    """Make the database this bot's own; with ``adopt`` also one that served another bot.

    What the other bot had left waiting is given up: its messages cannot be answered by this one.

    Raises:
        StoreError: the database belongs to another bot, or has no installation row yet.
    """
    row = tx.one("SELECT bot_id FROM installation WHERE id = 1")
    if row is None:
        raise StoreError("the database was never set up: its installation row is missing")
    owner = row["bot_id"]
    if owner == bot_id:
        return
    if owner is not None and not adopt:
        raise StoreError(
            f"this database belongs to the bot with the id {owner}, but the token is that of"
            f" {bot_id}. Use the other bot's token, another data folder, or start once with"
            " --adopt to hand the database over to this bot."
        )
    tx.run("UPDATE installation SET bot_id = :bot_id WHERE id = 1", bot_id=bot_id)
    tx.run(
        "UPDATE inbox SET state = 'failed', payload = NULL, reply = NULL, incident = 'adopted'"
        " WHERE state IN ('new', 'handled') AND bot_id <> :bot_id",
        bot_id=bot_id,
    )


def prune(tx: Tx, now: datetime) -> int:
    """Delete finished rows that arrived more than 48 hours ago and return how many there were."""
    return tx.run(
        "DELETE FROM inbox WHERE state IN ('done', 'failed') AND received_at < :limit",
        limit=to_ms(now - KEPT),
    )
