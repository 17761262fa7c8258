"""What Lotse promises to whoever runs it: every command as a process of its own."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.sandbox import BotApi
from bot.sandbox.server import SandboxServer
from bot.texts.catalogue import own_name
from bot.texts.speech import speech
from tests.support.demo import ROOT, RunningDemo, start
from tests.support.talk import ZONE

pytestmark = pytest.mark.slow

TOKEN = "123456789:" + "A" * 35
_PATIENCE_S = 60.0
SETTINGS = {
    "BOT_TOKEN": TOKEN,
    "CONTROLLER_NAME": "Kreis Musterstadt",
    "CONTACT_EMAIL": "integration@musterstadt.example",
}


@dataclass
class Shell:
    """A terminal in one folder; ``settings`` are the lines of its ``.env``."""

    folder: Path
    settings: dict[str, str] = field(default_factory=lambda: dict(SETTINGS))

    @property
    def database(self) -> Path:
        return self.folder / "data" / "lotse.sqlite3"

    def save(self, *lines: str) -> None:
        """Write ``.env``."""
        text = [f"{key}={value}" for key, value in self.settings.items()]
        path = self.folder / ".env"
        path.touch(mode=0o600)
        path.write_text("\n".join([*text, *lines]), encoding="utf-8")

    async def starts(self, *words: str, **environment: str) -> asyncio.subprocess.Process:
        """Start a command; both streams are read together."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("BOT_", "LOTSE_"))}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *words,
            cwd=self.folder,
            env={**clean, "PYTHONPATH": str(ROOT), **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )

    async def says(self, *words: str, code: int = 0, **environment: str) -> str:
        """Run a command to its end and return what it printed."""
        process = await self.starts(*words, **environment)
        async with asyncio.timeout(_PATIENCE_S):
            printed, _ = await process.communicate()
        said = printed.decode()
        assert process.returncode == code, said
        assert "Traceback" not in said, said
        assert TOKEN not in said
        return said

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the bot itself until the block ends."""
        process = await self.starts("run")
        assert process.stdout is not None
        said = b""
        async with asyncio.timeout(_PATIENCE_S):
            while b"Lotse runs as" not in said:
                line = await process.stdout.readline()
                assert line, said.decode()
                said += line
        try:
            yield process
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
            await process.communicate()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell(tmp_path)
    made.save()
    return made


@asynccontextmanager
async def telegram(shell: Shell) -> AsyncIterator[BotApi]:
    """Put a Bot API server beside the shell and write its address into the settings."""
    core = BotApi(TOKEN, now=time.time)
    server = SandboxServer(core)
    shell.settings["TELEGRAM_API_URL"] = await server.start()
    shell.save()
    try:
        yield core
    finally:
        await server.stop()


class Visitor:
    """Somebody at the demo's page."""

    def __init__(self, http: aiohttp.ClientSession, person: int) -> None:
        self.http = http
        self.person = person

    @staticmethod
    @asynccontextmanager
    async def at(demo: RunningDemo, name: str) -> AsyncIterator[Visitor]:
        async with aiohttp.ClientSession(demo.address) as http:
            async with http.get("/sim/state") as response:
                people = (await response.json())["people"]
            [person] = [one["id"] for one in people if one["first_name"] == name]
            yield Visitor(http, person)

    async def does(self, what: str, **fields: object) -> None:
        body = {"person_id": self.person, "chat_id": self.person, **fields}
        async with self.http.post(f"/sim/{what}", json=body) as response:
            assert response.status == 200, await response.text()

    async def messages(self) -> list[dict[str, Any]]:
        async with self.http.get(f"/sim/chats/{self.person}/messages") as response:
            found = (await response.json())["messages"]
        assert isinstance(found, list)
        return found

    async def presses(self, label: str) -> None:
        """Wait for a message with this button, and press it."""
        async with asyncio.timeout(_PATIENCE_S):
            while not await self._pressed(label):
                await asyncio.sleep(0.05)

    async def _pressed(self, label: str) -> bool:
        for message in reversed(await self.messages()):
            for r, row in enumerate(message["keyboard"] or ()):
                for c, button in enumerate(row):
                    if button["text"] == label:
                        where = {"message_id": message["message_id"], "row": r, "column": c}
                        await self.does("press", **where)
                        return True
        return False

    async def sees(self, label: str) -> None:
        """Wait for a message with this button."""
        async with asyncio.timeout(_PATIENCE_S):
            while label not in str(await self.messages()):
                await asyncio.sleep(0.05)


