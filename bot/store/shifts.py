"""Shifts and their roles, as rows and as people see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.shifts import (
    Kind,
    Qualification,
    RoleView,
    Shift,
    ShiftDraft,
    ShiftRole,
    ShiftState,
    ShiftView,
)
from bot.domain.signups import SignupState
from bot.store import shift_filter
from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Row, Tx
from bot.store.shift_filter import Filter

SHIFT = """shift.id, shift.initiative_id, initiative.name AS initiative, initiative.town,
    shift.task, shift.place, shift.starts_at, shift.ends_at, shift.state, shift.kind,
    shift.series_id, shift.sequence, initiative.withdraw_hours,
    (SELECT sum(capacity) FROM shift_role WHERE shift_id = shift.id) AS capacity"""
FROM = "FROM shift JOIN initiative ON initiative.id = shift.initiative_id"


def shift_of(row: Row) -> Shift:
    """Return the shift of a row with the columns ``SHIFT``."""
    return Shift(
        id=row["id"],
        initiative_id=row["initiative_id"],
        initiative=row["initiative"],
        town=row["town"],
        task=row["task"],
        place=row["place"],
        starts_at=from_ms(row["starts_at"]),
        ends_at=from_ms(row["ends_at"]),
        capacity=row["capacity"],
        state=ShiftState(row["state"]),
        withdraw_hours=row["withdraw_hours"],
        kind=Kind(row["kind"]),
        series_id=row["series_id"],
        sequence=row["sequence"],
    )


def find(tx: Tx, shift_id: int) -> Shift | None:
    """Return the shift, or None."""
    row = tx.one(f"SELECT {SHIFT} {FROM} WHERE shift.id = :id", id=shift_id)
    return None if row is None else shift_of(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Which occurrence of a series a shift is: the rule's local date (ISO 8601) and ordinal."""

    series_id: int
    day: str
    ordinal: int = 0


def add(
    tx: Tx,
    draft: ShiftDraft,
    *,
    created_by: int | None,
    now: datetime,
    occurrence: Occurrence | None = None,
) -> int:
    """Store a new open shift with its roles and return its id.

    An occurrence of a series that newcomers see is a date of the same activity.

    Raises:
        sqlite3.IntegrityError: that occurrence exists already.
    """
    shift_id = tx.insert(
        """INSERT INTO shift (initiative_id, task, place, starts_at, ends_at, kind, created_by,
                              created_at, series_id, series_day, ordinal, activity_id)
           VALUES (:i, :task, :place, :a, :b, :kind, :by, :now, :series, :day, :ordinal,
               (SELECT activity_id FROM series WHERE id = :series))""",
        i=draft.initiative_id,
        task=draft.task,
        place=draft.place,
        a=to_ms(draft.starts_at),
        b=to_ms(draft.ends_at),
        kind=draft.kind,
        by=created_by,
        now=to_ms(now),
        series=None if occurrence is None else occurrence.series_id,
        day=None if occurrence is None else occurrence.day,
        ordinal=None if occurrence is None else occurrence.ordinal,
    )
    for position, role in enumerate(draft.roles):
        add_role(tx, shift_id, replace(role, position=position))
    return shift_id


def add_role(tx: Tx, shift_id: int, role: ShiftRole) -> None:
    """Store one more role of a shift, at its own position."""
    tx.run(
        """INSERT INTO shift_role (shift_id, position, name, capacity, languages, qualification,
                                   adults_only)
           VALUES (:s, :position, :name, :capacity, :languages, :qualification, :adults)""",
        s=shift_id,
        position=role.position,
        name=role.name,
        capacity=role.capacity,
        languages=",".join(role.languages),
        qualification=role.qualification,
        adults=int(role.adults_only),
    )


def change_role(tx: Tx, shift_id: int, role: ShiftRole) -> bool:
    """Change the role at its position; False if there is none.

    Raises:
        sqlite3.IntegrityError: more people are confirmed than places remain.
    """
    return (
        tx.run(
            """UPDATE shift_role SET name = :name, capacity = :capacity, languages = :languages,
                   qualification = :qualification, adults_only = :adults
               WHERE shift_id = :s AND position = :position""",
            s=shift_id,
            position=role.position,
            name=role.name,
            capacity=role.capacity,
            languages=",".join(role.languages),
            qualification=role.qualification,
            adults=int(role.adults_only),
        )
        == 1
    )


def cancel(tx: Tx, shift_id: int) -> bool:
    """Cancel the shift; False if it was cancelled before."""
    return (
        tx.run(
            """UPDATE shift SET state = 'cancelled', sequence = sequence + 1
               WHERE id = :id AND state = 'open'""",
            id=shift_id,
        )
        == 1
    )


