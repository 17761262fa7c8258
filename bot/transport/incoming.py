"""From Telegram's update to one neutral Incoming, or to nothing where nobody spoke to Lotse."""

from __future__ import annotations

import json

from telegram import Bot, CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType, MessageEntityType
from telegram.ext.filters import StatusUpdate

from bot.conversation.types import (
    Attachment,
    BotMembership,
    ChatKind,
    Command,
    Content,
    Incoming,
    Location,
    Migrated,
    Pressed,
    Text,
    Unsupported,
)
from bot.domain.rendered import FileRef
from bot.transport.plain import plain

_KINDS = {
    ChatType.PRIVATE: ChatKind.PRIVATE,
    ChatType.GROUP: ChatKind.GROUP,
    ChatType.SUPERGROUP: ChatKind.GROUP,
    ChatType.CHANNEL: ChatKind.CHANNEL,
}
_PRESENT = (
    ChatMember.OWNER,
    ChatMember.ADMINISTRATOR,
    ChatMember.MEMBER,
    ChatMember.RESTRICTED,
)


def understand(payload: str, seq: int, bot: Bot) -> tuple[Incoming | None, str | None]:
    """Return what an update's JSON means to ``bot``, and the id of the press it is, if any.

    Raises:
        Exception: the library cannot read it.
    """
    raw = json.loads(payload)
    if (found := plain(raw, seq)) is not None:
        return found
    update = Update.de_json(raw, bot)
    query = update.callback_query
    return parse(update, seq, bot.username), None if query is None else query.id


def parse(update: Update, seq: int, bot_name: str) -> Incoming | None:
    """Return what ``update`` means; None for what is not meant for Lotse.

    ``bot_name`` is the bot's user name without @: in a group a command to another bot is not ours.
    """
    if update.callback_query is not None:
        return _press(update.callback_query, seq)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, seq)
    if update.message is not None:
        return _message(update, update.message, seq, bot_name)
    if update.edited_message is not None:
        return _edited(update.edited_message, seq)
    return None


def _press(query: CallbackQuery, seq: int) -> Incoming:
    message = query.message
    content = Pressed(data=query.data or "")
    if message is None:
        return _incoming(seq, None, query.from_user, content)
    # An inaccessible message (Bot API, InaccessibleMessage: date 0) cannot be edited any more.
    known = message.message_id if message.is_accessible else None
    return _incoming(seq, message.chat, query.from_user, content, message_id=known)


def _membership(change: ChatMemberUpdated, seq: int) -> Incoming:
    status = change.new_chat_member
    present = status.status in _PRESENT and getattr(status, "is_member", True)
    return _incoming(seq, change.chat, change.from_user, BotMembership(present=present))


def _message(update: Update, message: Message, seq: int, bot_name: str) -> Incoming | None:
    if message.migrate_to_chat_id:
        moved = Migrated(new_chat_id=message.migrate_to_chat_id)
        return _incoming(seq, message.chat, None, moved, message_id=message.message_id)
    if not _is_from_somebody(message):
        return None
    content = _content(message, bot_name)
    happened = isinstance(content, Unsupported) and StatusUpdate.ALL.check_update(update)
    return None if content is None or happened else _of_message(message, seq, content)


def _edited(message: Message, seq: int) -> Incoming | None:
    # Telegram also "edits" a live location every few seconds; only changed words matter.
    if message.text is None or not _is_from_somebody(message):
        return None
    content = Text(text=message.text, html=message.text_html, edited=True)
    return _of_message(message, seq, content)


def _is_from_somebody(message: Message) -> bool:
    if message.chat.type == ChatType.CHANNEL:
        return False
    if message.sender_chat is not None:
        return message.sender_chat.id == message.chat.id  # an anonymous admin of this group
    return message.from_user is not None and not message.from_user.is_bot


def _of_message(message: Message, seq: int, content: Content) -> Incoming:
    answered = message.reply_to_message
    return _incoming(
        seq,
        message.chat,
        None if message.sender_chat is not None else message.from_user,
        content,
        message_id=message.message_id,
        reply_to=None if answered is None else answered.message_id,
    )


def _content(message: Message, bot_name: str) -> Content | None:
    if message.text is not None:
        return _words(message, message.text, bot_name)
    if (file := _file(message)) is not None:
        return Attachment(file=file, caption=message.caption or "")
    if message.location is not None:
        place = message.location
        return Location(latitude=place.latitude, longitude=place.longitude)
    return Unsupported()


def _words(message: Message, text: str, bot_name: str) -> Content | None:
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset != 0:
        return Text(text=text, html=message.text_html)
    name, _, addressee = text[1 : first.length].partition("@")
    elsewhere = addressee and addressee.casefold() != bot_name.casefold()
    if elsewhere and message.chat.type != ChatType.PRIVATE:
        return None
    return Command(name=name.lower(), argument=text[first.length :].strip())


def _file(message: Message) -> FileRef | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return FileRef(kind="photo", file_id=largest.file_id)
    if message.voice is not None:
        return FileRef(kind="voice", file_id=message.voice.file_id)
    # A GIF also comes as a document, but its file id is refused where a document is sent.
    if message.document is not None and message.animation is None:
        return FileRef(kind="document", file_id=message.document.file_id)
    return None


def _incoming(
    seq: int,
    chat: Chat | None,
    sender: User | None,
    content: Content,
    *,
    message_id: int | None = None,
    reply_to: int | None = None,
) -> Incoming:
    return Incoming(
        seq=seq,
        chat_id=chat.id if chat is not None else sender.id if sender is not None else 0,
        chat=_KINDS[ChatType(chat.type)] if chat is not None else ChatKind.PRIVATE,
        sender_id=None if sender is None else sender.id,
        content=content,
        message_id=message_id,
        reply_to=reply_to,
        app_language=None if sender is None else sender.language_code,
        first_name="" if sender is None else sender.first_name,
    )
