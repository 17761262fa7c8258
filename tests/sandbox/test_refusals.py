"""Every other refusal, one line each."""

from __future__ import annotations

import struct

import pytest

from bot.sandbox import SimError, Upload
from bot.sandbox.media import image_size
from tests.sandbox.conftest import png, refusal, result

TEXT = Upload(name="a.txt", data=b"x")
PLACE = {"latitude": 51.2, "longitude": 6.8}


def refuses(method, params, description, status=400):
    return pytest.param(method, params, (status, description), id=f"{method}-{description[13:60]}")


@pytest.mark.parametrize(
    ("method", "params", "expected"),
    [
        refuses("sendMessage", {"text": ["x"]}, 'Bad Request: Field "text" must be of type String'),
        refuses(
            "sendMessage",
            {"text": "x", "reply_markup": "{"},
            "Bad Request: can't parse reply_markup JSON object",
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_markup": []},
            "Bad Request: object expected as reply markup",
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_markup": {"buttons": []}},
            "Bad Request: can't parse reply keyboard markup JSON object",
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [], "size": 1}},
            "Bad Request: can't parse inline keyboard markup: unknown field",
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": {}}},
            'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array',
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_markup": {"inline_keyboard": [["x"]]}},
            "Bad Request: can't parse inline keyboard button: expected an Object",
        ),
        refuses(
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "url": 1}]]}},
            'Bad Request: can\'t parse inline keyboard button: Field "url" must be of type String',
        ),
        refuses(
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "x", "pay": True}]]}},
            "Bad Request: can't parse inline keyboard button: "
            "the sandbox does not support pay buttons",
        ),
        refuses(
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "x", "callback_data": "y", "style": "pink"}]]
                },
            },
            "Bad Request: can't parse inline keyboard button: invalid button style specified",
        ),
        refuses(
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]] * 101},
            },
            "Bad Request: reply markup is too long",
        ),
        refuses(
            "sendMessage", {"text": "x", "allow_paid_broadcast": "true"},
            "Bad Request: the sandbox has no paid broadcasts",
        ),
        refuses(
            "sendMessage", {"text": "x", "reply_parameters": {"message_id": "one"}},
            "Bad Request: can't parse reply parameters: message_id must be of type Integer",
        ),
        refuses(
            "sendMessage", {"text": "x", "link_preview_options": "[]"},
            "Bad Request: can't parse link_preview_options: expected an Object",
        ),
        refuses(
            "sendMessage", {"text": "x", "entities": {}},
            "Bad Request: can't parse entities: expected an Array of MessageEntity",
        ),
        refuses(
            "sendMessage", {"text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "Bad Request: can't parse entities: unsupported MessageEntity",
        ),
        refuses(
            "sendMessage", {"text": "x", "entities": [{"type": "bold", "offset": "0"}]},
            "Bad Request: can't parse entities: offset and length must be of type Integer",
        ),
        refuses(
            "sendMessage",
            {"text": "x", "entities": [{"type": "text_link", "offset": 0, "length": 1, "url": ""}]},
            "Bad Request: entity URL '' is invalid: Wrong HTTP URL",
        ),
        refuses("sendPhoto", {}, "Bad Request: there is no photo in the request"),
        refuses(
            "sendPhoto", {"photo": "unknown"},
            "Bad Request: wrong file identifier/HTTP URL specified",
        ),
        refuses(
            "sendDocument", {"document": "attach://missing"},
            "Bad Request: wrong parameter document in request: no such attached file",
        ),
        refuses("sendVenue", {**PLACE, "address": "x"}, "Bad Request: venue title must be non-empty"),
        refuses("sendLocation", {"longitude": 1}, "Bad Request: latitude is empty"),
        refuses("sendLocation", {"latitude": 1}, "Bad Request: longitude is empty"),
        refuses(
            "sendLocation", {"latitude": "north", "longitude": 1},
            "Bad Request: wrong parameter latitude in request: expected a Float",
        ),
        refuses(
            "sendLocation", {**PLACE, "live_period": 60},
            "Bad Request: the sandbox has no live locations",
        ),
        refuses(
            "editMessageText", {"text": "x"}, "Bad Request: message identifier is not specified"
        ),
        refuses(
            "editMessageText", {"text": "x", "message_id": "one"},
            "Bad Request: wrong parameter message_id in request: expected an Integer",
        ),
        refuses("getChatMember", {}, "Bad Request: user_id is empty"),
        refuses("getChatMember", {"user_id": 5}, "Bad Request: user not found"),
        refuses(
            "leaveChat", {},
            "Bad Request: chat member status can't be changed in private chats",
        ),
        refuses(
            "setChatMenuButton", {"menu_button": {"type": "web_app"}},
            "Bad Request: the sandbox supports only menu buttons of type default and commands",
        ),
    ],
)  # fmt: skip
async def test_in_annas_chat_telegram_refuses(api, anna, method, params, expected):
    assert await refusal(api, method, **{"chat_id": anna.id, **params}) == expected


