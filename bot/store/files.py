"""Rights of Lotse's own files: readable by the owner only."""

from __future__ import annotations

import contextlib
import logging
import os
from pathlib import Path

from bot.store.errors import StoreError

logger = logging.getLogger(__name__)

FILE_MODE = 0o600
FOLDER_MODE = 0o700
_SIDES = ("", "-wal", "-shm")


def make_private(path: Path) -> None:
    """Create ``path`` (0600) and its folder (0700) if missing; tighten what is there.

    Raises:
        StoreError: the folder or file cannot be made, or its mode cannot be changed.
    """
    try:
        path.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        # Only a new file may be opened here: closing any handle of a database that is in use takes
        # away the process's locks on it (sqlite.org/howtocorrupt.html, 2.2).
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, FILE_MODE))
    except OSError as error:
        raise StoreError(f"{path} cannot be created: {error.strerror}") from error
    tighten(path)


def tighten(path: Path) -> None:
    """Take all rights of group and others from the database file and what lies beside it.

    Raises:
        StoreError: a file is open to others and its mode cannot be changed.
    """
    for side in _SIDES:
        tighten_file(path.with_name(path.name + side))


def tighten_file(path: Path) -> None:
    """Set ``path`` to 0600 if group or others may use it; a missing file is fine.

    Raises:
        StoreError: the mode cannot be changed.
    """
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        return
    if mode & 0o077 == 0:
        return
    try:
        path.chmod(FILE_MODE)
    except OSError as error:
        raise StoreError(
            f"{path} is readable by others (mode {mode:o}) and cannot be changed: "
            f"{error.strerror}. Run: chmod 600 {path}"
        ) from error
    logger.warning(
        "file was open to others, set to 0600",
        extra={"event": "store.tightened", "file": path.name},
    )


def open_to_others(*paths: Path) -> list[Path]:
    """Return those of the files that group or others may use; a missing file is fine."""
    return [path for path in paths if path.exists() and path.stat().st_mode & 0o077]


def sync(path: Path) -> None:
    """Wait until the file or folder at ``path`` is on disk. Errors of the system pass through."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
