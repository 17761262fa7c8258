"""The dialogue that makes a series of a planned shift: how, until when, holidays, preview."""

from __future__ import annotations

from datetime import date, timedelta

from bot.conversation import buttons
from bot.conversation.flows.plan import FLOW, draft_of, need, offer_of
from bot.conversation.reading import read_day
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_series as v
from bot.domain.calendar import local_clock
from bot.domain.people import Right
from bot.domain.series import (
    Pattern,
    Series,
    is_holiday,
    offered_patterns,
    planned_days,
    rule_for,
)
from bot.domain.shifts import DraftFault
from bot.services import activities
from bot.services import shifts as shifts_service
from bot.services.series import Started

_SPANS = {"3m": timedelta(days=91), "6m": timedelta(days=182), "1y": timedelta(days=365)}
_SEEN = timedelta(days=365)  # so far ahead holidays are looked for, where there is no end
_DAYS_SHOWN = 6
_HOLIDAYS_SHOWN = 12
Said = dict[str, str | int]


@press("repeat", right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask how the shift of the preview shall repeat."""
    said = need(turn)
    first = None if said is None else _first_day(turn, said)
    if said is None or first is None:
        return turn.over()
    turn.ask(FLOW, "pattern", **said)
    return turn.reply(v.ChoosePattern(first_day=first, patterns=offered_patterns(first)))


def _first_day(turn: Turn, said: Said) -> date | None:
    """Return the draft's day; None as long as the draft is not whole."""
    return None if draft_of(turn, said) is None else date.fromisoformat(str(said["day"]))


@step(FLOW, "pattern", Right.COORDINATOR)
def pattern_again(turn: Turn) -> Reply:
    """Show the choice again when something is written instead of pressed."""
    return begin(turn)


@press("repeat_as", str, right=Right.COORDINATOR)
def choose_pattern(turn: Turn) -> Reply:
    """Take how it repeats, and ask until when."""
    said = need(turn)
    if said is None or _first_day(turn, said) is None or turn.word not in set(Pattern):
        return turn.over()
    return _ask_until(turn, {**said, "pattern": turn.word})


def _ask_until(
    turn: Turn, said: Said, *, not_understood: bool = False, too_early: bool = False
) -> Reply:
    turn.ask(FLOW, "until", **said)
    return turn.reply(
        v.AskUntil(
            first_day=date.fromisoformat(str(said["day"])),
            pattern=Pattern(str(said["pattern"])),
            not_understood=not_understood,
            too_early=too_early,
        )
    )


@press("repeat_until", str, right=Right.COORDINATOR)
def until_pressed(turn: Turn) -> Reply:
    """Take one of the usual spans, or no end."""
    said = need(turn)
    series = None if said is None else series_of(turn, said)
    if said is None or series is None or turn.word not in {*_SPANS, "open"}:
        return turn.over()
    if turn.word == "open":
        return _take_end(turn, {**said, "until": ""})
    last = date.fromisoformat(str(said["day"])) + _SPANS[turn.word]
    return _take_end(turn, {**said, "until": last.isoformat()})


@step(FLOW, "until", Right.COORDINATOR)
def until_typed(turn: Turn) -> Reply:
    """Take the last day that was written."""
    said = need(turn)
    series = None if said is None else series_of(turn, said)
    if said is None or series is None:
        return turn.over()
    last = read_day(turn.typed, turn.today)
    if last is None:
        return _ask_until(turn, said, not_understood=True)
    return _take_end(turn, {**said, "until": last.isoformat()})


def _take_end(turn: Turn, said: Said) -> Reply:
    """Ask about holidays if some would be hit, else go to the preview."""
    series = series_of(turn, {**said, "skip": 0})
    if series is None:
        return turn.over()
    days = planned_days(series, series.first_day, _until(series))
    if not days:
        said.pop("until")
        return _ask_until(turn, said, too_early=True)
    hit = tuple(day for day in days if is_holiday(day))
    if not hit:
        return _show(turn, {**said, "skip": 1})
    turn.ask(FLOW, "holidays", **said)
    return turn.reply(v.AskHolidays(days=hit[:_HOLIDAYS_SHOWN], more=len(hit[_HOLIDAYS_SHOWN:])))


def _until(series: Series) -> date:
    return series.last_day or series.first_day + _SEEN


@step(FLOW, "holidays", Right.COORDINATOR)
def holidays_again(turn: Turn) -> Reply:
    """Ask again when something is written instead of pressed."""
    said = need(turn)
    return turn.over() if said is None else _take_end(turn, said)


@press("repeat_skip", int, right=Right.COORDINATOR)
def choose_holidays(turn: Turn) -> Reply:
    """Take whether holidays are left out."""
    said = need(turn)
    if said is None or "until" not in said:
        return turn.over()
    return _show(turn, {**said, "skip": int(turn.number != 0)})


def series_of(turn: Turn, said: Said) -> Series | None:
    """Return what was said so far as a series, None as long as something is missing."""
    draft = draft_of(turn, said)
    if draft is None or "pattern" not in said:
        return None
    until, first = str(said.get("until", "")), date.fromisoformat(str(said["day"]))
    zone = turn.house.zone
    return Series(
        initiative_id=draft.initiative_id,
        kind=draft.kind,
        task=draft.task,
        place=draft.place,
        rule=rule_for(Pattern(str(said["pattern"])), first),
        first_day=first,
        last_day=date.fromisoformat(until) if until else None,
        start=local_clock(draft.starts_at, zone),
        end=local_clock(draft.ends_at, zone),
        skip_holidays=bool(said.get("skip", 1)),
        roles=draft.roles,
    )


def _show(turn: Turn, said: Said) -> Reply:
    turn.ask(FLOW, "series", **said)
    card = _card(turn, said)
    return _ask_until(turn, said, too_early=True) if card is None else turn.reply(card)


def _card(turn: Turn, said: Said) -> v.SeriesPreview | None:
    """Return the preview; None if there is not a single day."""
    series = series_of(turn, said)
    days = () if series is None else planned_days(series, series.first_day, _until(series))
    if series is None or not days:
        return None
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, series.initiative_id)
    offer = offer_of(said)
    return v.SeriesPreview(
        initiative=initiative.name,
        series=series,
        days=days[:_DAYS_SHOWN],
        total=None if series.last_day is None else len(days),
        mark=buttons.mark(repr(series) if offer is None else repr((series, offer))),
        offer=offer,
    )


@step(FLOW, "series", Right.COORDINATOR)
def preview_again(turn: Turn) -> Reply:
    """Show the preview again when something is written instead of pressed."""
    said = need(turn)
    return turn.over() if said is None else _show(turn, said)


@press("repeat_yes", int, right=Right.COORDINATOR)
def plan_it(turn: Turn) -> Reply:
    """Plan the series of the preview, if it is the one that stands above the button."""
    said = need(turn)
    card = None if said is None or "until" not in said else _card(turn, said)
    if card is None:
        return turn.over()
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    zone = turn.house.zone
    begun = activities.start(turn.tx, turn.standing, card.series, card.offer, turn.now, zone)
    if not isinstance(begun, Started):
        fault = begun if isinstance(begun, DraftFault) else DraftFault.PAST
        return turn.reply(c.DraftRefused(fault=fault))
    turn.end()
    first = begun.made[0] if begun.made else None
    return turn.reply(
        v.SeriesStarted(
            initiative=card.initiative,
            series=begun.series,
            made=len(begun.made),
            first=first,
            link="" if first is None else turn.house.link(f"s_{first.id}"),
        )
    )
