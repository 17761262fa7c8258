"""What the bot may send, and what Telegram refuses."""

from __future__ import annotations

import pytest

from bot.sandbox import Upload
from tests.sandbox.conftest import NOON, buttons, png, refusal, result


async def test_a_sent_message_comes_back_complete(api, anna):
    sent = await result(
        api, "sendMessage", chat_id=anna.id, text="<b>Hello</b>", parse_mode="HTML",
        reply_markup=buttons({"text": "Yes", "callback_data": "y"}),
    )  # fmt: skip
    assert sent == {
        "message_id": sent["message_id"],
        "date": int(NOON),
        "chat": {"id": anna.id, "type": "private", "first_name": "Anna", "username": "anna_k"},
        "from": {"id": 4242, "is_bot": True, "first_name": "Lotse", "username": "lotse_bot"},
        "text": "Hello",
        "entities": [{"offset": 0, "length": 5, "type": "bold"}],
        "reply_markup": {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]},
    }


async def test_method_names_are_case_insensitive(api, anna):
    assert (await result(api, "SENDmessage", chat_id=str(anna.id), text="x"))["text"] == "x"


async def test_an_unknown_method_is_not_found(api):
    assert await refusal(api, "sendFax") == (404, "Not Found: method not found")


async def test_an_unknown_parameter_is_refused_by_name(api, anna):
    assert await refusal(api, "sendMessage", chat_id=anna.id, text="x", tone="kind") == (
        400,
        "Bad Request: unknown parameter 'tone' of method sendMessage",
    )


async def test_without_strictness_an_unknown_parameter_is_ignored_as_by_telegram(api, anna):
    api.strict = False
    assert await result(api, "sendMessage", chat_id=anna.id, text="x", tone="kind")


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": "x", "parse_mode": "MarkdownV2"}, "the sandbox supports only parse_mode HTML"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"text": "x", "chat_id": 99}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "message_thread_id": 3}, "message thread not found"),
        (
            {"text": "x", "reply_parameters": {"message_id": 999}},
            "message to be replied not found",
        ),
        (
            {"text": "x", "reply_parameters": '{"message_id":1,"whom":2}'},
            "can't parse reply_parameters: unknown field 'whom'",
        ),
        (
            {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
            "can't parse entities: entity lies outside the text",
        ),
    ],
)
async def test_telegram_refuses_such_texts(api, anna, params, description):
    assert await refusal(api, "sendMessage", **{"chat_id": anna.id, **params}) == (
        400,
        f"Bad Request: {description}",
    )


async def test_the_limit_counts_visible_utf16_units_not_markup(api, anna):
    text = "<b>" + "😀" * 2047 + "</b>&amp;&amp;"
    sent = await result(api, "sendMessage", chat_id=anna.id, text=text, parse_mode="html")
    assert sent["entities"] == [{"offset": 0, "length": 4094, "type": "bold"}]


@pytest.mark.parametrize(
    ("button", "description"),
    [
        ({"text": "x", "callback_data": "ä" * 33}, "BUTTON_DATA_INVALID"),
        (
            {"text": "x"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "callback_data": ""},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "callback_data": "y", "url": "https://a.example"},
            "can't parse inline keyboard button: exactly one action must be specified",
        ),
        (
            {"text": " ", "callback_data": "y"},
            "can't parse inline keyboard button: text must be non-empty",
        ),
        (
            {"callback_data": "y"},
            "can't parse inline keyboard button: Field \"text\" must be of type String",
        ),
        (
            {"text": "x", "url": "tel:+49123"},
            "inline keyboard button URL 'tel:+49123' is invalid: Unsupported URL protocol",
        ),
        (
            {"text": "x", "url": "no link"},
            "inline keyboard button URL 'no link' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "x", "copy_text": {"text": "y" * 257}},
            "can't parse inline keyboard button: copy_text must have 1-256 characters",
        ),
        (
            {"text": "x", "callback_data": "y", "colour": "red"},
            "can't parse inline keyboard button: unknown field 'colour'",
        ),
    ],
)  # fmt: skip
async def test_telegram_refuses_such_buttons(api, anna, button, description):
    markup = buttons(button)
    assert await refusal(api, "sendMessage", chat_id=anna.id, text="x", reply_markup=markup) == (
        400,
        f"Bad Request: {description}",
    )


async def test_a_refused_message_reaches_nobody(api, anna):
    before = len(api.messages[anna.id])
    await refusal(
        api, "sendMessage", chat_id=anna.id, text="x", reply_markup=buttons({"text": "y"})
    )
    assert len(api.messages[anna.id]) == before


async def test_good_buttons_of_every_kind_are_accepted(api, anna):
    markup = buttons(
        {"text": "a", "callback_data": "x" * 64},
        {"text": "b", "url": "https://a.example/?q=1"},
        {"text": "c", "copy_text": {"text": "116117"}},
        {"text": "d", "callback_data": "d", "style": "danger"},
    )
    sent = await result(api, "sendMessage", chat_id=anna.id, text="x", reply_markup=markup)
    assert sent["reply_markup"] == markup


async def test_a_stranger_cannot_be_written_to(api):
    stranger = api.add_person("Stranger")
    assert await refusal(api, "sendMessage", chat_id=stranger.id, text="x") == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )


