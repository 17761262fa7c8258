"""Hours of voluntary work: real elapsed time, summed by year and initiative."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_FLOOR, Decimal
from math import fsum
from zoneinfo import ZoneInfo

from bot.domain.calendar import elapsed_hours, local_day
from bot.domain.signups import Attendance

ALL, LAST_YEAR = "all", "12m"  # spans that are not a calendar year
METER_SIGNS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """A place somebody had in a shift that is over; instants are UTC.

    ``attendance`` None: nobody has marked it yet.
    """

    shift_id: int
    initiative_id: int
    initiative: str
    town: str
    task: str
    starts_at: datetime
    ends_at: datetime
    attendance: Attendance | None

    @property
    def hours(self) -> float:
        """Return the real length of the shift in hours, through both changes of the clocks."""
        return elapsed_hours(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums in hours: ``came`` counts, ``unchecked`` waits for the coordinator's mark."""

    came: float
    unchecked: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What was done for one initiative."""

    initiative_id: int
    initiative: str
    tally: Tally


def tally(worked: Iterable[Worked]) -> Tally:
    """Return the sums; who was excused or did not come has no hours."""
    every = tuple(worked)
    return Tally(
        came=fsum(one.hours for one in every if one.attendance is Attendance.CAME),
        unchecked=fsum(one.hours for one in every if one.attendance is None),
    )


def shares(worked: Iterable[Worked]) -> tuple[Share, ...]:
    """Return the sums of each initiative by name; initiatives without any hours are left out."""
    by_initiative: dict[tuple[str, int], list[Worked]] = {}
    for one in worked:
        by_initiative.setdefault((one.initiative, one.initiative_id), []).append(one)
    every = (
        Share(initiative_id=number, initiative=name, tally=tally(mine))
        for (name, number), mine in sorted(by_initiative.items())
    )
    return tuple(one for one in every if one.tally != Tally(came=0.0, unchecked=0.0))


def year_of(worked: Worked, zone: ZoneInfo) -> int:
    """Return the local year in which the shift began; a night at New Year belongs to the old."""
    return local_day(worked.starts_at, zone).year


def years(worked: Iterable[Worked], zone: ZoneInfo) -> tuple[int, ...]:
    """Return the years that have shifts, the latest first."""
    return tuple(sorted({year_of(one, zone) for one in worked}, reverse=True))


def in_year(worked: Iterable[Worked], year: int, zone: ZoneInfo) -> tuple[Worked, ...]:
    """Return what was done in that year."""
    return tuple(one for one in worked if year_of(one, zone) == year)


def in_span(
    worked: Iterable[Worked], span: str, today: date, zone: ZoneInfo
) -> tuple[Worked, ...]:
    """Return what was done in ``span``: a year ("2026"), :data:`ALL` or :data:`LAST_YEAR`.

    The last twelve months begin on the day after the same date a year ago. An unknown span has
    nothing in it.
    """
    if span == ALL:
        return tuple(worked)
    if span == LAST_YEAR:
        start = _year_before(today)
        return tuple(one for one in worked if start < local_day(one.starts_at, zone) <= today)
    if not (span.isascii() and span.isdigit() and len(span) == 4):
        return ()
    return in_year(worked, int(span), zone)


def _year_before(day: date) -> date:
    # 29 February has no date a year ago; the day before it has.
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - 1, day.month, last)


def proven(worked: Iterable[Worked]) -> tuple[Worked, ...]:
    """Return where the person came, earliest first: what a certificate may list."""
    came = (one for one in worked if one.attendance is Attendance.CAME)
    return tuple(sorted(came, key=lambda one: (one.starts_at, one.shift_id)))


def meter(hours: float, goal: Decimal) -> int:
    """Return how many of :data:`METER_SIGNS` signs are full; the last one only at the goal."""
    if goal <= 0:
        return METER_SIGNS
    part = Decimal(str(hours)) * METER_SIGNS / goal
    return max(0, min(METER_SIGNS, int(part.to_integral_value(ROUND_FLOOR))))
