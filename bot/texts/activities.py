"""Words for offers: the list, and one date."""

from __future__ import annotations

from bot.domain import messages_activities as m
from bot.domain.activities import ActivityView, BookResult
from bot.domain.finding import Facet, Wish
from bot.domain.rendered import Button, Document, Rendered
from bot.domain.shifts import Shift, ShiftState
from bot.domain.subscriptions import About, Subscription
from bot.texts.common import menu_button
from bot.texts.filters import wished
from bot.texts.languages import language_name
from bot.texts.speech import Html, Speech, bold, lines, rows, speech
from bot.texts.volunteers import when
from bot.texts.words import words


def free_places(s: Speech, view: ActivityView) -> Html | None:
    """Return how many places are left; None where nothing has to be booked."""
    if view.free is None:
        return None
    if view.free == 0:
        return s.say("🎟 All places are taken")
    return s.count("🎟 {n} place free", "🎟 {n} places free", view.free)


def spoken(s: Speech, view: ActivityView) -> Html | None:
    """Return which languages are spoken there, None where nobody said so."""
    if not view.activity.languages:
        return None
    named = s.listed(language_name(s, tag) for tag in view.activity.languages)
    return s.say("🗣 {languages}", languages=named)


def _care(s: Speech, view: ActivityView) -> Html | None:
    return s.say("🧸 With childcare") if view.activity.childcare else None


def where(s: Speech, shift: Shift) -> Html:
    """Return place and town of a date."""
    if shift.town:
        return s.say("📍 {place}, {town}", place=shift.place, town=shift.town)
    return s.say("📍 {place}", place=shift.place)


def _mark(s: Speech, view: ActivityView) -> Html | None:
    if view.mine is None:
        return None
    if view.mine.booked:
        return s.say("✅ You have a place.")
    return s.say("🔔 I will remind you.") if view.mine.remind else None


def offer_lines(s: Speech, view: ActivityView) -> Html:
    """Return one date as a list shows it, without its day."""
    shift = view.shift
    return lines(
        s.say(
            "{span} · {title}",
            span=s.span(shift.starts_at, shift.ends_at),
            title=view.activity.title,
        ),
        where(s, shift),
        _mark(s, view) or free_places(s, view),
        spoken(s, view),
        _care(s, view),
    )


def _by_day(s: Speech, found: tuple[ActivityView, ...]) -> list[Html | str]:
    """Return the dates below a heading for each day."""
    blocks: list[Html | str] = []
    before = None
    for view in found:
        day = view.shift.starts_at.astimezone(s.zone).date()
        blocks.append("")
        if day != before:
            blocks.append(bold(s.heading_day(view.shift.starts_at)))
            before = day
        blocks.append(offer_lines(s, view))
    return blocks


def offer_button(s: Speech, view: ActivityView) -> Button:
    """Return the button that shows one date."""
    local = view.shift.starts_at.astimezone(s.zone)
    state = "✅ " if view.mine is not None and view.mine.booked else ""
    head = f"{state}{s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, view.activity.title, "near_see", view.shift.id)


@words(m.OfferList)
def _list(s: Speech, message: m.OfferList) -> Rendered:
    wish = message.wish
    head = (bold(s.say("🌍 Offers near you")), wished(s, wish))
    paging = s.say("Page {page} of {pages}", page=message.page + 1, pages=message.pages)
    if message.found:
        html = lines(
            *head,
            s.count("{n} date", "{n} dates", message.total),
            paging if message.pages > 1 else None,
            *_by_day(s, message.found),
        )
    else:
        html = lines(*head, _nothing(s, wish))
    return Rendered(
        html=html,
        buttons=rows(
            *(offer_button(s, view) for view in message.found),
            _pages(s, message),
            *_ways(s, message),
        ),
    )


def _nothing(s: Speech, wish: Wish) -> Html:
    if wish.is_empty:
        return s.say("There are no offers at the moment. A human can tell you more.")
    return s.say("Nothing fits at the moment. Look in other towns, on other days, or ask a human.")


def _pages(s: Speech, message: m.OfferList) -> tuple[Button, ...]:
    page, wish = message.page, message.wish
    return (
        *((s.press("⬅️ Earlier", "near", page - 1, *wish.args),) if page > 0 else ()),
        *((s.press("➡️ Later", "near", page + 1, *wish.args),) if page + 1 < message.pages else ()),
    )


def _ways(s: Speech, message: m.OfferList) -> tuple[tuple[Button, ...] | Button | None, ...]:
    wish = message.wish
    every, worth = Wish().args, message.total > 1 or not wish.is_empty
    return (
        (
            *((s.press("🔎 Filter", "near_by", Facet.ALL, *wish.args),) if worth else ()),
            *(() if wish.is_empty else (s.press("✖️ Remove filters", "near", 0, *every),)),
        ),
        None
        if message.found or wish.is_empty
        else (
            s.press("📍 Other towns", "near_by", Facet.TOWN, *wish.args),
            s.press("📅 Other days", "near_by", Facet.DAY, *wish.args),
        ),
        _news(s, message),
        s.press("🎟 My offers", "near_mine") if message.has_visits else None,
        (s.press("🙋 Ask a human", "human"), menu_button(s)),
    )


