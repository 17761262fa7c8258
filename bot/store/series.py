"""Series of shifts, their occurrences and who is signed up for all of them."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain import roles
from bot.domain.calendar import local_day
from bot.domain.series import Series
from bot.domain.series_edit import Occurrence, Values
from bot.domain.shifts import Kind, ShiftState
from bot.store.codec import from_ms, to_json, to_ms
from bot.store.database import Row, Tx, Value


def _series_of(row: Row) -> Series:
    return Series(
        id=row["id"],
        initiative_id=row["initiative_id"],
        kind=Kind(row["kind"]),
        task=row["task"],
        place=row["place"],
        rule=row["rule"],
        first_day=date.fromisoformat(row["first_day"]),
        last_day=_day(row["last_day"]),
        start=time.fromisoformat(row["start_clock"]),
        end=time.fromisoformat(row["end_clock"]),
        skip_holidays=bool(row["skip_holidays"]),
        roles=roles.from_text(row["roles"]),
        made_until=_day(row["made_until_day"]),
        created_by=row["created_by"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _columns(series: Series) -> dict[str, Value]:
    return {
        "kind": series.kind,
        "task": series.task,
        "place": series.place,
        "rule": series.rule,
        "first": series.first_day.isoformat(),
        "last": None if series.last_day is None else series.last_day.isoformat(),
        "start": f"{series.start:%H:%M}",
        "end": f"{series.end:%H:%M}",
        "skip": int(series.skip_holidays),
        "roles": roles.to_text(series.roles),
        "made": None if series.made_until is None else series.made_until.isoformat(),
    }


def add(tx: Tx, series: Series, now: datetime) -> int:
    """Store a new series and return its id."""
    return tx.insert(
        """INSERT INTO series (initiative_id, kind, task, place, rule, first_day, last_day,
               start_clock, end_clock, skip_holidays, roles, made_until_day, created_by,
               created_at)
           VALUES (:i, :kind, :task, :place, :rule, :first, :last, :start, :end, :skip, :roles,
               :made, :by, :now)""",
        i=series.initiative_id,
        by=series.created_by,
        now=to_ms(now),
        **_columns(series),
    )


def update(tx: Tx, series: Series) -> None:
    """Store the series' values as they are now."""
    tx.run(
        """UPDATE series SET kind = :kind, task = :task, place = :place, rule = :rule,
               first_day = :first, last_day = :last, start_clock = :start, end_clock = :end,
               skip_holidays = :skip, roles = :roles, made_until_day = :made
           WHERE id = :id""",
        id=series.id,
        **_columns(series),
    )


def find(tx: Tx, series_id: int) -> Series | None:
    """Return the series, or None."""
    row = tx.one("SELECT * FROM series WHERE id = :id", id=series_id)
    return None if row is None else _series_of(row)


def to_make(tx: Tx, until: date) -> list[Series]:
    """Return the series of which occurrences up to ``until`` may still have to be made."""
    rows = tx.all(
        """SELECT * FROM series
           WHERE (made_until_day IS NULL OR made_until_day < :until)
               AND (last_day IS NULL OR made_until_day IS NULL OR last_day > made_until_day)
           ORDER BY id""",
        until=until.isoformat(),
    )
    return [_series_of(row) for row in rows]


def days_taken(tx: Tx, series_id: int) -> frozenset[date]:
    """Return the rule's dates for which there is a shift, cancelled and moved ones as well."""
    rows = tx.all("SELECT series_day FROM shift WHERE series_id = :s", s=series_id)
    return frozenset(date.fromisoformat(row["series_day"]) for row in rows)


