"""The sandbox over loopback HTTP, for the bot and for the page."""

from __future__ import annotations

import asyncio
import io
import json

import aiohttp
import pytest

from bot.sandbox import Kind, Upload
from bot.sandbox.server import SandboxServer
from tests.sandbox.conftest import TOKEN, buttons, png, result


async def bot(http, method, token=TOKEN, **request):
    async with http.post(f"/bot{token}/{method}", **request) as response:
        return response.status, await response.json()


async def sim(http, path, body=None, verb="POST"):
    async with http.request(verb, f"/sim/{path}", json=body) as response:
        return response.status, await response.json()


async def see(http, path):
    status, body = await sim(http, path, verb="GET")
    assert status == 200, body
    return body


class TestTheBotsSide:
    @pytest.mark.parametrize("form", ["query", "form", "json", "multipart"])
    async def test_parameters_come_in_every_form(self, http, anna, form):
        markup = json.dumps(buttons({"text": "Yes", "callback_data": "y"}))
        params = {"chat_id": str(anna.id), "text": "Grüße & +", "reply_markup": markup}
        request = {
            "query": {"params": params},
            "form": {"data": params},
            "json": {"json": params},
            "multipart": {"data": aiohttp.FormData(params, default_to_multipart=True)},
        }[form]
        status, body = await bot(http, "sendMessage", **request)
        assert (status, body["result"]["text"]) == (200, "Grüße & +")

    async def test_get_works_as_well(self, http, anna):
        async with http.get(f"/bot{TOKEN}/getMe") as response:
            assert (await response.json())["result"]["username"] == "lotse_bot"

    async def test_a_body_that_is_no_json_object_is_refused(self, http):
        status, body = await bot(
            http, "getMe", data=b"[1", headers={"Content-Type": "application/json"}
        )
        assert (status, body["error_code"]) == (400, 400)

    @pytest.mark.parametrize(
        ("token", "status", "description"),
        [("4242:wrong", 401, "Unauthorized"), ("nonsense", 404, "Not Found")],
    )
    async def test_a_wrong_token_is_refused(self, http, token, status, description):
        assert await bot(http, "getMe", token=token) == (
            status,
            {"ok": False, "error_code": status, "description": description},
        )

    async def test_a_file_travels_up_and_down(self, http, anna):
        form = aiohttp.FormData({"chat_id": str(anna.id)})
        form.add_field("document", io.BytesIO(b"x" * 2_000_000), filename="big.bin")
        _, sent = await bot(http, "sendDocument", data=form)
        file_id = sent["result"]["document"]["file_id"]
        _, file = await bot(http, "getFile", data={"file_id": file_id})
        path = file["result"]["file_path"]
        async with http.get(f"/file/bot{TOKEN}/{path}") as response:
            assert await response.read() == b"x" * 2_000_000
        async with http.get(f"/file/bot4242:wrong/{path}") as response:
            assert response.status == 401

    async def test_a_long_poll_wakes_when_a_person_writes(self, http, anna):
        poll = asyncio.create_task(bot(http, "getUpdates", data={"timeout": 30}))
        while "getUpdates" not in [c["method"] for c in (await see(http, "log"))["calls"]]:
            await asyncio.sleep(0)
        await sim(http, "send", {"person_id": anna.id, "chat_id": anna.id, "text": "hi"})
        _, body = await poll
        assert [update["message"]["text"] for update in body["result"]] == ["hi"]

    @pytest.mark.parametrize("kind", ["refuse", "drop_before", "drop_after"])
    async def test_a_dropped_connection_is_really_closed(self, api, http, anna, kind):
        await sim(http, "faults", {"kind": kind, "method": "sendMessage"})
        with pytest.raises(aiohttp.ClientConnectionError):
            await bot(http, "sendMessage", data={"chat_id": anna.id, "text": "lost?"})
        texts = [message.text for message in api.messages[anna.id].values()]
        assert ("lost?" in texts) is (kind == "drop_after")

    async def test_a_server_error_is_html_and_a_429_says_when(self, http, anna):
        await sim(http, "faults", {"kind": "server_error", "times": 1})
        async with http.post(f"/bot{TOKEN}/getMe") as response:
            assert (response.status, response.content_type) == (502, "text/html")
        await sim(http, "faults", {"kind": "retry_after", "retry_after": 7})
        async with http.post(f"/bot{TOKEN}/getMe") as response:
            assert (response.status, response.headers["Retry-After"]) == (429, "7")


