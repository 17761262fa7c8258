"""Words for the leads who keep the contact cards."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_directory as m
from bot.domain.directory import CardKind
from bot.domain.languages import SPOKEN
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.directory import card_lines, kind_of_card, map_buttons
from bot.texts.languages import language_name
from bot.texts.speech import Html, Rows, Speech, bold, in_columns, lines, rows
from bot.texts.topics import page_buttons
from bot.texts.words import words

_ASKED: dict[m.CardField, Callable[[Speech], Html]] = {
    m.CardField.KIND: lambda s: s.say("What kind of office is it?"),
    m.CardField.NAME: lambda s: s.say("What is it called? All newcomers read this name."),
    m.CardField.TOWN: lambda s: s.say("Which town is it for? Choose one or write its name."),
    m.CardField.ADDRESS: lambda s: s.say("What is the address? Street and number."),
    m.CardField.HOURS: lambda s: s.say(
        "When is it open? For example: {example}", example="Mo–Fr 9–12, Do 14–17"
    ),
    m.CardField.PHONE: lambda s: s.say("What is the telephone number? With the area code."),
    m.CardField.WEBSITE: lambda s: s.say(
        "What is the website? For example: {example}", example="https://example.org"
    ),
    m.CardField.LANGUAGES: lambda s: s.say("Which languages are spoken there?"),
    m.CardField.PIN: lambda s: s.say(
        "Please send the location (📎 → Location), or write it like this: {example}",
        example="51.5344, 7.6889",
    ),
}
_WRONG: dict[m.CardField, Callable[[Speech], Html]] = {
    m.CardField.PHONE: lambda s: s.say("That is no telephone number."),
    m.CardField.WEBSITE: lambda s: s.say("That is no web address."),
    m.CardField.PIN: lambda s: s.say("That is no place on the map."),
}
_CHANGE: tuple[Callable[[Speech, int], Button], ...] = (
    lambda s, card_id: s.press("✏️ Name", "card_edit", card_id, "name"),
    lambda s, card_id: s.press("🏘 Town", "card_edit", card_id, "town"),
    lambda s, card_id: s.press("📍 Address", "card_edit", card_id, "address"),
    lambda s, card_id: s.press("🕘 Opening hours", "card_edit", card_id, "hours"),
    lambda s, card_id: s.press("📞 Telephone", "card_edit", card_id, "phone"),
    lambda s, card_id: s.press("🌐 Website", "card_edit", card_id, "website"),
    lambda s, card_id: s.press("🗣 Languages", "card_edit", card_id, "languages"),
    lambda s, card_id: s.press("🗺 Place on the map", "card_edit", card_id, "pin"),
)
_MUST = frozenset({m.CardField.KIND, m.CardField.NAME, m.CardField.TOWN})


@words(m.CardsDesk)
def _desk(s: Speech, message: m.CardsDesk) -> Rendered:
    head = (
        s.count("{n} address", "{n} addresses", message.total)
        if message.total
        else s.say("There are no addresses yet. Newcomers see them inside the answers.")
    )
    due = (
        s.count(
            "⚠️ {n} was not checked for a year.",
            "⚠️ {n} were not checked for a year.",
            message.due,
        )
        if message.due
        else None
    )
    return Rendered(
        html=lines(bold(s.say("📇 Addresses")), head, due),
        buttons=rows(
            *(
                _line(s, number, (kind, name, town), is_due=is_due)
                for number, kind, name, town, is_due in message.cards
            ),
            page_buttons(s, message.page, message.pages, "cards"),
            s.press("➕ New address", "card_new"),
            (s.press("📝 Answers", "faq"), menu_button(s)),
        ),
    )


def _line(s: Speech, number: int, card: tuple[CardKind, str, str], *, is_due: bool) -> Button:
    kind, name, town = card
    pictogram = str(kind_of_card(s, kind)).split(" ", 1)[0]
    head = f"⚠️ {pictogram}" if is_due else pictogram
    if not town:
        return s.entry(head, name, "card", number)
    return s.press("{kind} {name}, {town}", "card", number, kind=head, name=name, town=town)


@words(m.CardView)
def _view(s: Speech, message: m.CardView) -> Rendered:
    card = message.card
    return Rendered(
        html=lines(
            kind_of_card(s, card.kind),
            s.say("For all towns") if not card.town else None,
            "",
            card_lines(s, card, due=message.due),
            "",
            s.say("This is what newcomers will see. Shall I save it?")
            if message.is_new
            else s.say("This is what newcomers see."),
        ),
        buttons=_new_buttons(s) if message.is_new else _kept_buttons(s, message),
    )


def _new_buttons(s: Speech) -> Rows:
    return rows(
        s.press("✅ Save", "card_save"),
        *_field_buttons(s, 0),
        s.press("✖️ Cancel", "cancel"),
    )


def _field_buttons(s: Speech, card_id: int) -> Rows:
    return in_columns((button(s, card_id) for button in _CHANGE), 2)


def _kept_buttons(s: Speech, message: m.CardView) -> Rows:
    card_id = message.card.id
    return rows(
        s.press("✅ Checked today", "card_checked", card_id),
        map_buttons(s, (message.card,)),
        *_field_buttons(s, card_id),
        s.press("🗑 Delete", "card_drop", card_id),
        (s.press("📇 Addresses", "cards", 0), menu_button(s)),
    )


@words(m.AskCard)
def _ask(s: Speech, message: m.AskCard) -> Rendered:
    field = message.field
    return Rendered(
        html=lines(
            _WRONG[field](s) if message.wrong and field in _WRONG else None, _ASKED[field](s)
        ),
        buttons=_choices(s, message)
        + rows(
            None if field in _MUST else s.press("⏭ Leave it empty", "card_empty", field),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


def _choices(s: Speech, message: m.AskCard) -> Rows:
    match message.field:
        case m.CardField.KIND:
            return in_columns(
                (s.choice(kind_of_card(s, kind), "card_kind", kind) for kind in CardKind), 2
            )
        case m.CardField.TOWN:
            known = (s.choice(name, "card_town", n) for n, name in message.towns)
            return in_columns(known, 2) + rows(s.press("🌍 For all towns", "card_town", 0))
        case m.CardField.LANGUAGES:
            tags = (
                s.choice(
                    f"{'✅ ' if tag in message.chosen else ''}{language_name(s, tag)}",
                    "card_lang",
                    tag,
                )
                for tag in SPOKEN
            )
            return in_columns(tags, 3) + rows(s.press("✅ Done", "card_langs_ok"))
        case _:
            return ()


@words(m.CardDrop)
def _drop(s: Speech, message: m.CardDrop) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📇 {name}", name=message.card.name)),
            s.say("Newcomers will not see this address any more. Delete it?"),
        ),
        buttons=rows(
            s.press("🗑 Yes, delete it", "card_drop_yes", message.card.id),
            s.press("⬅️ No, keep it", "card", message.card.id),
        ),
    )


@words(m.CardGone)
def _gone(s: Speech, message: m.CardGone) -> Rendered:
    return Rendered(
        html=s.say("{name} is deleted.", name=message.name),
        buttons=rows(
            s.press("➕ New address", "card_new"),
            (s.press("📇 Addresses", "cards", 0), menu_button(s)),
        ),
    )
