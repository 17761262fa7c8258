"""Words for places that are offered, and for the search for somebody."""

from __future__ import annotations

from bot.domain import messages_offers as m
from bot.domain.finding import AskedFor
from bot.domain.rendered import Button, Rendered
from bot.domain.searches import AcceptResult, SearchState
from bot.domain.shifts import Shift, ShiftView
from bot.texts.common import menu_button
from bot.texts.speech import Html, Rows, Speech, bold, lines, rows
from bot.texts.volunteers import what_where, when
from bot.texts.words import words


def _facts(s: Speech, shift: Shift, role: str = "") -> Html:
    """Return all that somebody needs to decide: when, what, where, and as what."""
    return lines(
        when(s, shift),
        what_where(s, shift),
        s.say("👤 {role}", role=role) if role else None,
    )


def _answers(s: Speech, offer_id: int, yes: Button) -> Rows:
    return rows(yes, s.press("🙅 No, thank you", "offer_no", offer_id))


@words(m.PlaceOffer)
def _place_offer(s: Speech, message: m.PlaceOffer) -> Rendered:
    if message.until is None:
        limit = s.say("All who wait are asked now. Whoever answers first gets it.")
    else:
        limit = s.say(
            "It is kept for you until {day}, {time}.",
            day=s.day(message.until),
            time=s.clock(message.until),
        )
    return Rendered(
        html=lines(
            bold(s.say("🎉 A place is free. Do you want it?")),
            "",
            _facts(s, message.shift, message.role),
            "",
            limit,
        ),
        buttons=_answers(
            s, message.offer_id, s.press("✋ Yes, I'll take it", "offer_yes", message.offer_id)
        ),
    )


@words(m.StandinCall)
def _standin_call(s: Speech, message: m.StandinCall) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🙏 Can you step in?")),
            "",
            _facts(s, message.shift, message.role),
            "",
            s.say("Several people are asked. Whoever answers first gets the place."),
        ),
        buttons=_answers(
            s, message.offer_id, s.press("✋ Yes, I can", "offer_yes", message.offer_id)
        ),
    )


@words(m.OfferAccepted)
def _accepted(s: Speech, message: m.OfferAccepted) -> Rendered:
    clash = message.clash
    return Rendered(
        html=lines(
            bold(s.say("You are in. Thank you!")),
            "",
            _facts(s, message.shift),
            *(
                (
                    "",
                    s.say("⚠️ You have another shift at that time:"),
                    when(s, clash),
                    s.say("{task} · {place}", task=clash.task, place=clash.place),
                )
                if clash is not None
                else ()
            ),
        ),
        buttons=rows(
            s.press("🙁 I can't come", "cant", message.shift.id),
            (s.press("🗓 My shifts", "my"), menu_button(s)),
        ),
    )


@words(m.OfferGone)
def _gone(s: Speech, message: m.OfferGone) -> Rendered:
    return Rendered(
        html=lines(
            bold(_why(s, message.result)),
            "",
            _facts(s, message.shift),
            *(("", s.say("These shifts still need you:")) if message.others else ()),
        ),
        buttons=rows(
            *(_other(s, view) for view in message.others),
            (s.press("📅 Find a shift", "shifts", 0), menu_button(s)),
        ),
    )


def _other(s: Speech, view: ShiftView) -> Button:
    local = view.shift.starts_at.astimezone(s.zone)
    day = s.short_date(local.date())
    return s.entry(f"{day} {s.clock(local)}", view.shift.task, "shift", view.shift.id)


def _why(s: Speech, result: AcceptResult) -> Html:
    match result:
        case AcceptResult.BEGUN:
            return s.say("This shift has already begun.")
        case AcceptResult.CANCELLED:
            return s.say("❌ This shift was cancelled.")
        case AcceptResult.EXPIRED:
            return s.say("The time to answer is over, and the place is not free any more.")
        case AcceptResult.UNFIT:
            return s.say("This place needs something that your coordinator has not seen yet.")
        case _:
            return s.say("Somebody else has already taken the place. Thank you!")


@words(m.OfferDeclined)
def _declined(s: Speech, message: m.OfferDeclined) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("Thank you for the answer.")),
            s.say("You will not be asked for this shift again."),
            s.say("You are no longer on its waitlist.") if message.left_line else None,
            "",
            when(s, message.shift),
            what_where(s, message.shift),
        ),
        buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
    )


