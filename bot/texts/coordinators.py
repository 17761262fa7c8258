"""Words for coordinators and leads: initiatives, invitations, the roster."""

from __future__ import annotations

from bot.domain import messages_coordinator as m
from bot.domain.people import JoinMode, Role
from bot.domain.rendered import Rendered
from bot.texts.common import menu_button
from bot.texts.speech import Speech, bare, bold, lines, rows, to_copy
from bot.texts.volunteers import paging, when
from bot.texts.words import words


@words(m.ChooseInitiative)
def _choose_initiative(s: Speech, message: m.ChooseInitiative) -> Rendered:
    return Rendered(
        html=s.say("For which initiative?"),
        buttons=rows(
            *(s.choice(name, message.action, i) for i, name in message.initiatives),
            paging(s, message.page, message.pages, "pick", message.action),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.NoInitiative)
def _no_initiative(s: Speech, message: m.NoInitiative) -> Rendered:
    return Rendered(
        html=s.say("There is no initiative yet."),
        buttons=rows(
            s.press("🏛 New initiative", "found") if message.is_lead else None, menu_button(s)
        ),
    )


@words(m.AskInitiativeName)
def _ask_initiative_name(s: Speech, _message: m.AskInitiativeName) -> Rendered:
    return Rendered(
        html=s.say("What is the initiative called? Please write its name."),
        buttons=rows(s.press("✖️ Cancel", "cancel")),
    )


@words(m.AskTown)
def _ask_town(s: Speech, _message: m.AskTown) -> Rendered:
    return Rendered(
        html=s.say("In which town is it?"), buttons=rows(s.press("✖️ Cancel", "cancel"))
    )


@words(m.AskJoinMode)
def _ask_join_mode(s: Speech, _message: m.AskJoinMode) -> Rendered:
    return Rendered(
        html=s.say("Who may join by the poster?"),
        buttons=rows(
            s.press("✅ After my confirmation", "mode", JoinMode.APPROVAL),
            s.press("🔓 Everybody at once", "mode", JoinMode.OPEN),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.InitiativeFounded)
def _founded(s: Speech, message: m.InitiativeFounded) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🏛 {initiative} is founded.", initiative=message.initiative)),
            s.say("Invite its coordinators next, or plan the first shift yourself."),
        ),
        buttons=rows(
            s.press("✉️ Invite", "invite_in", message.initiative_id),
            s.press("➕ New shift", "new_in", message.initiative_id),
            menu_button(s),
        ),
    )


@words(m.JoinRequest)
def _join_request(s: Speech, message: m.JoinRequest) -> Rendered:
    who, shift = (message.initiative_id, message.person_id), message.shift
    return Rendered(
        html=lines(
            s.say(
                "🤝 {name} wants to help in {initiative}.",
                name=message.name,
                initiative=message.initiative,
            ),
            None if shift is None else when(s, shift),
            None if shift is None else s.say("🧩 {task}", task=shift.task),
        ),
        buttons=rows(
            (
                s.press("✅ Take in", "admit", *who)
                if shift is None
                else s.press("✅ Take in", "admit_to", *who, shift.id),
                s.press("✖️ Decline", "decline", message.initiative_id, message.person_id),
            )
        ),
    )


@words(m.JoinDecided)
def _join_decided(s: Speech, message: m.JoinDecided) -> Rendered:
    text = (
        s.say("✅ {name} is now a member.", name=message.name)
        if message.accepted
        else s.say("{name} was declined.", name=message.name)
    )
    return Rendered(html=text, buttons=rows(menu_button(s)))


@words(m.InviteChoice)
def _invite_choice(s: Speech, message: m.InviteChoice) -> Rendered:
    number = message.initiative_id
    return Rendered(
        html=s.say("Whom do you invite to {initiative}?", initiative=message.initiative),
        buttons=rows(
            s.press("🤝 A volunteer", "invite_as", number, Role.VOLUNTEER),
            s.press("📋 A coordinator", "invite_as", number, Role.COORDINATOR),
            s.press("🪧 Many: the poster's link", "poster", number),
            (
                s.press("👥 People", "people", number, 0),
                s.press("📄 Letterhead", "letterhead", number),
            ),
            menu_button(s),
        ),
    )


@words(m.InviteLink)
def _invite_link(s: Speech, message: m.InviteLink) -> Rendered:
    text = (
        s.say("An invitation to coordinate {initiative}:", initiative=message.initiative)
        if message.role is Role.COORDINATOR
        else s.say("An invitation to help in {initiative}:", initiative=message.initiative)
    )
    return Rendered(
        html=lines(
            text,
            "",
            bare(message.link),
            "",
            s.count(
                "The link works once and for {n} hour. Please send it to one person only.",
                "The link works once and for {n} hours. Please send it to one person only.",
                message.hours,
            ),
        ),
        # Only what leaves the message as it is: the link cannot be shown a second time.
        buttons=rows(to_copy(s.label("📋 Copy the link"), message.link)),
    )


@words(m.PosterLink)
def _poster_link(s: Speech, message: m.PosterLink) -> Rendered:
    mode = (
        s.say("Whoever opens it asks to join, and you confirm.")
        if message.mode is JoinMode.APPROVAL
        else s.say("Whoever opens it can join at once.")
    )
    return Rendered(
        html=lines(
            s.say("The lasting link of {initiative}, for posters:", initiative=message.initiative),
            "",
            bare(message.link),
            "",
            mode,
        ),
        buttons=rows(
            to_copy(s.label("📋 Copy the link"), message.link),
            (s.press("✉️ Invite", "invite_in", message.initiative_id), menu_button(s))
            if message.initiative_id
            else menu_button(s),
        ),
    )