_OCCURRENCE = """SELECT shift.id, series_day, ordinal, starts_at, ends_at, task, place, kind,
        state, detached,
        (SELECT json_group_array(capacity) FROM
            (SELECT capacity FROM shift_role WHERE shift_id = shift.id ORDER BY position))
            AS places,
        (SELECT json_group_array(people) FROM
            (SELECT (SELECT count(*) FROM signup WHERE signup.shift_id = shift.id
                         AND signup.role = shift_role.position AND signup.state = 'confirmed')
                    AS people
             FROM shift_role WHERE shift_id = shift.id ORDER BY position)) AS taken,
        (SELECT json_group_array(person_id) FROM
            (SELECT person_id FROM signup WHERE shift_id = shift.id AND person_id IS NOT NULL
                 AND state IN ('confirmed', 'waiting')
             UNION SELECT person_id FROM visit WHERE shift_id = shift.id
             ORDER BY person_id)) AS people,
        EXISTS (SELECT 1 FROM signup WHERE shift_id = shift.id)
            OR EXISTS (SELECT 1 FROM visit WHERE shift_id = shift.id) AS remembered
    FROM shift"""


def _occurrence_of(row: Row, zone: ZoneInfo) -> Occurrence:
    starts_at = from_ms(row["starts_at"])
    return Occurrence(
        shift_id=row["id"],
        day=_day(row["series_day"]) or local_day(starts_at, zone),
        ordinal=row["ordinal"] or 0,
        values=Values(
            starts_at=starts_at,
            ends_at=from_ms(row["ends_at"]),
            task=row["task"],
            place=row["place"],
            kind=Kind(row["kind"]),
            places=_numbers(row["places"]),
        ),
        taken=_numbers(row["taken"]),
        people=_numbers(row["people"]),
        remembered=bool(row["remembered"]),
        cancelled=row["state"] == ShiftState.CANCELLED,
        detached=bool(row["detached"]),
    )


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(one) for one in json.loads(text))


