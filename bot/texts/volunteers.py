"""Words for volunteers: joining, shifts, sign-ups, reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from bot.domain import messages_volunteer as m
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Shift, ShiftState, ShiftView
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bare, bold, lines, rows
from bot.texts.words import words


def when(s: Speech, shift: Shift) -> Html:
    """Return day and times of a shift in bold, such as "Tuesday, 24 November, 17:00–19:00"."""
    return _when(s, shift.starts_at, shift.ends_at)


@lru_cache(maxsize=4096)
def _when(s: Speech, start: datetime, end: datetime) -> Html:
    return bold(s.say("{day}, {span}", day=s.heading_day(start), span=s.span(start, end)))


def what_where(s: Speech, shift: Shift) -> Html:
    """Return task, place and initiative of a shift, one below the other."""
    return lines(
        s.say("🧩 {task}", task=shift.task),
        s.say("📍 {place}", place=shift.place),
        s.say("🏠 {initiative}", initiative=shift.initiative),
    )


def shift_link(s: Speech, link: str) -> tuple[Html | str, ...]:
    """Return the lines that hand on the link to one shift; none without a link."""
    return ("", s.say("Link for your volunteers: {link}", link=bare(link))) if link else ()


def several(shifts: Iterable[Shift]) -> bool:
    """Tell whether the shifts are of different initiatives, so that each needs its name."""
    return len({shift.initiative_id for shift in shifts}) > 1


def _in_list(s: Speech, view: ShiftView, *, named: bool) -> Html:
    """Return one shift as a list shows it, with the initiative's name where there are several."""
    shift = view.shift
    return lines(
        when(s, shift),
        s.say("{task} · {place}", task=shift.task, place=shift.place),
        s.say("🏠 {initiative}", initiative=shift.initiative) if named else None,
        _mark(s, view) or places(s, view),
    )


def places(s: Speech, view: ShiftView) -> Html:
    """Return how many places are free, or how long the waitlist is."""
    if view.free:
        return s.count("{n} place free", "{n} places free", view.free)
    if view.waiting:
        return s.count(
            "Full, {n} person on the waitlist", "Full, {n} people on the waitlist", view.waiting
        )
    return s.say("Full")


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
    day = s.short_date(local.date())
    return s.entry(f"{state}{day} {s.clock(local)}", view.shift.task, "shift", view.shift.id)


@words(m.ShiftList)
def _shift_list(s: Speech, message: m.ShiftList) -> Rendered:
    if not message.shifts:
        return Rendered(
            html=lines(
                bold(s.say("📅 Find a shift")),
                s.say("There are no open shifts at the moment. Please look again later."),
            ),
            buttons=rows((s.press("🗓 My shifts", "my"), menu_button(s))),
        )
    named = several(view.shift for view in message.shifts)
    blocks = [part for view in message.shifts for part in ("", _in_list(s, view, named=named))]
    return Rendered(
        html=lines(
            bold(s.say("📅 Find a shift")),
            s.count(
                "{n} shift in your initiatives", "{n} shifts in your initiatives", message.total
            ),
            *blocks,
        ),
        buttons=rows(
            *(_shift_button(s, view) for view in message.shifts),
            paging(s, message.page, message.pages, "shifts"),
            (s.press("🗓 My shifts", "my"), menu_button(s)),
        ),
    )


def paging(s: Speech, page: int, pages: int, action: str, *args: int | str) -> tuple[Button, ...]:
    """Return the buttons to the pages around; ``action`` takes the page's number last."""
    return (
        *((s.press("⬅️ Earlier", action, *args, page - 1),) if page > 0 else ()),
        *((s.press("➡️ Later", action, *args, page + 1),) if page + 1 < pages else ()),
    )


@words(m.MyShifts)
def _my_shifts(s: Speech, message: m.MyShifts) -> Rendered:
    if not message.shifts:
        return Rendered(
            html=lines(
                bold(s.say("🗓 My shifts")),
                s.say("You have no shifts yet. Find one that suits you."),
            ),
            buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
        )
    named = several(view.shift for view in message.shifts)
    blocks = [part for view in message.shifts for part in ("", _in_list(s, view, named=named))]
    return Rendered(
        html=lines(bold(s.say("🗓 My shifts")), *blocks),
        buttons=rows(
            *(_shift_button(s, view) for view in message.shifts[:20]),
            (s.press("📅 Find a shift", "shifts", 0), menu_button(s)),
        ),
    )


