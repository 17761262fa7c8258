"""From neutral messages to Telegram's, and from Telegram's errors to outcomes: here and only here.

An outcome's reason is stored and logged, so it never quotes what a person wrote.
"""

from __future__ import annotations

import json
import re
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)

from bot.conversation.buttons import encode
from bot.domain.rendered import Button, Venue
from bot.services.ports import (
    Moved,
    NotSent,
    Outcome,
    Refused,
    RetryLater,
    Unknown,
    Unreachable,
)
from bot.transport.errors import NotSentError

NOT_MODIFIED = "message is not modified"
# Descriptions of a 400 that mean the same as a 403: nobody is there any more.
_GONE = (
    "chat not found",
    "user not found",
    "group chat was deactivated",
    "peer_id_invalid",
    "user is deactivated",
    "input_user_deactivated",
    "group is deactivated",
)
_QUOTED = re.compile(r"[\"'“«].*", re.DOTALL)
_RETRY = re.compile(r"retry after (\d+)")
_TOO_MANY = "too many requests"
_TOO_LARGE = "entity too large"


def keyboard(buttons: tuple[tuple[Button, ...], ...]) -> str | None:
    """Return the buttons under a message as JSON (InlineKeyboardMarkup), None where none are.

    Raises:
        ValueError: a button's meaning needs more than 64 bytes.
    """
    if not buttons:
        return None
    rows = [[_button(button) for button in row] for row in buttons]
    return json.dumps({"inline_keyboard": rows}, ensure_ascii=False, separators=(",", ":"))


def place(venue: Venue) -> dict[str, str]:
    """Return a place as sendVenue takes it; about a decimetre is told apart."""
    return {
        "latitude": f"{venue.latitude:.6f}",
        "longitude": f"{venue.longitude:.6f}",
        "title": venue.title,
        "address": venue.address,
    }


def outcome_of(error: TelegramError) -> Outcome:
    """Return what ``error`` says about a message; every kind of error has exactly one meaning."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            seconds = wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
            outcome: Outcome = RetryLater(seconds=seconds)
        case ChatMigrated():
            outcome = Moved(new_chat_id=error.new_chat_id)
        case NotSentError():
            outcome = NotSent(reason=reason_of(error))
        case InvalidToken() | EndPointNotFound():
            outcome = NotSent(reason="the token was rejected")  # the poller ends the process
        case Forbidden():
            outcome = Unreachable(reason=reason_of(error))
        case BadRequest():
            outcome = _bad_request(error)
        case _:
            outcome = _unclear(error)
    return outcome


def reason_of(error: TelegramError) -> str:
    """Return the error's description without anything it quotes, at most 120 characters."""
    return _QUOTED.sub("", error.message).strip()[:120] or type(error).__name__


def is_unmodified(error: TelegramError) -> bool:
    """Return whether an edit was refused only because the message says this already."""
    return isinstance(error, BadRequest) and NOT_MODIFIED in error.message.lower()


def _bad_request(error: BadRequest) -> Outcome:
    words = error.message.lower()
    if any(phrase in words for phrase in _GONE):
        return Unreachable(reason=reason_of(error))
    return Refused(reason=reason_of(error))


def _unclear(error: TelegramError) -> Outcome:
    """Judge what came without a status of its own: 429 without parameters, 413, 5xx, no answer."""
    words = error.message.lower()
    if _TOO_MANY in words:
        told = _RETRY.search(words)
        return RetryLater(seconds=float(told[1]) if told else 5.0)
    if _TOO_LARGE in words:
        return Refused(reason=reason_of(error))
    return Unknown(reason=reason_of(error))


def _button(button: Button) -> dict[str, object]:
    if button.press is not None:
        return {"text": button.label, "callback_data": encode(button.press)}
    if button.copy is not None:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    return {"text": button.label, "url": button.url}
