"""Searches for helpers, and the offers they make."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.searches import (
    NEAR,
    Moves,
    NewOffer,
    OfferState,
    OpenOffer,
    SearchKind,
    SearchState,
)
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A search for one role of one shift."""

    id: int
    shift_id: int
    role: int
    kind: SearchKind
    state: SearchState
    wave: int
    wide: bool
    next_at: datetime
    started_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A place offered to one person, with the shift and role it is in."""

    id: int
    search_id: int
    shift_id: int
    role: int
    person_id: int
    via: SearchKind
    state: OfferState
    expires_at: datetime


def _search_of(row: Row) -> Search:
    return Search(
        id=row["id"],
        shift_id=row["shift_id"],
        role=row["role"],
        kind=SearchKind(row["kind"]),
        state=SearchState(row["state"]),
        wave=row["wave"],
        wide=bool(row["wide"]),
        next_at=from_ms(row["next_at"]),
        started_by=row["started_by"],
    )


def find(tx: Tx, search_id: int) -> Search | None:
    """Return the search, or None."""
    row = tx.one("SELECT * FROM search WHERE id = :id", id=search_id)
    return None if row is None else _search_of(row)


def newest(tx: Tx, shift_id: int, role: int) -> Search | None:
    """Return the last search for that role, running or not, or None."""
    row = tx.one(
        """SELECT * FROM search WHERE shift_id = :s AND role = :r
           ORDER BY state = 'running' DESC, id DESC LIMIT 1""",
        s=shift_id,
        r=role,
    )
    return None if row is None else _search_of(row)


def running(tx: Tx, shift_id: int, role: int) -> Search | None:
    """Return the search that runs for that role, or None."""
    row = tx.one(
        "SELECT * FROM search WHERE shift_id = :s AND role = :r AND state = 'running'",
        s=shift_id,
        r=role,
    )
    return None if row is None else _search_of(row)


def running_for(tx: Tx, shift_id: int) -> list[Search]:
    """Return the searches that run for any role of the shift."""
    rows = tx.all(
        "SELECT * FROM search WHERE shift_id = :s AND state = 'running' ORDER BY id", s=shift_id
    )
    return [_search_of(row) for row in rows]


def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return the ids of up to ``limit`` searches that have to be looked at, longest due first."""
    rows = tx.all(
        """SELECT id FROM search WHERE state = 'running' AND next_at <= :now
           ORDER BY next_at, id LIMIT :n""",
        now=to_ms(now),
        n=limit,
    )
    return [row["id"] for row in rows]


def add(
    tx: Tx, *, shift_id: int, role: int, kind: SearchKind, started_by: int | None, now: datetime
) -> int:
    """Store a search that is due at once and return its id.

    Raises:
        sqlite3.IntegrityError: one is running for that role.
    """
    return tx.insert(
        """INSERT INTO search (shift_id, role, kind, state, next_at, started_by, created_at,
                               updated_at)
           VALUES (:s, :r, :kind, 'running', :now, :by, :now, :now)""",
        s=shift_id,
        r=role,
        kind=kind,
        by=started_by,
        now=to_ms(now),
    )


def wake(tx: Tx, shift_id: int, role: int, now: datetime) -> None:
    """Have the search that runs for that role looked at at once."""
    tx.run(
        """UPDATE search SET next_at = min(next_at, :now), updated_at = :now
           WHERE shift_id = :s AND role = :r AND state = 'running'""",
        s=shift_id,
        r=role,
        now=to_ms(now),
    )


def ask_stand_ins(tx: Tx, search_id: int) -> None:
    """Have the search go on to people who do not wait."""
    tx.run("UPDATE search SET kind = 'standin' WHERE id = :id", id=search_id)


def widen(tx: Tx, search_id: int) -> None:
    """Have the search ask everybody, whatever languages are wanted."""
    tx.run("UPDATE search SET wide = 1 WHERE id = :id", id=search_id)


def settle(tx: Tx, search_id: int, moves: Moves, now: datetime) -> None:
    """Store how the search stands after its moves, and which offers ran out."""
    for offer_id in moves.expired:
        set_offer_state(tx, offer_id, OfferState.EXPIRED, now)
    tx.run(
        """UPDATE search SET wave = :wave, next_at = :next, updated_at = :now WHERE id = :id""",
        wave=moves.wave,
        next=to_ms(moves.next_at),
        now=to_ms(now),
        id=search_id,
    )
    if moves.state is not SearchState.RUNNING:
        end(tx, search_id, moves.state, now)


def end(tx: Tx, search_id: int, state: SearchState, now: datetime) -> None:
    """End the search; what it asked and nobody answered lapses."""
    tx.run(
        "UPDATE search SET state = :state, updated_at = :now WHERE id = :id",
        state=state,
        now=to_ms(now),
        id=search_id,
    )
    tx.run(
        """UPDATE offer SET state = 'lapsed', updated_at = :now
           WHERE search_id = :id AND state = 'open'""",
        now=to_ms(now),
        id=search_id,
    )


