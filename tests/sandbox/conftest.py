"""One sandbox with a clock that stands still, and Anna, who has started the bot."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import aiohttp
import pytest

from bot.sandbox import BotApi
from bot.sandbox.model import Person
from bot.sandbox.server import SandboxServer

TOKEN = "4242:test-token"
NOON = 1_790_000_000.0


class ManualClock:
    """Unix seconds that move only when a test moves them."""

    def __init__(self) -> None:
        self.seconds = NOON

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def api(clock: ManualClock) -> BotApi:
    return BotApi(TOKEN, now=clock)


@pytest.fixture
def anna(api: BotApi) -> Person:
    person = api.add_person("Anna", username="anna_k", language_code="uk")
    api.start(person.id)
    api.updates.clear()
    return person


@pytest.fixture
async def server(api, clock):
    running = SandboxServer(api, on_advance=clock.advance)
    running.url = await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def http(server):
    async with aiohttp.ClientSession(server.url) as session:
        yield session


async def result(api: BotApi, method: str, files: Any = None, **params: object) -> Any:
    """Return the result of a call that must succeed."""
    answer = await api.call(method, params, files or {})
    assert answer.status == 200, answer.body
    return answer.body["result"]


async def refusal(
    api: BotApi, method: str, files: Any = None, **params: object
) -> tuple[int, str]:
    """Return code and description of a call that must be refused."""
    answer = await api.call(method, params, files or {})
    assert answer.body["ok"] is False
    assert answer.body["error_code"] == answer.status
    return answer.status, str(answer.body["description"])


async def received(api: BotApi) -> list[dict[str, Any]]:
    """Return and confirm what waits for the bot."""
    updates = await result(api, "getUpdates")
    if updates:
        await result(api, "getUpdates", offset=updates[-1]["update_id"] + 1)
    return updates


def buttons(*rows: dict[str, Any]) -> dict[str, Any]:
    """Return an inline keyboard with one button in each row."""
    return {"inline_keyboard": [[button] for button in rows]}


def png(width: int = 300, height: int = 200) -> bytes:
    """Return a grey picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
