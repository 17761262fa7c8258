"""Methods with which the bot describes itself: commands, name, descriptions, menu button."""

from __future__ import annotations

from bot.sandbox.args import Args, Handler, method
from bot.sandbox.groups import GroupSide
from bot.sandbox.profile import (
    DEFAULT_SCOPE,
    ScopeKey,
    check_commands,
    check_language,
    parse_scope,
)
from bot.sandbox.values import Json, bad_request

_MENU_FIELDS = frozenset(("type", "text", "web_app"))


def _key(world: GroupSide, args: Args) -> tuple[ScopeKey, str]:
    """Return scope and language of a call, after checking that the chat exists."""
    scope = parse_scope(args.json("scope")) if args.has("scope") else DEFAULT_SCOPE
    language = check_language(args.text("language_code"))
    kind, chat_id, user_id = scope
    if chat_id:
        chat = world.chats.get(chat_id)
        if chat is None or (not chat.is_group and not world.people[chat.id].started):
            raise bad_request("chat not found")
        if kind != "chat" and not chat.is_group:
            raise bad_request("chat_id of this scope must be a group or a supergroup")
        if user_id and user_id not in chat.members:
            raise bad_request("user not found")
    return scope, language


@method("setMyCommands", "commands", "scope", "language_code")
def _set_my_commands(world: GroupSide, args: Args) -> bool:
    key = _key(world, args)
    commands = check_commands(args.json("commands"))
    if commands:
        world.profile.commands[key] = commands
    else:
        world.profile.commands.pop(key, None)
    world.emit("menu", chat_id=key[0][1] or None)
    return True


@method("deleteMyCommands", "scope", "language_code")
def _delete_my_commands(world: GroupSide, args: Args) -> bool:
    key = _key(world, args)
    world.profile.commands.pop(key, None)
    world.emit("menu", chat_id=key[0][1] or None)
    return True


@method("getMyCommands", "scope", "language_code")
def _get_my_commands(world: GroupSide, args: Args) -> list[Json]:
    return world.profile.commands.get(_key(world, args), [])


def _getter(which: str) -> Handler:
    def get(world: GroupSide, args: Args) -> Json:
        return {which: world.profile.text(which, check_language(args.text("language_code")))}

    return get


def _setter(which: str) -> Handler:
    def put(world: GroupSide, args: Args) -> bool:
        language = check_language(args.text("language_code"))
        world.profile.set_text(which, language, args.text(which).strip())
        world.emit("menu")
        return True

    return put


for _method, _which in (
    ("Name", "name"),
    ("Description", "description"),
    ("ShortDescription", "short_description"),
):
    method(f"setMy{_method}", _which, "language_code")(_setter(_which))
    method(f"getMy{_method}", "language_code")(_getter(_which))


def _menu_chat(world: GroupSide, args: Args) -> int:
    chat_id = args.integer("chat_id") or 0
    chat = world.chats.get(chat_id)
    if chat_id and (chat is None or chat.is_group):
        raise bad_request("chat not found")
    return chat_id


@method("setChatMenuButton", "chat_id", "menu_button")
def _set_chat_menu_button(world: GroupSide, args: Args) -> bool:
    chat_id = _menu_chat(world, args)
    button = args.record("menu_button", _MENU_FIELDS) or {"type": "default"}
    if button.get("type") not in ("default", "commands"):
        raise bad_request("the sandbox supports only menu buttons of type default and commands")
    world.profile.menu_buttons[chat_id] = button
    world.emit("menu", chat_id=chat_id or None)
    return True


@method("getChatMenuButton", "chat_id")
def _get_chat_menu_button(world: GroupSide, args: Args) -> Json:
    buttons = world.profile.menu_buttons
    chat_id = _menu_chat(world, args)
    return buttons.get(chat_id) or buttons.get(0) or {"type": "commands"}
