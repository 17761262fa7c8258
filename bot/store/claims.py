"""Claim links: one-time invitations by which somebody takes over the record made for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.store.codec import from_ms, opt_from_ms, to_ms
from bot.store.database import Tx

KIND = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim link as stored: for which record, from which initiative, and by whom made."""

    id: int
    person_id: int
    initiative_id: int
    created_by: int | None
    expires_at: datetime
    used_at: datetime | None


def add(
    tx: Tx,
    *,
    token_hash: bytes,
    person_id: int,
    initiative_id: int,
    created_by: int,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Store a link by the hash of its token; older links for the record end."""
    end_all(tx, person_id, now)
    tx.run(
        """INSERT INTO invitation (token_hash, kind, initiative_id, claims_id, created_by,
                                   created_at, expires_at)
           VALUES (:hash, 'claim', :i, :p, :by, :now, :expires)""",
        hash=token_hash,
        i=initiative_id,
        p=person_id,
        by=created_by,
        now=to_ms(now),
        expires=to_ms(expires_at),
    )


def find(tx: Tx, token_hash: bytes) -> Claim | None:
    """Return the claim link with this hash, or None: there is none, or it invites to a role."""
    row = tx.one(
        "SELECT * FROM invitation WHERE token_hash = :hash AND kind = 'claim'", hash=token_hash
    )
    if row is None:
        return None
    return Claim(
        id=row["id"],
        person_id=row["claims_id"],
        initiative_id=row["initiative_id"],
        created_by=row["created_by"],
        expires_at=from_ms(row["expires_at"]),
        used_at=opt_from_ms(row["used_at"]),
    )


def end_all(tx: Tx, person_id: int, now: datetime) -> None:
    """Let every unused link for the record run out now."""
    tx.run(
        """UPDATE invitation SET expires_at = :now
           WHERE claims_id = :p AND used_at IS NULL AND expires_at > :now""",
        p=person_id,
        now=to_ms(now),
    )
