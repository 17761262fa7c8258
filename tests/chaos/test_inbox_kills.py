"""R3: kill -9 under load above capacity loses no accepted update and doubles no effect."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path

import pytest

from bot.sandbox import BotApi
from bot.sandbox.server import SandboxServer
from tests.chaos.victim import Victim
from tests.support.db import fresh_file

TOKEN = "123456789:ChaosTokenChaosTokenChaosTokenChaos1"
KILLS = int(os.environ.get("LOTSE_INBOX_KILLS", "20"))
PEOPLE = 30


async def feed(core: BotApi, people: list[int], dice: random.Random, said: list[str]) -> None:
    """Write more than the bot can answer, with an update now and then that nobody can parse."""
    while True:
        for _ in range(5):
            said.append(f"t{len(said)}")
            person = dice.choice(people)
            core.send_text(person, person, said[-1])
        if dice.random() < 0.05:
            core.updates.put_raw({"message": {"message_id": "poison"}})
        await asyncio.sleep(0.02)


async def settled(path: Path, core: BotApi, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while True:
            await asyncio.sleep(0.1)
            if core.updates.pending:
                continue
            with sqlite3.connect(path) as connection:
                waiting = connection.execute(
                    "SELECT count(*) FROM inbox WHERE state IN ('new', 'handled')"
                ).fetchone()[0]
            connection.close()
            if not waiting:
                return


@pytest.mark.slow
async def test_kills_under_load_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    seed = int(os.environ.get("LOTSE_SEED", "0")) or random.SystemRandom().randrange(1 << 30)
    dice = random.Random(seed)
    path = fresh_file(tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE effect (seq INTEGER, chat_id INTEGER, said TEXT)")
    connection.close()
    core = BotApi(TOKEN, now=time.time)
    people = [core.add_person(f"P{number}").id for number in range(PEOPLE)]
    server = SandboxServer(core)
    url = await server.start()
    slow = core.add_fault(kind="slow", method="sendMessage", delay_s=0.2)
    said: list[str] = []
    victim = Victim("-m", "tests.chaos.inbox_bot", url, str(tmp_path), TOKEN)
    flag = tmp_path / "full"
    await victim.start()
    feeding = asyncio.create_task(feed(core, people, dice, said))
    started = time.monotonic()
    try:
        for number in range(KILLS):
            if number == KILLS // 2:
                flag.touch()
            await asyncio.sleep(dice.uniform(0.05, 0.5))
            if number == KILLS // 2:
                await asyncio.sleep(0.6)  # long enough that new updates meet the full disk
            victim.kill()
            flag.unlink(missing_ok=True)
            await victim.start()
        feeding.cancel()
        core.faults.clear()
        backlog = len(core.updates.pending)
        await settled(path, core, 25.0)
    finally:
        feeding.cancel()
        victim.kill(signal.SIGTERM)
        code = await victim.close()
        await server.stop()
    with sqlite3.connect(path) as connection:
        effects = Counter(row[0] for row in connection.execute("SELECT said FROM effect"))
        states = dict(connection.execute("SELECT state, count(*) FROM inbox GROUP BY state"))
        clean = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    log = (tmp_path / "bot.log").read_text()
    print(
        f"\nR3: seed {seed}, {KILLS} kills, {len(said)} texts, {backlog} not yet fetched at the"
        f" last kill, {slow.struck} slow sends, {time.monotonic() - started:.1f} s"
    )
    assert (code, clean) == (0, "ok"), f"seed {seed}"
    assert [text for text in said if effects[text] == 0] == [], f"lost, seed {seed}"
    assert {text: n for text, n in effects.items() if n > 1} == {}, f"doubled, seed {seed}"
    assert states.get("failed", 0) >= 1, f"no poison, seed {seed}"
    assert "cannot be stored" in log or "cannot be written" in log, f"disk not full, seed {seed}"
    assert backlog + slow.struck > 0
    assert "poison" not in log
