"""What persons can do, and what the bot hears of it."""

from __future__ import annotations

import pytest

from bot.sandbox import Kind, SimError, Upload
from tests.sandbox.conftest import png, received, result


async def test_a_start_link_arrives_as_a_command_with_its_payload(api):
    person = api.add_person("Bo")
    api.start(person.id, "invite-1")
    (update,) = await received(api)
    assert update["message"]["text"] == "/start invite-1"
    assert update["message"]["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    assert person.started


async def test_the_bot_sees_the_language_of_the_app_as_it_is_now(api, anna):
    api.change_person(anna.id, language_code="ar")
    api.send_text(anna.id, anna.id, "x")
    (update,) = await received(api)
    assert update["message"]["from"]["language_code"] == "ar"


async def test_a_person_replies_to_a_message_of_the_bot(api, anna):
    sent = await result(api, "sendMessage", chat_id=anna.id, text="When?")
    api.send_text(anna.id, anna.id, "Now", reply_to=sent["message_id"])
    (update,) = await received(api)
    assert update["message"]["reply_to_message"]["text"] == "When?"


async def test_an_edited_message_comes_as_edited_message(api, anna):
    said = api.send_text(anna.id, anna.id, "Ten")
    api.edit_text(anna.id, anna.id, said.message_id, "Eleven")
    _, update = await received(api)
    assert update["edited_message"]["text"] == "Eleven"
    assert update["edited_message"]["edit_date"] == said.edit_date


async def test_nobody_edits_a_message_of_somebody_else(api, anna):
    sent = await result(api, "sendMessage", chat_id=anna.id, text="x")
    with pytest.raises(SimError):
        api.edit_text(anna.id, anna.id, sent["message_id"], "y")


@pytest.mark.parametrize(
    ("kind", "upload"),
    [
        (Kind.PHOTO, Upload(name="a.png", data=png())),
        (Kind.DOCUMENT, Upload(name="list.xlsx", data=b"PK")),
        (Kind.VOICE, Upload(name="a.oga", data=b"OggS", mime="audio/ogg")),
    ],
)
async def test_an_upload_reaches_the_bot_with_caption_and_file(api, anna, kind, upload):
    api.upload(anna.id, anna.id, kind, upload, caption="see /help")
    (update,) = await received(api)
    message = update["message"]
    assert message["caption_entities"][0]["type"] == "bot_command"
    content = message[kind.value]
    file_id = (content[-1] if kind is Kind.PHOTO else content)["file_id"]
    path = (await result(api, "getFile", file_id=file_id))["file_path"]
    assert api.file_by_path(path)[1] == upload.data


async def test_a_place_reaches_the_bot(api, anna):
    api.send_location(anna.id, anna.id, 51.2, 6.8)
    (update,) = await received(api)
    assert update["message"]["location"] == {"latitude": 51.2, "longitude": 6.8}


async def test_blocking_and_unblocking_are_told_to_the_bot(api, anna):
    api.block(anna.id, blocked=True)
    api.block(anna.id, blocked=False)
    changes = [update["my_chat_member"] for update in await received(api)]
    assert [(c["old_chat_member"]["status"], c["new_chat_member"]["status"]) for c in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_who_blocked_the_bot_cannot_write_but_can_start_again(api, anna):
    api.block(anna.id, blocked=True)
    with pytest.raises(SimError):
        api.send_text(anna.id, anna.id, "x")
    api.start(anna.id)
    assert [next(k for k in u if k != "update_id") for u in await received(api)] == [
        "my_chat_member",
        "my_chat_member",
        "message",
    ]


@pytest.mark.parametrize("text", ["", "  \n", "x" * 4097])
async def test_the_app_does_not_send_such_texts(api, anna, text):
    with pytest.raises(SimError):
        api.send_text(anna.id, anna.id, text)


async def test_nobody_writes_into_the_chat_of_another_person(api, anna):
    other = api.add_person("Bo")
    with pytest.raises(SimError) as refused:
        api.send_text(other.id, anna.id, "x")
    assert refused.value.status == 409


async def test_unread_messages_are_counted_until_the_person_acts(api, anna):
    await result(api, "sendMessage", chat_id=anna.id, text="one")
    await result(api, "sendMessage", chat_id=anna.id, text="two")
    assert api.chat(anna.id).unread == {anna.id: 2}
    api.send_text(anna.id, anna.id, "read")
    assert api.chat(anna.id).unread == {anna.id: 0}
