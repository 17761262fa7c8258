"""Each protection of the outbox taken away once: the same check must then fail."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.domain.outbox import OutboxKind, OutboxRow
from bot.services.ports import Lane
from bot.store import outbox
from bot.store.database import Tx
from bot.transport.pacing import Pacer
from tests.support.crash_check import crash_in_the_call
from tests.support.fault_mix import run_fault_mix
from tests.support.mute_check import run_mute_check


async def test_without_the_commit_before_the_call_an_announcement_is_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = outbox.lease

    def forgetful(tx: Tx, row_id: int, now: datetime) -> OutboxRow | None:
        row = lease(tx, row_id, now)
        tx.run("UPDATE outbox SET state = 'queued' WHERE id = :id", id=row_id)
        return row

    monkeypatch.setattr(outbox, "lease", forgetful)
    delivered = await crash_in_the_call(tmp_path, OutboxKind.ANNOUNCEMENT, reborn=monkeypatch.undo)
    assert delivered == {11: 2}


async def test_a_sweep_that_resends_announcements_doubles_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "RESENT_ONCE", frozenset(OutboxKind))
    assert await crash_in_the_call(tmp_path, OutboxKind.ANNOUNCEMENT) == {11: 2}


@pytest.mark.slow
async def test_a_worker_that_tries_again_in_doubt_repeats_announcements(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "doubt", outbox.requeue)
    mix = await run_fault_mix(tmp_path, 1, recipients=150)
    assert mix.announcements_repeated != []


@pytest.mark.slow
async def test_a_worker_that_ignores_retry_after_is_too_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requeue = outbox.requeue

    def at_once(tx: Tx, row_id: int, not_before: datetime, now: datetime, **rest: Any) -> None:
        requeue(tx, row_id, now, now, **rest)

    monkeypatch.setattr(outbox, "requeue", at_once)
    monkeypatch.setattr(Pacer, "pause", lambda *_args: None)
    mix = await run_fault_mix(tmp_path, 1, recipients=150)
    assert mix.too_early != []


async def test_with_one_lane_for_all_a_broadcast_mutes_personal_messages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delay, pause = Pacer.delay, Pacer.pause

    def one_delay(self: Pacer, _lane: Lane, chat_id: int, now: float) -> float:
        return delay(self, Lane.BULK, chat_id, now)

    def one_pause(self: Pacer, _lane: Lane | None, chat_id: int | None, until: float) -> None:
        pause(self, Lane.BULK, chat_id, until)

    monkeypatch.setattr(Pacer, "delay", one_delay)
    monkeypatch.setattr(Pacer, "pause", one_pause)
    seen = await run_mute_check(tmp_path)
    assert max(seen.lateness) > 1.0
