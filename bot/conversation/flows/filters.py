"""A volunteer looks for shifts: the list, and what narrows it down.

Everything stands in the buttons themselves (day, initiative, town, kind), nothing is stored: a
list in the chat stays as it was, however many others are opened.
"""

from __future__ import annotations

from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages_finding as f
from bot.domain import messages_volunteer as v
from bot.domain.finding import FACETS, Facet, Wish
from bot.domain.people import Right
from bot.services import activities, finding, signups
from bot.store import profiles

_LAST_PAGE = 10_000
CHOICES_PER_PAGE = 12


@command("shifts", Right.VOLUNTEER)
def list_shifts(turn: Turn) -> Reply:
    """Show the first page of what this person can take."""
    return show_page(turn, 0, Wish())


@press("shifts", int, right=Right.VOLUNTEER)
def turn_page(turn: Turn) -> Reply:
    """Show another page of all there is."""
    return show_page(turn, turn.number, Wish())


@press("find", int, int, int, int, str, right=Right.VOLUNTEER)
def find(turn: Turn) -> Reply:
    """Show a page of what fits the wish: page, day, initiative, town, kind."""
    return show_page(turn, turn.number, wish_of(turn))


def show_page(turn: Turn, number: int, wish: Wish) -> Reply:
    """Show one page of the shifts that fit; beyond the end it is the last one."""
    zone = turn.house.zone
    page = signups.available(
        turn.tx,
        turn.standing,
        turn.now,
        max(0, min(number, _LAST_PAGE)),
        finding.filter_of(wish, turn.today, zone),
    )
    profile = profiles.find(turn.tx, turn.standing.person.id)
    return turn.reply(
        v.ShiftList(
            shifts=page.shifts,
            page=page.number,
            pages=page.pages,
            total=page.total,
            wish=wish,
            paused_until=profile.paused_until if profile.is_paused(turn.today) else None,
        )
    )


def wish_of(turn: Turn, *, offered: bool = False) -> Wish:
    """Return what the pressed button looks for; ``offered``: among what newcomers can go to."""
    _, day, initiative_id, mark, kind = turn.args
    args = int(day), int(initiative_id), int(mark), str(kind)
    return finding.read(turn.tx, turn.standing, args, turn.today, offered=offered)


@press("filter", int, int, int, int, str, right=Right.VOLUNTEER)
def choose(turn: Turn) -> Reply:
    """Show what narrows the list down, or the choices of one facet."""
    return screen(turn, wish_of(turn))


def screen(turn: Turn, wish: Wish, *, offered: bool = False) -> Reply:
    """Show the screen of the filters whose number was pressed, for shifts or what is offered.

    The number is 0 for the overview, else the facet plus ten times the page.
    """
    tx, who, zone = turn.tx, turn.standing, turn.house.zone
    page, facet = divmod(max(0, min(turn.number, _LAST_PAGE)), FACETS)
    if facet not in set(Facet) or facet == Facet.ALL:
        wanted = finding.filter_of(wish, turn.today, zone, offered=offered)
        total = (
            activities.near(tx, who, turn.now, 0, wanted).total
            if offered
            else signups.available(tx, who, turn.now, 0, wanted).total
        )
        return turn.reply(f.FilterOverview(wish=wish, total=total, offered=offered))
    every = finding.choices(tx, who, Facet(facet), wish, turn.now, zone, offered=offered)
    size = len(every) or 1 if facet == Facet.DAY else CHOICES_PER_PAGE
    pages = max(1, -(-len(every) // size))
    page = min(page, pages - 1)
    return turn.reply(
        f.FilterChoice(
            facet=Facet(facet),
            wish=wish,
            choices=every[page * size : (page + 1) * size],
            page=page,
            pages=pages,
            offered=offered,
        )
    )