def _news(s: Speech, message: m.OfferList) -> Button:
    """Return the way to news: of the town or kind that is looked for, as far as it is new."""
    wish, known = message.wish, message.following
    if wish.town and Subscription(about=About.TOWN, value=wish.town) not in known:
        return s.press("🔔 News: {town}", "news_town", wish.town_mark, town=wish.town)
    if wish.kind and Subscription(about=About.KIND, value=wish.kind) not in known:
        return s.press("🔔 News of this kind", "news_kind", wish.kind)
    return s.press("🔔 News of offers", "news")


@words(m.MyOffers)
def _mine(s: Speech, message: m.MyOffers) -> Rendered:
    blocks = _by_day(s, message.found) or [s.say("You have chosen no offer yet.")]
    return Rendered(
        html=lines(bold(s.say("🎟 My offers")), *blocks),
        buttons=rows(
            *(offer_button(s, view) for view in message.found),
            (s.press("🌍 Offers", "offers"), menu_button(s)),
        ),
    )


@words(m.OfferCard)
def _card(s: Speech, message: m.OfferCard) -> Rendered:
    said = speech("de", s.zone) if message.german else s
    view = message.view
    return Rendered(
        html=lines(
            bold(said.say("{title}", title=view.activity.title)),
            when(said, view.shift),
            where(said, view.shift),
            said.say("🏠 {initiative}", initiative=view.shift.initiative),
            spoken(said, view),
            _care(said, view),
            _state(said, message),
        ),
        buttons=rows(*_actions(s, message), *_more(s, message)),
    )


def _state(s: Speech, message: m.OfferCard) -> Html:
    view, mine = message.view, message.view.mine
    if view.shift.state is ShiftState.CANCELLED:
        return lines("", s.say("❌ This does not take place."))
    if message.over:
        return lines("", s.say("This has already begun or is over."))
    silenced = mine is not None and mine.remind and message.silenced
    return lines(
        free_places(s, view) or s.say("🚪 Just come, without booking."),
        _mark(s, view),
        s.say("Reminders are switched off in your settings.") if silenced else None,
    )


def _actions(s: Speech, message: m.OfferCard) -> tuple[Button | None, ...]:
    view, mine = message.view, message.view.mine
    if message.over:
        return ()
    booked, reminded = mine is not None and mine.booked, mine is not None and mine.remind
    number = view.shift.id
    place = s.press("🎟 Book a place", "near_book", number) if view.free else None
    return (
        s.press("↩️ Give my place back", "near_back", number) if booked else place,
        s.press("🔕 Don't remind me", "near_remind", number, 0)
        if reminded
        else s.press("🔔 Remind me", "near_remind", number, 1),
    )


def _more(s: Speech, message: m.OfferCard) -> tuple[tuple[Button, ...] | Button | None, ...]:
    number, open_still = message.view.shift.id, not message.over
    german = None
    if s.language != "de":
        german = (
            s.press("⬅️ Back to my language", "near_see", number)
            if message.german
            else s.press("🇩🇪 Show in German", "near_de", number)
        )
    return (
        (
            *((s.press("📍 Map", "near_map", number),) if message.view.has_pin else ()),
            *((s.press("📆 Calendar", "near_ics", number),) if open_still else ()),
        ),
        german,
        s.press("🤝 I want to help", "near_help", number) if open_still else None,
        (s.press("🌍 Offers", "offers"), menu_button(s)),
    )


@words(m.BookSaid)
def _booked(s: Speech, message: m.BookSaid) -> Rendered:
    match message.result:
        case BookResult.BOOKED:
            return Rendered(html=s.say("You have a place. I will remind you."))
        case BookResult.ALREADY:
            return Rendered(html=s.say("You have a place already."))
        case BookResult.FULL:
            return Rendered(html=s.say("All places are taken. Look at the other dates."))
        case BookResult.OVER:
            return Rendered(html=s.say("This has begun or does not take place any more."))
        case BookResult.NO_BOOKING:
            return Rendered(html=s.say("You can just come, without booking."))


@words(m.PlaceGivenBack)
def _given_back(s: Speech, _message: m.PlaceGivenBack) -> Rendered:
    return Rendered(html=s.say("Your place is free for somebody else. Thank you!"))


@words(m.RemindSaid)
def _remind_said(s: Speech, message: m.RemindSaid) -> Rendered:
    if message.on:
        return Rendered(html=s.say("I will remind you."))
    return Rendered(html=s.say("I will not remind you of this any more."))


@words(m.OfferFile)
def _file(s: Speech, message: m.OfferFile) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("{title}", title=message.view.activity.title)),
            when(s, message.view.shift),
            s.say("Open the file, and your calendar takes it over."),
        ),
        buttons=rows((s.press("🌍 Offers", "offers"), menu_button(s))),
        document=Document(name="lotse.ics", content=message.content),
    )