@words(m.ShiftCard)
def _shift_card(s: Speech, message: m.ShiftCard) -> Rendered:
    view = message.view
    if view.shift.state is ShiftState.CANCELLED:
        state = s.say("❌ This shift was cancelled.")
    elif message.begun:
        state = s.say("This shift has already begun.")
    else:
        state = _mark(s, view) or places(s, view)
    return Rendered(
        html=lines(when(s, view.shift), what_where(s, view.shift), "", state),
        buttons=rows(
            _action(s, message),
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )


def _action(s: Speech, message: m.ShiftCard) -> Button | None:
    view = message.view
    if message.begun or view.shift.state is ShiftState.CANCELLED:
        return None
    if view.mine is SignupState.CONFIRMED:
        if message.late:
            return s.press("🙁 I can't come", "cant", view.shift.id)
        return s.press("↩️ Withdraw", "leave", view.shift.id)
    if view.mine is SignupState.WAITING:
        return s.press("↩️ Leave the waitlist", "leave", view.shift.id)
    if view.free:
        return s.press("✋ Sign up", "take", view.shift.id)
    return s.press("⏳ Join the waitlist", "take", view.shift.id)


@words(m.SignupSaid)
def _signup_said(s: Speech, message: m.SignupSaid) -> Rendered:
    return Rendered(html=_signup_text(s, message))


def _signup_text(s: Speech, message: m.SignupSaid) -> Html:
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


@words(m.AskName)
def _ask_name(s: Speech, message: m.AskName) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Which first name shall the others see?"),
            s.say("Please write it, or press it.")
            if message.suggestion
            else s.say("Please write it."),
        ),
        buttons=rows(
            s.choice(message.suggestion, "name_ok") if message.suggestion else None,
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.JoinOffer)
def _join_offer(s: Speech, message: m.JoinOffer) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "This is {initiative} in {town}.", initiative=message.initiative, town=message.town
            ),
            s.say("Do you want to help here?"),
        ),
        buttons=rows(
            s.press("🤝 Yes, I want to help", "join_yes"),
            s.press("❓ I have a question", "ask"),
            menu_button(s),
        ),
    )


@words(m.JoinRequested)
def _join_requested(s: Speech, message: m.JoinRequested) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Thank you! {initiative} was asked.", initiative=message.initiative),
            s.say("You will get a message here as soon as somebody has confirmed."),
        ),
        buttons=rows(menu_button(s)),
    )


@words(m.Joined)
def _joined(s: Speech, message: m.Joined) -> Rendered:
    if message.as_coordinator:
        return Rendered(
            html=lines(
                s.say("Welcome! You now coordinate {initiative}.", initiative=message.initiative),
                s.say("Invite your volunteers next, and plan the first shift."),
            ),
            buttons=rows(
                (s.press("✉️ Invite", "invite"), s.press("➕ New shift", "new")), menu_button(s)
            ),
        )
    return Rendered(
        html=s.say("Welcome to {initiative}!", initiative=message.initiative),
        buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
    )


@words(m.BecameLead)
def _became_lead(s: Speech, _message: m.BecameLead) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Welcome! You now lead this installation."),
            s.say("First, found an initiative. Then invite its coordinators."),
        ),
        buttons=rows((s.press("🏛 New initiative", "found"), menu_button(s))),
    )


@words(m.JoinDeclined)
def _join_declined(s: Speech, message: m.JoinDeclined) -> Rendered:
    return Rendered(
        html=s.say(
            "{initiative} cannot take you in at the moment. Thank you for asking.",
            initiative=message.initiative,
        ),
        buttons=rows((s.press("🤝 I want to help", "help_out"), menu_button(s))),
    )


@words(m.Promoted)
def _promoted(s: Speech, message: m.Promoted) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🎉 A place is free: you are in!")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
        ),
        buttons=rows(
            s.press("👍 I'm coming", "coming", message.shift.id),
            s.press("🙁 I can't come", "cant", message.shift.id),
        ),
    )


@words(m.Reminder)
def _reminder(s: Speech, message: m.Reminder) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(s.say("⏰ Your shift")),
            "",
            when(s, shift),
            what_where(s, shift),
            *(("", s.say("👍 You said that you are coming.")) if message.coming else ()),
        ),
        buttons=rows(
            None if message.coming else s.press("👍 I'm coming", "coming", shift.id),
            s.press("🙁 I can't come", "cant", shift.id),
        ),
        silent=message.silent,
    )


@words(m.ShiftCancelled)
def _shift_cancelled(s: Speech, message: m.ShiftCancelled) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("❌ This shift was cancelled.")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
        ),
        buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
    )
