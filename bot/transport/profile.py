"""The bot's own name, descriptions and default commands, written only where they differ."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.domain.outbox import MenuLine
from bot.services.ports import RetryLater
from bot.transport.outgoing import outcome_of, reason_of

logger = logging.getLogger(__name__)

_ATTEMPTS = 3
_LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageProfile:
    """What the bot says about itself in one language of the *app*; "" is for all others.

    None leaves a value as it is. Bot API: name up to 64, description 512, short description 120
    characters.
    """

    language: str
    name: str | None = None
    description: str | None = None
    short_description: str | None = None
    commands: tuple[MenuLine, ...] = ()


async def write_profile(bot: Bot, profiles: tuple[LanguageProfile, ...]) -> None:
    """Bring Telegram's copy in line with ``profiles``; a 429 is waited for, errors are logged."""
    for profile in profiles:
        for step in (_name, _description, _short_description, _commands):
            await _patiently(bot, profile, step)


async def _patiently(
    bot: Bot, profile: LanguageProfile, step: Callable[[Bot, LanguageProfile], Awaitable[None]]
) -> None:
    for _ in range(_ATTEMPTS):
        try:
            await step(bot, profile)
        except TelegramError as error:
            logger.warning(
                "profile not written",
                extra={"event": "profile.failed", "reason": reason_of(error)},
            )
            outcome = outcome_of(error)
            if not isinstance(outcome, RetryLater):
                return
            await asyncio.sleep(min(outcome.seconds, _LONGEST_WAIT_S))
        else:
            return


async def _name(bot: Bot, profile: LanguageProfile) -> None:
    if profile.name is None:
        return
    if (await bot.get_my_name(profile.language)).name != profile.name:
        await bot.set_my_name(profile.name, profile.language)


async def _description(bot: Bot, profile: LanguageProfile) -> None:
    wanted = profile.description
    if wanted is None:
        return
    if (await bot.get_my_description(profile.language)).description != wanted:
        await bot.set_my_description(wanted, profile.language)


async def _short_description(bot: Bot, profile: LanguageProfile) -> None:
    wanted = profile.short_description
    if wanted is None:
        return
    if (await bot.get_my_short_description(profile.language)).short_description != wanted:
        await bot.set_my_short_description(wanted, profile.language)


async def _commands(bot: Bot, profile: LanguageProfile) -> None:
    if not profile.commands:
        return
    wanted = tuple(BotCommand(line.command, line.description) for line in profile.commands)
    if await bot.get_my_commands(language_code=profile.language) != wanted:
        await bot.set_my_commands(wanted, language_code=profile.language)
