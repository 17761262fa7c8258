"""python-telegram-bot understands everything that the sandbox says."""

from __future__ import annotations

import logging

import pytest
import telegram
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.sandbox import Kind, Upload
from bot.transport.errors import NotSentError, UnknownOutcomeError
from tests.sandbox.conftest import TOKEN, png
from tests.support.telegram import InProcessRequest


@pytest.fixture
def request_(api):
    return InProcessRequest(api)


@pytest.fixture
async def bot(api, request_, monkeypatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    client = telegram.Bot(TOKEN, request=request_, get_updates_request=InProcessRequest(api))
    async with client:
        yield client


@pytest.fixture
def group(api, anna):
    chat = api.create_group("Reading hour", [anna.id])
    api.add_bot(chat.id, anna.id)
    api.updates.clear()
    return chat


async def only(bot) -> telegram.Update:
    (update,) = await bot.get_updates()
    assert not update.api_kwargs
    return update


def keyboard():
    return telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton("Yes", callback_data="y")]]
    )


class TestUpdates:
    async def test_text(self, api, bot, anna):
        api.send_text(anna.id, anna.id, "😀 /help see https://a.example")
        message = (await only(bot)).message
        assert message.text == "😀 /help see https://a.example"
        assert message.parse_entities() == dict(
            zip(message.entities, ["/help", "https://a.example"], strict=True)
        )
        assert (message.from_user.id, message.chat.type) == (anna.id, "private")
        assert message.date.timestamp() == api.now()

    async def test_reply_and_edit(self, api, bot, anna):
        sent = await bot.send_message(anna.id, "When?")
        said = api.send_text(anna.id, anna.id, "Now", reply_to=sent.message_id)
        assert (await only(bot)).message.reply_to_message.text == "When?"
        api.updates.clear()
        api.edit_text(anna.id, anna.id, said.message_id, "Later")
        edited = (await only(bot)).edited_message
        assert (edited.text, edited.edit_date is not None) == ("Later", True)

    @pytest.mark.parametrize(
        ("kind", "data"), [(Kind.PHOTO, png()), (Kind.DOCUMENT, b"PK"), (Kind.VOICE, b"OggS")]
    )
    async def test_uploads_can_be_downloaded(self, api, bot, anna, kind, data):
        api.upload(anna.id, anna.id, kind, Upload(name="a.bin", data=data), caption="Plan")
        message = (await only(bot)).message
        assert message.caption == "Plan"
        content = message.effective_attachment
        file = await (content[-1] if kind is Kind.PHOTO else content).get_file()
        assert bytes(await file.download_as_bytearray()) == data

    async def test_location(self, api, bot, anna):
        api.send_location(anna.id, anna.id, 51.2, 6.8)
        assert (await only(bot)).message.location == telegram.Location(6.8, 51.2)

    async def test_button_press(self, api, bot, anna):
        sent = await bot.send_message(anna.id, "Sure?", reply_markup=keyboard())
        press = api.press(anna.id, anna.id, sent.message_id, 0, 0)
        query = (await only(bot)).callback_query
        assert (query.data, query.message.text, query.message.is_accessible) == (
            "y",
            "Sure?",
            True,
        )
        await query.answer("Noted")
        assert press.text == "Noted"
        await query.edit_message_text("Done")
        assert api.messages[anna.id][sent.message_id].text == "Done"

    async def test_button_press_on_a_message_that_is_gone(self, api, bot, anna):
        sent = await bot.send_message(anna.id, "Sure?", reply_markup=keyboard())
        await sent.delete()
        api.press_raw(anna.id, anna.id, sent.message_id, "y")
        message = (await only(bot)).callback_query.message
        assert (message.message_id, message.is_accessible) == (sent.message_id, False)

    async def test_membership(self, api, bot, anna, group):
        api.block(anna.id, blocked=True)
        change = (await only(bot)).my_chat_member
        assert isinstance(change.new_chat_member, telegram.ChatMemberBanned)
        api.updates.clear()
        api.remove_bot(group.id, anna.id)
        api.add_bot(group.id, anna.id, admin=True)
        updates = await bot.get_updates()
        assert updates[0].message.left_chat_member.id == bot.id
        assert isinstance(
            updates[2].my_chat_member.new_chat_member, telegram.ChatMemberAdministrator
        )
        assert updates[3].message.new_chat_members[0].id == bot.id

    async def test_migration(self, api, bot, group):
        new = api.migrate_group(group.id)
        old, fresh = [update.message for update in await bot.get_updates()]
        assert (old.migrate_to_chat_id, fresh.migrate_from_chat_id) == (new.id, group.id)


