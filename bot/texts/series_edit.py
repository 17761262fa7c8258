"""Words for changing a shift or a series: what, the new value, which shifts, the dry run."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain import messages_series as m
from bot.domain.messages_series import What
from bot.domain.rendered import Button, Rendered
from bot.domain.series_edit import Action, EditFault, EditPlan, Scope
from bot.domain.shifts import CAPACITY_LIMIT, DraftFault
from bot.texts.common import menu_button
from bot.texts.planning import fault_words
from bot.texts.roles import role_name
from bot.texts.series import pattern_name, repeats
from bot.texts.speech import Html, Rows, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import to_call, what_where, when
from bot.texts.words import words


def _head(s: Speech) -> Html:
    return bold(s.say("✏️ Change the shift"))


@words(m.ChangeWhat)
def _change_what(s: Speech, message: m.ChangeWhat) -> Rendered:
    shift, series = message.shift, message.series
    return Rendered(
        html=lines(
            _head(s),
            "",
            when(s, shift),
            what_where(s, shift),
            None if series is None else repeats(s, series),
            "",
            s.say("What shall be different?"),
        ),
        buttons=rows(
            (
                s.press("🕔 Time", "change_what", shift.id, What.TIME),
                s.press("📅 Day", "change_what", shift.id, What.DAY),
            ),
            (
                s.press("📍 Place", "change_what", shift.id, What.PLACE),
                s.press("🧩 Task", "change_what", shift.id, What.TASK),
            ),
            s.press("👥 Places", "change_what", shift.id, What.PLACES),
            None
            if series is None
            else (
                s.press("🔁 How it repeats", "change_what", shift.id, What.PATTERN),
                s.press("⏹ End the series", "series_end", shift.id),
            ),
            s.press("⬅️ Back", "duty", shift.id),
        ),
    )


@words(m.ChooseRole)
def _choose_role(s: Speech, message: m.ChooseRole) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(_head(s), when(s, shift), "", s.say("Which role?")),
        buttons=rows(
            *(s.choice(role_name(s, one), "change_role", one.position) for one in message.roles),
            s.press("⬅️ Back", "change", shift.id),
        ),
    )


@words(m.AskNew)
def _ask_new(s: Speech, message: m.AskNew) -> Rendered:
    question, wrong = _question(s, message)
    return Rendered(
        html=lines(
            _head(s),
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            wrong if message.not_understood else None,
            question,
        ),
        buttons=(
            *_answers(s, message),
            *rows(s.press("⬅️ Back", "change", message.shift.id)),
        ),
    )


def _question(s: Speech, message: m.AskNew) -> tuple[Html, Html | None]:
    """Return what is asked, and what is said where the answer was not understood."""
    match message.what:
        case What.TIME:
            return (
                s.say(
                    "From when to when? Press one, or write it like this: {example}",
                    example="17:00-19:00",
                ),
                s.say("I did not understand the time."),
            )
        case What.DAY:
            return (
                s.say(
                    "On which day? Press one, or write it like this: {example}", example="24.12."
                ),
                s.say("I did not understand the day."),
            )
        case What.PLACE:
            return s.say("Where? Press a place, or write it."), None
        case What.TASK:
            return s.say("What is to do? Press a task, or write it."), None
        case What.PLACES:
            return (
                s.say("How many people are needed?"),
                s.say("Please write a number from 1 to {most}.", most=CAPACITY_LIMIT),
            )
        case What.PATTERN:
            return s.say("How does it repeat?"), None


def _answers(s: Speech, message: m.AskNew) -> Rows:
    match message.what:
        case What.TIME:
            spans = (
                s.choice(f"{a:%H:%M}–{b:%H:%M}", "change_to", f"{a:%H%M}-{b:%H%M}")
                for a, b in message.spans
            )
            return in_columns(spans, 2)
        case What.DAY:
            days = (
                s.choice(s.short_date(day), "change_to", day.isoformat()) for day in message.days
            )
            return in_columns(days, 3)
        case What.PLACE | What.TASK:
            return rows(
                *(s.choice(word, "change_usual", i) for i, word in enumerate(message.usual))
            )
        case What.PLACES:
            numbers = (s.choice(str(n), "change_to", str(n)) for n in (1, 2, 3, 4, 5, 6, 8, 10))
            return in_columns(numbers, 4)
        case What.PATTERN:
            return rows(*_patterns(s, message))


def _patterns(s: Speech, message: m.AskNew) -> Iterator[Button]:
    if message.first_day is not None:
        for pattern in message.patterns:
            yield s.choice(pattern_name(s, pattern, message.first_day), "change_to", pattern)


@words(m.AskScope)
def _ask_scope(s: Speech, message: m.AskScope) -> Rendered:
    return Rendered(
        html=lines(
            _head(s),
            when(s, message.shift),
            repeats(s, message.series),
            "",
            s.say("Which shifts of the series are meant?"),
        ),
        buttons=rows(
            *(_scope(s, scope) for scope in message.scopes),
            s.press("⬅️ Back", "change", message.shift.id),
        ),
    )


def _scope(s: Speech, scope: Scope) -> Button:
    match scope:
        case Scope.ONE:
            return s.press("1️⃣ Only this one", "change_scope", scope)
        case Scope.FOLLOWING:
            return s.press("➡️ This and following", "change_scope", scope)
        case Scope.ALL:
            return s.press("🔁 All", "change_scope", scope)


@words(m.ChangePreview)
def _preview(s: Speech, message: m.ChangePreview) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("What will happen")),
            "",
            *_news(s, message),
            *_sum(s, message.plan),
            *_people(s, message),
            "",
            s.say("Shall I do that?"),
        ),
        buttons=rows(
            s.press("✅ Yes, change it", "change_yes", message.plan.mark),
            (
                s.press("✏️ Something else", "change", message.shift.id),
                s.press("✖️ Cancel", "cancel"),
            ),
        ),
    )


def _news(s: Speech, message: m.ChangePreview) -> Iterator[Html]:
    """Yield old and new of what was changed, of the shift it was changed on."""
    shift, edit, series = message.shift, message.edit, message.plan.series
    yield when(s, shift)
    if edit.span is not None:
        old = s.span(shift.starts_at, shift.ends_at)
        new = f"{edit.span[0]:%H:%M}–{edit.span[1]:%H:%M}"
        yield s.say("🕔 {old} → {new}", old=old, new=new)
    if edit.day is not None:
        yield s.say("📅 {old} → {new}", old=s.day(shift.starts_at), new=s.on_day(edit.day))
    if edit.place is not None:
        yield s.say("📍 {old} → {new}", old=shift.place, new=edit.place)
    if edit.task is not None:
        yield s.say("🧩 {old} → {new}", old=shift.task, new=edit.task)
    if edit.places is not None:
        yield s.count("👥 {n} person needed", "👥 {n} people needed", edit.places[1])
    if series is not None:
        yield repeats(s, series)
    yield Html("")


def _sum(s: Speech, plan: EditPlan) -> Iterator[Html]:
    """Yield how many shifts change, come, go and stay."""
    if plan.changed:
        yield s.count("✏️ {n} shift changes.", "✏️ {n} shifts change.", plan.changed)
    if made := plan.count(Action.CREATE):
        yield s.count("➕ {n} shift is added.", "➕ {n} shifts are added.", made)
    if plan.removed:
        yield s.count(
            "➖ {n} shift without people is removed.",
            "➖ {n} shifts without people are removed.",
            plan.removed,
        )
    if kept := plan.count(Action.DETACH):
        yield s.count(
            "📌 {n} shift keeps its old day because people are signed up.",
            "📌 {n} shifts keep their old day because people are signed up.",
            kept,
        )
    if own := plan.count(Action.OWN):
        yield s.count(
            "📌 {n} shift that was changed by itself stays as it is.",
            "📌 {n} shifts that were changed by themselves stay as they are.",
            own,
        )
    yield from _refused_steps(s, plan)


def _refused_steps(s: Speech, plan: EditPlan) -> Iterator[Html]:
    taken = sum(step.fault is EditFault.TAKEN for step in plan.steps)
    if taken:
        yield s.count(
            "⚠️ {n} shift stays as it is: more people have a place than would remain.",
            "⚠️ {n} shifts stay as they are: more people have a place than would remain.",
            taken,
        )
    if other := plan.count(Action.REFUSE) - taken:
        yield s.count(
            "⚠️ {n} shift stays as it is: the new time is not possible there.",
            "⚠️ {n} shifts stay as they are: the new time is not possible there.",
            other,
        )


def _people(s: Speech, message: m.ChangePreview | m.ChangeDone) -> Iterator[Html]:
    """Yield how many people are told, and whom a human has to tell."""
    if message.told:
        yield s.count("🔔 {n} person is told.", "🔔 {n} people are told.", message.told)
    if (call := to_call(s, message.to_call)) is not None:
        yield call
    if message.regulars:
        yield s.count(
            "🔁 {n} person came every time and is not signed up for the new day. Please ask.",
            "🔁 {n} people came every time and are not signed up for the new day. Please ask.",
            message.regulars,
        )


@words(m.ChangeDone)
def _done(s: Speech, message: m.ChangeDone) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("✅ Changed.")),
            "",
            *_sum(s, message.plan),
            *_people(s, message),
        ),
        buttons=rows(
            s.press("📋 Show the shift", "duty", message.shift_id) if _is_there(message) else None,
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _is_there(message: m.ChangeDone) -> bool:
    """Tell whether the shift it was changed on still exists."""
    return not any(
        step.shift_id == message.shift_id and step.action in {Action.DELETE, Action.CLOSE}
        for step in message.plan.steps
    )


@words(m.ChangeRefused)
def _refused(s: Speech, message: m.ChangeRefused) -> Rendered:
    fault = message.fault
    return Rendered(
        html=fault_words(s, fault) if isinstance(fault, DraftFault) else _edit_fault(s, fault),
        buttons=rows(
            None
            if fault is EditFault.OVER
            else s.press("✏️ Something else", "change", message.shift_id),
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _edit_fault(s: Speech, fault: EditFault) -> Html:
    match fault:
        case EditFault.OVER:
            return s.say("This shift has begun or was cancelled. It cannot be changed any more.")
        case EditFault.NOTHING:
            return s.say("It is like that already. Nothing has changed.")
        case EditFault.TAKEN:
            return s.say("More people have a place than would remain. Nothing has changed.")
        case EditFault.PATTERN:
            return s.say("Please choose first how it repeats.")
