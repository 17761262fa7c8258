"""Words for entering people without Telegram, and for signing others up."""

from __future__ import annotations

from bot.domain import messages_people as m
from bot.domain.languages import SPOKEN
from bot.domain.rendered import Rendered
from bot.domain.signups import SignupResult, SignupState, WithdrawResult
from bot.texts.common import menu_button
from bot.texts.kinds import qualification_name
from bot.texts.languages import language_name
from bot.texts.people import language_buttons, named, with_marks
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.volunteers import paging, what_where, when
from bot.texts.words import words


@words(m.AskHandName)
def _ask_name(s: Speech, message: m.AskHandName) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Please write a first name with letters.") if message.not_understood else None,
            bold(
                s.say(
                    "📵 Somebody without Telegram, in {initiative}", initiative=message.initiative
                )
            ),
            s.say("What is the person's first name?"),
        ),
        buttons=rows(s.press("✖️ Cancel", "cancel")),
    )


@words(m.AskHandLanguages)
def _ask_languages(s: Speech, message: m.AskHandLanguages) -> Rendered:
    further = (
        s.press("➡️ Go on", "hand_langs_ok")
        if message.speaks
        else s.press("⏭ Skip", "hand_langs_ok")
    )
    return Rendered(
        html=s.say("Which languages does {name} speak?", name=message.name),
        buttons=(
            *language_buttons(s, SPOKEN, message.speaks, "hand_lang"),
            *rows((further, s.press("✖️ Cancel", "cancel"))),
        ),
    )


@words(m.AskHandPhone)
def _ask_phone(s: Speech, message: m.AskHandPhone) -> Rendered:
    return Rendered(
        html=lines(
            s.say("I cannot read that as a phone number.") if message.not_understood else None,
            s.say("Which phone number does {name} have?", name=message.name),
            s.say("Only coordinators of your initiative see it."),
        ),
        buttons=rows((s.press("⏭ Skip", "hand_no_phone"), s.press("✖️ Cancel", "cancel"))),
    )


