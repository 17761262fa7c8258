"""Parameters of one call, and the table of methods.

Parameters arrive as text (query string, form) or typed (JSON); both mean the same. Strict: a
parameter that a method does not have is refused, although Telegram would ignore it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.values import ApiError, Json, Upload, bad_request

if TYPE_CHECKING:
    from bot.sandbox.groups import GroupSide

# Parameters of features that the sandbox has not; giving one a value is refused, never ignored.
_UNSUPPORTED = {
    "business_connection_id": "business connection not found",
    "message_thread_id": "message thread not found",
    "direct_messages_topic_id": "direct messages topic not found",
    "suggested_post_parameters": "suggested posts can be sent only to direct messages chats",
    "message_effect_id": "EFFECT_ID_INVALID",
    "inline_message_id": "MESSAGE_ID_INVALID",
    "video_start_timestamp": "there is no video in the message",
    "live_period": "the sandbox has no live locations",
    "certificate": "the sandbox accepts no webhook certificate",
}
_TRUE = {"true", "1", "yes", "t", "y"}


class Args:
    """Typed access to the parameters of one call."""

    def __init__(self, params: Mapping[str, object], files: Mapping[str, Upload]) -> None:
        self._params = params
        self._files = files

    def has(self, name: str) -> bool:
        """Return whether the parameter was given at all."""
        return self._params.get(name) is not None or name in self._files

    def text(self, name: str) -> str:
        """Return a string parameter, "" where it is absent.

        Raises:
            ApiError: 400 if it is an object or a list.
        """
        value = self._params.get(name)
        if value is None:
            return ""
        if isinstance(value, dict | list):
            raise bad_request(f'Field "{name}" must be of type String')
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str) -> int | None:
        """Return a whole number, None where it is absent.

        Raises:
            ApiError: 400 if it is no whole number.
        """
        value = self._params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            try:
                return int(value)
            except ValueError:
                pass
        raise bad_request(f"wrong parameter {name} in request: expected an Integer")

    def number(self, name: str) -> float | None:
        """Return a number, None where it is absent.

        Raises:
            ApiError: 400 if it is no number.
        """
        value = self._params.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            try:
                return float(value)
            except ValueError:
                pass
        raise bad_request(f"wrong parameter {name} in request: expected a Float")

    def flag(self, name: str) -> bool:
        """Return a Boolean, False where it is absent; Telegram reads "true", "1", "yes"."""
        value = self._params.get(name)
        return value.lower() in _TRUE if isinstance(value, str) else bool(value)

    def json(self, name: str) -> object:
        """Return an object or list, decoding it where it came as text; None where absent.

        Raises:
            ApiError: 400 if the text is no JSON.
        """
        value = self._params.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            decoded: object = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
        return decoded

    def record(self, name: str, fields: frozenset[str]) -> Json | None:
        """Return an object with known ``fields`` only, None where it is absent.

        Raises:
            ApiError: 400 if it is no object or has a field that Telegram does not know.
        """
        value = self.json(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise bad_request(f"can't parse {name}: expected an Object")
        for key in value:
            if key not in fields:
                raise bad_request(f"can't parse {name}: unknown field {key!r}")
        return value

    def file(self, name: str) -> Upload | str | None:
        """Return an upload, else the text (file_id or address), else None."""
        if name in self._files:
            return self._files[name]
        value = self.text(name)
        if value.startswith("attach://"):
            attached = self._files.get(value.removeprefix("attach://"))
            if attached is None:
                raise bad_request(f"wrong parameter {name} in request: no such attached file")
            return attached
        return value or None

    def required(self, name: str) -> int:
        """Return a whole number that must be there.

        Raises:
            ApiError: 400 if it is absent or no whole number.
        """
        value = self.integer(name)
        if value is None:
            shown = "message identifier is not specified" if name == "message_id" else None
            raise bad_request(shown or f"{name} is empty")
        return value


Handler = Callable[["GroupSide", Args], object | Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """One method of the Bot API as the sandbox knows it."""

    name: str
    params: frozenset[str]
    handler: Handler

    def check(self, params: Mapping[str, object], files: Mapping[str, Upload]) -> None:
        """Refuse parameters that the method does not have or the sandbox cannot honour.

        Raises:
            ApiError: 400 that names the parameter.
        """
        for name, value in params.items():
            if name not in self.params:
                raise bad_request(f"unknown parameter {name!r} of method {self.name}")
            if name in _UNSUPPORTED and value not in (None, "", 0, "0"):
                raise bad_request(_UNSUPPORTED[name])
        attached = {v for v in params.values() if isinstance(v, str) and v[:9] == "attach://"}
        for name in files:
            if name not in self.params and f"attach://{name}" not in attached:
                raise bad_request(f"unknown parameter {name!r} of method {self.name}")


METHODS: dict[str, Method] = {}


def method(name: str, *params: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the Bot API method ``name``."""

    def register(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(name=name, params=frozenset(params), handler=handler)
        return handler

    return register


def find_method(name: str) -> Method:
    """Return a method by its name, in any case.

    Raises:
        ApiError: 404 if the sandbox does not know it.
    """
    found = METHODS.get(name.lower())
    if found is None:
        raise ApiError(404, "Not Found: method not found")
    return found
