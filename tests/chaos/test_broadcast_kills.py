"""R4, small: kill -9 in the middle of a broadcast, again and again, over real HTTP."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.domain.outbox import OutboxKind
from bot.sandbox.core import BotApi
from bot.sandbox.server import SandboxServer
from bot.store.database import Tx
from tests.support.db import NAME, START, fresh_database
from tests.support.outbox_bench import add_announcement, add_row

TOKEN = "1234567:" + "a" * 35
IN_FLIGHT = 4  # the promise, not the code's constant
RECIPIENTS = 2000
REMINDED = 500
KILLS = 20


@dataclass
class Chaos:
    """The server, the file and the process that is killed."""

    api: BotApi
    path: Path
    chats: list[int]
    reminded: set[int]
    child: asyncio.subprocess.Process
    interrupted: list[int] = field(default_factory=list)
    pid: int = 0

    def delivered(self) -> Counter[int]:
        """Return how often each chat got the message."""
        return Counter(e.chat_id for e in self.api.log if e.message_id is not None and e.chat_id)

    def states(self) -> dict[int, str]:
        """Return the state of each chat's row."""
        connection = sqlite3.connect(self.path)
        rows = connection.execute("SELECT chat_id, state FROM outbox").fetchall()
        connection.close()
        return dict(rows)

    async def start(self) -> None:
        assert self.child.stdin is not None
        assert self.child.stdout is not None
        self.child.stdin.write(b"go\n")
        self.pid = int(await asyncio.wait_for(self.child.stdout.readline(), 30))

    async def kill_after(self, calls: int) -> None:
        """Kill once the server has seen ``calls`` more calls; note what was on its way."""
        goal = len(self.api.log) + calls
        deadline = time.monotonic() + 30
        while len(self.api.log) < goal:
            assert time.monotonic() < deadline, "the worker sends nothing"
            await asyncio.sleep(0.001)
        os.kill(self.pid, signal.SIGKILL)
        while Path(f"/proc/{self.pid}").exists():
            await asyncio.sleep(0.001)
        self.interrupted.append(sum(s == "sending" for s in self.states().values()))

    async def finish(self) -> None:
        deadline = time.monotonic() + 60
        while set(self.states().values()) & {"queued", "sending"}:
            assert time.monotonic() < deadline, Counter(self.states().values())
            await asyncio.sleep(0.05)
        os.kill(self.pid, signal.SIGKILL)


@asynccontextmanager
async def open_chaos(folder: Path) -> AsyncIterator[Chaos]:
    api = BotApi(TOKEN, now=START.timestamp)
    chats = [api.add_person(first_name=f"P{n}", language_code="de").id for n in range(RECIPIENTS)]
    for chat in chats:
        api.start(chat)
    api.add_fault(kind="slow", method="sendMessage", delay_s=0.005)
    server = SandboxServer(api)
    url = await server.start()
    reminded = set(chats[::4][:REMINDED])
    database = await fresh_database(folder)
    await database.write(lambda tx: _fill(tx, chats, reminded))
    await database.close()
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.chaos.outbox_child",
        str(folder / NAME),
        url,
        TOKEN,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Chaos(api, folder / NAME, chats, reminded, child)
    finally:
        assert child.stdin is not None
        child.stdin.close()
        await asyncio.wait_for(child.wait(), 10)
        await server.stop()


def _fill(tx: Tx, chats: list[int], reminded: set[int]) -> None:
    announcement = add_announcement(tx)
    for chat in chats:
        if chat in reminded:
            add_row(tx, chat)
        else:
            add_row(tx, chat, kind=OutboxKind.ANNOUNCEMENT, lane=2, announcement_id=announcement)


@pytest.mark.slow
async def test_a_broadcast_and_reminders_survive_kill_nine(tmp_path: Path) -> None:
    seed = random.SystemRandom().randrange(2**32)
    dice = random.Random(seed)
    began = time.monotonic()
    async with open_chaos(tmp_path) as chaos:
        for _ in range(KILLS):
            await chaos.start()
            await chaos.kill_after(dice.randint(20, 140))
        await chaos.start()
        await chaos.finish()
        states, delivered = chaos.states(), chaos.delivered()
    doubled = [chat for chat, times in delivered.items() if times > 1]
    print(
        f"seed {seed}: {KILLS} kills, {dict(Counter(states.values()))}, {len(doubled)} reminders "
        f"doubled, on their way {chaos.interrupted}, {time.monotonic() - began:.0f} s"
    )
    assert set(states.values()) <= {"sent", "unknown"}
    assert len(states) == RECIPIENTS
    assert max(chaos.interrupted) <= IN_FLIGHT
    assert sum(state == "unknown" for state in states.values()) <= IN_FLIGHT * KILLS
    assert [
        chat for chat, state in states.items() if state == "sent" and not delivered[chat]
    ] == []
    assert [chat for chat in doubled if chat not in chaos.reminded] == []
    assert max(delivered.values()) <= 2
    assert len(doubled) <= IN_FLIGHT * KILLS
