"""Words for the people of an initiative: list, card, corrections, removing."""

from __future__ import annotations

from bot.domain import messages_people as m
from bot.domain.languages import SPOKEN
from bot.domain.people import Role
from bot.domain.qualifications import Light
from bot.domain.rendered import Button, Press, Rendered
from bot.domain.shifts import Kind
from bot.texts.clearances import cleared, clearing
from bot.texts.common import menu_button
from bot.texts.kinds import kind_name, qualification_name
from bot.texts.languages import language_name, own_name
from bot.texts.speech import (
    LABEL_LIMIT,
    Html,
    Rows,
    Speech,
    beside,
    bold,
    in_columns,
    lines,
    rows,
    trim,
)
from bot.texts.volunteers import paging
from bot.texts.words import words


def marks(s: Speech, person: m.PersonLine) -> list[Html]:
    """Return what is special about somebody, each with its sign and in words."""
    found = (
        (person.waits, s.say("🙋 asks to join")),
        (person.coordinates, s.say("📋 coordinator")),
        (person.by_hand, s.say("📵 without Telegram")),
        (person.paused, s.say("⏸ has a break")),
        (person.blocked, s.say("⛔ cannot be reached")),
    )
    return [text for is_so, text in found if is_so]


def with_marks(s: Speech, person: m.PersonLine) -> Html:
    """Return a name with what is special about this person."""
    found = marks(s, person)
    if not found:
        return s.say("{name}", name=person.name)
    return s.say("{name} ({marks})", name=person.name, marks=s.listed(found))


def _sign(person: m.PersonLine) -> str:
    if person.waits:
        return "🙋 "
    return "📵 " if person.by_hand else ""


@words(m.People)
def _people(s: Speech, message: m.People) -> Rendered:
    number = message.initiative_id
    found = (
        s.count("{n} person", "{n} people", message.total)
        if message.total
        else s.say("Nobody of that name is here.")
        if message.sought
        else s.say("Nobody is here yet.")
    )
    return Rendered(
        html=lines(
            bold(s.say("👥 People of {initiative}", initiative=message.initiative)),
            s.say("Looked for: {part}", part=message.sought) if message.sought else None,
            found,
            "" if message.people else None,
            *(with_marks(s, one) for one in message.people),
        ),
        buttons=rows(
            *_two_by_two(s, message),
            paging(s, message.page, message.pages, "people", number),
            (
                s.press("🔎 Look for a name", "people_find", number),
                s.press("👥 Show all", "people_in", number),
            )
            if message.sought
            else s.press("🔎 Look for a name", "people_find", number),
            (
                s.press("📵 Enter by hand", "enter_person", number),
                s.press("✉️ Invite", "invite_in", number),
            ),
            (s.press("🏠 Other initiative", "people_all"), menu_button(s))
            if message.several
            else menu_button(s),
        ),
    )


def named(sign: str, name: str, action: str, *args: int | str) -> Button:
    """Return a button with somebody's name and a sign before it; the list says what it means."""
    label = trim(f"{sign}{beside(name)}", LABEL_LIMIT)
    return Button(label=label, press=Press(action=action, args=args))


def _two_by_two(s: Speech, message: m.People) -> Rows:
    return in_columns(
        (
            named(_sign(one), one.name, "member", message.initiative_id, one.id)
            for one in message.people
        ),
        2,
    )


@words(m.AskNamePart)
def _ask_part(s: Speech, message: m.AskNamePart) -> Rendered:
    return Rendered(
        html=s.say("Please write the name or a part of it."),
        buttons=rows(s.press("⬅️ Back", "people_in", message.initiative_id)),
    )


def light(s: Speech, line: m.QualificationLine) -> Html:
    """Return how a qualification stands, with a sign and in words."""
    match line.light:
        case Light.NONE:
            return s.say("⚪ not seen")
        case Light.VALID if line.valid_until is None:
            return s.say("🟢 valid, no end")
        case Light.VALID:
            return s.say("🟢 valid until {day}", day=_dated(s, line))
        case Light.SOON:
            return s.say("🟡 runs out on {day}", day=_dated(s, line))
        case Light.OUT:
            return s.say("🔴 ran out on {day}", day=_dated(s, line))


def _dated(s: Speech, line: m.QualificationLine) -> str:
    return "" if line.valid_until is None else s.dated(line.valid_until)


def qualification(s: Speech, line: m.QualificationLine) -> Html:
    """Return a qualification and how it stands, in one line."""
    name = qualification_name(s, line.kind)
    return s.say("{qualification}: {state}", qualification=name, state=light(s, line))


@words(m.MemberCard)
def _card(s: Speech, message: m.MemberCard) -> Rendered:
    person = message.person
    role = s.say("Coordinator") if message.role is Role.COORDINATOR else s.say("Volunteer")
    special = marks(s, person)
    return Rendered(
        html=lines(
            bold(s.say("👤 {name}", name=person.name)),
            s.say("{role} in {initiative}", role=role, initiative=message.initiative),
            s.listed(special) if special else None,
            "",
            *_said(s, message),
            "",
            *(qualification(s, line) for line in message.qualifications),
            *cleared(s, message),
        ),
        buttons=_asks(s, message) if person.waits else _card_buttons(s, message),
    )


