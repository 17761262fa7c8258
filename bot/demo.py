"""The demo: the real bot against the sandbox, with a believable initiative of invented people."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.app import App, serve
from bot.clock import ShiftedClock, SystemClock
from bot.config import Config
from bot.demo_seed import PEOPLE, seed
from bot.domain.calendar import local_day
from bot.logs import set_up
from bot.process import stop_on_signals
from bot.sandbox import BotApi
from bot.sandbox.server import SandboxServer
from bot.sandbox.storage import Storage
from bot.store.errors import StoreError
from bot.store.lock import InstanceLock

TOKEN = "999000111:demo-token-of-the-sandbox-only"  # noqa: S105 - opens nothing but the sandbox
DATABASE = "lotse.sqlite3"
LEVEL_VARIABLE = "LOTSE_DEMO_LOG"


async def demo(config: Config, *, port: int, folder: Path) -> None:
    """Serve bot and sandbox until Ctrl-C; the next start goes on with the same data.

    Raises:
        StoreError: the folder is in use or cannot be used, or the port is taken.
    """
    set_up(TOKEN, _level())
    # Before anything of the folder is touched: another demo may be using it.
    InstanceLock.acquire(folder / DATABASE).release()
    clock = ShiftedClock(SystemClock())
    core = BotApi(TOKEN, now=lambda: clock.now().timestamp())
    storage = Storage(core, folder / "sandbox")
    if _loaded(storage):
        clock.advance(timedelta(seconds=core.offset_s))
    storage.attach()
    server = SandboxServer(
        core, port=port, on_advance=lambda seconds: clock.advance(timedelta(seconds=seconds))
    )
    try:
        address = await server.start()
    except OSError as error:
        raise StoreError(
            f"Port {port} is taken ({error.strerror}). Choose another: python -m bot demo --port 0"
        ) from error
    try:
        await _serve(config, clock, core, address, folder)
    finally:
        await server.stop()
        storage.close()


def _loaded(storage: Storage) -> bool:
    try:
        return storage.load()
    except ValueError as error:
        raise StoreError(str(error)) from error


def _level() -> int:
    """Return how much is logged: warnings, so that the address stays in sight, or all."""
    return logging.INFO if os.environ.get(LEVEL_VARIABLE) else logging.WARNING


async def _serve(
    config: Config, clock: ShiftedClock, core: BotApi, address: str, folder: Path
) -> None:
    own = replace(
        config,
        token=TOKEN,
        api_url=address,
        database=folder / DATABASE,
        backups=folder / "backups",
        controller=config.controller if config.controller != "Lotse" else "Kreis Musterstadt",
        phone=config.phone or "+49 2222 555-0",
        email=config.email or "integration@musterstadt.example",
    )

    def ready(app: App) -> None:
        stop_on_signals(app.stop.event)
        _ = app.nursery.spawn(_introduce(app, core, clock), name="demo people")
        print(  # noqa: T201 - the one line the person waits for
            f"\nLotse runs in the sandbox. Open  {address}\n"
            "Nothing leaves this computer. Ctrl-C ends it; the next start goes on from here.\n",
            flush=True,
        )

    await serve(own, clock, ready=ready)


async def _introduce(app: App, core: BotApi, clock: ShiftedClock) -> None:
    """Fill an empty demo once; a demo that somebody used stays as it is."""
    zone = app.config.zone
    today = local_day(clock.now(), zone)
    if not core.people:
        for who in PEOPLE:
            core.add_person(who.name, language_code=who.language)
    ids = {person.first_name: person.id for person in core.people.values()}
    if await app.database.write(lambda tx: seed(tx, ids, today, zone, clock.now())):
        for who in PEOPLE:
            if who.role and who.name in ids:
                core.start(ids[who.name])
