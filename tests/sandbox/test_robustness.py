"""Whatever a bot sends, the sandbox answers; and its protections are what protects."""

from __future__ import annotations

import asyncio

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox import BotApi
from bot.sandbox import server as server_module
from bot.sandbox.args import METHODS
from bot.sandbox.server import SandboxServer
from tests.sandbox.conftest import NOON, TOKEN

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["text", "type", "offset", "length", "url"]), inner)
    ),
    max_leaves=5,
)
calls = st.sampled_from(sorted(METHODS)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.dictionaries(st.sampled_from(sorted(METHODS[name].params) or ["x"]), values),
    )
)


@settings(max_examples=150, deadline=None)
@given(calls)
def test_any_parameters_are_accepted_or_refused_but_never_break_it(call):
    async def run():
        api = BotApi(TOKEN, now=lambda: NOON)
        person = api.add_person("Anna")
        api.start(person.id)
        name, params = call
        params = {k: v for k, v in params.items() if k != "timeout"}
        if "chat_id" in METHODS[name].params:
            params.setdefault("chat_id", person.id)
        answer = await api.call(name, params)
        assert answer.payload
        assert answer.status in (200, 400, 401, 403, 404, 409)

    asyncio.run(run())


async def foreign_request(api, **headers):
    running = SandboxServer(api)
    url = await running.start()
    async with aiohttp.ClientSession() as http:
        person = {"first_name": "Eve"}
        async with http.post(f"{url}/sim/people", json=person, headers=headers) as response:
            status = response.status
    await running.stop()
    return status


async def test_without_the_host_check_a_foreign_name_would_be_served(api, monkeypatch):
    assert await foreign_request(api, Host="evil.example") == 403
    monkeypatch.setattr(SandboxServer, "_host_allowed", lambda *_: True)
    assert await foreign_request(api, Host="evil.example") == 200


async def test_without_the_origin_check_another_site_could_act(api, monkeypatch):
    assert await foreign_request(api, Origin="https://evil.example") == 403
    monkeypatch.setattr(server_module, "_cross_origin", lambda _: False)
    assert await foreign_request(api, Origin="https://evil.example") == 200