async def test_who_blocked_the_bot_is_out_of_reach_until_unblocking(api, anna):
    api.block(anna.id, blocked=True)
    assert await refusal(api, "sendMessage", chat_id=anna.id, text="x") == (
        403,
        "Forbidden: bot was blocked by the user",
    )
    api.block(anna.id, blocked=False)
    assert await result(api, "sendMessage", chat_id=anna.id, text="x")


async def test_a_reply_shows_the_message_it_answers(api, anna):
    asked = api.send_text(anna.id, anna.id, "When?")
    reply = {"message_id": asked.message_id}
    sent = await result(api, "sendMessage", chat_id=anna.id, text="Now", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "When?"


async def test_a_missing_replied_message_can_be_allowed(api, anna):
    reply = {"message_id": 999, "allow_sending_without_reply": True}
    sent = await result(api, "sendMessage", chat_id=anna.id, text="Now", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_a_picture_has_sizes_and_can_be_downloaded(api, anna):
    photo = Upload(name="plan.png", data=png(300, 200), mime="image/png")
    sent = await result(
        api, "sendPhoto", files={"photo": photo}, chat_id=anna.id, caption="<i>Plan</i>",
        parse_mode="HTML",
    )  # fmt: skip
    assert [(s["width"], s["height"]) for s in sent["photo"]] == [(90, 60), (300, 200)]
    assert (sent["caption"], sent["caption_entities"][0]["type"]) == ("Plan", "italic")
    file = await result(api, "getFile", file_id=sent["photo"][-1]["file_id"])
    assert api.file_by_path(file["file_path"])[1] == photo.data


async def test_a_file_that_is_no_picture_is_no_photo(api, anna):
    photo = Upload(name="plan.png", data=b"text")
    assert await refusal(api, "sendPhoto", files={"photo": photo}, chat_id=anna.id) == (
        400,
        "Bad Request: IMAGE_PROCESS_FAILED",
    )


async def test_an_attached_document_can_be_sent_again_by_its_id(api, anna):
    table = Upload(name="roster.xlsx", data=b"PK", mime="application/vnd.ms-excel")
    sent = await result(
        api, "sendDocument", files={"part1": table}, chat_id=anna.id, document="attach://part1"
    )
    again = await result(
        api, "sendDocument", chat_id=anna.id, document=sent["document"]["file_id"]
    )
    assert again["document"]["file_name"] == "roster.xlsx"


async def test_a_caption_of_more_than_1024_characters_is_refused(api, anna):
    table = Upload(name="a.txt", data=b"x")
    assert await refusal(
        api, "sendDocument", files={"document": table}, chat_id=anna.id, caption="x" * 1025
    ) == (400, "Bad Request: message caption is too long")


async def test_a_venue_has_place_title_and_address(api, anna):
    sent = await result(
        api, "sendVenue", chat_id=anna.id, latitude="51.2", longitude=6.8, title="Library",
        address="Market 1",
    )  # fmt: skip
    assert sent["venue"] == {
        "location": {"latitude": 51.2, "longitude": 6.8},
        "title": "Library",
        "address": "Market 1",
    }
    assert await refusal(
        api, "sendVenue", chat_id=anna.id, latitude=51.2, longitude=6.8, title="x", address=""
    ) == (400, "Bad Request: venue address must be non-empty")


async def test_a_place_must_lie_on_the_map(api, anna):
    assert await refusal(api, "sendLocation", chat_id=anna.id, latitude=91, longitude=0) == (
        400,
        "Bad Request: wrong location specified",
    )


async def test_a_chat_action_must_be_one_of_telegrams(api, anna):
    assert await result(api, "sendChatAction", chat_id=anna.id, action="typing") is True
    assert await refusal(api, "sendChatAction", chat_id=anna.id, action="thinking") == (
        400,
        "Bad Request: wrong parameter action in request",
    )


async def test_a_copy_has_no_author_and_a_forward_names_the_author(api, anna):
    asked = api.send_text(anna.id, anna.id, "Question")
    where = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": asked.message_id}
    copy = await result(api, "copyMessage", **where)
    assert api.messages[anna.id][copy["message_id"]].text == "Question"
    forward = await result(api, "forwardMessage", **where)
    assert forward["forward_origin"]["sender_user"]["id"] == anna.id


async def test_what_is_gone_can_neither_be_copied_nor_forwarded(api, anna):
    where = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": 999}
    assert (await refusal(api, "copyMessage", **where))[1] == (
        "Bad Request: message to copy not found"
    )
    assert (await refusal(api, "forwardMessage", **where))[1] == (
        "Bad Request: message to forward not found"
    )


async def test_every_call_is_in_the_log_without_file_contents(api, anna):
    table = Upload(name="a.txt", data=b"content")
    sent = await result(api, "sendDocument", files={"document": table}, chat_id=anna.id)
    entry = api.log[-1].shown()
    assert (entry["method"], entry["outcome"], entry["status"]) == ("sendDocument", "ok", 200)
    assert entry["params"] == {"chat_id": anna.id, "document": {"name": "a.txt", "size": 7}}
    assert (entry["chat_id"], entry["message_id"]) == (anna.id, sent["message_id"])
    assert entry["done_monotonic"] >= entry["monotonic"]
