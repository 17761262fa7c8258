"""The state behind the sandbox and its basic operations; no rules of single methods."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable
from itertools import islice

from bot.sandbox.faults import FaultScript
from bot.sandbox.limits import FloodRule
from bot.sandbox.model import (
    BotStatus,
    Chat,
    Event,
    Kind,
    LogEntry,
    Message,
    Person,
    Query,
    StoredFile,
)
from bot.sandbox.profile import Profile
from bot.sandbox.updates import UpdateQueue
from bot.sandbox.values import Counter, Json, SimError, Upload

_EVENT_WINDOW = 5_000
_FIRST_PERSON = 700_000_000
_FIRST_GROUP = -4_000_000_000
_FIRST_SUPERGROUP = -1_002_000_000_000


class World:
    """Persons, chats and messages around one bot.

    ``now`` gives unix seconds. Ids are counted upwards from fixed starts, so the same steps give
    the same ids; ``seed`` moves the first update_id.

    Switches for tests: ``privacy_mode`` (groups), ``member_update_first`` (order of
    ``my_chat_member`` and the payload when the bot joins a group), ``enforce_limits`` (flood
    limits), ``inaccessible_after_s`` (age in seconds from which a pressed message comes without
    content).
    """

    def __init__(
        self, token: str, *, username: str, first_name: str, now: Callable[[], float], seed: int
    ) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.username = username
        self.now = now
        self.privacy_mode = True
        self.member_update_first = True
        self.enforce_limits = False
        self.logged_out = False
        self.inaccessible_after_s = 30 * 86_400.0
        self.offset_s = 0.0
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.files: dict[str, StoredFile] = {}
        self.blobs: dict[str, bytes] = {}
        self.queries: dict[int, Query] = {}
        self.updates = UpdateQueue(first_id=100_000_000 + seed % 1_000_000)
        self.faults = FaultScript()
        self.flood = FloodRule()
        self.profile = Profile(name=first_name)
        self.webhook: Json | None = None
        self.counters = {
            name: Counter() for name in ("message", "person", "group", "file", "query", "event")
        }
        self.events: deque[Event] = deque(maxlen=_EVENT_WINDOW)
        self.log: list[LogEntry] = []
        self.watchers: set[Callable[[], None]] = set()

    # --- events -----------------------------------------------------------------------------

    def emit(
        self,
        kind: str,
        *,
        chat_id: int | None = None,
        message: Message | None = None,
        person_id: int | None = None,
        extra: Json | None = None,
    ) -> None:
        """Record an event for the page and wake everybody who watches."""
        event = Event(
            seq=self.counters["event"].take(),
            type=kind,
            chat_id=chat_id,
            message=message,
            person_id=person_id,
            extra=extra or {},
        )
        self.events.append(event)
        for watcher in tuple(self.watchers):
            watcher()

    def events_since(self, seq: int) -> list[Event] | None:
        """Return the events after ``seq``; None if some of them are no longer kept."""
        missing = self.counters["event"].value - seq
        if missing < 0 or missing > len(self.events):
            return None
        return list(islice(self.events, len(self.events) - missing, None))

    # --- persons and chats --------------------------------------------------------------------

    def person(self, person_id: int) -> Person:
        """Return a person, or raise SimError 404."""
        try:
            return self.people[person_id]
        except KeyError:
            raise SimError(404, f"there is no person {person_id}") from None

    def chat(self, chat_id: int) -> Chat:
        """Return a chat, or raise SimError 404."""
        try:
            return self.chats[chat_id]
        except KeyError:
            raise SimError(404, f"there is no chat {chat_id}") from None

    def message(self, chat_id: int, message_id: int) -> Message:
        """Return a message that is still there, or raise SimError 404."""
        message = self.messages.get(chat_id, {}).get(message_id)
        if message is None or message.deleted:
            raise SimError(404, f"there is no message {message_id} in chat {chat_id}")
        return message

    def new_person_id(self) -> int:
        """Return an unused id for a person and their private chat."""
        return _FIRST_PERSON + self.counters["person"].take()

    def new_chat_id(self, *, supergroup: bool) -> int:
        """Return an unused id for a group."""
        first = _FIRST_SUPERGROUP if supergroup else _FIRST_GROUP
        return first - self.counters["group"].take()

    # --- messages -------------------------------------------------------------------------------

    def post(self, chat: Chat, draft: Message) -> Message:
        """Give ``draft`` its number, store it and show it to the page.

        Private chats and groups share one sequence of message ids; a supergroup has its own.
        """
        if chat.type == "supergroup":
            chat.last_id += 1
            draft.message_id = chat.last_id
        else:
            draft.message_id = self.counters["message"].take()
        self.messages.setdefault(chat.id, {})[draft.message_id] = draft
        chat.last_message_id = draft.message_id
        for member in chat.members:
            chat.unread[member] = chat.unread.get(member, 0) + 1
        if not draft.from_bot:
            chat.unread[draft.from_id] = 0
        self.emit("message", chat_id=chat.id, message=draft)
        return draft

    def draft(self, chat: Chat, from_id: int, kind: Kind = Kind.TEXT) -> Message:
        """Return an empty message of this moment, not yet posted."""
        return Message(
            chat_id=chat.id,
            message_id=0,
            date=int(self.now()),
            from_id=from_id,
            from_bot=from_id == self.bot_id,
            kind=kind,
        )

    # --- files ----------------------------------------------------------------------------------

    def store_file(self, upload: Upload, folder: str, suffix: str) -> StoredFile:
        """Keep an uploaded file and return its description."""
        number = self.counters["file"].take()
        digest = hashlib.sha256(upload.data).hexdigest()
        unique_id = f"AQAD{digest[:12]}{number}"
        stored = StoredFile(
            file_id=f"BQACAgIAAxk{digest[:24]}{number}",
            unique_id=unique_id,
            name=upload.name,
            mime=upload.mime,
            size=len(upload.data),
            path=f"{folder}/file_{number}{suffix}",
        )
        self.files[stored.file_id] = stored
        self.blobs[unique_id] = upload.data
        return stored

    def file_by_path(self, path: str) -> tuple[StoredFile, bytes] | None:
        """Return the file that ``getFile`` called ``path``."""
        for stored in self.files.values():
            if stored.path == path:
                return stored, self.blobs[stored.unique_id]
        return None

    # --- Bot API shapes -------------------------------------------------------------------------

    def api_bot(self) -> Json:
        """Return the bot as a User object."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile.text("name", ""),
            "username": self.username,
        }

    def api_user(self, user_id: int) -> Json:
        """Return the bot or a person as a User object."""
        if user_id == self.bot_id:
            return self.api_bot()
        person = self.people[user_id]
        user: Json = {"id": person.id, "is_bot": False, **_names(person)}
        if person.language_code:
            user["language_code"] = person.language_code
        return user

    def api_chat(self, chat: Chat) -> Json:
        """Return a Chat object."""
        if chat.is_group:
            return {"id": chat.id, "type": chat.type, "title": chat.title}
        return {"id": chat.id, "type": "private", **_names(self.people[chat.id])}

    def api_message(self, message: Message, *, with_reply: bool = True) -> Json:
        """Return a Message object; the replied message is nested one level deep."""
        shape: Json = {
            "message_id": message.message_id,
            "date": message.date,
            "chat": self.api_chat(self.chats[message.chat_id]),
            "from": self.api_user(message.from_id),
            **message.content,
        }
        if message.text:
            text, entities = ("text", "entities")
            if message.kind is not Kind.TEXT:
                text, entities = ("caption", "caption_entities")
            shape[text] = message.text
            if message.entities:
                shape[entities] = message.entities
        if message.edit_date is not None:
            shape["edit_date"] = message.edit_date
        if message.keyboard:
            shape["reply_markup"] = {"inline_keyboard": message.keyboard}
        if with_reply and message.reply_to is not None:
            replied = self.messages[message.chat_id].get(message.reply_to)
            if replied is not None and not replied.deleted:
                shape["reply_to_message"] = self.api_message(replied, with_reply=False)
        return shape

    def inaccessible(self, message: Message) -> bool:
        """Return whether a bot no longer sees this message's content."""
        return message.deleted or self.now() - message.date > self.inaccessible_after_s

    def member_update(self, chat: Chat, person_id: int, old: BotStatus, new: BotStatus) -> None:
        """Queue ``my_chat_member``: a person changed the bot's place in a chat."""
        self.updates.put(
            "my_chat_member",
            {
                "chat": self.api_chat(chat),
                "from": self.api_user(person_id),
                "date": int(self.now()),
                "old_chat_member": self.api_member(self.api_bot(), old),
                "new_chat_member": self.api_member(self.api_bot(), new),
            },
        )

    def api_member(self, user: Json, status: BotStatus) -> Json:
        """Return a ChatMember object."""
        member: Json = {"user": user, "status": status.value}
        if status is BotStatus.NEVER:
            member["status"] = "left"
        elif status is BotStatus.KICKED:
            member["until_date"] = 0
        elif status is BotStatus.ADMINISTRATOR:
            member |= _ADMIN_RIGHTS
        return member


_NO_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_post_stories",
    "can_edit_stories", "can_delete_stories",
)  # fmt: skip
_ADMIN_RIGHTS: Json = {
    **dict.fromkeys(_NO_RIGHTS, False),
    "can_manage_chat": True,
    "can_invite_users": True,
}


def _names(person: Person) -> Json:
    names: Json = {"first_name": person.first_name}
    if person.last_name:
        names["last_name"] = person.last_name
    if person.username:
        names["username"] = person.username
    return names
