"""Words for finding a shift: the list, one shift, signing up and withdrawing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import messages_volunteer as m
from bot.domain.rendered import Button, Press, Rendered
from bot.domain.shifts import RoleView, ShiftState, ShiftView
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.texts.common import menu_button
from bot.texts.companions import coming_along, coming_along_buttons
from bot.texts.filters import wished
from bot.texts.kinds import ICONS
from bot.texts.languages import language_name
from bot.texts.offers import offer_answers, offered
from bot.texts.regular import regular_button
from bot.texts.roles import needs, role_name
from bot.texts.speech import Html, Rows, Speech, bold, lines, rows, to_copy
from bot.texts.volunteers import places, several, what_where, when
from bot.texts.words import words

_OFFERS_SHOWN = 5
_MINE_SHOWN = 20


def _in_list(s: Speech, view: ShiftView, *, named: bool) -> Html:
    """Return one shift as a list shows it, with the initiative's name where there are several."""
    shift = view.shift
    return lines(
        when(s, shift),
        Html(
            f"{ICONS[shift.kind]} {s.say('{task} · {place}', task=shift.task, place=shift.place)}"
        ),
        s.say("🏠 {initiative}", initiative=shift.initiative) if named else None,
        _mark(s, view) or free_places(s, view),
        _languages(s, view),
        s.say("⚠️ Clashes with your other shift") if _may_clash(view) else None,
    )


def _may_clash(view: ShiftView) -> bool:
    return view.clash is not None and view.mine is not SignupState.CONFIRMED


def free_places(s: Speech, view: ShiftView) -> Html:
    """Return how many places are free, and how many of them are of a kind of their own.

    Such as "2 places free · 1 for Arabic".
    """
    if len(view.roles) == 1 or not view.free:
        return places(s, view)
    parts = [places(s, view)]
    parts += [
        s.say("{n} for {what}", n=one.free, what=what)
        for one in view.roles
        if one.free and (what := _what(s, one)) is not None
    ]
    return Html(" · ".join(parts))


def _what(s: Speech, one: RoleView) -> Html | None:
    """Return what sets a role apart: its name, else the languages it wants."""
    if one.role.name:
        return s.say("{name}", name=one.role.name)
    if one.role.languages:
        return s.listed(language_name(s, tag) for tag in one.role.languages)
    return None


def _languages(s: Speech, view: ShiftView) -> Html | None:
    """Return which languages are still wanted, and whether the reader speaks one of them."""
    tags = dict.fromkeys(tag for one in view.roles if one.free for tag in one.role.languages)
    if not tags or view.mine is SignupState.CONFIRMED:
        return None
    named = s.listed(language_name(s, tag) for tag in tags)
    if view.wants_me:
        return s.say("🗣 Needs your language: {languages}", languages=named)
    return s.say("🗣 Wanted: {languages}", languages=named)


def _mark(s: Speech, view: ShiftView) -> Html | None:
    if view.mine is SignupState.CONFIRMED:
        return s.say("✅ You are in.")
    if view.mine is SignupState.WAITING:
        return s.say("⏳ You are on the waitlist, place {n}.", n=view.line or 1)
    return None


def _shift_button(s: Speech, view: ShiftView) -> Button:
    local = view.shift.starts_at.astimezone(s.zone)
    marks = {SignupState.CONFIRMED: "✅ ", SignupState.WAITING: "⏳ "}
    state = marks.get(view.mine, "") if view.mine else ""
    if not state and view.wants_me:
        state = "🗣 "
    day = s.short_date(local.date())
    return s.entry(f"{state}{day} {s.clock(local)}", view.shift.task, "shift", view.shift.id)


@words(m.ShiftList)
def _shift_list(s: Speech, message: m.ShiftList) -> Rendered:
    wish = message.wish
    narrowed = () if wish.is_empty else (s.press("✖️ Remove filters", "shifts", 0),)
    ways = rows(
        (
            *((s.press("🔎 Filter", "filter", 0, *wish.args),) if _worth(message) else ()),
            *narrowed,
        ),
        (s.press("🗓 My shifts", "my"), menu_button(s)),
    )
    head = lines(bold(s.say("📅 Find a shift")), wished(s, wish), _paused(s, message))
    if not message.shifts:
        return Rendered(html=lines(head, _nothing(s, message)), buttons=ways)
    named = several(view.shift for view in message.shifts)
    blocks = [part for view in message.shifts for part in ("", _in_list(s, view, named=named))]
    return Rendered(
        html=lines(
            head,
            s.count(
                "{n} shift in your initiatives", "{n} shifts in your initiatives", message.total
            ),
            s.say("Page {page} of {pages}", page=message.page + 1, pages=message.pages)
            if message.pages > 1
            else None,
            *blocks,
        ),
        buttons=(
            *rows(*(_shift_button(s, view) for view in message.shifts)),
            *rows(_jumps(s, message)),
            *ways,
        ),
    )


