"""What an edit of one shift or of a series would do, shift by shift, before it is done.

The plan that is shown is the plan that is applied (docs/decisions/0012).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import local_clock, local_day
from bot.domain.series import (
    Pattern,
    Series,
    days_of,
    draft_on,
    nth_of,
    planned_days,
    read_rule,
    rule_for,
    span_on,
)
from bot.domain.series_edit import (
    Action,
    Edit,
    EditFault,
    EditPlan,
    Occurrence,
    Scope,
    Step,
    Values,
)
from bot.domain.shifts import DraftFault, ShiftDraft, ShiftRole, find_fault

_A_WEEK = timedelta(weeks=1)
_TWO_WEEKS = timedelta(weeks=2)
_A_YEAR = timedelta(days=366)


def plan_edit(
    series: Series | None,
    occurrences: tuple[Occurrence, ...],
    edit: Edit,
    now: datetime,
    zone: ZoneInfo,
    earliest: date = date.min,
) -> EditPlan | EditFault | DraftFault:
    """Return what ``edit`` does, or why it is not possible.

    ``occurrences`` are all shifts of the series that still exist, begun and cancelled ones as
    well; without a ``series`` just the one shift. Cancelled and begun shifts are left alone.
    Shifts with values of their own (``detached``) keep them when more than themselves is edited,
    in words, time and places, and stay in the series; only the one the edit was made on changes.
    Days before ``earliest`` belong to what the series was cut from: nothing is made there.
    """
    anchor = next((one for one in occurrences if one.shift_id == edit.shift_id), None)
    if anchor is None or not anchor.open_at(now):
        return EditFault.OVER
    if series is None or edit.scope is Scope.ONE:
        plan = EditPlan(edit=edit, steps=(_same_key(anchor, edit, now, zone),))
    else:
        after = _after(series, anchor, edit, now, zone, earliest)
        if isinstance(after, EditFault | DraftFault):
            return after
        plan = _whole(series, after, occurrences, anchor, edit, now, zone)
    if plan.series is None and plan.count(Action.KEEP, Action.OWN) == len(plan.steps):
        return EditFault.NOTHING
    return plan


@dataclass(frozen=True, slots=True, kw_only=True)
class _After:
    """The series as the edit wants it, from which day on, and whether its days are others."""

    series: Series
    start: date
    other_days: bool


def _after(
    series: Series,
    anchor: Occurrence,
    edit: Edit,
    now: datetime,
    zone: ZoneInfo,
    earliest: date,
) -> _After | EditFault | DraftFault:
    wanted = _with_values(series, edit)
    if fault := find_fault(_sample(wanted, anchor), anchor.values.starts_at - _TWO_WEEKS):
        return fault
    since = anchor.day
    if edit.scope is Scope.ALL:
        since = max(local_day(now, zone), _monday(series.first_day))
    if edit.day is None and edit.pattern is None:
        return _After(series=wanted, start=since, other_days=False)
    pattern = edit.pattern or read_rule(series.rule)
    if pattern is None:
        return EditFault.PATTERN
    base = edit.day or anchor.day
    if edit.day and (fault := find_fault(draft_on(wanted, base, zone), now)):
        return fault
    rule = rule_for(pattern if edit.pattern else _pattern_on(pattern, base), base)
    if rule == series.rule and days_of(rule, series.first_day, series.last_day, base, base):
        return _After(series=wanted, start=since, other_days=False)
    begins = max(min(since, base), earliest)
    moved = _moved(replace(wanted, rule=rule), edit.scope, base, begins)
    return _After(series=moved, start=begins, other_days=True)


def _moved(series: Series, scope: Scope, base: date, begins: date) -> Series:
    """Return the series with its first day from ``begins`` on, in the same weeks as ``base``."""
    first = _in_phase(base, begins) if scope is Scope.ALL else base
    moved = replace(series, first_day=first)
    return moved if first >= begins else replace(moved, first_day=_first_from(moved, begins))


def _with_values(series: Series, edit: Edit) -> Series:
    """Return the series with the edit's words, clocks and places, on the same days."""
    start, end = edit.span or (series.start, series.end)
    return replace(
        series,
        task=edit.task or series.task,
        place=edit.place or series.place,
        kind=edit.kind or series.kind,
        start=start,
        end=end,
        roles=_with_places(series.roles, edit.places),
    )


def _sample(series: Series, anchor: Occurrence) -> ShiftDraft:
    """Return a shift with the series' words and places, at a time that is right."""
    return ShiftDraft(
        initiative_id=series.initiative_id,
        task=series.task,
        place=series.place,
        starts_at=anchor.values.starts_at,
        ends_at=anchor.values.ends_at,
        roles=series.roles,
        kind=series.kind,
    )


def _with_places(
    roles: tuple[ShiftRole, ...], places: tuple[int, int] | None
) -> tuple[ShiftRole, ...]:
    if places is None:
        return roles
    return tuple(
        replace(role, capacity=places[1]) if role.position == places[0] else role for role in roles
    )


