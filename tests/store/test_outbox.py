from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.outbox import RELAY_TRIES, OutboxKind, OutboxState
from bot.store import outbox
from bot.store.codec import to_ms
from bot.store.database import Tx, open_connection
from bot.store.outbox import Due
from tests.support.db import START, fresh_file
from tests.support.outbox_bench import add_announcement, add_row

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Tx]:
    connection = open_connection(fresh_file(tmp_path))
    connection.execute("BEGIN IMMEDIATE")
    yield Tx(connection)
    connection.close()


def state(tx: Tx, row_id: int) -> object:
    return tx.scalar("SELECT state FROM outbox WHERE id = :id", id=row_id)


def sending(tx: Tx, chat_id: int, kind: OutboxKind) -> int:
    row_id = add_row(tx, chat_id, kind=kind)
    assert outbox.lease(tx, row_id, START) is not None
    return row_id


def test_a_used_dedupe_key_adds_nothing(tx: Tx) -> None:
    added = [
        outbox.add(
            tx,
            lane=1,
            kind=OutboxKind.REMINDER,
            payload="{}",
            person_id=None,
            chat_id=5,
            not_before=START,
            dedupe_key="reminder:1:120",
            now=START,
        )
        for _ in range(2)
    ]
    assert added == [1, None]


def test_rows_without_a_dedupe_key_are_all_added(tx: Tx) -> None:
    assert [add_row(tx, 5), add_row(tx, 5)] == [1, 2]


def test_candidates_are_personal_before_bulk_and_oldest_first(tx: Tx) -> None:
    bulk = add_row(tx, 1, lane=2, not_before=START - HOUR)
    young = add_row(tx, 2)
    old = add_row(tx, 3, not_before=START - SECOND)
    found = outbox.candidates(tx, START, 10)
    assert found == (
        Due(id=old, lane=1, chat_id=3),
        Due(id=young, lane=1, chat_id=2),
        Due(id=bulk, lane=2, chat_id=1),
    )


def test_candidates_name_each_chat_once(tx: Tx) -> None:
    first = add_row(tx, 1)
    add_row(tx, 1)
    add_row(tx, 1, lane=2)
    assert [due.id for due in outbox.candidates(tx, START, 10)] == [first]


def test_candidates_of_one_lane_leave_the_other_out(tx: Tx) -> None:
    add_row(tx, 1)
    bulk = add_row(tx, 2, lane=2)
    assert [due.id for due in outbox.candidates(tx, START, 10, 2)] == [bulk]


def test_candidates_look_past_many_rows_of_chats_that_are_skipped(tx: Tx) -> None:
    for _ in range(200):
        add_row(tx, 1)
    behind = add_row(tx, 2)
    assert [due.id for due in outbox.candidates(tx, START, 10, skip={1})] == [behind]


def test_candidates_stop_at_the_limit(tx: Tx) -> None:
    for chat in range(20):
        add_row(tx, chat + 1)
    assert len(outbox.candidates(tx, START, 7)) == 7


def test_candidates_leave_out_what_is_not_due(tx: Tx) -> None:
    add_row(tx, 1, not_before=START + SECOND)
    assert outbox.candidates(tx, START, 10) == ()


def test_next_due_is_the_earliest_row_still_to_come(tx: Tx) -> None:
    add_row(tx, 1)
    add_row(tx, 2, not_before=START + HOUR)
    add_row(tx, 3, lane=2, not_before=START + SECOND)
    assert outbox.next_due(tx, START) == START + SECOND


def test_next_due_of_an_empty_outbox_is_none(tx: Tx) -> None:
    assert outbox.next_due(tx, START) is None


def test_a_lease_makes_the_row_sending_and_counts_the_attempt(tx: Tx) -> None:
    row_id = add_row(tx, 7, payload="{}")
    row = outbox.lease(tx, row_id, START)
    assert row is not None
    assert (row.id, row.chat_id, row.attempts, row.resent) == (row_id, 7, 1, False)
    assert state(tx, row_id) == "sending"


def test_a_row_is_leased_only_once(tx: Tx) -> None:
    row_id = add_row(tx, 7)
    outbox.lease(tx, row_id, START)
    assert outbox.lease(tx, row_id, START) is None


def test_a_row_that_is_not_due_is_not_leased(tx: Tx) -> None:
    row_id = add_row(tx, 7, not_before=START + SECOND)
    assert outbox.lease(tx, row_id, START) is None
    assert state(tx, row_id) == "queued"


