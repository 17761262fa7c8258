"""Where the places of an initiative's shifts are on the map."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One place of an initiative, named as its shifts name it; degrees of WGS 84."""

    initiative_id: int
    name: str
    latitude: float
    longitude: float


def _pin_of(row: Row) -> Pin:
    return Pin(
        initiative_id=row["initiative_id"],
        name=row["name"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )


def find(tx: Tx, initiative_id: int, name: str) -> Pin | None:
    """Return the pin of that place, or None."""
    row = tx.one(
        "SELECT * FROM place WHERE initiative_id = :i AND name = :name", i=initiative_id, name=name
    )
    return None if row is None else _pin_of(row)


def every(tx: Tx, initiative_id: int) -> tuple[Pin, ...]:
    """Return all pins of the initiative, by name."""
    rows = tx.all("SELECT * FROM place WHERE initiative_id = :i ORDER BY name", i=initiative_id)
    return tuple(_pin_of(row) for row in rows)


def put(tx: Tx, pin: Pin) -> None:
    """Store where a place is; it replaces what was known before."""
    tx.run(
        "INSERT OR REPLACE INTO place (initiative_id, name, latitude, longitude)"
        " VALUES (:i, :name, :latitude, :longitude)",
        i=pin.initiative_id,
        name=pin.name,
        latitude=pin.latitude,
        longitude=pin.longitude,
    )


def drop(tx: Tx, initiative_id: int, name: str) -> bool:
    """Forget where a place is; False if it was not known."""
    return (
        tx.run(
            "DELETE FROM place WHERE initiative_id = :i AND name = :name",
            i=initiative_id,
            name=name,
        )
        == 1
    )
