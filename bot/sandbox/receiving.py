"""Methods with which the bot takes part: updates, webhook, files, chats, session."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from bot.sandbox.args import Args, method
from bot.sandbox.groups import GroupSide
from bot.sandbox.media import MAX_DOWNLOAD
from bot.sandbox.model import BotStatus
from bot.sandbox.sending import known_chat
from bot.sandbox.values import ApiError, Json, bad_request

_MAX_TIMEOUT_S = 50
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)
_PORTS = {None, 443, 80, 88, 8443}
_SECRET = re.compile(r"[A-Za-z0-9_-]{0,256}")
_FULL_CHAT: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": dict.fromkeys(
        (
            "unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription",
            "gifts_from_channels",
        ),
        False,
    ),
}  # fmt: skip


@method("getMe")
def _get_me(world: GroupSide, args: Args) -> Json:
    del args
    return {
        **world.api_bot(),
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getUpdates", "offset", "limit", "timeout", "allowed_updates")
async def _get_updates(world: GroupSide, args: Args) -> list[Json]:
    if world.webhook is not None:
        raise ApiError(409, _WEBHOOK_ACTIVE)
    world.updates.set_allowed(args.json("allowed_updates"))
    limit = args.integer("limit")
    return await world.updates.get(
        offset=args.integer("offset") or 0,
        limit=limit if limit is not None and 1 <= limit <= 100 else 100,
        wait_s=min(max(0, args.integer("timeout") or 0), _MAX_TIMEOUT_S),
    )


@method(
    "setWebhook", "url", "certificate", "ip_address", "max_connections", "allowed_updates",
    "drop_pending_updates", "secret_token",
)  # fmt: skip
def _set_webhook(world: GroupSide, args: Args) -> bool:
    """Remember a webhook; the sandbox delivers through getUpdates only."""
    url = args.text("url").strip()
    if not url:
        return _delete_webhook_now(world, args)
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if parts.port not in _PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not _SECRET.fullmatch(args.text("secret_token")):
        raise bad_request("secret token contains unallowed characters")
    connections = args.integer("max_connections") or 40
    if not 1 <= connections <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    world.updates.set_allowed(args.json("allowed_updates"))
    if args.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = {"url": url, "max_connections": connections}
    if args.has("ip_address"):
        world.webhook["ip_address"] = _address(args.text("ip_address"))
    world.updates.interrupt("Conflict: terminated by setWebhook request")
    return True


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise bad_request("bad webhook: Invalid IP address specified") from None


def _delete_webhook_now(world: GroupSide, args: Args) -> bool:
    if args.flag("drop_pending_updates"):
        world.updates.clear()
    world.webhook = None
    return True


@method("deleteWebhook", "drop_pending_updates")
def _delete_webhook(world: GroupSide, args: Args) -> bool:
    return _delete_webhook_now(world, args)


@method("getWebhookInfo")
def _get_webhook_info(world: GroupSide, args: Args) -> Json:
    del args
    info: Json = {"url": "", **(world.webhook or {}), "has_custom_certificate": False}
    info["pending_update_count"] = len(world.updates.pending)
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


@method("getFile", "file_id")
def _get_file(world: GroupSide, args: Args) -> Json:
    stored = world.files.get(args.text("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": stored.path,
    }


@method("getChat", "chat_id")
def _get_chat(world: GroupSide, args: Args) -> Json:
    chat = known_chat(world, args)
    if not chat.is_group and not world.people[chat.id].started:
        raise bad_request("chat not found")
    return {**world.api_chat(chat), **_FULL_CHAT}


@method("getChatMember", "chat_id", "user_id")
def _get_chat_member(world: GroupSide, args: Args) -> Json:
    chat = known_chat(world, args)
    user_id = args.required("user_id")
    if user_id == world.bot_id:
        return world.api_member(world.api_bot(), chat.bot_status)
    if user_id not in world.people:
        raise bad_request("user not found")
    user = world.api_user(user_id)
    if user_id not in chat.members:
        return {"user": user, "status": "left"}
    if chat.is_group and user_id == chat.members[0]:
        return {"user": user, "status": "creator", "is_anonymous": False}
    return {"user": user, "status": "member"}


@method("leaveChat", "chat_id")
def _leave_chat(world: GroupSide, args: Args) -> bool:
    chat = known_chat(world, args)
    if not chat.is_group:
        raise bad_request("chat member status can't be changed in private chats")
    if chat.bot_status is BotStatus.KICKED:
        raise ApiError(403, f"Forbidden: bot was kicked from the {chat.type} chat")
    if chat.bot_status.present:
        world.bot_leaves(chat)
    return True


@method("close")
def _close(world: GroupSide, args: Args) -> bool:
    del args
    world.updates.interrupt()
    return True


@method("logOut")
def _log_out(world: GroupSide, args: Args) -> bool:
    del args
    world.logged_out = True
    return True
