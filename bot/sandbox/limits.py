"""Telegram's flood limits, as a switch for tests (Bots FAQ, "My bot is hitting limits")."""

from __future__ import annotations

import math
from collections import defaultdict, deque

_OVERALL_PER_SECOND = 30
_PRIVATE_BURST = 3.0
_GROUP_PER_MINUTE = 20


class FloodRule:
    """Counts sent messages by the sandbox clock and says how long the bot must wait.

    30 messages in any second overall, one per second and chat with a burst of three in private
    chats, 20 in any minute and group. Refused messages do not count.
    """

    def __init__(self) -> None:
        self._overall: deque[float] = deque()
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._tokens: dict[int, tuple[float, float]] = {}

    def wait_for(self, chat_id: int, now: float) -> int:
        """Count one message to ``chat_id``; return 0, or the seconds after which to retry."""
        _leave(self._overall, now - 1.0)
        if len(self._overall) >= _OVERALL_PER_SECOND:
            return _seconds(self._overall[0] + 1.0 - now)
        wait = self._group(chat_id, now) if chat_id < 0 else self._private(chat_id, now)
        if not wait:
            self._overall.append(now)
        return wait

    def _group(self, chat_id: int, now: float) -> int:
        window = self._groups[chat_id]
        _leave(window, now - 60.0)
        if len(window) >= _GROUP_PER_MINUTE:
            return _seconds(window[0] + 60.0 - now)
        window.append(now)
        return 0

    def _private(self, chat_id: int, now: float) -> int:
        tokens, since = self._tokens.get(chat_id, (_PRIVATE_BURST, now))
        tokens = min(_PRIVATE_BURST, tokens + max(0.0, now - since))
        if tokens < 1.0:
            self._tokens[chat_id] = (tokens, now)
            return _seconds(1.0 - tokens)
        self._tokens[chat_id] = (tokens - 1.0, now)
        return 0


def _leave(window: deque[float], before: float) -> None:
    while window and window[0] <= before:
        window.popleft()


def _seconds(wait: float) -> int:
    return max(1, math.ceil(wait))
