"""Words for who goes to offers: reminders, changes, and news they chose."""

from __future__ import annotations

from bot.domain import messages_activities as m
from bot.domain.finding import town_mark
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Kind, Shift
from bot.domain.subscriptions import About, Subscription
from bot.texts.activities import where
from bot.texts.common import menu_button
from bot.texts.kinds import ICONS, kind_name
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import when
from bot.texts.words import words

_NEWS_SHOWN = 24  # towns with a button


@words(m.VisitReminder)
def _reminder(s: Speech, message: m.VisitReminder) -> Rendered:
    view, number = message.view, message.view.shift.id
    booked = view.mine is not None and view.mine.booked
    return Rendered(
        html=lines(
            bold(s.say("⏰ Reminder: {title}", title=view.activity.title)),
            when(s, view.shift),
            where(s, view.shift),
            s.say("🏠 {initiative}", initiative=view.shift.initiative),
            s.say("✅ You have a place.") if booked else None,
        ),
        buttons=rows(
            (
                *((s.press("📍 Map", "near_map", number),) if view.has_pin else ()),
                s.press("📋 Show it", "near_see", number),
            ),
            s.press("🇩🇪 Show in German", "near_de", number) if s.language != "de" else None,
            s.press("↩️ Give my place back", "near_back", number)
            if booked
            else s.press("🔕 Don't remind me", "near_remind", number, 0),
        ),
        silent=message.silent,
    )


@words(m.VisitsChanged)
def _changed(s: Speech, message: m.VisitsChanged) -> Rendered:
    head = s.count(
        "🔔 An offer you go to has changed",
        "🔔 {n} offers you go to have changed",
        len(message.changes),
    )
    blocks = [part for one in message.changes for part in ("", _change(s, one))]
    shown = (_to_date(s, one.shift) for one in message.changes)
    return Rendered(html=lines(bold(head), *blocks), buttons=rows(*shown, menu_button(s)))


def _to_date(s: Speech, shift: Shift) -> Button:
    local = shift.starts_at.astimezone(s.zone)
    head = f"{s.short_date(local.date())} {s.clock(local)}"
    return s.entry(head, shift.task, "near_see", shift.id)


def _change(s: Speech, one: m.VisitChange) -> Html:
    was, now = one.was, one.shift
    return lines(
        when(s, now),
        s.say("Before: {day}, {span}", day=s.day(was.starts_at), span=_span(s, was))
        if one.is_moved
        else None,
        bold(s.say("{title}", title=now.task))
        if was.task == now.task
        else s.say("{old} → {new}", old=was.task, new=now.task),
        s.say("📍 {place}", place=now.place)
        if was.place == now.place
        else s.say("📍 {old} → {new}", old=was.place, new=now.place),
        s.say("🏠 {initiative}", initiative=now.initiative),
    )


def _span(s: Speech, shift: Shift) -> str:
    return s.span(shift.starts_at, shift.ends_at)


@words(m.VisitCancelled)
def _cancelled(s: Speech, message: m.VisitCancelled) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(s.say("❌ This does not take place: {title}", title=shift.task)),
            when(s, shift),
            s.say("📍 {place}", place=shift.place),
            s.say("🏠 {initiative}", initiative=shift.initiative),
        ),
        buttons=rows((s.press("🌍 Offers", "offers"), menu_button(s))),
    )


@words(m.NewsChoice)
def _news_choice(s: Speech, message: m.NewsChoice) -> Rendered:
    nothing = not message.towns and not message.kinds
    return Rendered(
        html=lines(
            bold(s.say("🔔 News of offers")),
            s.say("News of offers are switched off. Choose something to switch them on.")
            if message.off
            else s.say("Initiatives can write to you about what you choose here."),
            s.say("There is nothing to choose at the moment.") if nothing else None,
        ),
        buttons=(
            *in_columns((_town(s, message, town) for town in message.towns[:_NEWS_SHOWN]), 2),
            *in_columns((_kind(s, message, kind) for kind in message.kinds), 1),
            *rows((s.press("🌍 Offers", "offers"), menu_button(s))),
        ),
    )


def _town(s: Speech, message: m.NewsChoice, town: str) -> Button:
    on = not message.off and Subscription(about=About.TOWN, value=town) in message.chosen
    if on:
        return s.press("✅ {town}", "news_town", town_mark(town), town=town)
    return s.press("▫️ {town}", "news_town", town_mark(town), town=town)


def _kind(s: Speech, message: m.NewsChoice, kind: Kind) -> Button:
    on = not message.off and Subscription(about=About.KIND, value=kind) in message.chosen
    return s.choice(f"{'✅' if on else ICONS[kind]} {_plain(s, kind)}", "news_kind", kind)


def _plain(s: Speech, kind: Kind) -> str:
    """Return the kind's name without its pictogram, where a tick takes its place."""
    return kind_name(s, kind).removeprefix(ICONS[kind]).strip()
