"""What the bot says about itself: commands by scope and language, name, descriptions, menu."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.values import Json, bad_request

_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_MAX_COMMANDS = 100
_LENGTHS = {"name": 64, "description": 512, "short_description": 120}

ScopeKey = tuple[str, int, int]
DEFAULT_SCOPE: ScopeKey = ("default", 0, 0)
_SCOPE_FIELDS = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


@dataclass(slots=True, kw_only=True)
class Profile:
    """The settings that a bot makes through set... methods."""

    name: str = ""
    commands: dict[tuple[ScopeKey, str], list[Json]] = field(default_factory=dict)
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    def text(self, which: str, language: str) -> str:
        """Return name, description or short_description for a language, else the fallback."""
        fallback = self.texts.get((which, ""), self.name if which == "name" else "")
        return self.texts.get((which, language), fallback)

    def set_text(self, which: str, language: str, value: str) -> None:
        """Set or, with "", remove one of the three texts.

        Raises:
            ApiError: 400 if it is too long.
        """
        if len(value) > _LENGTHS[which]:
            raise bad_request(f"{which} must be at most {_LENGTHS[which]} characters long")
        if value:
            self.texts[which, language] = value
        else:
            self.texts.pop((which, language), None)

    def resolve(self, scopes: Iterable[ScopeKey], language: str) -> list[Json]:
        """Return the commands an app shows: first scope that has any, own language first."""
        for scope in scopes:
            for code in (language, ""):
                found = self.commands.get((scope, code))
                if found:
                    return found
        return []

    def saved(self) -> Json:
        """Return the settings as JSON values."""
        return {
            "name": self.name,
            "commands": [[*scope, code, value] for (scope, code), value in self.commands.items()],
            "texts": [[which, code, value] for (which, code), value in self.texts.items()],
            "menu_buttons": list(self.menu_buttons.items()),
        }

    @classmethod
    def restored(cls, data: Any) -> Profile:  # noqa: ANN401 - JSON from the sandbox's own file
        """Return the settings that ``saved`` described."""
        return cls(
            name=data["name"],
            commands={((s, c, u), code): value for s, c, u, code, value in data["commands"]},
            texts={(which, code): value for which, code, value in data["texts"]},
            menu_buttons=dict(data["menu_buttons"]),
        )


def parse_scope(scope: object) -> ScopeKey:
    """Return the key of a BotCommandScope; None is the default scope.

    Raises:
        ApiError: 400 if it is none of the seven scopes or lacks a field.
    """
    if scope is None:
        return DEFAULT_SCOPE
    if not isinstance(scope, Mapping):
        raise bad_request("can't parse BotCommandScope: expected an Object")
    kind = scope.get("type")
    if not isinstance(kind, str) or kind not in _SCOPE_FIELDS:
        raise bad_request("can't parse BotCommandScope: unsupported type specified")
    fields = _SCOPE_FIELDS[kind]
    extra = set(scope) - {"type", *fields}
    if extra:
        raise bad_request(f"can't parse BotCommandScope: unknown field {min(extra)!r}")
    ids: list[int] = []
    for name in fields:
        value = scope.get(name)
        if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
            raise bad_request(f"can't parse BotCommandScope: wrong {name}")
        ids.append(int(str(value)))
    chat_id, user_id = [*ids, 0, 0][:2]
    return kind, chat_id, user_id


def check_language(code: str) -> str:
    """Return a two-letter code or "".

    Raises:
        ApiError: 400 for anything else.
    """
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def check_commands(commands: object) -> list[Json]:
    """Return the BotCommand objects as Telegram stores them.

    Raises:
        ApiError: 400 for wrong names, empty or long descriptions, more than 100 commands.
    """
    if not isinstance(commands, list):
        raise bad_request("can't parse commands JSON object")
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_check_command(command) for command in commands]


def _check_command(command: object) -> Json:
    if not isinstance(command, Mapping):
        raise bad_request("expected an Object as BotCommand")
    name, description = command.get("command"), command.get("description")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(description, str) or not 1 <= len(description.strip()) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description.strip()}


def scopes_for(chat_id: int, person_id: int, *, admin: bool) -> list[ScopeKey]:
    """Return the scopes an app asks, narrowest first.

    Source: Bot API, "Determining list of commands".
    """
    if chat_id > 0:
        return [("chat", chat_id, 0), ("all_private_chats", 0, 0), DEFAULT_SCOPE]
    scopes: list[ScopeKey] = [("chat_member", chat_id, person_id)]
    if admin:
        scopes.append(("chat_administrators", chat_id, 0))
    scopes.append(("chat", chat_id, 0))
    if admin:
        scopes.append(("all_chat_administrators", 0, 0))
    return [*scopes, ("all_group_chats", 0, 0), DEFAULT_SCOPE]
