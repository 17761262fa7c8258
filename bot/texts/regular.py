"""Words for people who come every time, and no longer."""

from __future__ import annotations

from bot.domain import messages_series as m
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Shift
from bot.texts.common import menu_button
from bot.texts.roles import role_name
from bot.texts.series import repeats, wall_times
from bot.texts.speech import Speech, bold, lines, rows
from bot.texts.volunteers import what_where, when
from bot.texts.words import words


def regular_button(s: Speech, shift: Shift, *, is_regular: bool) -> Button:
    """Return the button on a volunteer's card with which they come every time, or no longer."""
    if is_regular:
        return s.press("🔁 No longer every time", "unstand", shift.id)
    return s.press("🔁 Every time", "stand", shift.id)


@words(m.StandAsk)
def _stand_ask(s: Speech, message: m.StandAsk) -> Rendered:
    shift, roles = message.shift, message.series.roles
    several = len(roles) > 1
    return Rendered(
        html=lines(
            bold(s.say("🔁 Come every time")),
            repeats(s, message.series),
            s.say("🕔 {span}", span=wall_times(message.series)),
            what_where(s, shift),
            "",
            s.count(
                "You will be signed up for {n} shift now, and for all that follow.",
                "You will be signed up for {n} shifts now, and for all that follow.",
                message.coming,
            ),
            s.say("Where a shift is full, you wait. You can withdraw from each of them."),
            s.say("As what do you want to help?") if several else None,
        ),
        buttons=rows(
            *(
                (
                    s.choice(role_name(s, role), "stand_yes", shift.id, str(role.position))
                    for role in roles
                )
                if several
                else ()
            ),
            None if several else s.press("✅ Yes, every time", "stand_yes", shift.id, "0"),
            s.press("⬅️ Back", "shift", shift.id),
        ),
    )


@words(m.StandDone)
def _stand_done(s: Speech, message: m.StandDone) -> Rendered:
    if message.stands:
        head = s.say("✅ You come every time. Thank you!")
    else:
        head = s.say("These shifts require something of you that nobody has confirmed yet.")
    return Rendered(
        html=lines(
            bold(head),
            repeats(s, message.series),
            "",
            s.count("{n} shift: you have a place", "{n} shifts: you have a place", message.places)
            if message.places
            else None,
            s.count("{n} shift is full: you wait", "{n} shifts are full: you wait", message.waits)
            if message.waits
            else None,
            s.count(
                "{n} shift requires something that nobody has confirmed yet",
                "{n} shifts require something that nobody has confirmed yet",
                message.refused,
            )
            if message.refused and message.stands
            else None,
            s.say("New shifts sign you up by themselves.") if message.stands else None,
        ),
        buttons=rows(
            s.press("🔁 No longer every time", "unstand", message.shift_id)
            if message.stands
            else None,
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )


@words(m.UnstandAsk)
def _unstand_ask(s: Speech, message: m.UnstandAsk) -> Rendered:
    shift = message.shift
    return Rendered(
        html=lines(
            bold(s.say("🔁 No longer every time")),
            repeats(s, message.series),
            when(s, shift),
            what_where(s, shift),
            "",
            s.say("New shifts will not sign you up any more."),
            s.count(
                "You are signed up for {n} coming shift. Do you want to leave it, too?",
                "You are signed up for {n} coming shifts. Do you want to leave them, too?",
                message.coming,
            )
            if message.coming
            else None,
        ),
        buttons=rows(
            s.press("✅ End it, keep my shifts", "unstand_yes", shift.id, "keep")
            if message.coming
            else s.press("✅ Yes, end it", "unstand_yes", shift.id, "keep"),
            s.press("↩️ End it, leave them all", "unstand_yes", shift.id, "leave")
            if message.coming
            else None,
            s.press("⬅️ Back", "shift", shift.id),
        ),
    )


@words(m.UnstandDone)
def _unstand_done(s: Speech, message: m.UnstandDone) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Done. New shifts will not sign you up any more."),
            s.count("You have left {n} shift.", "You have left {n} shifts.", message.left)
            if message.left
            else None,
        ),
        buttons=rows(
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )


@words(m.NoLongerRegular)
def _no_longer_regular(s: Speech, message: m.NoLongerRegular) -> Rendered:
    why = (
        s.say("There are no further shifts of it.")
        if message.ended
        else s.say("It takes place on other days now. If they suit you, please sign up again.")
    )
    return Rendered(
        html=lines(
            bold(s.say("🔁 You no longer come every time: {task}", task=message.task)),
            s.say("🏠 {initiative}", initiative=message.initiative),
            "",
            why,
        ),
        buttons=rows(
            (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my")),
            menu_button(s),
        ),
    )