def add_offer(tx: Tx, search_id: int, offer: NewOffer, now: datetime) -> int:
    """Store that the person is asked and return the offer's id.

    Raises:
        sqlite3.IntegrityError: this search asked them before.
    """
    return tx.insert(
        """INSERT INTO offer (search_id, person_id, via, state, created_at, expires_at,
                              updated_at)
           VALUES (:s, :p, :via, 'open', :now, :expires, :now)""",
        s=search_id,
        p=offer.person_id,
        via=offer.via,
        expires=to_ms(offer.expires_at),
        now=to_ms(now),
    )


_OFFER = """SELECT offer.*, search.shift_id, search.role
    FROM offer JOIN search ON search.id = offer.search_id"""


def _offer_of(row: Row) -> Offer:
    return Offer(
        id=row["id"],
        search_id=row["search_id"],
        shift_id=row["shift_id"],
        role=row["role"],
        person_id=row["person_id"],
        via=SearchKind(row["via"]),
        state=OfferState(row["state"]),
        expires_at=from_ms(row["expires_at"]),
    )


def find_offer(tx: Tx, offer_id: int) -> Offer | None:
    """Return the offer, or None."""
    row = tx.one(f"{_OFFER} WHERE offer.id = :id", id=offer_id)
    return None if row is None else _offer_of(row)


def open_for(tx: Tx, person_id: int, shift_id: int | None = None) -> list[Offer]:
    """Return what this person was asked and has not answered, of one shift or of all."""
    rows = tx.all(
        f"""{_OFFER} WHERE offer.person_id = :p AND offer.state = 'open'
            AND (:s IS NULL OR search.shift_id = :s) ORDER BY offer.id""",
        p=person_id,
        s=shift_id,
    )
    return [_offer_of(row) for row in rows]


def set_offer_state(tx: Tx, offer_id: int, state: OfferState, now: datetime) -> None:
    """Store what became of the offer."""
    tx.run(
        "UPDATE offer SET state = :state, updated_at = :now WHERE id = :id",
        state=state,
        now=to_ms(now),
        id=offer_id,
    )


def open_offers(tx: Tx, search_id: int) -> tuple[OpenOffer, ...]:
    """Return what the search asked and nobody has answered."""
    rows = tx.all(
        "SELECT * FROM offer WHERE search_id = :s AND state = 'open' ORDER BY id", s=search_id
    )
    return tuple(
        OpenOffer(id=row["id"], via=SearchKind(row["via"]), expires_at=from_ms(row["expires_at"]))
        for row in rows
    )


def follow_start(tx: Tx, search_id: int, starts_at: datetime) -> None:
    """Have open offers that last until the start do so where the shift was moved.

    Those are the ones to stand-ins and to a whole waitlist; no other lasts into the last day.
    """
    tx.run(
        """UPDATE offer SET expires_at = :start
           WHERE search_id = :s AND state = 'open' AND expires_at <> :start
               AND (via = 'standin' OR expires_at > :border)""",
        s=search_id,
        start=to_ms(starts_at),
        border=to_ms(starts_at - NEAR),
    )


def asked_at(tx: Tx, search_id: int) -> datetime | None:
    """Return when the search last asked anybody."""
    found = tx.scalar("SELECT max(created_at) FROM offer WHERE search_id = :s", s=search_id)
    return None if found is None else from_ms(int(str(found)))


def free_places(tx: Tx, shift_id: int, role: int) -> int:
    """Return how many places of the role nobody has, held ones among them."""
    return tx.count(
        """SELECT capacity - (SELECT count(*) FROM signup WHERE shift_id = :s AND role = :r
                              AND state = 'confirmed')
           FROM shift_role WHERE shift_id = :s AND position = :r""",
        s=shift_id,
        r=role,
    )


def tally(tx: Tx, search_id: int) -> dict[OfferState, int]:
    """Return how many of those asked stand where."""
    rows = tx.all(
        "SELECT state, count(*) AS n FROM offer WHERE search_id = :s GROUP BY state", s=search_id
    )
    return {OfferState(row["state"]): row["n"] for row in rows}


def takers(tx: Tx, search_id: int) -> tuple[str, ...]:
    """Return the names of those who said yes and have a place, in that order."""
    rows = tx.all(
        """SELECT person.name FROM offer JOIN search ON search.id = offer.search_id
           JOIN person ON person.id = offer.person_id
           JOIN signup ON signup.shift_id = search.shift_id AND signup.role = search.role
               AND signup.person_id = offer.person_id AND signup.state = 'confirmed'
           WHERE offer.search_id = :s AND offer.state = 'accepted'
           ORDER BY offer.updated_at, offer.id""",
        s=search_id,
    )
    return tuple(row["name"] or "?" for row in rows)
