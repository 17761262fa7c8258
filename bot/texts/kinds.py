"""Names of the kinds of work, each with its pictogram, and of what a role may require."""

from __future__ import annotations

from bot.domain.shifts import Kind, Qualification
from bot.texts.speech import Html, Speech

ICONS = {
    Kind.LANGUAGE: "💬",
    Kind.SCHOOL: "📚",
    Kind.CHILDREN: "🧸",
    Kind.ACCOMPANY: "🚶",
    Kind.MEETING: "☕",
    Kind.FOOD: "🍲",
    Kind.CRAFT: "🔧",
    Kind.SPORT: "⚽",
    Kind.GOODS: "📦",
    Kind.OFFICE: "💻",
    Kind.OTHER: "🧩",
}


def kind_name(s: Speech, kind: Kind) -> Html:  # noqa: C901, PLR0911 - one line for each kind
    """Return what is done, with its pictogram; it fits on a button."""
    match kind:
        case Kind.LANGUAGE:
            return s.say("💬 Language and talking")
        case Kind.SCHOOL:
            return s.say("📚 School and homework")
        case Kind.CHILDREN:
            return s.say("🧸 Children")
        case Kind.ACCOMPANY:
            return s.say("🚶 Going along")
        case Kind.MEETING:
            return s.say("☕ Meeting and parties")
        case Kind.FOOD:
            return s.say("🍲 Cooking and food")
        case Kind.CRAFT:
            return s.say("🔧 Repair and garden")
        case Kind.SPORT:
            return s.say("⚽ Sport and outings")
        case Kind.GOODS:
            return s.say("📦 Clothes and transport")
        case Kind.OFFICE:
            return s.say("💻 Forms and computers")
        case Kind.OTHER:
            return s.say("🧩 Other")


def qualification_name(s: Speech, kind: Qualification) -> Html:
    """Return what a role may require."""
    if kind is Qualification.INTRODUCTION:
        return s.say("🎓 Introduction by the initiative")
    return s.say("🛡 Certificate of conduct")