@words(m.SearchCard)
def _search_card(s: Speech, message: m.SearchCard) -> Rendered:
    blocks = [part for one in message.roles for part in ("", *_of_role(s, one))]
    buttons = [] if message.over else [_steer(s, message.shift, one) for one in message.roles]
    return Rendered(
        html=lines(
            bold(s.say("🔎 Find somebody")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            *blocks,
        ),
        buttons=rows(
            *(button for several in buttons for button in several),
            None if message.over else s.press("🔄 Refresh", "search", message.shift.id),
            s.press("📋 Show the shift", "duty", message.shift.id),
            menu_button(s),
        ),
    )


def _of_role(s: Speech, one: m.RoleSearch) -> tuple[Html | None, ...]:
    """Return how the search for one role stands, line by line."""
    return (
        bold(s.say("👤 {role}", role=one.role.name)) if one.role.name else None,
        _state(s, one),
        _figures(s, one) if one.asked else None,
        *(s.say("✅ {name} steps in.", name=name) for name in one.takers),
        s.count("{n} more person can be asked.", "{n} more people can be asked.", one.left)
        if one.free
        else None,
        s.count(
            "{n} of them speaks a wanted language.",
            "{n} of them speak a wanted language.",
            one.speakers_left,
        )
        if one.free and one.role.languages
        else None,
        s.say("Next step: {day}, {time}", day=s.day(one.next_at), time=s.clock(one.next_at))
        if one.next_at is not None
        else None,
    )


def _state(s: Speech, one: m.RoleSearch) -> Html:
    if not one.free:
        return s.say("All places are taken.")
    free = s.count("{n} place is open now.", "{n} places are open now.", one.free)
    match one.state:
        case SearchState.RUNNING if one.asks_everybody:
            return lines(free, s.say("🔎 The search is running."))
        case SearchState.RUNNING:
            return lines(free, s.say("⏳ The waitlist is being asked."))
        case SearchState.EXHAUSTED:
            return lines(free, s.say("Everybody who fits was asked."))
        case _:
            return lines(free, s.say("Nobody is being asked at the moment."))


def _figures(s: Speech, one: m.RoleSearch) -> Html:
    return s.say(
        "Asked: {asked}. No: {no}. No answer yet: {silent}.",
        asked=one.asked,
        no=one.declined,
        silent=one.silent,
    )


def _steer(s: Speech, shift: Shift, one: m.RoleSearch) -> tuple[Button, ...]:
    """Return what a coordinator can do about one role, each button in a row of its own."""
    if one.search_id is None:
        return (_start(s, shift, one),) if one.free else ()
    return (
        *(() if one.asks_everybody else (_start(s, shift, one),)),
        *(
            (s.press("🌐 Any language", "search_wide", one.search_id),)
            if one.speakers_left and not one.wide
            else ()
        ),
        s.press("⏹ Stop the search", "search_stop", one.search_id),
    )


def _start(s: Speech, shift: Shift, one: m.RoleSearch) -> Button:
    if not one.role.name:
        return s.press("🔎 Ask people who fit", "search_start", shift.id, one.role.position)
    return s.press(
        "🔎 Ask for: {role}",
        "search_start",
        shift.id,
        one.role.position,
        role=one.role.name,
    )


@words(m.SearchSaid)
def _search_said(s: Speech, message: m.SearchSaid) -> Rendered:
    if message.full:
        return Rendered(html=s.say("All places are taken."))
    return Rendered(html=s.say("🔎 The search is running."))


def _notice(s: Speech, head: Html, shift: Shift, *parts: Html | None) -> Rendered:
    found = [part for part in parts if part is not None]
    return Rendered(
        html=lines(
            bold(head), "", when(s, shift), what_where(s, shift), *(("", *found) if found else ())
        ),
        buttons=rows(
            (
                s.press("🔎 Find somebody", "search", shift.id),
                s.press("📋 Show the shift", "duty", shift.id),
            )
        ),
    )


@words(m.SearchFilled)
def _filled(s: Speech, message: m.SearchFilled) -> Rendered:
    free = (
        s.count("{n} place is open now.", "{n} places are open now.", message.free)
        if message.free
        else s.say("All places are taken again.")
    )
    return _notice(s, s.say("✅ {name} steps in.", name=message.name), message.shift, free)


@words(m.SearchExhausted)
def _exhausted(s: Speech, message: m.SearchExhausted) -> Rendered:
    return _notice(
        s,
        s.say("⚠️ Nobody has stepped in yet."),
        message.shift,
        s.count("{n} place is open now.", "{n} places are open now.", message.free),
        s.count(
            "{n} person was asked. Nobody else fits.",
            "{n} people were asked. Nobody else fits.",
            message.asked,
        ),
    )


@words(m.WaiterWithoutTelegram)
def _to_call(s: Speech, message: m.WaiterWithoutTelegram) -> Rendered:
    return _notice(
        s,
        s.say("📞 Please call {name}: a place is free.", name=message.name),
        message.shift,
        s.say(
            "The person waits for this shift but cannot be reached on Telegram. "
            "The place is not kept."
        ),
    )


# --- among the shifts of a volunteer


def offered(s: Speech, one: AskedFor) -> Html:
    """Return a place that somebody was offered, among their own shifts."""
    return lines(
        when(s, one.shift),
        what_where(s, one.shift),
        s.say("👤 {role}", role=one.role.name) if one.role.name else None,
    )


def offer_answers(s: Speech, one: AskedFor) -> Rows:
    """Return the answers to one offer; with several, each says which day it is about."""
    day = s.short_date(one.shift.starts_at.astimezone(s.zone).date())
    return rows(
        (
            s.press("✋ Yes: {day}", "offer_yes", one.offer_id, day=day),
            s.press("🙅 No: {day}", "offer_no", one.offer_id, day=day),
        )
    )
