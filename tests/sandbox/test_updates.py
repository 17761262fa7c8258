"""getUpdates: what is confirmed, what waits, who is thrown out."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox import BotApi
from bot.sandbox.model import Person
from tests.sandbox.conftest import refusal, result

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def say(api: BotApi, person: Person, *texts: str) -> None:
    for text in texts:
        api.send_text(person.id, person.id, text)


async def texts(api: BotApi, **params: object) -> list[str]:
    return [u["message"]["text"] for u in await result(api, "getUpdates", **params)]


async def ids(api: BotApi, **params: object) -> list[int]:
    return [u["update_id"] for u in await result(api, "getUpdates", **params)]


async def test_updates_are_numbered_without_gaps_and_come_in_order(api, anna):
    say(api, anna, "one", "two", "three")
    updates = await result(api, "getUpdates")
    first = updates[0]["update_id"]
    assert [u["update_id"] for u in updates] == [first, first + 1, first + 2]
    assert [u["message"]["text"] for u in updates] == ["one", "two", "three"]


async def test_an_unconfirmed_update_comes_again(api, anna):
    say(api, anna, "one")
    assert await texts(api) == await texts(api) == ["one"]


async def test_an_offset_confirms_everything_below_it(api, anna):
    say(api, anna, "one", "two", "three")
    first = (await ids(api))[0]
    assert await texts(api, offset=first + 2) == ["three"]
    assert await texts(api) == ["three"]


async def test_a_negative_offset_keeps_only_the_last_updates(api, anna):
    say(api, anna, "one", "two", "three")
    assert await texts(api, offset=-1) == ["three"]
    assert await texts(api) == ["three"]


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (100, 100), (0, 100), (101, 100)])
async def test_the_limit_is_between_one_and_a_hundred(api, anna, limit, count):
    say(api, anna, *(["text"] * 120))
    assert len(await texts(api, limit=limit)) == count


async def test_parameters_may_come_as_text(api, anna):
    say(api, anna, "one", "two")
    first = (await ids(api))[0]
    assert await texts(api, offset=str(first + 1), limit="5", timeout="0") == ["two"]


async def test_a_lower_next_id_loses_nothing_for_a_bot_that_follows_the_last_batch(api, anna):
    say(api, anna, "before")
    last = (await ids(api))[-1]
    await result(api, "getUpdates", offset=last + 1)
    api.updates.set_next_id(500)
    say(api, anna, "after a week", "and more")
    assert await texts(api, offset=last + 1) == ["after a week", "and more"]
    assert await ids(api, offset=502) == []


async def test_a_poll_waits_and_wakes_with_the_first_update(api, anna):
    poll = asyncio.create_task(texts(api, timeout=30))
    await asyncio.sleep(0)
    assert not poll.done()
    say(api, anna, "now")
    assert await poll == ["now"]


async def test_a_poll_without_news_ends_empty(api):
    api.updates.put_raw({})
    assert await result(api, "getUpdates", offset=-1)
    assert await api.updates.get(api.updates.next_id, 100, 0.01) == []


async def test_a_second_poll_ends_the_older_one(api, anna):
    older = asyncio.create_task(refusal(api, "getUpdates", timeout=30))
    await asyncio.sleep(0)
    younger = asyncio.create_task(texts(api, timeout=30))
    assert await older == (409, CONFLICT)
    assert not younger.done()
    say(api, anna, "for the younger")
    assert await younger == ["for the younger"]


async def test_kinds_that_are_not_allowed_are_not_queued(api, anna):
    await result(api, "getUpdates", allowed_updates=["callback_query"])
    say(api, anna, "lost")
    assert await ids(api) == []


async def test_the_choice_of_kinds_is_remembered_until_it_changes(api, anna):
    await result(api, "getUpdates", allowed_updates='["callback_query"]')
    await result(api, "getUpdates")
    say(api, anna, "lost")
    await result(api, "getUpdates", allowed_updates=[])
    say(api, anna, "kept")
    assert await texts(api) == ["kept"]


async def test_an_unknown_kind_is_refused(api):
    assert await refusal(api, "getUpdates", allowed_updates=["mesage"]) == (
        400,
        "Bad Request: unknown update type in allowed_updates: mesage",
    )


async def test_a_webhook_excludes_polling(api):
    await result(api, "setWebhook", url="https://bot.example.org/hook")
    assert (await refusal(api, "getUpdates"))[0] == 409
    assert (await result(api, "getWebhookInfo"))["url"] == "https://bot.example.org/hook"
    await result(api, "deleteWebhook")
    assert await ids(api) == []


async def test_pending_updates_can_be_dropped(api, anna):
    say(api, anna, "old")
    assert (await result(api, "getWebhookInfo"))["pending_update_count"] == 1
    await result(api, "deleteWebhook", drop_pending_updates=True)
    assert await ids(api) == []


async def test_a_poison_update_is_delivered_as_it_is(api):
    update_id = api.updates.put_raw({"message": {"date": "yesterday"}})
    assert await result(api, "getUpdates") == [
        {"update_id": update_id, "message": {"date": "yesterday"}}
    ]


async def test_a_revoked_token_ends_the_poll_and_every_later_call(api):
    poll = asyncio.create_task(refusal(api, "getUpdates", timeout=30))
    await asyncio.sleep(0)
    api.revoke_token()
    assert await poll == (401, "Unauthorized")
    assert await refusal(api, "getMe") == (401, "Unauthorized")


async def test_the_seed_moves_the_first_update_id(clock):
    assert BotApi("1:a", now=clock, seed=7).updates.next_id == 100_000_007
