"""Methods that put a message into a chat."""

from __future__ import annotations

from bot.sandbox.args import Args, method
from bot.sandbox.faults import too_many_requests
from bot.sandbox.formatting import MAX_CAPTION, bot_text
from bot.sandbox.groups import GroupSide
from bot.sandbox.keyboards import inline_keyboard
from bot.sandbox.media import MAX_UPLOAD, content_of
from bot.sandbox.model import BotStatus, Chat, Kind, Message
from bot.sandbox.values import ApiError, Json, Upload, bad_request, forbidden

_TARGET = ("business_connection_id", "chat_id", "message_thread_id")
_FORWARD = (
    "chat_id", "message_thread_id", "direct_messages_topic_id", "disable_notification",
    "protect_content", "message_effect_id", "suggested_post_parameters",
)  # fmt: skip
_COPY = (*_FORWARD, "allow_paid_broadcast", "reply_parameters", "reply_markup")
_SEND = (*_COPY, "business_connection_id")
_CAPTION = ("caption", "parse_mode", "caption_entities")
_REPLY = frozenset(
    (
        "message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_parse_mode",
        "quote_entities", "quote_position", "checklist_task_id", "poll_option_id",
    )
)  # fmt: skip
_PREVIEW = frozenset(
    ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
)
_ACTIONS = {
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
    "upload_document", "choose_sticker", "find_location", "record_video_note",
    "upload_video_note",
}  # fmt: skip
_FOLDERS = {"photo": Kind.PHOTO, "document": Kind.DOCUMENT, "voice": Kind.VOICE}
_VENUE_EXTRAS = ("foursquare_id", "foursquare_type", "google_place_id", "google_place_type")


def known_chat(world: GroupSide, args: Args, name: str = "chat_id") -> Chat:
    """Return the chat that a call names, whether or not the bot may write there.

    Raises:
        ApiError: 400 "chat not found", or the new id where a group was upgraded.
    """
    given = args.text(name).strip()
    if not given:
        raise bad_request(f"{name} is empty")
    try:
        chat = world.chats.get(int(given))
    except ValueError:
        chat = None
    if chat is None or (chat.is_group and chat.bot_status is BotStatus.NEVER):
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": chat.migrated_to},
        )
    return chat


