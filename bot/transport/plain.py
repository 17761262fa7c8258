"""The short way for what nearly every update is: a private text, a command, a press.

The library builds dozens of objects for an update of which Lotse needs eight values. Whatever is
not exactly of the plain form below is left to it, so both ways mean the same
(tests/transport/test_plain.py).
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from bot.conversation.types import ChatKind, Command, Content, Incoming, Pressed, Text

Json = Mapping[Any, Any]

_MESSAGE = frozenset({"message_id", "date", "chat", "from", "text", "entities"})
_HALF = re.compile("[\ud800-\udfff]")  # half a character cannot be written anywhere


def plain(update: object, seq: int) -> tuple[Incoming, str | None] | None:
    """Return what a plain ``update`` (decoded JSON) means, and the id of the press it is, if any.

    None means that it is not plain, not that it means nothing.
    """
    match update:
        case {"update_id": int(), "message": {**message}, **rest} if not rest:
            incoming = _said(message, seq)
            return None if incoming is None else (incoming, None)
        case {"update_id": int(), "callback_query": {"id": str(query_id), **query}, **rest} if (
            not rest
        ):
            incoming = _pressed(query, seq)
            return None if incoming is None else (incoming, query_id)
        case _:
            return None


def _said(message: Json, seq: int) -> Incoming | None:
    match message:
        case {
            "message_id": int(message_id),
            "date": int(),
            "chat": {"id": int(chat_id), "type": "private"},
            "from": {"is_bot": False, **sender},
            "text": str(text),
        } if message.keys() <= _MESSAGE and not _HALF.search(text):
            content = _words(text, message.get("entities"))
            if content is None:
                return None
            return _incoming(seq, chat_id, sender, content, message_id)
        case _:
            return None


def _words(text: str, entities: object) -> Content | None:
    match entities:
        case None:
            return Text(text=text, html=html.escape(text))
        case [{"type": "bot_command", "offset": 0, "length": int(length), **rest}] if not rest:
            name = text[1:length].partition("@")[0]
            return Command(name=name.lower(), argument=text[length:].strip())
        case _:
            return None


def _pressed(query: Json, seq: int) -> Incoming | None:
    match query:
        case {
            "from": {**sender},
            "message": {
                "message_id": int(message_id),
                "date": int(date),
                "chat": {"id": int(chat_id), "type": "private"},
            },
            "data": str(data),
        }:
            # An inaccessible message (Bot API, InaccessibleMessage: date 0) cannot be edited.
            known = message_id if date else None
            return _incoming(seq, chat_id, sender, Pressed(data=data), known)
        case _:
            return None


def _incoming(
    seq: int, chat_id: int, sender: Json, content: Content, message_id: int | None
) -> Incoming | None:
    match sender:
        case {"id": int(sender_id), "first_name": str(first_name)}:
            language = sender.get("language_code")
        case _:
            return None
    return Incoming(
        seq=seq,
        chat_id=chat_id,
        chat=ChatKind.PRIVATE,
        sender_id=sender_id,
        content=content,
        message_id=message_id,
        app_language=language if isinstance(language, str) else None,
        first_name=first_name,
    )
