"""The sandbox over loopback HTTP: Telegram's addresses for the bot, ``/sim`` for the page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import unquote, urlsplit

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage
from aiohttp.web_request import FileField

from bot.sandbox.core import BotApi
from bot.sandbox.media import MAX_UPLOAD
from bot.sandbox.routes import Routes
from bot.sandbox.values import Answer, ApiError, ConnectionRefused, Dropped, SimError, Upload

OnAdvance = Callable[[float], Awaitable[None] | None]
_JSON = {"Content-Type": "application/json"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_PROTECTION = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self' 'unsafe-inline'; media-src 'self' blob:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class SandboxServer:
    """Serves one :class:`BotApi` on the loopback interface.

    ``port`` 0 takes a free one. ``on_advance`` gets the seconds by which the page wants to move
    the clock and moves it; without it the clock stands as it is.
    """

    def __init__(
        self,
        core: BotApi,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        on_advance: OnAdvance | None = None,
    ) -> None:
        if host not in _LOOPBACK:
            raise ValueError("the sandbox listens on the loopback interface only")
        self._core = core
        self._host = host
        self._port = port
        self._routes = Routes(core, on_advance)
        self._hosts: dict[str, bool] = {}
        self._runner: web.ServerRunner | None = None

    async def start(self) -> str:
        """Listen; return the base URL, for example ``http://127.0.0.1:40111``.

        After :meth:`stop` the server can be started again, at the same address.
        """
        self._routes.open()
        server = web.Server(self._handle, request_factory=_large_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port, backlog=1024)
        await site.start()
        self._port = self._runner.addresses[0][1]
        shown = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{shown}:{self._port}"

    async def stop(self) -> None:
        """Close all connections and stop listening; waiting polls lose theirs."""
        self._routes.close()
        self._core.updates.fail(Dropped(delivered=False))
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- requests -------------------------------------------------------------------------------

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if not self._host_allowed(request.headers.get("Host", "")):
            return web.json_response({"error": "this host name is not loopback"}, status=403)
        if path.startswith("/bot"):
            return await self._bot(request, path)
        if path.startswith("/file/bot"):
            return self._file(path)
        if request.method not in _SAFE and _cross_origin(request):
            return web.json_response(
                {"error": "requests from other sites are refused"}, status=403
            )
        return await self._page(request)

    def _host_allowed(self, host: str) -> bool:
        """Refuse foreign Host headers: a web page could point its own name at 127.0.0.1."""
        allowed = self._hosts.get(host)
        if allowed is None:
            try:
                allowed = urlsplit(f"//{host}").hostname in _LOOPBACK
            except ValueError:
                allowed = False
            if len(self._hosts) < 100:
                self._hosts[host] = allowed
        return allowed

    async def _page(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            response = await self._routes.dispatch(request)
        except SimError as refusal:
            response = web.json_response({"error": refusal.sentence}, status=refusal.status)
        except web.HTTPException as refusal:
            response = web.json_response({"error": refusal.reason}, status=refusal.status)
        if not response.prepared:
            response.headers.update(_PROTECTION)
        return response

    async def _bot(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        token, _, method = path[4:].partition("/")
        try:
            params, files = await _parameters(request)
            answer = await self._core.call(method, params, files, token=token)
        except ApiError as refusal:
            answer = refusal.answer()
        except web.HTTPRequestEntityTooLarge:
            answer = ApiError(413, "Request Entity Too Large").answer()
        except (ConnectionRefused, Dropped):
            return _vanish(request)
        return _response(answer)

    def _file(self, path: str) -> web.Response:
        token, _, file_path = path[len("/file/bot") :].partition("/")
        found = self._core.file_by_path(unquote(file_path))
        if token != self._core.token or self._core.revoked:
            return _response(ApiError(401, "Unauthorized").answer())
        if found is None:
            return _response(ApiError(404, "Not Found").answer())
        return web.Response(body=found[1], content_type="application/octet-stream")


def _large_request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """Return aiohttp's request object with room for Telegram's largest uploads."""
    return web.BaseRequest(
        message,
        payload,
        protocol,
        writer,
        task,
        asyncio.get_running_loop(),
        client_max_size=MAX_UPLOAD + 65_536,
    )


def _response(answer: Answer) -> web.Response:
    headers = _JSON if answer.raw is None else {"Content-Type": "text/html"}
    if answer.status == 429:
        retry = answer.body.get("parameters")
        if isinstance(retry, dict):
            headers = {**headers, "Retry-After": str(retry["retry_after"])}
    return web.Response(body=answer.payload, status=answer.status, headers=headers)


def _vanish(request: web.BaseRequest) -> web.Response:
    """Break the connection without an answer, as a lost network does."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _cross_origin(request: web.BaseRequest) -> bool:
    """Return whether a browser sends this on behalf of another site."""
    if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and origin != f"http://{request.headers.get('Host', '')}"


async def _parameters(
    request: web.BaseRequest,
) -> tuple[Mapping[str, object], Mapping[str, Upload]]:
    """Return the parameters from query, JSON, form or multipart, as Telegram accepts them.

    Raises:
        ApiError: 400 if a JSON body is no object.
    """
    params: dict[str, object] = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    if not request.body_exists:
        return params, files
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise ApiError(400, "Bad Request: can't parse request body as a JSON Object")
        return params | body, files
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            data = await asyncio.to_thread(value.file.read)
            files[name] = Upload(name=value.filename, data=data, mime=value.content_type)
        else:
            params[name] = value.decode() if isinstance(value, bytes | bytearray) else value
    return params, files
