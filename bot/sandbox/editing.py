"""Methods that change or remove messages and answer button presses."""

from __future__ import annotations

from bot.sandbox.args import Args, method
from bot.sandbox.groups import GroupSide
from bot.sandbox.html_parser import utf16_length
from bot.sandbox.keyboards import inline_keyboard
from bot.sandbox.media import file_of
from bot.sandbox.model import BotStatus, Kind, Message
from bot.sandbox.sending import caption_of, open_chat, text_of
from bot.sandbox.values import Json, bad_request

_QUERY_LIFE_S = 15.0
_DELETE_WITHIN_S = 48 * 3600
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
_EDIT = ("business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup")


def _target(world: GroupSide, args: Args) -> Message:
    """Return the bot's own message that a call wants to edit."""
    chat = open_chat(world, args)
    message = world.messages.get(chat.id, {}).get(args.required("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to edit not found")
    if not message.from_bot or message.kind is Kind.SERVICE or "forward_origin" in message.content:
        raise bad_request("message can't be edited")
    return message


def _apply(
    world: GroupSide, args: Args, message: Message, text: str, entities: list[Json]
) -> Json:
    """Change a message; without ``reply_markup`` its keyboard goes, as with Telegram."""
    keyboard = inline_keyboard(args, only_inline=True)
    if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
        raise bad_request(_NOT_MODIFIED)
    message.text, message.entities, message.keyboard = text, entities, keyboard
    message.edit_date = int(world.now())
    world.emit("edit", chat_id=message.chat_id, message=message)
    return world.api_message(message)


@method("editMessageText", *_EDIT, "text", "parse_mode", "entities", "link_preview_options")
def _edit_text(world: GroupSide, args: Args) -> Json:
    text, entities = text_of(args)
    message = _target(world, args)
    if message.kind is not Kind.TEXT:
        raise bad_request("there is no text in the message to edit")
    return _apply(world, args, message, text, entities)


@method(
    "editMessageCaption", *_EDIT, "caption", "parse_mode", "caption_entities",
    "show_caption_above_media",
)  # fmt: skip
def _edit_caption(world: GroupSide, args: Args) -> Json:
    text, entities = caption_of(args)
    message = _target(world, args)
    if file_of(world, message.content) is None:
        raise bad_request("there is no caption in the message to edit")
    return _apply(world, args, message, text, entities)


@method("editMessageReplyMarkup", *_EDIT)
def _edit_markup(world: GroupSide, args: Args) -> Json:
    message = _target(world, args)
    return _apply(world, args, message, message.text, message.entities)


@method("deleteMessage", "chat_id", "message_id")
def _delete_message(world: GroupSide, args: Args) -> bool:
    chat = open_chat(world, args)
    message = world.messages.get(chat.id, {}).get(args.required("message_id"))
    if message is None or message.deleted:
        raise bad_request("message to delete not found")
    if world.now() - message.date > _DELETE_WITHIN_S:
        raise bad_request("message can't be deleted for everyone")
    admin = chat.bot_status is BotStatus.ADMINISTRATOR
    if chat.is_group and not message.from_bot and not admin:
        raise bad_request("message can't be deleted")
    message.deleted = True
    world.emit("delete", chat_id=chat.id, message=message)
    return True


@method("answerCallbackQuery", "callback_query_id", "text", "show_alert", "url", "cache_time")
def _answer_callback_query(world: GroupSide, args: Args) -> bool:
    given = args.text("callback_query_id")
    query = world.queries.get(int(given)) if given.isdecimal() and given.isascii() else None
    if query is None or world.now() - query.asked_at > _QUERY_LIFE_S:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = args.text("text")
    if utf16_length(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    link = args.text("url")
    if link and not link.startswith((f"https://t.me/{world.username}", f"t.me/{world.username}")):
        raise bad_request("URL_INVALID")
    query.answered, query.text, query.url = True, text, link
    query.show_alert = args.flag("show_alert")
    world.emit(
        "callback_answer",
        chat_id=query.chat_id,
        person_id=query.person_id,
        extra={
            "query_id": query.id,
            "message_id": query.message_id,
            "text": text,
            "show_alert": query.show_alert,
        },
    )
    return True
