"""What newcomers can go to: activities, and their dates as one person sees them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.activities import Activity, ActivityView, Visit
from bot.store import shift_filter
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx, Value
from bot.store.shift_filter import Filter
from bot.store.shifts import SHIFT, shift_of, split


def _activity_of(row: Row) -> Activity:
    return Activity(
        id=row["id"],
        initiative_id=row["initiative_id"],
        title=row["title"],
        languages=split(row["languages"]),
        childcare=bool(row["childcare"]),
        places=row["places"],
    )


def _columns(activity: Activity) -> dict[str, Value]:
    return {
        "title": activity.title,
        "languages": ",".join(activity.languages),
        "childcare": int(activity.childcare),
        "places": activity.places,
    }


def add(tx: Tx, activity: Activity, now: datetime) -> int:
    """Store a new activity and return its id."""
    return tx.insert(
        """INSERT INTO activity (initiative_id, title, languages, childcare, places, created_at)
           VALUES (:i, :title, :languages, :childcare, :places, :now)""",
        i=activity.initiative_id,
        now=to_ms(now),
        **_columns(activity),
    )


def update(tx: Tx, activity: Activity) -> None:
    """Store the activity's values as they are now."""
    tx.run(
        """UPDATE activity SET title = :title, languages = :languages, childcare = :childcare,
               places = :places WHERE id = :id""",
        id=activity.id,
        **_columns(activity),
    )


def find(tx: Tx, activity_id: int) -> Activity | None:
    """Return the activity, or None."""
    row = tx.one("SELECT * FROM activity WHERE id = :id", id=activity_id)
    return None if row is None else _activity_of(row)


def of_shift(tx: Tx, shift_id: int) -> Activity | None:
    """Return what newcomers see of the shift; None if it is for volunteers only."""
    row = tx.one(
        """SELECT activity.* FROM shift JOIN activity ON activity.id = shift.activity_id
           WHERE shift.id = :s""",
        s=shift_id,
    )
    return None if row is None else _activity_of(row)


def of_series(tx: Tx, series_id: int) -> Activity | None:
    """Return what newcomers will see of the shifts that a series still makes, or None."""
    row = tx.one(
        """SELECT activity.* FROM series JOIN activity ON activity.id = series.activity_id
           WHERE series.id = :s""",
        s=series_id,
    )
    return None if row is None else _activity_of(row)


def link(tx: Tx, shift_id: int, activity_id: int | None) -> None:
    """Let newcomers see the shift as a date of this activity; None: not any more."""
    tx.run("UPDATE shift SET activity_id = :a WHERE id = :s", a=activity_id, s=shift_id)


def link_series(tx: Tx, series_id: int, activity_id: int | None) -> None:
    """Let the shifts of a series that are still made be dates of this activity; None: not."""
    tx.run("UPDATE series SET activity_id = :a WHERE id = :s", a=activity_id, s=series_id)


def end_series(tx: Tx, activity_id: int) -> None:
    """Let nothing that is still made be a date of this activity."""
    tx.run("UPDATE series SET activity_id = NULL WHERE activity_id = :a", a=activity_id)


def coming(tx: Tx, activity_id: int, now: datetime) -> tuple[int, ...]:
    """Return the ids of the activity's open dates that have not begun, soonest first."""
    rows = tx.all(
        """SELECT id FROM shift WHERE activity_id = :a AND state = 'open' AND starts_at > :now
           ORDER BY starts_at, id""",
        a=activity_id,
        now=to_ms(now),
    )
    return tuple(row["id"] for row in rows)


def most_booked(tx: Tx, activity_id: int, now: datetime) -> int:
    """Return how many places are taken on the fullest coming date."""
    return tx.count(
        """SELECT ifnull(max(n), 0) FROM (SELECT count(*) AS n FROM visit
               JOIN shift ON shift.id = visit.shift_id
               WHERE shift.activity_id = :a AND shift.starts_at > :now AND shift.state = 'open'
                   AND visit.booked = 1 GROUP BY visit.shift_id)""",
        a=activity_id,
        now=to_ms(now),
    )


