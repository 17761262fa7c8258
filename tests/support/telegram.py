"""python-telegram-bot without a network: requests answered by the sandbox's core."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import unquote

from telegram.request import BaseRequest, RequestData

from bot.sandbox import BotApi, ConnectionRefused, Dropped, Upload
from bot.transport.errors import NotSentError, UnknownOutcomeError
from bot.transport.request import AiohttpRequest


class InProcessRequest(BaseRequest):
    """Answers python-telegram-bot's requests from a :class:`BotApi`.

    Outcomes and parsing are those of the real request: a refused connection is certainly not
    sent, of a dropped one and a read timeout nobody knows. As with a real server, a call whose
    client has stopped waiting still takes effect.
    """

    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)

    def __init__(self, core: BotApi, *, read_timeout: float = 5.0) -> None:
        self.core = core
        self._read_timeout = read_timeout
        self._running: set[asyncio.Task[Any]] = set()

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        return None

    async def shutdown(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def settle(self) -> None:
        """Wait until the calls have ended whose client stopped waiting."""
        await asyncio.gather(*self._running, return_exceptions=True)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        if "/file/bot" in url:
            return self._download(url)
        token, _, name = url.partition("/bot")[2].partition("/")
        wait = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        task = asyncio.get_running_loop().create_task(self._call(token, name, request_data))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            async with asyncio.timeout(wait):
                return await asyncio.shield(task)
        except TimeoutError:
            # Its outcome is of no interest any more; reading it keeps asyncio quiet.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            raise UnknownOutcomeError("no answer in time") from None

    async def _call(
        self, token: str, name: str, request_data: RequestData | None
    ) -> tuple[int, bytes]:
        params = request_data.json_parameters if request_data else {}
        parts = request_data.multipart_data if request_data else {}
        files = {
            part: Upload(
                name=content[0],
                data=content[1] if isinstance(content[1], bytes) else content[1].read(),
                mime=content[2],
            )
            for part, content in parts.items()
        }
        try:
            answer = await self.core.call(name, params, files, token=token)
        except ConnectionRefused as lost:
            raise NotSentError("connection refused") from lost
        except Dropped as lost:
            raise UnknownOutcomeError("connection lost") from lost
        return answer.status, answer.payload

    def _download(self, url: str) -> tuple[int, bytes]:
        token, _, path = unquote(url).partition("/file/bot")[2].partition("/")
        found = self.core.file_by_path(path)
        if token != self.core.token:
            return 401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}'
        if found is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, found[1]
