"""Offers near me: the list, one date, a place, a reminder.

As in the list of shifts, what narrows it down stands in the buttons themselves.
"""

from __future__ import annotations

from bot.conversation.flows import join
from bot.conversation.flows.card import card as shift_card
from bot.conversation.flows.filters import screen, wish_of
from bot.conversation.registry import command, press
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.documents import ics
from bot.domain import messages as m
from bot.domain import messages_activities as a
from bot.domain import messages_finding as f
from bot.domain.activities import is_on
from bot.domain.errors import NotFoundError
from bot.domain.finding import Wish, town_mark
from bot.domain.people import OptOut, Right
from bot.services import activities, finding, visits
from bot.store import activities as store
from bot.store import people, places, subscriptions, towns

_LAST_PAGE = 10_000
_MINE_SHOWN = 20
_CALENDAR = "Lotse"


@command("offers", Right.ANYBODY)
@press("offers", right=Right.ANYBODY)
def offers(turn: Turn) -> Reply:
    """Show what newcomers can go to, in the person's own town if they said one."""
    town = towns.of(turn.tx, turn.standing.person.id)
    known = town is not None and town in towns.known(turn.tx)
    mark = town_mark(town) if town is not None and known else 0
    wish = finding.read(turn.tx, turn.standing, (0, 0, mark, ""), turn.today, offered=True)
    return _page(turn, 0, wish)


@press("near", int, int, int, int, str, right=Right.ANYBODY)
def near(turn: Turn) -> Reply:
    """Show a page of what fits the wish: page, day, initiative, town, kind."""
    return _page(turn, turn.number, wish_of(turn, offered=True))


@press("near_by", int, int, int, int, str, right=Right.ANYBODY)
def choose(turn: Turn) -> Reply:
    """Show what narrows the list down, or the choices of one facet."""
    return screen(turn, wish_of(turn, offered=True), offered=True)


def _page(turn: Turn, number: int, wish: Wish) -> Reply:
    wanted = finding.filter_of(wish, turn.today, turn.house.zone, offered=True)
    page = activities.near(
        turn.tx, turn.standing, turn.now, max(0, min(number, _LAST_PAGE)), wanted
    )
    who = turn.standing.person.id
    return turn.reply(
        a.OfferList(
            found=page.found,
            page=page.number,
            pages=page.pages,
            total=page.total,
            wish=wish,
            following=subscriptions.of(turn.tx, who),
            has_visits=bool(store.visited(turn.tx, who, turn.now, 1)),
        )
    )


@press("near_mine", right=Right.ANYBODY)
def mine(turn: Turn) -> Reply:
    """Show where this person has a place or is reminded."""
    found = store.visited(turn.tx, turn.standing.person.id, turn.now, _MINE_SHOWN)
    return turn.reply(a.MyOffers(found=tuple(found)))


def card(turn: Turn, shift_id: int, *, german: bool = False) -> a.OfferCard:
    """Return one date with what this person can do about it.

    Raises:
        NotFoundError: there is no such date, or newcomers do not see it any more.
    """
    view = visits.view_for(turn.tx, turn.standing, shift_id)
    return a.OfferCard(
        view=view,
        over=not is_on(view.shift, turn.now),
        german=german,
        silenced=OptOut.REMINDER in people.opted_out(turn.tx, turn.standing.person.id),
    )


@press("near_see", int, right=Right.ANYBODY)
def show(turn: Turn) -> Reply:
    """Show one date."""
    return turn.reply(card(turn, turn.number))


@press("near_de", int, right=Right.ANYBODY)
def show_in_german(turn: Turn) -> Reply:
    """Show one date in German, to hold the phone out."""
    return turn.reply(card(turn, turn.number, german=True))


@press("near_book", int, right=Right.INFORMED)
def book(turn: Turn) -> Reply:
    """Take a place with one tap, and say plainly what came of it."""
    result = visits.book(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(card(turn, turn.number), said=a.BookSaid(result=result))


@press("near_back", int, right=Right.INFORMED)
def give_back(turn: Turn) -> Reply:
    """Give the place back; pressed when there is none, the card shows how it is."""
    freed = visits.give_back(turn.tx, turn.standing, turn.number, turn.now)
    said = a.PlaceGivenBack() if freed else m.Say(note=m.Note.STALE)
    return turn.reply(card(turn, turn.number), said=said)


@press("near_remind", int, int, right=Right.INFORMED)
def remind(turn: Turn) -> Reply:
    """Remind the person (1), or not any more (0)."""
    on = turn.args[1] == 1
    done = visits.remind(turn.tx, turn.standing, turn.number, turn.now, on=on)
    said = a.RemindSaid(on=on) if done else m.Say(note=m.Note.STALE)
    return turn.reply(card(turn, turn.number), said=said)


@press("near_map", int, right=Right.ANYBODY)
def show_on_map(turn: Turn) -> Reply:
    """Show where it is, in a message of its own."""
    shift = visits.view_for(turn.tx, turn.standing, turn.number).shift
    pin = places.find(turn.tx, shift.initiative_id, shift.place)
    if pin is None:
        return turn.reply(card(turn, turn.number), said=m.Say(note=m.Note.STALE))
    return turn.reply(
        f.PlaceOnMap(
            title=shift.place,
            address=shift.town or shift.initiative,
            latitude=pin.latitude,
            longitude=pin.longitude,
        ),
        mode=Mode.SEND,
    )


@press("near_ics", int, right=Right.ANYBODY)
def file(turn: Turn) -> Reply:
    """Hand over a file for the person's own calendar."""
    view = visits.view_for(turn.tx, turn.standing, turn.number)
    if not is_on(view.shift, turn.now):
        return turn.reply(card(turn, turn.number), said=m.Say(note=m.Note.STALE))
    event = visits.event(turn.tx, view, turn.house.link)
    content = ics.calendar([event], zone=turn.house.zone, now=turn.now, name=_CALENDAR)
    return turn.reply(a.OfferFile(view=view, content=content), mode=Mode.SEND)


@press("near_help", int, right=Right.ANYBODY)
def help_there(turn: Turn) -> Reply:
    """Show who wants to help there the shift behind the offer, or the initiative's door."""
    shift = visits.view_for(turn.tx, turn.standing, turn.number).shift
    if turn.standing.belongs_to(shift.initiative_id):
        return turn.reply(shift_card(turn, shift.id))
    return join.for_shift(turn, shift)


def by_link(turn: Turn, shift_id: int) -> Reply | None:
    """Show the date that a link to a shift means to a newcomer; None if it is none for them."""
    try:
        shown = card(turn, shift_id)
    except NotFoundError:
        return None
    return None if shown.over else turn.reply(shown)
