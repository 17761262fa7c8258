"""Words for changes of a shift, for coming late, and for who has not answered yet."""

from __future__ import annotations

from bot.domain import messages_changes as m
from bot.domain.coming import LATE_CHOICES, Asked, Unheard
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Shift
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import what_where, when
from bot.texts.words import words

_NAMES_AT_MOST = 40  # in one message


@words(m.ShiftsChanged)
def _shifts_changed(s: Speech, message: m.ShiftsChanged) -> Rendered:
    several = len(message.changes) > 1
    blocks = [part for one in message.changes for part in ("", _change(s, one))]
    asks = several and any(one.line is None for one in message.changes)
    return Rendered(
        html=lines(
            bold(
                s.count(
                    "🔔 A shift of yours has changed",
                    "🔔 {n} shifts of yours have changed",
                    len(message.changes),
                )
            ),
            *blocks,
            *(("", s.say("👍 I'm coming · 🙁 I can't come")) if asks else ()),
        ),
        buttons=rows(
            *(_answers_of(s, one) if several else _answers(s, one) for one in message.changes)
        ),
    )


def _change(s: Speech, one: m.ShiftChange) -> Html:
    return lines(
        when(s, one.shift),
        _moved(s, one.was, one.shift) if one.is_moved else None,
        *_facts(s, one.was, one.shift),
        None if one.clash is None else _clash(s, one.clash),
        s.say("Please confirm again.") if one.is_moved and one.line is None else None,
        None if one.line is None else s.say("⏳ You are on the waitlist, place {n}.", n=one.line),
    )


def _facts(s: Speech, was: Shift, now: Shift) -> tuple[Html, ...]:
    """Return task, place and initiative, with old → new where something changed."""
    return (
        s.say("🧩 {task}", task=now.task)
        if was.task == now.task
        else s.say("🧩 {old} → {new}", old=was.task, new=now.task),
        s.say("📍 {place}", place=now.place)
        if was.place == now.place
        else s.say("📍 {old} → {new}", old=was.place, new=now.place),
        s.say("🏠 {initiative}", initiative=now.initiative),
    )


def _moved(s: Speech, was: Shift, now: Shift) -> Html:
    """Return old → new: times only where the day is the same."""
    old, new = (s.span(one.starts_at, one.ends_at) for one in (was, now))
    old_day, new_day = s.day(was.starts_at), s.day(now.starts_at)
    if old_day != new_day:
        old = s.say("{day}, {span}", day=old_day, span=old)
        new = s.say("{day}, {span}", day=new_day, span=new)
    return s.say("🕐 {old} → {new}", old=old, new=new)


def _clash(s: Speech, clash: Shift) -> Html:
    return s.say(
        "⚠️ At the same time as your shift {task}, {span}",
        task=clash.task,
        span=s.span(clash.starts_at, clash.ends_at),
    )


def _answers(s: Speech, one: m.ShiftChange) -> tuple[Button, ...]:
    if one.line is not None:
        return (s.press("↩️ Leave the waitlist", "leave", one.shift.id),)
    return (
        s.press("👍 I'm coming", "coming", one.shift.id),
        s.press("🙁 I can't come", "cant", one.shift.id),
    )


def _answers_of(s: Speech, one: m.ShiftChange) -> tuple[Button, ...]:
    """Return the answers to one of several; they leave the list as it stands."""
    local = one.shift.starts_at.astimezone(s.zone)
    day = f"{s.short_date(local.date())} {s.clock(local)}"
    if one.line is not None:
        return (s.choice(f"↩️ {day}", "cant_of", one.shift.id),)
    return (
        s.choice(f"👍 {day}", "coming_of", one.shift.id),
        s.choice(f"🙁 {day}", "cant_of", one.shift.id),
    )


@words(m.LateChoice)
def _late_choice(s: Speech, message: m.LateChoice) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(s.say("⏱ How many minutes late will you be?")),
            "",
            when(s, shift),
            what_where(s, shift),
        ),
        buttons=rows(
            *in_columns(
                [s.press("{n} min", "late_by", shift.id, n, n=n) for n in LATE_CHOICES], 4
            ),
            s.press("✅ In time after all", "late_by", shift.id, 0) if message.minutes else None,
            s.press("⬅️ Back", "reminder", shift.id),
        ),
    )


@words(m.LateSaid)
def _late_said(s: Speech, message: m.LateSaid) -> Rendered:
    said = (
        s.say("Thank you. The coordinator was told.")
        if message.minutes
        else s.say("Thank you. See you there!")
    )
    return Rendered(html=said)


