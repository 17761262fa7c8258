"""The fault script: what goes wrong between the bot and Telegram, and how often."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.sandbox.values import CONFLICT, Answer, ApiError, Json, SimError

_HTML_502 = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n"
    b"</body>\r\n</html>\r\n"
)


class FaultKind(StrEnum):
    """What can go wrong with one call."""

    RETRY_AFTER = "retry_after"
    FORBIDDEN = "forbidden"
    BAD_REQUEST = "bad_request"
    SERVER_ERROR = "server_error"
    REFUSE = "refuse"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    SLOW = "slow"
    CONFLICT = "conflict"
    UNAUTHORIZED = "unauthorized"
    MIGRATE = "migrate"


@dataclass(slots=True, kw_only=True)
class Fault:
    """One rule of the script.

    It strikes calls of ``method`` ("*": all) to ``chat_id`` (None: any), a random ``share`` of
    them drawn from ``seed``, at most ``times`` times (None: for ever). ``delay_s`` is real time.
    """

    kind: FaultKind
    method: str = "*"
    chat_id: int | None = None
    retry_after: int = 1
    delay_s: float = 0.0
    description: str = ""
    share: float = 1.0
    seed: int = 0
    times: int | None = None
    struck: int = 0
    _dice: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # Not for secrets: the same seed must give the same script again.
        self._dice = random.Random(self.seed)

    @classmethod
    def parse(cls, data: Mapping[str, object]) -> Fault:
        """Return the fault that a JSON object describes.

        Raises:
            SimError: 400 with a sentence if the object is no fault.
        """
        allowed = {
            "kind": str, "method": str, "chat_id": int, "retry_after": int, "description": str,
            "delay_s": (int, float), "share": (int, float), "seed": int, "times": int,
        }  # fmt: skip
        given = {key: value for key, value in data.items() if value is not None}
        for key, value in given.items():
            if key not in allowed:
                raise SimError(400, f"a fault has no field {key!r}")
            if not isinstance(value, allowed[key]) or isinstance(value, bool):  # type: ignore[arg-type]
                raise SimError(400, f"the field {key!r} of a fault has the wrong type")
        kinds = [kind.value for kind in FaultKind]
        if given.get("kind") not in kinds:
            raise SimError(400, "kind must be one of " + ", ".join(kinds))
        return cls(**{**given, "kind": FaultKind(str(given["kind"]))})  # type: ignore[arg-type]

    def shown(self) -> Json:
        """Return the fault as ``GET /sim/faults`` shows it."""
        return {
            "kind": self.kind.value,
            "method": self.method,
            "chat_id": self.chat_id,
            "retry_after": self.retry_after,
            "delay_s": self.delay_s,
            "description": self.description,
            "share": self.share,
            "seed": self.seed,
            "times": self.times,
            "struck": self.struck,
        }

    @property
    def ended(self) -> bool:
        """Return whether the fault has struck as often as it should."""
        return self.times is not None and self.struck >= self.times

    def strikes(self, method: str, chat_id: int | None) -> bool:
        """Return whether this call is hit, and count it."""
        if self.ended or self.method.lower() not in ("*", method.lower()):
            return False
        if self.chat_id is not None and self.chat_id != chat_id:
            return False
        if self.share < 1.0 and self._dice.random() >= self.share:
            return False
        self.struck += 1
        return True

    def answer(self) -> Answer | None:
        """Return the answer that replaces the real one; None for faults without one."""
        if self.kind is FaultKind.SERVER_ERROR:
            return Answer(status=502, body={}, fault=self.kind.value, raw=_HTML_502)
        refusal = self._refusal()
        return None if refusal is None else refusal.answer(self.kind.value)

    def _refusal(self) -> ApiError | None:
        match self.kind:
            case FaultKind.RETRY_AFTER:
                return too_many_requests(self.retry_after)
            case FaultKind.FORBIDDEN:
                reason = self.description or "bot was blocked by the user"
                return ApiError(403, _prefixed("Forbidden", reason))
            case FaultKind.BAD_REQUEST:
                reason = self.description or "chat not found"
                return ApiError(400, _prefixed("Bad Request", reason))
            case FaultKind.CONFLICT:
                return ApiError(409, self.description or CONFLICT)
            case FaultKind.UNAUTHORIZED:
                return ApiError(401, "Unauthorized")
            case _:
                return None


def _prefixed(prefix: str, reason: str) -> str:
    return reason if reason.startswith(prefix) else f"{prefix}: {reason}"


def too_many_requests(seconds: int) -> ApiError:
    """Return Telegram's 429 with the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class FaultScript:
    """The faults in force, asked in the order in which they were added."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Put a fault at the end of the script."""
        self.faults.append(fault)

    def clear(self) -> None:
        """End all faults."""
        self.faults.clear()

    def pick(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the first fault that strikes this call; ended faults leave the script."""
        if not self.faults:
            return None
        struck = next((f for f in self.faults if f.strikes(method, chat_id)), None)
        self.faults = [fault for fault in self.faults if not fault.ended]
        return struck
