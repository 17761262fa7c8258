"""Groups: who hears what, coming and going, the upgrade."""

from __future__ import annotations

import pytest

from bot.sandbox import SimError
from tests.sandbox.conftest import received, refusal, result


@pytest.fixture
def group(api, anna):
    chat = api.create_group("Reading hour", [anna.id, api.add_person("Bo").id])
    api.add_bot(chat.id, anna.id)
    api.updates.clear()
    return chat


def kinds(updates):
    return [next(key for key in update if key != "update_id") for update in updates]


async def test_being_added_is_told_as_membership_and_as_a_service_message(api, anna):
    chat = api.create_group("Reading hour", [anna.id])
    api.add_bot(chat.id, anna.id)
    joined, service = await received(api)
    assert joined["my_chat_member"]["old_chat_member"]["status"] == "left"
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert service["message"]["new_chat_members"][0]["id"] == api.bot_id


@pytest.mark.parametrize("first", [True, False])
async def test_the_payload_of_a_group_link_may_come_before_or_after_the_membership(
    api, anna, first
):
    api.member_update_first = first
    chat = api.create_group("Reading hour", [anna.id])
    api.add_bot(chat.id, anna.id, payload="init-1")
    updates = await received(api)
    member = kinds(updates).index("my_chat_member")
    command = next(
        place
        for place, update in enumerate(updates)
        if update.get("message", {}).get("text") == "/start@lotse_bot init-1"
    )
    assert (member < command) is first


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("just talking", False),
        ("/help", True),
        ("/help@lotse_bot", True),
        ("/HELP@Lotse_Bot", True),
        ("/help@other_bot", False),
        ("ask @lotse_bot", True),
        ("ask @lotse_bots", False),
    ],
)
async def test_privacy_mode_hides_what_is_not_meant_for_the_bot(api, anna, group, text, heard):
    api.send_text(anna.id, group.id, text)
    assert len(await received(api)) == heard


async def test_a_reply_to_the_bot_is_heard(api, anna, group):
    sent = await result(api, "sendMessage", chat_id=group.id, text="Who comes?")
    api.send_text(anna.id, group.id, "I do", reply_to=sent["message_id"])
    assert len(await received(api)) == 1


async def test_an_administrator_or_a_bot_without_privacy_mode_hears_everything(api, anna, group):
    api.privacy_mode = False
    api.send_text(anna.id, group.id, "just talking")
    assert len(await received(api)) == 1
    assert (await result(api, "getMe"))["can_read_all_group_messages"] is True


async def test_a_removed_bot_is_told_so_and_can_no_longer_write(api, anna, group):
    api.remove_bot(group.id, anna.id)
    assert kinds(await received(api)) == ["message", "my_chat_member"]
    assert await refusal(api, "sendMessage", chat_id=group.id, text="x") == (
        403,
        "Forbidden: bot was kicked from the group chat",
    )


async def test_a_group_that_never_had_the_bot_does_not_exist_for_it(api, anna):
    chat = api.create_group("Others", [anna.id])
    assert await refusal(api, "sendMessage", chat_id=chat.id, text="x") == (
        400,
        "Bad Request: chat not found",
    )
    api.send_text(anna.id, chat.id, "/help@lotse_bot")
    assert await received(api) == []


async def test_a_bot_that_left_is_no_member(api, group):
    await result(api, "leaveChat", chat_id=group.id)
    assert await refusal(api, "sendMessage", chat_id=group.id, text="x") == (
        403,
        "Forbidden: bot is not a member of the group chat",
    )


async def test_after_an_upgrade_the_old_id_answers_with_the_new_one(api, group):
    new = api.migrate_group(group.id)
    answer = await api.call("sendMessage", {"chat_id": group.id, "text": "x"})
    assert answer.body == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new.id},
    }
    assert (await result(api, "sendMessage", chat_id=new.id, text="x"))["message_id"] == 2


async def test_an_upgrade_is_told_by_two_service_messages(api, group):
    new = api.migrate_group(group.id)
    old_message, new_message = [u["message"] for u in await received(api)]
    assert old_message["migrate_to_chat_id"] == new.id
    assert new_message["migrate_from_chat_id"] == group.id


async def test_members_have_a_status(api, anna, group):
    async def status(user_id):
        member = await result(api, "getChatMember", chat_id=group.id, user_id=user_id)
        return member["status"]

    outsider = api.add_person("Cem")
    ids = [anna.id, group.members[1], outsider.id, api.bot_id]
    assert [await status(user_id) for user_id in ids] == ["creator", "member", "left", "member"]


async def test_only_members_add_the_bot(api, group):
    outsider = api.add_person("Cem")
    with pytest.raises(SimError):
        api.remove_bot(group.id, outsider.id)


async def test_a_newcomer_to_the_group_is_announced(api, group):
    outsider = api.add_person("Cem")
    api.add_member(group.id, outsider.id)
    (update,) = await received(api)
    assert update["message"]["new_chat_members"][0]["first_name"] == "Cem"


async def test_in_a_group_the_bot_deletes_only_its_own_messages(api, anna, group):
    said = api.send_text(anna.id, group.id, "/help")
    assert await refusal(api, "deleteMessage", chat_id=group.id, message_id=said.message_id) == (
        400,
        "Bad Request: message can't be deleted",
    )