@words(m.RunningLate)
def _running_late(s: Speech, message: m.RunningLate) -> Rendered:
    head = (
        s.count(
            "⏱ {name} comes {n} minute late.",
            "⏱ {name} comes {n} minutes late.",
            message.minutes,
            name=message.name,
        )
        if message.minutes
        else s.say("✅ {name} comes in time after all.", name=message.name)
    )
    return Rendered(
        html=lines(bold(head), "", when(s, message.shift), what_where(s, message.shift)),
        buttons=rows(s.press("📋 Show the shift", "duty", message.shift.id)),
    )


@words(m.UnconfirmedList)
def _unconfirmed(s: Speech, message: m.UnconfirmedList) -> Rendered:
    shift = message.shift
    can_ask = message.can_ask and bool(message.people)
    return Rendered(
        html=lines(
            bold(s.say("❔ Not confirmed yet")),
            "",
            when(s, shift),
            what_where(s, shift),
            "",
            *_names(s, message.people),
            *(() if message.asked is None else ("", _asked(s, message.asked))),
        ),
        buttons=rows(
            s.press("🔔 Ask them again", "ask_again", shift.id) if can_ask else None,
            s.press("📋 Show the shift", "duty", shift.id),
        ),
    )


@words(m.UnconfirmedNotice)
def _notice(s: Speech, message: m.UnconfirmedNotice) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(
                s.count(
                    "❔ {n} person has not confirmed yet",
                    "❔ {n} people have not confirmed yet",
                    len(message.people),
                )
            ),
            "",
            when(s, shift),
            what_where(s, shift),
            "",
            *_names(s, message.people),
        ),
        buttons=rows(
            s.press("🔔 Ask them again", "ask_again", shift.id),
            s.press("📋 Show the shift", "duty", shift.id),
        ),
    )


def _names(s: Speech, people: tuple[Unheard, ...]) -> list[Html]:
    if not people:
        return [s.say("Everybody has said that they come.")]
    found = [_name(s, one) for one in people[:_NAMES_AT_MOST]]
    if (more := len(people) - _NAMES_AT_MOST) > 0:
        found.append(s.count("… and {n} more", "… and {n} more", more))
    if any(one.by_phone for one in people):
        found += [Html(""), s.say("☎️ Lotse cannot reach these people. Please call them.")]
    if any(one.muted for one in people):
        found += [Html(""), s.say("🔕 These people want no reminders.")]
    return found


def _name(s: Speech, one: Unheard) -> Html:
    if one.by_phone and one.phone:
        return s.say("☎️ {name}, {phone}", name=one.name, phone=one.phone)
    if one.by_phone:
        return s.say("☎️ {name}", name=one.name)
    return s.say("🔕 {name}", name=one.name) if one.muted else s.say("• {name}", name=one.name)


def _asked(s: Speech, asked: Asked) -> Html:
    if asked.before is not None:
        return s.say(
            "They were asked at {time}. Please give them time.", time=s.clock(asked.before)
        )
    if not asked.now and not asked.later:
        return s.say("Nobody here can be asked by message.")
    return lines(
        s.count("✅ {n} person was asked.", "✅ {n} people were asked.", asked.now)
        if asked.now
        else None,
        s.count(
            "🌙 {n} person will be asked in the morning.",
            "🌙 {n} people will be asked in the morning.",
            asked.later,
        )
        if asked.later
        else None,
    )


@words(m.UnconfirmedShifts)
def _unconfirmed_shifts(s: Speech, message: m.UnconfirmedShifts) -> Rendered:
    if not message.shifts:
        return Rendered(
            html=lines(
                bold(s.say("❔ Not confirmed yet")),
                s.say("In the next 48 hours everybody has said that they come."),
            ),
            buttons=rows(s.press("📋 Roster", "roster", 0), menu_button(s)),
        )
    blocks = [
        part
        for shift, count in message.shifts
        for part in (
            "",
            when(s, shift),
            s.say("{task} · {place}", task=shift.task, place=shift.place),
            s.count("{n} person not confirmed", "{n} people not confirmed", count),
        )
    ]
    return Rendered(
        html=lines(bold(s.say("❔ Not confirmed yet")), *blocks),
        buttons=rows(
            *(_to_list(s, shift) for shift, _ in message.shifts),
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _to_list(s: Speech, shift: Shift) -> Button:
    local = shift.starts_at.astimezone(s.zone)
    head = f"{s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, shift.task, "unconfirmed", shift.id)