def _pattern_on(pattern: Pattern, day: date) -> Pattern:
    """Return the pattern that means the same for another day of the month."""
    nth = nth_of(day)
    if pattern in {Pattern.FIRST_THIRD, Pattern.SECOND_FOURTH} and nth < 5:
        return Pattern.FIRST_THIRD if nth in {1, 3} else Pattern.SECOND_FOURTH
    is_last = (day + _A_WEEK).month != day.month
    if pattern is Pattern.LAST and not is_last:
        return Pattern.NTH
    return Pattern.LAST if pattern is Pattern.NTH and nth == 5 else pattern


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _in_phase(day: date, since: date) -> date:
    """Return the last day until ``since`` that lies whole fortnights before ``day``."""
    return day - _TWO_WEEKS * max(0, -(-(day - since) // _TWO_WEEKS))


def _whole(
    series: Series,
    after: _After,
    occurrences: tuple[Occurrence, ...],
    anchor: Occurrence,
    edit: Edit,
    now: datetime,
    zone: ZoneInfo,
) -> EditPlan:
    wanted = after.series
    splits = (
        edit.scope is Scope.FOLLOWING
        and wanted != series
        and any(one.day < after.start for one in occurrences)
    )
    if splits and not after.other_days:
        wanted = replace(wanted, first_day=_first_from(series, after.start))
    last = max([one.day for one in occurrences] + [series.made_until or after.start])
    days = frozenset(planned_days(wanted, after.start, last))
    concerned = [
        one
        for one in occurrences
        if one.open_at(now) and (edit.scope is Scope.ALL or one.day >= anchor.day)
    ]
    steps = [
        _in_rule(one, edit, now, zone, is_anchor=one is anchor)
        if one.detached or not after.other_days or one.day in days
        else _out_of_rule(one)
        for one in concerned
    ]
    if after.other_days:
        steps += _created(wanted, days - {one.day for one in occurrences}, now, zone)
    return EditPlan(
        edit=edit,
        steps=tuple(sorted(steps, key=lambda step: (step.day, step.shift_id))),
        series=None if wanted == series else wanted,
        cut=after.start if splits else None,
        ends_standing=after.other_days and not _among(wanted, series, after.start),
    )


def _among(after: Series, before: Series, start: date) -> bool:
    """Tell whether every day of the rule, looked at for a year, was a day of the one before."""
    end = start + _A_YEAR
    days = days_of(after.rule, after.first_day, None, start, end)
    return set(days) <= set(days_of(before.rule, before.first_day, None, start, end))


def _first_from(series: Series, start: date) -> date:
    """Return the rule's first day from ``start`` on, so that every second week stays the same."""
    found = days_of(series.rule, series.first_day, None, start, start + _A_YEAR)
    return found[0] if found else start


def _in_rule(
    one: Occurrence, edit: Edit, now: datetime, zone: ZoneInfo, *, is_anchor: bool
) -> Step:
    if one.detached and not is_anchor:
        return Step(action=Action.OWN, day=one.day, shift_id=one.shift_id)
    return _same_key(one, replace(edit, day=None), now, zone)


def _out_of_rule(one: Occurrence) -> Step:
    empty = Action.CLOSE if one.remembered else Action.DELETE
    action = Action.DETACH if one.people else empty
    return Step(action=action, day=one.day, shift_id=one.shift_id)


def _created(
    series: Series, days: frozenset[date], now: datetime, zone: ZoneInfo
) -> Iterator[Step]:
    for day in sorted(days):
        draft = draft_on(series, day, zone)
        if find_fault(draft, now) is None:
            to = Values(
                starts_at=draft.starts_at,
                ends_at=draft.ends_at,
                task=draft.task,
                place=draft.place,
                kind=draft.kind,
                places=tuple(role.capacity for role in draft.roles),
            )
            yield Step(action=Action.CREATE, day=day, to=to)


def _same_key(one: Occurrence, edit: Edit, now: datetime, zone: ZoneInfo) -> Step:
    """Return the step for a shift that stays and takes the edit's values, if it can."""
    to = _edited(one.values, edit, zone)
    if to == one.values:
        return Step(action=Action.KEEP, day=one.day, shift_id=one.shift_id)
    if fault := _fault(one, to, now):
        return Step(action=Action.REFUSE, day=one.day, shift_id=one.shift_id, fault=fault)
    moved = (to.starts_at, to.ends_at) != (one.values.starts_at, one.values.ends_at)
    matters = moved or (to.task, to.place) != (one.values.task, one.values.place)
    return Step(
        action=Action.MOVE if moved else Action.ALTER,
        day=one.day,
        shift_id=one.shift_id,
        to=to,
        told=one.people if matters else (),
    )


def _edited(values: Values, edit: Edit, zone: ZoneInfo) -> Values:
    starts_at, ends_at = values.starts_at, values.ends_at
    if edit.day or edit.span:
        day = edit.day or local_day(starts_at, zone)
        start, end = edit.span or (local_clock(starts_at, zone), local_clock(ends_at, zone))
        starts_at, ends_at = span_on(day, start, end, zone)
    return Values(
        starts_at=starts_at,
        ends_at=ends_at,
        task=edit.task or values.task,
        place=edit.place or values.place,
        kind=edit.kind or values.kind,
        places=tuple(
            edit.places[1] if edit.places and position == edit.places[0] else number
            for position, number in enumerate(values.places)
        ),
    )


def _fault(one: Occurrence, to: Values, now: datetime) -> EditFault | DraftFault | None:
    if any(taken > number for taken, number in zip(one.taken, to.places, strict=True)):
        return EditFault.TAKEN
    draft = ShiftDraft(
        initiative_id=0,
        task=to.task,
        place=to.place,
        starts_at=to.starts_at,
        ends_at=to.ends_at,
        roles=tuple(ShiftRole(capacity=number) for number in to.places),
        kind=to.kind,
    )
    return find_fault(draft, now)