class TestAnOutage:
    async def test_stopping_breaks_the_poll_and_a_second_start_has_the_same_address(
        self, api, server, http
    ):
        poll = asyncio.create_task(bot(http, "getUpdates", data={"timeout": 30}))
        while not api.log:
            await asyncio.sleep(0)
        await server.stop()
        with pytest.raises(aiohttp.ClientConnectionError):
            await poll
        with pytest.raises(aiohttp.ClientConnectorError):
            await bot(http, "getMe")
        assert await server.start() == server.url
        assert (await bot(http, "getMe"))[0] == 200


class TestOnlyThisMachine:
    @pytest.mark.parametrize("path", ["/sim/state", f"/bot{TOKEN}/getMe", "/"])
    async def test_a_foreign_host_name_is_refused(self, http, path):
        async with http.get(path, headers={"Host": "evil.example:80"}) as response:
            assert response.status == 403

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1:9", "[::1]:9"])
    async def test_loopback_names_are_fine(self, http, host):
        async with http.get("/sim/state", headers={"Host": host}) as response:
            assert response.status == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Origin": "http://127.0.0.1:1"},
            {"Sec-Fetch-Site": "cross-site"},
        ],
    )
    async def test_another_site_cannot_act_for_a_person(self, api, http, headers):
        person = {"first_name": "Eve"}
        async with http.post("/sim/people", json=person, headers=headers) as response:
            assert response.status == 403
        assert api.people == {}

    async def test_the_page_itself_can(self, api, http, server):
        headers = {"Origin": server.url, "Sec-Fetch-Site": "same-origin"}
        async with http.post("/sim/people", json={"first_name": "Eva"}, headers=headers) as done:
            assert done.status == 200
        assert [person.first_name for person in api.people.values()] == ["Eva"]

    def test_it_listens_on_loopback_only(self, api):
        with pytest.raises(ValueError, match="loopback"):
            SandboxServer(api, host="0.0.0.0")  # noqa: S104


