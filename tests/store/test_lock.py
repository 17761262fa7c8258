"""One bot per database: the second start ends at once and says who is running."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.errors import StoreError
from bot.store.lock import AlreadyRunningError, InstanceLock

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import signal, sys
from pathlib import Path
from bot.store.lock import InstanceLock
lock = InstanceLock.acquire(Path(sys.argv[1]))
print("held", flush=True)
signal.pause()
"""


def test_a_second_start_ends_at_once_and_names_the_first(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite3"
    with (
        InstanceLock.acquire(path),
        pytest.raises(AlreadyRunningError, match=f"process {os.getpid()}") as caught,
    ):
        InstanceLock.acquire(path)
    assert caught.value.pid == os.getpid()


def test_after_the_first_has_ended_the_second_may_start(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite3"
    first = InstanceLock.acquire(path)
    first.release()
    first.release()
    with InstanceLock.acquire(path) as second:
        assert second.path == path


def test_two_databases_have_two_locks(tmp_path: Path) -> None:
    with InstanceLock.acquire(tmp_path / "a"), InstanceLock.acquire(tmp_path / "b"):
        pass


def test_a_holder_that_did_not_write_its_pid_is_called_unknown(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite3"
    with InstanceLock.acquire(path):
        (tmp_path / "lotse.sqlite3.lock").write_text("")
        with pytest.raises(AlreadyRunningError, match="process unknown"):
            InstanceLock.acquire(path)


def test_a_lock_file_that_cannot_be_made_is_an_error_with_its_path(tmp_path: Path) -> None:
    (tmp_path / "lotse.sqlite3.lock").mkdir()
    with pytest.raises(StoreError, match=r"lotse\.sqlite3\.lock cannot be"):
        InstanceLock.acquire(tmp_path / "lotse.sqlite3")


def test_a_file_system_without_locks_is_an_error_with_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(handle: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    with pytest.raises(StoreError, match=r"lotse\.sqlite3\.lock cannot be locked: No locks"):
        InstanceLock.acquire(tmp_path / "lotse.sqlite3")


@pytest.mark.slow
def test_a_killed_bot_leaves_no_lock_behind(tmp_path: Path) -> None:
    path = tmp_path / "lotse.sqlite3"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, path], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(AlreadyRunningError) as caught:
            InstanceLock.acquire(path)
        holder.send_signal(signal.SIGKILL)
    assert caught.value.pid == holder.pid
    InstanceLock.acquire(path).release()
