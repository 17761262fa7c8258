"""What newcomers see of a shift: said while it is planned, or changed later.

The same buttons serve both. Which one is meant says the open dialogue: that of planning, or one of
its own that knows the planned shift.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.flows import plan
from bot.conversation.flows.plan import need, show_preview
from bot.conversation.reading import read_number
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_activities as a
from bot.domain.activities import PLACES_LIMIT, TITLE_LIMIT, Activity, from_text, is_on, to_text
from bot.domain.languages import SPOKEN
from bot.domain.people import Right, clean
from bot.services import activities
from bot.services import shifts as shifts_service

FLOW = "activity"
Said = dict[str, str | int]


def _open(turn: Turn) -> tuple[str, Said] | None:
    """Return which dialogue is open and what was said in it; None if none of the two is.

    Raises:
        NotFoundError: the initiative or the shift is not this person's any more.
    """
    said = turn.said(FLOW)
    if said:
        shifts_service.own_shift(turn.tx, turn.standing, int(said["shift"]))
        return FLOW, said
    drafted = need(turn)
    return None if drafted is None or "offer" not in drafted else (plan.FLOW, drafted)


def _offer(turn: Turn) -> Activity | None:
    found = _open(turn)
    return None if found is None else from_text(str(found[1]["offer"]))


def _go(turn: Turn, step_name: str) -> bool:
    """Go to a step of the open dialogue; False if none is open."""
    found = _open(turn)
    if found is not None:
        turn.ask(found[0], step_name, **found[1])
    return found is not None


def _change(turn: Turn, changed: Activity) -> None:
    found = _open(turn)
    if found is not None:
        turn.ask(found[0], "offer", **{**found[1], "offer": to_text(changed)})


def _card(turn: Turn, *, booked: int | None = None) -> Reply:
    """Show what newcomers will see, to be changed."""
    found = _open(turn)
    if found is None:
        return turn.over()
    said = found[1]
    shift_id = int(said.get("shift", 0)) if found[0] == FLOW else 0
    dates, is_new = 0, False
    if shift_id:
        _, before = activities.of_own(turn.tx, turn.standing, shift_id)
        dates = activities.reach(turn.tx, turn.standing, shift_id, turn.now).dates
        is_new = before is None
    return turn.reply(
        a.OfferDraft(
            activity=from_text(str(said["offer"])),
            shift_id=shift_id,
            is_new=is_new,
            dates=dates,
            booked=booked,
        )
    )


@press("act_plan", right=Right.COORDINATOR)
def begin_in_draft(turn: Turn) -> Reply:
    """Let newcomers see the shift that is being planned; its task is the title at first."""
    said = need(turn)
    if said is None or "task" not in said:
        return turn.over()
    if "offer" not in said:
        title, initiative_id = str(said["task"]), int(said["initiative"])
        said["offer"] = to_text(Activity(initiative_id=initiative_id, title=title))
    turn.ask(plan.FLOW, "offer", **said)
    return _card(turn)


@press("act_none", right=Right.COORDINATOR)
def not_for_newcomers(turn: Turn) -> Reply:
    """Plan the shift for volunteers only."""
    said = need(turn)
    if said is None:
        return turn.over()
    said.pop("offer", None)
    return show_preview(turn, said)


@press("act_edit", int, right=Right.COORDINATOR)
def begin_with_planned(turn: Turn) -> Reply:
    """Change what newcomers see of a planned shift, or let them see it."""
    shift, activity = activities.of_own(turn.tx, turn.standing, turn.number)
    if not is_on(shift, turn.now):
        return turn.reply(m.Say(note=m.Note.NO_LONGER_OPEN))
    said = turn.said(FLOW)
    if activity is None and said.get("shift") == shift.id:
        shown = from_text(str(said["offer"]))  # it was taken off the list a moment ago
    else:
        shown = activity or activities.proposed(turn.tx, shift)
    turn.ask(FLOW, "offer", shift=shift.id, offer=to_text(shown))
    return _card(turn)


@press("act_draft", right=Right.COORDINATOR)
@step(plan.FLOW, "offer", Right.COORDINATOR)
@step(FLOW, "offer", Right.COORDINATOR)
def show(turn: Turn) -> Reply:
    """Show it again, also when something is written instead of pressed."""
    if not _go(turn, "offer"):
        return turn.over()
    return _card(turn)


@press("act_title", right=Right.COORDINATOR)
def ask_title(turn: Turn) -> Reply:
    """Ask what newcomers read as the title."""
    return turn.reply(a.AskOfferTitle()) if _go(turn, "offer_title") else turn.over()


@step(plan.FLOW, "offer_title", Right.COORDINATOR)
@step(FLOW, "offer_title", Right.COORDINATOR)
def title_typed(turn: Turn) -> Reply:
    """Take the title that was written."""
    offer, title = _offer(turn), clean(turn.typed, limit=TITLE_LIMIT)
    if offer is None:
        return turn.over()
    if not title:
        return turn.reply(a.AskOfferTitle())
    _change(turn, replace(offer, title=title))
    return _card(turn)


@press("act_langs", right=Right.COORDINATOR)
def languages(turn: Turn) -> Reply:
    """Show which languages can be spoken there."""
    offer = _offer(turn)
    return turn.over() if offer is None else turn.reply(a.OfferLanguages(chosen=offer.languages))


@press("act_lang", str, right=Right.COORDINATOR)
def switch_language(turn: Turn) -> Reply:
    """A language is spoken there, or it is not."""
    offer = _offer(turn)
    if offer is None or turn.word not in SPOKEN:
        return turn.over()
    chosen = set(offer.languages) ^ {turn.word}
    after = tuple(tag for tag in SPOKEN if tag in chosen)
    _change(turn, replace(offer, languages=after))
    return turn.reply(a.OfferLanguages(chosen=after))


@press("act_care", int, right=Right.COORDINATOR)
def switch_childcare(turn: Turn) -> Reply:
    """There is childcare (1), or there is none (0)."""
    offer = _offer(turn)
    if offer is None:
        return turn.over()
    _change(turn, replace(offer, childcare=turn.number == 1))
    return _card(turn)


@press("act_places", right=Right.COORDINATOR)
def ask_places(turn: Turn) -> Reply:
    """Ask how many can come."""
    return turn.reply(a.AskOfferPlaces()) if _go(turn, "offer_places") else turn.over()


@press("act_n", int, right=Right.COORDINATOR)
def places_pressed(turn: Turn) -> Reply:
    """Take the number that was pressed; 0: nobody has to book."""
    return _places(turn, turn.number)


@step(plan.FLOW, "offer_places", Right.COORDINATOR)
@step(FLOW, "offer_places", Right.COORDINATOR)
def places_typed(turn: Turn) -> Reply:
    """Take the number that was written."""
    return _places(turn, read_number(turn.typed))


def _places(turn: Turn, number: int | None) -> Reply:
    offer = _offer(turn)
    if offer is None:
        return turn.over()
    if number is None or not 0 <= number <= PLACES_LIMIT:
        return turn.reply(a.AskOfferPlaces(not_understood=True))
    _change(turn, replace(offer, places=number or None))
    return _card(turn)


@press("act_save", right=Right.COORDINATOR)
def save(turn: Turn) -> Reply:
    """Let newcomers see it like this."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    shift_id, wanted = int(said["shift"]), from_text(str(said["offer"]))
    shift, _ = activities.of_own(turn.tx, turn.standing, shift_id)
    if not is_on(shift, turn.now):
        turn.end()
        return turn.over()
    saved = activities.save(turn.tx, turn.standing, shift_id, wanted, turn.now)
    if isinstance(saved, activities.TooFew):
        return _card(turn, booked=saved.booked)
    turn.end()
    return turn.reply(a.OfferSaved(shift=shift, activity=saved))


