"""Editing, deleting, pressing and answering."""

from __future__ import annotations

import pytest

from bot.sandbox import SimError, Upload
from tests.sandbox.conftest import buttons, png, received, refusal, result

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"
YES = {"text": "Yes", "callback_data": "yes"}


async def ask(api, person, **params):
    params = {"text": "Sure?", "reply_markup": buttons(YES), **params}
    return (await result(api, "sendMessage", chat_id=person.id, **params))["message_id"]


async def test_an_edit_changes_text_and_without_markup_takes_the_buttons_away(api, anna):
    number = await ask(api, anna)
    edited = await result(api, "editMessageText", chat_id=anna.id, message_id=number, text="Done")
    assert (edited["text"], edited["edit_date"]) == ("Done", edited["date"])
    assert "reply_markup" not in edited


async def test_an_edit_that_changes_nothing_is_refused(api, anna):
    number = await ask(api, anna)
    same = {"chat_id": anna.id, "message_id": number, "reply_markup": buttons(YES)}
    assert await refusal(
        api, "editMessageText", text="<b></b>Sure? ", parse_mode="HTML", **same
    ) == (
        400,
        NOT_MODIFIED,
    )
    assert await refusal(api, "editMessageReplyMarkup", **same) == (400, NOT_MODIFIED)


async def test_only_own_messages_can_be_edited(api, anna):
    own = api.send_text(anna.id, anna.id, "mine").message_id
    assert await refusal(api, "editMessageText", chat_id=anna.id, message_id=own, text="x") == (
        400,
        "Bad Request: message can't be edited",
    )


async def test_a_message_that_is_gone_cannot_be_edited(api, anna):
    number = await ask(api, anna)
    await result(api, "deleteMessage", chat_id=anna.id, message_id=number)
    assert await refusal(api, "editMessageText", chat_id=anna.id, message_id=number, text="x") == (
        400,
        "Bad Request: message to edit not found",
    )
    assert await refusal(api, "deleteMessage", chat_id=anna.id, message_id=number) == (
        400,
        "Bad Request: message to delete not found",
    )


async def test_text_and_caption_are_edited_by_their_own_methods(api, anna):
    photo = Upload(name="a.png", data=png())
    sent = await result(api, "sendPhoto", files={"photo": photo}, chat_id=anna.id)
    where = {"chat_id": anna.id, "message_id": sent["message_id"]}
    assert (await refusal(api, "editMessageText", text="x", **where))[1] == (
        "Bad Request: there is no text in the message to edit"
    )
    assert (await result(api, "editMessageCaption", caption="x", **where))["caption"] == "x"
    where["message_id"] = await ask(api, anna)
    assert (await refusal(api, "editMessageCaption", caption="x", **where))[1] == (
        "Bad Request: there is no caption in the message to edit"
    )


async def test_after_two_days_a_message_stays(api, anna, clock):
    number = await ask(api, anna)
    clock.advance(48 * 3600 + 1)
    assert await refusal(api, "deleteMessage", chat_id=anna.id, message_id=number) == (
        400,
        "Bad Request: message can't be deleted for everyone",
    )


async def test_a_press_reaches_the_bot_with_message_and_data(api, anna):
    number = await ask(api, anna)
    press = api.press(anna.id, anna.id, number, 0, 0)
    (update,) = await received(api)
    query = update["callback_query"]
    assert (query["id"], query["data"], query["from"]["id"]) == (str(press.id), "yes", anna.id)
    assert query["message"]["message_id"] == number


async def test_an_answer_reaches_the_person_and_may_be_repeated(api, anna):
    press = api.press(anna.id, anna.id, await ask(api, anna), 0, 0)
    await result(api, "answerCallbackQuery", callback_query_id=press.id)
    await result(
        api, "answerCallbackQuery", callback_query_id=str(press.id), text="Full", show_alert="true"
    )
    assert (press.answered, press.text, press.show_alert) == (True, "Full", True)


async def test_after_fifteen_seconds_an_answer_comes_too_late(api, anna, clock):
    press = api.press(anna.id, anna.id, await ask(api, anna), 0, 0)
    clock.advance(15)
    await result(api, "answerCallbackQuery", callback_query_id=press.id)
    clock.advance(0.1)
    assert await refusal(api, "answerCallbackQuery", callback_query_id=press.id) == (400, TOO_OLD)


@pytest.mark.parametrize("query_id", ["", "17", "abc", "²"])
async def test_an_invented_query_cannot_be_answered(api, query_id):
    assert await refusal(api, "answerCallbackQuery", callback_query_id=query_id) == (400, TOO_OLD)


async def test_an_answer_has_at_most_200_characters(api, anna):
    press = api.press(anna.id, anna.id, await ask(api, anna), 0, 0)
    assert await refusal(
        api, "answerCallbackQuery", callback_query_id=press.id, text="x" * 201
    ) == (400, "Bad Request: MESSAGE_TOO_LONG")


async def test_only_a_button_on_the_screen_can_be_pressed(api, anna):
    number = await ask(api, anna)
    with pytest.raises(SimError) as refused:
        api.press(anna.id, anna.id, number, 0, 1)
    assert refused.value.status == 409
    await result(api, "editMessageText", chat_id=anna.id, message_id=number, text="Done")
    with pytest.raises(SimError):
        api.press(anna.id, anna.id, number, 0, 0)


async def test_a_link_button_tells_the_bot_nothing(api, anna):
    link = buttons({"text": "Map", "url": "https://a.example"})
    number = await ask(api, anna, reply_markup=link)
    with pytest.raises(SimError):
        api.press(anna.id, anna.id, number, 0, 0)


async def test_forged_data_can_be_pressed(api, anna):
    api.press_raw(anna.id, anna.id, await ask(api, anna), "admin:1")
    (update,) = await received(api)
    assert update["callback_query"]["data"] == "admin:1"


async def test_of_a_deleted_or_very_old_message_the_bot_sees_only_the_number(api, anna, clock):
    number = await ask(api, anna)
    clock.advance(api.inaccessible_after_s + 1)
    api.press(anna.id, anna.id, number, 0, 0)
    api.messages[anna.id][number].date = int(clock())
    await result(api, "deleteMessage", chat_id=anna.id, message_id=number)
    api.press_raw(anna.id, anna.id, number, "yes")
    for update in await received(api):
        message = update["callback_query"]["message"]
        assert (message["message_id"], message["date"]) == (number, 0)
        assert "text" not in message
