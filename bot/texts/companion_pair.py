"""Words for volunteers who come along, for what the two write, and for the profile."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages_companion as m
from bot.domain.companions import AcceptResult, Gender, Half, Side
from bot.domain.rendered import Button, Rendered
from bot.texts import dates
from bot.texts.common import menu_button
from bot.texts.companions import facts, place_name, when_where, write_and_map
from bot.texts.speech import Html, Speech, bold, in_columns, lines, passage, rows
from bot.texts.words import words


@words(m.CompanionCall)
def _call(s: Speech, message: m.CompanionCall) -> Rendered:
    number = message.offer_id
    head = (
        s.say("Thank you for the answer. You are not asked again for this.")
        if message.declined
        else s.say("🚶 Can you come along?")
    )
    return Rendered(
        html=lines(
            bold(head),
            "",
            facts(s, message.trip),
            "",
            s.say("If you can after all, you may still press the button.")
            if message.declined
            else s.say("Several people are asked. Whoever answers first comes along."),
        ),
        buttons=rows(
            s.press("✋ I'll come along", "companion_yes", number),
            menu_button(s) if message.declined else s.press("🙅 I can't", "companion_no", number),
        ),
    )


@words(m.CompanionTooLate)
def _too_late(s: Speech, message: m.CompanionTooLate) -> Rendered:
    match message.result:
        case AcceptResult.TOO_LATE:
            why = s.say("Somebody else already comes along. Thank you!")
        case AcceptResult.NOT_CLEARED:
            why = s.say("Only who is cleared by a coordinator can come along. Please ask them.")
        case _:
            why = s.say("Nobody is needed here any more. Thank you!")
    return Rendered(
        html=lines(bold(why), "", when_where(s, message.trip)), buttons=rows(menu_button(s))
    )


@words(m.CompanionDuty)
def _duty(s: Speech, message: m.CompanionDuty) -> Rendered:
    number = message.request_id
    head = s.say("🚶 You accompany {name}.", name=message.newcomer)
    thanks = s.say("Thank you! You can write to each other here until the day after.")
    if message.asking:
        return Rendered(
            html=lines(
                bold(head),
                "",
                facts(s, message.trip),
                "",
                s.say("Can you really not come? Somebody else is looked for at once."),
            ),
            buttons=rows(
                s.press("🙁 I really can't come", "companion_out_yes", number),
                s.press("↩️ No, I come", "companion_duty", number),
            ),
        )
    return Rendered(
        html=lines(
            bold(head),
            "",
            facts(s, message.trip),
            *(("", thanks) if message.fresh else ()),
        ),
        buttons=rows(
            *write_and_map(s, number, write=message.can_write, pin=message.has_pin),
            None if message.begun else s.press("🙁 I can't come", "companion_out", number),
            (s.press("🗓 My shifts", "my"), menu_button(s)),
        ),
    )


@words(m.CompanionLetGo)
def _let_go(s: Speech, message: m.CompanionLetGo) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("All right, you need not come. Somebody else is looked for.")),
            "",
            when_where(s, message.trip),
        ),
        buttons=rows(menu_button(s)),
    )


@words(m.CompanionCancelled)
def _cancelled(s: Speech, message: m.CompanionCancelled) -> Rendered:
    span = s.span(message.starts_at, message.ends_at)
    return Rendered(
        html=lines(
            bold(s.say("❌ You need not come along any more.")),
            "",
            place_name(s, message.place),
            s.say("🗓 {day}, {span}", day=s.day(message.starts_at), span=span),
            "",
            s.say("The request was taken back or stopped. Thank you for your help!"),
        ),
        buttons=rows(menu_button(s)),
    )


# --- between the two


@words(m.CompanionWords)
def _words(s: Speech, message: m.CompanionWords) -> Rendered:
    number = message.request_id
    return Rendered(
        html=lines(
            bold(
                s.say("✏️ {name} has corrected a message:", name=message.name)
                if message.corrected
                else s.say("💬 {name} writes:", name=message.name)
            ),
            passage(message.text) if message.text else None,
        ),
        file=message.file,
        buttons=rows(
            s.press("✍️ Write", "companion_write", number),
            (
                s.press("⏹ End", "companion_end", number),
                s.press("🚩 Report", "companion_report", number),
            ),
        ),
    )


_NOTES: dict[m.TalkNote, Callable[[Speech], Html]] = {
    m.TalkNote.WRITE: lambda s: s.say("Please write your message now."),
    m.TalkNote.SENT: lambda s: s.say("Your message is on its way."),
    m.TalkNote.CORRECTED: lambda s: s.say("Your corrected message was passed on."),
    m.TalkNote.ENDED: lambda s: s.say("You no longer write to each other. The appointment stays."),
    m.TalkNote.SILENCE: lambda s: s.say(
        "You can no longer write to each other about this appointment."
    ),
    m.TalkNote.CLOSED: lambda s: s.say(
        "Your message was not passed on: you no longer write to each other."
    ),
    m.TalkNote.REPORTED: lambda s: s.say(
        "Thank you. The coordinators know, and no more messages reach you."
    ),
    m.TalkNote.REPORTED_BEFORE: lambda s: s.say("The coordinators know about it."),
    m.TalkNote.UNREADABLE: lambda s: s.say(
        "I can pass on text, photos, voice messages and documents."
    ),
}


@words(m.CompanionTalk)
def _talk(s: Speech, message: m.CompanionTalk) -> Rendered:
    if message.note in {m.TalkNote.WRITE, m.TalkNote.UNREADABLE}:
        ways = rows(s.press("✖️ Cancel", "cancel"))
    else:
        ways = rows(_way_on(s, message), (s.press("🙋 Ask a human", "human"), menu_button(s)))
    return Rendered(html=_NOTES[message.note](s), buttons=ways)


def _way_on(s: Speech, message: m.CompanionTalk) -> Button | None:
    """Return the way to write more, or to the appointment that stays."""
    if message.side is None:
        return None
    if message.note in {m.TalkNote.SENT, m.TalkNote.CORRECTED}:
        return s.press("✍️ Write", "companion_write", message.request_id)
    if message.side is Side.NEWCOMER:
        return s.press("🚶 My request", "companion_mine", message.request_id)
    return s.press("🗓 My shifts", "my")


@words(m.CompanionTalkAsk)
def _talk_ask(s: Speech, message: m.CompanionTalkAsk) -> Rendered:
    number = message.request_id
    if message.reporting:
        return Rendered(
            html=lines(
                bold(s.say("Report {name}?", name=message.name)),
                s.say(
                    "The coordinators and the leads see both first names and your last messages. "
                    "No more messages reach you."
                ),
            ),
            buttons=rows(
                s.press("🚩 Yes, report", "companion_report_yes", number), menu_button(s)
            ),
        )
    return Rendered(
        html=lines(
            bold(s.say("End the writing with {name}?", name=message.name)),
            s.say("The appointment stays. You can no longer write to each other."),
        ),
        buttons=rows(s.press("⏹ Yes, end it", "companion_end_yes", number), menu_button(s)),
    )


# --- in the profile


@words(m.CompanionProfile)
def _profile(s: Speech, message: m.CompanionProfile) -> Rendered:
    back = (s.press("⬅️ My profile", "profile"), menu_button(s))
    if not message.cleared:
        return Rendered(
            html=s.say("Only who is cleared by a coordinator can come along. Please ask them."),
            buttons=rows(back),
        )
    match message.gender:
        case Gender.WOMAN:
            gender = s.say("I am: a woman")
        case Gender.MAN:
            gender = s.say("I am: a man")
        case None:
            gender = s.say("I am: not said")
    times = s.listed(_half(s, one) for one in message.free_times)
    return Rendered(
        html=lines(
            bold(s.say("🚶 Coming along")),
            s.say("A coordinator has cleared you. You need not say anything here."),
            "",
            gender,
            s.say("Some newcomers wish for a woman or a man."),
            "",
            s.say("Free: {times}", times=times)
            if message.free_times
            else s.say("Free: not said. You are asked at all times."),
        ),
        buttons=rows(
            (
                s.press("👩 A woman", "me_gender", "woman"),
                s.press("👨 A man", "me_gender", "man"),
                s.press("➖ Not said", "me_gender", "none"),
            ),
            s.press("🕙 When I am free", "me_free"),
            back,
        ),
    )


def _half(s: Speech, half: Half) -> Html:
    name = dates.weekday(half.weekday, s.language)
    if half.is_morning:
        return s.say("{day} morning", day=name)
    return s.say("{day} afternoon", day=name)


@words(m.FreeTimes)
def _free_times(s: Speech, message: m.FreeTimes) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🕙 When are you free?")),
            s.say(
                "Left: morning until 12. Right: from 12 on. You are asked for these times only."
            ),
        ),
        buttons=(
            *in_columns((_half_button(s, half, message.chosen) for half in Half), 2),
            *rows(s.press("⬅️ Back", "me_companion")),
        ),
    )


def _half_button(s: Speech, half: Half, chosen: tuple[Half, ...]) -> Button:
    mark = "✅ " if half in chosen else ""
    span = "8–12" if half.is_morning else "12–18"
    name = dates.weekday(half.weekday, s.language)
    return s.choice(f"{mark}{name} {span}", "me_free_set", half)