class TestMethods:
    async def test_every_way_of_sending(self, bot, anna):
        text = await bot.send_message(
            anna.id, "<b>x</b>", parse_mode="HTML",
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )  # fmt: skip
        photo = await bot.send_photo(anna.id, png(), caption="Plan")
        document = await bot.send_document(anna.id, b"PK", filename="roster.xlsx")
        voice = await bot.send_voice(anna.id, b"OggS", duration=3)
        venue = await bot.send_venue(anna.id, 51.2, 6.8, "Library", "Market 1")
        location = await bot.send_location(anna.id, 51.2, 6.8)
        forward = await text.forward(anna.id)
        copied = await bot.copy_message(anna.id, anna.id, text.message_id)
        assert text.entities[0].type == "bold"
        assert photo.photo[-1].width == 300
        assert document.document.file_name == "roster.xlsx"
        assert voice.voice.duration.total_seconds() == 3
        assert venue.venue.title == "Library"
        assert location.location.latitude == 51.2
        assert isinstance(forward.forward_origin, telegram.MessageOriginUser)
        assert copied.message_id > text.message_id

    async def test_settings(self, bot, anna):
        commands = [telegram.BotCommand("help", "Help")]
        scope = telegram.BotCommandScopeChat(anna.id)
        await bot.set_my_commands(commands, scope=scope)
        assert await bot.get_my_commands(scope=scope) == tuple(commands)
        await bot.delete_my_commands(scope=scope)
        await bot.set_my_name("Guide", language_code="en")
        assert (await bot.get_my_name("en")).name == "Guide"
        await bot.set_my_description("Long")
        assert (await bot.get_my_description()).description == "Long"
        await bot.set_my_short_description("Short")
        assert (await bot.get_my_short_description()).short_description == "Short"
        await bot.set_chat_menu_button(menu_button=telegram.MenuButtonCommands())
        assert (await bot.get_chat_menu_button()).type == "commands"

    async def test_chats_and_session(self, bot, anna, group):
        assert (await bot.get_me()).username == "lotse_bot"
        assert (await bot.get_chat(anna.id)).first_name == "Anna"
        assert (await bot.get_chat(group.id)).title == "Reading hour"
        assert (await bot.get_chat_member(group.id, anna.id)).status == "creator"
        assert await bot.send_chat_action(anna.id, "typing")
        assert await bot.leave_chat(group.id)
        assert await bot.set_webhook("https://bot.example.org/hook", secret_token="abc")
        assert (await bot.get_webhook_info()).url == "https://bot.example.org/hook"
        assert await bot.delete_webhook()
        assert await bot.close()
        assert await bot.log_out()
        with pytest.raises(BadRequest, match="Logged out"):
            await bot.get_me()


class TestErrors:
    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            ({"kind": "retry_after", "retry_after": 9}, RetryAfter),
            ({"kind": "forbidden"}, Forbidden),
            ({"kind": "bad_request"}, BadRequest),
            ({"kind": "server_error"}, NetworkError),
            ({"kind": "refuse"}, NotSentError),
            ({"kind": "drop_before"}, UnknownOutcomeError),
            ({"kind": "drop_after"}, UnknownOutcomeError),
            ({"kind": "conflict"}, Conflict),
            ({"kind": "unauthorized"}, InvalidToken),
            ({"kind": "migrate"}, ChatMigrated),
        ],
    )
    async def test_every_fault_is_the_right_exception(self, api, bot, group, fault, error):
        api.add_fault(**fault)
        with pytest.raises(error) as raised:
            await bot.send_message(group.id, "x")
        assert type(raised.value) is error

    async def test_who_does_not_wait_long_enough_knows_nothing(self, api, bot, request_, anna):
        api.add_fault(kind="slow", delay_s=0.05, times=1)
        with pytest.raises(TimedOut):
            await bot.send_message(anna.id, "late", read_timeout=0.01)
        await request_.settle()
        assert "late" in [message.text for message in api.messages[anna.id].values()]


async def test_over_http_it_is_the_same(api, server, anna, caplog):
    caplog.set_level(logging.WARNING, "httpx")  # the library's own client logs every address
    client = telegram.Bot(
        TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot"
    )
    async with client:
        sent = await client.send_photo(anna.id, png(), caption="<b>Plan</b>", parse_mode="HTML")
        file = await sent.photo[-1].get_file()
        assert bytes(await file.download_as_bytearray()) == png()
        api.send_text(anna.id, anna.id, "thanks")
        updates = await client.get_updates(timeout=1)
        assert [update.message.text for update in updates] == ["thanks"]
        with pytest.raises(BadRequest, match="Message text is empty"):
            await client.send_message(anna.id, "")