@pytest.mark.parametrize(
    ("method", "params", "expected"),
    [
        refuses("getFile", {}, "Bad Request: wrong file_id or the file is temporarily unavailable"),
        refuses("getChat", {"chat_id": 1}, "Bad Request: chat not found"),
        refuses("setChatMenuButton", {"chat_id": 1}, "Bad Request: chat not found"),
        refuses("setMyCommands", {"commands": {}}, "Bad Request: can't parse commands JSON object"),
        refuses(
            "setMyCommands", {"commands": ["x"]}, "Bad Request: expected an Object as BotCommand"
        ),
        refuses(
            "getMyCommands", {"scope": 5}, "Bad Request: can't parse BotCommandScope: "
            "expected an Object",
        ),
        refuses(
            "setWebhook", {"url": "http://a.example"},
            "Bad Request: bad webhook: An HTTPS URL must be provided for webhook",
        ),
        refuses(
            "setWebhook", {"url": "https://a.example:8080"},
            "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        refuses(
            "setWebhook", {"url": "https://a.example", "secret_token": "a b"},
            "Bad Request: secret token contains unallowed characters",
        ),
        refuses(
            "setWebhook", {"url": "https://a.example", "max_connections": 101},
            "Bad Request: max_connections must be between 1 and 100",
        ),
        refuses(
            "setWebhook", {"url": "https://a.example", "ip_address": "home"},
            "Bad Request: bad webhook: Invalid IP address specified",
        ),
        refuses(
            "getUpdates", {"allowed_updates": "message"},
            "Bad Request: can't parse allowed_updates JSON object",
        ),
        refuses(
            "getUpdates", {"allowed_updates": {"message": True}},
            "Bad Request: can't parse allowed_updates: expected an Array of String",
        ),
    ],
)  # fmt: skip
async def test_everywhere_telegram_refuses(api, method, params, expected):
    assert await refusal(api, method, **params) == expected


async def test_an_uploaded_part_that_no_parameter_names_is_refused(api, anna):
    assert await refusal(api, "sendMessage", files={"x": TEXT}, chat_id=anna.id, text="x") == (
        400,
        "Bad Request: unknown parameter 'x' of method sendMessage",
    )


async def test_an_empty_file_is_refused(api, anna):
    empty = Upload(name="a.txt", data=b"")
    assert await refusal(api, "sendDocument", files={"document": empty}, chat_id=anna.id) == (
        400,
        "Bad Request: file must be non-empty",
    )


async def test_a_file_of_more_than_20_mb_cannot_be_downloaded(api, anna, monkeypatch):
    monkeypatch.setattr("bot.sandbox.receiving.MAX_DOWNLOAD", 3)
    big = Upload(name="a.bin", data=b"four")
    sent = await result(api, "sendDocument", files={"document": big}, chat_id=anna.id)
    assert await refusal(api, "getFile", file_id=sent["document"]["file_id"]) == (
        400,
        "Bad Request: file is too big",
    )


async def test_a_file_of_more_than_50_mb_is_refused(api, anna, monkeypatch):
    monkeypatch.setattr("bot.sandbox.sending.MAX_UPLOAD", 3)
    big = Upload(name="a.bin", data=b"four")
    assert await refusal(api, "sendDocument", files={"document": big}, chat_id=anna.id) == (
        413,
        "Request Entity Too Large",
    )


async def test_protected_content_cannot_be_passed_on(api, anna):
    sent = await result(api, "sendMessage", chat_id=anna.id, text="x", protect_content=True)
    where = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": sent["message_id"]}
    assert await refusal(api, "forwardMessage", **where) == (
        400,
        "Bad Request: message can't be forwarded",
    )
    assert await refusal(api, "copyMessage", **where) == (
        400,
        "Bad Request: message can't be copied",
    )


