"""The sandbox has the methods and parameters of the real Bot API, no more and no others."""

from __future__ import annotations

import inspect
import json
import os
import re
from pathlib import Path

import pytest
import telegram

from bot.sandbox.args import METHODS
from tests.support.required import OPTIONAL

DESCRIPTION = os.environ.get("LOTSE_BOT_API_DESCRIPTION", "")
ALL = sorted(METHODS.values(), key=lambda method: method.name)

# Conveniences of python-telegram-bot that never reach the wire under these names.
PTB_ONLY = {
    "self", "api_kwargs", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout",
    "filename", "venue", "location", "contact", "reply_to_message_id",
    "allow_sending_without_reply", "disable_web_page_preview",
}  # fmt: skip

# Bot API 10.2 has these, python-telegram-bot 22.8 (Bot API 10.0) has not: the bot cannot send
# them, so the sandbox refuses them as unknown.
NEWER = {"receiver_user_id", "callback_query_id", "rich_message"}


@pytest.fixture(scope="module")
def described():
    sections = json.loads(Path(DESCRIPTION).read_text())["items"]
    return {item["name"]: item for section in sections for item in section["children"]}


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


@pytest.mark.parametrize("method", ALL, ids=lambda method: method.name)
def test_parameters_are_those_that_python_telegram_bot_can_send(method):
    signature = inspect.signature(getattr(telegram.Bot, snake(method.name)))
    assert method.params == set(signature.parameters) - PTB_ONLY


def test_every_method_that_a_bot_like_ours_needs_is_there():
    needed = """getMe getUpdates setWebhook deleteWebhook getWebhookInfo sendMessage
        editMessageText editMessageReplyMarkup editMessageCaption deleteMessage
        answerCallbackQuery sendPhoto sendDocument sendVoice sendVenue sendLocation sendChatAction
        getFile copyMessage forwardMessage setMyCommands getMyCommands deleteMyCommands setMyName
        getMyName setMyDescription getMyDescription setMyShortDescription getMyShortDescription
        setChatMenuButton getChatMenuButton getChat getChatMember leaveChat close logOut"""
    assert {method.name for method in ALL} == set(needed.split())


@pytest.mark.skipif(
    not DESCRIPTION, reason=f"{OPTIONAL}: LOTSE_BOT_API_DESCRIPTION names no Bot API description"
)
@pytest.mark.parametrize("method", ALL, ids=lambda method: method.name)
def test_names_agree_with_the_official_description(described, method):
    official = {entry["name"] for entry in described[method.name]["annotations"]}
    expected = official if method.name == "answerCallbackQuery" else official - NEWER
    assert method.params == expected
