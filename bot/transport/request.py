"""HTTP to Telegram on aiohttp, with a truthful three-way outcome.

A call is *answered* (status and body come back), surely *not sent* (:class:`NotSentError`) or of
*unknown* outcome (:class:`UnknownOutcomeError`). Telegram has no idempotency key, so whoever
repeats a call has to know which of the three it was.
"""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace
from typing import Any

import aiohttp
from telegram.error import BadRequest, TelegramError
from telegram.request import BaseRequest, RequestData
from typing_extensions import override

from bot.transport.errors import NotSentError, UnknownOutcomeError

logger = logging.getLogger(__name__)

CONNECT_TIMEOUT_S = 5.0  # waiting for a free slot and for the connection together
READ_TIMEOUT_S = 20.0
UPLOAD_TIMEOUT_S = 60.0
KEEP_ALIVE_S = 15.0  # shorter than the server's, so that no call meets a line just being closed
# Bot API, "Making requests": parameters may come as JSON, which is quicker than a quoted form.
_JSON = {"Content-Type": "application/json"}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class AiohttpRequest(BaseRequest):
    """One pool of connections to one Bot API server."""

    __slots__ = ("_limit", "_read_timeout", "_session", "_trust_env")

    def __init__(
        self,
        *,
        connections: int = 64,
        read_timeout: float = READ_TIMEOUT_S,
        trust_env: bool = False,
    ) -> None:
        """Set the size of the pool and the seconds to wait for an answer.

        ``trust_env`` takes an HTTP proxy from the environment.
        """
        self._limit = connections
        self._read_timeout = read_timeout
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None

    @property
    @override
    def read_timeout(self) -> float:
        """Seconds to wait for an answer unless the call says otherwise."""
        return self._read_timeout

    @override
    async def initialize(self) -> None:
        """Open the pool."""
        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_request_headers_sent.append(_note_written)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._limit, keepalive_timeout=KEEP_ALIVE_S, ttl_dns_cache=60
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trace_configs=[trace],
                trust_env=self._trust_env,
            )

    @override
    async def shutdown(self) -> None:
        """Close the pool and all its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @override
    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one call and return status and body.

        Raises:
            NotSentError: nothing was written to the network.
            UnknownOutcomeError: something was written, but no whole answer came back.
            BadRequest: the text holds half a character and cannot be written at all.
        """
        session = self._session
        if session is None or session.closed:
            raise NotSentError("not connected")
        wait = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        uploads = request_data is not None and request_data.contains_files
        wait = max(wait, UPLOAD_TIMEOUT_S) if uploads else wait
        progress = SimpleNamespace(written=False)
        body = _body(request_data)
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers=None if request_data is None or uploads else _JSON,
                timeout=aiohttp.ClientTimeout(
                    total=wait + CONNECT_TIMEOUT_S, connect=CONNECT_TIMEOUT_S, sock_read=wait
                ),
                allow_redirects=False,
                trace_request_ctx=progress,
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, RuntimeError) as error:
            # Neither the text nor the chain of the error goes on: both may hold the address, and
            # the address holds the token.
            kind = type(error).__name__
            unwritten = isinstance(error, aiohttp.ClientConnectorError) or not progress.written
        raise NotSentError(kind) if unwritten else UnknownOutcomeError(kind)

    @staticmethod
    @override
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer's JSON.

        Raises:
            TelegramError: it is none; the body is personal data and is not logged.
        """
        try:
            value: Any = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            value = None
        if not isinstance(value, dict):
            logger.warning(
                "the server answered without JSON",
                extra={"event": "telegram.no_json", "bytes": len(payload)},
            )
            raise TelegramError("Invalid server response")
        return value


async def _note_written(
    session: aiohttp.ClientSession,
    context: SimpleNamespace,
    params: aiohttp.TraceRequestHeadersSentParams,
) -> None:
    context.trace_request_ctx.written = True


def _body(data: RequestData | None) -> bytes | aiohttp.FormData | None:
    if data is None:
        return None
    if not data.contains_files:
        try:
            return _encode(data.json_parameters).encode()
        except UnicodeEncodeError:
            raise BadRequest("text is not valid Unicode") from None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