@pytest.mark.parametrize(
    "markup",
    [
        {"remove_keyboard": True},
        {"force_reply": True, "input_field_placeholder": "Name"},
        {"keyboard": [["Yes"]], "resize_keyboard": True},
        {"inline_keyboard": []},
        {},
    ],
)
async def test_other_markup_is_accepted_when_sending(api, anna, markup):
    sent = await result(api, "sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
    assert "reply_markup" not in sent


async def test_an_edit_takes_only_an_inline_keyboard(api, anna):
    sent = await result(api, "sendMessage", chat_id=anna.id, text="x")
    assert await refusal(
        api, "editMessageText", chat_id=anna.id, message_id=sent["message_id"], text="y",
        reply_markup={"remove_keyboard": True},
    ) == (400, "Bad Request: inline keyboard expected")  # fmt: skip


async def test_an_answer_opens_only_links_to_the_bot(api, anna):
    number = (await result(api, "sendMessage", chat_id=anna.id, text="x"))["message_id"]
    press = api.press_raw(anna.id, anna.id, number, "y")
    links = {"https://evil.example": 400, "https://t.me/lotse_bot?start=x": 200}
    for link, status in links.items():
        params = {"callback_query_id": press.id, "url": link}
        assert (await api.call("answerCallbackQuery", params)).status == status


async def test_command_scopes_for_groups_need_a_group_and_a_member(api, anna):
    outsider = api.add_person("Cem")
    group = api.create_group("Reading hour", [anna.id])
    for scope, description in (
        (
            {"type": "chat_administrators", "chat_id": anna.id},
            "chat_id of this scope must be a group or a supergroup",
        ),
        ({"type": "chat", "chat_id": outsider.id}, "chat not found"),
        (
            {"type": "chat_member", "chat_id": group.id, "user_id": outsider.id},
            "user not found",
        ),
    ):
        assert await refusal(api, "getMyCommands", scope=scope) == (
            400,
            f"Bad Request: {description}",
        )


def test_the_size_of_a_picture_is_read_from_its_header():
    frame = struct.pack(">BBHBHH", 0xFF, 0xC0, 17, 8, 480, 640)
    jpeg = b"\xff\xd8" + struct.pack(">BBH", 0xFF, 0xE0, 4) + b"ab" + frame + b"\0" * 8
    assert image_size(jpeg) == (640, 480)
    assert image_size(b"\xff\xd8\xff\xd9") is None
    assert image_size(png(7, 9)) == (7, 9)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda api, anna: api.add_person(" "),
        lambda api, anna: api.change_person(anna.id, age="7"),
        lambda api, anna: api.send_location(anna.id, anna.id, 91, 0),
        lambda api, anna: api.upload(anna.id, anna.id, "text", TEXT),
        lambda api, anna: api.upload(anna.id, anna.id, "photo", TEXT),
        lambda api, anna: api.upload(anna.id, anna.id, "document", TEXT, caption="x" * 1025),
        lambda api, anna: api.send_text(anna.id, anna.id, "x", reply_to=999),
        lambda api, anna: api.send_text(anna.id, 5, "x"),
        lambda api, anna: api.send_text(5, anna.id, "x"),
        lambda api, anna: api.press(anna.id, anna.id, 999, 0, 0),
        lambda api, anna: api.press(anna.id, anna.id, 1, -1, 0),
        lambda api, anna: api.press_raw(anna.id, anna.id, 999, "x"),
        lambda api, anna: api.edit_text(anna.id, anna.id, 1, " "),
        lambda api, anna: api.create_group("", [anna.id]),
        lambda api, anna: api.create_group("Empty", []),
        lambda api, anna: api.add_bot(anna.id, anna.id),
        lambda api, anna: api.migrate_group(anna.id),
        lambda api, anna: api.add_member(anna.id, anna.id),
        lambda api, anna: api.remove_bot(api.create_group("No bot", [anna.id]).id, anna.id),
    ],
)
async def test_the_app_offers_no_such_thing(api, anna, attempt):
    with pytest.raises(SimError):
        attempt(api, anna)