def open_chat(world: GroupSide, args: Args) -> Chat:
    """Return the chat that a call names and in which the bot may write.

    Raises:
        ApiError: as :func:`known_chat`, and 403 where the bot is not wanted.
    """
    chat = known_chat(world, args)
    if not chat.is_group:
        person = world.people[chat.id]
        if not person.started:
            raise forbidden("bot can't initiate conversation with a user")
        if person.blocked:
            raise forbidden("bot was blocked by the user")
    elif chat.bot_status is BotStatus.KICKED:
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif not chat.bot_status.present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def _replied(world: GroupSide, chat: Chat, args: Args) -> int | None:
    reply = args.record("reply_parameters", _REPLY)
    if reply is None:
        return None
    here = str(reply.get("chat_id", chat.id)) == str(chat.id)
    message_id = reply.get("message_id")
    if not isinstance(message_id, int):
        raise bad_request("can't parse reply parameters: message_id must be of type Integer")
    found = world.messages.get(chat.id, {}).get(message_id) if here else None
    if found is not None and not found.deleted:
        return message_id
    if reply.get("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _deliver(world: GroupSide, args: Args, draft: Message, chat: Chat | None = None) -> Message:
    """Complete a message of the bot and put it into its chat."""
    if args.flag("allow_paid_broadcast"):
        raise bad_request("the sandbox has no paid broadcasts")
    draft.keyboard = inline_keyboard(args)
    chat = chat or open_chat(world, args)
    draft.chat_id = chat.id
    draft.reply_to = _replied(world, chat, args)
    draft.silent = args.flag("disable_notification")
    if args.flag("protect_content"):
        draft.content["has_protected_content"] = True
    if world.enforce_limits:
        wait = world.flood.wait_for(chat.id, world.now())
        if wait:
            raise too_many_requests(wait)
    return world.post(chat, draft)


def _draft(world: GroupSide, kind: Kind, content: Json) -> Message:
    return Message(
        chat_id=0,
        message_id=0,
        date=int(world.now()),
        from_id=world.bot_id,
        from_bot=True,
        kind=kind,
        content=content,
    )


def caption_of(args: Args) -> tuple[str, list[Json]]:
    """Return the caption of a call with its entities."""
    return bot_text(
        args.text("caption"),
        args.text("parse_mode"),
        args.json("caption_entities"),
        limit=MAX_CAPTION,
    )


def text_of(args: Args) -> tuple[str, list[Json]]:
    """Return the text of a call with its entities.

    Raises:
        ApiError: 400 for what Telegram refuses, an empty text first of all.
    """
    source = args.text("text")
    if not source:
        raise bad_request("message text is empty")
    args.record("link_preview_options", _PREVIEW)
    text, entities = bot_text(source, args.text("parse_mode"), args.json("entities"))
    if not text:
        raise bad_request("text must be non-empty")
    return text, entities


@method("sendMessage", *_SEND, "text", "parse_mode", "entities", "link_preview_options")
def _send_message(world: GroupSide, args: Args) -> Json:
    draft = _draft(world, Kind.TEXT, {})
    draft.text, draft.entities = text_of(args)
    return world.api_message(_deliver(world, args, draft))


def _send_file(world: GroupSide, args: Args, field: str) -> Json:
    text, entities = caption_of(args)
    given = args.file(field)
    if given is None:
        raise bad_request(f"there is no {field} in the request")
    chat = open_chat(world, args)
    inline_keyboard(args)
    draft = _draft(world, _FOLDERS[field], _file_content(world, args, field, given))
    draft.text, draft.entities = text, entities
    return world.api_message(_deliver(world, args, draft, chat))


def _file_content(world: GroupSide, args: Args, field: str, given: Upload | str) -> Json:
    kind = _FOLDERS[field]
    if isinstance(given, str):
        stored = world.files.get(given)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        given = Upload(name=stored.name, data=world.blobs[stored.unique_id], mime=stored.mime)
    if not given.data:
        raise bad_request("file must be non-empty")
    if len(given.data) > MAX_UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    content = content_of(world, kind, given, args.integer("duration") or 0)
    if content is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if args.flag("has_spoiler"):
        content["has_media_spoiler"] = True
    if args.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


@method("sendPhoto", *_SEND, *_CAPTION, "photo", "has_spoiler", "show_caption_above_media")
def _send_photo(world: GroupSide, args: Args) -> Json:
    return _send_file(world, args, "photo")


@method(
    "sendDocument", *_SEND, *_CAPTION, "document", "thumbnail", "disable_content_type_detection"
)
def _send_document(world: GroupSide, args: Args) -> Json:
    return _send_file(world, args, "document")


@method("sendVoice", *_SEND, *_CAPTION, "voice", "duration")
def _send_voice(world: GroupSide, args: Args) -> Json:
    return _send_file(world, args, "voice")


def _place(args: Args) -> Json:
    latitude, longitude = args.number("latitude"), args.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude is empty" if latitude is None else "longitude is empty")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    return {"latitude": latitude, "longitude": longitude}


@method("sendVenue", *_SEND, "latitude", "longitude", "title", "address", *_VENUE_EXTRAS)
def _send_venue(world: GroupSide, args: Args) -> Json:
    place = _place(args)
    title, address = args.text("title").strip(), args.text("address").strip()
    if not title:
        raise bad_request("venue title must be non-empty")
    if not address:
        raise bad_request("venue address must be non-empty")
    venue: Json = {"location": place, "title": title, "address": address}
    venue |= {name: args.text(name) for name in _VENUE_EXTRAS if args.text(name)}
    draft = _draft(world, Kind.VENUE, {"venue": venue, "location": place})
    return world.api_message(_deliver(world, args, draft))


@method(
    "sendLocation", *_SEND, "latitude", "longitude", "horizontal_accuracy", "live_period",
    "heading", "proximity_alert_radius",
)  # fmt: skip
def _send_location(world: GroupSide, args: Args) -> Json:
    place = _place(args)
    accuracy = args.number("horizontal_accuracy")
    if accuracy is not None:
        place["horizontal_accuracy"] = accuracy
    draft = _draft(world, Kind.LOCATION, {"location": place})
    return world.api_message(_deliver(world, args, draft))


@method("sendChatAction", *_TARGET, "action")
def _send_chat_action(world: GroupSide, args: Args) -> bool:
    if args.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = open_chat(world, args)
    world.emit("typing", chat_id=chat.id, extra={"action": args.text("action")})
    return True


def _original(world: GroupSide, args: Args, verb: str) -> Message:
    chat = known_chat(world, args, "from_chat_id")
    found = world.messages.get(chat.id, {}).get(args.required("message_id"))
    if found is None or found.deleted:
        raise bad_request(f"message to {verb} not found")
    if found.kind is Kind.SERVICE or found.content.get("has_protected_content"):
        raise bad_request(
            "message can't be copied" if verb == "copy" else "message can't be forwarded"
        )
    return found


def _again(world: GroupSide, original: Message) -> Message:
    draft = _draft(world, original.kind, dict(original.content))
    draft.text, draft.entities = original.text, original.entities
    return draft


@method(
    "copyMessage", *_COPY, *_CAPTION, "from_chat_id", "message_id", "video_start_timestamp",
    "show_caption_above_media",
)  # fmt: skip
def _copy_message(world: GroupSide, args: Args) -> Json:
    original = _original(world, args, "copy")
    draft = _again(world, original)
    if args.has("caption") and original.kind is not Kind.TEXT:
        draft.text, draft.entities = caption_of(args)
    return {"message_id": _deliver(world, args, draft).message_id}


@method("forwardMessage", *_FORWARD, "from_chat_id", "message_id", "video_start_timestamp")
def _forward_message(world: GroupSide, args: Args) -> Json:
    original = _original(world, args, "forward")
    draft = _again(world, original)
    draft.content["forward_origin"] = {
        "type": "user",
        "sender_user": world.api_user(original.from_id),
        "date": original.date,
    }
    return world.api_message(_deliver(world, args, draft))
