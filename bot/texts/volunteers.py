"""Words for volunteers: joining, shifts, sign-ups, reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from bot.domain import messages_volunteer as m
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Shift, ShiftView
from bot.texts.common import menu_button
from bot.texts.speech import Html, Rows, Speech, bare, bold, lines, rows, speech
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


def to_call(s: Speech, n: int) -> Html | None:
    """Return whom a human has to tell because they have no Telegram; None if that is nobody."""
    if not n:
        return None
    return s.count(
        "☎️ {n} person has no Telegram: please call.",
        "☎️ {n} people have no Telegram: please call.",
        n,
    )


def several(shifts: Iterable[Shift]) -> bool:
    """Tell whether the shifts are of different initiatives, so that each needs its name."""
    return len({shift.initiative_id for shift in shifts}) > 1


def places(s: Speech, view: ShiftView) -> Html:
    """Return how many places are free, or how long the waitlist is."""
    if view.free:
        return s.count("{n} place free", "{n} places free", view.free)
    if view.waiting:
        return s.count(
            "Full, {n} person on the waitlist", "Full, {n} people on the waitlist", view.waiting
        )
    return s.say("Full")


def paging(s: Speech, page: int, pages: int, action: str, *args: int | str) -> tuple[Button, ...]:
    """Return the buttons to the pages around; ``action`` takes the page's number last."""
    return (
        *((s.press("⬅️ Earlier", action, *args, page - 1),) if page > 0 else ()),
        *((s.press("➡️ Later", action, *args, page + 1),) if page + 1 < pages else ()),
    )


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
            s.say("To take the shift, you first join this initiative.")
            if message.for_shift
            else None,
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
            s.say("Then you can take the shift.") if message.for_shift else None,
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
        html=lines(
            s.say("Welcome to {initiative}!", initiative=message.initiative),
            *(_wished(s, message.shift) if message.shift is not None else ()),
        ),
        buttons=rows(
            None
            if message.shift is None
            else s.press("📅 Show the shift", "shift", message.shift.id),
            (s.press("📅 Find a shift", "shifts", 0), menu_button(s)),
        ),
    )


def _wished(s: Speech, shift: Shift) -> tuple[Html | str, ...]:
    """Return the shift for whose sake somebody joined."""
    return ("", s.say("You wanted to take this shift:"), when(s, shift), what_where(s, shift))


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


@words(m.Reminder)
def _reminder(s: Speech, message: m.Reminder) -> Rendered:
    shift = message.shift
    said = speech("de", s.zone) if message.german else s
    return Rendered(
        html=lines(
            bold(said.say("⏰ Your shift")),
            "",
            when(said, shift),
            what_where(said, shift),
            said.say("💬 Contact: {contact}", contact=message.contact)
            if message.contact
            else None,
            *_answered(said, message),
        ),
        buttons=_reminder_buttons(s, message),
        silent=message.silent,
    )


def _answered(s: Speech, message: m.Reminder) -> tuple[Html | str, ...]:
    if message.late_minutes:
        return (
            "",
            s.count(
                "⏱ You said that you come {n} minute late.",
                "⏱ You said that you come {n} minutes late.",
                message.late_minutes,
            ),
        )
    return ("", s.say("👍 You said that you are coming.")) if message.coming else ()


def _reminder_buttons(s: Speech, message: m.Reminder) -> Rows:
    shift_id = message.shift.id
    if message.german:
        return rows(s.press("⬅️ Back to my language", "reminder", shift_id))
    come = () if message.coming else (s.press("👍 I'm coming", "coming", shift_id),)
    late = (s.press("⏱ I'm late", "late", shift_id),) if message.can_be_late else ()
    pin = (s.press("📍 Map", "map", shift_id),) if message.has_pin else ()
    return rows(
        (*come, s.press("🙁 I can't come", "cant", shift_id)),
        (*late, *pin),
        None if s.language == "de" else s.press("🇩🇪 Show in German", "reminder_german", shift_id),
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
