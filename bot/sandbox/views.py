"""What the chat page sees: persons, chats, messages and events as plain JSON."""

from __future__ import annotations

from bot.sandbox.core import BotApi
from bot.sandbox.formatting import safe_html
from bot.sandbox.media import file_of
from bot.sandbox.model import Chat, Event, Kind, Message, Person
from bot.sandbox.profile import scopes_for
from bot.sandbox.values import Json


def state(api: BotApi) -> Json:
    """Return everything the page needs when it opens."""
    return {
        "bot": {
            "id": api.bot_id,
            "username": api.username,
            "first_name": api.profile.text("name", ""),
        },
        "now": api.now(),
        "offset_s": api.offset_s,
        "people": [person(p) for p in api.people.values()],
        "chats": [chat(api, c) for c in api.chats.values() if c.migrated_to is None],
        "faults": [fault.shown() for fault in api.faults.faults],
        "seq": api.counters["event"].value,
    }


def person(shown: Person) -> Json:
    """Return a person."""
    return shown.saved()


def chat(api: BotApi, shown: Chat) -> Json:
    """Return a chat with its last visible message."""
    last = api.messages.get(shown.id, {}).get(shown.last_message_id or 0)
    title = shown.title
    if not shown.is_group:
        owner = api.people[shown.id]
        title = f"{owner.first_name} {owner.last_name}".rstrip()
    return {
        "id": shown.id,
        "type": shown.type,
        "title": title,
        "members": shown.members,
        "bot_is_member": shown.bot_status.present,
        "last": None if last is None or last.deleted else message(api, last),
        "unread_for": {str(key): value for key, value in shown.unread.items()},
        "migrated_to": shown.migrated_to,
    }


def message(api: BotApi, shown: Message) -> Json:
    """Return a message; callback data stay on the server."""
    text = _service_text(api, shown) if shown.kind is Kind.SERVICE else shown.text
    location = shown.content.get("location")
    venue = shown.content.get("venue")
    place = location if isinstance(location, dict) else {}
    return {
        "message_id": shown.message_id,
        "chat_id": shown.chat_id,
        "date": shown.date,
        "edit_date": shown.edit_date,
        "from_id": shown.from_id,
        "from_bot": shown.from_bot,
        "kind": shown.kind.value,
        "text": text,
        "html": safe_html(text, shown.entities),
        "silent": shown.silent,
        "reply_to_message_id": shown.reply_to,
        "file": _file(api, shown),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "venue": (
            {"title": venue["title"], "address": venue["address"]}
            if isinstance(venue, dict)
            else None
        ),
        "keyboard": [[_button(b) for b in row] for row in shown.keyboard]
        if shown.keyboard
        else None,
        "deleted": shown.deleted,
    }


def _file(api: BotApi, shown: Message) -> Json | None:
    stored = file_of(api, shown.content)
    if stored is None:
        return None
    return {
        "url": f"/sim/files/{stored.path}",
        "name": stored.name,
        "mime": stored.mime,
        "size": stored.size,
    }


def _button(button: Json) -> Json:
    if "url" in button:
        return {"text": button["text"], "kind": "url", "url": button["url"]}
    copy_text = button.get("copy_text")
    if isinstance(copy_text, dict):
        return {"text": button["text"], "kind": "copy", "copy_text": copy_text["text"]}
    return {"text": button["text"], "kind": "callback"}


def _service_text(api: BotApi, shown: Message) -> str:
    names = {api.bot_id: api.profile.text("name", "")}
    names |= {p.id: p.first_name for p in api.people.values()}
    who = names[shown.from_id]
    joined, left = shown.content.get("new_chat_members"), shown.content.get("left_chat_member")
    if isinstance(joined, list):
        added = ", ".join(names[user["id"]] for user in joined)
        return f"{who} joined" if added == who else f"{who} added {added}"
    if isinstance(left, dict):
        gone = names[left["id"]]
        return f"{who} left" if gone == who else f"{who} removed {gone}"
    return "This group is a supergroup now"


def event(api: BotApi, shown: Event) -> Json:
    """Return an event with the objects it is about, as they are at this moment."""
    body: Json = {"seq": shown.seq, "type": shown.type, **shown.extra}
    if shown.chat_id is not None:
        body["chat_id"] = shown.chat_id
        known = api.chats.get(shown.chat_id)
        if known is not None:
            body["chat"] = chat(api, known)
    if shown.person_id is not None:
        body["person_id"] = shown.person_id
        body["person"] = person(api.people[shown.person_id])
    if shown.message is not None:
        body["message_id"] = shown.message.message_id
        body["message"] = message(api, shown.message)
    return body


def menu(api: BotApi, person_id: int, chat_id: int) -> Json:
    """Return commands and texts as this person's app shows them in this chat."""
    reader = api.person(person_id)
    where = api.chat(chat_id)
    language = reader.language_code.lower()[:2]
    admin = where.is_group and where.members[0] == person_id
    scopes = scopes_for(chat_id, person_id, admin=admin)
    return {
        "commands": api.profile.resolve(scopes, language),
        "name": api.profile.text("name", language),
        "description": api.profile.text("description", language),
        "short_description": api.profile.text("short_description", language),
    }
