"""Words for coordinators and leads: initiatives, invitations, the roster."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages_coordinator as m
from bot.domain.people import JoinMode, Role
from bot.domain.rendered import Rendered
from bot.domain.shifts import ShiftState
from bot.texts.common import menu_button
from bot.texts.speech import Html, Speech, bare, bold, lines, rows, to_copy
from bot.texts.volunteers import paging, several, shift_link, what_where, when
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
    return Rendered(
        html=s.say(
            "🤝 {name} wants to help in {initiative}.",
            name=message.name,
            initiative=message.initiative,
        ),
        buttons=rows(
            (
                s.press("✅ Take in", "admit", message.initiative_id, message.person_id),
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


def _taken(s: Speech, entry: m.RosterEntry) -> Html:
    taken, capacity = len(entry.confirmed), entry.shift.capacity
    mark = "🟢" if taken >= capacity else "🟡" if taken else "🔴"
    return s.say("{mark} {taken} of {capacity}", mark=Html(mark), taken=taken, capacity=capacity)


def _names(s: Speech, entry: m.RosterEntry) -> Html:
    names = [
        s.say("{name} 👍", name=name) if coming else s.say("{name}", name=name)
        for name, coming in entry.confirmed
    ]
    return s.listed(names) if names else s.say("nobody yet")


def _waiting(s: Speech, entry: m.RosterEntry) -> Html | None:
    return s.say("Waitlist: {names}", names=s.listed(entry.waiting)) if entry.waiting else None


@words(m.Roster)
def _roster(s: Speech, message: m.Roster) -> Rendered:
    end = message.start + timedelta(days=6)
    blocks: list[Html | str | None] = []
    told_apart = several(entry.shift for entry in message.entries)
    for entry in message.entries:
        blocks += [
            "",
            when(s, entry.shift),
            s.say("{task} · {place}", task=entry.shift.task, place=entry.shift.place),
            s.say("🏠 {initiative}", initiative=entry.shift.initiative) if told_apart else None,
            lines(_taken(s, entry), _names(s, entry), _waiting(s, entry)),
        ]
    return Rendered(
        html=lines(
            bold(s.say("📋 Roster")),
            s.say("{start} to {end}", start=s.on_day(message.start), end=s.on_day(end)),
            *(blocks or ("", s.say("No shifts are planned in this week."))),
        ),
        buttons=rows(
            *(
                s.entry(
                    f"{s.short_date(entry.shift.starts_at.astimezone(s.zone).date())} "
                    f"{s.clock(entry.shift.starts_at)}",
                    entry.shift.task,
                    "duty",
                    entry.shift.id,
                )
                for entry in message.entries
            ),
            paging(s, message.page, message.pages, "roster_page", message.week),
            (
                s.press("⬅️ Week before", "roster", message.week - 1),
                s.press("➡️ Next week", "roster", message.week + 1),
            ),
            (s.press("➕ New shift", "new"), menu_button(s)),
        ),
    )


@words(m.RosterShift)
def _roster_shift(s: Speech, message: m.RosterShift) -> Rendered:
    entry = message.entry
    cancelled = entry.shift.state is ShiftState.CANCELLED
    is_open = not message.begun and not cancelled
    return Rendered(
        html=lines(
            when(s, entry.shift),
            what_where(s, entry.shift),
            "",
            s.say("❌ This shift was cancelled.") if cancelled else _taken(s, entry),
            None if cancelled else _names(s, entry),
            _waiting(s, entry),
            *(shift_link(s, message.link) if is_open else ()),
        ),
        buttons=rows(
            s.press("❌ Cancel the shift", "cancel_shift", entry.shift.id) if is_open else None,
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


@words(m.CancelAsk)
def _cancel_ask(s: Speech, message: m.CancelAsk) -> Rendered:
    concerned = (
        s.count(
            "{n} person is signed up or waiting and will be told.",
            "{n} people are signed up or waiting and will be told.",
            message.concerned,
        )
        if message.concerned
        else s.say("Nobody has to be told.")
    )
    return Rendered(
        html=lines(
            bold(s.say("Cancel this shift?")),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            "",
            concerned,
        ),
        buttons=rows(
            s.press("❌ Yes, cancel the shift", "cancel_yes", message.shift.id),
            s.press("↩️ No, keep it", "duty", message.shift.id),
        ),
    )


@words(m.CancelDone)
def _cancel_done(s: Speech, message: m.CancelDone) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("❌ The shift is cancelled.")),
            when(s, message.shift),
            s.count("{n} person is being told.", "{n} people are being told.", message.told)
            if message.told
            else None,
        ),
        buttons=rows((s.press("📋 Roster", "roster", 0), menu_button(s))),
    )


def _about(s: Speech, head: Html, message: m.LateWithdrawal | m.VolunteerGone) -> Rendered:
    free = (
        s.count("{n} place is open now.", "{n} places are open now.", message.free)
        if message.free
        else s.say("All places are taken again.")
    )
    return Rendered(
        html=lines(head, "", when(s, message.shift), what_where(s, message.shift), "", free),
        buttons=rows(s.press("📋 Show the shift", "duty", message.shift.id)),
    )


@words(m.LateWithdrawal)
def _late(s: Speech, message: m.LateWithdrawal) -> Rendered:
    head = (
        s.say("⚠️ {name} cannot come at short notice.", name=message.name)
        if message.name
        else s.say("⚠️ Somebody cannot come at short notice.")
    )
    return _about(s, bold(head), message)


@words(m.VolunteerGone)
def _gone(s: Speech, message: m.VolunteerGone) -> Rendered:
    return _about(s, bold(s.say("⚠️ Somebody is no longer signed up.")), message)


@words(m.VolunteerUnreachable)
def _unreachable(s: Speech, message: m.VolunteerUnreachable) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("⚠️ {name} cannot be reached on Telegram any more.", name=message.name)),
            s.say("Please ask by phone whether the person comes to this shift:"),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
        ),
        buttons=rows(s.press("📋 Show the shift", "duty", message.shift.id)),
    )
