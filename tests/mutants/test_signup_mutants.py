"""Without its protections the sign-up overbooks, or answers people with errors."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from bot.domain.signups import SignupFacts, SignupResult, decide_sign_up
from bot.services import searches, signups
from bot.store import fitting
from bot.store.database import Database, Tx, Value, open_connection, run_transaction
from tests.services import signup_race
from tests.services.test_model import check_model

TRIGGERS = ("signup_fits_insert", "signup_fits_update", "shift_role_keeps_places")
_prepare = signup_race.prepare


def without_triggers(tx: Tx) -> int:
    for trigger in TRIGGERS:
        tx.run(f"DROP TRIGGER {trigger}")
    return _prepare(tx)


class LateTx(Tx):
    """Reads at once and writes later, in a transaction of its own."""

    __slots__ = ("late",)

    def run(self, sql: str, **values: Value) -> int:
        self.late = [*getattr(self, "late", []), (sql, values)]
        return 1


def read_and_write_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every write read the facts in one transaction and apply them in the next."""
    write = Database.write

    async def torn(self: Database, work: Callable[[Tx], object]) -> object:
        if work is signup_race.prepare:
            return await write(self, work)

        def read(tx: Tx) -> tuple[object, list[tuple[str, dict[str, Value]]]]:
            late = LateTx(tx._connection)
            return work(late), getattr(late, "late", [])

        def apply(tx: Tx) -> None:
            for sql, values in late:
                tx.run(sql, **values)

        result, late = await write(self, read)
        await write(self, apply)
        return result

    monkeypatch.setattr(Database, "write", torn)


async def test_the_check_passes_without_triggers_as_the_decision_alone_suffices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signup_race, "prepare", without_triggers)
    await signup_race.race(tmp_path / "data", 1)


async def test_read_and_write_apart_overbook_without_the_triggers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signup_race, "prepare", without_triggers)
    read_and_write_apart(monkeypatch)
    with pytest.raises(AssertionError, match="200 people in 5 places"):
        await signup_race.race(tmp_path / "data", 1)


async def test_read_and_write_apart_end_in_errors_with_the_triggers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_and_write_apart(monkeypatch)
    with pytest.raises(AssertionError, match="'IntegrityError': 195"):
        await signup_race.race(tmp_path / "data", 1)


async def test_several_connections_that_begin_without_a_lock_end_in_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = 4
    write, together = Database.write, threading.Barrier(at_once)

    def decide_together(facts: SignupFacts, now: object) -> SignupResult:
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=0.2)
        return decide_sign_up(facts, now)  # type: ignore[arg-type]

    with ThreadPoolExecutor(at_once) as pool:

        async def unlocked(self: Database, work: Callable[[Tx], object]) -> object:
            if work is signup_race.prepare:
                return await write(self, work)
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(pool, partial(deferred, self.path, work))

        monkeypatch.setattr(Database, "write", unlocked)
        monkeypatch.setattr(signups, "decide_sign_up", decide_together)
        with pytest.raises(AssertionError, match="StoreUnavailableError"):
            await signup_race.race(tmp_path / "data", 1)


def deferred(path: Path, work: Callable[[Tx], object]) -> object:
    with contextlib.closing(open_connection(path)) as connection:
        return run_transaction(connection, "BEGIN", work)


@pytest.mark.slow
def test_the_model_notices_a_line_that_is_not_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    waiters = fitting.waiters
    monkeypatch.setattr(fitting, "waiters", lambda *args: waiters(*args)[::-1])
    with pytest.raises(AssertionError):
        check_model(100)


@pytest.mark.slow
def test_the_model_notices_that_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "open_place", lambda *args, **more: None)
    with pytest.raises(AssertionError):
        check_model(100)
