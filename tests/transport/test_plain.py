"""The short way through an update means what the library's way means."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot, Update, User

from bot.transport.incoming import parse, understand
from bot.transport.plain import plain
from tests.transport.wired import TOKEN

BOT = Bot(TOKEN)
BOT._bot_user = User(1, "Lotse", is_bot=True, username="Lotse_bot")

numbers = st.integers(min_value=-(2**53), max_value=2**53)
words = st.text(max_size=30) | st.sampled_from(
    ["/start", "/Start@Lotse_bot o_a ", "/help@other_bot", "<b>&\"'", "🚑 hallo"]
)


def objects(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional)


people = objects(
    {"id": numbers, "is_bot": st.booleans(), "first_name": words},
    language_code=st.sampled_from(["de", "uk", "pt-br", ""]),
    last_name=words,
    is_premium=st.just(True),
)
chats = objects(
    {"id": numbers, "type": st.sampled_from(["private", "group", "supergroup", "channel"])},
    title=words,
)
marks = objects(
    {
        "type": st.sampled_from(["bot_command", "bold", "italic"]),
        "offset": st.sampled_from([0, 0, 3]),
        "length": st.integers(min_value=1, max_value=12),
    }
)
sent = objects(
    {"message_id": numbers, "date": st.sampled_from([0, 1, 1_700_000_000]), "chat": chats},
    **{"from": people},
    text=words,
    entities=st.lists(marks, max_size=1),
    sender_chat=chats,
    edit_date=st.just(1),
    migrate_to_chat_id=numbers,
    location=st.just({"latitude": 51.0, "longitude": 7.0}),
)
presses = objects({"id": words, "from": people, "chat_instance": words}, message=sent, data=words)
updates = st.one_of(
    objects({"update_id": numbers, "message": sent}),
    objects({"update_id": numbers, "edited_message": sent}),
    objects({"update_id": numbers, "callback_query": presses}),
)


def by_the_library(raw: dict[str, Any]) -> object:
    update = Update.de_json(json.loads(json.dumps(raw)), BOT)
    query = update.callback_query
    return parse(update, 3, "Lotse_bot"), None if query is None else query.id


@given(updates)
def test_what_is_plain_means_what_the_library_says(raw: dict[str, Any]) -> None:
    found = plain(raw, 3)
    assert found is None or found == by_the_library(raw)


ADA = {"id": 11, "is_bot": False, "first_name": "Ada", "language_code": "uk"}
HERE = {"message_id": 5, "date": 1, "chat": {"id": 11, "type": "private"}}


def test_texts_commands_and_presses_in_private_are_plain() -> None:
    command = [{"type": "bot_command", "offset": 0, "length": 6}]
    said = {**HERE, "from": ADA, "text": "/start a <b>"}
    pressed = {"id": "q", "from": ADA, "chat_instance": "c", "message": HERE, "data": "1:menu"}
    for raw in (
        {"update_id": 1, "message": said},
        {"update_id": 1, "message": {**said, "entities": command}},
        {"update_id": 1, "callback_query": pressed},
    ):
        assert plain(raw, 3) == by_the_library(raw)


def test_anything_more_or_broken_is_left_to_the_library() -> None:
    said = {**HERE, "from": ADA, "text": "hi"}
    for raw in (
        {"update_id": 1, "message": {**said, "reply_to_message": {**said, "message_id": 4}}},
        {"update_id": 1, "message": {**said, "text": "\ud83d"}},
        {"update_id": 1, "message": {**said, "from": {**ADA, "is_bot": True}}},
        {"update_id": 1, "message": {**said, "from": {"id": 11, "is_bot": False}}},
        {"update_id": 1, "message": {**said, "message_id": "5"}},
        {"update_id": 1, "message": said, "edited_message": said},
        ["message"],
    ):
        assert plain(raw, 3) is None


def test_what_is_not_plain_is_read_by_the_library() -> None:
    raw = {"update_id": 1, "edited_message": {**HERE, "from": ADA, "text": "hi", "edit_date": 2}}
    assert understand(json.dumps(raw), 3, BOT) == by_the_library(raw)
