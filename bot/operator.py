"""What an operator does from the command line: look, copy, put back, invite."""

from __future__ import annotations

import asyncio
import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import offered_languages
from bot.clock import Clock
from bot.config import ENV_FILE, KEYS, Config, ConfigError, Given
from bot.domain.place import locales_folder
from bot.faq.errors import ContentError
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
OLDEST_BACKUP = timedelta(days=2)


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


async def doctor(given: Given, folder: Path, clock: Clock) -> None:
    """Check settings, files, texts and the way to Telegram; say how to mend what is wrong.

    ``folder`` is where ``.env`` lies. Nothing is changed.

    Raises:
        DoctorError: something is wrong.
    """
    bad = 0

    def found(what: str, *problems: str) -> None:
        nonlocal bad
        bad += len(problems)
        for problem in problems:
            _say(f"WRONG   {what}: {problem}")
        if not problems:
            _say(f"ok      {what}")

    config, problems = _settings(given)
    found("settings", *problems)
    found("texts", *_check_texts(clock))
    found("database", *_check_database(config))
    found("rights", *_check_rights(config, folder))
    found("disk", *_check_disk(config))
    found("backups", *_check_backups(config, clock))
    if config.token:
        found("Telegram", *await _check_telegram(config))
    if bad:
        raise DoctorError(f"{bad} to mend.")


def _settings(given: Given) -> tuple[Config, tuple[str, ...]]:
    """Return the settings with what is wrong of them; wrong ones are left out."""
    offered = offered_languages()
    try:
        return Config.from_mapping(
            given.values, offered=offered, need_token=True, problems=given.problems
        ), ()
    except ConfigError as error:
        wrong = {key for key in KEYS if any(one.startswith(key) for one in error.problems)}
        sound = {key: given.values.get(key, "") for key in KEYS if key not in wrong}
        return Config.from_mapping(sound, offered=offered, need_token=False), error.problems


def _check_texts(clock: Clock) -> tuple[str, ...]:
    try:
        for language in offered_languages():
            catalogue.load(language)
        faq = load_faq(locales_folder())
    except (catalogue.CatalogueError, ContentError, OSError) as error:
        return (f"{error}. Bring the file back as it was delivered.",)
    due = {topic.slug for topic in faq.content.due(clock.now().date())}
    if due:
        _say(f"note    answers past their review date: {', '.join(sorted(due))}")
    return ()


def _check_database(config: Config) -> tuple[str, ...]:
    path = config.database
    if not path.exists():
        _say(f"note    there is no database at {path} yet; the first start makes it")
        return ()
    try:
        version = identity.version_of(path)
        owner = identity.bot_of(path) if version else None
    except StoreError as error:
        return (str(error),)
    newest = migrate.latest_version()
    if version > newest:
        return (
            f"{path} has schema version {version}, this program knows only {newest}. "
            "Install the newer program, or restore a backup that this one made.",
        )
    if owner is not None and config.token and owner != int(config.token.split(":")[0]):
        return (
            f"{path} belongs to the bot with the id {owner}, but BOT_TOKEN is that of another. "
            "Put that bot's token into BOT_TOKEN, or start once with: python -m bot run --adopt",
        )
    return ()


def _check_rights(config: Config, folder: Path) -> tuple[str, ...]:
    path = config.database
    private = [
        folder / ENV_FILE,
        *(path.with_name(path.name + side) for side in ("", "-wal", "-shm")),
        config.backups / journal.NAME,
        *sorted(config.backups.glob("lotse-*.sqlite3")),
    ]
    return tuple(
        f"{one} is open to other users of this machine. Run: chmod 600 {one}"
        for one in files.open_to_others(*private)
    )


def _check_disk(config: Config) -> tuple[str, ...]:
    problems = []
    for wanted in dict.fromkeys((config.database.parent, config.backups)):
        folder = wanted.absolute()
        while not folder.exists():
            folder = folder.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            problems.append(f"{folder} cannot be written to. Give it to the user Lotse runs as.")
        elif (free := shutil.disk_usage(folder).free) < LEAST_FREE_BYTES:
            problems.append(f"only {free // 2**20} MB are free at {folder}. Make room.")
    return tuple(dict.fromkeys(problems))


def _check_backups(config: Config, clock: Clock) -> tuple[str, ...]:
    if not config.database.exists():
        return ()
    last = backup.latest(config.backups)
    made = None if last is None else backup.copy_time(last)
    if made is None:
        return (f"there is none in {config.backups}. Run: python -m bot backup",)
    problems = []
    if (age := clock.now() - made) > OLDEST_BACKUP:
        problems.append(
            f"the newest in {config.backups} is {age.days} days old. Run: python -m bot backup"
        )
    try:
        journal.read(config.backups / journal.NAME)
    except StoreError as error:
        problems.append(f"{error} Put the former one back.")
    return tuple(problems)


async def _check_telegram(config: Config) -> tuple[str, ...]:
    try:
        await introduce(config.token or "", config.api_url)
    except FatalTransportError as error:
        return (str(error),)
    return ()
