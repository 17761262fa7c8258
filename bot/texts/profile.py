"""Words about a person's own profile."""

from __future__ import annotations

from bot.domain import messages_profile as m
from bot.domain.people import Profile
from bot.domain.profile import PAUSE_WEEKS
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Kind
from bot.texts.common import menu_button
from bot.texts.kinds import kind_name
from bot.texts.languages import own_name
from bot.texts.speech import Html, Rows, Speech, bold, in_columns, lines, rows
from bot.texts.words import words


@words(m.ProfileCard)
def _card(s: Speech, message: m.ProfileCard) -> Rendered:
    profile = message.profile
    return Rendered(
        html=lines(
            bold(s.say("👤 My profile")),
            s.say("It helps to find shifts that suit you. You need not say anything."),
            "",
            s.say("First name: {name}", name=message.name) if message.name else None,
            _speaks(s, profile),
            _likes(s, profile),
            s.say("📍 Towns: {towns}", towns=s.listed(profile.towns))
            if profile.towns
            else s.say("📍 Towns: not said"),
            _adult(s, profile.adult),
            *_phone(s, profile.phone),
            *_paused(s, message),
        ),
        buttons=rows(
            (s.press("🗣 Languages", "me_speaks", 0), s.press("💚 I like to do", "me_likes")),
            (s.press("📍 Towns", "me_towns", 0), s.press("🔞 18 or older", "me_adult", 0)),
            (s.press("📞 Phone", "me_phone"), s.press("✏️ First name", "me_name")),
            s.press("🚶 Coming along", "me_companion") if message.accompanies else None,
            s.press("▶️ End the break", "me_pause_end")
            if profile.is_paused(message.today)
            else s.press("⏸ Take a break", "me_pause"),
            (s.press("⚙️ Settings", "settings"), menu_button(s)),
        ),
    )


def _speaks(s: Speech, profile: Profile) -> Html:
    if not profile.speaks:
        return s.say("🗣 Languages: not said")
    return s.say("🗣 Languages: {languages}", languages=s.listed(map(own_name, profile.speaks)))


def _likes(s: Speech, profile: Profile) -> Html:
    known = [kind_name(s, kind) for kind in Kind if kind in profile.interests]
    if not known:
        return s.say("💚 I like to do: not said")
    return s.say("💚 I like to do: {kinds}", kinds=s.listed(known))


def _adult(s: Speech, adult: bool | None) -> Html:
    if adult is None:
        return s.say("🔞 18 or older: not said")
    return s.say("🔞 18 or older: yes") if adult else s.say("🔞 18 or older: no")


def _phone(s: Speech, phone: str | None) -> tuple[Html, ...]:
    if phone is None:
        return (s.say("📞 Phone: not said"),)
    return (
        s.say("📞 Phone: {phone}", phone=phone),
        s.say("Only the coordinators of your initiatives see it."),
    )


def _paused(s: Speech, message: m.ProfileCard) -> tuple[Html | str, ...]:
    until = message.profile.paused_until
    if until is None or not message.profile.is_paused(message.today):
        return ()
    far = until.year != message.today.year
    return (
        "",
        s.say("⏸ You take a break until {day}.", day=s.on_day(until, far=far)),
        s.say("Nobody asks you to step in. Shifts you are signed up for stay yours."),
    )


def _back(s: Speech) -> Rows:
    return rows((s.press("⬅️ My profile", "profile"), menu_button(s)))


@words(m.AskOwnName)
def _ask_name(s: Speech, _message: m.AskOwnName) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Which first name shall the others see?"),
            s.say("Please write it."),
        ),
        buttons=_back(s),
    )


def _switch(s: Speech, name: str, action: str, *args: int | str, on: bool) -> Button:
    if on:
        return s.press("✅ {name}", action, *args, name=name)
    return s.choice(name, action, *args)


@words(m.SpokenChoice)
def _spoken(s: Speech, message: m.SpokenChoice) -> Rendered:
    page = message.page
    return Rendered(
        html=lines(
            bold(s.say("🗣 Which languages do you speak?")),
            s.say("Press all of them. Shifts that need one of them are marked for you."),
            s.listed(map(own_name, message.spoken)) if message.spoken else None,
        ),
        buttons=(
            *in_columns(
                (
                    _switch(s, own_name(tag), "me_speak", tag, page, on=tag in message.spoken)
                    for tag in message.tags
                ),
                2,
            ),
            *rows(_pages(s, page, message.pages, "me_speaks")),
            *_back(s),
        ),
    )


