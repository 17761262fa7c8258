"""Carries single messages to Telegram and says truthfully what became of them.

Texts, edits and answers to presses are called by name and with ready values: of Telegram's copy of
the message only its number is of interest, and the library's objects there and back cost as much
as the call itself (``make bench``). Errors and outcomes are the same either way.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from telegram import Bot, BotCommand, BotCommandScopeChat, InputFile, Message
from telegram.constants import ParseMode
from telegram.error import TelegramError
from typing_extensions import override

from bot.domain.incident import new_incident, trace
from bot.domain.outbox import MenuLine
from bot.domain.rendered import Document, Paper, Rendered, Venue
from bot.services.ports import Messenger, Outcome, Refused, Sent
from bot.transport.handlers import Papers
from bot.transport.outgoing import is_unmodified, keyboard, outcome_of, place

logger = logging.getLogger(__name__)

# Spelt like this, the library neither warns that it has a method for it nor changes the call.
_SEND, _EDIT, _ANSWER = "send_Message", "edit_message_Text", "answer_callback_Query"
_VENUE = "send_Venue"
_TEXT = {"parse_mode": ParseMode.HTML.value, "link_preview_options": '{"is_disabled": true}'}


class TelegramMessenger(Messenger):
    """The way out: HTML, no link previews, every error turned into an outcome."""

    def __init__(self, bot: Bot, papers: Papers) -> None:
        """Speak as ``bot``; ``papers`` makes what is made only when it is sent."""
        self._bot = bot
        self._papers = papers

    @override
    async def send(self, chat_id: int, message: Rendered) -> Outcome:
        """Send one new message (with its document or file, if any); make its paper first."""
        if message.paper is not None:
            message = await self._on_paper(message, message.paper)
        try:
            return Sent(message_id=await self._send(chat_id, message))
        except TelegramError as error:
            return outcome_of(error)
        except (ValueError, KeyError):
            return _unfit()

    @override
    async def edit(self, chat_id: int, message_id: int, message: Rendered) -> Outcome:
        """Replace the text and buttons of a message; "not modified" counts as Sent."""
        if not message.is_text:
            return Refused(reason="a text cannot become a file or a place")
        try:
            await self._call(
                _EDIT,
                chat_id=str(chat_id),
                message_id=str(message_id),
                text=message.html,
                reply_markup=keyboard(message.buttons),
                **_TEXT,
            )
        except TelegramError as error:
            return Sent(message_id=message_id) if is_unmodified(error) else outcome_of(error)
        except ValueError:
            return _unfit()
        return Sent(message_id=message_id)

    @override
    async def set_menu(self, chat_id: int, entries: tuple[MenuLine, ...]) -> Outcome:
        """Set the chat's own command menu; no entries delete it. Sent carries message_id 0."""
        scope = BotCommandScopeChat(chat_id)
        if not entries:
            return await _outcome(lambda: self._bot.delete_my_commands(scope=scope))
        lines = [BotCommand(line.command, line.description) for line in entries]
        return await _outcome(lambda: self._bot.set_my_commands(lines, scope=scope))

    @override
    async def leave(self, chat_id: int) -> Outcome:
        """Leave a group. Sent carries message_id 0."""
        return await _outcome(lambda: self._bot.leave_chat(chat_id))

    async def answer_press(self, query_id: str, toast: str | None, *, alert: bool) -> Outcome:
        """Answer a press, with a short text over the chat or without.

        After some 15 seconds Telegram refuses ("query is too old"); the press is over then and
        nothing is lost, so no outcome of this call matters to anybody but a log.
        """
        return await _outcome(
            lambda: self._call(
                _ANSWER,
                callback_query_id=query_id,
                text=toast,
                show_alert="true" if alert else None,
            )
        )

    async def _call(self, method: str, **parameters: str | None) -> Any:  # noqa: ANN401 - JSON
        """Make one call and return its result; parameters that are None are left out."""
        return await self._bot.do_api_request(method, api_kwargs=dict(parameters))

    async def _on_paper(self, message: Rendered, paper: Paper) -> Rendered:
        """Return ``message`` with the finished paper, or its fallback where none can be made."""
        try:
            content = await self._papers(paper)
        except Exception as error:  # noqa: BLE001 - whatever it was, the person gets an answer
            logger.error(  # noqa: TRY400 - an exception's text may quote a person
                "a paper cannot be made",
                extra={"event": "paper.failed", "incident": new_incident(), **trace(error)},
            )
            return replace(message, html=paper.fallback, paper=None)
        return replace(message, document=Document(name=paper.name, content=content), paper=None)

    async def _send(self, chat_id: int, message: Rendered) -> int:
        """Return the number of the message in its chat.

        Raises:
            TelegramError: Telegram did not take it, or it is not known whether it did.
            ValueError: a button is too long.
            KeyError: there is no such kind of file, or the answer names no message.
        """
        markup = keyboard(message.buttons)
        if message.venue is not None:
            return await self._at(message.venue, chat_id, message, markup)
        if message.document is not None:
            content = InputFile(message.document.content, filename=message.document.name)
            return await self._with_file("document", content, chat_id, message, markup)
        if message.file is not None:
            return await self._with_file(
                message.file.kind, message.file.file_id, chat_id, message, markup
            )
        sent = await self._call(
            _SEND,
            chat_id=str(chat_id),
            text=message.html,
            disable_notification="true" if message.silent else None,
            reply_markup=markup,
            **_TEXT,
        )
        return int(sent["message_id"])

    async def _at(self, venue: Venue, chat_id: int, message: Rendered, markup: str | None) -> int:
        sent = await self._call(
            _VENUE,
            chat_id=str(chat_id),
            **place(venue),
            disable_notification="true" if message.silent else None,
            reply_markup=markup,
        )
        return int(sent["message_id"])

    async def _with_file(
        self,
        kind: str,
        file: InputFile | str,
        chat_id: int,
        message: Rendered,
        markup: str | None,
    ) -> int:
        calls: dict[str, Callable[..., Awaitable[Message]]] = {
            "photo": self._bot.send_photo,
            "voice": self._bot.send_voice,
            "document": self._bot.send_document,
        }
        sent = await calls[kind](
            chat_id,
            file,
            caption=message.html or None,
            parse_mode=ParseMode.HTML,
            disable_notification=message.silent,
            api_kwargs={"reply_markup": markup},
        )
        return sent.message_id


async def _outcome(call: Callable[[], Awaitable[object]]) -> Outcome:
    try:
        await call()
    except TelegramError as error:
        return outcome_of(error)
    return Sent(message_id=0)


def _unfit() -> Refused:
    logger.error("a message cannot be put into a call", extra={"event": "telegram.unfit"})
    return Refused(reason="a button is too long or a file of unknown kind")
