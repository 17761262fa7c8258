"""How long to wait before the next attempt: twice as long each time, never quite the same."""

from __future__ import annotations

from secrets import SystemRandom

FIRST_S = 0.5
LONGEST_S = 30.0
_random = SystemRandom()


class Backoff:
    """A series of waits in seconds, from half a second to half a minute."""

    __slots__ = ("_attempt", "_first", "_longest")

    def __init__(self, first: float = FIRST_S, longest: float = LONGEST_S) -> None:
        """Wait about ``first`` seconds, then longer, at most ``longest``."""
        self._first, self._longest = first, longest
        self._attempt = 0

    def next(self) -> float:
        """Return the next wait: between half and all of what the attempt allows."""
        limit = min(self._longest, self._first * 2.0 ** min(self._attempt, 16))
        self._attempt += 1
        return limit * _random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew after a success."""
        self._attempt = 0
