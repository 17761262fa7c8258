"""One Lotse of its own: database, sandbox server and the bot as a child process."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.domain.people import JoinMode, MembershipState, Role
from bot.domain.shifts import ShiftDraft, one_role
from bot.sandbox import BotApi
from bot.sandbox.model import LogEntry
from bot.sandbox.server import SandboxServer
from bot.services import people as people_service
from bot.store import initiatives, people, shifts
from bot.store.database import Database, Tx
from tests.support import canaries
from tests.support.db import fresh_file

TOKEN = "123456789:BenchTokenBenchTokenBenchTokenBench"
ROOT = Path(__file__).parents[2]
LOTSE = ("-m", "bot", "run")


@dataclass(slots=True)
class Child:
    """A child process with the lines it wrote to standard error."""

    process: asyncio.subprocess.Process
    log: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    readers: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def cpu_s(self) -> float:
        """Return the processor seconds of all threads (Linux: the clock of another process)."""
        return time.clock_gettime((~self.pid << 3) | 2)

    @property
    def rss_mb(self) -> float:
        """Return the resident memory in MB."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmRSS")

    def signal(self, which: signal.Signals) -> None:
        os.kill(self.pid, which)

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.ended()

    async def ended(self, seconds: float = 15.0) -> int:
        """Return the exit code; all output has been read then."""
        code = await asyncio.wait_for(self.process.wait(), seconds)
        await asyncio.gather(*self.readers)
        return code

    def events(self, name: str) -> int:
        """Return how many log lines carry this event."""
        return sum(f'"event": "{name}"' in line for line in self.log)


