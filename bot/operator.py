"""What an operator does from the command line: look, copy, put back, invite."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from bot.app import offered_languages
from bot.clock import Clock
from bot.config import KEYS, Config, ConfigError
from bot.domain.place import locales_folder
from bot.faq.faq import load_faq
from bot.services import people, privacy
from bot.store import backup, files, identity, journal, migrate
from bot.store.database import Database
from bot.store.errors import StoreError
from bot.store.lock import AlreadyRunningError, InstanceLock
from bot.store.restore import restore
from bot.texts import catalogue
from bot.transport.application import introduce
from bot.transport.errors import FatalTransportError

LEAST_FREE_BYTES = 200 * 1024 * 1024


class DoctorError(Exception):
    """The doctor found something; the findings are printed already."""


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the operator's terminal


def migrate_now(config: Config, clock: Clock) -> None:
    """Bring the database up to date.

    Raises:
        StoreError: it cannot be used, or the bot runs.
    """
    with InstanceLock.acquire(config.database):
        result = migrate.migrate(config.database, now=clock.now())
    _say(f"Version {result.from_version} -> {result.to_version}.")


def back_up(config: Config, clock: Clock) -> None:
    """Copy the database, while the bot runs or not, and check the copy.

    Raises:
        StoreError: there is no database, or the copy is not whole.
    """
    if not config.database.exists():
        raise StoreError(f"{config.database} does not exist; there is nothing to copy.")
    made = backup.backup(config.database, config.backups, clock.now())
    _say(f"{made} is whole and can be restored.")


def put_back(config: Config, file: Path, clock: Clock) -> None:
    """Put a backup in place of the database, and erase again who was erased since.

    Raises:
        StoreError: the bot runs, the copy is broken, or the erasure journal is missing.
    """
    now = clock.now()
    result = restore(
        file,
        config.database,
        config.backups / journal.NAME,
        now,
        lambda tx, person_id: privacy.erase_again(tx, person_id, now),
    )
    _say(f"Restored {file} (version {result.version}).")
    _say(f"Erased again: {result.erased}.")
    if result.kept is not None:
        _say(f"The database of before lies at {result.kept}. Delete it when all is well.")


async def invite_lead(config: Config, clock: Clock) -> None:
    """Print a one-time link that makes whoever opens it a lead.

    Raises:
        StoreError: the database cannot be used.
        FatalTransportError: Telegram does not take the token.
    """
    username = await introduce(config.token or "", config.api_url)
    await asyncio.to_thread(_ensure_database, config, clock.now())
    database = await Database.open(config.database)
    try:
        token = await database.write(lambda tx: people.invite_lead(tx, clock.now()))
    finally:
        await database.close()
    _say("Whoever opens this link within 24 hours becomes a lead. It works once:")
    _say(f"https://t.me/{username}?start=i_{token}")


def _ensure_database(config: Config, now: datetime) -> None:
    """Migrate unless the bot runs, which has done so itself."""
    try:
        with InstanceLock.acquire(config.database):
            migrate.migrate(config.database, now=now)
    except AlreadyRunningError:
        return


async def doctor(values: Mapping[str, str], clock: Clock) -> None:
    """Check settings, files, texts and the way to Telegram; say how to mend what is wrong.

    Raises:
        DoctorError: something is wrong.
    """
    bad = 0

    def found(what: str, problem: str | None) -> None:
        nonlocal bad
        bad += problem is not None
        _say(f"ok      {what}" if problem is None else f"WRONG   {what}: {problem}")

    config, problems = _settings(values)
    for problem in problems:
        found("settings", problem)
    if not problems:
        found("settings", None)
    found("texts", _check_texts(clock))
    if config is not None:
        found("database", _check_database(config))
        found("disk", _check_disk(config))
        found("backups", _check_backups(config))
        if config.token:
            found("Telegram", await _check_telegram(config))
    if bad:
        raise DoctorError(f"{bad} to mend.")


def _settings(values: Mapping[str, str]) -> tuple[Config | None, tuple[str, ...]]:
    offered = offered_languages()
    try:
        return Config.from_mapping(values, offered=offered, need_token=True), ()
    except ConfigError as error:
        known = {key: values.get(key, "") for key in KEYS}
        try:
            return Config.from_mapping(known, offered=offered, need_token=False), error.problems
        except ConfigError:
            return None, error.problems


def _check_texts(clock: Clock) -> str | None:
    try:
        for language in offered_languages():
            catalogue.load(language)
        faq = load_faq(locales_folder())
    except Exception as error:  # noqa: BLE001 - whatever it is, the operator must hear of it
        return str(error)
    due = {topic.slug for topic in faq.content.due(clock.now().date())}
    if due:
        _say(f"note    answers past their review date: {', '.join(sorted(due))}")
    return None


def _check_database(config: Config) -> str | None:
    if not config.database.exists():
        return None
    try:
        version = identity.version_of(config.database)
        files.tighten(config.database)
    except StoreError as error:
        return str(error)
    newest = migrate.latest_version()
    return (
        None if version <= newest else f"version {version} is newer than this program ({newest})"
    )


def _check_disk(config: Config) -> str | None:
    folder = config.database.parent
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        return f"only {free // 2**20} MB are free at {folder}; make room"
    return None


def _check_backups(config: Config) -> str | None:
    if not config.database.exists():
        return None
    if backup.latest(config.backups) is None:
        return f"there is none in {config.backups}; run: python -m bot backup"
    return None


async def _check_telegram(config: Config) -> str | None:
    try:
        await introduce(config.token or "", config.api_url)
    except FatalTransportError as error:
        return str(error)
    return None
