"""Commands by scope and language, name, descriptions, menu button."""

from __future__ import annotations

import pytest

from bot.sandbox import views
from tests.sandbox.conftest import refusal, result


def command(name="help", description="Help"):
    return {"command": name, "description": description}


def shown(api, person, chat_id=None):
    menu = views.menu(api, person.id, chat_id or person.id)
    return [entry["description"] for entry in menu["commands"]]


@pytest.mark.parametrize("name", ["", "Help", "hilfe!", "über", "x" * 33, "/help"])
async def test_a_command_name_has_small_letters_digits_and_underscores(api, name):
    assert await refusal(api, "setMyCommands", commands=[command(name)]) == (
        400,
        "Bad Request: BOT_COMMAND_INVALID",
    )


@pytest.mark.parametrize("description", ["", " ", "x" * 257])
async def test_a_command_needs_a_description_of_at_most_256_characters(api, description):
    assert await refusal(api, "setMyCommands", commands=[command("a", description)]) == (
        400,
        "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID",
    )


async def test_a_hundred_commands_are_enough(api):
    commands = [command(f"c{number}") for number in range(101)]
    assert await result(api, "setMyCommands", commands=commands[:100])
    assert await refusal(api, "setMyCommands", commands=commands) == (
        400,
        "Bad Request: BOT_COMMANDS_TOO_MUCH",
    )


async def test_commands_are_kept_per_scope_and_language(api, anna):
    chat = {"type": "chat", "chat_id": anna.id}
    await result(api, "setMyCommands", commands=[command()])
    await result(api, "setMyCommands", commands=[command("hilfe", "Hilfe")], language_code="de")
    await result(api, "setMyCommands", commands=[command("own")], scope=chat)
    assert await result(api, "getMyCommands") == [command()]
    assert await result(api, "getMyCommands", language_code="de") == [command("hilfe", "Hilfe")]
    assert await result(api, "getMyCommands", scope=chat) == [command("own")]
    assert await result(api, "getMyCommands", language_code="uk") == []


async def test_the_app_shows_the_narrowest_scope_and_its_own_language_first(api, anna):
    async def put(text, **where):
        await result(api, "setMyCommands", commands=[command("a", text)], **where)

    await put("default")
    assert shown(api, anna) == ["default"]
    await put("default in Ukrainian", language_code="uk")
    assert shown(api, anna) == ["default in Ukrainian"]
    await put("private", scope={"type": "all_private_chats"})
    assert shown(api, anna) == ["private"]
    await put("this chat", scope={"type": "chat", "chat_id": anna.id})
    assert shown(api, anna) == ["this chat"]
    await result(api, "deleteMyCommands", scope={"type": "chat", "chat_id": anna.id})
    assert shown(api, anna) == ["private"]


async def test_in_a_group_administrators_and_members_have_scopes_of_their_own(api, anna):
    member = api.add_person("Bo")
    group = api.create_group("Reading hour", [anna.id, member.id])
    api.add_bot(group.id, anna.id)
    for text, scope in (
        ("groups", {"type": "all_group_chats"}),
        ("administrators", {"type": "all_chat_administrators"}),
    ):
        await result(api, "setMyCommands", commands=[command("a", text)], scope=scope)
    assert shown(api, anna, group.id) == ["administrators"]
    assert shown(api, member, group.id) == ["groups"]
    own = {"type": "chat_member", "chat_id": group.id, "user_id": member.id}
    await result(api, "setMyCommands", commands=[command("a", "Bo's")], scope=own)
    assert shown(api, member, group.id) == ["Bo's"]
    here = {"type": "chat_administrators", "chat_id": str(group.id)}
    await result(api, "setMyCommands", commands=[command("a", "here")], scope=here)
    assert shown(api, anna, group.id) == ["here"]


@pytest.mark.parametrize(
    ("scope", "description"),
    [
        ({"type": "everybody"}, "can't parse BotCommandScope: unsupported type specified"),
        ({"type": "chat"}, "can't parse BotCommandScope: wrong chat_id"),
        ({"type": "chat", "chat_id": 12}, "chat not found"),
        (
            {"type": "default", "chat_id": 12},
            "can't parse BotCommandScope: unknown field 'chat_id'",
        ),
        ("x", "can't parse scope JSON object"),
    ],
)
async def test_a_wrong_scope_is_refused(api, scope, description):
    assert await refusal(api, "getMyCommands", scope=scope) == (400, f"Bad Request: {description}")


@pytest.mark.parametrize("language", ["deu", "DE", "d", "de-DE"])
async def test_a_language_code_has_two_small_letters(api, language):
    assert await refusal(api, "setMyCommands", commands=[command()], language_code=language) == (
        400,
        "Bad Request: invalid language code specified",
    )


@pytest.mark.parametrize(
    ("method", "field", "limit"),
    [("Name", "name", 64), ("Description", "description", 512),
     ("ShortDescription", "short_description", 120)],
)  # fmt: skip
async def test_name_and_descriptions_have_a_fallback_and_a_limit(api, method, field, limit):
    await result(api, f"setMy{method}", **{field: "x" * limit})
    await result(api, f"setMy{method}", **{field: "deutsch"}, language_code="de")
    assert await result(api, f"getMy{method}", language_code="de") == {field: "deutsch"}
    assert await result(api, f"getMy{method}", language_code="uk") == {field: "x" * limit}
    assert (await refusal(api, f"setMy{method}", **{field: "x" * (limit + 1)}))[0] == 400
    await result(api, f"setMy{method}", **{field: ""}, language_code="de")
    assert await result(api, f"getMy{method}", language_code="de") == {field: "x" * limit}


async def test_the_menu_button_of_a_chat_overrides_the_default(api, anna):
    assert await result(api, "getChatMenuButton") == {"type": "commands"}
    await result(api, "setChatMenuButton", chat_id=anna.id, menu_button='{"type":"commands"}')
    await result(api, "setChatMenuButton", menu_button={"type": "default"})
    assert await result(api, "getChatMenuButton", chat_id=anna.id) == {"type": "commands"}
    assert await result(api, "getChatMenuButton") == {"type": "default"}
