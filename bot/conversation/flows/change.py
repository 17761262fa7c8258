"""The dialogue that changes a shift or a series: what, the new value, which shifts, dry run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.conversation.flows.plan import SPANS
from bot.conversation.reading import coming_days, read_day, read_number, read_span
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_series as v
from bot.domain.calendar import local_day
from bot.domain.people import Right, clean
from bot.domain.series import Pattern, offered_patterns
from bot.domain.series_edit import Action, Edit, EditFault, Scope
from bot.domain.shifts import (
    CAPACITY_LIMIT,
    PLACE_LIMIT,
    TASK_LIMIT,
    DraftFault,
    Shift,
    ShiftState,
)
from bot.services import series as series_service
from bot.services import series_edits
from bot.services import shifts as shifts_service
from bot.services.series_edits import Applied, Preview
from bot.store import planning, shifts

FLOW = "change"
_DAYS = 12
_DAYS_BEFORE = timedelta(days=5)  # the days to choose from begin so long before the shift's own
_SPANS = tuple(span for span in map(read_span, SPANS) if span is not None)
Said = dict[str, str | int]


@press("change", int, right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask what of the shift shall be different."""
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    if shift.state is ShiftState.CANCELLED or turn.now >= shift.starts_at:
        return _refused(turn, shift.id, EditFault.OVER)
    series = series_service.series_of(turn.tx, turn.standing, shift.id)
    return turn.reply(v.ChangeWhat(shift=shift, series=series))


def _refused(turn: Turn, shift_id: int, fault: EditFault | DraftFault) -> Reply:
    return turn.reply(v.ChangeRefused(shift_id=shift_id, fault=fault))


@press("change_what", int, str, right=Right.COORDINATOR)
def choose(turn: Turn) -> Reply:
    """Ask for the new value, for places of several roles first for which of them."""
    shift = shifts_service.own_shift(turn.tx, turn.standing, turn.number)
    wanted = str(turn.args[1])
    if wanted not in set(v.What):
        return turn.over()
    what = v.What(wanted)
    turn.ask(FLOW, "value", shift=shift.id, what=what)
    roles = shifts.roles(turn.tx, shift.id)
    if what is v.What.PLACES and len(roles) > 1:
        return turn.reply(v.ChooseRole(shift=shift, roles=roles))
    return _ask(turn, shift, what)


@press("change_role", int, right=Right.COORDINATOR)
def choose_role(turn: Turn) -> Reply:
    """Take the role whose places shall change."""
    said = _need(turn)
    if said is None or said["what"] != v.What.PLACES:
        return turn.over()
    turn.ask(FLOW, "value", **{**said, "role": turn.number})
    return _ask(turn, _shift(turn, said), v.What.PLACES)


def _need(turn: Turn) -> Said | None:
    """Return what was said so far, or None if the dialogue is over.

    Raises:
        NotFoundError: the shift is not this person's to plan any more.
    """
    said = turn.said(FLOW)
    if not said:
        return None
    _shift(turn, said)
    return said


def _shift(turn: Turn, said: Said) -> Shift:
    return shifts_service.own_shift(turn.tx, turn.standing, int(said["shift"]))


def _ask(turn: Turn, shift: Shift, what: v.What, *, not_understood: bool = False) -> Reply:
    question = v.AskNew(what=what, shift=shift, not_understood=not_understood)
    match what:
        case v.What.TIME:
            question = replace(question, spans=_SPANS)
        case v.What.PLACE | v.What.TASK:
            usual = planning.usual(turn.tx, shift.initiative_id, what)
            question = replace(question, usual=usual)
        case v.What.DAY:
            around = local_day(shift.starts_at, turn.house.zone) - _DAYS_BEFORE
            days = coming_days(max(turn.today, around), _DAYS)
            question = replace(question, days=days)
        case v.What.PATTERN:
            day = local_day(shift.starts_at, turn.house.zone)
            question = replace(question, patterns=offered_patterns(day), first_day=day)
        case v.What.PLACES:
            pass
    return turn.reply(question)


@step(FLOW, "value", Right.COORDINATOR)
def value_typed(turn: Turn) -> Reply:
    """Take the value that was written."""
    return _take(turn, turn.typed)


@press("change_to", str, right=Right.COORDINATOR)
def value_pressed(turn: Turn) -> Reply:
    """Take the value that was pressed."""
    return _take(turn, turn.word)


@press("change_usual", int, right=Right.COORDINATOR)
def usual_pressed(turn: Turn) -> Reply:
    """Take one of the last places or tasks."""
    said = _need(turn)
    if said is None or said["what"] not in {v.What.PLACE, v.What.TASK}:
        return turn.over()
    usual = planning.usual(turn.tx, _shift(turn, said).initiative_id, str(said["what"]))
    return _take(turn, usual[turn.number] if 0 <= turn.number < len(usual) else "")


def _take(turn: Turn, text: str) -> Reply:
    said = _need(turn)
    if said is None:
        return turn.over()
    shift, what = _shift(turn, said), v.What(str(said["what"]))
    value = _READ[what](turn, text)
    if value is None:
        return _ask(turn, shift, what, not_understood=True)
    return _ask_scope(turn, shift, {**said, "to": value})


def _span(_turn: Turn, text: str) -> str | None:
    span = read_span(text)
    return None if span is None else f"{span[0]:%H:%M}-{span[1]:%H:%M}"


def _day(turn: Turn, text: str) -> str | None:
    day = read_day(text, turn.today)
    return None if day is None else day.isoformat()


def _places(_turn: Turn, text: str) -> str | None:
    number = read_number(text)
    return str(number) if number is not None and 1 <= number <= CAPACITY_LIMIT else None


