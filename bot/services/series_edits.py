"""Change a shift or a series: first shown, then done (docs/decisions/0012)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.changes import Alteration
from bot.domain.people import Standing
from bot.domain.series import Series, draft_on
from bot.domain.series_edit import Action, Edit, EditFault, EditPlan, Scope, Step
from bot.domain.series_plan import plan_edit
from bot.domain.shifts import DraftFault
from bot.services import audit, changes
from bot.services import series as series_service
from bot.services import shifts as shifts_service
from bot.store import changes as changes_store
from bot.store import series as store
from bot.store import shifts
from bot.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an edit will do.

    ``told`` is how many others get a message, ``to_call`` how many would have to know and have no
    Telegram, ``regulars`` how many people are not signed up by themselves any more, because it
    falls on other days.
    """

    plan: EditPlan
    told: int
    to_call: int
    regulars: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an edit has done."""

    preview: Preview


def preview(
    tx: Tx, standing: Standing, edit: Edit, now: datetime, zone: ZoneInfo
) -> Preview | EditFault | DraftFault:
    """Return what the edit would do now, or why it is not possible.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    series = series_service.series_of(tx, standing, edit.shift_id)
    found = (
        store.single(tx, edit.shift_id, zone)
        if series is None or edit.scope is Scope.ONE
        else store.occurrences(tx, series.id, zone)
    )
    earliest = date.min if series is None else store.earliest(tx, series)
    plan = plan_edit(series, found, edit, now, zone, earliest)
    if not isinstance(plan, EditPlan):
        return plan
    others = plan.told - {standing.person.id}
    told = store.count_with_telegram(tx, others)
    return Preview(
        plan=plan,
        told=told,
        to_call=len(others) - told,
        regulars=store.count_regulars(tx, series.id) if series and plan.ends_standing else 0,
    )


def apply(
    tx: Tx, standing: Standing, edit: Edit, mark: int, now: datetime, zone: ZoneInfo
) -> Applied | Preview | EditFault | DraftFault:
    """Do what the preview with this ``mark`` showed; if it would be something else, show that.

    Raises:
        NotFoundError: the shift is not this person's to plan.
    """
    shown = preview(tx, standing, edit, now, zone)
    if not isinstance(shown, Preview) or shown.plan.mark != mark:
        return shown
    shift = shifts_service.own_shift(tx, standing, edit.shift_id)
    series = None if shift.series_id is None else store.find(tx, shift.series_id)
    by = standing.person.id
    after = series if series is None else _settle_series(tx, series, shown.plan, now, by)
    for step in shown.plan.steps:
        if step.action in {Action.MOVE, Action.ALTER}:
            _alter(tx, standing, step, now, detach=edit.scope is Scope.ONE)
        else:
            _do(tx, step, after, now, zone)
    if after is not None and shown.plan.series is not None:
        series_service.make(tx, after, now, zone)
        audit.of_series(
            tx, standing.person.id, "series.changed", after.id, after.initiative_id, now
        )
    return Applied(preview=shown)


def _settle_series(tx: Tx, series: Series, plan: EditPlan, now: datetime, by: int) -> Series:
    """Store what the series is after the edit, as a series of its own where it is cut."""
    if plan.series is None:
        return series
    after = plan.series
    if plan.cut is None:
        store.update(tx, after)
    else:
        after = replace(after, id=store.add(tx, after, now))
        store.rekey(tx, series.id, after.id, plan.cut)
        store.update(tx, replace(series, last_day=plan.cut - timedelta(days=1)))
    if plan.ends_standing:
        series_service.end_regulars(tx, after.id, now, besides=by)
    return after


def _do(tx: Tx, step: Step, series: Series | None, now: datetime, zone: ZoneInfo) -> None:
    match step.action:
        case Action.CREATE if series is not None:
            _create(tx, series, step, now, zone)
        case Action.DELETE | Action.CLOSE:
            series_service.remove(tx, step.shift_id, now)
        case Action.DETACH:
            changes_store.detach(tx, step.shift_id)
        case _:
            pass


def _alter(tx: Tx, standing: Standing, step: Step, now: datetime, *, detach: bool) -> None:
    shift, to = shifts.find(tx, step.shift_id), step.to
    if shift is None or to is None:
        return
    alteration = Alteration(
        starts_at=to.starts_at,
        ends_at=to.ends_at,
        task=to.task,
        place=to.place,
        kind=to.kind,
    )
    changes.alter(tx, shift.id, alteration, now, by=standing.person.id)
    for role, number in zip(shifts.roles(tx, shift.id), to.places, strict=True):
        if number != role.capacity:
            changes.set_capacity(tx, standing, shift.id, role.position, number, now)
    if detach:
        changes_store.detach(tx, shift.id)


def _create(tx: Tx, series: Series, step: Step, now: datetime, zone: ZoneInfo) -> None:
    shift_id = shifts.add(
        tx,
        draft_on(series, step.day, zone),
        created_by=series.created_by,
        now=now,
        occurrence=shifts.Occurrence(series_id=series.id, day=step.day.isoformat()),
    )
    series_service.sign_up_regulars(tx, series.id, shift_id, now, zone)
