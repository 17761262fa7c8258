"""What comes into a conversation and what goes out, without a word about Telegram's own types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.rendered import FileRef, Rendered


class ChatKind(StrEnum):
    """Where something was said."""

    PRIVATE = "private"
    GROUP = "group"  # groups and supergroups
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command such as /start: name without slash and bot name, lower case, and the rest."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Free text: as typed, and with its bold and links kept as Telegram HTML."""

    text: str
    html: str
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A button was pressed; ``data`` is whatever the client sent and may be forged."""

    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A photo, document or voice message with its caption."""

    file: FileRef
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place the person sent, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """Something Lotse does not understand (a sticker, a poll, a contact …)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotMembership:
    """The bot was added to or removed from a group, or blocked or unblocked by a person."""

    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrated:
    """A group became a supergroup with another chat id."""

    new_chat_id: int


Content = Command | Text | Pressed | Attachment | Location | Unsupported | BotMembership | Migrated


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing that happened in one chat.

    ``seq`` is the inbox row; ``sender_id`` is Telegram's numeric user id, None where Telegram
    names nobody (channel posts, anonymous group admins). ``message_id`` is the message it is
    about: the one sent, edited, or whose button was pressed (None if it is gone).
    ``first_name`` is offered as a suggestion only and never stored before the privacy notice.
    """

    seq: int
    chat_id: int
    chat: ChatKind
    sender_id: int | None
    content: Content
    message_id: int | None = None
    reply_to: int | None = None
    app_language: str | None = None
    first_name: str = ""


class Mode(StrEnum):
    """How a message of the reply is shown."""

    SEND = "send"  # as a new message
    EDIT = "edit"  # in place of the message that was pressed; a new one if that cannot be


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """One message of a reply.

    ``question_id``: remember the sent message as part of that question's thread, so that a reply
    to it finds its way; ``request_id``: the same for the two of a companion's request.
    ``announcement_id``: remember it as that announcement's progress message.
    """

    message: Rendered
    mode: Mode = Mode.SEND
    question_id: int | None = None
    request_id: int | None = None
    announcement_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What one Incoming is answered with.

    ``toast`` is the short text over the chat after a press (≤ 200 characters, Bot API
    answerCallbackQuery). ``leave`` makes the bot leave the group.
    """

    shows: tuple[Show, ...] = ()
    toast: str | None = None
    alert: bool = False
    leave: bool = False
