"""Words for clearances on the card of a person."""

from __future__ import annotations

from bot.domain import messages_people as m
from bot.domain.clearances import Kind
from bot.domain.rendered import Button
from bot.texts.speech import Html, Speech


def cleared(s: Speech, message: m.MemberCard) -> tuple[Html, ...]:
    """Return what somebody may do with newcomers alone; nothing of people without Telegram."""
    if message.person.by_hand or message.person.waits:
        return ()
    return (
        s.say("🚶 Coming along: cleared")
        if Kind.COMPANION in message.cleared
        else s.say("🚶 Coming along: not cleared"),
        s.say("💬 Helping with questions: cleared")
        if Kind.QUESTIONS in message.cleared
        else s.say("💬 Helping with questions: not cleared"),
    )


def clearing(s: Speech, message: m.MemberCard) -> tuple[Button, ...]:
    """Return the buttons that give a clearance, or take it away."""
    number, person = message.initiative_id, message.person.id
    return (
        s.press("➖ 🚶 Coming along", "unclear", number, person, Kind.COMPANION)
        if Kind.COMPANION in message.cleared
        else s.press("➕ 🚶 Coming along", "clear", number, person, Kind.COMPANION),
        s.press("➖ 💬 Questions", "unclear", number, person, Kind.QUESTIONS)
        if Kind.QUESTIONS in message.cleared
        else s.press("➕ 💬 Questions", "clear", number, person, Kind.QUESTIONS),
    )
