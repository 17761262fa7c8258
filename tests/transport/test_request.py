"""The three-way outcome of a call, against real sockets, and no token anywhere."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.sandbox.server import SandboxServer
from bot.transport import request as request_module
from bot.transport.errors import NotSentError, UnknownOutcomeError
from bot.transport.redaction import install
from bot.transport.request import AiohttpRequest
from tests.transport.wired import TOKEN, new_core

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """Serve raw connections on loopback and give the address."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def outcome(url: str, **options: float) -> BaseException | tuple[int, bytes]:
    """Make one call and return its answer or its error."""
    async with AiohttpRequest(**options) as http:  # type: ignore[arg-type]
        try:
            return await http.do_request(f"{url}/bot{TOKEN}/getMe", "POST")
        except TelegramError as error:
            return error


def spotless(error: BaseException) -> bool:
    """Return whether neither the error nor what it shows of its origin holds the token."""
    return TOKEN not in f"{error!r} {error.__cause__!r}" and (
        error.__context__ is None or error.__suppress_context__
    )


async def test_a_refused_connection_was_not_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        error = await outcome(f"http://127.0.0.1:{free.getsockname()[1]}")
    assert isinstance(error, NotSentError)
    assert isinstance(error, NetworkError)
    assert spotless(error)


async def test_an_unknown_host_was_not_sent() -> None:
    error = await outcome("http://no-such-host.invalid")
    assert isinstance(error, NotSentError)
    assert spotless(error)


async def test_a_server_that_hangs_up_leaves_the_outcome_unknown() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)

    async with listening(hang_up) as url:
        error = await outcome(url)
    assert isinstance(error, UnknownOutcomeError)
    assert isinstance(error, TimedOut)
    assert spotless(error)


async def test_silence_after_the_request_leaves_the_outcome_unknown() -> None:
    over = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()

    async with listening(say_nothing) as url:
        error = await outcome(url, read_timeout=0.05)
        over.set()
    assert isinstance(error, UnknownOutcomeError)


async def test_half_an_answer_leaves_the_outcome_unknown() -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await writer.drain()

    async with listening(half) as url:
        error = await outcome(url)
    assert isinstance(error, UnknownOutcomeError)


async def test_waiting_for_a_free_connection_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_module, "CONNECT_TIMEOUT_S", 0.05)
    over = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()

    async with listening(say_nothing) as url, AiohttpRequest(connections=1) as http:
        address = f"{url}/bot{TOKEN}/getMe"
        calls = [http.do_request(address, "POST", read_timeout=0.3) for _ in range(2)]
        errors = await asyncio.gather(*calls, return_exceptions=True)
        over.set()
    assert [type(error) for error in errors] == [UnknownOutcomeError, NotSentError]


async def test_an_answer_comes_back_with_status_and_body() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad")
        await writer.drain()

    async with listening(refuse) as url:
        assert await outcome(url) == (502, b"bad")


async def test_a_call_without_a_session_was_not_sent() -> None:
    with pytest.raises(NotSentError):
        await AiohttpRequest().do_request("http://127.0.0.1/", "POST")


async def test_half_a_character_is_refused_before_anything_is_sent() -> None:
    async with AiohttpRequest() as http:
        with pytest.raises(BadRequest):
            await Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=http).send_message(
                1, "\ud800"
            )


async def test_texts_and_files_arrive_over_http() -> None:
    core = new_core()
    person = core.add_person("Ada")
    core.send_text(person.id, person.id, "/start")
    server = SandboxServer(core)
    url = await server.start()
    async with AiohttpRequest() as http:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=http)
        await bot.send_message(person.id, "Grüße & مرحبا")
        await bot.send_document(person.id, InputFile(b"x,y", filename="Liste.csv"), caption="Da")
    await server.stop()
    message, document = list(core.messages[person.id].values())[-2:]
    assert message.text == "Grüße & مرحبا"
    assert document.text == "Da"
    assert [e.params.get("document") for e in core.log][-1] == {"name": "Liste.csv", "size": 3}


async def test_no_token_is_logged_even_at_debug(
    caplog: pytest.LogCaptureFixture,
) -> None:
    undo = install(TOKEN)
    try:
        with caplog.at_level(logging.DEBUG):
            for name in ("telegram", "httpx", "aiohttp.client"):
                caplog.set_level(logging.DEBUG, logger=name)
            await outcome("http://127.0.0.1:9")
            async with AiohttpRequest() as http:
                bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot", request=http)
                with pytest.raises(TelegramError):
                    await bot.get_me()
            logging.getLogger("any").debug("calling %s", f"https://x/bot{TOKEN}/getMe")
            logging.getLogger("any").debug("bot is %r", bot)
            try:
                raise ValueError(f"no {TOKEN}")
            except ValueError:
                logging.getLogger("any").exception("failed %s", TOKEN, stack_info=True)
    finally:
        undo()
    assert len(caplog.records) >= 3
    shown = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert TOKEN not in shown
    assert TOKEN.partition(":")[2] not in shown