def _said(s: Speech, message: m.MemberCard) -> list[Html]:
    """Return what is known of somebody; what nobody said is left out, but not the phone."""
    kinds = [kind_name(s, Kind(one)) for one in message.interests]
    said = [
        s.say("🗣 Speaks: {languages}", languages=s.listed(_named(s, message.speaks)))
        if message.speaks
        else s.say("🗣 Languages: not known"),
        *([s.say("💛 Likes: {kinds}", kinds=s.listed(kinds))] if kinds else []),
        s.say("📞 {phone}", phone=message.phone) if message.phone else s.say("📞 No phone number"),
    ]
    if message.paused_until is not None and message.person.paused:
        said.append(s.say("⏸ Has a break until {day}", day=s.dated(message.paused_until)))
    if message.notice_on is not None:
        said.append(
            s.say("📄 Privacy notice given on paper on {day}", day=s.dated(message.notice_on))
        )
    return said


def _named(s: Speech, tags: tuple[str, ...]) -> list[str]:
    return [language_name(s, tag) for tag in tags]


def _asks(s: Speech, message: m.MemberCard) -> Rows:
    number, person = message.initiative_id, message.person.id
    return rows(
        (s.press("✅ Take in", "admit", number, person),
         s.press("✖️ Decline", "decline", number, person)),
        s.press("⬅️ Back", "people_in", number),
    )  # fmt: skip


def _card_buttons(s: Speech, message: m.MemberCard) -> Rows:
    number, person = message.initiative_id, message.person.id
    by_hand: tuple[Button, ...] = (
        s.press("✏️ Correct", "member_edit", number, person),
        s.press("🔗 Link to claim", "claim", number, person),
    )
    return rows(
        (
            s.press("📅 Sign up", "enter_for", number, person, 0),
            s.press("🎓 Qualifications", "qualifications", number, person),
        ),
        s.press("📄 Certificate", "certificate_for", number, person),
        by_hand if message.person.by_hand else clearing(s, message),
        s.press("↩️ Undo the merge", "unmerge", message.merge_id) if message.merge_id else None,
        s.press("🗑 Remove", "remove", number, person) if message.removable else None,
        (s.press("👥 People", "people_in", number), menu_button(s)),
    )


@words(m.MemberEdit)
def _edit(s: Speech, message: m.MemberEdit) -> Rendered:
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=lines(
            bold(s.say("👤 {name}", name=message.name)), s.say("What would you like to correct?")
        ),
        buttons=rows(
            s.press("✏️ First name", "member_name", *ids),
            s.press("📞 Phone", "member_phone", *ids),
            s.press("🗣 Languages", "member_langs", *ids),
            s.press("⬅️ Back", "member", *ids),
        ),
    )


@words(m.AskMemberName)
def _ask_name(s: Speech, message: m.AskMemberName) -> Rendered:
    return Rendered(
        html=lines(
            s.say("Please write a first name with letters.") if message.not_understood else None,
            s.say("What is {name}'s right first name?", name=message.name),
        ),
        buttons=rows(s.press("⬅️ Back", "member", message.initiative_id, message.person_id)),
    )


@words(m.AskMemberPhone)
def _ask_phone(s: Speech, message: m.AskMemberPhone) -> Rendered:
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=lines(
            s.say("I cannot read that as a phone number.") if message.not_understood else None,
            s.say("Which phone number does {name} have?", name=message.name),
            s.say("📞 {phone}", phone=message.phone) if message.phone else None,
        ),
        buttons=rows(
            s.press("🗑 No phone number", "member_no_phone", *ids) if message.phone else None,
            s.press("⬅️ Back", "member", *ids),
        ),
    )


def language_buttons(
    s: Speech, tags: tuple[str, ...], chosen: tuple[str, ...], action: str, *args: int
) -> Rows:
    """Return a button for each language, those that are chosen with a tick."""
    return in_columns(
        (
            s.choice(f"✅ {own_name(tag)}" if tag in chosen else own_name(tag), action, *args, tag)
            for tag in tags
        ),
        3,
    )


@words(m.MemberLanguages)
def _languages(s: Speech, message: m.MemberLanguages) -> Rendered:
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=s.say("Which languages does {name} speak?", name=message.name),
        buttons=(
            *language_buttons(s, SPOKEN, message.speaks, "member_lang", *ids),
            *rows(s.press("⬅️ Back", "member", *ids)),
        ),
    )


@words(m.RemoveAsk)
def _remove_ask(s: Speech, message: m.RemoveAsk) -> Rendered:
    ids = message.initiative_id, message.person_id
    shifts = (
        s.count(
            "{n} coming sign-up is given back.",
            "{n} coming sign-ups are given back.",
            message.coming,
        )
        if message.coming
        else None
    )
    follows = (
        s.say(
            "The record is deleted as a whole, because it belongs to no other initiative. "
            "Hours stay as figures without a name."
        )
        if message.erases
        else s.say("They are told. The account itself stays.")
    )
    return Rendered(
        html=lines(
            bold(
                s.say(
                    "Remove {name} from {initiative}?",
                    name=message.name,
                    initiative=message.initiative,
                )
            ),
            shifts,
            follows,
        ),
        buttons=rows(
            s.press("🗑 Yes, remove", "remove_yes", *ids), s.press("↩️ No", "member", *ids)
        ),
    )


@words(m.RemoveDone)
def _remove_done(s: Speech, message: m.RemoveDone) -> Rendered:
    return Rendered(
        html=lines(
            s.say("{name} was removed.", name=message.name),
            s.say("The record was deleted.") if message.erased else None,
            s.count(
                "{n} coming sign-up was given back.",
                "{n} coming sign-ups were given back.",
                message.coming,
            )
            if message.coming
            else None,
        ),
        buttons=rows((s.press("👥 People", "people_in", message.initiative_id), menu_button(s))),
    )


@words(m.Removed)
def _removed(s: Speech, message: m.Removed) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "You are no longer a member of {initiative}. Coming shifts there were given back.",
                initiative=message.initiative,
            ),
            s.say("If that is a mistake, please speak to the people there."),
        ),
        buttons=rows(menu_button(s)),
    )
