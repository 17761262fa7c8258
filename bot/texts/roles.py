"""Words for roles: what they need, and how they are planned."""

from __future__ import annotations

from bot.domain import messages_planning as m
from bot.domain.languages import SPOKEN
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import CAPACITY_LIMIT, Kind, Qualification, ShiftRole
from bot.texts.kinds import kind_name, qualification_name
from bot.texts.languages import language_name, own_name
from bot.texts.speech import Html, Speech, bold, in_columns, lines, rows
from bot.texts.words import words


def role_name(s: Speech, role: ShiftRole) -> Html:
    """Return what the role is called; without a name simply "helper"."""
    return s.say("{name}", name=role.name) if role.name else s.say("Helpers")


def needs(s: Speech, role: ShiftRole) -> tuple[Html, ...]:
    """Return what the role wishes and requires, a line each."""
    found = []
    if role.languages:
        named = s.listed(language_name(s, tag) for tag in role.languages)
        found.append(s.say("🗣 Wanted: {languages}", languages=named))
    if role.qualification is not None:
        found.append(s.say("Required: {what}", what=qualification_name(s, role.qualification)))
    if role.adults_only:
        found.append(s.say("🔞 Only from 18 years"))
    return tuple(found)


def in_draft(s: Speech, roles: tuple[ShiftRole, ...]) -> tuple[Html, ...]:
    """Return the roles of a draft, as its preview shows them."""
    found: list[Html] = []
    for role in roles:
        found.append(
            s.count(
                "👥 {n} person: {role}", "👥 {n} people: {role}", role.capacity, role=role.name
            )
            if role.name
            else s.count("👥 {n} person needed", "👥 {n} people needed", role.capacity)
        )
        found.extend(needs(s, role))
    return tuple(found)


@words(m.RolesDraft)
def _roles(s: Speech, message: m.RolesDraft) -> Rendered:
    blocks = [
        part
        for role in message.roles
        for part in (
            "",
            bold(role_name(s, role)),
            s.count("{n} place", "{n} places", role.capacity),
            *needs(s, role),
        )
    ]
    return Rendered(
        html=lines(
            bold(s.say("👥 Roles and places")),
            s.say("A role has places of its own, such as: 2 helpers and 1 who speaks Arabic."),
            *blocks,
        ),
        buttons=rows(
            *(
                s.press("✏️ {role}", "role", role.position, role=role.name or s.label("Helpers"))
                for role in message.roles
            ),
            None if message.full else s.press("➕ Another role", "role_new"),
            s.press("⬅️ Back", "draft"),
        ),
    )


@words(m.RoleDraft)
def _role(s: Speech, message: m.RoleDraft) -> Rendered:
    role, number = message.role, message.role.position
    return Rendered(
        html=lines(
            bold(role_name(s, role)),
            s.count("{n} place", "{n} places", role.capacity),
            *needs(s, role),
            "",
            s.say("A wanted language is a wish: others can sign up, too."),
        ),
        buttons=rows(
            (
                s.press("✏️ Name", "role_name", number),
                s.press("👥 Places", "role_places", number),
            ),
            s.press("🗣 Wanted languages", "role_langs", number),
            _requirement(s, role),
            s.press("🔞 From 18: no", "role_adult", number)
            if not role.adults_only
            else s.press("🔞 From 18: yes", "role_adult", number),
            s.press("🗑 Remove this role", "role_drop", number) if message.removable else None,
            s.press("⬅️ Back", "roles"),
        ),
    )


def _requirement(s: Speech, role: ShiftRole) -> Button:
    """Return the button that goes on to the next requirement: none, introduction, conduct."""
    match role.qualification:
        case None:
            return s.press("🎓 Required: nothing", "role_need", role.position)
        case Qualification.INTRODUCTION:
            return s.press("🎓 Required: introduction", "role_need", role.position)
        case Qualification.CONDUCT:
            return s.press("🛡 Required: certificate", "role_need", role.position)


@words(m.AskRoleName)
def _ask_name(s: Speech, message: m.AskRoleName) -> Rendered:
    return Rendered(
        html=s.say("What is the role called? Please write a word or two."),
        buttons=rows(s.press("⬅️ Back", "role", message.position)),
    )


@words(m.AskRolePlaces)
def _ask_places(s: Speech, message: m.AskRolePlaces) -> Rendered:
    number = message.role.position
    return Rendered(
        html=lines(
            s.say("Please write a number from 1 to {most}.", most=CAPACITY_LIMIT)
            if message.not_understood
            else None,
            s.say("How many people are needed?"),
        ),
        buttons=(
            *in_columns(
                (s.choice(str(n), "role_n", number, n) for n in (1, 2, 3, 4, 5, 6, 8, 10)), 4
            ),
            *rows(s.press("⬅️ Back", "role", number)),
        ),
    )


@words(m.RoleLanguages)
def _languages(s: Speech, message: m.RoleLanguages) -> Rendered:
    number, chosen = message.role.position, message.role.languages
    return Rendered(
        html=lines(
            bold(s.say("🗣 Wanted languages")),
            s.say("Who speaks one of them sees this shift marked and is asked first."),
        ),
        buttons=(
            *in_columns(
                (
                    s.choice(
                        f"✅ {own_name(tag)}" if tag in chosen else own_name(tag),
                        "role_lang",
                        number,
                        tag,
                    )
                    for tag in SPOKEN
                ),
                3,
            ),
            *rows(s.press("⬅️ Back", "role", number)),
        ),
    )


@words(m.ChooseKind)
def _kind(s: Speech, message: m.ChooseKind) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("What kind of work is it?")),
            s.say("So that people who like it find it."),
        ),
        buttons=(
            *in_columns(
                (
                    s.choice(
                        f"✅ {kind_name(s, kind)}"
                        if kind is message.chosen
                        else kind_name(s, kind),
                        "kind",
                        kind,
                    )
                    for kind in Kind
                ),
                2,
            ),
            *rows(s.press("⬅️ Back", "draft")),
        ),
    )
