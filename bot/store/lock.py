"""One running bot per database: a lock file that the system releases with the process."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from types import TracebackType

from bot.store import files
from bot.store.errors import StoreError


class AlreadyRunningError(StoreError):
    """Another process holds the database; its pid is in ``pid`` (None: it did not say)."""

    def __init__(self, path: Path, pid: int | None) -> None:
        """Say who holds ``path``."""
        self.pid = pid
        super().__init__(
            f"{path} is in use by another Lotse (process {pid or 'unknown'}). Stop that one first."
        )


class InstanceLock:
    """Held from :meth:`acquire` until :meth:`release`, or until the process ends in any way.

    The lock is on ``<database>.lock``, which stays there afterwards: deleting it would let two
    processes lock two different files of the same name. A forked child keeps the lock of its
    parent alive; children started as new programs do not.
    """

    def __init__(self, path: Path, handle: int) -> None:
        """Use :meth:`acquire`."""
        self.path = path
        self._handle: int | None = handle

    @classmethod
    def acquire(cls, path: Path) -> InstanceLock:
        """Lock the database at ``path`` (which need not exist yet) or fail at once.

        Raises:
            AlreadyRunningError: another process holds it.
            StoreError: the lock file cannot be made.
        """
        lock_path = path.with_name(path.name + ".lock")
        files.make_private(lock_path)
        try:
            handle = os.open(lock_path, os.O_RDWR)
        except OSError as error:
            raise StoreError(f"{lock_path} cannot be opened: {error.strerror}") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError as error:
            holder = os.pread(handle, 32, 0).strip()
            os.close(handle)
            raise AlreadyRunningError(path, int(holder) if holder.isdigit() else None) from error
        except OSError as error:
            os.close(handle)
            raise StoreError(f"{lock_path} cannot be locked: {error.strerror}") from error
        return cls(path, handle)

    def release(self) -> None:
        """Let the database go; a second call does nothing."""
        handle, self._handle = self._handle, None
        if handle is not None:
            os.close(handle)

    def __enter__(self) -> InstanceLock:
        """Return the lock, which is held already."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the database go."""
        self.release()