# Places that wait for the answer of somebody on the waitlist. An offer that lasts until the start
# went to the whole waitlist at once and holds nothing: the first tap wins.
HELD = """(SELECT count(*) FROM search
        JOIN offer ON offer.search_id = search.id AND offer.state = 'open'
        JOIN shift AS its ON its.id = search.shift_id
        WHERE search.shift_id = role.shift_id AND search.role = role.position
            AND search.state = 'running' AND offer.via = 'waitlist'
            AND offer.expires_at < its.starts_at AND offer.person_id <> :p)"""
# Others on the waitlist who will be asked before a free place is this person's, whose turn it is
# when they have been asked themselves.
QUEUE = """(SELECT count(*) FROM search
        JOIN signup AS line ON line.shift_id = search.shift_id AND line.role = search.role
            AND line.state = 'waiting' AND line.person_id <> :p
        JOIN person ON person.id = line.person_id AND person.telegram_id IS NOT NULL
            AND person.blocked_at IS NULL
        WHERE search.shift_id = role.shift_id AND search.role = role.position
            AND search.state = 'running' AND NOT EXISTS (SELECT 1 FROM offer
                WHERE offer.search_id = search.id
                    AND (offer.person_id = line.person_id
                         OR (offer.person_id = :p AND offer.state = 'open'))))"""
ROLE = f"""role.shift_id, role.position, role.name, role.capacity, role.languages,
    role.qualification, role.adults_only,
    (SELECT count(*) FROM signup WHERE shift_id = role.shift_id AND role = role.position
        AND state = 'confirmed') AS confirmed,
    (SELECT count(*) FROM signup WHERE shift_id = role.shift_id AND role = role.position
        AND state = 'waiting') AS waiting,
    {HELD} AS held, {QUEUE} AS queue"""


def role_of(row: Row) -> ShiftRole:
    """Return the role of a row of ``shift_role``."""
    return ShiftRole(
        position=row["position"],
        name=row["name"],
        capacity=row["capacity"],
        languages=split(row["languages"]),
        qualification=None
        if row["qualification"] is None
        else Qualification(row["qualification"]),
        adults_only=bool(row["adults_only"]),
    )


def split(text: str) -> tuple[str, ...]:
    """Return the parts of a column that lists short words by commas."""
    return tuple(part for part in text.split(",") if part)


def _role_view_of(row: Row) -> RoleView:
    return RoleView(
        role=role_of(row),
        confirmed=row["confirmed"],
        waiting=row["waiting"],
        held=row["held"],
        queue=row["queue"],
    )


def roles(tx: Tx, shift_id: int) -> tuple[ShiftRole, ...]:
    """Return the shift's roles in their order."""
    rows = tx.all("SELECT * FROM shift_role WHERE shift_id = :s ORDER BY position", s=shift_id)
    return tuple(role_of(row) for row in rows)


def role(tx: Tx, shift_id: int, position: int) -> ShiftRole | None:
    """Return the shift's role at that position, or None."""
    row = tx.one(
        "SELECT * FROM shift_role WHERE shift_id = :s AND position = :position",
        s=shift_id,
        position=position,
    )
    return None if row is None else role_of(row)


def role_views(
    tx: Tx, shift_ids: Iterable[int], person_id: int
) -> dict[int, tuple[RoleView, ...]]:
    """Return the roles of these shifts with their places, as this person sees them."""
    found: dict[int, list[RoleView]] = {}
    for row in tx.all(
        f"""SELECT {ROLE} FROM shift_role AS role
            WHERE role.shift_id IN (SELECT value FROM json_each(:ids))
            ORDER BY role.shift_id, role.position""",
        ids=to_json(list(shift_ids)),
        p=person_id,
    ):
        found.setdefault(row["shift_id"], []).append(_role_view_of(row))
    return {shift_id: tuple(views) for shift_id, views in found.items()}


_VIEW = f"""SELECT {SHIFT}, mine.state AS mine, mine.role AS role, mine.answer AS answer,
        mine.late_minutes AS late_minutes,
        EXISTS (SELECT 1 FROM place WHERE place.initiative_id = shift.initiative_id
            AND place.name = shift.place) AS has_pin,
        CASE WHEN mine.state = 'waiting' THEN
            (SELECT count(*) FROM signup AS ahead WHERE ahead.shift_id = shift.id
                AND ahead.role = mine.role AND ahead.state = 'waiting'
                AND (ahead.queued_at, ahead.id) <= (mine.queued_at, mine.id)) END AS line
    {FROM} LEFT JOIN signup AS mine ON mine.shift_id = shift.id AND mine.person_id = :p"""


