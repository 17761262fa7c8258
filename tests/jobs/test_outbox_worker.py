from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.outbox import (
    Composed,
    Drop,
    EditOld,
    LeaveGroup,
    MenuLine,
    OutboxKind,
    OutboxRow,
    SendNew,
    SetMenu,
)
from bot.domain.rendered import Rendered
from bot.services.ports import (
    Moved,
    NotSent,
    Outcome,
    Refused,
    RetryLater,
    Sent,
    Unknown,
    Unreachable,
)
from bot.store.database import Tx
from tests.support.outbox_bench import Bench, add_announcement, add_row


async def test_a_due_row_is_sent_and_recorded(bench: Bench) -> None:
    await bench.add(11)
    await bench.worker.drain()
    assert [call.message for call in bench.messenger.calls] == [Rendered(html="text")]
    assert await bench.column("state") == ["sent"]
    assert await bench.column("message_id") == [1]


async def test_the_row_is_committed_as_sending_before_the_call(bench: Bench) -> None:
    seen: list[dict[int, str]] = []
    await bench.add(11)

    async def look(_seconds: float) -> None:
        seen.append(await bench.states())

    bench.messenger.sleep = look
    await bench.worker.drain()
    assert seen == [{1: "sending"}]


async def test_an_edit_goes_to_the_old_message(bench: Bench) -> None:
    bench.worker.compose = lambda *_: EditOld(message_id=77, message=Rendered(html="3 of 9"))
    await bench.add(11, kind=OutboxKind.PROGRESS)
    await bench.worker.drain()
    assert [(c.method, c.message_id) for c in bench.messenger.calls] == [("edit", 77)]


async def test_a_menu_is_set_and_has_no_message_id(bench: Bench) -> None:
    lines = (MenuLine(command="shifts", description="Schichten"),)
    bench.worker.compose = lambda *_: SetMenu(lines=lines)
    await bench.add(11, kind=OutboxKind.MENU)
    await bench.worker.drain()
    assert [(c.method, c.menu) for c in bench.messenger.calls] == [("set_menu", lines)]
    assert await bench.column("message_id") == [None]


async def test_a_group_is_left(bench: Bench) -> None:
    bench.worker.compose = lambda *_: LeaveGroup()
    await bench.add(-11, kind=OutboxKind.NOTICE)
    await bench.worker.drain()
    assert [(c.method, c.chat_id) for c in bench.messenger.calls] == [("leave", -11)]


async def test_what_is_no_longer_true_is_dropped_unsent(bench: Bench) -> None:
    bench.worker.compose = lambda *_: Drop(reason="withdrawn")
    await bench.add(11)
    await bench.worker.drain()
    assert bench.messenger.calls == []
    assert await bench.column("state") == ["dropped"]
    assert await bench.column("reason") == ["withdrawn"]


async def test_a_row_past_its_time_expires_unsent(bench: Bench) -> None:
    now = bench.time.now()
    await bench.database.write(lambda tx: add_row(tx, 11, now=now, expires_at=now))
    await bench.worker.drain()
    assert bench.messenger.calls == []
    assert await bench.column("state") == ["expired"]


async def test_facts_are_read_in_the_leasing_transaction(bench: Bench) -> None:
    def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        state = tx.scalar("SELECT state FROM outbox WHERE id = :id", id=row.id)
        return SendNew(message=Rendered(html=str(state)))

    bench.worker.compose = compose
    await bench.add(11)
    await bench.worker.drain()
    assert [call.message for call in bench.messenger.calls] == [Rendered(html="sending")]


@pytest.mark.parametrize(
    ("outcome", "state", "reason"),
    [
        (Unreachable(reason="blocked"), "unreachable", "blocked"),
        (Refused(reason="bad html"), "refused", "bad html"),
    ],
)
async def test_a_final_refusal_is_recorded_and_never_tried_again(
    bench: Bench, outcome: Outcome, state: str, reason: str
) -> None:
    bench.messenger.script(11, outcome)
    await bench.add(11)
    await bench.work_off()
    assert len(bench.messenger.calls) == 1
    assert (await bench.column("state"), await bench.column("reason")) == ([state], [reason])


async def test_what_surely_was_not_sent_is_sent_later_without_doubt(bench: Bench) -> None:
    bench.messenger.script(11, NotSent(reason="refused"), NotSent(reason="refused"))
    await bench.broadcast(11)
    start = bench.time.seconds
    await bench.work_off()
    assert [call.at - start for call in bench.messenger.calls] == [0.0, 1.0, 3.0]
    assert (await bench.column("state"), await bench.column("resent")) == (["sent"], [0])


async def test_when_nothing_gets_through_all_wait_and_not_each_alone(bench: Bench) -> None:
    start = bench.time.seconds

    def choose(_chat: int) -> Outcome | None:
        return NotSent(reason="no route") if bench.time.seconds < start + 120 else None

    bench.messenger.choose = choose
    await bench.add(*range(1, 101))
    await bench.work_off()
    in_vain = [call for call in bench.messenger.calls if isinstance(call.outcome, NotSent)]
    assert len(in_vain) < 40
    assert set(await bench.column("state")) == {"sent"}
    assert bench.messenger.calls[-1].at - start < 120 + 60


