"""Words for the roster: who comes, one shift with its names, news of those who cannot."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages_coordinator as m
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Shift, ShiftState
from bot.texts.common import menu_button
from bot.texts.languages import language_name
from bot.texts.speech import Html, Speech, bold, lines, rows
from bot.texts.volunteers import paging, several, shift_link, to_call, what_where, when
from bot.texts.words import words


def _taken(s: Speech, role: m.RosterRole) -> Html:
    taken, capacity = len(role.confirmed), role.view.role.capacity
    mark = "🟢" if taken >= capacity else "🟡" if taken else "🔴"
    count = s.say("{mark} {taken} of {capacity}", mark=Html(mark), taken=taken, capacity=capacity)
    if not role.view.role.name:
        return count
    return s.say("{count} · {role}", count=count, role=role.view.role.name)


def _person(s: Speech, person: m.RosterPerson) -> Html:
    if person.late_minutes:
        return s.say("{name} ⏱ {n} min", name=person.name, n=person.late_minutes)
    if person.coming:
        return s.say("{name} 👍", name=person.name)
    return (
        s.say("{name} ☎️", name=person.name)
        if person.by_phone
        else s.say("{name}", name=person.name)
    )


def _names(s: Speech, role: m.RosterRole) -> Html:
    names = [_person(s, person) for person in role.confirmed]
    return s.listed(names) if names else s.say("nobody yet")


def _waiting(s: Speech, role: m.RosterRole) -> Html | None:
    return s.say("Waitlist: {names}", names=s.listed(role.waiting)) if role.waiting else None


def _wanted(s: Speech, role: m.RosterRole) -> Html | None:
    """Return which languages are wanted, and how many of those who come speak one of them."""
    languages = role.view.role.languages
    if not languages:
        return None
    named = s.listed(language_name(s, tag) for tag in languages)
    return s.say("🗣 Wanted: {languages} ({n} there)", languages=named, n=role.view.speakers)


def _roles(s: Speech, entry: m.RosterEntry) -> Html:
    """Return who comes and who waits, role by role."""
    return lines(*(part for role in entry.roles for part in _role(s, role)), _newcomers(s, entry))


def _newcomers(s: Speech, entry: m.RosterEntry) -> Html | None:
    """Return how many places newcomers have booked, of how many; never who."""
    if entry.offer is None:
        return None
    if entry.offer.places is None:
        return s.say("🌍 For newcomers too, without booking")
    return s.say(
        "🌍 Newcomers: {taken} of {places} places booked",
        taken=entry.booked,
        places=entry.offer.places,
    )


def _role(s: Speech, role: m.RosterRole) -> tuple[Html | None, ...]:
    searching = role.searching and len(role.confirmed) < role.view.role.capacity
    return (
        _taken(s, role),
        _names(s, role),
        _waiting(s, role),
        _wanted(s, role),
        s.say("🔎 A place is open, a stand-in is looked for.") if searching else None,
    )


@words(m.Roster)
def _roster(s: Speech, message: m.Roster) -> Rendered:
    end = message.start + timedelta(days=6)
    blocks: list[Html | str | None] = []
    told_apart = several(entry.shift for entry in message.entries)
    for entry in message.entries:
        blocks += [
            "",
            when(s, entry.shift),
            s.say("{task} · {place}", task=entry.shift.task, place=entry.shift.place),
            s.say("🏠 {initiative}", initiative=entry.shift.initiative) if told_apart else None,
            _roles(s, entry),
        ]
    return Rendered(
        html=lines(
            bold(s.say("📋 Roster")),
            s.say("{start} to {end}", start=s.on_day(message.start), end=s.on_day(end)),
            *(blocks or ("", s.say("No shifts are planned in this week."))),
        ),
        buttons=rows(
            *(_to_shift(s, entry.shift) for entry in message.entries),
            paging(s, message.page, message.pages, "roster_page", message.week),
            s.press("❔ Not confirmed yet", "unconfirmed_all"),
            (
                s.press("⬅️ Week before", "roster", message.week - 1),
                s.press("➡️ Next week", "roster", message.week + 1),
            ),
            (s.press("➕ New shift", "new"), menu_button(s)),
        ),
    )


def _to_shift(s: Speech, shift: Shift) -> Button:
    local = shift.starts_at.astimezone(s.zone)
    head = f"{s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, shift.task, "duty", shift.id)


@words(m.RosterShift)
def _roster_shift(s: Speech, message: m.RosterShift) -> Rendered:
    entry = message.entry
    cancelled = entry.shift.state is ShiftState.CANCELLED
    is_open = not message.begun and not cancelled
    return Rendered(
        html=lines(
            when(s, entry.shift),
            what_where(s, entry.shift),
            "",
            s.say("❌ This shift was cancelled.") if cancelled else _roles(s, entry),
            *(shift_link(s, message.link) if is_open else ()),
        ),
        buttons=rows(
            *(_before(s, message) if is_open else ()),
            s.press("✅ Who was there", "attend", entry.shift.id)
            if message.begun and not cancelled
            else None,
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _before(s: Speech, message: m.RosterShift) -> tuple[tuple[Button, ...], ...]:
    """Return what a coordinator can do before the shift begins."""
    number = message.entry.shift.id
    open_answers = message.entry.unconfirmed
    pin = (
        s.press("📍 Change the pin", "pin", number)
        if message.has_pin
        else s.press("📍 Set the pin", "pin", number)
    )
    return rows(
        (s.press("➕ Add somebody", "enter", number), s.press("🔎 Find people", "search", number)),
        s.press("❔ No answer yet: {n}", "unconfirmed", number, n=open_answers)
        if open_answers
        else None,
        (s.press("✏️ Change", "change", number), pin),
        s.press("🌍 Show it to newcomers", "act_edit", number)
        if message.entry.offer is None
        else s.press("🌍 What newcomers see", "act_edit", number),
        s.press("❌ Cancel the shift", "cancel_shift", number),
    )


@words(m.CancelAsk)
def _cancel_ask(s: Speech, message: m.CancelAsk) -> Rendered:
    concerned = (
        s.count(
            "{n} person is signed up or waiting and will be told.",
            "{n} people are signed up or waiting and will be told.",
            message.concerned,
        )
        if message.concerned
        else None
    )
    call = to_call(s, message.to_call)
    if concerned is None and call is None:
        concerned = s.say("Nobody has to be told.")
    return Rendered(
        html=lines(
            bold(s.say("Cancel this shift?")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            concerned,
            call,
        ),
        buttons=rows(
            s.press("❌ Yes, cancel the shift", "cancel_yes", message.shift.id),
            s.press("↩️ No, keep it", "duty", message.shift.id),
        ),
    )


@words(m.CancelDone)
def _cancel_done(s: Speech, message: m.CancelDone) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("❌ The shift is cancelled.")),
            when(s, message.shift),
            s.count("{n} person is being told.", "{n} people are being told.", message.told)
            if message.told
            else None,
            to_call(s, message.to_call),
        ),
        buttons=rows((s.press("📋 Roster", "roster", 0), menu_button(s))),
    )


def _about(s: Speech, head: Html, message: m.LateWithdrawal | m.VolunteerGone) -> Rendered:
    free = (
        s.count("{n} place is open now.", "{n} places are open now.", message.free)
        if message.free
        else s.say("All places are taken again.")
    )
    searching = isinstance(message, m.LateWithdrawal) and message.searching
    return Rendered(
        html=lines(
            head,
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            free,
            s.say("🔎 A place is open, a stand-in is looked for.") if searching else None,
        ),
        buttons=rows(
            s.press("🔎 Find people", "search", message.shift.id) if message.free else None,
            s.press("📋 Show the shift", "duty", message.shift.id),
        ),
    )


@words(m.LateWithdrawal)
def _late(s: Speech, message: m.LateWithdrawal) -> Rendered:
    head = (
        s.say("⚠️ {name} cannot come at short notice.", name=message.name)
        if message.name
        else s.say("⚠️ Somebody cannot come at short notice.")
    )
    return _about(s, bold(head), message)


@words(m.VolunteerGone)
def _gone(s: Speech, message: m.VolunteerGone) -> Rendered:
    return _about(s, bold(s.say("⚠️ Somebody is no longer signed up.")), message)


@words(m.VolunteerUnreachable)
def _unreachable(s: Speech, message: m.VolunteerUnreachable) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("⚠️ {name} cannot be reached on Telegram any more.", name=message.name)),
            s.say("Please ask by phone whether the person comes to this shift:"),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
        ),
        buttons=rows(s.press("📋 Show the shift", "duty", message.shift.id)),
    )
