"""The erasure journal: nobody erased is missing from it, whatever broke off."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from bot.store import journal
from bot.store.errors import StoreError, StoreUnavailableError
from bot.store.journal import Erasure, Journal
from tests.support.db import START

LATER = START + timedelta(days=3)


def test_a_new_journal_is_empty_and_says_since_when_it_is_complete(tmp_path: Path) -> None:
    assert journal.ensure(tmp_path / "copies", "one", START) is True
    assert journal.ensure(tmp_path / "copies", "one", LATER) is False
    found = journal.read(tmp_path / "copies" / journal.NAME)
    assert found == Journal(installation="one", since=START, erasures=())


def test_erasures_are_read_in_the_order_they_were_written(tmp_path: Path) -> None:
    journal.append(tmp_path, "one", 7, START)
    journal.append(tmp_path, "one", 5, LATER)
    assert journal.read(tmp_path / journal.NAME).erasures == (
        Erasure(at=START, person_id=7),
        Erasure(at=LATER, person_id=5),
    )


def test_a_line_is_on_disk_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.ensure(tmp_path, "one", START)
    synced = []
    fsync = os.fsync

    def watch(handle: int) -> None:
        synced.append((tmp_path / journal.NAME).read_text().count("person_id"))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", watch)
    journal.append(tmp_path, "one", 7, START)
    assert synced == [1]


@pytest.mark.parametrize("cut", [1, 10, 30])
def test_a_half_line_was_never_acknowledged_and_harms_nobody(tmp_path: Path, cut: int) -> None:
    journal.append(tmp_path, "one", 7, START)
    path = tmp_path / journal.NAME
    whole = path.read_bytes()
    journal.append(tmp_path, "one", 8, START)
    path.write_bytes(path.read_bytes()[:-cut])
    assert [erasure.person_id for erasure in journal.read(path).erasures] == [7]
    journal.append(tmp_path, "one", 9, START)
    assert [erasure.person_id for erasure in journal.read(path).erasures] == [7, 9]
    assert path.read_bytes().startswith(whole)


def test_a_half_first_line_is_started_again(tmp_path: Path) -> None:
    (tmp_path / journal.NAME).write_text('{"installa')
    assert journal.ensure(tmp_path, "one", LATER) is True
    assert journal.read(tmp_path / journal.NAME).since == LATER


def test_a_disk_that_takes_half_a_line_is_an_error_and_leaves_no_half_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(tmp_path, "one", 7, START)
    before = (tmp_path / journal.NAME).read_bytes()
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:10]))
    with pytest.raises(StoreUnavailableError, match="No space left"):
        journal.append(tmp_path, "one", 8, START)
    assert (tmp_path / journal.NAME).read_bytes() == before


def test_a_line_that_cannot_be_synced_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal.append(tmp_path, "one", 7, START)
    before = (tmp_path / journal.NAME).read_bytes()

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreUnavailableError, match="Input/output error"):
        journal.append(tmp_path, "one", 8, START)
    assert (tmp_path / journal.NAME).read_bytes() == before


def test_a_folder_that_cannot_be_written_stops_the_erasure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailableError, match="cannot be written"):
        journal.append(tmp_path / "file", "one", 7, START)


def test_another_installations_journal_is_not_written_to(tmp_path: Path) -> None:
    journal.append(tmp_path, "one", 7, START)
    before = (tmp_path / journal.NAME).read_bytes()
    with pytest.raises(StoreError, match="belongs to another installation"):
        journal.append(tmp_path, "two", 8, START)
    assert (tmp_path / journal.NAME).read_bytes() == before


def test_a_missing_journal_is_an_error_that_says_why(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="people who were erased would come back"):
        journal.read(tmp_path / journal.NAME)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"", "is damaged"),
        (b"\n", "is damaged"),
        (b"[]\n", "is damaged"),
        (b'{"at":1,"installation":"one"}\n', "is damaged"),
        (b'{"at":1,"instal\n{"at":1,"installation":"one","person_id":1}\n', "is damaged"),
        (b'{"at":1,"installation":"two","person_id":1}\n', "mixes several installations"),
    ],
)
def test_a_damaged_journal_is_refused(tmp_path: Path, line: bytes, why: str) -> None:
    path = tmp_path / journal.NAME
    if line:
        journal.ensure(tmp_path, "one", START)
        line = path.read_bytes() + line
    path.write_bytes(line)
    with pytest.raises(StoreError, match=why):
        journal.read(path)
