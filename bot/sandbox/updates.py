"""The queue of updates and the long poll, as the real Bot API server treats them.

Source: Bot API, getUpdates; an offset far beyond the newest update counts as unknown, and the
answer then starts with the oldest waiting update (the open source server does the same).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice

from bot.sandbox.values import CONFLICT, ApiError, Json, bad_request

# Update kinds that a bot gets only if it names them (Bot API, getUpdates).
_ON_REQUEST = {"chat_member", "message_reaction", "message_reaction_count"}
_KINDS = {
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages", "guest_message",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost", "managed_bot", "subscription",
}  # fmt: skip
_FUTURE = 10


class UpdateQueue:
    """Updates that wait for the bot, in order of arrival."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.pending: dict[int, Json] = {}
        self.allowed: list[str] = []
        self.on_change: Callable[[], None] | None = None
        self._poll: asyncio.Future[bool] | None = None

    def set_next_id(self, update_id: int) -> None:
        """Test hook: the next update gets this id, even if lower than the last one."""
        self.next_id = update_id

    def wants(self, kind: str) -> bool:
        """Return whether updates of this kind are queued at the moment."""
        return kind in self.allowed if self.allowed else kind not in _ON_REQUEST

    def put(self, kind: str, payload: Json) -> int | None:
        """Queue an update and wake the poll; return its id, None if the bot excluded it."""
        return self.put_raw({kind: payload}) if self.wants(kind) else None

    def put_raw(self, update: Json) -> int:
        """Queue any JSON object as an update (test hook for what no bot can parse)."""
        update_id = self.next_id
        self.next_id += 1
        self.pending[update_id] = {"update_id": update_id, **update}
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(True)
        self._tell()
        return update_id

    def set_allowed(self, kinds: object) -> None:
        """Remember ``allowed_updates``; None leaves the last choice, [] means the default.

        Raises:
            ApiError: 400 if it is no list of known update kinds.
        """
        if kinds is None:
            return
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            raise bad_request("can't parse allowed_updates: expected an Array of String")
        unknown = [kind for kind in kinds if kind not in _KINDS]
        if unknown:
            raise bad_request(f"unknown update type in allowed_updates: {unknown[0]}")
        if kinds != self.allowed:
            self.allowed = list(kinds)
            self._tell()

    def clear(self) -> None:
        """Drop everything that waits (drop_pending_updates)."""
        self.pending.clear()
        self._tell()

    def interrupt(self, description: str = CONFLICT) -> None:
        """End the waiting poll, if there is one, with a 409."""
        self.fail(ApiError(409, description))

    def fail(self, refusal: Exception) -> None:
        """End the waiting poll, if there is one, with ``refusal``."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_exception(refusal)

    async def get(self, offset: int, limit: int, wait_s: float) -> list[Json]:
        """Confirm what lies before ``offset`` and return up to ``limit`` updates.

        Waits up to ``wait_s`` seconds of real time where nothing is there. A second call ends
        the first one.

        Raises:
            ApiError: 409 in the older of two calls that overlap.
        """
        self.interrupt()
        self._forget(offset)
        if not self.pending and wait_s > 0:
            await self._wait(wait_s)
        return list(islice(self.pending.values(), limit))

    async def _wait(self, wait_s: float) -> None:
        poll: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            async with asyncio.timeout(wait_s):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def _forget(self, offset: int) -> None:
        """Drop confirmed updates: all that arrived before the one with id ``offset``."""
        if offset < 0:
            self._drop(list(self.pending)[:offset])
        elif 0 < offset <= self.next_id + _FUTURE:
            ids = list(self.pending)
            if offset - 1 in self.pending:
                self._drop(ids[: ids.index(offset - 1) + 1])
            elif ids:
                self._drop(update_id for update_id in ids if update_id < offset)

    def _drop(self, ids: Iterable[int]) -> None:
        for update_id in ids:
            del self.pending[update_id]
        self._tell()

    def _tell(self) -> None:
        if self.on_change is not None:
            self.on_change()
