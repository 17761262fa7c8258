"""What the sandbox remembers: persons, chats, messages, files, button presses."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from bot.sandbox.values import Json


class Kind(StrEnum):
    """What a message is."""

    TEXT = "text"
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    LOCATION = "location"
    VENUE = "venue"
    SERVICE = "service"


class BotStatus(StrEnum):
    """The bot's place in a chat, in the words of ChatMember.status."""

    NEVER = "never"
    MEMBER = "member"
    ADMINISTRATOR = "administrator"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def present(self) -> bool:
        """Return whether the bot may send here."""
        return self in (BotStatus.MEMBER, BotStatus.ADMINISTRATOR)


class _Saved:
    """Mixin: conversion to plain JSON values."""

    __slots__ = ()

    def saved(self) -> Json:
        """Return the object as plain JSON values."""
        return asdict(self)  # type: ignore[call-overload,no-any-return]


@dataclass(slots=True, kw_only=True)
class Person(_Saved):
    """A person with a Telegram app; ``language_code`` is the app's language."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "en"
    started: bool = False
    blocked: bool = False


@dataclass(slots=True, kw_only=True)
class Chat(_Saved):
    """A private chat (id of the person) or a group (negative id)."""

    id: int
    type: str
    title: str = ""
    members: list[int] = field(default_factory=list)
    bot_status: BotStatus = BotStatus.NEVER
    migrated_to: int | None = None
    last_message_id: int | None = None
    last_id: int = 0
    unread: dict[int, int] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Return whether several persons share this chat."""
        return self.type != "private"


@dataclass(slots=True, kw_only=True)
class Message(_Saved):
    """A message as it is now. ``content`` holds the fields of its kind in Bot API shape."""

    chat_id: int
    message_id: int
    date: int
    from_id: int
    from_bot: bool
    kind: Kind = Kind.TEXT
    text: str = ""
    entities: list[Json] = field(default_factory=list)
    content: Json = field(default_factory=dict)
    keyboard: list[list[Json]] | None = None
    silent: bool = False
    reply_to: int | None = None
    edit_date: int | None = None
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class StoredFile(_Saved):
    """A file's description; the bytes live in ``World.blobs`` under ``unique_id``."""

    file_id: str
    unique_id: str
    name: str
    mime: str
    size: int
    path: str


@dataclass(slots=True, kw_only=True)
class Query(_Saved):
    """A button press that waits for, or has got, its answer."""

    id: int
    person_id: int
    chat_id: int
    message_id: int
    asked_at: float
    answered: bool = False
    text: str = ""
    show_alert: bool = False
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Event:
    """Something the page shows; rendered when it is read, with the state of that moment."""

    seq: int
    type: str
    chat_id: int | None = None
    message: Message | None = None
    person_id: int | None = None
    extra: Json = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class LogEntry:
    """One call of the bot. ``at`` is sandbox time, ``monotonic`` the machine's steady clock."""

    seq: int
    at: float
    monotonic: float
    method: str
    params: Json
    chat_id: int | None
    outcome: str = "ok"
    status: int = 0
    error: str | None = None
    message_id: int | None = None
    done_monotonic: float = 0.0
    fault: str | None = None

    def shown(self) -> Json:
        """Return the entry as ``GET /sim/log`` shows it."""
        return asdict(self)


def restored_chat(data: Any) -> Chat:  # noqa: ANN401 - JSON from the sandbox's own file
    """Return the chat that ``saved`` described; JSON has turned its keys into strings."""
    unread = {int(key): value for key, value in data["unread"].items()}
    return Chat(**{**data, "unread": unread, "bot_status": BotStatus(data["bot_status"])})


def restored_message(data: Any) -> Message:  # noqa: ANN401 - JSON from the sandbox's own file
    """Return the message that ``saved`` described."""
    return Message(**{**data, "kind": Kind(data["kind"])})