_READ: dict[v.What, Callable[[Turn, str], str | None]] = {
    v.What.TIME: _span,
    v.What.DAY: _day,
    v.What.PLACES: _places,
    v.What.PLACE: lambda _turn, text: clean(text, limit=PLACE_LIMIT) or None,
    v.What.TASK: lambda _turn, text: clean(text, limit=TASK_LIMIT) or None,
    v.What.PATTERN: lambda _turn, text: text if text in set(Pattern) else None,
}


def _ask_scope(turn: Turn, shift: Shift, said: Said) -> Reply:
    """Ask which shifts of the series are meant; a single one needs no question."""
    series = series_service.series_of(turn.tx, turn.standing, shift.id)
    if series is None:
        return _show(turn, {**said, "scope": Scope.ONE})
    turn.ask(FLOW, "scope", **said)
    scopes = tuple(Scope)
    if said["what"] == v.What.PATTERN:
        scopes = (Scope.FOLLOWING, Scope.ALL)
    return turn.reply(v.AskScope(shift=shift, series=series, scopes=scopes))


@step(FLOW, "scope", Right.COORDINATOR)
def scope_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    said = _need(turn)
    if said is None or "to" not in said:
        return turn.over()
    return _ask_scope(turn, _shift(turn, said), said)


@press("change_scope", str, right=Right.COORDINATOR)
def choose_scope(turn: Turn) -> Reply:
    """Take which shifts are meant, and show what would happen."""
    said = _need(turn)
    if said is None or "to" not in said or turn.word not in set(Scope):
        return turn.over()
    return _show(turn, {**said, "scope": turn.word})


def _edit(said: Said) -> Edit:
    edit = Edit(scope=Scope(str(said["scope"])), shift_id=int(said["shift"]))
    to = str(said["to"])
    match v.What(str(said["what"])):
        case v.What.TIME:
            return replace(edit, span=read_span(to))
        case v.What.PLACE:
            return replace(edit, place=to)
        case v.What.TASK:
            return replace(edit, task=to)
        case v.What.PLACES:
            return replace(edit, places=(int(said.get("role", 0)), int(to)))
        case v.What.DAY:
            return replace(edit, day=date.fromisoformat(to))
        case v.What.PATTERN:
            return replace(edit, pattern=Pattern(to))


def _show(turn: Turn, said: Said) -> Reply:
    """Show what the edit would do, or why it is not possible."""
    turn.ask(FLOW, "preview", **said)
    edit = _edit(said)
    shown = series_edits.preview(turn.tx, turn.standing, edit, turn.now, turn.house.zone)
    if not isinstance(shown, Preview):
        return _refused(turn, edit.shift_id, shown)
    return _preview(turn, edit, shown)


def _preview(turn: Turn, edit: Edit, shown: Preview, *, said: m.Message | None = None) -> Reply:
    plan = shown.plan
    if plan.series is None and plan.count(Action.REFUSE) == len(plan.steps):
        return _refused(turn, edit.shift_id, min(plan.faults))
    return turn.reply(
        v.ChangePreview(
            shift=shifts_service.own_shift(turn.tx, turn.standing, edit.shift_id),
            edit=edit,
            plan=plan,
            told=shown.told,
            to_call=shown.to_call,
            regulars=shown.regulars,
        ),
        said=said,
    )


@step(FLOW, "preview", Right.COORDINATOR)
def preview_again(turn: Turn) -> Reply:
    """Show the preview again when something is written instead of pressed."""
    said = _need(turn)
    return turn.over() if said is None or "scope" not in said else _show(turn, said)


@press("change_yes", int, right=Right.COORDINATOR)
def change_it(turn: Turn) -> Reply:
    """Do what the preview shows, if it is still what would happen."""
    said = _need(turn)
    if said is None or "scope" not in said:
        return turn.over()
    edit, zone = _edit(said), turn.house.zone
    done = series_edits.apply(turn.tx, turn.standing, edit, turn.number, turn.now, zone)
    if isinstance(done, Preview):
        return _preview(turn, edit, done, said=m.Say(note=m.Note.REPLACED))
    if not isinstance(done, Applied):
        return _refused(turn, edit.shift_id, done)
    turn.end()
    shown = done.preview
    return turn.reply(
        v.ChangeDone(
            shift_id=edit.shift_id,
            plan=shown.plan,
            told=shown.told,
            to_call=shown.to_call,
            regulars=shown.regulars,
        )
    )


@press("series_end", int, right=Right.COORDINATOR)
def end_ask(turn: Turn) -> Reply:
    """Say what ending the series means."""
    series = series_service.series_of(turn.tx, turn.standing, turn.number)
    if series is None:
        return turn.over()
    zone = turn.house.zone
    planned = series_service.preview_end(turn.tx, turn.standing, series.id, turn.now, zone)
    return turn.reply(
        v.EndAsk(
            shift_id=turn.number,
            series=series,
            empty=planned.empty,
            with_people=planned.with_people,
            people=planned.people,
            regulars=planned.regulars,
        )
    )


@press("series_end_yes", int, str, right=Right.COORDINATOR)
def end_it(turn: Turn) -> Reply:
    """End the series; shifts with people stay, or are cancelled and everybody is told."""
    series = series_service.series_of(turn.tx, turn.standing, turn.number)
    how = str(turn.args[1])
    if series is None or how not in {"keep", "cancel"}:
        return turn.over()
    cancel = how == "cancel"
    zone = turn.house.zone
    done = series_service.end(turn.tx, turn.standing, series.id, turn.now, zone, cancel=cancel)
    return turn.reply(
        v.EndDone(
            removed=done.empty,
            kept=0 if cancel else done.with_people,
            cancelled=done.with_people if cancel else 0,
            told=done.people - done.to_call if cancel else 0,
            to_call=done.to_call if cancel else 0,
        )
    )