async def spawn(arguments: Sequence[str], folder: Path, **environment: str) -> Child:
    """Start ``python`` with ``arguments`` in ``folder``; its output is read in the background."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    child = Child(process)
    assert process.stdout is not None
    assert process.stderr is not None
    child.readers = [
        asyncio.create_task(_keep(process.stdout, child.said)),
        asyncio.create_task(_keep(process.stderr, child.log, watched=True)),
    ]
    return child


async def _keep(stream: asyncio.StreamReader, lines: list[str], *, watched: bool = False) -> None:
    async for line in stream:
        lines.append(line.decode().rstrip("\n"))
        if watched:
            canaries.look_at_line(lines[-1], "the bot")


@dataclass(slots=True)
class Installation:
    """A sandbox at an address, and the folder of the bot that talks to it."""

    core: BotApi
    server: SandboxServer
    url: str
    folder: Path
    child: Child | None = None

    @property
    def database(self) -> Path:
        return self.folder / "lotse.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.url,
            "DATABASE_PATH": str(self.database),
            "BACKUP_PATH": str(self.folder / "backups"),
            "CONTROLLER_NAME": "Kreis Musterstadt",
            "CONTACT_EMAIL": "integration@musterstadt.example",
        }

    async def start(self, *arguments: str) -> Child:
        """Start the bot and return when it polls."""
        polls = self.polls
        self.child = child = await spawn(arguments or LOTSE, self.folder, **self.environment)
        await until(lambda: self.polls > polls or child.process.returncode is not None, 20)
        assert child.process.returncode is None, child.log
        return child

    @property
    def polls(self) -> int:
        return sum(entry.method == "getUpdates" for entry in self.core.log)

    def people(self, count: int, language: str = "de") -> list[int]:
        """Add people who have opened the app and pressed Start, without telling the bot."""
        made = [self.core.add_person(f"P{n}", language_code=language).id for n in range(count)]
        for one in made:
            self.core.people[one].started = True
        return made

    async def fill(self, work: Callable[[Tx], None]) -> None:
        """Write to the database while no bot has it."""
        if not self.database.exists():
            fresh_file(self.folder)
        database = await Database.open(self.database)
        await database.write(work)
        await database.close()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Read the bot's database from outside."""
        with closing(sqlite3.connect(self.database, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def counts(self, sql: str) -> Counter[str]:
        return Counter({str(key): int(str(n)) for key, n in self.rows(sql)})

    @property
    def settled(self) -> bool:
        """Tell whether everything said has been answered and everything queued was sent."""
        return not self.core.updates.pending and self.rows(
            "SELECT (SELECT count(*) FROM inbox WHERE state IN ('new', 'handled'))"
            " + (SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending'))"
        ) == [(0,)]

    def calls(self, *methods: str, since: int = 0) -> list[LogEntry]:
        return [entry for entry in self.core.log[since:] if entry.method in methods]

    async def card(self, chat_id: int, text: str, data: str) -> int:
        """Put a message of the bot with one button into the chat; return its number."""
        keyboard = f'{{"inline_keyboard":[[{{"text":"x","callback_data":"{data}"}}]]}}'
        answer = await self.core.call(
            "sendMessage", {"chat_id": chat_id, "text": text, "reply_markup": keyboard}
        )
        return int(answer.body["result"]["message_id"])  # type: ignore[index,call-overload]

    def button(self, chat_id: int, action: str) -> tuple[int, str] | None:
        """Return message and data of the newest button with ``action`` in the chat, if any."""
        for message in reversed(self.core.messages.get(chat_id, {}).values()):
            for row in message.keyboard or []:
                for one in row:
                    data = str(one.get("callback_data", ""))
                    if data.split(":")[1:2] == [action]:
                        return message.message_id, data
        return None

    async def press(self, person: int, action: str, seconds: float = 10.0) -> None:
        """Press a button as soon as it is on the screen."""
        await until(lambda: self.button(person, action) is not None, seconds)
        found = self.button(person, action)
        assert found is not None
        self.core.press_raw(person, person, *found)

    def texts(self, chat_id: int) -> list[str]:
        """Return what stands in the chat from the bot, oldest first."""
        found = self.core.messages.get(chat_id, {}).values()
        return [message.text for message in found if message.from_bot]


@asynccontextmanager
async def installation(
    folder: Path, now: Callable[[], float] = time.time
) -> AsyncIterator[Installation]:
    """Serve a sandbox; the bot, if it was started, is killed at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    core = BotApi(TOKEN, now=now)
    server = SandboxServer(core)
    made = Installation(core, server, await server.start(), folder)
    try:
        yield made
    finally:
        if made.child is not None:
            await made.child.kill()
        await server.stop()


async def until(ready: Callable[[], object], seconds: float, every: float = 0.01) -> None:
    """Wait for what happens in another process."""
    async with asyncio.timeout(seconds):
        while not ready():
            await asyncio.sleep(every)


def wall() -> datetime:
    return datetime.now(UTC)


def add_initiative(tx: Tx, name: str = "Sprachcafé") -> int:
    return initiatives.add(
        tx, name=name, town="Musterstadt", mode=JoinMode.OPEN, poster_code=name[:4], now=wall()
    ).id


def add_member(
    tx: Tx, telegram_id: int, initiative: int | None, role: str = "volunteer", language: str = "de"
) -> int:
    """Store somebody who has been through the welcome; ``initiative`` None: no member."""
    person = people_service.meet(tx, telegram_id, wall()).person
    people.set_language(tx, person.id, language)
    people.set_notice(tx, person.id, NOTICE_VERSION, wall())
    people.set_name(tx, person.id, f"P{telegram_id}")
    if initiative is not None:
        initiatives.set_member(
            tx,
            person_id=person.id,
            initiative_id=initiative,
            role=Role(role),
            state=MembershipState.ACTIVE,
            now=wall(),
        )
    return person.id


def add_shift(
    tx: Tx, initiative: int, capacity: int, starts_in: timedelta = timedelta(days=6)
) -> int:
    starts = wall() + starts_in
    draft = ShiftDraft(
        initiative_id=initiative,
        task="Sprachcafé begleiten",
        place="Lindenhof, Raum 2",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        roles=one_role(capacity),
    )
    return shifts.add(tx, draft, created_by=None, now=wall())


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def announce(house: Installation, coordinator: int, text: str) -> None:
    """Lead a coordinator through the dialogue up to the press that sends ``text``."""
    before = len(house.texts(coordinator))
    house.core.send_text(coordinator, coordinator, "/announce")
    await until(lambda: len(house.texts(coordinator)) > before, 10)
    house.core.send_text(coordinator, coordinator, text)
    await house.press(coordinator, "announce_yes")
