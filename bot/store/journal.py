"""The erasure journal: who was erased, kept outside the database so that no restore revives them.

A text file in the backup folder, only ever appended to, one JSON object per line. The first line
names the installation and the moment since when the journal is complete; each further line is one
erasure. It holds ids, no names. A line is on disk before the erasing transaction commits: the
journal may name somebody whose erasure then failed, never miss somebody erased.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store.codec import from_ms, to_json, to_ms
from bot.store.errors import StoreError, StoreUnavailableError
from bot.store.files import FILE_MODE, FOLDER_MODE, sync, tighten_file

NAME = "erasures.log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """One person was erased at an instant (UTC)."""

    at: datetime
    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """A journal as read: complete for ``installation`` from the instant ``since`` on (UTC)."""

    installation: str
    since: datetime
    erasures: tuple[Erasure, ...]


def ensure(folder: Path, installation: str, now: datetime) -> bool:
    """Start the journal in ``folder`` (0700) if there is none; return whether one was started.

    Raises:
        StoreError: the journal there is damaged or another installation's.
        StoreUnavailableError: it cannot be written.
    """
    path = folder / NAME
    try:
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        with _locked(path) as handle:
            size = os.fstat(handle).st_size
            if size == 0 or _ends(path.read_bytes()) == 0:
                _write(handle, _line({"installation": installation, "since": to_ms(now)}), 0)
                sync(folder)
                return True
    except OSError as error:
        raise StoreUnavailableError(f"{path} cannot be written: {error.strerror}") from error
    tighten_file(path)
    found = read(path)
    if found.installation != installation:
        raise StoreError(
            f"{path} belongs to another installation ({found.installation}). "
            "Give every installation a backup folder of its own."
        )
    return False


def append(folder: Path, installation: str, person_id: int, at: datetime) -> None:
    """Write one erasure to disk; call it before the erasing transaction commits.

    Raises:
        StoreError: the journal there is damaged or another installation's.
        StoreUnavailableError: it cannot be written; then nothing may be erased.
    """
    ensure(folder, installation, at)
    path = folder / NAME
    line = _line({"at": to_ms(at), "installation": installation, "person_id": person_id})
    try:
        with _locked(path) as handle:
            # A half line at the end was never acknowledged, so nobody was erased for it.
            _write(handle, line, _ends(path.read_bytes()))
    except OSError as error:
        raise StoreUnavailableError(f"{path} cannot be written: {error.strerror}") from error


def read(path: Path) -> Journal:
    """Return the journal at ``path`` (the file itself).

    Raises:
        StoreError: it is missing or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(
            f"the erasure journal {path} cannot be read: {error.strerror}. Without it people who "
            "were erased would come back."
        ) from error
    try:
        head, *lines = [json.loads(line) for line in data[: _ends(data)].splitlines()]
        journal = Journal(
            installation=str(head["installation"]),
            since=from_ms(int(head["since"])),
            erasures=tuple(
                Erasure(at=from_ms(int(line["at"])), person_id=int(line["person_id"]))
                for line in lines
            ),
        )
        strangers = {line["installation"] for line in lines} - {journal.installation}
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"the erasure journal {path} is damaged: {error}") from error
    if strangers:
        raise StoreError(f"the erasure journal {path} mixes several installations")
    return journal


def _line(value: dict[str, int | str]) -> bytes:
    return to_json(value).encode() + b"\n"


def _ends(data: bytes) -> int:
    return data.rfind(b"\n") + 1


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, FILE_MODE)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _write(handle: int, line: bytes, end: int) -> None:
    os.ftruncate(handle, end)
    try:
        written = os.write(handle, line)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, end)
        raise
    if written != len(line):
        os.ftruncate(handle, end)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