def test_a_row_past_its_time_expires_instead_of_being_leased(tx: Tx) -> None:
    row_id = add_row(tx, 7, expires_at=START + SECOND)
    assert outbox.lease(tx, row_id, START + SECOND) is None
    assert state(tx, row_id) == "expired"


def test_the_end_of_a_row_is_written_with_its_message_id(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.REMINDER)
    outbox.record(tx, row_id, OutboxState.SENT, message_id=99, now=START)
    row = tx.one("SELECT state, message_id, reason FROM outbox")
    assert row is not None
    assert tuple(row) == ("sent", 99, None)


def test_a_row_that_has_ended_keeps_its_end(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.REMINDER)
    outbox.record(tx, row_id, OutboxState.SENT, message_id=99, now=START)
    outbox.record(tx, row_id, OutboxState.REFUSED, reason="late", now=START)
    assert state(tx, row_id) == "sent"


def test_a_requeued_row_waits_and_keeps_its_attempts(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.REMINDER)
    outbox.requeue(tx, row_id, START + HOUR, START)
    again = outbox.lease(tx, row_id, START + HOUR)
    assert again is not None
    assert again.attempts == 2


def test_a_requeue_that_does_not_count_takes_the_attempt_back(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.REMINDER)
    outbox.requeue(tx, row_id, START, START, counted=False)
    again = outbox.lease(tx, row_id, START)
    assert again is not None
    assert again.attempts == 1


def test_younger_messages_to_the_chat_do_not_overtake_a_requeued_one(tx: Tx) -> None:
    first = sending(tx, 7, OutboxKind.RELAY)
    second = add_row(tx, 7)
    other = add_row(tx, 8)
    outbox.requeue(tx, first, START + SECOND, START)
    now_due = [due.id for due in outbox.candidates(tx, START, 10)]
    later = [due.id for due in outbox.candidates(tx, START + SECOND, 10, skip={8})]
    outbox.lease(tx, first, START + SECOND)
    outbox.record(tx, first, OutboxState.SENT, now=START + SECOND)
    last = [due.id for due in outbox.candidates(tx, START + SECOND, 10, skip={8})]
    assert (now_due, later, last) == ([other], [first], [second])


def test_a_message_is_known_to_wait_until_it_leaves(tx: Tx) -> None:
    row_id = add_row(tx, 7, kind=OutboxKind.MENU, payload="{}")
    before = outbox.is_queued(tx, OutboxKind.MENU, 7, "{}")
    outbox.lease(tx, row_id, START)
    assert (before, outbox.is_queued(tx, OutboxKind.MENU, 7, "{}")) == (True, False)


def test_a_requeued_row_of_a_stopped_announcement_is_stopped(tx: Tx) -> None:
    announcement = add_announcement(tx)
    row_id = add_row(tx, 7, kind=OutboxKind.ANNOUNCEMENT, lane=2, announcement_id=announcement)
    outbox.lease(tx, row_id, START)
    tx.run("UPDATE announcement SET state = 'stopped'")
    outbox.requeue(tx, row_id, START + SECOND, START)
    assert state(tx, row_id) == "stopped"


SAID_ONCE_MORE = [
    kind for kind in OutboxKind if kind not in {OutboxKind.ANNOUNCEMENT, OutboxKind.RELAY}
]


@pytest.mark.parametrize("kind", SAID_ONCE_MORE)
def test_a_doubt_about_most_kinds_is_resent_once(tx: Tx, kind: OutboxKind) -> None:
    row_id = sending(tx, 7, kind)
    outbox.doubt(tx, row_id, START, START)
    first = state(tx, row_id)
    again = outbox.lease(tx, row_id, START)
    assert again is not None
    outbox.doubt(tx, row_id, START, START)
    assert (first, again.resent, state(tx, row_id)) == ("queued", True, "unknown")


def test_words_between_people_are_said_again_after_every_doubt_up_to_five_tries(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.RELAY)
    for _ in range(RELAY_TRIES - 1):
        outbox.doubt(tx, row_id, START, START)
        assert outbox.lease(tx, row_id, START) is not None
    outbox.doubt(tx, row_id, START, START)
    assert state(tx, row_id) == "unknown"


def test_what_is_said_again_after_a_crash_keeps_its_turn(tx: Tx) -> None:
    older = sending(tx, 7, OutboxKind.RELAY)
    outbox.sweep(tx, START + SECOND)
    assert tx.scalar("SELECT not_before_at FROM outbox WHERE id = :id", id=older) == to_ms(START)


