"""Requests for somebody who comes along, and who was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.companions import (
    Meeting,
    Moves,
    OfferState,
    Outcome,
    PlaceKind,
    RequestState,
    Side,
    Trip,
    Wish,
)
from bot.store.codec import from_ms, opt_from_ms, to_ms
from bot.store.database import Row, Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One newcomer's request; ``initiative_id`` None: the leads see it."""

    id: int
    person_id: int
    initiative_id: int | None
    trip: Trip
    state: RequestState
    companion_id: int | None
    wave: int
    created_at: datetime
    matched_at: datetime | None
    warned_at: datetime | None
    reported_by: Side | None
    talk_ended_at: datetime | None

    @property
    def silenced(self) -> bool:
        """Tell whether one of the two ended the writing or reported the other."""
        return self.talk_ended_at is not None or self.reported_by is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One volunteer who was asked for one request."""

    id: int
    request_id: int
    person_id: int
    state: OfferState


_SELECT = """SELECT companion_request.*,
    (SELECT name FROM initiative WHERE initiative.id = companion_request.initiative_id) AS host
    FROM companion_request"""


def _request_of(row: Row) -> Request:
    reported, meeting = row["reported_by"], Meeting(row["meeting"])
    return Request(
        id=row["id"],
        person_id=row["person_id"],
        initiative_id=row["initiative_id"],
        trip=Trip(
            place=PlaceKind(row["place_kind"]),
            starts_at=from_ms(row["starts_at"]),
            ends_at=from_ms(row["ends_at"]),
            town=row["town"],
            language=row["language"],
            wish=Wish(row["wish"]),
            meeting=meeting,
            host=(row["host"] or "") if meeting is Meeting.INITIATIVE else "",
        ),
        state=RequestState(row["state"]),
        companion_id=row["companion_id"],
        wave=row["wave"],
        created_at=from_ms(row["created_at"]),
        matched_at=opt_from_ms(row["matched_at"]),
        warned_at=opt_from_ms(row["warned_at"]),
        reported_by=None if reported is None else Side(reported),
        talk_ended_at=opt_from_ms(row["talk_ended_at"]),
    )


def add(tx: Tx, *, person_id: int, initiative_id: int | None, trip: Trip, now: datetime) -> int:
    """Store a request that is due at once and return its id.

    Raises:
        sqlite3.IntegrityError: this person has an open one.
    """
    return tx.insert(
        """INSERT INTO companion_request
               (person_id, initiative_id, place_kind, starts_at, ends_at, town, language, wish,
                meeting, state, next_at, created_at, updated_at)
           VALUES (:p, :i, :place, :start, :end, :town, :language, :wish, :meeting, 'searching',
                   :now, :now, :now)""",
        p=person_id,
        i=initiative_id,
        place=trip.place,
        start=to_ms(trip.starts_at),
        end=to_ms(trip.ends_at),
        town=trip.town,
        language=trip.language,
        wish=trip.wish,
        meeting=trip.meeting,
        now=to_ms(now),
    )


def _one(tx: Tx, where: str, **values: int) -> Request | None:
    row = tx.one(f"{_SELECT} WHERE {where}", **values)
    return None if row is None else _request_of(row)


def find(tx: Tx, request_id: int) -> Request | None:
    """Return the request, or None."""
    return _one(tx, "id = :id", id=request_id)


def newest_of(tx: Tx, person_id: int) -> Request | None:
    """Return the newcomer's open request, else their last one, or None."""
    return _one(
        tx,
        """person_id = :p
           ORDER BY state IN ('searching', 'matched') DESC, id DESC LIMIT 1""",
        p=person_id,
    )


def accepted_by(tx: Tx, person_id: int, after: datetime) -> list[Request]:
    """Return the requests this volunteer comes along to that end after that, soonest first."""
    rows = tx.all(
        f"""{_SELECT}
           WHERE companion_id = :p AND state = 'matched' AND ends_at > :after
           ORDER BY starts_at, id""",
        p=person_id,
        after=to_ms(after),
    )
    return [_request_of(row) for row in rows]


def matched_between(tx: Tx, start: datetime, end: datetime) -> list[Request]:
    """Return the matched requests whose window begins in that time; none that was reported."""
    rows = tx.all(
        f"""{_SELECT}
           WHERE state = 'matched' AND reported_by IS NULL
               AND starts_at > :start AND starts_at <= :end ORDER BY id""",
        start=to_ms(start),
        end=to_ms(end),
    )
    return [_request_of(row) for row in rows]


