"""The dialogue that plans a shift: day, time, place, task, people, preview."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.conversation import buttons
from bot.conversation.flows.pick import pick
from bot.conversation.reading import coming_days, read_day, read_number, read_span
from bot.conversation.registry import command, press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import roles
from bot.domain.activities import Activity, from_text, to_text
from bot.domain.calendar import at_local, end_after
from bot.domain.people import Right, clean
from bot.domain.shifts import (
    CAPACITY_LIMIT,
    FURTHEST,
    PLACE_LIMIT,
    TASK_LIMIT,
    DraftFault,
    Kind,
    ShiftDraft,
    one_role,
)
from bot.services import activities
from bot.services import shifts as shifts_service
from bot.store import activities as activities_store
from bot.store import planning, shifts

FLOW = "plan"
_DAYS = 12
_YEAR_SEEN_FROM = timedelta(days=180)
SPANS = ("09:00-12:00", "10:00-12:00", "14:00-16:00", "15:00-17:00", "17:00-19:00", "18:00-20:00")


def need(turn: Turn) -> dict[str, str | int] | None:
    """Return what was said so far, or None if the dialogue is over (an old button).

    Raises:
        NotFoundError: the initiative is not this person's any more.
    """
    said = turn.said(FLOW)
    if not said:
        return None
    shifts_service.initiative_for(turn.tx, turn.standing, int(said["initiative"]))
    return said


@command("newshift", Right.COORDINATOR)
@press("new", right=Right.COORDINATOR)
def begin(turn: Turn) -> Reply:
    """Ask for which initiative, or go straight to the day where there is only one."""
    mine = shifts_service.initiatives_of(turn.tx, turn.standing)
    if not mine:
        return turn.reply(c.NoInitiative(is_lead=turn.standing.is_lead))
    if len(mine) == 1:
        return _begin_in(turn, mine[0].id)
    return pick(turn, "new_in")


@press("new_in", int, right=Right.COORDINATOR)
def begin_in(turn: Turn) -> Reply:
    """Begin for the chosen initiative."""
    return _begin_in(turn, turn.number)


def _begin_in(turn: Turn, initiative_id: int) -> Reply:
    shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    turn.ask(FLOW, "day", initiative=initiative_id)
    return _ask_day(turn, initiative_id)


def _ask_day(
    turn: Turn,
    initiative_id: int,
    *,
    not_understood: bool = False,
    fault: DraftFault | None = None,
) -> Reply:
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    return turn.reply(
        c.AskDay(
            initiative=initiative.name,
            days=coming_days(turn.today, _DAYS),
            can_copy=planning.last_planned(turn.tx, initiative_id) is not None,
            not_understood=not_understood,
            fault=fault,
        )
    )


@press("copy_last", right=Right.COORDINATOR)
def copy_last(turn: Turn) -> Reply:
    """Take everything but the day from the shift planned last, a week later or the next such."""
    said = need(turn)
    if said is None:
        return turn.over()
    initiative_id = int(said["initiative"])
    shifts_service.initiative_for(turn.tx, turn.standing, initiative_id)
    last = planning.last_planned(turn.tx, initiative_id)
    if last is None:
        return _ask_day(turn, initiative_id)
    zone = turn.house.zone
    start, end = last.starts_at.astimezone(zone), last.ends_at.astimezone(zone)
    day = start.date() + timedelta(days=7)
    while day <= turn.today:
        day += timedelta(days=7)
    copied: dict[str, str | int] = {
        "initiative": initiative_id,
        "day": day.isoformat(),
        "span": f"{start:%H:%M}-{end:%H:%M}",
        "place": last.place,
        "task": last.task,
        "kind": last.kind,
        "roles": roles.to_text(shifts.roles(turn.tx, last.id)),
    }
    if (offer := activities_store.of_shift(turn.tx, last.id)) is not None:
        copied["offer"] = to_text(offer)
    return show_preview(turn, copied)


@step(FLOW, "day", Right.COORDINATOR)
def day_typed(turn: Turn) -> Reply:
    """Take the day that was written."""
    return _day(turn, turn.typed)


@press("day", str, right=Right.COORDINATOR)
def day_pressed(turn: Turn) -> Reply:
    """Take the day that was pressed."""
    return _day(turn, turn.word)


def _day(turn: Turn, text: str) -> Reply:
    said = need(turn)
    if said is None:
        return turn.over()
    day = read_day(text, turn.today)
    if day is None:
        return _ask_day(turn, int(said["initiative"]), not_understood=True)
    if day < turn.today:
        return _ask_day(turn, int(said["initiative"]), fault=DraftFault.PAST)
    if day > turn.today + FURTHEST:
        return _ask_day(turn, int(said["initiative"]), fault=DraftFault.TOO_FAR)
    said |= {"day": day.isoformat()}
    if (draft := draft_of(turn, said)) is not None and draft.starts_at > turn.now:
        return show_preview(turn, said)
    turn.ask(FLOW, "time", **said)
    return _ask_time(turn, day)


def _ask_time(turn: Turn, day: date, *, not_understood: bool = False, past: bool = False) -> Reply:
    """Offer the usual times that are still to come on that day."""
    usual = tuple(span for span in SPANS if _start(turn, day, span) > turn.now)
    return turn.reply(
        c.AskTime(
            day=day,
            usual=usual,
            not_understood=not_understood,
            past=past,
            far=day - turn.today > _YEAR_SEEN_FROM,
        )
    )


def _start(turn: Turn, day: date, span: str) -> datetime:
    return at_local(day, time.fromisoformat(span[:5]), turn.house.zone)


@press("plan_day", right=Right.COORDINATOR)
def other_day(turn: Turn) -> Reply:
    """Ask for another day; everything else of the draft stays."""
    said = need(turn)
    if said is None:
        return turn.over()
    turn.ask(FLOW, "day", **said)
    return _ask_day(turn, int(said["initiative"]))


@press("plan_time", right=Right.COORDINATOR)
def other_time(turn: Turn) -> Reply:
    """Ask for other times; everything else of the draft stays."""
    said = need(turn)
    if said is None or "day" not in said:
        return turn.over()
    turn.ask(FLOW, "time", **said)
    return _ask_time(turn, date.fromisoformat(str(said["day"])))


@step(FLOW, "time", Right.COORDINATOR)
def time_typed(turn: Turn) -> Reply:
    """Take the times that were written."""
    return _time(turn, turn.typed)


@press("span", str, right=Right.COORDINATOR)
def time_pressed(turn: Turn) -> Reply:
    """Take the times that were pressed."""
    return _time(turn, turn.word)


def _time(turn: Turn, text: str) -> Reply:
    said = need(turn)
    if said is None or "day" not in said:
        return turn.over()
    day = date.fromisoformat(str(said["day"]))
    span = read_span(text)
    if span is None:
        return _ask_time(turn, day, not_understood=True)
    if at_local(day, span[0], turn.house.zone) <= turn.now:
        return _ask_time(turn, day, past=True)
    said |= {"span": f"{span[0]:%H:%M}-{span[1]:%H:%M}"}
    if "roles" in said:
        return show_preview(turn, said)
    turn.ask(FLOW, "place", **said)
    usual = planning.usual(turn.tx, int(said["initiative"]), "place")
    return turn.reply(c.AskPlace(usual=usual))


@step(FLOW, "place", Right.COORDINATOR)
def place_typed(turn: Turn) -> Reply:
    """Take the place that was written."""
    return _place(turn, turn.typed)


@press("place", int, right=Right.COORDINATOR)
def place_pressed(turn: Turn) -> Reply:
    """Take one of the last places."""
    return _place(turn, _usual(turn, "place"))


def _usual(turn: Turn, column: str) -> str:
    said = need(turn)
    if said is None:
        return ""
    words = planning.usual(turn.tx, int(said["initiative"]), column)
    return words[turn.number] if 0 <= turn.number < len(words) else ""


def _place(turn: Turn, text: str) -> Reply:
    said = need(turn)
    if said is None or "span" not in said:
        return turn.over()
    initiative_id = int(said["initiative"])
    place = clean(text, limit=PLACE_LIMIT)
    if not place:
        return turn.reply(c.AskPlace(usual=planning.usual(turn.tx, initiative_id, "place")))
    turn.ask(FLOW, "task", **{**said, "place": place})
    return turn.reply(c.AskTask(usual=planning.usual(turn.tx, initiative_id, "task")))


@step(FLOW, "task", Right.COORDINATOR)
def task_typed(turn: Turn) -> Reply:
    """Take the task that was written."""
    return _task(turn, turn.typed)


@press("task", int, right=Right.COORDINATOR)
def task_pressed(turn: Turn) -> Reply:
    """Take one of the last tasks."""
    return _task(turn, _usual(turn, "task"))


def _task(turn: Turn, text: str) -> Reply:
    said = need(turn)
    if said is None or "place" not in said:
        return turn.over()
    task = clean(text, limit=TASK_LIMIT)
    if not task:
        usual = planning.usual(turn.tx, int(said["initiative"]), "task")
        return turn.reply(c.AskTask(usual=usual))
    turn.ask(FLOW, "capacity", **{**said, "task": task})
    return turn.reply(c.AskCapacity())


@step(FLOW, "capacity", Right.COORDINATOR)
def capacity_typed(turn: Turn) -> Reply:
    """Take the number that was written."""
    return _capacity(turn, read_number(turn.typed))


@press("capacity", int, right=Right.COORDINATOR)
def capacity_pressed(turn: Turn) -> Reply:
    """Take the number that was pressed."""
    return _capacity(turn, turn.number)


def _capacity(turn: Turn, number: int | None) -> Reply:
    said = need(turn)
    if said is None or "task" not in said:
        return turn.over()
    if number is None or not 1 <= number <= CAPACITY_LIMIT:
        return turn.reply(c.AskCapacity(not_understood=True))
    return show_preview(turn, {**said, "roles": roles.to_text(one_role(number))})


def show_preview(turn: Turn, said: dict[str, str | int]) -> Reply:
    """Store the draft and show it whole, to be planned or changed."""
    turn.ask(FLOW, "preview", **said)
    return _preview(turn)


def draft_of(turn: Turn, said: dict[str, str | int]) -> ShiftDraft | None:
    """Return what was said as a draft, None as long as something is missing."""
    span = read_span(str(said.get("span", "")))
    if span is None or "roles" not in said:
        return None
    day = date.fromisoformat(str(said["day"]))
    zone = turn.house.zone
    return ShiftDraft(
        initiative_id=int(said["initiative"]),
        task=str(said["task"]),
        place=str(said["place"]),
        starts_at=at_local(day, span[0], zone),
        ends_at=end_after(day, span[0], span[1], zone),
        roles=roles.from_text(str(said["roles"])),
        kind=Kind(str(said.get("kind", Kind.OTHER))),
    )


def offer_of(said: dict[str, str | int]) -> Activity | None:
    """Return what newcomers will see of the draft; None if it is for volunteers only."""
    text = str(said.get("offer", ""))
    return from_text(text) if text else None


@press("draft", right=Right.COORDINATOR)
def back_to_draft(turn: Turn) -> Reply:
    """Show the preview again, from wherever in the draft one was."""
    said = need(turn)
    if said is None:
        return turn.over()
    said.pop("role", None)
    return show_preview(turn, said)


@step(FLOW, "preview", Right.COORDINATOR)
def preview_again(turn: Turn) -> Reply:
    """Show the preview again when something is written instead of pressed."""
    return _preview(turn)


def _preview(turn: Turn) -> Reply:
    draft = draft_of(turn, turn.said(FLOW))
    return turn.over() if draft is None else turn.reply(_card(turn, draft))


def _card(turn: Turn, draft: ShiftDraft) -> c.DraftPreview:
    initiative = shifts_service.initiative_for(turn.tx, turn.standing, draft.initiative_id)
    offer = offer_of(turn.said(FLOW))
    mark = buttons.mark(repr(draft) if offer is None else repr((draft, offer)))
    far = draft.starts_at - turn.now > _YEAR_SEEN_FROM
    return c.DraftPreview(initiative=initiative.name, draft=draft, mark=mark, far=far, offer=offer)


@press("plan_yes", int, right=Right.COORDINATOR)
def plan_it(turn: Turn) -> Reply:
    """Plan the shift of the preview, if it is the one that stands above the button."""
    draft = draft_of(turn, turn.said(FLOW))
    if draft is None:
        return turn.over()
    card = _card(turn, draft)
    if card.mark != turn.number:
        return turn.reply(card, said=m.Say(note=m.Note.REPLACED))
    planned = activities.plan(turn.tx, turn.standing, draft, card.offer, turn.now)
    if isinstance(planned, DraftFault):
        return turn.reply(c.DraftRefused(fault=planned))
    turn.end()
    return turn.reply(c.ShiftPlanned(shift=planned, link=turn.house.link(f"s_{planned.id}")))
