"""Leads keep the contact cards: write one step by step, change a field, check, delete."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.flows.addresses import marked, town_of
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Location, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_directory as d
from bot.domain.directory import (
    LINE_LIMIT,
    NAME_LIMIT,
    CardKind,
    ContactCard,
    read_number,
    read_website,
)
from bot.domain.languages import SPOKEN
from bot.domain.messages_directory import CardField
from bot.domain.people import Right, clean
from bot.domain.profile import TOWN_LIMIT
from bot.services import directory as service
from bot.services import places
from bot.store import towns

FLOW = "contact"
_PER_PAGE = 8
_LIMITS = {
    CardField.NAME: NAME_LIMIT,
    CardField.TOWN: TOWN_LIMIT,
    CardField.ADDRESS: LINE_LIMIT,
    CardField.HOURS: LINE_LIMIT,
}


@press("cards", int, right=Right.LEAD)
def cards(turn: Turn) -> Reply:
    """Show all cards, with a mark on those that nobody checked for a year."""
    found = service.every(turn.tx, turn.standing)
    pages = max(1, -(-len(found) // _PER_PAGE))
    page = max(0, min(turn.number, pages - 1))
    return turn.reply(
        d.CardsDesk(
            cards=tuple(
                (one.id, one.kind, one.name, one.town, one.is_due(turn.today))
                for one in found[page * _PER_PAGE : (page + 1) * _PER_PAGE]
            ),
            page=page,
            pages=pages,
            total=len(found),
            due=sum(one.is_due(turn.today) for one in found),
        )
    )


@press("card", int, right=Right.LEAD)
def card(turn: Turn) -> Reply:
    """Show one card with what can be done."""
    return _view(turn, service.card(turn.tx, turn.number))


def _view(turn: Turn, found: ContactCard, said: m.Note | None = None) -> Reply:
    return turn.reply(
        d.CardView(card=found, is_new=found.id == 0, due=found.is_due(turn.today)),
        said=None if said is None else m.Say(note=said),
    )


@press("card_new", right=Right.LEAD)
def new(turn: Turn) -> Reply:
    """Begin a new card: what kind of office is it?"""
    turn.ask(FLOW, CardField.KIND.value, card=0)
    return _ask(turn, CardField.KIND)


@press("card_edit", int, str, right=Right.LEAD)
def edit(turn: Turn) -> Reply:
    """Ask anew for one field, of a kept card or of the one that is being written."""
    field = str(turn.args[1])
    if field not in set(CardField):
        return turn.over()
    said: dict[str, str | int] = {"card": turn.number}
    if turn.number:
        found = service.card(turn.tx, turn.number)
        said["languages"] = ",".join(found.languages)
    else:
        said = turn.said(FLOW)
        if "name" not in said:
            return turn.over()
        said["again"] = 1
    turn.ask(FLOW, field, **said)
    return _ask(turn, CardField(field))


def _ask(turn: Turn, field: CardField, *, wrong: bool = False) -> Reply:
    said = turn.said(FLOW)
    known = marked(towns.known(turn.tx)) if field is CardField.TOWN else ()
    return turn.reply(
        d.AskCard(
            card_id=int(said.get("card", 0)),
            field=field,
            towns=known,
            chosen=_tags(said),
            wrong=wrong,
        )
    )


def _tags(said: dict[str, str | int]) -> tuple[str, ...]:
    return tuple(tag for tag in str(said.get("languages", "")).split(",") if tag)


@step(FLOW, "kind", Right.LEAD)
@step(FLOW, "languages", Right.LEAD)
@step(FLOW, "preview", Right.LEAD)
def only_buttons(turn: Turn) -> Reply:
    """Show the buttons again when something is written instead of pressed."""
    at = "" if turn.dialog is None else turn.dialog.step
    if at in set(CardField):
        return _ask(turn, CardField(at))
    return _view(turn, _draft(turn))


@step(FLOW, "name", Right.LEAD)
@step(FLOW, "town", Right.LEAD)
@step(FLOW, "address", Right.LEAD)
@step(FLOW, "hours", Right.LEAD)
@step(FLOW, "phone", Right.LEAD)
@step(FLOW, "website", Right.LEAD)
@step(FLOW, "pin", Right.LEAD)
def written(turn: Turn) -> Reply:
    """Take what was written or sent for the field that was asked for."""
    field = _written_for(turn)
    if field is None:
        return turn.over()
    value = _read(turn, field)
    return _ask(turn, field, wrong=True) if not value else _take(turn, field, value)


def _written_for(turn: Turn) -> CardField | None:
    """Return the field that was asked for; a corrected message is for that of its first time."""
    content, at = turn.incoming.content, "" if turn.dialog is None else turn.dialog.step
    if isinstance(content, Text) and content.edited:
        at = str(turn.said(FLOW).get(f"@{turn.incoming.message_id}", at))
    return CardField(at) if at in set(CardField) else None


def _read(turn: Turn, field: CardField) -> str:
    """Return the value of a field as the dialogue holds it; empty if it cannot be that."""
    match field:
        case CardField.PHONE:
            return read_number(turn.typed) or ""
        case CardField.WEBSITE:
            return read_website(turn.typed) or ""
        case CardField.PIN:
            content = turn.incoming.content
            degrees = (
                places.on_earth(content.latitude, content.longitude)
                if isinstance(content, Location)
                else places.read_degrees(turn.typed)
            )
            return "" if degrees is None else f"{degrees[0]}, {degrees[1]}"
        case _:
            return clean(turn.typed, limit=_LIMITS[field])


@press("card_kind", str, right=Right.LEAD)
def kind_chosen(turn: Turn) -> Reply:
    """Take the kind."""
    if not turn.said(FLOW) or turn.word not in set(CardKind):
        return turn.over()
    return _take(turn, CardField.KIND, turn.word)


@press("card_town", int, right=Right.LEAD)
def town_chosen(turn: Turn) -> Reply:
    """Take a known town, or (0) all of them."""
    town = town_of(turn.number, towns.known(turn.tx)) if turn.number else ""
    if not turn.said(FLOW) or town is None:
        return turn.over()
    return _take(turn, CardField.TOWN, town)


@press("card_lang", str, right=Right.LEAD)
def language_switched(turn: Turn) -> Reply:
    """Put a language on the list, or take it off."""
    said = turn.said(FLOW)
    if not said or turn.word not in SPOKEN:
        return turn.over()
    chosen = set(_tags(said)) ^ {turn.word}
    languages = ",".join(tag for tag in SPOKEN if tag in chosen)
    turn.ask(FLOW, CardField.LANGUAGES.value, **{**said, "languages": languages})
    return _ask(turn, CardField.LANGUAGES)


@press("card_langs_ok", right=Right.LEAD)
def languages_done(turn: Turn) -> Reply:
    """Take the languages as they are."""
    said = turn.said(FLOW)
    if not said:
        return turn.over()
    return _take(turn, CardField.LANGUAGES, ",".join(_tags(said)))


@press("card_empty", str, right=Right.LEAD)
def left_empty(turn: Turn) -> Reply:
    """Leave a field empty."""
    optional = set(CardField) - {CardField.KIND, CardField.NAME, CardField.TOWN}
    if not turn.said(FLOW) or turn.word not in optional:
        return turn.over()
    return _take(turn, CardField(turn.word), "")


def _take(turn: Turn, field: CardField, value: str) -> Reply:
    """Note a field and go on: to the next one, to the preview, or save it if the card is kept."""
    said = {**turn.said(FLOW), field.value: value}
    if card_id := int(said.get("card", 0)):
        changed = _with(service.card(turn.tx, card_id), field, value)
        turn.end()
        kept = service.save(turn.tx, turn.standing, changed, turn.now, turn.today)
        return _view(turn, kept, m.Note.SAVED)
    left = [one for one in CardField if one.value not in said]
    if left and not said.get("again"):
        turn.ask(FLOW, left[0].value, **said)
        return _ask(turn, left[0])
    turn.ask(FLOW, "preview", **said)
    return _view(turn, _draft(turn))


def _draft(turn: Turn) -> ContactCard:
    """Return the card as far as it was written."""
    said = turn.said(FLOW)
    draft = ContactCard(
        kind=CardKind(str(said.get("kind", CardKind.OTHER))), name="–", checked_on=turn.today
    )
    for field in CardField:
        if field.value in said:
            draft = _with(draft, field, str(said[field.value]))
    return draft


def _with(card: ContactCard, field: CardField, value: str) -> ContactCard:
    match field:
        case CardField.KIND:
            return replace(card, kind=CardKind(value))
        case CardField.LANGUAGES:
            return replace(card, languages=tuple(filter(None, value.split(","))))
        case CardField.PIN:
            degrees = places.read_degrees(value) or (None, None)
            return replace(card, latitude=degrees[0], longitude=degrees[1])
        case _:
            return _with_text(card, field, value)


def _with_text(card: ContactCard, field: CardField, value: str) -> ContactCard:
    match field:
        case CardField.NAME:
            return replace(card, name=value)
        case CardField.TOWN:
            return replace(card, town=value)
        case CardField.ADDRESS:
            return replace(card, address=value)
        case CardField.HOURS:
            return replace(card, hours=value)
        case CardField.PHONE:
            return replace(card, phone=value)
        case _:
            return replace(card, website=value)


@press("card_save", right=Right.LEAD)
def save(turn: Turn) -> Reply:
    """Store the new card."""
    if "name" not in turn.said(FLOW):
        return turn.over()
    kept = service.save(turn.tx, turn.standing, _draft(turn), turn.now, turn.today)
    turn.end()
    return _view(turn, kept, m.Note.SAVED)


@press("card_checked", int, right=Right.LEAD)
def checked(turn: Turn) -> Reply:
    """Note that a card was looked at today and is right."""
    found = service.card(turn.tx, turn.number)
    kept = service.save(turn.tx, turn.standing, found, turn.now, turn.today)
    return _view(turn, kept, m.Note.SAVED)


@press("card_drop", int, right=Right.LEAD)
def drop_ask(turn: Turn) -> Reply:
    """Ask before a card is deleted."""
    return turn.reply(d.CardDrop(card=service.card(turn.tx, turn.number)))


@press("card_drop_yes", int, right=Right.LEAD)
def drop(turn: Turn) -> Reply:
    """Delete a card."""
    gone = service.drop(turn.tx, turn.standing, turn.number, turn.now)
    return turn.reply(d.CardGone(name=gone.name))
