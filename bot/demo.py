"""The demo: the real bot against the sandbox, with a believable initiative of invented people."""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot.app import App, serve
from bot.clock import ShiftedClock, SystemClock
from bot.config import Config
from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.domain.calendar import at_local, local_day
from bot.domain.people import JoinMode, MembershipState, Role
from bot.domain.shifts import ShiftDraft, one_role
from bot.logs import set_up
from bot.process import stop_on_signals
from bot.sandbox import BotApi
from bot.sandbox.server import SandboxServer
from bot.sandbox.storage import Storage
from bot.services import people as people_service
from bot.services import signups
from bot.store import initiatives, people, shifts
from bot.store.database import Tx
from bot.store.errors import StoreError
from bot.store.lock import InstanceLock

TOKEN = "999000111:demo-token-of-the-sandbox-only"  # noqa: S105 - opens nothing but the sandbox
DATABASE = "lotse.sqlite3"
LEVEL_VARIABLE = "LOTSE_DEMO_LOG"

# Invented people: first name, language of their app, what they are at the start.
_PEOPLE = (
    ("Sabine", "de", "lead"),
    ("Murat", "de", "coordinator"),
    ("Oksana", "uk", "volunteer"),
    ("Karl-Heinz", "de", "volunteer"),
    ("Yusuf", "ar", "volunteer"),
    ("Emily", "en", "volunteer"),
    ("Amal", "ar", ""),
    ("Taras", "uk", ""),
)
_INITIATIVES = (
    ("Sprachcafé Lindenhof", "Musterstadt", JoinMode.APPROVAL),
    ("Begegnungsgarten Süd", "Musterstadt", JoinMode.OPEN),
)
# Days from today, start, end, initiative, task, place, people needed.
_SHIFTS = (
    (1, time(17), time(19), 0, "Sprachcafé begleiten", "Lindenhof, Raum 2", 3),
    (2, time(10), time(12), 0, "Kinderecke betreuen", "Lindenhof, Erdgeschoss", 2),
    (3, time(15), time(17), 0, "Hausaufgaben begleiten", "Stadtbibliothek, 1. OG", 1),
    (4, time(16), time(18), 1, "Gartencafé", "Begegnungsgarten, Am Wehr 5", 4),
    (5, time(17), time(19), 0, "Sprachcafé begleiten", "Lindenhof, Raum 2", 3),
    (6, time(11), time(14), 1, "Beete vorbereiten", "Begegnungsgarten, Am Wehr 5", 5),
    (8, time(17), time(19), 0, "Sprachcafé begleiten", "Lindenhof, Raum 2", 3),
)


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
    today = local_day(clock.now(), app.config.zone)
    if not core.people:
        for name, language, _role in _PEOPLE:
            core.add_person(name, language_code=language)
    ids = {person.first_name: person.id for person in core.people.values()}
    if await app.database.write(lambda tx: _seed(tx, ids, today, app, clock.now())):
        for name, _language, role in _PEOPLE:
            if role and name in ids:
                core.start(ids[name])


def _seed(tx: Tx, ids: dict[str, int], today: date, app: App, now: datetime) -> bool:
    if initiatives.all_of(tx):
        return False
    made = [
        initiatives.add(
            tx, name=name, town=town, mode=mode, poster_code=f"demo{number}", now=now
        ).id
        for number, (name, town, mode) in enumerate(_INITIATIVES, start=1)
    ]
    for name, language, role in _PEOPLE:
        if role:
            _seed_person(tx, ids[name], name, language, role, made, now)
    zone = app.config.zone
    for days, start, end, initiative, task, place, capacity in _SHIFTS:
        day = today + timedelta(days=days)
        draft = ShiftDraft(
            initiative_id=made[initiative],
            task=task,
            place=place,
            starts_at=at_local(day, start, zone),
            ends_at=at_local(day, end, zone),
            roles=one_role(capacity),
        )
        shift_id = shifts.add(tx, draft, created_by=None, now=now)
        if days in {1, 2} and (person := people.find_by_telegram(tx, ids["Karl-Heinz"])):
            signups.sign_up(tx, people.standing_of(tx, person), shift_id, now)
    return True


def _seed_person(
    tx: Tx, telegram_id: int, name: str, language: str, role: str, made: list[int], now: datetime
) -> None:
    person = people_service.meet(tx, telegram_id, now).person
    people.set_language(tx, person.id, language)
    people.set_notice(tx, person.id, NOTICE_VERSION, now)
    people.set_name(tx, person.id, name)
    if role == "lead":
        people.make_lead(tx, person.id, now)
        return
    for initiative_id in made:
        initiatives.set_member(
            tx,
            person_id=person.id,
            initiative_id=initiative_id,
            role=Role(role),
            state=MembershipState.ACTIVE,
            now=now,
        )
