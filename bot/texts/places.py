"""Words about places on the map, and about what a role asks for."""

from __future__ import annotations

from bot.domain import messages_finding as m
from bot.domain.people import clean
from bot.domain.rendered import Button, Rendered, Venue
from bot.domain.signups import SignupResult
from bot.texts.common import menu_button
from bot.texts.kinds import qualification_name
from bot.texts.speech import Html, Speech, bold, lines, rows
from bot.texts.volunteers import what_where, when
from bot.texts.words import words

_TITLE_LIMIT = 60


@words(m.PlaceOnMap)
def _on_map(_s: Speech, message: m.PlaceOnMap) -> Rendered:
    return Rendered(
        html=Html(),
        venue=Venue(
            title=clean(message.title, limit=_TITLE_LIMIT) or "–",
            address=clean(message.address, limit=_TITLE_LIMIT) or "–",
            latitude=message.latitude,
            longitude=message.longitude,
        ),
    )


@words(m.AskPin)
def _ask_pin(s: Speech, message: m.AskPin) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📍 {place}", place=message.place)),
            s.say("That is no place on the map.") if message.not_understood else None,
            s.say("The place is on the map already. A new pin replaces the old one.")
            if message.has_pin
            else None,
            s.say(
                "Please send the location (📎 → Location), or write it like this: {example}",
                example="51.5344, 7.6889",
            ),
            s.say("It counts for all shifts of the initiative at this place."),
        ),
        buttons=rows(
            (
                s.press("📍 Map", "map", message.shift_id),
                s.press("🗑 Remove the pin", "pin_drop", message.shift_id),
            )
            if message.has_pin
            else None,
            (
                s.press("📋 Show the shift", "duty", message.shift_id),
                s.press("✖️ Cancel", "cancel"),
            ),
        ),
    )


@words(m.PinSaved)
def _pin_saved(s: Speech, message: m.PinSaved) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("📍 {place}", place=message.place)),
            s.say("The place is no longer on the map.")
            if message.removed
            else s.say("The place is on the map now. Your volunteers can open it."),
        ),
        buttons=rows(
            s.press("📍 Set the pin", "pin", message.shift_id)
            if message.removed
            else s.press("📍 Change the pin", "pin", message.shift_id),
            (s.press("📋 Show the shift", "duty", message.shift_id), menu_button(s)),
        ),
    )


@words(m.Missing)
def _missing(s: Speech, message: m.Missing) -> Rendered:
    shift = message.shift
    young = message.result is SignupResult.ADULTS_ONLY
    return Rendered(
        html=lines(
            when(s, shift),
            s.say("🧩 {task}", task=shift.task),
            "",
            *(_about_age(s, message) if young else _about_papers(s, message)),
        ),
        buttons=rows(
            _age_button(s, message)
            if young
            else s.press("🙋 Ask the coordinator", "ask_qualified", shift.id, message.role),
            (s.press("⬅️ Back", "shift", shift.id), s.press("📅 Find a shift", "shifts", 0)),
            menu_button(s),
        ),
    )


def _about_age(s: Speech, message: m.Missing) -> tuple[Html, ...]:
    if message.adult is None:
        return (
            s.say("This place is for people of 18 and older."),
            s.say("You have not said yet whether you are."),
        )
    return (
        s.say("This place is for people of 18 and older."),
        s.say("Your profile says that you are younger. Other shifts are open to you."),
    )


def _age_button(s: Speech, message: m.Missing) -> Button:
    if message.adult is None:
        return s.press("🔞 Say it now", "me_adult", message.shift.id)
    return s.press("🔞 Correct it", "me_adult", message.shift.id)


def _about_papers(s: Speech, message: m.Missing) -> tuple[Html, ...]:
    named = (
        ()
        if message.qualification is None
        else (s.say("Required: {what}", what=qualification_name(s, message.qualification)),)
    )
    return (
        *named,
        s.say(
            "Nobody in {initiative} has noted it for you yet.",
            initiative=message.shift.initiative,
        ),
        s.say("The coordinators can: shall I tell them that you want to help here?"),
    )


@words(m.CoordinatorAsked)
def _asked(s: Speech, message: m.CoordinatorAsked) -> Rendered:
    return Rendered(
        html=lines(
            s.say(
                "Thank you! The coordinators of {initiative} know that you want to help here.",
                initiative=message.shift.initiative,
            ),
            s.say("As soon as they have noted it, you can sign up."),
        ),
        buttons=rows(
            (
                s.press("⬅️ Back", "shift", message.shift.id),
                s.press("📅 Find a shift", "shifts", 0),
            ),
            menu_button(s),
        ),
    )


@words(m.QualificationWanted)
def _wanted(s: Speech, message: m.QualificationWanted) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("🙋 {name} wants to take a shift.", name=message.name)),
            "",
            when(s, message.shift),
            what_where(s, message.shift),
            s.say("👤 {role}", role=message.role) if message.role else None,
            "",
            s.say("Required: {what}", what=qualification_name(s, message.qualification)),
            s.say("Nobody has noted yet that you have seen it."),
        ),
        buttons=rows(
            s.press(
                "🎓 Qualifications",
                "qualifications",
                message.shift.initiative_id,
                message.person_id,
            ),
            (s.press("📋 Show the shift", "duty", message.shift.id), menu_button(s)),
        ),
    )
