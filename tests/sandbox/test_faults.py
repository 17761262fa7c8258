"""The fault script and the flood limits."""

from __future__ import annotations

import json
import time

import pytest

from bot.sandbox import ConnectionRefused, Dropped, SimError
from bot.sandbox.faults import Fault
from tests.sandbox.conftest import refusal, result


def shown(api, person):
    return [message.text for message in api.messages[person.id].values()]


async def send(api, person, text="x"):
    return await api.call("sendMessage", {"chat_id": person.id, "text": text})


async def test_retry_after_has_telegrams_words_and_parameters(api, anna):
    api.add_fault(kind="retry_after", retry_after=30)
    answer = await send(api, anna)
    assert (answer.status, answer.body["description"], answer.fault) == (
        429,
        "Too Many Requests: retry after 30",
        "retry_after",
    )
    assert answer.body["parameters"] == {"retry_after": 30}


@pytest.mark.parametrize(
    ("kind", "status", "description"),
    [
        ("forbidden", 403, "Forbidden: bot was blocked by the user"),
        ("bad_request", 400, "Bad Request: chat not found"),
        ("unauthorized", 401, "Unauthorized"),
    ],
)
async def test_a_fault_answers_like_telegram(api, anna, kind, status, description):
    api.add_fault(kind=kind)
    assert await refusal(api, "sendMessage", chat_id=anna.id, text="x") == (status, description)


async def test_a_fault_may_have_its_own_words(api, anna):
    api.add_fault(kind="forbidden", description="user is deactivated")
    assert await refusal(api, "sendMessage", chat_id=anna.id, text="x") == (
        403,
        "Forbidden: user is deactivated",
    )


async def test_a_server_error_is_a_page_of_html(api, anna):
    api.add_fault(kind="server_error")
    answer = await send(api, anna)
    assert answer.status == 502
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.payload)


async def test_a_conflict_can_be_injected(api):
    api.add_fault(kind="conflict", method="getUpdates")
    assert (await refusal(api, "getUpdates"))[0] == 409


async def test_a_refused_connection_delivers_nothing(api, anna):
    api.add_fault(kind="refuse")
    with pytest.raises(ConnectionRefused):
        await send(api, anna)
    assert shown(api, anna) == ["/start"]


@pytest.mark.parametrize(("kind", "delivered"), [("drop_before", False), ("drop_after", True)])
async def test_a_dropped_call_took_effect_or_not(api, anna, kind, delivered):
    api.add_fault(kind=kind)
    with pytest.raises(Dropped) as lost:
        await send(api, anna, "hello")
    assert lost.value.delivered is delivered
    assert ("hello" in shown(api, anna)) is delivered
    assert api.log[-1].outcome == f"dropped_{'after' if delivered else 'before'}"
    assert (api.log[-1].message_id is not None) is delivered


async def test_a_slow_call_is_answered_late(api, anna):
    api.add_fault(kind="slow", delay_s=0.05)
    started = time.monotonic()
    assert (await send(api, anna)).status == 200
    assert time.monotonic() - started >= 0.05


async def test_migrate_upgrades_a_group_and_names_the_new_id(api, anna):
    group = api.create_group("Reading hour", [anna.id])
    api.add_bot(group.id, anna.id)
    api.add_fault(kind="migrate", chat_id=group.id, times=1)
    answer = await api.call("sendMessage", {"chat_id": group.id, "text": "x"})
    new_id = answer.body["parameters"]["migrate_to_chat_id"]
    assert new_id == api.chat(group.id).migrated_to
    assert await result(api, "sendMessage", chat_id=new_id, text="x")


async def test_a_fault_strikes_only_its_method_and_chat(api, anna):
    other = api.add_person("Bo")
    api.start(other.id)
    api.add_fault(kind="forbidden", method="sendmessage", chat_id=anna.id)
    assert (await send(api, other)).status == 200
    assert (
        await api.call("sendChatAction", {"chat_id": anna.id, "action": "typing"})
    ).status == 200
    assert (await send(api, anna)).status == 403


async def test_a_fault_ends_after_its_times(api, anna):
    api.add_fault(kind="bad_request", times=2)
    assert [(await send(api, anna)).status for _ in range(3)] == [400, 400, 200]
    assert api.faults.faults == []


async def test_a_share_of_calls_fails_the_same_way_for_the_same_seed(api, anna):
    async def statuses(seed):
        api.faults.clear()
        api.add_fault(kind="bad_request", share=0.3, seed=seed)
        return [(await send(api, anna)).status for _ in range(200)]

    first = await statuses(1)
    assert first == await statuses(1) != await statuses(2)
    assert 40 <= first.count(400) <= 80


@pytest.mark.parametrize(
    "fault",
    [{}, {"kind": "meteor"}, {"kind": "slow", "delay": 3}, {"kind": "slow", "times": "two"}],
)
def test_a_fault_that_cannot_be_understood_is_refused(fault):
    with pytest.raises(SimError):
        Fault.parse(fault)


class TestFloodLimits:
    @pytest.fixture(autouse=True)
    def _limits(self, api):
        api.enforce_limits = True

    async def test_a_private_chat_takes_three_at_once_and_then_one_a_second(
        self, api, anna, clock
    ):
        assert [(await send(api, anna)).status for _ in range(4)] == [200, 200, 200, 429]
        clock.advance(1)
        assert [(await send(api, anna)).status for _ in range(2)] == [200, 429]

    async def test_thirty_messages_a_second_overall(self, api, clock):
        people = [api.add_person(f"P{number}") for number in range(31)]
        for person in people:
            api.start(person.id)
        assert [(await send(api, person)).status for person in people] == [200] * 30 + [429]
        clock.advance(1)
        assert (await send(api, people[-1])).status == 200

    async def test_twenty_messages_a_minute_and_group(self, api, anna, clock):
        group = api.create_group("Reading hour", [anna.id])
        api.add_bot(group.id, anna.id)
        for _ in range(20):
            assert (
                await api.call("sendMessage", {"chat_id": group.id, "text": "x"})
            ).status == 200
            clock.advance(1)
        answer = await api.call("sendMessage", {"chat_id": group.id, "text": "x"})
        assert answer.body["parameters"] == {"retry_after": 40}
