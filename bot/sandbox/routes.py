"""The routes under ``/sim`` and the page's own files."""

from __future__ import annotations

import asyncio
import inspect
import json
import mimetypes
import re
from collections.abc import Awaitable, Callable
from importlib import resources
from math import isfinite
from typing import Any
from urllib.parse import quote

from aiohttp import web
from aiohttp.web_request import FileField

from bot.sandbox import views
from bot.sandbox.core import BotApi
from bot.sandbox.faults import Fault
from bot.sandbox.model import Kind
from bot.sandbox.values import Json, SimError, Upload, encode

_Handler = Callable[..., object]
_STATIC = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+")
_KEEP_ALIVE_S = 15.0
_SHOWN_AS_IS = {"image/png", "image/jpeg", "audio/ogg", "application/pdf"}


class Routes:
    """Dispatches the page's requests to the core."""

    def __init__(
        self, core: BotApi, on_advance: Callable[[float], Awaitable[None] | None] | None
    ) -> None:
        self._core = core
        self._on_advance = on_advance
        self._streams: set[asyncio.Event] = set()
        self._closed = True
        self._table: list[tuple[str, re.Pattern[str], _Handler]] = [
            (verb, re.compile(path), handler)
            for verb, path, handler in (
                ("GET", r"/", self._index),
                ("GET", r"/static/(.+)", self._static),
                ("GET", r"/sim/state", lambda _: views.state(core)),
                ("GET", r"/sim/chats/(-?\d+)/messages", self._messages),
                ("GET", r"/sim/events", self._events),
                ("GET", r"/sim/files/(.+)", self._file),
                ("GET", r"/sim/queries/(\d+)", self._query),
                ("GET", r"/sim/menu", self._menu),
                ("GET", r"/sim/clock", lambda _: self._time()),
                ("GET", r"/sim/faults", lambda _: self._faults()),
                ("GET", r"/sim/log", self._log),
                ("POST", r"/sim/people", self._add_person),
                ("POST", r"/sim/people/(\d+)", self._change_person),
                ("POST", r"/sim/send", self._send),
                ("POST", r"/sim/upload", self._upload),
                ("POST", r"/sim/location", self._location),
                ("POST", r"/sim/edit", self._edit),
                ("POST", r"/sim/press", self._press),
                ("POST", r"/sim/press_raw", self._press_raw),
                ("POST", r"/sim/start", self._start),
                ("POST", r"/sim/block", self._block),
                ("POST", r"/sim/groups", self._create_group),
                ("POST", r"/sim/groups/(-\d+)/bot", self._group_bot),
                ("POST", r"/sim/groups/(-\d+)/migrate", self._migrate),
                ("POST", r"/sim/clock", self._advance),
                ("POST", r"/sim/faults", self._add_fault),
                ("DELETE", r"/sim/faults", self._clear_faults),
            )
        ]

    def open(self) -> None:
        """Allow event streams."""
        self._closed = False

    def close(self) -> None:
        """End all event streams."""
        self._closed = True
        for wake in self._streams:
            wake.set()

    async def dispatch(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer a request of the page.

        Raises:
            SimError: with the status and the sentence for the page.
        """
        known = False
        for verb, pattern, handler in self._table:
            found = pattern.fullmatch(request.path)
            known = known or found is not None
            if found and verb == ("GET" if request.method == "HEAD" else request.method):
                result = handler(request, *found.groups())
                if inspect.isawaitable(result):
                    result = await result
                if isinstance(result, web.StreamResponse):
                    return result
                return web.Response(body=encode(result), content_type="application/json")
        raise SimError(405 if known else 404, "there is nothing at this address")

    # --- files ----------------------------------------------------------------------------------

    def _index(self, request: web.BaseRequest) -> web.Response:
        return self._static(request, "index.html")

    def _static(self, request: web.BaseRequest, name: str) -> web.Response:
        del request
        if not _STATIC.fullmatch(name):
            raise SimError(404, "there is no such file")
        found = resources.files("bot.sandbox").joinpath("static", name)
        if not found.is_file():
            raise SimError(404, "there is no such file")
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        charset = "utf-8" if mime.startswith("text/") else None
        return web.Response(body=found.read_bytes(), content_type=mime, charset=charset)

    def _file(self, request: web.BaseRequest, path: str) -> web.Response:
        """Return an uploaded file; only harmless kinds are shown, the others downloaded."""
        del request
        found = self._core.file_by_path(path)
        if found is None:
            raise SimError(404, "there is no such file")
        stored, data = found
        shown = stored.mime in _SHOWN_AS_IS
        mime = stored.mime if shown else "application/octet-stream"
        name = quote(stored.name, safe="")
        headers = {} if shown else {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
        return web.Response(body=data, content_type=mime, headers=headers)

    # --- reading --------------------------------------------------------------------------------

    def _messages(self, request: web.BaseRequest, chat: str) -> Json:
        chat_id = int(chat)
        self._core.chat(chat_id)
        limit = _number(request, "limit", 200)
        if "person_id" in request.query:
            self._core.mark_read(_number(request, "person_id", 0), chat_id)
        stored = list(self._core.messages.get(chat_id, {}).values())
        shown = [m for m in stored if not m.deleted][-max(1, limit) :]
        return {"messages": [views.message(self._core, message) for message in shown]}

    def _query(self, request: web.BaseRequest, number: str) -> Json:
        del request
        query = self._core.queries.get(int(number))
        if query is None:
            raise SimError(404, "there is no such button press")
        shown = {"text": query.text, "show_alert": query.show_alert}
        return {"answered": query.answered, **shown}

    def _menu(self, request: web.BaseRequest) -> Json:
        person_id = _number(request, "person_id", 0)
        return views.menu(self._core, person_id, _number(request, "chat_id", person_id))

    def _log(self, request: web.BaseRequest) -> Json:
        since = max(0, _number(request, "since", 0))
        return {"calls": [entry.shown() for entry in self._core.log[since:]]}

    async def _events(self, request: web.BaseRequest) -> web.StreamResponse:
        seq = _number(request, "since", self._core.counters["event"].value)
        last_id = request.headers.get("Last-Event-ID", "")
        if last_id.isdecimal():
            seq = int(last_id)
        stream = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await stream.prepare(request)
        wake = asyncio.Event()
        self._streams.add(wake)
        self._core.watchers.add(wake.set)
        try:
            while not self._closed:
                wake.clear()
                seq = await self._write_events(stream, seq)
                await _wait(wake)
        except ConnectionError:
            pass
        finally:
            self._core.watchers.discard(wake.set)
            self._streams.discard(wake)
        return stream

    async def _write_events(self, stream: web.StreamResponse, seq: int) -> int:
        """Write what is new since ``seq``; return the seq up to which the page is told."""
        events = self._core.events_since(seq)
        newest = self._core.counters["event"].value
        bodies = (
            [{"seq": newest, "type": "reset"}]
            if events is None
            else [views.event(self._core, event) for event in events]
        )
        lines = [b"id: %s\ndata: %s\n\n" % (encode(body["seq"]), encode(body)) for body in bodies]
        await stream.write(b"".join(lines) or b": still here\n\n")
        return newest

    # --- writing --------------------------------------------------------------------------------

    async def _add_person(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        first_name = _string(fields, "first_name")
        names = ("last_name", "username", "language_code")
        given = {name: _string(fields, name) for name in names if fields.get(name)}
        return views.person(self._core.add_person(first_name, **given))

    async def _change_person(self, request: web.BaseRequest, person: str) -> Json:
        fields = await _body(request)
        given = {name: _string(fields, name) for name in fields}
        return views.person(self._core.change_person(int(person), **given))

    async def _send(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        entities = fields.get("entities")
        if entities is not None and not isinstance(entities, list):
            raise SimError(400, "entities must be a list")
        sent = self._core.send_text(
            _integer(fields, "person_id"),
            _integer(fields, "chat_id"),
            _string(fields, "text"),
            reply_to=_reply(fields),
            entities=entities,
        )
        return views.message(self._core, sent)

    async def _upload(self, request: web.BaseRequest) -> Json:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, FileField):
            raise SimError(400, "the field 'file' must be a file")
        fields: Json = {name: value for name, value in form.items() if isinstance(value, str)}
        data = await asyncio.to_thread(file.file.read)
        if fields.get("kind") not in list(Kind):
            raise SimError(400, "kind must be photo, document or voice")
        sent = self._core.upload(
            _integer(fields, "person_id"),
            _integer(fields, "chat_id"),
            Kind(_string(fields, "kind")),
            Upload(name=file.filename, data=data, mime=file.content_type),
            caption=str(fields.get("caption", "")),
            reply_to=_reply(fields),
        )
        return views.message(self._core, sent)

    async def _location(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        place = [_float(fields, "latitude"), _float(fields, "longitude")]
        sent = self._core.send_location(
            _integer(fields, "person_id"), _integer(fields, "chat_id"), *place
        )
        return views.message(self._core, sent)

    async def _edit(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        where = [_integer(fields, name) for name in ("person_id", "chat_id", "message_id")]
        edited = self._core.edit_text(where[0], where[1], where[2], _string(fields, "text"))
        return views.message(self._core, edited)

    async def _press(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        names = ("person_id", "chat_id", "message_id", "row", "column")
        person, chat, message, row, column = (_integer(fields, name) for name in names)
        return {"query_id": self._core.press(person, chat, message, row, column).id}

    async def _press_raw(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        names = ("person_id", "chat_id", "message_id")
        person, chat, message = (_integer(fields, name) for name in names)
        data = _string(fields, "data")
        return {"query_id": self._core.press_raw(person, chat, message, data).id}

    async def _start(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        payload = _string(fields, "payload") if fields.get("payload") else ""
        return views.message(self._core, self._core.start(_integer(fields, "person_id"), payload))

    async def _block(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        blocked = bool(fields.get("blocked"))
        return views.person(self._core.block(_integer(fields, "person_id"), blocked=blocked))

    async def _create_group(self, request: web.BaseRequest) -> Json:
        fields = await _body(request)
        members = fields.get("members")
        if not isinstance(members, list) or not all(isinstance(m, int) for m in members):
            raise SimError(400, "members must be a list of person ids")
        supergroup = bool(fields.get("supergroup"))
        chat = self._core.create_group(_string(fields, "title"), members, supergroup=supergroup)
        return views.chat(self._core, chat)

    async def _group_bot(self, request: web.BaseRequest, chat: str) -> Json:
        fields = await _body(request)
        change = self._core.add_bot if fields.get("present") else self._core.remove_bot
        return views.chat(self._core, change(int(chat), _integer(fields, "person_id")))

    def _migrate(self, request: web.BaseRequest, chat: str) -> Json:
        del request
        return views.chat(self._core, self._core.migrate_group(int(chat)))

    # --- clock and faults -----------------------------------------------------------------------

    def _time(self) -> Json:
        return {"now": self._core.now(), "offset_s": self._core.offset_s}

    async def _advance(self, request: web.BaseRequest) -> Json:
        seconds = _float(await _body(request), "advance_s")
        if self._on_advance is None:
            raise SimError(409, "this sandbox's clock cannot be moved")
        moved = self._on_advance(seconds)
        if inspect.isawaitable(moved):
            await moved
        self._core.clock_moved(seconds)
        return self._time()

    def _faults(self) -> list[Json]:
        return [fault.shown() for fault in self._core.faults.faults]

    async def _add_fault(self, request: web.BaseRequest) -> list[Json]:
        self._core.faults.add(Fault.parse(await _body(request)))
        return self._faults()

    def _clear_faults(self, request: web.BaseRequest) -> list[Json]:
        del request
        self._core.faults.clear()
        return self._faults()


async def _wait(wake: asyncio.Event) -> None:
    """Wait for news, at most until the next sign of life is due."""
    try:
        async with asyncio.timeout(_KEEP_ALIVE_S):
            await wake.wait()
    except TimeoutError:
        return


async def _body(request: web.BaseRequest) -> Json:
    try:
        body: Any = json.loads(await request.read() or b"{}")
    except ValueError:
        raise SimError(400, "the body must be JSON") from None
    if not isinstance(body, dict):
        raise SimError(400, "the body must be a JSON object")
    return body


def _number(request: web.BaseRequest, name: str, default: int) -> int:
    try:
        return int(request.query.get(name, default))
    except ValueError:
        raise SimError(400, f"{name} must be a whole number") from None


def _integer(fields: Json, name: str) -> int:
    value = fields.get(name)
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,18}", str(value)):
        raise SimError(400, f"{name} must be a whole number")
    return int(str(value))


def _reply(fields: Json) -> int | None:
    given = fields.get("reply_to_message_id") not in (None, "")
    return _integer(fields, "reply_to_message_id") if given else None


def _float(fields: Json, name: str) -> float:
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise SimError(400, f"{name} must be a number")
    return float(value)


def _string(fields: Json, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise SimError(400, f"{name} must be a text")
    return value