def _worth(message: m.ShiftList) -> bool:
    """Tell whether there is anything to narrow down."""
    return message.total > 1 or not message.wish.is_empty


def _nothing(s: Speech, message: m.ShiftList) -> Html:
    if message.wish.is_empty:
        return s.say("There are no open shifts at the moment. Please look again later.")
    return s.say("No shift fits these filters. Remove them to see all shifts.")


def _paused(s: Speech, message: m.ShiftList) -> Html | None:
    if message.paused_until is None:
        return None
    return s.say(
        "⏸ You take a break until {day}. You can sign up all the same.",
        day=s.on_day(message.paused_until),
    )


def _jumps(s: Speech, message: m.ShiftList) -> tuple[Button, ...]:
    """Return one row with the ways to the first page, the pages around, and the last one."""
    page, last = message.page, message.pages - 1
    marks = {0: "« {page}", last: "{page} »", page - 1: "‹ {page}", page + 1: "{page} ›"}
    wish = message.wish
    return tuple(
        Button(
            label=mark.format(page=number + 1),
            press=Press(action="shifts", args=(number,))
            if wish.is_empty
            else Press(action="find", args=(number, *wish.args)),
        )
        for number, mark in sorted(marks.items())
        if 0 <= number <= last and number != page
    )


@words(m.MyShifts)
def _my_shifts(s: Speech, message: m.MyShifts) -> Rendered:
    offers = [part for one in message.offers[:_OFFERS_SHOWN] for part in ("", offered(s, one))]
    head = (
        lines(bold(s.say("🎉 You were asked")), *offers, "") if offers else None,
        coming_along(s, message.duties),
        bold(s.say("🗓 My shifts")),
    )
    ways = (
        (s.press("📅 Find a shift", "shifts", 0), s.press("📆 Calendar", "calendar")),
        (s.press("👤 My profile", "profile"), menu_button(s)),
    )
    asked = [row for one in message.offers[:_OFFERS_SHOWN] for row in offer_answers(s, one)]
    asked += coming_along_buttons(s, message.duties)
    if not message.shifts:
        return Rendered(
            html=lines(*head, s.say("You have no shifts yet. Find one that suits you.")),
            buttons=rows(*asked, *ways),
        )
    named = several(view.shift for view in message.shifts)
    blocks = [part for view in message.shifts for part in ("", _in_list(s, view, named=named))]
    return Rendered(
        html=lines(*head, *blocks),
        buttons=rows(
            *asked, *(_shift_button(s, view) for view in message.shifts[:_MINE_SHOWN]), *ways
        ),
    )