@words(m.AskHandDay)
def _ask_day(s: Speech, message: m.AskHandDay) -> Rendered:
    fault = (
        s.say("That day is still to come.")
        if message.future
        else s.say("I do not understand that day.")
        if message.not_understood
        else None
    )
    return Rendered(
        html=lines(
            fault,
            s.say("On which day did {name} get the privacy notice on paper?", name=message.name),
            s.say("Without the paper notice nothing is stored."),
            s.say("Please choose, or write a date such as 3.11."),
        ),
        buttons=rows(
            (
                s.press("📄 Today", "hand_day", "today"),
                s.press("📄 Yesterday", "hand_day", "yesterday"),
            ),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.HandPreview)
def _preview(s: Speech, message: m.HandPreview) -> Rendered:
    languages = s.listed(language_name(s, tag) for tag in message.speaks)
    warning = [
        s.say("⚠️ There is already this person of that name. Is it her or him? {person}",
              person=with_marks(s, one))
        for one in message.namesakes[:3]
    ]  # fmt: skip
    return Rendered(
        html=lines(
            bold(s.say("👤 {name}", name=message.name)),
            s.say("🏠 {initiative}", initiative=message.initiative),
            s.say("🗣 Speaks: {languages}", languages=languages) if message.speaks else None,
            s.say("📞 {phone}", phone=message.phone) if message.phone else None,
            s.say("📄 Privacy notice given on paper on {day}", day=s.dated(message.notice_on)),
            "" if warning else None,
            *warning,
        ),
        buttons=rows(
            s.press("✅ Save", "hand_yes"),
            *(
                named("👤 ", one.name, "member", message.initiative_id, one.id)
                for one in message.namesakes[:3]
            ),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.HandDone)
def _done(s: Speech, message: m.HandDone) -> Rendered:
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=s.say(
            "✅ {name} is now a member of {initiative}.",
            name=message.name,
            initiative=message.initiative,
        ),
        buttons=rows(
            (s.press("📅 Sign up", "enter_for", *ids, 0), s.press("👤 Show", "member", *ids)),
            s.press("↩️ Undo", "hand_undo", *ids),
            (s.press("📵 Enter by hand", "enter_person", ids[0]), menu_button(s)),
        ),
    )


@words(m.HandTakenBack)
def _taken_back(s: Speech, message: m.HandTakenBack) -> Rendered:
    text = (
        s.say("The record was deleted.")
        if message.deleted
        else s.say("That cannot be undone any more: something belongs to this person by now.")
    )
    show = s.press("👤 Show", "member", message.initiative_id, message.person_id)
    return Rendered(
        html=text,
        buttons=rows(
            None if message.deleted else show,
            (s.press("👥 People", "people_in", message.initiative_id), menu_button(s)),
        ),
    )


# --- signing others up

_STATES = {SignupState.CONFIRMED: "✅ ", SignupState.WAITING: "⏳ "}


def _signs(person: m.EnterLine) -> str:
    hand = "📵 " if person.by_hand else ""
    state = "" if person.state is None else _STATES.get(person.state, "")
    return f"{state}{hand}"


@words(m.EnterList)
def _list(s: Speech, message: m.EnterList) -> Rendered:
    number = message.shift.id
    return Rendered(
        html=lines(
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("This shift has begun already.")
            if message.begun
            else s.say("Whom would you like to sign up? Please ask the person first."),
            s.say("✅ has a place · ⏳ on the waitlist · 📵 without Telegram"),
        ),
        buttons=(
            *in_columns(
                (
                    named(_signs(one), one.name, "enter_who", number, one.id)
                    for one in message.people
                ),
                2,
            ),
            *rows(
                paging(s, message.page, message.pages, "enter_page", number),
                s.press("📵 Enter by hand", "enter_person", message.shift.initiative_id),
                s.press("📋 Show the shift", "duty", number),
            ),
        ),
    )


@words(m.EnterFor)
def _for(s: Speech, message: m.EnterFor) -> Rendered:
    ids = message.initiative_id, message.person_id
    text = (
        s.say("For which shift would you like to sign {name} up?", name=message.name)
        if message.shifts
        else s.say("There are no coming shifts.")
    )
    return Rendered(
        html=text,
        buttons=rows(
            *(
                s.entry(
                    f"{s.short_date(one.starts_at.astimezone(s.zone).date())} "
                    f"{s.clock(one.starts_at)}",
                    one.task,
                    "enter_who",
                    one.id,
                    message.person_id,
                )
                for one in message.shifts
            ),
            paging(s, message.page, message.pages, "enter_for", *ids),
            s.press("⬅️ Back", "member", *ids),
        ),
    )


@words(m.EnterRole)
def _role(s: Speech, message: m.EnterRole) -> Rendered:
    return Rendered(
        html=lines(
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("As what does {name} come?", name=message.name),
        ),
        buttons=rows(
            *(
                s.press(
                    "👤 {role} ({n} free)",
                    "enter_as",
                    message.shift.id,
                    message.person_id,
                    role.position,
                    role=role.name or s.label("Helpers"),
                    n=free,
                )
                for role, free in zip(message.roles, message.free, strict=True)
            ),
            s.press("⬅️ Back", "enter", message.shift.id),
        ),
    )


@words(m.EnterAnyway)
def _anyway(s: Speech, message: m.EnterAnyway) -> Rendered:
    lacking = (
        s.say("{name} has not said to be 18.", name=message.name)
        if message.requires is None
        else s.say(
            "This is required, but not seen of {name}: {qualification}",
            name=message.name,
            qualification=qualification_name(s, message.requires),
        )
    )
    return Rendered(
        html=lines(bold(lacking), s.say("Sign up anyway?")),
        buttons=rows(
            s.press(
                "✅ Yes, sign up",
                "enter_anyway",
                message.shift.id,
                message.person_id,
                message.role,
            ),
            s.press("↩️ No", "enter", message.shift.id),
        ),
    )


@words(m.EnterSaid)
def _said(s: Speech, message: m.EnterSaid) -> Rendered:
    return Rendered(html=_of(s, message))


def _of(s: Speech, message: m.EnterSaid) -> Html:  # noqa: PLR0911 - one line for each result
    name = message.name
    match message.result:
        case SignupResult.CONFIRMED:
            return s.say("✅ {name} has a place.", name=name)
        case SignupResult.WAITING:
            return s.say(
                "⏳ All places are taken. {name} is on the waitlist, place {n}.",
                name=name,
                n=message.line,
            )
        case SignupResult.ALREADY_CONFIRMED:
            return s.say("{name} has a place already.", name=name)
        case SignupResult.ALREADY_WAITING:
            return s.say("{name} is on the waitlist already.", name=name)
        case SignupResult.BEGUN:
            return s.say("This shift has begun already.")
        case SignupResult.CANCELLED:
            return s.say("❌ This shift was cancelled.")
        case SignupResult.UNQUALIFIED | SignupResult.ADULTS_ONLY:
            return s.say("{name} does not meet what is required.", name=name)


@words(m.TakeOutAsk)
def _take_out_ask(s: Speech, message: m.TakeOutAsk) -> Rendered:
    head = (
        s.say("Take {name} off the waitlist?", name=message.name)
        if message.waits
        else s.say("Give {name}'s place back?", name=message.name)
    )
    ids = message.shift.id, message.person_id
    return Rendered(
        html=lines(
            bold(head),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("Please tell the person yourself: they have no Telegram.")
            if message.by_hand
            else s.say("The person is told."),
        ),
        buttons=rows(
            s.press("↩️ Yes, give it back", "take_out_yes", *ids),
            s.press("⬅️ No", "enter", message.shift.id),
        ),
    )


@words(m.TakeOutSaid)
def _take_out_said(s: Speech, message: m.TakeOutSaid) -> Rendered:
    match message.result:
        case WithdrawResult.WITHDRAWN | WithdrawResult.LATE:
            return Rendered(html=s.say("{name}'s place is free again.", name=message.name))
        case WithdrawResult.LEFT_LINE:
            return Rendered(html=s.say("{name} is off the waitlist.", name=message.name))
        case WithdrawResult.NOT_IN:
            return Rendered(html=s.say("{name} is not signed up.", name=message.name))
        case WithdrawResult.BEGUN:
            return Rendered(html=s.say("This shift has begun already."))


@words(m.Entered)
def _entered(s: Speech, message: m.Entered) -> Rendered:
    head = (
        s.say("📅 {name} signed you up.", name=message.by)
        if message.by
        else s.say("📅 A coordinator signed you up.")
    )
    return Rendered(
        html=lines(
            bold(head),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            s.say("⏳ You are on the waitlist, place {n}.", n=message.line)
            if message.line
            else s.say("✅ You are in."),
        ),
        buttons=rows(
            s.press("✖️ I can't", "cant", message.shift.id),
            s.press("📅 Show the shift", "shift", message.shift.id),
        ),
    )


@words(m.TakenOut)
def _taken_out(s: Speech, message: m.TakenOut) -> Rendered:
    head = (
        s.say("{name} gave your place back.", name=message.by)
        if message.by
        else s.say("A coordinator gave your place back.")
    )
    return Rendered(
        html=lines(
            bold(head), "", when(s, message.shift), what_where(s, message.shift), "",
            s.say("You do not have to come."),
        ),
        buttons=rows((s.press("🗓 My shifts", "my"), menu_button(s))),
    )  # fmt: skip
