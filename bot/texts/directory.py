"""Words for contact cards: inside answers, as a list, and for the leads who keep them."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_directory as m
from bot.domain.directory import CardKind, ContactCard
from bot.domain.rendered import Button, Rendered
from bot.texts.common import menu_button
from bot.texts.languages import language_name
from bot.texts.speech import Html, Speech, bare, bold, in_columns, lines, rows
from bot.texts.topics import numbered, page_buttons
from bot.texts.words import words

_KINDS: dict[CardKind, Callable[[Speech], Html]] = {
    CardKind.INTEGRATION_CENTRE: lambda s: s.say("🧭 Integration centre"),
    CardKind.CASE_MANAGEMENT: lambda s: s.say("🧩 Case management"),
    CardKind.ADVICE: lambda s: s.say("💬 Migration advice"),
    CardKind.TOWN_HALL: lambda s: s.say("🏛 Town hall"),
    CardKind.FOREIGNERS_OFFICE: lambda s: s.say("🪪 Foreigners' office"),
    CardKind.JOBCENTER: lambda s: s.say("💶 Jobcenter"),
    CardKind.SOCIAL_OFFICE: lambda s: s.say("🤲 Social office"),
    CardKind.EMPLOYMENT_AGENCY: lambda s: s.say("💼 Employment agency"),
    CardKind.YOUTH_OFFICE: lambda s: s.say("🧒 Youth office"),
    CardKind.SCHOOL_OFFICE: lambda s: s.say("🎒 School office"),
    CardKind.HEALTH_OFFICE: lambda s: s.say("🩺 Health office"),
    CardKind.HOSPITAL: lambda s: s.say("🏥 Hospital"),
    CardKind.PREGNANCY_ADVICE: lambda s: s.say("🤰 Pregnancy advice"),
    CardKind.SHELTER: lambda s: s.say("🛡 Shelter"),
    CardKind.HOUSING_OFFICE: lambda s: s.say("🔑 Housing office"),
    CardKind.DEBT_ADVICE: lambda s: s.say("🧾 Debt advice"),
    CardKind.LANGUAGE_COURSES: lambda s: s.say("📖 Language courses"),
    CardKind.COURT: lambda s: s.say("⚖️ Local court"),
    CardKind.OTHER: lambda s: s.say("📇 Other addresses"),
}


def kind_of_card(s: Speech, kind: CardKind) -> Html:
    """Return the kind of an office with its pictogram."""
    return _KINDS[kind](s)


def card_lines(s: Speech, card: ContactCard, *, due: bool) -> Html:
    """Return a card as newcomers read it."""
    day = s.dated(card.checked_on)
    return lines(
        bold(s.say("📇 {name}", name=card.name)),
        _where(s, card),
        s.say("🕘 {hours}", hours=card.hours) if card.hours else None,
        s.say("📞 {phone}", phone=card.phone) if card.phone else None,
        bare(card.website) if card.website else None,
        _spoken(s, card.languages),
        s.say("⚠️ This address may be out of date, checked on {day}.", day=day)
        if due
        else s.say("Address checked on {day}.", day=day),
    )


def _where(s: Speech, card: ContactCard) -> Html | None:
    if card.address and card.town:
        return s.say("📍 {address}, {town}", address=card.address, town=card.town)
    where = card.address or card.town
    return s.say("📍 {address}", address=where) if where else None


def _spoken(s: Speech, tags: tuple[str, ...]) -> Html | None:
    if not tags:
        return None
    return s.say("🗣 {languages}", languages=s.listed(language_name(s, tag) for tag in tags))


def map_buttons(s: Speech, cards: tuple[ContactCard, ...]) -> list[Button]:
    """Return a button for each card that is on the map."""
    pinned = [card for card in cards if card.latitude is not None]
    if len(pinned) == 1:
        return [s.press("📍 Map", "card_map", pinned[0].id)]
    return [s.press("📍 {name}", "card_map", card.id, name=card.name) for card in pinned]


@words(m.Addresses)
def _addresses(s: Speech, message: m.Addresses) -> Rendered:
    if not message.kinds:
        hint = s.say("There are no addresses here yet. A human can help you.")
    elif message.town:
        hint = s.say("For {town}. What are you looking for?", town=message.town)
    else:
        hint = s.say("What are you looking for?")
    kinds = (
        s.choice(numbered(kind_of_card(s, kind), n), "address_of", kind, 0, 0)
        for kind, n in message.kinds
    )
    return Rendered(
        html=lines(bold(s.say("📇 Addresses")), hint),
        buttons=in_columns(kinds, 2)
        + rows(
            s.press("🏘 Choose my town", "town", "addresses") if message.can_choose else None,
            None if message.kinds else s.press("🙋 Ask a human", "human"),
            (s.press("📚 Topics", "topics"), menu_button(s)),
        ),
    )


@words(m.AddressTowns)
def _address_towns(s: Speech, message: m.AddressTowns) -> Rendered:
    return Rendered(
        html=lines(bold(kind_of_card(s, message.kind)), s.say("In which town?")),
        buttons=in_columns(
            (s.choice(name, "address_of", message.kind, n, 0) for n, name in message.towns), 2
        )
        + rows((s.press("📇 Addresses", "addresses"), menu_button(s))),
    )


@words(m.AddressList)
def _address_list(s: Speech, message: m.AddressList) -> Rendered:
    parts: list[Html | str] = []
    for card, due in zip(message.cards, message.due, strict=True):
        parts += ["", card_lines(s, card, due=due)]
    paging = (
        page_buttons(s, message.page, message.pages, "address_for", message.slug)
        if message.slug
        else page_buttons(s, message.page, message.pages, "address_of", message.kind, message.mark)
    )
    nothing = s.say("There is no such address any more.")
    back = (
        s.press("⬅️ Back to the answer", "topic", message.slug)
        if message.slug
        else s.press("📇 Addresses", "addresses")
    )
    return Rendered(
        html=lines(bold(s.say("📇 Addresses")), *(parts or [nothing])),
        buttons=rows(
            *map_buttons(s, message.cards),
            paging,
            s.press("🙋 Ask a human", "human"),
            (back, menu_button(s)),
        ),
    )


@words(m.ChooseTown)
def _choose_town(s: Speech, message: m.ChooseTown) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🏘 My town")),
            s.say("Now: {town}", town=message.now) if message.now else None,
            s.say("Where do you live? You see addresses and offers near you then."),
            None if message.towns else s.say("No towns are known yet."),
        ),
        buttons=in_columns(
            (s.choice(name, "town_set", n, message.back) for n, name in message.towns), 2
        )
        + rows(
            s.press("🚫 I do not want to say", "town_set", 0, message.back),
            menu_button(s),
        ),
    )
