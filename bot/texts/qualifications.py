"""Words for qualifications: that they were seen, until when they count, and when they run out."""

from __future__ import annotations

from bot.domain import messages_people as m
from bot.domain.qualifications import Light
from bot.domain.rendered import Button, Rendered
from bot.domain.shifts import Qualification
from bot.texts.common import menu_button
from bot.texts.kinds import qualification_name
from bot.texts.people import qualification
from bot.texts.speech import Speech, bold, lines, rows
from bot.texts.words import words


@words(m.Qualifications)
def _qualifications(s: Speech, message: m.Qualifications) -> Rendered:
    ids = message.initiative_id, message.person_id
    seen = [
        s.say("Seen on {day}", day=s.dated(line.seen_on)) if line.seen_on is not None else None
        for line in message.lines
    ]
    stands = [
        part
        for line, day in zip(message.lines, seen, strict=True)
        for part in ("", qualification(s, line), day)
    ]
    return Rendered(
        html=lines(
            bold(s.say("🎓 Qualifications of {name}", name=message.name)),
            s.say(
                "Only that it was seen is stored, and until when it counts. "
                "Please never keep or send the document itself."
            ),
            *stands,
        ),
        buttons=rows(
            *(_record(s, line, *ids) for line in message.lines),
            *(_forget(s, line, *ids) for line in message.lines if line.light is not Light.NONE),
            s.press("⬅️ Back", "member", *ids),
        ),
    )


def _record(s: Speech, line: m.QualificationLine, initiative: int, person: int) -> Button:
    if line.kind is Qualification.INTRODUCTION:
        return s.press("🎓 Introduction done", "qual", initiative, person, line.kind)
    return s.press("🛡 Certificate seen", "qual", initiative, person, line.kind)


def _forget(s: Speech, line: m.QualificationLine, initiative: int, person: int) -> Button:
    if line.kind is Qualification.INTRODUCTION:
        return s.press("🗑 Forget introduction", "qual_drop", initiative, person, line.kind)
    return s.press("🗑 Forget certificate", "qual_drop", initiative, person, line.kind)


@words(m.AskSeenDay)
def _ask_seen(s: Speech, message: m.AskSeenDay) -> Rendered:
    return Rendered(
        html=lines(
            s.say("That day cannot be.") if message.refused else None,
            bold(qualification_name(s, message.kind)),
            s.say("On which day did you see it, for {name}?", name=message.name)
            if message.kind is Qualification.CONDUCT
            else s.say("On which day was it, for {name}?", name=message.name),
            s.say("Please choose, or write a date such as 3.11."),
        ),
        buttons=rows(
            (s.press("📅 Today", "qual_day", 0), s.press("📅 Yesterday", "qual_day", 1)),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.AskUntil)
def _ask_until(s: Speech, message: m.AskUntil) -> Rendered:
    return Rendered(
        html=lines(
            s.say("That day cannot be.") if message.refused else None,
            bold(qualification_name(s, message.kind)),
            s.say("Until when does it count? Please choose, or write a date."),
        ),
        buttons=rows(
            *(s.press("📅 {n} years", "qual_until", years, n=years) for years in message.years),
            s.press("♾ No end", "qual_until", 0),
            s.press("✖️ Cancel", "cancel"),
        ),
    )


@words(m.QualificationNoted)
def _noted(s: Speech, message: m.QualificationNoted) -> Rendered:
    return Rendered(
        html=lines(
            bold(s.say("✅ Noted for you: {what}", what=qualification_name(s, message.kind))),
            s.say("🏠 {initiative}", initiative=message.initiative),
            "",
            s.say("You can now take shifts that require it."),
        ),
        buttons=rows((s.press("📅 Find a shift", "shifts", 0), menu_button(s))),
    )


@words(m.QualificationEnds)
def _ends(s: Speech, message: m.QualificationEnds) -> Rendered:
    line = m.QualificationLine(
        kind=message.kind,
        light=Light.OUT if message.out else Light.SOON,
        valid_until=message.until,
    )
    whose = (
        s.say("👤 {name}", name=message.name)
        if message.name
        else s.say("This is about you. Please speak to your coordinator.")
    )
    ids = message.initiative_id, message.person_id
    return Rendered(
        html=lines(
            bold(qualification(s, line)),
            whose,
            s.say("🏠 {initiative}", initiative=message.initiative),
        ),
        buttons=rows(
            s.press("🎓 Qualifications", "qualifications", *ids)
            if message.name
            else menu_button(s)
        ),
    )
