"""Towns: those that the installation knows, and the one a newcomer lives in."""

from __future__ import annotations

from bot.store.database import Tx


def known(tx: Tx) -> tuple[str, ...]:
    """Return the towns of initiatives and contact cards, in their alphabetical order."""
    rows = tx.all(
        """SELECT town FROM initiative WHERE town <> ''
           UNION SELECT town FROM contact_card WHERE town <> '' ORDER BY town COLLATE NOCASE"""
    )
    return tuple(row["town"] for row in rows)


def of(tx: Tx, person_id: int) -> str | None:
    """Return the town the person said they live in, or None."""
    found = tx.scalar("SELECT town FROM person WHERE id = :p", p=person_id)
    return None if found is None else str(found)


def choose(tx: Tx, person_id: int, town: str | None) -> None:
    """Note where the person lives; None forgets it."""
    tx.run("UPDATE person SET town = :town WHERE id = :p", town=town, p=person_id)