def labelled(msgid: str, language: str = "uk") -> str:
    """Return what stands on the button with this English source text."""
    return speech(language, ZONE).label(msgid)


def stored(database: Path, sql: str) -> list[tuple[object, ...]]:
    """Return what a database says."""
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


async def until_saved(folder: Path, text: str) -> None:
    """Wait until the sandbox has written down that it shows ``text``."""
    state = folder / "sandbox" / "state.json"
    async with asyncio.timeout(_PATIENCE_S):
        while not state.exists() or text not in state.read_text(encoding="utf-8"):
            await asyncio.sleep(0.05)


async def test_the_demo_starts_prints_its_address_and_keeps_its_data(tmp_path: Path):
    folder = tmp_path / "demo"
    demo = await start(folder)
    second = Shell(tmp_path)
    said = await second.says("demo", "--port", "0", "--data", str(folder), code=2)
    assert "is in use by another Lotse" in said
    async with Visitor.at(demo, "Amal") as amal:
        await amal.does("start")
        await amal.presses(own_name("uk"))
        await amal.presses(labelled("🙋 Ask a human"))
        await amal.sees(labelled("✅ I have read this"))
        await until_saved(folder, labelled("✅ I have read this"))
    await demo.stop(signal.SIGKILL)  # in the middle of a dialogue

    demo = await start(folder)
    try:
        async with Visitor.at(demo, "Amal") as amal:
            await amal.presses(labelled("✅ I have read this"))
            await amal.sees(labelled("✖️ Cancel"))
            await amal.does("send", text="Що мені робити?")
            await amal.sees(labelled("✅ Yes, send it"))
        database = folder / "lotse.sqlite3"
        names = {name for (name,) in stored(database, "SELECT name FROM person")}
        assert {"Sabine", "Murat", "Oksana"} <= names
        [(initiatives,)] = stored(database, "SELECT count(*) FROM initiative")
        assert initiatives == 2, "the second start must not fill the demo again"
    finally:
        assert await demo.stop() == 0


async def test_wrong_settings_are_named_all_at_once(shell: Shell):
    shell.settings = {
        "BOT_TOKEN": "secret-but-wrong",
        "TELEGRAM_API_URL": "http://[broken",
        "TIMEZONE": "Europe/Bielefeld",
        "LANGUAGES": "de,tlh",
        "CONTACT_PHONE": "call me",
        "CONTACT_EMAIL": "nobody",
        "CONTACT_WEB": "example.org",
    }
    shell.save("DATABASE_PATH data/half-a-secret", "LANGUAGES")
    commands = [shell.says(command, code=2) for command in ("run", "start", "doctor")]
    for said in await asyncio.gather(*commands):
        for key in (*shell.settings, "CONTROLLER_NAME", ".env, line 8", ".env, line 9"):
            assert key in said
        assert "secret" not in said
    shell.settings = {}
    shell.save()
    said = await shell.says("run", code=2)
    for key in ("BOT_TOKEN", "CONTROLLER_NAME", "CONTACT_PHONE, CONTACT_EMAIL or CONTACT_WEB"):
        assert key in said
    assert not shell.database.exists()