def _pages(s: Speech, page: int, pages: int, action: str) -> tuple[Button, ...]:
    return (
        *((s.press("⬅️ Back a page", action, page - 1),) if page > 0 else ()),
        *((s.press("➡️ More", action, page + 1),) if page + 1 < pages else ()),
    )


@words(m.InterestChoice)
def _interests(s: Speech, message: m.InterestChoice) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("💚 What do you like to do?")),
            s.say("Press all of it. You are asked first where it fits."),
        ),
        buttons=(
            *in_columns(
                (
                    _switch(s, kind_name(s, kind), "me_like", kind, on=kind in message.chosen)
                    for kind in Kind
                ),
                2,
            ),
            *_back(s),
        ),
    )


@words(m.TownChoice)
def _towns(s: Speech, message: m.TownChoice) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📍 In which towns can you help?")),
            s.say("You have chosen as many as there is room for. Take one away first.")
            if message.full
            else s.say("Press all that suit you."),
        ),
        buttons=(
            *in_columns(
                (
                    _switch(s, one.name, "me_town", one.mark, message.page, on=one.chosen)
                    for one in message.towns
                ),
                2,
            ),
            *rows(
                _pages(s, message.page, message.pages, "me_towns"),
                None if message.full else s.press("➕ Another town", "me_town_new"),
            ),
            *_back(s),
        ),
    )


@words(m.AskTown)
def _ask_town(s: Speech, _message: m.AskTown) -> Rendered:
    return Rendered(
        html=s.say("Which town? Please write its name."),
        buttons=rows(s.press("⬅️ Back", "me_towns", 0)),
    )


@words(m.AskAdult)
def _ask_adult(s: Speech, message: m.AskAdult) -> Rendered:
    known = {True: "yes", False: "no", None: "none"}[message.adult]

    def one(answer: str, label: Html) -> Button:
        text = f"✅ {label}" if answer == known else label
        return s.choice(text, "me_adult_set", message.shift_id, answer)

    return Rendered(
        html=lines(
            bold(s.say("🔞 Are you 18 or older?")),
            s.say("Some places are only for adults. Your date of birth is never asked."),
        ),
        buttons=rows(
            (one("yes", s.say("Yes")), one("no", s.say("No"))),
            one("none", s.say("I would rather not say")),
            s.press("⬅️ Back", "shift", message.shift_id)
            if message.shift_id
            else s.press("⬅️ My profile", "profile"),
        ),
    )


@words(m.AskPhone)
def _ask_phone(s: Speech, message: m.AskPhone) -> Rendered:
    return Rendered(
        html=lines(
            bold(
                s.say("📞 Phone: {phone}", phone=message.phone)
                if message.phone
                else s.say("📞 Phone")
            ),
            s.say("That is no phone number.") if message.not_understood else None,
            s.say(
                "Please write your number with its area code, like this: {example}",
                example="0176 1234567",
            ),
            s.say("Only the coordinators of your initiatives see it."),
        ),
        buttons=(
            *rows(s.press("🗑 Delete the number", "me_phone_drop") if message.phone else None),
            *_back(s),
        ),
    )


@words(m.AskPause)
def _ask_pause(s: Speech, message: m.AskPause) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("⏸ Until when do you want a break?")),
            s.say("I need a coming day, at most a year ahead.")
            if message.not_understood
            else None,
            s.say(
                "Press it, or write the day you are back, like this: {example}", example="24.12."
            ),
            s.say("Nobody asks you to step in. Shifts you are signed up for stay yours."),
        ),
        buttons=(
            tuple(_weeks(s, number) for number in PAUSE_WEEKS),
            *rows(s.press("▶️ End the break", "me_pause_end") if message.until else None),
            *_back(s),
        ),
    )


def _weeks(s: Speech, number: int) -> Button:
    label = s.count("{n} week", "{n} weeks", number)
    return s.choice(label, "me_pause_for", number)
