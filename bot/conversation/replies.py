"""A reply and where it goes, as JSON text: what the inbox keeps until the reply has been shown."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.types import Mode, Reply, Show
from bot.domain.rendered import Button, Document, FileRef, Paper, Press, Rendered, Venue

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a reply goes: the chat, the message that was pressed and the press to be answered.

    ``message_id`` is None where there is no message to edit, ``query_id`` where nothing was
    pressed.
    """

    chat_id: int
    message_id: int | None = None
    query_id: str | None = None


def dump(reply: Reply, address: Address) -> str:
    """Return both as compact JSON text; values that are not set are left out."""
    value = {
        "to": _sparse(
            chat=address.chat_id, message=address.message_id or 0, query=address.query_id or ""
        ),
        **_sparse(
            shows=[_show(show) for show in reply.shows],
            toast=reply.toast or "",
            alert=reply.alert,
            leave=reply.leave,
        ),
    }
    return _compact(value)


def load(text: str) -> tuple[Reply, Address]:
    """Return what :func:`dump` wrote."""
    value: dict[str, Any] = json.loads(text)
    to = value["to"]
    address = Address(chat_id=to["chat"], message_id=to.get("message"), query_id=to.get("query"))
    reply = Reply(
        shows=tuple(_to_show(show) for show in value.get("shows", ())),
        toast=value.get("toast"),
        alert=value.get("alert", False),
        leave=value.get("leave", False),
    )
    return reply, address


def dump_message(message: Rendered) -> dict[str, Any]:
    """Return one message as a value for JSON."""
    return {
        "html": message.html,
        **_sparse(
            buttons=[[_button(button) for button in row] for row in message.buttons],
            document=_document(message.document),
            file=message.file and [message.file.kind, message.file.file_id],
            paper=message.paper and _paper(message.paper),
            venue=message.venue and _venue(message.venue),
            silent=message.silent,
        ),
    }


def load_message(value: Mapping[str, Any]) -> Rendered:
    """Return what :func:`dump_message` wrote."""
    document, file = value.get("document"), value.get("file")
    paper, venue = value.get("paper"), value.get("venue")
    return Rendered(
        html=value["html"],
        buttons=tuple(
            tuple(_to_button(button) for button in row) for row in value.get("buttons", ())
        ),
        document=document and Document(name=document[0], content=b64decode(document[1])),
        file=file and FileRef(kind=file[0], file_id=file[1]),
        paper=paper and Paper(name=paper[0], kind=paper[1], facts=paper[2], fallback=paper[3]),
        venue=venue
        and Venue(title=venue[0], address=venue[1], latitude=venue[2], longitude=venue[3]),
        silent=value.get("silent", False),
    )


def _sparse(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


def _document(document: Document | None) -> list[str] | None:
    if document is None:
        return None
    return [document.name, b64encode(document.content).decode()]


def _paper(paper: Paper) -> list[str]:
    return [paper.name, paper.kind, paper.facts, paper.fallback]


def _venue(venue: Venue) -> list[str | float]:
    return [venue.title, venue.address, venue.latitude, venue.longitude]


def _show(show: Show) -> dict[str, object]:
    return {
        "message": dump_message(show.message),
        "mode": show.mode.value,
        **_sparse(
            question=show.question_id,
            request=show.request_id,
            announcement=show.announcement_id,
        ),
    }


def _to_show(value: Mapping[str, Any]) -> Show:
    return Show(
        message=load_message(value["message"]),
        mode=Mode(value["mode"]),
        question_id=value.get("question"),
        request_id=value.get("request"),
        announcement_id=value.get("announcement"),
    )


def _button(button: Button) -> dict[str, object]:
    press = button.press and [button.press.action, *button.press.args]
    return {"label": button.label, **_sparse(press=press, url=button.url, copy=button.copy)}


def _to_button(value: Mapping[str, Any]) -> Button:
    press = value.get("press")
    return Button(
        label=value["label"],
        press=press and Press(action=press[0], args=tuple(press[1:])),
        url=value.get("url"),
        copy=value.get("copy"),
    )