def _view_of(row: Row, role_views: tuple[RoleView, ...]) -> ShiftView:
    return ShiftView(
        shift=shift_of(row),
        roles=role_views,
        mine=None if row["mine"] is None else SignupState(row["mine"]),
        role=row["role"],
        line=row["line"],
        coming=row["answer"] == "coming",
        late_minutes=row["late_minutes"],
        has_pin=bool(row["has_pin"]),
    )


def _views(tx: Tx, person_id: int, rows: Sequence[Row]) -> list[ShiftView]:
    """Return the rows as this person sees them, with clashes and wishes for their languages."""
    if not rows:
        return []
    roles_of = role_views(tx, [row["id"] for row in rows], person_id)
    views = [_view_of(row, roles_of.get(row["id"], ())) for row in rows]
    speaks = frozenset(
        split(str(tx.scalar("SELECT speaks FROM person WHERE id = :p", p=person_id) or ""))
    )
    taken = taken_between(
        tx,
        person_id,
        min(view.shift.starts_at for view in views),
        max(view.shift.ends_at for view in views),
    )
    return [_marked(view, taken, speaks) for view in views]


def _marked(view: ShiftView, taken: Sequence[Shift], speaks: frozenset[str]) -> ShiftView:
    shift = view.shift
    clash = next(
        (
            other
            for other in taken
            if other.id != shift.id
            and other.starts_at < shift.ends_at
            and shift.starts_at < other.ends_at
        ),
        None,
    )
    wants = any(one.free and not speaks.isdisjoint(one.role.languages) for one in view.roles)
    if clash is None and not wants:
        return view
    return replace(view, clash=clash, wants_me=wants)


def taken_between(tx: Tx, person_id: int, start: datetime, end: datetime) -> list[Shift]:
    """Return open shifts in which this person has a place and that touch (start, end)."""
    rows = tx.all(
        f"""SELECT {SHIFT} FROM signup JOIN shift ON shift.id = signup.shift_id
            JOIN initiative ON initiative.id = shift.initiative_id
            WHERE signup.person_id = :p AND signup.state = 'confirmed' AND shift.state = 'open'
                AND shift.starts_at < :b AND shift.ends_at > :a
            ORDER BY shift.starts_at, shift.id""",
        p=person_id,
        a=to_ms(start),
        b=to_ms(end),
    )
    return [shift_of(row) for row in rows]


def view(tx: Tx, shift_id: int, person_id: int) -> ShiftView | None:
    """Return the shift as this person sees it, or None."""
    rows = tx.all(f"{_VIEW} WHERE shift.id = :s", s=shift_id, p=person_id)
    found = _views(tx, person_id, rows)
    return found[0] if found else None


def available(
    tx: Tx,
    person_id: int,
    now: datetime,
    *,
    limit: int,
    offset: int,
    everywhere: bool = False,
    wanted: Filter | None = None,
) -> tuple[list[ShiftView], int]:
    """Return one page of coming shifts in the person's initiatives, and how many there are.

    ``everywhere`` means in all initiatives.
    """
    chosen = wanted or Filter()
    where = shift_filter.where(chosen, everywhere=everywhere)
    values = shift_filter.values(person_id, now, chosen)
    total = tx.count(f"SELECT count(*) FROM shift WHERE {where}", **values)
    rows = tx.all(
        f"{_VIEW} WHERE {where} ORDER BY shift.starts_at, shift.id LIMIT :n OFFSET :o",
        **values,
        n=limit,
        o=offset,
    )
    return _views(tx, person_id, rows), total


def mine(tx: Tx, person_id: int, now: datetime) -> list[ShiftView]:
    """Return the coming shifts in which this person has a place or waits, soonest first."""
    rows = tx.all(
        f"""{_VIEW} WHERE shift.id IN (SELECT shift_id FROM signup WHERE person_id = :p
                AND state IN ('confirmed', 'waiting')) AND shift.state = 'open'
            AND shift.ends_at > :now ORDER BY shift.starts_at, shift.id""",
        p=person_id,
        now=to_ms(now),
    )
    return _views(tx, person_id, rows)


def between(tx: Tx, initiative_ids: list[int], start: datetime, end: datetime) -> list[Shift]:
    """Return the open shifts of these initiatives that begin in [start, end), soonest first."""
    found: list[Shift] = []
    for initiative_id in initiative_ids:
        rows = tx.all(
            f"""SELECT {SHIFT} {FROM} WHERE shift.initiative_id = :i AND shift.state = 'open'
                AND shift.starts_at >= :a AND shift.starts_at < :b""",
            i=initiative_id,
            a=to_ms(start),
            b=to_ms(end),
        )
        found.extend(shift_of(row) for row in rows)
    return sorted(found, key=lambda shift: (shift.starts_at, shift.id))