async def test_the_wait_is_over_as_soon_as_something_gets_through(bench: Bench) -> None:
    bench.messenger.script(1, *[NotSent(reason="x")] * 3)
    bench.messenger.script(2, *[NotSent(reason="x")] * 3)
    await bench.add(1, 2, *range(3, 20))
    await bench.work_off()
    assert set(await bench.column("state")) == {"sent"}


async def test_nothing_goes_to_a_chat_before_its_retry_after_ends(bench: Bench) -> None:
    bench.messenger.script(11, RetryLater(seconds=30))
    await bench.add(11, 11, 12)
    start = bench.time.seconds
    await bench.work_off()
    assert [call.at - start >= 30 for call in bench.messenger.sent_to(11)] == [False, True, True]
    assert [call.at - start for call in bench.messenger.sent_to(12)] == [0.0]


async def test_a_retry_after_on_bulk_pauses_bulk_but_not_the_personal_lane(bench: Bench) -> None:
    bench.messenger.script(1, RetryLater(seconds=30))
    await bench.broadcast(1, 2)
    start = bench.time.seconds
    await bench.worker._advance()
    await bench.worker.wait(bench.worker._poked, 1)
    await bench.add(3)
    await bench.work_off()
    (personal,) = bench.messenger.sent_to(3)
    assert personal.at - start == 0.0
    assert all(c.at - start >= 30 for c in bench.messenger.calls[1:] if c.chat_id in {1, 2})


async def test_a_retry_after_does_not_count_as_an_attempt(bench: Bench) -> None:
    bench.messenger.script(11, RetryLater(seconds=30))
    await bench.add(11)
    await bench.work_off()
    assert await bench.column("attempts") == [1]


async def test_a_moved_group_gets_its_messages_under_the_new_id(bench: Bench) -> None:
    bench.messenger.script(-5, Moved(new_chat_id=-1005))
    await bench.add(-5, -5)
    await bench.work_off()
    assert [call.chat_id for call in bench.messenger.calls] == [-5, -1005, -1005]
    assert await bench.column("state") == ["sent", "sent"]


async def test_a_reminder_in_doubt_is_sent_once_more_and_then_unknown(bench: Bench) -> None:
    bench.messenger.script(11, Unknown(reason="timeout"), Unknown(reason="timeout"))
    await bench.add(11)
    await bench.work_off()
    assert len(bench.messenger.calls) == 2
    assert (await bench.column("state"), await bench.column("resent")) == (["unknown"], [1])


async def test_an_announcement_in_doubt_is_never_sent_again(bench: Bench) -> None:
    bench.messenger.script(11, Unknown(reason="timeout"))
    await bench.broadcast(11)
    await bench.work_off()
    assert len(bench.messenger.calls) == 1
    assert await bench.column("state") == ["unknown"]


async def test_a_messenger_that_raises_leaves_the_outcome_unknown(bench: Bench) -> None:
    async def fail(_seconds: float) -> None:
        raise RuntimeError("bug")

    bench.messenger.sleep = fail
    await bench.broadcast(11)
    await bench.worker.drain()
    assert await bench.column("state") == ["unknown"]


async def test_a_message_that_cannot_be_made_is_refused_with_an_incident(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    made: list[int] = []

    def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        made.append(row.id)
        raise KeyError("Aylin")

    bench.worker.compose = compose
    await bench.add(11)
    await bench.work_off()
    (record,) = [r for r in caplog.records if r.__dict__.get("event") == "outbox.compose_failed"]
    assert made == [1]
    assert await bench.column("state") == ["refused"]
    assert await bench.column("reason") == [f"incident {record.__dict__['incident']}"]
    assert "Aylin" not in caplog.text


async def test_what_a_failed_compose_wrote_is_rolled_back(bench: Bench) -> None:
    def compose(tx: Tx, row: OutboxRow, now: datetime) -> Composed:
        add_announcement(tx)
        raise KeyError("x")

    bench.worker.compose = compose
    await bench.add(11)
    await bench.worker.drain()
    left = await bench.database.read(lambda tx: tx.count("SELECT count(*) FROM announcement"))
    assert left == 0


async def test_what_follows_is_written_with_the_outcome(bench: Bench) -> None:
    settled: list[tuple[int, Outcome, object]] = []

    def settle(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
        state = tx.scalar("SELECT state FROM outbox WHERE id = :id", id=row.id)
        settled.append((row.id, outcome, state))

    bench.worker._delivery.settle = settle
    await bench.add(11)
    await bench.worker.drain()
    assert settled == [(1, Sent(message_id=1), "sent")]


async def test_an_outcome_stands_even_if_what_follows_fails(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    def settle(tx: Tx, row: OutboxRow, outcome: Outcome, now: datetime) -> None:
        add_announcement(tx)
        raise KeyError("Aylin")

    bench.worker._delivery.settle = settle
    await bench.add(11)
    await bench.work_off()
    assert await bench.column("state") == ["sent"]
    events = [record.__dict__.get("event") for record in caplog.records]
    assert "outbox.settle_failed" in events
    left = await bench.database.read(lambda tx: tx.count("SELECT count(*) FROM announcement"))
    assert left == 0