def test_a_doubt_about_an_announcement_stays_unknown(tx: Tx) -> None:
    row_id = sending(tx, 7, OutboxKind.ANNOUNCEMENT)
    outbox.doubt(tx, row_id, START, START)
    assert state(tx, row_id) == "unknown"


def test_a_doubt_leaves_other_sending_rows_alone(tx: Tx) -> None:
    first = sending(tx, 7, OutboxKind.ANNOUNCEMENT)
    second = sending(tx, 8, OutboxKind.ANNOUNCEMENT)
    outbox.doubt(tx, first, START, START)
    assert state(tx, second) == "sending"


def test_the_sweep_settles_what_was_sending_by_kind_and_ends_what_is_too_late(tx: Tx) -> None:
    announced = sending(tx, 1, OutboxKind.ANNOUNCEMENT)
    reminded = sending(tx, 2, OutboxKind.REMINDER)
    late = add_row(tx, 3, expires_at=START + SECOND)
    waiting = add_row(tx, 4, expires_at=START + HOUR)
    swept = outbox.sweep(tx, START + SECOND)
    assert swept == outbox.Swept(resent=1, unknown=1, expired=1)
    found = [state(tx, row) for row in (announced, reminded, late, waiting)]
    assert found == ["unknown", "queued", "expired", "queued"]


def test_stopping_an_announcement_stops_only_its_waiting_messages(tx: Tx) -> None:
    one, two = add_announcement(tx, 1), add_announcement(tx, 2)
    kind = OutboxKind.ANNOUNCEMENT
    gone = add_row(tx, 1, kind=kind, lane=2, announcement_id=one)
    outbox.lease(tx, gone, START)
    waiting = add_row(tx, 2, kind=kind, lane=2, announcement_id=one)
    figures = add_row(tx, 3, kind=OutboxKind.PROGRESS, announcement_id=one)
    other = add_row(tx, 4, kind=kind, lane=2, announcement_id=two)
    assert outbox.stop_announcement(tx, one, START) == 1
    found = [state(tx, row) for row in (gone, waiting, figures, other)]
    assert found == ["sending", "stopped", "queued", "queued"]


def test_counts_are_of_the_announcement_without_its_progress_messages(tx: Tx) -> None:
    one = add_announcement(tx, 1)
    kind = OutboxKind.ANNOUNCEMENT
    for chat in (1, 2, 3):
        add_row(tx, chat, kind=kind, lane=2, announcement_id=one)
    outbox.lease(tx, 1, START)
    add_row(tx, 4, kind=OutboxKind.PROGRESS, announcement_id=one)
    assert outbox.counts(tx, one) == {OutboxState.QUEUED: 2, OutboxState.SENDING: 1}


def test_a_moved_chat_takes_along_what_has_not_arrived(tx: Tx) -> None:
    done = sending(tx, -5, OutboxKind.NOTICE)
    outbox.record(tx, done, OutboxState.SENT, message_id=1, now=START)
    add_row(tx, -5)
    outbox.move_chat(tx, -5, -1005)
    rows = tx.all("SELECT chat_id FROM outbox ORDER BY id")
    assert [row["chat_id"] for row in rows] == [-5, -1005]


def test_a_short_wait_stays_short_when_the_clock_is_set_back(tx: Tx) -> None:
    row_id = sending(tx, 1, OutboxKind.REMINDER)
    outbox.requeue(tx, row_id, START + SECOND, START)
    back = START - HOUR
    assert outbox.after_clock_change(tx, back) == 1
    assert outbox.next_due(tx, back) == back + SECOND


def test_a_wait_for_an_hour_of_the_day_ignores_the_clock_being_set_back(tx: Tx) -> None:
    add_row(tx, 1, not_before=START + 10 * HOUR)
    back = START - HOUR
    assert outbox.after_clock_change(tx, back) == 0
    assert outbox.next_due(tx, back) == START + 10 * HOUR


def test_payloads_of_ended_rows_are_emptied_after_thirty_days(tx: Tx) -> None:
    ended = sending(tx, 1, OutboxKind.REMINDER)
    outbox.record(tx, ended, OutboxState.SENT, message_id=1, now=START)
    add_row(tx, 2, not_before=START + timedelta(days=90))
    assert outbox.scrub(tx, START + timedelta(days=30) - SECOND) == 0
    assert outbox.scrub(tx, START + timedelta(days=30)) == 1
    rows = tx.all("SELECT payload FROM outbox ORDER BY id")
    assert [row["payload"] for row in rows] == ["", "text"]
