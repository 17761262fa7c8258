"""One of everything that is said about series and about changing a shift."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from bot.domain import messages_series as r
from bot.domain.messages import Message
from bot.domain.series import Pattern, Series, rule_for
from bot.domain.series_edit import Action, Edit, EditFault, EditPlan, Scope, Step
from bot.domain.shifts import DraftFault, Kind, Shift, ShiftRole

DAY = date(2026, 11, 24)
ROLES = (ShiftRole(capacity=2), ShiftRole(position=1, name="Sprachmittlung", capacity=1))
SERIES = Series(
    id=3,
    initiative_id=1,
    kind=Kind.LANGUAGE,
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    rule=rule_for(Pattern.WEEKLY, DAY),
    first_day=DAY,
    last_day=None,
    start=time(17),
    end=time(19),
    skip_holidays=True,
    roles=(ROLES[0],),
)
EVERY = tuple(replace(SERIES, rule=rule_for(pattern, DAY)) for pattern in Pattern)
LIMITED = replace(SERIES, last_day=date(2027, 7, 31), skip_holidays=False, roles=ROLES)
SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
    series_id=3,
)
DAYS = tuple(DAY + timedelta(weeks=n) for n in range(12))
EDIT = Edit(scope=Scope.ALL, shift_id=7)
EDITS = (
    replace(EDIT, span=(time(18), time(20))),
    replace(EDIT, day=date(2026, 11, 25)),
    replace(EDIT, place="الحديقة"),
    replace(EDIT, task="Spieleabend für Erwachsene und Kinder"),
    replace(EDIT, places=(0, 5)),
    replace(EDIT, pattern=Pattern.LAST),
)


def plan(edit: Edit, times: int = 0) -> EditPlan:
    """Return a plan with so many steps of every kind, or with a single change."""
    steps = tuple(
        Step(action=action, day=DAY, shift_id=10 + n, fault=_fault(action, n))
        for action in Action
        for n in range(times)
    )
    single = Step(action=Action.MOVE, day=DAY, shift_id=7)
    return EditPlan(edit=edit, steps=steps or (single,), series=SERIES if times else None)


def _fault(action: Action, number: int) -> EditFault | DraftFault | None:
    if action is not Action.REFUSE:
        return None
    return EditFault.TAKEN if number % 2 else DraftFault.PAST


SAMPLES: tuple[Message, ...] = (
    r.NoLongerRegular(initiative="Sprachcafé", task="Tee kochen", ended=False),
    r.NoLongerRegular(initiative="Begegnungsgarten", task="الشاي", ended=True),
    r.ChoosePattern(first_day=DAY, patterns=tuple(Pattern)),
    *(r.AskUntil(first_day=DAY, pattern=pattern) for pattern in Pattern),
    r.AskUntil(first_day=DAY, pattern=Pattern.NTH, not_understood=True),
    r.AskUntil(first_day=DAY, pattern=Pattern.LAST, too_early=True),
    r.AskHolidays(days=DAYS[:1], more=0),
    r.AskHolidays(days=DAYS, more=5),
    *(
        r.SeriesPreview(initiative="Café", series=one, days=DAYS[:6], total=None, mark=9)
        for one in EVERY
    ),
    r.SeriesPreview(initiative="مقهى", series=LIMITED, days=DAYS[:6], total=31, mark=9),
    r.SeriesPreview(initiative="Café", series=LIMITED, days=DAYS[:1], total=1, mark=9),
    r.SeriesStarted(
        initiative="Café", series=SERIES, made=8, first=SHIFT, link="https://t.me/bot?start=s_7"
    ),
    r.SeriesStarted(initiative="Café", series=LIMITED, made=0, first=None),
    r.ChangeWhat(shift=SHIFT, series=SERIES),
    r.ChangeWhat(shift=SHIFT, series=None),
    r.ChooseRole(shift=SHIFT, roles=ROLES),
    *(r.AskNew(what=what, shift=SHIFT) for what in r.What),
    r.AskNew(what=r.What.TIME, shift=SHIFT, spans=((time(9), time(12)),), not_understood=True),
    r.AskNew(what=r.What.DAY, shift=SHIFT, days=DAYS, not_understood=True),
    r.AskNew(what=r.What.PLACE, shift=SHIFT, usual=("Saal", "قاعة")),
    r.AskNew(what=r.What.TASK, shift=SHIFT, usual=("Tee",)),
    r.AskNew(what=r.What.PATTERN, shift=SHIFT, patterns=tuple(Pattern), first_day=DAY),
    r.AskScope(shift=SHIFT, series=SERIES, scopes=tuple(Scope)),
    *(
        r.ChangePreview(shift=SHIFT, edit=one, plan=plan(one), told=told, to_call=0, regulars=0)
        for told, one in enumerate(EDITS)
    ),
    r.ChangePreview(
        shift=SHIFT, edit=EDITS[1], plan=plan(EDITS[1], 3), told=5, to_call=2, regulars=1
    ),
    r.ChangeDone(shift_id=7, plan=plan(EDITS[0]), told=1, to_call=1, regulars=0),
    r.ChangeDone(shift_id=10, plan=plan(EDITS[1], 12), told=0, to_call=0, regulars=7),
    *(r.ChangeRefused(shift_id=7, fault=fault) for fault in (*EditFault, *DraftFault)),
    r.EndAsk(shift_id=7, series=SERIES, empty=8, with_people=0, people=0, regulars=0),
    r.EndAsk(shift_id=7, series=SERIES, empty=0, with_people=3, people=5, regulars=1),
    r.EndDone(removed=8, kept=0, cancelled=0, told=0),
    r.EndDone(removed=0, kept=1, cancelled=0, told=0),
    r.EndDone(removed=1, kept=0, cancelled=3, told=5),
    r.StandAsk(shift=SHIFT, series=SERIES, coming=1),
    r.StandAsk(shift=SHIFT, series=LIMITED, coming=8),
    r.StandDone(shift_id=7, series=SERIES, places=8, waits=0, refused=0, stands=True),
    r.StandDone(shift_id=7, series=SERIES, places=1, waits=2, refused=1, stands=True),
    r.StandDone(shift_id=7, series=SERIES, places=0, waits=0, refused=8, stands=False),
    r.UnstandAsk(shift=SHIFT, series=SERIES, coming=0),
    r.UnstandAsk(shift=SHIFT, series=SERIES, coming=3),
    r.UnstandDone(shift_id=7, left=0),
    r.UnstandDone(shift_id=7, left=3),
)
