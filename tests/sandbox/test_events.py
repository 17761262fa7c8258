"""The stream of events that keeps the page up to date."""

from __future__ import annotations

import json

from tests.sandbox.conftest import result


async def lines(response):
    async for line in response.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


async def test_what_happens_is_told_in_order(api, http, anna):
    since = api.counters["event"].value
    async with http.get(f"/sim/events?since={since}") as response:
        events = lines(response)
        await result(api, "sendChatAction", chat_id=anna.id, action="typing")
        assert (await anext(events))["type"] == "typing"
        sent = await result(api, "sendMessage", chat_id=anna.id, text="x")
        event = await anext(events)
        assert (event["type"], event["message"]["text"]) == ("message", "x")
        assert event["chat"]["unread_for"] == {str(anna.id): 1}
        where = {"chat_id": anna.id, "message_id": sent["message_id"]}
        await result(api, "editMessageText", text="y", **where)
        await result(api, "deleteMessage", **where)
        assert [(await anext(events))["type"] for _ in range(2)] == ["edit", "delete"]


async def test_a_point_that_is_no_longer_kept_means_start_again(api, http, anna):
    for _ in range(api.events.maxlen + 1):
        api.emit("clock")
    async with http.get("/sim/events?since=0") as response:
        event = await anext(lines(response))
    assert event == {"seq": api.counters["event"].value, "type": "reset"}


async def test_a_browser_that_comes_back_goes_on_where_it_was(api, http, anna):
    seq = api.counters["event"].value
    api.emit("menu")
    headers = {"Last-Event-ID": str(seq)}
    async with http.get("/sim/events?since=0", headers=headers) as response:
        assert (await anext(lines(response)))["seq"] == seq + 1