@press("act_off", int, right=Right.COORDINATOR)
def ask_take_off(turn: Turn) -> Reply:
    """Say what it means when newcomers do not see it any more."""
    shift, activity = activities.of_own(turn.tx, turn.standing, turn.number)
    reach = activities.reach(turn.tx, turn.standing, shift.id, turn.now)
    if activity is None or not is_on(shift, turn.now):
        return turn.reply(m.Say(note=m.Note.NO_LONGER_OPEN))
    return turn.reply(
        a.TakeOffAsk(
            shift=shift,
            activity=activity,
            dates=reach.dates,
            visitors=reach.visitors,
            visitors_of_all=reach.visitors_of_all,
        )
    )


@press("act_off_yes", int, int, right=Right.COORDINATOR)
def take_off(turn: Turn) -> Reply:
    """Take the date (0), or all dates (1), off the newcomers' list; visitors are told."""
    every = turn.args[1] == 1
    shift, activity = activities.of_own(turn.tx, turn.standing, turn.number)
    told = activities.take_off(turn.tx, turn.standing, turn.number, turn.now, every=every)
    if told is None or activity is None:
        return turn.reply(m.Say(note=m.Note.NO_LONGER_OPEN))
    turn.ask(FLOW, "offer", shift=shift.id, offer=to_text(activity))
    return turn.reply(a.TakenOff(shift_id=turn.number, told=told, every=every))
