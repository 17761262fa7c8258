"""Words of the dialogue that plans a shift."""

from __future__ import annotations

from bot.domain import messages_coordinator as m
from bot.domain.rendered import Rendered
from bot.domain.shifts import CAPACITY_LIMIT, DraftFault, Kind, ShiftDraft
from bot.texts.activity_plan import offered
from bot.texts.common import menu_button
from bot.texts.kinds import kind_name
from bot.texts.roles import in_draft
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import shift_link, what_where, when
from bot.texts.words import words


@words(m.AskDay)
def _ask_day(s: Speech, message: m.AskDay) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ New shift")),
            s.say("🏠 {initiative}", initiative=message.initiative),
            "",
            s.say("I did not understand the day.") if message.not_understood else None,
            None if message.fault is None else fault_words(s, message.fault),
            s.say("On which day? Press one, or write it like this: {example}", example="24.12."),
        ),
        buttons=(
            *rows(s.press("📄 Copy the last shift", "copy_last") if message.can_copy else None),
            *in_columns(
                (s.choice(s.short_date(day), "day", day.isoformat()) for day in message.days), 3
            ),
            (s.press("✖️ Cancel", "cancel"),),
        ),
    )


@words(m.AskTime)
def _ask_time(s: Speech, message: m.AskTime) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ New shift")),
            s.say("📅 {day}", day=s.on_day(message.day, far=message.far)),
            "",
            s.say("I did not understand the time.") if message.not_understood else None,
            s.say("That time is already over. Please choose a later one.")
            if message.past
            else None,
            s.say(
                "From when to when? Press one, or write it like this: {example}",
                example="17:00-19:00",
            ),
        ),
        buttons=(
            *in_columns(
                (
                    s.choice(span.replace("-", "–"), "span", span.replace(":", ""))
                    for span in message.usual
                ),
                2,
            ),
            (s.press("✖️ Cancel", "cancel"),),
        ),
    )


@words(m.AskPlace)
def _ask_place(s: Speech, message: m.AskPlace) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ New shift")),
            s.say("Where? Press a place, or write it.")
            if message.usual
            else s.say("Where? Please write the place."),
        ),
        buttons=rows(
            *(s.choice(word, "place", i) for i, word in enumerate(message.usual)),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.AskTask)
def _ask_task(s: Speech, message: m.AskTask) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ New shift")),
            s.say("What is to do? Press a task, or write it.")
            if message.usual
            else s.say("What is to do? Please write the task."),
        ),
        buttons=rows(
            *(s.choice(word, "task", i) for i, word in enumerate(message.usual)),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.AskCapacity)
def _ask_capacity(s: Speech, message: m.AskCapacity) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("➕ New shift")),
            s.say("Please write a number from 1 to {most}.", most=CAPACITY_LIMIT)
            if message.not_understood
            else None,
            s.say("How many people are needed?"),
        ),
        buttons=(
            *in_columns((s.choice(str(n), "capacity", n) for n in (1, 2, 3, 4, 5, 6, 8, 10)), 4),
            (s.press("✖️ Cancel", "cancel"),),
        ),
    )


def _needed(s: Speech, capacity: int) -> Html:
    return s.count("👥 {n} person needed", "👥 {n} people needed", capacity)


def _next_day(s: Speech, draft: ShiftDraft) -> Html | None:
    """Return a line for a shift that goes on after midnight: it may be a slip of the finger."""
    first, last = (at.astimezone(s.zone).date() for at in (draft.starts_at, draft.ends_at))
    return s.say("🌙 It ends on the next day.") if last > first else None


@words(m.DraftPreview)
def _preview(s: Speech, message: m.DraftPreview) -> Rendered:
    draft = message.draft
    return Rendered(
        html=lines(
            bold(s.say("Is this right?")),
            "",
            bold(
                s.say(
                    "{day}, {span}",
                    day=s.heading_day(draft.starts_at, far=message.far),
                    span=s.span(draft.starts_at, draft.ends_at),
                )
            ),
            _next_day(s, draft),
            s.say("🧩 {task}", task=draft.task),
            s.say("📍 {place}", place=draft.place),
            s.say("🏠 {initiative}", initiative=message.initiative),
            None if draft.kind is Kind.OTHER else kind_name(s, draft.kind),
            *in_draft(s, draft.roles),
            None if message.offer is None else offered(s, message.offer),
        ),
        buttons=rows(
            s.press("✅ Yes, plan it", "plan_yes", message.mark),
            s.press("🔁 Repeat it", "repeat"),
            (s.press("📅 Another day", "plan_day"), s.press("🕔 Another time", "plan_time")),
            (s.press("👥 Roles and places", "roles"), s.press("🏷 Kind of work", "kinds")),
            s.press("🌍 For newcomers too: no", "act_plan")
            if message.offer is None
            else s.press("🌍 For newcomers too: yes", "act_plan"),
            (
                s.press("✏️ Start again", "new_in", draft.initiative_id),
                s.press("✖️ Cancel", "cancel"),
            ),
        ),
    )


@words(m.DraftRefused)
def _draft_refused(s: Speech, message: m.DraftRefused) -> Rendered:
    return Rendered(
        html=fault_words(s, message.fault),
        buttons=rows((s.press("➕ New shift", "new"), menu_button(s))),
    )


def fault_words(s: Speech, fault: DraftFault) -> Html:
    """Return why a shift cannot be planned like that."""
    match fault:
        case DraftFault.PAST:
            return s.say("That time is already over. Please choose a later one.")
        case DraftFault.TOO_FAR:
            return s.say("That is too far ahead. Please choose a day within 18 months.")
        case DraftFault.TOO_LONG:
            return s.say("A shift ends after it begins, at most 24 hours later.")
        case DraftFault.CAPACITY:
            return s.say("Please write a number from 1 to {most}.", most=CAPACITY_LIMIT)
        case DraftFault.EMPTY:
            return s.say("Place and task must not be empty.")


@words(m.ShiftPlanned)
def _planned(s: Speech, message: m.ShiftPlanned) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("✅ The shift is planned and open for sign-ups.")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            _needed(s, message.shift.capacity),
            *shift_link(s, message.link),
        ),
        buttons=rows(
            (
                s.press("📋 Show the shift", "duty", message.shift.id),
                s.press("📢 Announce", "announce_in", message.shift.initiative_id),
            ),
            (s.press("➕ New shift", "new"), s.press("📋 Roster", "roster", 0)),
            menu_button(s),
        ),
    )
