"""Checks of ``reply_markup`` as Telegram makes them."""

from __future__ import annotations

from bot.sandbox.args import Args
from bot.sandbox.html_parser import checked_link, utf16_length
from bot.sandbox.values import Json, bad_request

_MAX_BUTTONS = 100
_LOOKS = {"text", "icon_custom_emoji_id", "style"}
_ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
}  # fmt: skip
_SUPPORTED = {"url", "callback_data", "copy_text"}
_STYLES = {"danger", "success", "primary"}
_MARKUPS = {
    "keyboard": {
        "keyboard", "is_persistent", "resize_keyboard", "one_time_keyboard",
        "input_field_placeholder", "selective",
    },
    "remove_keyboard": {"remove_keyboard", "selective"},
    "force_reply": {"force_reply", "input_field_placeholder", "selective"},
}  # fmt: skip

Keyboard = list[list[Json]]


def inline_keyboard(args: Args, *, only_inline: bool = False) -> Keyboard | None:
    """Return the inline keyboard of a call, None where there is none.

    Keyboards below the input field are checked and otherwise ignored: the chat page has none.

    Raises:
        ApiError: 400 for what Telegram refuses.
    """
    markup = args.json("reply_markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in markup:
        _check_other(markup, only_inline=only_inline)
        return None
    if set(markup) != {"inline_keyboard"}:
        raise bad_request("can't parse inline keyboard markup: unknown field")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    keyboard = [[_button(button) for button in row] for row in rows if row]
    if sum(map(len, keyboard)) > _MAX_BUTTONS:
        raise bad_request("reply markup is too long")
    return keyboard or None


def _check_other(markup: Json, *, only_inline: bool) -> None:
    kind = next((name for name in _MARKUPS if name in markup), None)
    if markup and (kind is None or not set(markup) <= _MARKUPS[kind]):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if markup and only_inline:
        raise bad_request("inline keyboard expected")


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise _wrong("expected an Object")
    _check_looks(button)
    actions = [name for name in button if name in _ACTIONS and button[name] not in ("", None)]
    if not actions:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong("exactly one action must be specified")
    if actions[0] not in _SUPPORTED:
        raise _wrong(f"the sandbox does not support {actions[0]} buttons")
    looks = {name: button[name] for name in button if name in _LOOKS}
    return {**looks, actions[0]: _action(actions[0], button[actions[0]])}


def _check_looks(button: Json) -> None:
    text = button.get("text")
    if not isinstance(text, str):
        raise _wrong('Field "text" must be of type String')
    if not text.strip():
        raise _wrong("text must be non-empty")
    unknown = set(button) - _LOOKS - _ACTIONS
    if unknown:
        raise _wrong(f"unknown field {min(unknown)!r}")
    if button.get("style") not in (None, *_STYLES):
        raise _wrong("invalid button style specified")


def _action(name: str, value: object) -> object:
    if name == "copy_text":
        return _copy_text(value)
    if not isinstance(value, str):
        raise _wrong(f'Field "{name}" must be of type String')
    if name == "callback_data":
        if len(value.encode("utf-8", "replace")) > 64:
            raise bad_request("BUTTON_DATA_INVALID")
        return value
    link = checked_link(value)
    if link is None or link.lower().startswith("mailto:"):
        scheme, colon, _ = value.partition(":")
        reason = "Unsupported URL protocol" if colon and scheme.isalnum() else "Wrong HTTP URL"
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: {reason}")
    return link


def _copy_text(value: object) -> Json:
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str) or not 1 <= utf16_length(text) <= 256:
        raise _wrong("copy_text must have 1-256 characters")
    return {"text": text}


def _wrong(reason: str) -> Exception:
    return bad_request(f"can't parse inline keyboard button: {reason}")
