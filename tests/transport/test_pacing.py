"""Telegram's rates are kept, and answers take their share from bulk only."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.services.ports import Lane
from bot.transport.pacing import Pacer


def drain(pacer: Pacer, lane: Lane, chats: list[int], start: float = 1000.0) -> list[float]:
    """Send to each of ``chats`` as soon as allowed and return the times."""
    now, times = start, []
    for chat_id in chats:
        now += pacer.delay(lane, chat_id, now)
        pacer.sent(lane, chat_id, now)
        times.append(now)
    return times


def most_in(times: list[float], window: float) -> int:
    return max(sum(1 for t in times if start <= t < start + window) for start in times)


@pytest.mark.parametrize("lane", list(Lane))
def test_no_second_holds_more_than_28_and_the_rate_is_used(lane: Lane) -> None:
    times = drain(Pacer(), lane, list(range(1, 281)))
    assert most_in(times, 1.0) <= 29
    assert times[-1] - times[0] == pytest.approx(279 / 28, rel=0.01)


def test_after_a_rest_there_is_no_burst() -> None:
    pacer = Pacer()
    drain(pacer, Lane.BULK, [1])
    times = drain(pacer, Lane.BULK, [2, 3, 4], start=5000.0)
    assert times[1] - times[0] >= 0.03
    assert times[2] - times[1] >= 0.035


def test_both_lanes_share_the_rate_and_personal_goes_first() -> None:
    pacer = Pacer()
    for _ in range(14):
        pacer.interactive(9, 1000.0)
    pacer.sent(Lane.BULK, 1, 1000.0)
    assert pacer.delay(Lane.PERSONAL, 2, 1000.0) == pytest.approx(1 / 28, abs=0.006)
    assert pacer.delay(Lane.BULK, 2, 1000.0) == pytest.approx(1 / 14, abs=0.006)


def test_answers_slow_bulk_down_for_a_second_and_never_starve_it() -> None:
    pacer = Pacer()
    pacer.sent(Lane.BULK, 1, 1000.0)
    for _ in range(200):
        pacer.interactive(9, 1000.0)
    assert pacer.delay(Lane.BULK, 2, 1000.0) == pytest.approx(1.0, abs=0.006)
    assert pacer.delay(Lane.BULK, 2, 1001.0) == 0.0


def test_one_chat_gets_one_outbox_row_a_second() -> None:
    times = drain(Pacer(), Lane.PERSONAL, [5, 5, 5])
    assert [round(t - times[0], 6) for t in times] == [0.0, 1.0, 2.0]


def test_a_group_gets_20_a_minute_with_answers_counted() -> None:
    pacer = Pacer()
    for second in range(5):
        pacer.interactive(-4, 1000.0 + second)
    times = drain(pacer, Lane.BULK, [-4] * 40, start=1005.0)
    every = [1000.0 + second for second in range(5)] + times
    assert most_in(every, 60.0) <= 20


def test_a_pause_of_a_chat_or_lane_holds_until_its_end() -> None:
    pacer = Pacer()
    pacer.pause(Lane.BULK, 7, 1030.0)
    pacer.pause(None, 7, 1010.0)  # a shorter one takes nothing away
    assert pacer.delay(Lane.BULK, 1, 1000.0) == 30.0
    assert pacer.delay(Lane.PERSONAL, 1, 1000.0) == 0.0
    assert pacer.delay(Lane.PERSONAL, 7, 1000.0) == 30.0
    assert pacer.blocked_until(7, 1000.0) == 1030.0
    assert pacer.blocked_until(7, 1030.0) == 0.0
    assert pacer.blocked_until(1, 1000.0) == 0.0


def test_memory_follows_the_last_minute_only() -> None:
    pacer, now = Pacer(), 0.0
    for number in range(20_000):
        now += 0.05
        pacer.sent(Lane.BULK, number if number % 2 else -number, now)
        pacer.interactive(number, now)
        pacer.pause(None, number, now + 1)
    sizes = Counter(chats=len(pacer._chats), groups=len(pacer._groups), held=len(pacer._blocked))
    assert sizes["chats"] <= 25
    assert sizes["groups"] <= 700
    assert sizes["held"] <= 1024