class TestThePagesSide:
    async def test_a_dialogue_through_the_page(self, api, http):
        _, person = await sim(http, "people", {"first_name": "Bo", "language_code": "ar"})
        where = {"person_id": person["id"], "chat_id": person["id"]}
        await sim(http, "start", {"person_id": person["id"], "payload": "abc"})
        markup = buttons({"text": "Yes", "callback_data": "secret"})
        await result(
            api, "sendMessage", chat_id=person["id"], text="<b>Sure?</b>", parse_mode="HTML",
            reply_markup=markup, disable_notification=True,
        )  # fmt: skip
        messages = (await see(http, f"chats/{person['id']}/messages"))["messages"]
        assert [m["text"] for m in messages] == ["/start abc", "Sure?"]
        shown = messages[-1]
        assert (shown["html"], shown["silent"], shown["from_bot"]) == ("<b>Sure?</b>", True, True)
        assert shown["keyboard"] == [[{"text": "Yes", "kind": "callback"}]]
        press = {**where, "message_id": shown["message_id"], "row": 0, "column": 0}
        _, pressed = await sim(http, "press", press)
        query = pressed["query_id"]
        assert not (await see(http, f"queries/{query}"))["answered"]
        await result(api, "answerCallbackQuery", callback_query_id=str(query), text="Noted")
        assert await see(http, f"queries/{query}") == {
            "answered": True,
            "text": "Noted",
            "show_alert": False,
        }
        assert (await sim(http, "press", {**press, "column": 1}))[0] == 409

    async def test_everything_else_a_person_does(self, api, http, anna):
        where = {"person_id": anna.id, "chat_id": anna.id}
        _, said = await sim(http, "send", {**where, "text": "ten"})
        number = said["message_id"]
        _, edited = await sim(http, "edit", {**where, "message_id": number, "text": "eleven"})
        assert edited["text"] == "eleven"
        _, answer = await sim(http, "send", {**where, "text": "x", "reply_to_message_id": number})
        assert answer["reply_to_message_id"] == number
        place = {"latitude": 51.2, "longitude": 6.8}
        assert (await sim(http, "location", {**where, **place}))[1]["latitude"] == 51.2
        raw = {**where, "message_id": number, "data": "forged"}
        assert (await sim(http, "press_raw", raw))[0] == 200
        assert (await sim(http, "block", {"person_id": anna.id, "blocked": True}))[1]["blocked"]
        _, changed = await sim(http, f"people/{anna.id}", {"language_code": "de"})
        assert changed["language_code"] == "de"
        kinds = [next(k for k in u if k != "update_id") for u in api.updates.pending.values()]
        assert kinds == [
            "message", "edited_message", "message", "message", "callback_query", "my_chat_member",
        ]  # fmt: skip

    async def test_an_upload_is_shown_with_its_file(self, http, anna):
        form = aiohttp.FormData(
            {
                "person_id": str(anna.id),
                "chat_id": str(anna.id),
                "kind": "photo",
                "caption": "Plan",
            }
        )
        form.add_field("file", png(), filename="plan.png", content_type="image/png")
        async with http.post("/sim/upload", data=form) as response:
            message = await response.json()
        assert (message["kind"], message["text"], message["file"]["name"]) == (
            "photo",
            "Plan",
            "plan.png",
        )
        async with http.get(message["file"]["url"]) as response:
            assert (response.content_type, await response.read()) == ("image/png", png())

    async def test_an_uploaded_page_is_never_shown_in_the_browser(self, api, http, anna):
        page = Upload(name="x.html", data=b"<script>", mime="text/html")
        api.upload(anna.id, anna.id, Kind.DOCUMENT, page)
        messages = (await see(http, f"chats/{anna.id}/messages"))["messages"]
        async with http.get(messages[-1]["file"]["url"]) as response:
            assert response.content_type == "application/octet-stream"
            assert response.headers["Content-Disposition"] == (
                "attachment; filename*=UTF-8''x.html"
            )
            assert response.headers["X-Content-Type-Options"] == "nosniff"

    async def test_groups_through_the_page(self, http, anna):
        _, group = await sim(http, "groups", {"title": "Reading", "members": [anna.id]})
        add = {"person_id": anna.id, "present": True}
        _, joined = await sim(http, f"groups/{group['id']}/bot", add)
        assert joined["bot_is_member"]
        _, upgraded = await sim(http, f"groups/{group['id']}/migrate", {})
        assert upgraded["type"] == "supergroup"
        state = await see(http, "state")
        assert [chat["id"] for chat in state["chats"]] == [anna.id, upgraded["id"]]

    async def test_the_clock_moves_for_everybody(self, http, clock):
        before = clock()
        assert await sim(http, "clock", {"advance_s": 3600}) == (
            200,
            {"now": before + 3600, "offset_s": 3600},
        )
        assert clock() == before + 3600
        assert (await see(http, "clock"))["offset_s"] == 3600

    async def test_faults_are_listed_and_cleared(self, http):
        _, listed = await sim(http, "faults", {"kind": "slow", "delay_s": 0, "share": 0.5})
        assert [fault["kind"] for fault in listed] == ["slow"]
        assert await see(http, "faults") == listed
        assert await sim(http, "faults", verb="DELETE") == (200, [])

    async def test_the_log_can_be_read_from_a_point_on(self, api, http, anna):
        await result(api, "sendMessage", chat_id=anna.id, text="one")
        since = len(api.log)
        await result(api, "sendMessage", chat_id=anna.id, text="two")
        calls = (await see(http, f"log?since={since}"))["calls"]
        assert [call["params"]["text"] for call in calls] == ["two"]
        assert TOKEN not in json.dumps(calls)

    async def test_the_menu_is_the_one_of_person_and_chat(self, api, http, anna):
        help_command = [{"command": "help", "description": "Допомога"}]
        await result(api, "setMyCommands", commands=help_command, language_code="uk")
        menu = await see(http, f"menu?person_id={anna.id}&chat_id={anna.id}")
        assert menu["commands"] == help_command

    @pytest.mark.parametrize(
        ("path", "body", "status"),
        [
            ("send", {"person_id": 1, "chat_id": 1, "text": "x"}, 404),
            ("send", {"person_id": "x"}, 400),
            ("send", [], 400),
            ("people", {"first_name": 7}, 400),
            ("nowhere", {}, 404),
            ("state", {}, 405),
            ("faults", {"kind": "meteor"}, 400),
            ("clock", {"advance_s": "soon"}, 400),
        ],
    )
    async def test_a_wrong_request_gets_a_sentence(self, http, path, body, status):
        answer, error = await sim(http, path, body)
        assert (answer, isinstance(error["error"], str)) == (status, True)

    async def test_the_page_is_served_fresh_and_may_not_be_framed(self, http):
        async with http.get("/") as response:
            assert (response.status, response.content_type) == (200, "text/html")
            assert response.headers["Cache-Control"] == "no-store"
            assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("chats/5/messages", 404),
            ("menu?person_id=anna", 400),
            ("queries/99", 404),
            ("files/photos/file_9.jpg", 404),
            ("menu?person_id=5", 404),
            ("log?since=yesterday", 400),
        ],
    )
    async def test_what_is_not_there_is_told_so(self, http, path, status):
        assert (await sim(http, path, verb="GET"))[0] == status

    async def test_an_upload_needs_a_file_and_a_kind(self, http, anna):
        where = {"person_id": str(anna.id), "chat_id": str(anna.id)}
        no_file = aiohttp.FormData({**where, "kind": "photo"}, default_to_multipart=True)
        async with http.post("/sim/upload", data=no_file) as response:
            assert response.status == 400
        no_kind = aiohttp.FormData({**where, "kind": "song"})
        no_kind.add_field("file", b"x", filename="a.mp3")
        async with http.post("/sim/upload", data=no_kind) as response:
            assert response.status == 400

    async def test_a_clock_that_nobody_moves_stands(self, api):
        running = SandboxServer(api)
        async with aiohttp.ClientSession(await running.start()) as session:
            assert (await sim(session, "clock", {"advance_s": 1}))[0] == 409
        await running.stop()

    async def test_reading_a_chat_as_a_person_clears_the_unread_mark(self, api, http, anna):
        await result(api, "sendMessage", chat_id=anna.id, text="x")
        await see(http, f"chats/{anna.id}/messages?person_id={anna.id}")
        assert api.chat(anna.id).unread == {anna.id: 0}

    async def test_service_messages_and_other_buttons_are_shown(self, api, http, anna):
        group = api.create_group("Reading", [anna.id])
        api.add_bot(group.id, anna.id)
        markup = buttons(
            {"text": "Map", "url": "https://a.example"},
            {"text": "Copy", "copy_text": {"text": "1"}},
        )
        await result(api, "sendMessage", chat_id=group.id, text="x", reply_markup=markup)
        api.add_member(group.id, api.add_person("Bo").id)
        api.remove_bot(group.id, anna.id)
        api.migrate_group(group.id)
        messages = (await see(http, f"chats/{group.id}/messages"))["messages"]
        assert [message["text"] for message in messages] == [
            "Anna added Lotse",
            "x",
            "Bo joined",
            "Anna removed Lotse",
            "This group is a supergroup now",
        ]
        assert messages[1]["keyboard"] == [
            [{"text": "Map", "kind": "url", "url": "https://a.example"}],
            [{"text": "Copy", "kind": "copy", "copy_text": "1"}],
        ]

    @pytest.mark.parametrize("name", ["../server.py", "..%2Fserver.py", "nothing.js", "a/b.js"])
    async def test_only_the_pages_own_files_are_served(self, http, name):
        async with http.get(f"/static/{name}") as response:
            assert response.status == 404
