"""When the outbox may send: Telegram's rates, kept so that a broadcast never mutes an answer.

Telegram gives about 30 messages a second to all chats together, one a second to one chat and 20 a
minute to a group (Bots FAQ, "My bot is hitting limits"). Direct answers are not paced here; they
only take their share from the bulk lane.
"""

from __future__ import annotations

from collections import OrderedDict, deque

from typing_extensions import override

from bot.services.ports import Lane, Pacing

RATE = 28.0  # messages a second of both lanes together
LEAST_BULK = 1.0  # bulk is slowed down by answers, never starved
CHAT_GAP_S = 1.0
GROUP_PER_MINUTE = 20
MINUTE_S = 60.0
_SLACK_S = 0.005  # a timer that wakes late may catch up this much: no burst, no lost rate
_KEPT_PAUSES = 1024


class Pacer(Pacing):
    """Counts what leaves; every question costs constant time, memory follows the last minute."""

    def __init__(self) -> None:
        """Start with nothing sent and nothing paused."""
        self._slot = float("-inf")  # the time that the last outbox send took for itself
        self._answers: deque[float] = deque(maxlen=int(RATE))
        self._chats: OrderedDict[int, float] = OrderedDict()
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()
        self._lanes: dict[Lane, float] = {}
        self._blocked: dict[int, float] = {}

    @override
    def delay(self, lane: Lane, chat_id: int, now: float) -> float:
        """Return seconds to wait before the next send of ``lane`` to ``chat_id``; 0 means now."""
        ready = max(
            self._slot + self._interval(lane, now),
            self._lanes.get(lane, 0.0),
            self.blocked_until(chat_id, now),
            self._chats.get(chat_id, float("-inf")) + CHAT_GAP_S,
            self._group_ready(chat_id),
        )
        return max(0.0, ready - now)

    @override
    def sent(self, lane: Lane, chat_id: int, now: float) -> None:
        """Count one outbox send that is about to leave."""
        self._slot = max(self._slot + self._interval(lane, now), now - _SLACK_S)
        self._chats[chat_id] = now
        self._chats.move_to_end(chat_id)
        _forget(self._chats, now - CHAT_GAP_S)
        self._count_group(chat_id, now)

    @override
    def interactive(self, chat_id: int, now: float) -> None:
        """Count one direct answer; bulk makes room for it during the next second."""
        self._answers.append(now)
        self._count_group(chat_id, now)

    @override
    def pause(self, lane: Lane | None, chat_id: int | None, until: float) -> None:
        """Send nothing of ``lane`` (None: no lane) or to ``chat_id`` before ``until``."""
        if lane is not None:
            self._lanes[lane] = max(self._lanes.get(lane, 0.0), until)
        if chat_id is not None:
            self._blocked[chat_id] = max(self._blocked.get(chat_id, 0.0), until)
            if len(self._blocked) > _KEPT_PAUSES:
                soonest = min(self._blocked, key=self._blocked.__getitem__)
                del self._blocked[soonest]

    @override
    def blocked_until(self, chat_id: int, now: float) -> float:
        """Return the monotonic time before which Telegram refuses this chat; 0 if it does not."""
        until = self._blocked.get(chat_id)
        if until is None:
            return 0.0
        if until <= now:
            del self._blocked[chat_id]
            return 0.0
        return until

    def _interval(self, lane: Lane, now: float) -> float:
        if lane is Lane.PERSONAL:
            return 1 / RATE
        while self._answers and self._answers[0] <= now - 1.0:
            self._answers.popleft()
        return 1 / max(LEAST_BULK, RATE - len(self._answers))

    def _count_group(self, chat_id: int, now: float) -> None:
        if chat_id >= 0:
            return
        times = self._groups.setdefault(chat_id, deque(maxlen=GROUP_PER_MINUTE))
        times.append(now)
        self._groups.move_to_end(chat_id)
        while self._groups:
            oldest = next(iter(self._groups))
            if self._groups[oldest][-1] > now - MINUTE_S:
                break
            del self._groups[oldest]

    def _group_ready(self, chat_id: int) -> float:
        times = self._groups.get(chat_id)
        if times is None or len(times) < GROUP_PER_MINUTE:
            return float("-inf")
        return times[0] + MINUTE_S


def _forget(times: OrderedDict[int, float], before: float) -> None:
    while times:
        key, value = next(iter(times.items()))
        if value > before:
            return
        del times[key]