def occurrences(tx: Tx, series_id: int, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """Return all shifts of the series that still exist, in the order of their keys."""
    rows = tx.all(f"{_OCCURRENCE} WHERE series_id = :s ORDER BY series_day, ordinal", s=series_id)
    return tuple(_occurrence_of(row, zone) for row in rows)


def single(tx: Tx, shift_id: int, zone: ZoneInfo) -> tuple[Occurrence, ...]:
    """Return one shift as an edit needs it, or nothing; its day is its local one."""
    rows = tx.all(f"{_OCCURRENCE} WHERE shift.id = :id", id=shift_id)
    return tuple(_occurrence_of(row, zone) for row in rows)


def earliest(tx: Tx, series: Series) -> date:
    """Return the first day that is surely not another's: before it may lie what it was cut from.

    Nobody has written down which series that was, so it is after all ended ones of the initiative
    that lie before this one, and after all their shifts.
    """
    row = tx.one(
        """SELECT max(last_day) AS ended, max(series_day) AS last FROM series
           LEFT JOIN shift ON shift.series_id = series.id AND series_day < :first
           WHERE series.initiative_id = :i AND series.id <> :s AND last_day < :first""",
        i=series.initiative_id,
        s=series.id,
        first=series.first_day.isoformat(),
    )
    days = [] if row is None else [day for day in (row["ended"], row["last"]) if day is not None]
    return date.fromisoformat(max(days)) + timedelta(days=1) if days else date.min


def rekey(tx: Tx, series_id: int, new_id: int, since: date) -> None:
    """Hand shifts with keys from ``since`` on and all standing sign-ups to another series.

    It is offered to newcomers like the one before.
    """
    tx.run(
        """UPDATE series SET activity_id = (SELECT activity_id FROM series WHERE id = :old)
           WHERE id = :new""",
        new=new_id,
        old=series_id,
    )
    tx.run(
        "UPDATE shift SET series_id = :new WHERE series_id = :old AND series_day >= :since",
        new=new_id,
        old=series_id,
        since=since.isoformat(),
    )
    tx.run(
        "UPDATE standing_signup SET series_id = :new WHERE series_id = :old",
        new=new_id,
        old=series_id,
    )


def drop_unused(tx: Tx, shift_id: int) -> bool:
    """Delete a shift for which nobody ever signed up; False if somebody did, or visits it."""
    return (
        tx.run(
            """DELETE FROM shift WHERE id = :id
               AND NOT EXISTS (SELECT 1 FROM signup WHERE signup.shift_id = shift.id)
               AND NOT EXISTS (SELECT 1 FROM visit WHERE visit.shift_id = shift.id)""",
            id=shift_id,
        )
        == 1
    )


def coming(tx: Tx, series_id: int, now: datetime) -> tuple[int, ...]:
    """Return the ids of the series' open shifts that have not begun, soonest first.

    Those with values of their own are not among them: who wants them all may not want these.
    """
    rows = tx.all(
        """SELECT id FROM shift WHERE series_id = :s AND state = 'open' AND detached = 0
               AND starts_at > :now ORDER BY starts_at, id""",
        s=series_id,
        now=to_ms(now),
    )
    return tuple(row["id"] for row in rows)


def coming_with(tx: Tx, series_id: int, person_id: int, now: datetime) -> tuple[int, ...]:
    """Return the ids of the coming shifts in which this person is or waits, soonest first."""
    rows = tx.all(
        """SELECT shift.id FROM shift JOIN signup ON signup.shift_id = shift.id
           WHERE series_id = :s AND shift.state = 'open' AND starts_at > :now
               AND person_id = :p AND signup.state IN ('confirmed', 'waiting')
           ORDER BY starts_at, shift.id""",
        s=series_id,
        p=person_id,
        now=to_ms(now),
    )
    return tuple(row["id"] for row in rows)


def count_with_telegram(tx: Tx, person_ids: Collection[int]) -> int:
    """Return how many of these people can get a message."""
    return tx.count(
        """SELECT count(*) FROM person WHERE telegram_id IS NOT NULL
               AND id IN (SELECT value FROM json_each(:ids))""",
        ids=to_json(sorted(person_ids)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regular:
    """Somebody who is signed up for every shift of a series, in one role."""

    person_id: int
    role: int


def regulars(tx: Tx, series_id: int, day: date) -> tuple[Regular, ...]:
    """Return who is to be signed up for the shift on ``day``, in the order in which they said so.

    Who pauses then or cannot be reached any more is not among them.
    """
    rows = tx.all(
        """SELECT person_id, role FROM standing_signup JOIN person ON person.id = person_id
           WHERE series_id = :s AND coalesce(paused_until_on, '') <= :day
               AND blocked_at IS NULL
           ORDER BY since_at, person_id""",
        s=series_id,
        day=day.isoformat(),
    )
    return tuple(Regular(person_id=row["person_id"], role=row["role"]) for row in rows)


def count_regulars(tx: Tx, series_id: int) -> int:
    """Return how many people are signed up for every shift of the series."""
    return tx.count("SELECT count(*) FROM standing_signup WHERE series_id = :s", s=series_id)


def regular(tx: Tx, series_id: int, person_id: int) -> Regular | None:
    """Return this person's standing sign-up, or None."""
    row = tx.one(
        "SELECT person_id, role FROM standing_signup WHERE series_id = :s AND person_id = :p",
        s=series_id,
        p=person_id,
    )
    return None if row is None else Regular(person_id=row["person_id"], role=row["role"])


def put_regular(tx: Tx, series_id: int, who: Regular, now: datetime) -> None:
    """Store that somebody is signed up for every shift; another role keeps their turn."""
    tx.run(
        """INSERT INTO standing_signup (series_id, person_id, role, since_at)
           VALUES (:s, :p, :r, :now) ON CONFLICT DO UPDATE SET role = :r""",
        s=series_id,
        p=who.person_id,
        r=who.role,
        now=to_ms(now),
    )


def drop_regular(tx: Tx, series_id: int, person_id: int) -> bool:
    """End a standing sign-up; False if there was none."""
    return (
        tx.run(
            "DELETE FROM standing_signup WHERE series_id = :s AND person_id = :p",
            s=series_id,
            p=person_id,
        )
        == 1
    )


def drop_regulars(tx: Tx, series_id: int) -> list[int]:
    """End all standing sign-ups of the series; return whose they were."""
    rows = tx.all(
        "SELECT person_id FROM standing_signup WHERE series_id = :s ORDER BY since_at, person_id",
        s=series_id,
    )
    tx.run("DELETE FROM standing_signup WHERE series_id = :s", s=series_id)
    return [row["person_id"] for row in rows]
