"""One's hours of voluntary work, by year and initiative."""

from __future__ import annotations

from decimal import Decimal

from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import hours as h
from bot.domain import messages_duty as d
from bot.domain.people import Right
from bot.faq.facts import FactKind
from bot.services import hours

LIMIT = "volunteer_card_hours"  # in facts.toml: hours a year for the Ehrenamtskarte NRW
SHOWN = 8  # shifts in the list
YEARS_AT_MOST = 9


@command("hours", Right.VOLUNTEER)
@press("hours", right=Right.VOLUNTEER)
def this_year(turn: Turn) -> Reply:
    """Show the hours of the present year."""
    return _year(turn, turn.today.year)


@press("hours_year", int, right=Right.VOLUNTEER)
def other_year(turn: Turn) -> Reply:
    """Show the hours of another year."""
    return _year(turn, turn.number)


def _year(turn: Turn, year: int) -> Reply:
    zone = turn.house.zone
    every = hours.worked(turn.tx, turn.standing, turn.now)
    years = h.years(every, zone)
    # A forged year, or one whose hours have become figures meanwhile: the present one is shown.
    shown = year if year in years else turn.today.year
    mine = h.in_year(every, shown, zone)
    others = tuple(one for one in (turn.today.year, *years) if one != shown)
    return turn.reply(
        d.HoursCard(
            year=shown,
            total=h.tally(mine),
            shares=h.shares(mine),
            years=tuple(dict.fromkeys(others))[:YEARS_AT_MOST] if every else (),
            last=mine[:SHOWN],
            goal=_goal(turn),
        )
    )


def _goal(turn: Turn) -> d.Goal | None:
    fact = turn.house.faq.content.facts.find(FactKind.NUMBER, LIMIT)
    if fact is None or not isinstance(fact.value, Decimal):
        return None
    return d.Goal(hours=fact.value, checked_on=fact.checked_on, due=fact.is_due(turn.today))
