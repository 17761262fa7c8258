"""What may be said about contact cards: to newcomers, and to the leads who keep them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.directory import CardKind, ContactCard
from bot.domain.messages import Message


class CardField(StrEnum):
    """What a card says, in the order in which a lead is asked for it."""

    KIND = "kind"
    NAME = "name"
    TOWN = "town"
    ADDRESS = "address"
    HOURS = "hours"
    PHONE = "phone"
    WEBSITE = "website"
    LANGUAGES = "languages"
    PIN = "pin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses(Message):
    """The kinds of addresses with their numbers; ``town`` is the person's, empty if unknown.

    ``can_choose`` tells that there are towns to choose from.
    """

    town: str
    kinds: tuple[tuple[CardKind, int], ...]
    can_choose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressTowns(Message):
    """In which town somebody looks for an office, as ``(number, name)``."""

    kind: CardKind
    towns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressList(Message):
    """One page of cards: those of a kind in a town (its number, 0: everywhere), or of a topic.

    ``slug`` is empty where they are of a kind.
    """

    cards: tuple[ContactCard, ...]
    page: int
    pages: int
    kind: str = ""
    mark: int = 0
    slug: str = ""
    due: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseTown(Message):
    """Where the person lives, as ``(number, name)``; ``back`` says where it was asked."""

    towns: tuple[tuple[int, str], ...]
    now: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsDesk(Message):
    """One page of a lead's cards as ``(id, kind, name, town, is due)``."""

    cards: tuple[tuple[int, CardKind, str, str, bool], ...]
    page: int
    pages: int
    total: int
    due: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView(Message):
    """One card for a lead; ``is_new`` before it is saved, ``due`` if it should be checked."""

    card: ContactCard
    is_new: bool
    due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCard(Message):
    """One thing a lead is asked about a card.

    ``towns`` are known ones, ``chosen`` the languages so far; ``wrong`` if what was written
    cannot be that.
    """

    card_id: int
    field: CardField
    towns: tuple[tuple[int, str], ...] = ()
    chosen: tuple[str, ...] = ()
    wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDrop(Message):
    """What deleting a card means, before it is done."""

    card: ContactCard


@dataclass(frozen=True, slots=True, kw_only=True)
class CardGone(Message):
    """The card is deleted."""

    name: str