async def test_invite_lead_prints_a_link_alone_on_its_line(shell: Shell):
    async with telegram(shell):
        said, refused = await asyncio.gather(
            shell.says("invite-lead"),
            shell.says("invite-lead", code=2, BOT_TOKEN=TOKEN[:-1] + "B"),
        )
        [link] = [line for line in said.splitlines() if line.startswith("https://")]
        assert re.fullmatch(r"https://t\.me/lotse_bot\?start=i_[A-Za-z0-9_-]{43}", link)
        assert "401" in refused
        async with shell.running():  # also while the bot runs
            assert (await shell.says("invite-lead")).count("https://t.me/") == 1


async def test_a_restore_brings_back_the_shifts_and_nobody_erased(tmp_path: Path):
    folder = tmp_path / "demo"
    shell = Shell(tmp_path)
    shell.settings = {
        "DATABASE_PATH": str(folder / "lotse.sqlite3"),
        "BACKUP_PATH": str(folder / "backups"),
    }
    shell.save()
    demo = await start(folder)
    async with Visitor.at(demo, "Oksana") as oksana:
        await oksana.presses(labelled("🗓 My shifts"))  # the demo is filled, and she is there
        said = await shell.says("backup")
        copy = said.split(" is whole", maxsplit=1)[0]
        await oksana.does("send", text="/forget")
        await oksana.presses(labelled("🗑 Yes, delete everything"))
        async with asyncio.timeout(_PATIENCE_S):
            while stored(folder / "lotse.sqlite3", "SELECT 1 FROM person WHERE name = 'Oksana'"):
                await asyncio.sleep(0.05)
        assert "in use" in await shell.says("restore", copy, code=2)
    before = stored(folder / "lotse.sqlite3", "SELECT count(*) FROM shift")
    assert await demo.stop() == 0

    journal = (folder / "backups" / "erasures.log").read_bytes()
    (folder / "backups" / "erasures.log").unlink()
    assert "erasure journal" in await shell.says("restore", copy, code=2)
    (folder / "backups" / "erasures.log").write_bytes(journal)
    assert "Erased again: 1." in await shell.says("restore", copy)
    names = {name for (name,) in stored(folder / "lotse.sqlite3", "SELECT name FROM person")}
    assert "Karl-Heinz" in names
    assert "Oksana" not in names
    assert stored(folder / "lotse.sqlite3", "SELECT count(*) FROM shift") == before


async def test_a_second_start_ends_with_a_clear_line(shell: Shell):
    async with telegram(shell) as core:
        async with shell.running() as first:
            second, migrate = await asyncio.gather(
                shell.says("run", code=2), shell.says("migrate", code=2)
            )
            for said in (second, migrate):
                assert f"process {first.pid}" in said
                assert "Stop that one first" in said
            assert first.returncode is None

            # A token that was taken back: a service manager must not start it again and again.
            core.start(core.add_person("Ada").id)  # what the poll was waiting for
            core.revoked = True
            async with asyncio.timeout(_PATIENCE_S):
                rest, _ = await first.communicate()
        assert "401" in rest.decode()
        assert first.returncode == 2


async def test_doctor_names_what_is_wrong(shell: Shell):
    async with telegram(shell) as core:
        async with shell.running():
            pass
        await shell.says("backup")
        assert "WRONG" not in await shell.says("doctor")

        core.revoked = True
        shell.settings.pop("CONTACT_EMAIL")
        shell.save()
        shell.database.chmod(0o644)
        for copy in (shell.folder / "data" / "backups").iterdir():
            copy.unlink()
        with closing(sqlite3.connect(shell.database)) as connection:
            connection.execute("PRAGMA user_version = 9999")
        said = await shell.says("doctor", code=2)
    for wrong, remedy in (
        ("settings", "CONTACT_PHONE, CONTACT_EMAIL or CONTACT_WEB must be set"),
        ("database", "Install the newer program"),
        ("rights", f"chmod 600 {shell.database.relative_to(shell.folder)}"),
        ("backups", "python -m bot backup"),
        ("Telegram", "@BotFather"),
    ):
        assert re.search(rf"WRONG   {wrong}: .*{re.escape(remedy)}", said), said
    assert "5 to mend." in said
