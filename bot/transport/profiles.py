"""What the bot says about itself in each language, before anybody has pressed anything."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.conversation.registry import commands_for
from bot.domain.outbox import MenuLine
from bot.domain.people import Right
from bot.texts.common import about, about_short, command_description
from bot.texts.speech import speech
from bot.transport.profile import LanguageProfile


def profiles(languages: tuple[str, ...], zone: ZoneInfo) -> tuple[LanguageProfile, ...]:
    """Return the descriptions and default commands per language of the app; German for others.

    Telegram knows only two-letter languages here (Bot API, setMyCommands).
    """
    named = [("", "de" if "de" in languages else languages[0])]
    named += [(one, one) for one in languages if len(one) == 2]
    return tuple(_profile(tag, language, zone) for tag, language in named)


def _profile(tag: str, language: str, zone: ZoneInfo) -> LanguageProfile:
    words = speech(language, zone)
    return LanguageProfile(
        language=tag,
        description=about(words),
        short_description=about_short(words),
        commands=tuple(
            MenuLine(command=name, description=command_description(words, name))
            for name in commands_for(Right.ANYBODY)
        ),
    )
