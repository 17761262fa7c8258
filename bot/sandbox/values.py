"""Small values and errors shared by the modules of the local Bot API server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from json import JSONEncoder

Json = dict[str, object]

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)

_ENCODER = JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False)


def encode(value: object) -> bytes:
    """Return ``value`` as compact UTF-8 JSON; lone surrogates become ``?``."""
    return _ENCODER.encode(value).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was uploaded by the bot or by a person."""

    name: str
    data: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server answers to one call.

    ``body`` is Telegram's JSON envelope. ``fault`` names the injected fault that produced the
    answer, if one did. ``raw`` replaces the JSON where a real gateway would send no JSON at all.
    """

    status: int
    body: Json
    fault: str | None = None
    raw: bytes | None = None

    @property
    def payload(self) -> bytes:
        """Return the bytes that travel to the client."""
        return encode(self.body) if self.raw is None else self.raw


class ApiError(Exception):
    """A refusal by the Bot API: HTTP status, Telegram's description, response parameters."""

    def __init__(
        self, status: int, description: str, parameters: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = dict(parameters or {})

    def answer(self, fault: str | None = None) -> Answer:
        """Return the error envelope that Telegram sends for this refusal."""
        body: Json = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return Answer(status=self.status, body=body, fault=fault)


def bad_request(reason: str) -> ApiError:
    """Return Telegram's 400 with its usual prefix."""
    return ApiError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> ApiError:
    """Return Telegram's 403 with its usual prefix."""
    return ApiError(403, f"Forbidden: {reason}")


class ConnectionRefused(Exception):  # noqa: N818 - named after what the client sees
    """The injected fault "refuse": no connection came about, nothing was processed."""


class Dropped(Exception):  # noqa: N818 - named after what the client sees
    """The injected fault "drop": the connection ended without an answer.

    ``delivered`` tells what the client cannot know: whether the call took effect.
    """

    def __init__(self, *, delivered: bool) -> None:
        super().__init__("dropped after delivery" if delivered else "dropped before delivery")
        self.delivered = delivered


class SimError(Exception):
    """A person tried something that the app would not offer; ``status`` is the HTTP code."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(slots=True, kw_only=True)
class Counter:
    """A counter that can be saved: ``take`` returns the next number."""

    value: int = field(default=0)

    def take(self) -> int:
        """Return the next number."""
        self.value += 1
        return self.value