def for_desk(
    tx: Tx, initiative_ids: tuple[int, ...], *, with_leads: bool, limit: int
) -> list[Request]:
    """Return the requests of these initiatives (and of none): open ones first, soonest first."""
    marks = ",".join(str(int(one)) for one in initiative_ids)
    leads = " OR initiative_id IS NULL" if with_leads else ""
    rows = tx.all(
        f"""{_SELECT} WHERE initiative_id IN ({marks}){leads}
            ORDER BY state NOT IN ('searching', 'matched'),
                iif(state IN ('searching', 'matched'), starts_at, -starts_at), id LIMIT :n""",
        n=limit,
    )
    return [_request_of(row) for row in rows]


def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return up to ``limit`` open requests that have to be looked at, longest due first."""
    rows = tx.all(
        """SELECT id FROM companion_request
           WHERE state IN ('searching', 'matched') AND next_at <= :now
           ORDER BY next_at, id LIMIT :n""",
        now=to_ms(now),
        n=limit,
    )
    return [row["id"] for row in rows]


def settle(tx: Tx, request_id: int, moves: Moves, now: datetime) -> None:
    """Store how the search stands after its moves."""
    tx.run(
        """UPDATE companion_request SET wave = :wave, next_at = :next, updated_at = :now,
               warned_at = iif(:warn, :now, warned_at)
           WHERE id = :id""",
        wave=moves.wave,
        next=to_ms(moves.next_at),
        warn=int(moves.warn),
        now=to_ms(now),
        id=request_id,
    )


def match(tx: Tx, request_id: int, companion_id: int, *, next_at: datetime, now: datetime) -> None:
    """Give the request its companion; ``next_at`` is when its day is over."""
    tx.run(
        """UPDATE companion_request SET state = 'matched', companion_id = :p, matched_at = :now,
               next_at = :next, talk_ended_at = NULL, updated_at = :now WHERE id = :id""",
        p=companion_id,
        next=to_ms(next_at),
        now=to_ms(now),
        id=request_id,
    )


def reopen(tx: Tx, request_id: int, now: datetime, *, warned: bool) -> None:
    """Have the search go on at once: the companion cannot come; what was written goes.

    ``warned``: it is too late to tell both sides once more that nobody was found.
    """
    tx.run("DELETE FROM companion_message WHERE request_id = :id", id=request_id)
    tx.run("DELETE FROM companion_relay WHERE request_id = :id", id=request_id)
    tx.run(
        """UPDATE companion_request SET state = 'searching', companion_id = NULL,
               matched_at = NULL, talk_ended_at = NULL, next_at = :now, updated_at = :now,
               warned_at = iif(:warned, :now, warned_at)
           WHERE id = :id""",
        warned=int(warned),
        now=to_ms(now),
        id=request_id,
    )


def wake(tx: Tx, request_id: int, now: datetime) -> None:
    """Have the search looked at at once."""
    tx.run(
        "UPDATE companion_request SET next_at = min(next_at, :now) WHERE id = :id",
        now=to_ms(now),
        id=request_id,
    )


def close(tx: Tx, request_id: int, state: RequestState, now: datetime) -> None:
    """End the request; what nobody has answered lapses."""
    tx.run(
        """UPDATE companion_request SET state = :state, closed_at = :now, updated_at = :now
           WHERE id = :id""",
        state=state,
        now=to_ms(now),
        id=request_id,
    )
    lapse(tx, request_id, now)


def end_talk(tx: Tx, request_id: int, now: datetime) -> None:
    """Note that one of the two wants no more words."""
    tx.run(
        """UPDATE companion_request SET talk_ended_at = coalesce(talk_ended_at, :now)
           WHERE id = :id""",
        now=to_ms(now),
        id=request_id,
    )


def report(tx: Tx, request_id: int, side: Side, now: datetime) -> None:
    """Note that this side reported the other, if nobody did before."""
    tx.run(
        """UPDATE companion_request SET reported_by = :side, reported_at = :now
           WHERE id = :id AND reported_by IS NULL""",
        side=side,
        now=to_ms(now),
        id=request_id,
    )


def count(tx: Tx, request: Request, outcome: Outcome, month: str) -> None:
    """Count one more of it in that month (such as 2026-11), without a person."""
    tx.run(
        """INSERT INTO companion_count (month, initiative_id, place_kind, outcome, times)
           VALUES (:month, :i, :place, :outcome, 1)
           ON CONFLICT (month, ifnull(initiative_id, 0), place_kind, outcome)
               DO UPDATE SET times = times + 1""",
        month=month,
        i=request.initiative_id,
        place=request.trip.place,
        outcome=outcome,
    )


def drop_closed(tx: Tx, before: datetime, limit: int) -> int:
    """Delete requests that ended before then, with all that was asked and written."""
    return tx.run(
        """DELETE FROM companion_request WHERE id IN (
               SELECT id FROM companion_request WHERE closed_at <= :before LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


# --- offers


def _offer_of(row: Row) -> Offer:
    return Offer(
        id=row["id"],
        request_id=row["request_id"],
        person_id=row["person_id"],
        state=OfferState(row["state"]),
    )


def add_offer(tx: Tx, request_id: int, person_id: int, wave: int, now: datetime) -> int:
    """Store that this volunteer is asked and return the offer's id.

    Where a question lapsed before they answered it, it is asked anew; any other stays as it is.
    """
    tx.run(
        """INSERT INTO companion_offer
               (request_id, person_id, wave, state, created_at, updated_at)
           VALUES (:r, :p, :wave, 'open', :now, :now)
           ON CONFLICT (request_id, person_id) DO UPDATE
               SET state = 'open', wave = :wave, created_at = :now, updated_at = :now
               WHERE state = 'lapsed'""",
        r=request_id,
        p=person_id,
        wave=wave,
        now=to_ms(now),
    )
    return tx.count(
        "SELECT id FROM companion_offer WHERE request_id = :r AND person_id = :p",
        r=request_id,
        p=person_id,
    )


def find_offer(tx: Tx, offer_id: int) -> Offer | None:
    """Return the offer, or None."""
    row = tx.one("SELECT * FROM companion_offer WHERE id = :id", id=offer_id)
    return None if row is None else _offer_of(row)


def offer_to(tx: Tx, request_id: int, person_id: int) -> Offer | None:
    """Return what this volunteer was asked for the request, or None."""
    row = tx.one(
        "SELECT * FROM companion_offer WHERE request_id = :r AND person_id = :p",
        r=request_id,
        p=person_id,
    )
    return None if row is None else _offer_of(row)


def set_offer(tx: Tx, offer_id: int, state: OfferState, now: datetime) -> None:
    """Store what became of the offer."""
    tx.run(
        "UPDATE companion_offer SET state = :state, updated_at = :now WHERE id = :id",
        state=state,
        now=to_ms(now),
        id=offer_id,
    )


def lapse(tx: Tx, request_id: int, now: datetime) -> None:
    """Note that what nobody has answered needs no answer any more."""
    tx.run(
        """UPDATE companion_offer SET state = 'lapsed', updated_at = :now
           WHERE request_id = :r AND state = 'open'""",
        r=request_id,
        now=to_ms(now),
    )


def withdraw_offers(tx: Tx, person_id: int, now: datetime) -> list[int]:
    """Let all open questions to this volunteer lapse; return for which requests."""
    rows = tx.all(
        "SELECT request_id FROM companion_offer WHERE person_id = :p AND state = 'open'",
        p=person_id,
    )
    tx.run(
        """UPDATE companion_offer SET state = 'lapsed', updated_at = :now
           WHERE person_id = :p AND state = 'open'""",
        p=person_id,
        now=to_ms(now),
    )
    return [row["request_id"] for row in rows]


def asked_at(tx: Tx, request_id: int) -> datetime | None:
    """Return when anybody was last asked for the request."""
    found = tx.scalar(
        "SELECT max(created_at) FROM companion_offer WHERE request_id = :r", r=request_id
    )
    return None if found is None else from_ms(int(str(found)))


def tally(tx: Tx, request_id: int) -> dict[OfferState, int]:
    """Return how many of those asked stand where."""
    rows = tx.all(
        "SELECT state, count(*) AS n FROM companion_offer WHERE request_id = :r GROUP BY state",
        r=request_id,
    )
    return {OfferState(row["state"]): row["n"] for row in rows}
