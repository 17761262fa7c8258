"""Words for everybody: languages, menus, privacy, settings, errors."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain import messages as m
from bot.domain.people import Right
from bot.domain.rendered import Button, Press, Rendered
from bot.texts.catalogue import own_name
from bot.texts.speech import (
    Html,
    Rows,
    Speech,
    bare,
    bold,
    in_columns,
    lines,
    rows,
    speech,
    to_copy,
)
from bot.texts.words import words

EMERGENCY_NUMBERS = Html("🚑 112 · 🚓 110")

_NOTES: dict[m.Note, Callable[[Speech], Html]] = {
    m.Note.NOTHING_TO_CANCEL: lambda s: s.say("There is nothing to cancel."),
    m.Note.CANCELLED: lambda s: s.say("Cancelled. Nothing was saved."),
    m.Note.STALE: lambda s: s.say("This button is out of date. Please start again from the menu."),
    m.Note.NOT_FOUND: lambda s: s.say("I cannot find that. Perhaps it is over or was removed."),
    m.Note.NOT_ALLOWED: lambda s: s.say(
        "That is for members or coordinators of an initiative only."
    ),
    m.Note.UNSUPPORTED: lambda s: s.say(
        "I cannot read that. Please write your question in your own words."
    ),
    m.Note.TRY_LATER: lambda s: s.say(
        "I cannot save anything at the moment. Your message is kept and will be answered."
    ),
    m.Note.SAVED: lambda s: s.say("Saved."),
    m.Note.DIALOG_EXPIRED: lambda s: s.say(
        "You started something more than a day ago. It has ended. Please start again."
    ),
    m.Note.NO_LONGER_OPEN: lambda s: s.say(
        "That is finished or was stopped. You can go on from the menu."
    ),
    m.Note.REPLACED: lambda s: s.say("You have changed this since. Here is the present text."),
    m.Note.CODE_WRONG: lambda s: s.say("This invitation is not valid. Please ask for a new link."),
    m.Note.CODE_USED: lambda s: s.say(
        "This invitation was already used. Please ask for a new link."
    ),
    m.Note.CODE_EXPIRED: lambda s: s.say(
        "This invitation has expired. Please ask for a new link."
    ),
    m.Note.CODE_LOCKED: lambda s: s.say(
        "Too many wrong invitations. Please try again in one hour."
    ),
    m.Note.INVITATION_KEPT: lambda s: s.say(
        "You are already a member here. The invitation was not used, it still works."
    ),
    m.Note.NAME_UNREADABLE: lambda s: s.say("Please write a first name with letters."),
    m.Note.SEND_AS_TEXT: lambda s: s.say("Please answer with a text message."),
    m.Note.ALBUM: lambda s: s.say("An announcement is a single text. Please send it as text."),
    m.Note.HELPFUL_THANKS: lambda s: s.say("Thank you!"),
    m.Note.NOT_HELPFUL_THANKS: lambda s: s.say(
        "Thank you for telling us. You can also ask a human."
    ),
    m.Note.QUESTION_CLOSED: lambda s: s.say("The question is closed. Thank you!"),
    m.Note.ANSWER_SENT: lambda s: s.say("Your answer is on its way."),
    m.Note.MESSAGE_PASSED_ON: lambda s: s.say("Your message was passed on."),
    m.Note.QUESTION_REOPENED: lambda s: s.say(
        "Your message was passed on. The question is open again."
    ),
    m.Note.CORRECTION_SENT: lambda s: s.say("Your corrected message was passed on."),
    m.Note.NOT_WITH_YOU: lambda s: s.say(
        "This question is not with you at the moment, so nothing was passed on."
    ),
    m.Note.WRITE_ANSWER: lambda s: s.say(
        "Please write your message now. You can also send a photo, a voice message or a document."
    ),
    m.Note.ANSWERED_BEFORE: lambda s: s.say(
        "This question has an answer already. You can add something."
    ),
    m.Note.ALREADY_MEMBER: lambda s: s.say("You are already a member here."),
    m.Note.DECLINED: lambda s: s.say("All right. Nothing was saved."),
    m.Note.ALREADY_DECIDED: lambda s: s.say("Somebody has already decided this."),
    m.Note.ASK_QUESTION: lambda s: s.say(
        "Please write your question in your own words, in any language."
    ),
    m.Note.ASK_HUMAN: lambda s: s.say(
        "Please write your question for the human. "
        "You can also send a photo, a voice message or a document."
    ),
    m.Note.ASK_CODE: lambda s: s.say(
        "Please open the link of your invitation, or send it to me here."
    ),
    m.Note.DATA_KEPT: lambda s: s.say("All right, everything stays as it is. Good to see you!"),
    m.Note.SLOW_DOWN: lambda s: s.say("That was very fast. Please wait a moment."),
}


def note(s: Speech, which: m.Note) -> Html:
    """Return one of the short sentences."""
    return _NOTES[which](s)


def menu_button(s: Speech) -> Button:
    """Return the button that leads back to the main menu."""
    return s.press("🏠 Menu", "menu")


def contact_lines(s: Speech, contact: m.Contact) -> Html | None:
    """Return the way without Telegram, or None where the operator named none."""
    ways = [
        s.say("Phone: {phone}", phone=contact.phone) if contact.phone else None,
        s.say("E-mail: {email}", email=contact.email) if contact.email else None,
        s.say("Web: {web}", web=bare(contact.web)) if contact.web else None,
    ]
    if not any(ways):
        return None
    return lines(s.say("Without Telegram you reach us here:"), *ways)


@words(m.Say)
def _say(s: Speech, message: m.Say) -> Rendered:
    way = s.press("✖️ Cancel", "cancel") if message.note in _IN_DIALOG else menu_button(s)
    human = s.press("🙋 Ask a human", "human") if message.note in _TO_A_HUMAN else None
    return Rendered(html=note(s, message.note), buttons=rows(human, way))


_IN_DIALOG = frozenset(
    {
        m.Note.WRITE_ANSWER,
        m.Note.ASK_QUESTION,
        m.Note.ASK_HUMAN,
        m.Note.ASK_CODE,
        m.Note.NAME_UNREADABLE,
    }
)
_TO_A_HUMAN = frozenset({m.Note.UNSUPPORTED})


@words(m.ChooseLanguage)
def _choose_language(s: Speech, message: m.ChooseLanguage) -> Rendered:
    each = [speech(language, s.zone) for language in message.languages]
    return Rendered(
        html=lines(
            bold(EMERGENCY_NUMBERS), "", *(one.say("Please choose your language.") for one in each)
        ),
        buttons=in_columns(
            (
                Button(label=own_name(language), press=Press(action="lang", args=(language,)))
                for language in message.languages
            ),
            2,
        ),
    )


@words(m.MainMenu)
def _main_menu(s: Speech, message: m.MainMenu) -> Rendered:
    head = (
        s.say("Welcome! I am Lotse. I help you to find answers, people and ways to help.")
        if message.greeting
        else s.say("How can I help you?")
    )
    return Rendered(
        html=lines(
            head,
            "",
            s.say("In an emergency: 🚑 112 · 🚓 110"),
            *_with_gap(contact_lines(s, message.contact)),
        ),
        buttons=_menu_rows(s, message),
    )


def _with_gap(part: Html | None) -> tuple[str, ...]:
    return () if part is None else ("", part)


def _menu_rows(s: Speech, message: m.MainMenu) -> Rows:
    volunteer = message.right >= Right.VOLUNTEER
    plans = message.right >= Right.COORDINATOR
    inbox = (
        s.press("📥 Questions ({n})", "inbox", n=message.open_questions)
        if message.open_questions
        else s.press("📥 Questions", "inbox")
    )
    return rows(
        (s.press("📅 Find a shift", "shifts", 0), s.press("🗓 My shifts", "my"))
        if volunteer
        else None,
        (s.press("➕ New shift", "new"), s.press("📋 Roster", "roster", 0)) if plans else None,
        (s.press("📢 Announce", "announce"), s.press("✉️ Invite", "invite")) if plans else None,
        (s.press("👥 People", "people_all"), inbox) if plans else None,
        (s.press("📝 Answers", "faq"), s.press("🚶 Companions", "companions")) if plans else None,
        s.press("🏛 New initiative", "found") if message.right >= Right.LEAD else None,
        (s.press("❓ I have a question", "ask"), s.press("📚 Topics", "topics")),
        s.press("🌍 Offers near me", "offers"),
        (s.press("🙋 Ask a human", "human"), s.press("🚶 Come along with me", "companion")),
        None
        if volunteer
        else (s.press("🤝 I want to help", "help_out"), s.press("✉️ I have an invitation", "code")),
        (s.press("👤 My profile", "profile"), s.press("⏳ My hours", "hours"))
        if volunteer
        else None,
        (s.press("🚑 Emergency", "emergency"), s.press("⚙️ Settings", "settings")),
    )


_COMMANDS: dict[str, Callable[[Speech], Html]] = {
    "start": lambda s: s.say("Main menu"),
    "help": lambda s: s.say("What I can do"),
    "language": lambda s: s.say("Choose the language"),
    "ask": lambda s: s.say("Ask a question"),
    "topics": lambda s: s.say("Topics to browse"),
    "emergency": lambda s: s.say("Emergency numbers"),
    "human": lambda s: s.say("Ask a human"),
    "companion": lambda s: s.say("Somebody comes along to an office"),
    "offers": lambda s: s.say("Offers near me"),
    "settings": lambda s: s.say("Settings"),
    "privacy": lambda s: s.say("Privacy notice"),
    "mydata": lambda s: s.say("Everything stored about me"),
    "forget": lambda s: s.say("Delete my data"),
    "cancel": lambda s: s.say("Stop what I am doing"),
    "shifts": lambda s: s.say("Find a shift"),
    "my": lambda s: s.say("My shifts"),
    "hours": lambda s: s.say("My hours and certificates"),
    "calendar": lambda s: s.say("My shifts for my calendar"),
    "profile": lambda s: s.say("What I say about myself"),
    "newshift": lambda s: s.say("Plan a shift"),
    "roster": lambda s: s.say("Who comes this week"),
    "announce": lambda s: s.say("Write to all volunteers"),
    "people": lambda s: s.say("The people of my initiative"),
    "invite": lambda s: s.say("Invite somebody"),
    "inbox": lambda s: s.say("Open questions"),
    "faq": lambda s: s.say("Look after the answers"),
}


def command_description(s: Speech, name: str) -> str:
    """Return what a command does, as the menu and the help say it (≤ 256 characters)."""
    return str(_COMMANDS[name](s))


@words(m.Help)
def _help(s: Speech, message: m.Help) -> Rendered:
    listed = [
        Html(f"/{one.name} – {command_description(s, one.name)}") for one in message.commands
    ]
    return Rendered(
        html=lines(
            s.say("You can simply write me a question. Or use these commands:"),
            "",
            *listed,
            *_with_gap(contact_lines(s, message.contact)),
        ),
        buttons=rows(menu_button(s)),
    )


@words(m.Emergency)
def _emergency(s: Speech, message: m.Emergency) -> Rendered:
    first = (
        s.say("Are you or is somebody else in danger? Please call now:")
        if message.danger
        else s.say("In an emergency, call right away:")
    )
    return Rendered(
        html=lines(
            bold(first),
            "",
            s.say("🚑 {phone} – ambulance and fire brigade", phone="112"),
            s.say("🚓 {phone} – police", phone="110"),
            "",
            s.say("Free of charge, day and night, from every phone."),
            s.say("Say: Where are you? What happened? How many people? Wait for questions."),
            "",
            s.say("🩺 {phone} – doctor on call, when it is not life-threatening", phone="116117"),
            s.say("💜 {phone} – help for women against violence, anonymous", phone="116 016"),
        ),
        buttons=rows(
            (to_copy("🚑 112", "112"), to_copy("🚓 110", "110")),
            (to_copy("🩺 116117", "116117"), to_copy("💜 116 016", "116016")),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        ),
    )


@words(m.HelpChoice)
def _help_choice(s: Speech, message: m.HelpChoice) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Great that you want to help!"),
            s.say("Choose an initiative, or open the link on its poster.")
            if message.initiatives
            else s.say("Open the link or scan the code on the poster of an initiative near you."),
            *_with_gap(contact_lines(s, message.contact)),
        ),
        buttons=rows(
            *(s.choice(name, "join_see", i) for i, name in message.initiatives),
            s.press("✉️ I have an invitation", "code"),
            (s.press("🙋 Ask a human", "human"), menu_button(s)),
        ),
    )


@words(m.Apology)
def _apology(s: Speech, message: m.Apology) -> Rendered:
    return Rendered(
        html=s.say(
            "Something went wrong on our side. We are sorry. Please try again. (No. {incident})",
            incident=message.incident,
        ),
        buttons=rows(menu_button(s)),
    )


@words(m.GroupNotice)
def _group_notice(s: Speech, message: m.GroupNotice) -> Rendered:
    where = s.say("Please write to me privately: {link}", link=bare(message.link))
    return Rendered(html=lines(bold(EMERGENCY_NUMBERS) if message.emergency else None, where))


@words(m.GroupChoice)
def _group_choice(s: Speech, message: m.GroupChoice) -> Rendered:
    return Rendered(
        html=s.say("You added me to a group. Which initiative does the group belong to?"),
        buttons=rows(
            *(s.choice(name, "group", message.chat_id, i) for i, name in message.initiatives),
            s.press("✖️ None, leave the group", "group", message.chat_id, 0),
        ),
    )


@words(m.GroupLinked)
def _group_linked(s: Speech, message: m.GroupLinked) -> Rendered:
    return Rendered(
        html=s.say("The group now belongs to {initiative}.", initiative=message.initiative),
        buttons=rows(menu_button(s)),
    )


def about(s: Speech) -> str:
    """Return what the bot says of itself before it is started (≤ 512 characters, Bot API)."""
    return str(
        s.say(
            "Lotse helps you to find answers in your language, people who help, and ways to help. "
            "In an emergency call 112 or 110."
        )
    )


def about_short(s: Speech) -> str:
    """Return the line on the bot's profile (≤ 120 characters, Bot API)."""
    return str(s.say("Answers, people and voluntary help near you."))
