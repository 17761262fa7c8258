"""Words for coordinators and leads: initiatives, invitations, the roster."""

from __future__ import annotations

from datetime import timedelta

from bot.domain import messages_coordinator as m
from bot.domain.people import JoinMode, Role
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import ShiftState
from bot.texts.common import menu_button
from bot.texts.languages import language_name
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
            (s.press("👥 People", "people", number, 0), s.press("📄 Letterhead", "letterhead", number)),
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


def _taken(s: Speech, role: m.RosterRole) -> Html:
    taken, capacity = len(role.confirmed), role.view.role.capacity
    mark = "🟢" if taken >= capacity else "🟡" if taken else "🔴"
    count = s.say("{mark} {taken} of {capacity}", mark=Html(mark), taken=taken, capacity=capacity)
    if not role.view.role.name:
        return count
    return s.say("{count} · {role}", count=count, role=role.view.role.name)


def _person(s: Speech, person: m.RosterPerson) -> Html:
    if person.late_minutes:
        return s.say("{name} ⏱ {n} min", name=person.name, n=person.late_minutes)
    if person.coming:
        return s.say("{name} 👍", name=person.name)
    return (
        s.say("{name} ☎️", name=person.name)
        if person.by_phone
        else s.say("{name}", name=person.name)
    )


def _names(s: Speech, role: m.RosterRole) -> Html:
    names = [_person(s, person) for person in role.confirmed]
    return s.listed(names) if names else s.say("nobody yet")


def _waiting(s: Speech, role: m.RosterRole) -> Html | None:
    return s.say("Waitlist: {names}", names=s.listed(role.waiting)) if role.waiting else None


def _wanted(s: Speech, role: m.RosterRole) -> Html | None:
    """Return which languages are wanted, and how many of those who come speak one of them."""
    languages = role.view.role.languages
    if not languages:
        return None
    named = s.listed(language_name(s, tag) for tag in languages)
    return s.say("🗣 Wanted: {languages} ({n} there)", languages=named, n=role.view.speakers)


def _roles(s: Speech, entry: m.RosterEntry) -> Html:
    """Return who comes and who waits, role by role."""
    return lines(*(part for role in entry.roles for part in _role(s, role)))


def _role(s: Speech, role: m.RosterRole) -> tuple[Html | None, ...]:
    searching = role.searching and len(role.confirmed) < role.view.role.capacity
    return (
        _taken(s, role),
        _names(s, role),
        _waiting(s, role),
        _wanted(s, role),
        s.say("🔎 A place is open, a stand-in is looked for.") if searching else None,
    )


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
            _roles(s, entry),
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
            s.press("❔ Not confirmed yet", "unconfirmed_all")
            if any(entry.unconfirmed for entry in message.entries)
            else None,
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
            s.say("❌ This shift was cancelled.") if cancelled else _roles(s, entry),
            *(shift_link(s, message.link) if is_open else ()),
        ),
        buttons=rows(
            *(_before(s, message) if is_open else ()),
            s.press("✅ Who was there", "attend", entry.shift.id)
            if message.begun and not cancelled
            else None,
            (s.press("📋 Roster", "roster", 0), menu_button(s)),
        ),
    )


def _before(s: Speech, message: m.RosterShift) -> tuple[tuple[Button, ...], ...]:
    """Return what a coordinator can do before the shift begins."""
    number = message.entry.shift.id
    open_answers = message.entry.unconfirmed
    pin = (
        s.press("📍 Change the pin", "pin", number)
        if message.has_pin
        else s.press("📍 Set the pin", "pin", number)
    )
    return rows(
        (s.press("➕ Add somebody", "enter", number), s.press("🔎 Find people", "search", number)),
        s.press("❔ No answer yet: {n}", "unconfirmed", number, n=open_answers)
        if open_answers
        else None,
        (s.press("✏️ Change", "change", number), pin),
        s.press("❌ Cancel the shift", "cancel_shift", number),
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
        buttons=rows(
            s.press("🔎 Find people", "search", message.shift.id) if message.free else None,
            s.press("📋 Show the shift", "duty", message.shift.id),
        ),
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