@words(m.ShiftCard)
def _shift_card(s: Speech, message: m.ShiftCard) -> Rendered:
    view, joined = message.view, message.welcome
    head = (s.say("Welcome to {initiative}!", initiative=joined), "") if joined else ()
    return Rendered(
        html=lines(
            *head,
            when(s, view.shift),
            what_where(s, view.shift),
            *_state(s, message),
        ),
        buttons=rows(
            *_actions(s, message),
            *_more(s, message),
            s.press("📋 Who comes", "duty", view.shift.id) if message.manages else None,
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )


def _state(s: Speech, message: m.ShiftCard) -> tuple[Html | str, ...]:
    """Return how the shift stands for the reader, a line each."""
    view = message.view
    if view.shift.state is ShiftState.CANCELLED:
        return ("", s.say("❌ This shift was cancelled."))
    if message.begun:
        return ("", s.say("This shift has already begun."))
    mark = _mark(s, view)
    clash = view.clash if _may_clash(view) else None
    return (
        *(("", mark, *_as_what(s, view)) if mark is not None else ()),
        *_roles(s, view, taken=mark is not None),
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
    )


def _as_what(s: Speech, view: ShiftView) -> tuple[Html, ...]:
    """Return as what somebody is in, where there are several roles."""
    mine = next((one for one in view.roles if one.role.position == view.role), None)
    if mine is None or len(view.roles) == 1:
        return ()
    return (s.say("👤 {role}", role=role_name(s, mine.role)),)


def _roles(s: Speech, view: ShiftView, *, taken: bool) -> Iterator[Html | str]:
    """Yield the places, role by role where there are several, with what each asks for."""
    if len(view.roles) == 1:
        if not taken:
            yield ""
            yield places(s, view)
        yield from _wishes(s, view.roles[0])
        return
    for one in view.roles:
        yield ""
        yield bold(
            s.say(
                "🧩 {role}: {free} of {all} free",
                role=role_name(s, one.role),
                free=one.free,
                all=one.role.capacity,
            )
        )
        yield from _wishes(s, one)


def _wishes(s: Speech, one: RoleView) -> Iterator[Html]:
    yield from needs(s, one.role)
    if one.role.languages and one.confirmed:
        yield s.count(
            "{n} of those signed up speaks one of them.",
            "{n} of those signed up speak one of them.",
            one.speakers,
        )


def _actions(s: Speech, message: m.ShiftCard) -> tuple[Button, ...]:
    """Return what the reader can do about the shift; where they wait, also the other roles."""
    view = message.view
    if message.begun or view.shift.state is ShiftState.CANCELLED:
        return ()
    if view.mine is SignupState.CONFIRMED:
        if message.late:
            return (s.press("🙁 I can't come", "cant", view.shift.id),)
        return (s.press("↩️ Withdraw", "leave", view.shift.id),)
    if view.mine is SignupState.WAITING:
        free = [one for one in view.roles if one.free and len(view.roles) > 1]
        return (
            *(_take(s, view, one) for one in free),
            s.press("↩️ Leave the waitlist", "leave", view.shift.id),
        )
    return tuple(_take(s, view, one) for one in view.roles)


def _take(s: Speech, view: ShiftView, one: RoleView) -> Button:
    shift_id = view.shift.id
    if len(view.roles) == 1:
        if one.free:
            return s.press("✋ Sign up", "take", shift_id)
        return s.press("⏳ Join the waitlist", "take", shift_id)
    named = ", ".join(language_name(s, tag) for tag in one.role.languages)
    what = one.role.name or named or s.label("Helpers")
    if one.free:
        return s.press("✋ {role}", "take_role", shift_id, one.role.position, role=what)
    return s.press("⏳ Waitlist: {role}", "take_role", shift_id, one.role.position, role=what)


def _more(s: Speech, message: m.ShiftCard) -> Rows:
    """Return the ways to map, calendar, series and friends."""
    view, shift_id = message.view, message.view.shift.id
    if view.shift.state is ShiftState.CANCELLED:
        return ()
    mine = view.mine is SignupState.CONFIRMED
    in_series = view.shift.series_id is not None and not message.begun
    repeats = in_series and (message.regular or message.goes_on)
    return rows(
        (
            *((s.press("📍 Map", "map", shift_id),) if view.has_pin else ()),
            *((s.press("📆 Calendar", "ics", shift_id),) if mine else ()),
        ),
        (
            *((regular_button(s, view.shift, is_regular=message.regular),) if repeats else ()),
            *(
                (to_copy(s.label("🔗 Share"), message.link),)
                if message.link and not message.begun
                else ()
            ),
        ),
    )


@words(m.SignupSaid)
def _signup_said(s: Speech, message: m.SignupSaid) -> Rendered:
    return Rendered(html=_signup_text(s, message))


def _signup_text(s: Speech, message: m.SignupSaid) -> Html:  # noqa: C901, PLR0911 - one line each
    match message.result:
        case SignupResult.CONFIRMED:
            return s.say("You are in. Thank you!")
        case SignupResult.WAITING:
            return s.say("The shift is full. You are on the waitlist, place {n}.", n=message.line)
        case SignupResult.ALREADY_CONFIRMED:
            return s.say("You are already signed up.")
        case SignupResult.ALREADY_WAITING:
            return s.say("You are already on the waitlist, place {n}.", n=message.line)
        case SignupResult.BEGUN:
            return s.say("This shift has already begun.")
        case SignupResult.CANCELLED:
            return s.say("❌ This shift was cancelled.")
        case SignupResult.UNQUALIFIED:
            return s.say("This place asks for something that nobody has noted for you yet.")
        case SignupResult.ADULTS_ONLY:
            return s.say("🔞 Only from 18 years")


@words(m.WithdrawSaid)
def _withdraw_said(s: Speech, message: m.WithdrawSaid) -> Rendered:
    return Rendered(html=_withdraw_text(s, message.result))


def _withdraw_text(s: Speech, result: WithdrawResult) -> Html:
    match result:
        case WithdrawResult.WITHDRAWN:
            return s.say("Done. You are no longer signed up.")
        case WithdrawResult.LATE:
            return s.say("Done. You are no longer signed up. The coordinator was told.")
        case WithdrawResult.LEFT_LINE:
            return s.say("Done. You are no longer on the waitlist.")
        case WithdrawResult.NOT_IN:
            return s.say("You are not signed up for this shift.")
        case WithdrawResult.BEGUN:
            return s.say("This shift has already begun.")
