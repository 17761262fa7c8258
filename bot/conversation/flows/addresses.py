"""Newcomers look for an office: by kind, in their town; and say where they live."""

from __future__ import annotations

from bot.conversation.flows import account, ask
from bot.conversation.registry import press
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply
from bot.domain import messages as m
from bot.domain import messages_directory as d
from bot.domain import messages_finding as f
from bot.domain.directory import CardKind, ContactCard, offices_for
from bot.domain.errors import NotFoundError
from bot.domain.finding import town_mark
from bot.domain.people import Right
from bot.services import directory as service
from bot.store import directory, towns

_PER_PAGE = 4  # cards are long
_FROM_LIST = "addresses"
_FROM_SETTINGS = "settings"


def marked(found: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """Return towns with the numbers that stand for them on buttons."""
    return tuple((town_mark(town), town) for town in found)


def town_of(mark: int, found: tuple[str, ...]) -> str | None:
    """Return the town that a button means; None if it is no longer known."""
    return next((town for town in found if town_mark(town) == mark), None)


@press("addresses", right=Right.ANYBODY)
def addresses(turn: Turn) -> Reply:
    """Show which kinds of offices there are: in the person's town, if they said one."""
    town = towns.of(turn.tx, turn.standing.person.id)
    counts = directory.counts(turn.tx, town)
    return turn.reply(
        d.Addresses(
            town=town or "",
            kinds=tuple(counts.items()),
            can_choose=bool(towns.known(turn.tx)),
        )
    )


@press("address_of", str, int, int, right=Right.ANYBODY)
def of_kind(turn: Turn) -> Reply:
    """Show the offices of a kind: of the person's town, or of the one they press."""
    if turn.word not in set(CardKind):
        return addresses(turn)
    kind, mark, page = CardKind(turn.word), int(turn.args[1]), int(turn.args[2])
    own = towns.of(turn.tx, turn.standing.person.id)
    there = directory.towns_with(turn.tx, [kind])
    town = town_of(mark, there) if mark else own
    if town is None and mark == 0 and len(there) > 1:
        return turn.reply(d.AddressTowns(kind=kind, towns=marked(there)))
    found = directory.listed(turn.tx, town, [kind])
    return _listed(turn, found, page, kind=kind.value, mark=mark)


@press("address_for", str, int, right=Right.ANYBODY)
def for_topic(turn: Turn) -> Reply:
    """Show the offices that help with a topic, in the person's town."""
    town = towns.of(turn.tx, turn.standing.person.id)
    found = directory.listed(turn.tx, town or "", offices_for(turn.word))
    return _listed(turn, found, int(turn.args[1]), slug=turn.word)


def _listed(
    turn: Turn,
    found: tuple[ContactCard, ...],
    page: int,
    *,
    kind: str = "",
    mark: int = 0,
    slug: str = "",
) -> Reply:
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = max(0, min(page, pages - 1))
    shown = found[page * _PER_PAGE : (page + 1) * _PER_PAGE]
    return turn.reply(
        d.AddressList(
            cards=shown,
            due=tuple(one.is_due(turn.today) for one in shown),
            page=page,
            pages=pages,
            kind=kind,
            mark=mark,
            slug=slug,
        )
    )


@press("card_map", int, right=Right.ANYBODY)
def on_map(turn: Turn) -> Reply:
    """Send the place of an office, below what stands on the screen."""
    card = service.card(turn.tx, turn.number)
    if card.latitude is None or card.longitude is None:
        raise NotFoundError
    place = f.PlaceOnMap(
        title=card.name,
        address=card.address or card.town or card.name,
        latitude=card.latitude,
        longitude=card.longitude,
    )
    return turn.reply(place, mode=Mode.SEND)


@press("town", str, right=Right.INFORMED)
def ask_town(turn: Turn) -> Reply:
    """Ask where the person lives; the button says where they were asked."""
    now = towns.of(turn.tx, turn.standing.person.id)
    known = towns.known(turn.tx)
    return turn.reply(d.ChooseTown(towns=marked(known), now=now or "", back=turn.word))


@press("town_set", int, str, right=Right.INFORMED)
def town_chosen(turn: Turn) -> Reply:
    """Note the town, or (0) forget it, and go back to where it was asked."""
    back = str(turn.args[1])
    town = town_of(turn.number, towns.known(turn.tx)) if turn.number else None
    if town is None and turn.number:
        turn.args = (back,)
        return ask_town(turn)
    service.choose_town(turn.tx, turn.standing, town)
    return _back(turn, back)


def _back(turn: Turn, back: str) -> Reply:
    if back == _FROM_LIST:
        return addresses(turn)
    if back == _FROM_SETTINGS or turn.faq.topic(back, turn.language) is None:
        return account.settings(turn)
    turn.args = (back,)
    reply = ask.open_topic(turn, back)
    return Reply(shows=reply.shows, toast=turn.only_say(m.Say(note=m.Note.SAVED)).toast)
