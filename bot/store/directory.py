"""Contact cards of offices and advice centres."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.domain.directory import CardKind, ContactCard
from bot.store.codec import to_json, to_ms
from bot.store.database import Row, Tx

_KINDS = "(SELECT value FROM json_each(:kinds))"
_NEAR = "(:town IS NULL OR town IN ('', :town))"


def _card_of(row: Row) -> ContactCard:
    return ContactCard(
        id=row["id"],
        kind=CardKind(row["kind"]),
        name=row["name"],
        town=row["town"],
        address=row["address"],
        hours=row["hours"],
        phone=row["phone"],
        website=row["website"],
        languages=tuple(filter(None, row["languages"].split(","))),
        latitude=row["latitude"],
        longitude=row["longitude"],
        checked_on=date.fromisoformat(row["checked_on"]),
    )


def find(tx: Tx, card_id: int) -> ContactCard | None:
    """Return one card, or None."""
    row = tx.one("SELECT * FROM contact_card WHERE id = :id", id=card_id)
    return None if row is None else _card_of(row)


def listed(
    tx: Tx, town: str | None, kinds: Iterable[CardKind], *, limit: int = 100, offset: int = 0
) -> tuple[ContactCard, ...]:
    """Return the cards of these kinds: those of the town first, then those for all towns.

    ``town`` None means every town. Kinds stand in the order they are given.
    """
    rows = tx.all(
        f"""SELECT contact_card.* FROM contact_card
            JOIN json_each(:kinds) AS wanted ON wanted.value = contact_card.kind
            WHERE {_NEAR}
            ORDER BY contact_card.town = '', wanted.key, contact_card.town COLLATE NOCASE,
                     contact_card.name COLLATE NOCASE, contact_card.id
            LIMIT :n OFFSET :o""",
        town=town,
        kinds=to_json(list(kinds)),
        n=limit,
        o=offset,
    )
    return tuple(map(_card_of, rows))


def towns_with(tx: Tx, kinds: Iterable[CardKind]) -> tuple[str, ...]:
    """Return the towns that have cards of these kinds, in their alphabetical order."""
    rows = tx.all(
        f"""SELECT DISTINCT town FROM contact_card WHERE kind IN {_KINDS} AND town <> ''
            ORDER BY town COLLATE NOCASE""",
        kinds=to_json(list(kinds)),
    )
    return tuple(row["town"] for row in rows)


def counts(tx: Tx, town: str | None) -> dict[CardKind, int]:
    """Return how many cards of each kind there are in the town and for all towns."""
    rows = tx.all(
        f"SELECT kind, count(*) AS n FROM contact_card WHERE {_NEAR} GROUP BY kind", town=town
    )
    found = {CardKind(row["kind"]): row["n"] for row in rows}
    return {kind: found[kind] for kind in CardKind if kind in found}


def put(tx: Tx, card: ContactCard, now: datetime) -> int:
    """Store a card, a new one if its id is 0, and return its id."""
    values: dict[str, int | str | float | None] = {
        "kind": card.kind,
        "name": card.name,
        "town": card.town,
        "address": card.address,
        "hours": card.hours,
        "phone": card.phone,
        "website": card.website,
        "languages": ",".join(card.languages),
        "latitude": card.latitude,
        "longitude": card.longitude,
        "checked": card.checked_on.isoformat(),
        "now": to_ms(now),
    }
    if card.id == 0:
        return tx.insert(
            """INSERT INTO contact_card (kind, name, town, address, hours, phone, website,
                    languages, latitude, longitude, checked_on, updated_at)
               VALUES (:kind, :name, :town, :address, :hours, :phone, :website, :languages,
                    :latitude, :longitude, :checked, :now)""",
            **values,
        )
    tx.run(
        """UPDATE contact_card SET kind = :kind, name = :name, town = :town, address = :address,
                hours = :hours, phone = :phone, website = :website, languages = :languages,
                latitude = :latitude, longitude = :longitude, checked_on = :checked,
                updated_at = :now
           WHERE id = :id""",
        id=card.id,
        **values,
    )
    return card.id


def drop(tx: Tx, card_id: int) -> bool:
    """Delete a card; False if it was gone."""
    return tx.run("DELETE FROM contact_card WHERE id = :id", id=card_id) == 1
