"""Simple pacing for tests: everything at once, except what was paused."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.services.ports import Lane


@dataclass(slots=True)
class FreePacing:
    """Implements ports.Pacing without any rate; pauses are kept."""

    lanes: dict[Lane, float] = field(default_factory=dict)
    chats: dict[int, float] = field(default_factory=dict)

    def delay(self, lane: Lane, chat_id: int, now: float) -> float:
        until = max(self.lanes.get(lane, 0.0), self.chats.get(chat_id, 0.0))
        return max(0.0, until - now)

    def sent(self, lane: Lane, chat_id: int, now: float) -> None:
        """Nothing is counted."""

    def interactive(self, chat_id: int, now: float) -> None:
        """Nothing is counted."""

    def pause(self, lane: Lane | None, chat_id: int | None, until: float) -> None:
        if lane is not None:
            self.lanes[lane] = max(until, self.lanes.get(lane, 0.0))
        if chat_id is not None:
            self.chats[chat_id] = max(until, self.chats.get(chat_id, 0.0))

    def blocked_until(self, chat_id: int, now: float) -> float:
        until = self.chats.get(chat_id, 0.0)
        return until if until > now else 0.0
