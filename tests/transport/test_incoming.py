"""Telegram's updates and what they mean."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, Update

from bot.conversation.types import (
    Attachment,
    BotMembership,
    ChatKind,
    Command,
    Content,
    Incoming,
    Location,
    Migrated,
    Pressed,
    Text,
    Unsupported,
)
from bot.domain.rendered import FileRef
from bot.transport.incoming import parse
from tests.transport.wired import TOKEN

BOT = Bot(TOKEN)
ADA = {"id": 11, "is_bot": False, "first_name": "Ada", "language_code": "uk"}
ROBOT = {"id": 12, "is_bot": True, "first_name": "Robot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group"}
PRIVATE = {"id": 11, "type": "private", "first_name": "Ada"}
GROUP = {"id": -1005, "type": "supergroup", "title": "G"}
CHANNEL = {"id": -1009, "type": "channel", "title": "C"}
COMMAND = {"type": "bot_command", "offset": 0}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1, "chat": PRIVATE, "from": ADA, **fields}


def read(**fields: Any) -> Incoming | None:
    update = Update.de_json({"update_id": 1, **fields}, BOT)
    return parse(update, 3, "Lotse_bot")


def content(**fields: Any) -> Content | None:
    incoming = read(message=message(**fields))
    return None if incoming is None else incoming.content


def command(text: str, length: int, **fields: Any) -> Content | None:
    return content(text=text, entities=[{**COMMAND, "length": length}], **fields)


def test_a_text_carries_who_where_and_in_what_language() -> None:
    bold = {"type": "bold", "offset": 0, "length": 5}
    reply = message(message_id=4, text="before")
    assert read(
        message=message(text="hello <you>", entities=[bold], reply_to_message=reply)
    ) == Incoming(
        seq=3,
        chat_id=11,
        chat=ChatKind.PRIVATE,
        sender_id=11,
        content=Text(text="hello <you>", html="<b>hello</b> &lt;you&gt;"),
        message_id=5,
        reply_to=4,
        app_language="uk",
        first_name="Ada",
    )


def test_a_command_has_lower_case_and_the_rest_as_argument() -> None:
    assert command("/Start  o_abc ", 6) == Command(name="start", argument="o_abc")


@pytest.mark.parametrize("name", ["lotse_bot", "LOTSE_BOT"])
def test_a_command_to_this_bot_in_a_group_is_its_own(name: str) -> None:
    text = f"/start@{name} x"
    assert command(text, len(text) - 2, chat=GROUP) == Command(name="start", argument="x")


def test_a_command_to_another_bot_in_a_group_is_none_of_ours() -> None:
    assert command("/start@other_bot", 16, chat=GROUP) is None
    assert command("/start@other_bot", 16) == Command(name="start")


def test_a_command_in_the_middle_is_text() -> None:
    entity = {"type": "bot_command", "offset": 4, "length": 5}
    said = content(text="see /help", entities=[entity])
    assert said == Text(text="see /help", html="see /help")


def test_an_edited_text_says_so_and_an_edited_place_says_nothing() -> None:
    edited = read(edited_message=message(text="hi", edit_date=2))
    assert edited is not None
    assert edited.content == Text(text="hi", html="hi", edited=True)
    place = {"latitude": 51.0, "longitude": 7.0}
    assert read(edited_message=message(location=place)) is None
    assert read(edited_message=message(text="x", **{"from": ROBOT})) is None


def size(file_id: str, width: int) -> dict[str, Any]:
    return {"file_id": file_id, "file_unique_id": file_id, "width": width, "height": width}


FILE = {"file_id": "F", "file_unique_id": "f"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"photo": [size("s", 90), size("l", 800), size("m", 320)], "caption": "c"},
            Attachment(file=FileRef(kind="photo", file_id="l"), caption="c"),
        ),
        ({"document": FILE}, Attachment(file=FileRef(kind="document", file_id="F"))),
        ({"voice": {**FILE, "duration": 1}}, Attachment(file=FileRef(kind="voice", file_id="F"))),
        (
            {
                "document": FILE,
                "animation": {**FILE, "width": 1, "height": 1, "duration": 1},
            },
            Unsupported(),
        ),
        (
            {"location": {"latitude": 51.5, "longitude": 7.4}},
            Location(latitude=51.5, longitude=7.4),
        ),
        ({"contact": {"phone_number": "1", "first_name": "X"}}, Unsupported()),
        ({"dice": {"value": 1, "emoji": "🎲"}}, Unsupported()),
        ({"migrate_to_chat_id": -1007}, Migrated(new_chat_id=-1007)),
        ({"migrate_from_chat_id": -1007}, None),
        ({"pinned_message": message()}, None),
        ({"new_chat_members": [ADA], "chat": GROUP}, None),
        ({"text": "x", "from": ROBOT}, None),
        ({"text": "x", "chat": CHANNEL}, None),
        ({"text": "x", "chat": GROUP, "from": ROBOT, "sender_chat": CHANNEL}, None),
    ],
)
def test_the_content_is_what_was_sent(fields: dict[str, Any], expected: Content | None) -> None:
    assert content(**fields) == expected


def test_an_anonymous_admin_has_no_name_and_no_id() -> None:
    incoming = read(
        message=message(text="x", chat=GROUP, sender_chat=GROUP, **{"from": ANONYMOUS})
    )
    assert incoming is not None
    assert (incoming.sender_id, incoming.first_name, incoming.app_language) == (None, "", None)


@pytest.mark.parametrize(
    ("about", "message_id", "chat_id"),
    [
        (message(text="x"), 5, 11),
        ({"message_id": 5, "date": 0, "chat": GROUP}, None, -1005),
        (None, None, 11),
    ],
)
def test_a_press_knows_its_message_while_that_can_be_edited(
    about: dict[str, Any] | None, message_id: int | None, chat_id: int
) -> None:
    query = {"id": "9", "from": ADA, "chat_instance": "1", "data": "1:go", "message": about}
    incoming = read(callback_query={k: v for k, v in query.items() if v is not None})
    assert incoming is not None
    assert (incoming.content, incoming.message_id) == (Pressed(data="1:go"), message_id)
    assert (incoming.chat_id, incoming.sender_id) == (chat_id, 11)


@pytest.mark.parametrize(
    ("status", "present"),
    [("member", True), ("administrator", True), ("left", False), ("kicked", False)],
)
@pytest.mark.parametrize("chat", [PRIVATE, GROUP, CHANNEL])
def test_coming_and_going_of_the_bot(chat: dict[str, Any], status: str, present: bool) -> None:
    rights = dict.fromkeys(
        ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages",
         "can_manage_video_chats", "can_restrict_members", "can_promote_members",
         "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
         "can_delete_stories"), False)  # fmt: skip
    member = {"user": ROBOT, "status": status, "until_date": 0, **rights}
    change = {"chat": chat, "from": ADA, "date": 1, "new_chat_member": member,
              "old_chat_member": {"user": ROBOT, "status": "left"}}  # fmt: skip
    incoming = read(my_chat_member=change)
    assert incoming is not None
    assert incoming.content == BotMembership(present=present)
    assert (incoming.chat_id, incoming.sender_id) == (chat["id"], 11)


def test_posts_of_channels_and_other_kinds_are_nobodys_words() -> None:
    assert read(channel_post=message(text="x", chat=CHANNEL)) is None