_VIEW = f"""SELECT {SHIFT}, activity.id AS activity_id, activity.title, activity.languages,
        activity.childcare, activity.places,
        (SELECT count(*) FROM visit WHERE visit.shift_id = shift.id AND visit.booked = 1)
            AS booked_places,
        EXISTS (SELECT 1 FROM place WHERE place.initiative_id = shift.initiative_id
            AND place.name = shift.place) AS has_pin,
        mine.id AS visit_id, mine.booked AS visit_booked, mine.remind AS visit_remind,
        mine.since_at AS visit_since
    FROM shift JOIN initiative ON initiative.id = shift.initiative_id
    JOIN activity ON activity.id = shift.activity_id
    LEFT JOIN visit AS mine ON mine.shift_id = shift.id AND mine.person_id = :p"""


def _view_of(row: Row, person_id: int) -> ActivityView:
    return ActivityView(
        shift=shift_of(row),
        activity=Activity(
            id=row["activity_id"],
            initiative_id=row["initiative_id"],
            title=row["title"],
            languages=split(row["languages"]),
            childcare=bool(row["childcare"]),
            places=row["places"],
        ),
        booked=row["booked_places"],
        mine=None
        if row["visit_id"] is None
        else Visit(
            id=row["visit_id"],
            shift_id=row["id"],
            person_id=person_id,
            booked=bool(row["visit_booked"]),
            remind=bool(row["visit_remind"]),
            since_at=from_ms(row["visit_since"]),
        ),
        has_pin=bool(row["has_pin"]),
    )


def view(tx: Tx, shift_id: int, person_id: int) -> ActivityView | None:
    """Return one date as this person sees it; None if newcomers do not see it."""
    row = tx.one(f"{_VIEW} WHERE shift.id = :s", s=shift_id, p=person_id)
    return None if row is None else _view_of(row, person_id)


def page(
    tx: Tx, person_id: int, now: datetime, wanted: Filter, *, limit: int, offset: int
) -> tuple[list[ActivityView], int]:
    """Return one page of the coming dates that fit, soonest first, and how many there are.

    ``wanted`` has to look for what is offered to newcomers.
    """
    where = shift_filter.where(wanted, everywhere=True)
    values = shift_filter.values(person_id, now, wanted)
    total = tx.count(f"SELECT count(*) FROM shift WHERE {where}", **values)
    rows = tx.all(
        f"{_VIEW} WHERE {where} ORDER BY shift.starts_at, shift.id LIMIT :n OFFSET :o",
        **values,
        n=limit,
        o=offset,
    )
    return [_view_of(row, person_id) for row in rows], total


def visited(tx: Tx, person_id: int, now: datetime, limit: int) -> Sequence[ActivityView]:
    """Return the coming dates at which this person has a place or is reminded, soonest first."""
    rows = tx.all(
        f"""{_VIEW} WHERE shift.id IN (SELECT shift_id FROM visit WHERE person_id = :p
                AND (booked = 1 OR remind = 1))
            AND shift.state = 'open' AND shift.starts_at > :now
            ORDER BY shift.starts_at, shift.id LIMIT :n""",
        p=person_id,
        now=to_ms(now),
        n=limit,
    )
    return [_view_of(row, person_id) for row in rows]


def next_for(
    tx: Tx, now: datetime, *, town: str | None, kinds: Sequence[str], limit: int
) -> list[ActivityView]:
    """Return the next coming dates of these kinds (all, if none is named), nobody's view."""
    listed = ",".join(kinds)
    rows = tx.all(
        f"""{_VIEW} WHERE shift.activity_id IS NOT NULL AND shift.state = 'open'
                AND shift.starts_at > :now
                AND (:town IS NULL OR initiative.town = :town)
                AND (:kinds = '' OR instr(',' || :kinds || ',', ',' || shift.kind || ',') > 0)
            ORDER BY shift.starts_at, shift.id LIMIT :n""",
        p=0,
        now=to_ms(now),
        town=town,
        kinds=listed,
        n=limit,
    )
    return [_view_of(row, 0) for row in rows]
