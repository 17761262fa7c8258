"""A messenger whose answers are scripted per chat, with a log of what it was asked to do."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

from bot.clock import Clock
from bot.domain.outbox import MenuLine
from bot.domain.rendered import Rendered
from bot.services.ports import Outcome, Sent

Sleep = Callable[[float], Awaitable[None]]
Choose = Callable[[int], Outcome | None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call as the messenger saw it; ``at`` and ``until`` are monotonic seconds."""

    method: str
    chat_id: int
    at: float
    until: float
    outcome: Outcome
    message: Rendered | None = None
    message_id: int | None = None
    menu: tuple[MenuLine, ...] = ()


@dataclass(slots=True, kw_only=True)
class FakeMessenger:
    """Implements ports.Messenger; a chat without a script gets ``choose``, else Sent."""

    clock: Clock
    latency_s: float = 0.0
    sleep: Sleep = asyncio.sleep
    choose: Choose = lambda _chat_id: None
    calls: list[Call] = field(default_factory=list)
    in_flight: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    most_in_flight: int = 0
    most_in_one_chat: int = 0
    _scripts: dict[int, deque[Outcome]] = field(default_factory=lambda: defaultdict(deque))
    _last_id: int = 0

    def script(self, chat_id: int, *outcomes: Outcome) -> None:
        """Give these outcomes to the next calls for ``chat_id``, in this order."""
        self._scripts[chat_id].extend(outcomes)

    def sent_to(self, chat_id: int) -> list[Call]:
        """Return the calls for ``chat_id``, oldest first."""
        return [call for call in self.calls if call.chat_id == chat_id]

    async def send(self, chat_id: int, message: Rendered) -> Outcome:
        return await self._call("send", chat_id, message=message)

    async def edit(self, chat_id: int, message_id: int, message: Rendered) -> Outcome:
        return await self._call("edit", chat_id, message=message, message_id=message_id)

    async def set_menu(self, chat_id: int, entries: tuple[MenuLine, ...]) -> Outcome:
        return await self._call("set_menu", chat_id, menu=entries)

    async def leave(self, chat_id: int) -> Outcome:
        return await self._call("leave", chat_id)

    async def _call(
        self,
        method: str,
        chat_id: int,
        *,
        message: Rendered | None = None,
        message_id: int | None = None,
        menu: tuple[MenuLine, ...] = (),
    ) -> Outcome:
        at = self.clock.monotonic()
        self.in_flight[chat_id] += 1
        self.most_in_flight = max(self.most_in_flight, sum(self.in_flight.values()))
        self.most_in_one_chat = max(self.most_in_one_chat, self.in_flight[chat_id])
        try:
            await self.sleep(self.latency_s)
        finally:
            self.in_flight[chat_id] -= 1
        outcome = self._outcome(method, chat_id)
        self.calls.append(
            Call(
                method=method,
                chat_id=chat_id,
                at=at,
                until=self.clock.monotonic(),
                outcome=outcome,
                message=message,
                message_id=message_id,
                menu=menu,
            )
        )
        return outcome

    def _outcome(self, method: str, chat_id: int) -> Outcome:
        if self._scripts[chat_id]:
            return self._scripts[chat_id].popleft()
        if (chosen := self.choose(chat_id)) is not None:
            return chosen
        self._last_id += 1
        return Sent(message_id=self._last_id if method in {"send", "edit"} else 0)
