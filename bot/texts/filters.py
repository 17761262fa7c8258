"""Words for what narrows the list of shifts down."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from bot.domain import messages_finding as m
from bot.domain.finding import FACETS, Choice, Facet, Near, Wish, day_of, month_of
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Kind
from bot.texts.common import menu_button
from bot.texts.kinds import kind_name
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.words import words


@lru_cache(maxsize=256)
def _month(first: date, language: str) -> str:
    # CLDR: the name of a month that stands alone.
    name: str = format_date(first, format="LLLL y", locale=Locale.parse(language))
    return name[:1].upper() + name[1:]


def day_name(s: Speech, code: int) -> str:
    """Return what a day's code means, such as "this weekend" or "Di 24.11."."""
    match code:
        case Near.TODAY:
            return s.say("today")
        case Near.TOMORROW:
            return s.say("tomorrow")
        case Near.WEEKEND:
            return s.say("this weekend")
        case Near.WEEK:
            return s.say("the next 7 days")
        case _:
            return _named(s, code)


def _named(s: Speech, code: int) -> str:
    if (day := day_of(code)) is not None:
        return s.short_date(day)
    first = month_of(code)
    return s.say("any day") if first is None else _month(first, s.language)


def wished(s: Speech, wish: Wish) -> Html | None:
    """Return one line with everything that is being looked for; None if that is all there is."""
    parts = (
        day_name(s, wish.day) if wish.day else "",
        wish.initiative,
        wish.town,
        kind_name(s, wish.kind) if wish.kind is not None else "",
    )
    found = [part for part in parts if part]
    return s.say("🔎 Only: {filters}", filters=s.listed(found)) if found else None


@words(m.FilterOverview)
def _overview(s: Speech, message: m.FilterOverview) -> Rendered:
    wish, (to_list, _) = message.wish, _names(offered=message.offered)
    return Rendered(
        html=lines(
            bold(
                s.say("🔎 Which offers do you look for?")
                if message.offered
                else s.say("🔎 Which shifts do you look for?")
            ),
            wished(s, wish),
            s.count("{n} date fits.", "{n} dates fit.", message.total)
            if message.offered
            else s.count("{n} shift fits.", "{n} shifts fit.", message.total),
        ),
        buttons=rows(
            s.press("✅ Show: {n}", to_list, 0, *wish.args, n=message.total)
            if message.total
            else None,
            *_facets(s, wish, offered=message.offered),
            None if wish.is_empty else _all(s, offered=message.offered),
            (s.press("⬅️ Back", to_list, 0, *wish.args), menu_button(s)),
        ),
    )


def _names(*, offered: bool) -> tuple[str, str]:
    """Return which buttons show the list, and which its filters."""
    return ("near", "near_by") if offered else ("find", "filter")


def _all(s: Speech, *, offered: bool) -> Button:
    if offered:
        return s.press("✖️ Remove filters", "near", 0, *Wish().args)
    return s.press("✖️ Remove filters", "shifts", 0)


def _facets(s: Speech, wish: Wish, *, offered: bool) -> tuple[Button, ...]:
    """Return a button for each facet, with what is chosen for it."""
    args, (_, to) = wish.args, _names(offered=offered)
    return (
        s.press("📅 {day}", to, Facet.DAY, *args, day=day_name(s, wish.day))
        if wish.day
        else s.press("📅 Day: any", to, Facet.DAY, *args),
        s.press("🏠 {initiative}", to, Facet.INITIATIVE, *args, initiative=wish.initiative)
        if wish.initiative
        else s.press("🏠 Initiative: any", to, Facet.INITIATIVE, *args),
        s.press("📍 {town}", to, Facet.TOWN, *args, town=wish.town)
        if wish.town
        else s.press("📍 Town: any", to, Facet.TOWN, *args),
        _kind_button(s, wish, to, offered=offered),
    )


def _kind_button(s: Speech, wish: Wish, to: str, *, offered: bool) -> Button:
    if wish.kind is not None:
        return s.choice(kind_name(s, wish.kind), to, Facet.KIND, *wish.args)
    if offered:
        return s.press("🧩 Kind: any", to, Facet.KIND, *wish.args)
    return s.press("🧩 Kind of work: any", to, Facet.KIND, *wish.args)


_WIDTH = {Facet.DAY: 2, Facet.KIND: 1, Facet.INITIATIVE: 1, Facet.TOWN: 2}


@words(m.FilterChoice)
def _choice(s: Speech, message: m.FilterChoice) -> Rendered:
    wish, facet = message.wish, message.facet
    _, to = _names(offered=message.offered)
    return Rendered(
        html=lines(
            bold(_question(s, facet, offered=message.offered)),
            wished(s, wish),
            None if message.choices else s.say("There is nothing to choose at the moment."),
            s.say("Page {page} of {pages}", page=message.page + 1, pages=message.pages)
            if message.pages > 1
            else None,
        ),
        buttons=(
            *in_columns((_one(s, message, one) for one in message.choices), _WIDTH.get(facet, 1)),
            *rows(
                _paging(s, message),
                s.press("🔄 It does not matter", to, 0, *_args(wish, facet, None)),
                (s.press("⬅️ Back", to, 0, *wish.args), menu_button(s)),
            ),
        ),
    )


def _question(s: Speech, facet: Facet, *, offered: bool) -> Html:
    match facet:
        case Facet.DAY:
            return s.say("📅 Which day?")
        case Facet.INITIATIVE:
            return s.say("🏠 Which initiative?")
        case Facet.TOWN:
            return s.say("📍 Which town?")
        case _:
            if offered:
                return s.say("🧩 What kind of offer?")
            return s.say("🧩 What kind of work?")


def _one(s: Speech, message: m.FilterChoice, choice: Choice) -> Button:
    """Return the button of one choice; pressed, it leads to the list at once."""
    args = _args(message.wish, message.facet, choice.code)
    to_list, _ = _names(offered=message.offered)
    name: str = choice.name
    if message.facet is Facet.DAY:
        name = day_name(s, int(choice.code))
    elif message.facet is Facet.KIND:
        name = kind_name(s, Kind(str(choice.code)))
    if args == message.wish.args:
        return s.press("✅ {name} ({n})", to_list, 0, *args, name=name, n=choice.count)
    return s.press("{name} ({n})", to_list, 0, *args, name=name, n=choice.count)


def _args(wish: Wish, facet: Facet, code: int | str | None) -> tuple[int, int, int, str]:
    """Return what a button carries of the wish with another value for one facet."""
    day, initiative_id, mark, kind = wish.args
    return (
        int(code or 0) if facet is Facet.DAY else day,
        int(code or 0) if facet is Facet.INITIATIVE else initiative_id,
        int(code or 0) if facet is Facet.TOWN else mark,
        str(code or "") if facet is Facet.KIND else kind,
    )


def _paging(s: Speech, message: m.FilterChoice) -> tuple[Button, ...]:
    def screen(page: int) -> tuple[int | str, ...]:
        return (page * FACETS + message.facet, *message.wish.args)

    before, after = screen(message.page - 1), screen(message.page + 1)
    _, to = _names(offered=message.offered)
    return (
        *((s.press("⬅️ Back a page", to, *before),) if message.page > 0 else ()),
        *((s.press("➡️ More", to, *after),) if message.page + 1 < message.pages else ()),
    )
