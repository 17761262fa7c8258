"""The directory: leads keep the contact cards, everybody finds those of their town."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.directory import SHOWN_IN_ANSWER, CardKind, ContactCard, offices_for
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.people import Right, Standing
from bot.services import audit
from bot.store import directory as store
from bot.store import towns
from bot.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """What the directory has for one topic and one person.

    ``more`` tells that there are other cards; ``ask_town`` that some would be shown if the
    person said where they live.
    """

    cards: tuple[ContactCard, ...] = ()
    more: bool = False
    ask_town: bool = False


def cards_for(tx: Tx, slug: str, town: str | None) -> Nearby:
    """Return the cards that belong to a topic: the town's own first, then those for all towns.

    Without a town only those for all towns are meant.
    """
    kinds = offices_for(slug)
    if not kinds:
        return Nearby()
    found = store.listed(tx, town or "", kinds, limit=SHOWN_IN_ANSWER + 1)
    return Nearby(
        cards=found[:SHOWN_IN_ANSWER],
        more=len(found) > SHOWN_IN_ANSWER,
        ask_town=town is None and bool(store.towns_with(tx, kinds)),
    )


def card(tx: Tx, card_id: int) -> ContactCard:
    """Return one card.

    Raises:
        NotFoundError: it is gone.
    """
    found = store.find(tx, card_id)
    if found is None:
        raise NotFoundError
    return found


def save(
    tx: Tx, standing: Standing, value: ContactCard, now: datetime, today: date
) -> ContactCard:
    """Store a new card or a changed one, checked today (the local day), and return it.

    Raises:
        NotAllowedError: the person is no lead.
        NotFoundError: the changed card is gone.
    """
    _need_lead(standing)
    if value.id:
        card(tx, value.id)
    checked = replace(value, checked_on=today)
    card_id = store.put(tx, checked, now)
    done = "card.changed" if value.id else "card.made"
    audit.of_card(tx, standing.person.id, done, card_id, now)
    return replace(checked, id=card_id)


def drop(tx: Tx, standing: Standing, card_id: int, now: datetime) -> ContactCard:
    """Delete a card and return what it was.

    Raises:
        NotAllowedError: the person is no lead.
        NotFoundError: it is gone.
    """
    _need_lead(standing)
    found = card(tx, card_id)
    store.drop(tx, card_id)
    audit.of_card(tx, standing.person.id, "card.deleted", card_id, now)
    return found


def every(tx: Tx, standing: Standing) -> tuple[ContactCard, ...]:
    """Return all cards for those who keep them: by town, then by kind.

    Raises:
        NotAllowedError: the person is no lead.
    """
    _need_lead(standing)
    found = store.listed(tx, None, CardKind, limit=10_000)
    return tuple(sorted(found, key=lambda one: one.town.casefold()))


def choose_town(tx: Tx, standing: Standing, town: str | None) -> None:
    """Note where the person lives; None forgets it."""
    towns.choose(tx, standing.person.id, town)


def _need_lead(standing: Standing) -> None:
    if standing.right < Right.LEAD:
        raise NotAllowedError
