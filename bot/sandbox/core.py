"""The local Bot API server without a network: one bot, its calls, its persons."""

from __future__ import annotations

import asyncio
import hmac
import inspect
import re
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from bot.sandbox import editing, receiving, sending, settings
from bot.sandbox.args import METHODS, Args, Method, find_method
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.groups import GroupSide
from bot.sandbox.model import (
    LogEntry,
    Person,
    Query,
    StoredFile,
    restored_chat,
    restored_message,
)
from bot.sandbox.profile import Profile
from bot.sandbox.values import (
    Answer,
    ApiError,
    ConnectionRefused,
    Counter,
    Dropped,
    Json,
    Upload,
)

# Importing these modules fills METHODS.
METHOD_MODULES = (editing, receiving, sending, settings)

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_CHAT_ID = re.compile(r"-?\d{1,15}")
_NO_FILES: Mapping[str, Upload] = MappingProxyType({})
_UNAUTHORIZED = ApiError(401, "Unauthorized")
_LOGGED_OUT = ApiError(400, "Logged out")
_DUMP_VERSION = 1


class BotApi(GroupSide):
    """A stateful, strict double of Telegram's Bot API for one token.

    Runs in one event loop; nothing here is thread-safe. ``now`` gives unix seconds and rules all
    dates and expiries; long polls and injected delays last real time. ``strict`` refuses
    parameters that a method does not have. ``enforce_limits`` switches Telegram's flood limits on.
    """

    def __init__(
        self,
        token: str,
        *,
        username: str = "lotse_bot",
        first_name: str = "Lotse",
        now: Callable[[], float],
        seed: int = 0,
    ) -> None:
        super().__init__(token, username=username, first_name=first_name, now=now, seed=seed)
        self.strict = True
        self.revoked = False

    # --- the bot's side -------------------------------------------------------------------------

    async def call(
        self,
        method: str,
        params: Mapping[str, object] | None = None,
        files: Mapping[str, Upload] = _NO_FILES,
        *,
        token: str | None = None,
    ) -> Answer:
        """Answer one call as Telegram would, after the fault script has had its say.

        ``token`` is checked where it is given.

        Raises:
            ConnectionRefused: the script refuses the connection; nothing was processed.
            Dropped: the script drops the connection, before or after the call took effect.
        """
        given = {} if params is None else params
        entry = self._log(method, given, files)
        try:
            answer = await self._faulty(method, given, files, token, entry)
        except (ConnectionRefused, Dropped) as loss:
            delivered = isinstance(loss, Dropped) and loss.delivered
            entry.outcome = "dropped_after" if delivered else "dropped_before"
            raise
        finally:
            entry.done_monotonic = time.monotonic()
        entry.status = answer.status
        if answer.status != 200:
            entry.outcome = "error"
            entry.error = str(answer.body.get("description", "")) or "no JSON"
        return answer

    async def _faulty(
        self,
        method: str,
        params: Mapping[str, object],
        files: Mapping[str, Upload],
        token: str | None,
        entry: LogEntry,
    ) -> Answer:
        fault = self.faults.pick(method, entry.chat_id)
        if fault is None:
            return await self._answer(method, params, files, token, entry)
        self.emit("fault", chat_id=entry.chat_id, extra={"kind": fault.kind.value})
        entry.fault = fault.kind.value
        if fault.delay_s:
            await asyncio.sleep(fault.delay_s)
        if fault.kind is FaultKind.REFUSE:
            raise ConnectionRefused
        if fault.kind is FaultKind.DROP_BEFORE:
            raise Dropped(delivered=False)
        if fault.kind is FaultKind.MIGRATE:
            return self._migration(entry.chat_id).answer(fault.kind.value)
        replaced = fault.answer()
        if replaced is not None:
            return replaced
        answer = await self._answer(method, params, files, token, entry)
        if fault.kind is FaultKind.DROP_AFTER:
            entry.status = answer.status
            raise Dropped(delivered=True)
        return answer

    def _migration(self, chat_id: int | None) -> ApiError:
        """Upgrade the group now if it is one; return the refusal that names the new id."""
        chat = self.chats.get(chat_id or 0)
        if chat is not None and chat.type == "group" and chat.migrated_to is None:
            new_id = self.migrate_group(chat.id).id
        else:
            new_id = (chat and chat.migrated_to) or self.new_chat_id(supergroup=True)
        return ApiError(
            400,
            "Bad Request: group chat was upgraded to a supergroup chat",
            {"migrate_to_chat_id": new_id},
        )

    async def _answer(
        self,
        name: str,
        params: Mapping[str, object],
        files: Mapping[str, Upload],
        token: str | None,
        entry: LogEntry,
    ) -> Answer:
        try:
            self._authorise(token)
            method = find_method(name)
            result = await self._run(method, params, files)
        except ApiError as refusal:
            return refusal.answer()
        if isinstance(result, dict) and "message_id" in result:
            entry.message_id = result["message_id"]
        return Answer(status=200, body={"ok": True, "result": result})

    async def _run(
        self, method: Method, params: Mapping[str, object], files: Mapping[str, Upload]
    ) -> object:
        if self.strict:
            method.check(params, files)
        result = method.handler(self, Args(params, files))
        return await result if inspect.isawaitable(result) else result

    def _authorise(self, token: str | None) -> None:
        if token is not None and not _TOKEN.fullmatch(token):
            raise ApiError(404, "Not Found")
        wrong = token is not None and not hmac.compare_digest(token, self.token)
        if self.revoked or wrong:
            raise _UNAUTHORIZED
        if self.logged_out:
            raise _LOGGED_OUT

    def _log(
        self, method: str, params: Mapping[str, object], files: Mapping[str, Upload]
    ) -> LogEntry:
        known = METHODS.get(method.lower())
        shown: Json = dict(params)
        shown |= {
            name: {"name": file.name, "size": len(file.data)} for name, file in files.items()
        }
        chat_id = str(params.get("chat_id", ""))
        entry = LogEntry(
            seq=len(self.log) + 1,
            at=self.now(),
            monotonic=time.monotonic(),
            method=known.name if known else method,
            params=shown,
            chat_id=int(chat_id) if _CHAT_ID.fullmatch(chat_id) else None,
        )
        self.log.append(entry)
        return entry

    # --- hooks of tests and of the page ---------------------------------------------------------

    def add_fault(self, **fields: Any) -> Fault:  # noqa: ANN401 - fields of Fault
        """Add a fault; the fields are those of :class:`~bot.sandbox.faults.Fault`."""
        fault = Fault(**{**fields, "kind": FaultKind(fields["kind"])})
        self.faults.add(fault)
        return fault

    def revoke_token(self) -> None:
        """Let every further call fail with 401, and end the waiting poll so."""
        self.revoked = True
        self.updates.fail(_UNAUTHORIZED)

    def clock_moved(self, seconds: float) -> None:
        """Note that ``now`` was moved by ``seconds`` and tell the page."""
        self.offset_s += seconds
        self.emit("clock", extra={"now": self.now(), "offset_s": self.offset_s})

    # --- saving ---------------------------------------------------------------------------------

    def dump(self) -> Json:
        """Return everything that survives a restart as JSON values, without file contents."""
        return {
            "version": _DUMP_VERSION,
            "bot_id": self.bot_id,
            "offset_s": self.offset_s,
            "counters": {name: counter.value for name, counter in self.counters.items()},
            "people": [person.saved() for person in self.people.values()],
            "chats": [chat.saved() for chat in self.chats.values()],
            "messages": [
                message.saved() for chat in self.messages.values() for message in chat.values()
            ],
            "files": [stored.saved() for stored in self.files.values()],
            "queries": [query.saved() for query in self.queries.values()],
            "updates": {
                "next_id": self.updates.next_id,
                "pending": list(self.updates.pending.values()),
                "allowed": self.updates.allowed,
            },
            "profile": self.profile.saved(),
            "webhook": self.webhook,
        }

    def load(self, data: Any, blobs: Mapping[str, bytes]) -> None:  # noqa: ANN401 - own JSON
        """Take over what :meth:`dump` returned, with file contents by their unique id.

        Raises:
            ValueError: the data belong to another bot or another version.
        """
        if data["version"] != _DUMP_VERSION or data["bot_id"] != self.bot_id:
            raise ValueError("this saved sandbox belongs to another bot or version")
        self.offset_s = data["offset_s"]
        self.counters = {name: Counter(value=value) for name, value in data["counters"].items()}
        self.people = {p.id: p for p in (Person(**saved) for saved in data["people"])}
        self.chats = {c.id: c for c in map(restored_chat, data["chats"])}
        self.messages = {}
        for message in map(restored_message, data["messages"]):
            self.messages.setdefault(message.chat_id, {})[message.message_id] = message
        self.files = {f.file_id: f for f in (StoredFile(**saved) for saved in data["files"])}
        self.blobs = {f.unique_id: blobs[f.unique_id] for f in self.files.values()}
        self.queries = {q.id: q for q in (Query(**saved) for saved in data["queries"])}
        self.updates.next_id = data["updates"]["next_id"]
        self.updates.pending = {u["update_id"]: u for u in data["updates"]["pending"]}
        self.updates.allowed = data["updates"]["allowed"]
        self.profile = Profile.restored(data["profile"])
        self.webhook = data["webhook"]
