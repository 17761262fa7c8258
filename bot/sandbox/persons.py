"""What persons do in their app: write, edit, upload, press, start, block."""

from __future__ import annotations

from bot.sandbox.formatting import MAX_CAPTION, clean, find_entities, trimmed
from bot.sandbox.html_parser import utf16_length
from bot.sandbox.media import content_of
from bot.sandbox.model import BotStatus, Chat, Kind, Message, Person, Query
from bot.sandbox.values import Json, SimError, Upload
from bot.sandbox.world import World

_MAX_TEXT = 4096
_UPLOADS = (Kind.PHOTO, Kind.DOCUMENT, Kind.VOICE)


class PersonSide(World):
    """Everything a person can do. Methods raise SimError where the app would not allow it."""

    def add_person(
        self,
        first_name: str,
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "en",
    ) -> Person:
        """Create a person who has never met the bot."""
        if not first_name.strip():
            raise SimError(400, "a person needs a first name")
        person = Person(
            id=self.new_person_id(),
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
        )
        self.people[person.id] = person
        self.chats[person.id] = Chat(id=person.id, type="private", members=[person.id])
        self.emit("person", person_id=person.id)
        return person

    def change_person(self, person_id: int, **fields: str) -> Person:
        """Change names, username or the language of the app."""
        person = self.person(person_id)
        for name, value in fields.items():
            if name not in ("first_name", "last_name", "username", "language_code"):
                raise SimError(400, f"a person has no field {name!r}")
            setattr(person, name, value)
        self.emit("person", person_id=person_id)
        return person

    def send_text(
        self,
        person_id: int,
        chat_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        entities: list[Json] | None = None,
    ) -> Message:
        """Write a message; Telegram's own entities are found unless ``entities`` are given."""
        chat = self._writable(person_id, chat_id)
        shown, _ = trimmed(clean(text), [])
        if not shown:
            raise SimError(400, "the app sends no empty message")
        if utf16_length(shown) > _MAX_TEXT:
            raise SimError(400, f"the app splits texts of more than {_MAX_TEXT} characters")
        draft = self.draft(chat, person_id)
        draft.text = shown
        draft.entities = find_entities(shown) if entities is None else entities
        return self._say(chat, draft, reply_to)

    def edit_text(self, person_id: int, chat_id: int, message_id: int, text: str) -> Message:
        """Change an own text message; the bot gets ``edited_message``."""
        self._writable(person_id, chat_id)
        message = self.message(chat_id, message_id)
        if message.from_id != person_id or message.kind is not Kind.TEXT:
            raise SimError(409, "a person edits only own text messages")
        shown, _ = trimmed(clean(text), [])
        if not shown:
            raise SimError(400, "the app sends no empty message")
        message.text = shown
        message.entities = find_entities(shown)
        message.edit_date = int(self.now())
        self.emit("edit", chat_id=chat_id, message=message)
        if self._bot_sees(self.chats[chat_id], message):
            self.updates.put("edited_message", self.api_message(message))
        return message

    def upload(
        self,
        person_id: int,
        chat_id: int,
        kind: Kind,
        upload: Upload,
        *,
        caption: str = "",
        reply_to: int | None = None,
    ) -> Message:
        """Send a photo, a document or a voice message."""
        chat = self._writable(person_id, chat_id)
        if kind not in _UPLOADS:
            raise SimError(400, "kind must be photo, document or voice")
        kind = Kind(kind)
        if utf16_length(caption) > MAX_CAPTION:
            raise SimError(400, f"a caption has at most {MAX_CAPTION} characters")
        content = content_of(self, kind, upload)
        if content is None:
            raise SimError(400, "this file is no PNG or JPEG picture of at most 10 MB")
        draft = self.draft(chat, person_id, kind)
        draft.text, _ = trimmed(clean(caption), [])
        draft.entities = find_entities(draft.text)
        draft.content = content
        return self._say(chat, draft, reply_to)

    def send_location(
        self, person_id: int, chat_id: int, latitude: float, longitude: float
    ) -> Message:
        """Send a place on the map (degrees)."""
        chat = self._writable(person_id, chat_id)
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise SimError(400, "this place is not on the map")
        draft = self.draft(chat, person_id, Kind.LOCATION)
        draft.content = {"location": {"latitude": latitude, "longitude": longitude}}
        return self._say(chat, draft, None)

    def start(self, person_id: int, payload: str = "") -> Message:
        """Open the bot through a link and tap Start; unblocks the bot if it was blocked."""
        if self.person(person_id).blocked:
            self.block(person_id, blocked=False)
        return self.send_text(person_id, person_id, f"/start {payload}".rstrip())

    def block(self, person_id: int, *, blocked: bool) -> Person:
        """Block or unblock the bot; the bot is told through ``my_chat_member``."""
        person = self.person(person_id)
        if person.blocked == blocked:
            return person
        person.blocked = blocked
        old, new = BotStatus.MEMBER, BotStatus.KICKED
        if not blocked:
            old, new = new, old
        self.member_update(self.chats[person_id], person_id, old, new)
        self.emit("person", person_id=person_id)
        return person

    def press(self, person_id: int, chat_id: int, message_id: int, row: int, column: int) -> Query:
        """Press a callback button that is on the screen now.

        Raises:
            SimError: 409 if that button is not there (any more) or opens a link instead.
        """
        self._member(person_id, chat_id)
        message = self.messages.get(chat_id, {}).get(message_id)
        if message is None:
            raise SimError(404, f"there is no message {message_id} in chat {chat_id}")
        if row < 0 or column < 0 or message.deleted:
            raise SimError(409, "this button is not on the screen")
        try:
            button = (message.keyboard or [])[row][column]
        except IndexError:
            raise SimError(409, "this button is not on the screen") from None
        if "callback_data" not in button:
            raise SimError(409, "this button works inside the app and tells the bot nothing")
        return self.press_raw(person_id, chat_id, message_id, str(button["callback_data"]))

    def press_raw(self, person_id: int, chat_id: int, message_id: int, data: str) -> Query:
        """Send callback data that no button needs to carry (forged, stale, deleted message)."""
        self._member(person_id, chat_id)
        message = self.messages.get(chat_id, {}).get(message_id)
        if message is None:
            raise SimError(404, f"there is no message {message_id} in chat {chat_id}")
        query = Query(
            id=self.counters["query"].take(),
            person_id=person_id,
            chat_id=chat_id,
            message_id=message_id,
            asked_at=self.now(),
        )
        self.queries[query.id] = query
        self.chats[chat_id].unread[person_id] = 0
        shown: Json = {"message_id": message_id, "date": 0}
        shown["chat"] = self.api_chat(self.chats[chat_id])
        if not self.inaccessible(message):
            shown = self.api_message(message)
        self.updates.put(
            "callback_query",
            {
                "id": str(query.id),
                "from": self.api_user(person_id),
                "message": shown,
                "chat_instance": str(-7_000_000_000 - chat_id),
                "data": data,
            },
        )
        return query

    def mark_read(self, person_id: int, chat_id: int) -> None:
        """Note that a person has seen everything in a chat."""
        self.chat(chat_id).unread[person_id] = 0

    # --- inside ---------------------------------------------------------------------------------

    def _member(self, person_id: int, chat_id: int) -> Chat:
        self.person(person_id)
        chat = self.chat(chat_id)
        if person_id not in chat.members or chat.migrated_to is not None:
            raise SimError(409, "this person cannot write in this chat")
        return chat

    def _writable(self, person_id: int, chat_id: int) -> Chat:
        chat = self._member(person_id, chat_id)
        person = self.people[person_id]
        if not chat.is_group:
            if person.blocked:
                raise SimError(409, "this person has blocked the bot; unblock it first")
            if not person.started:
                person.started = True
                chat.bot_status = BotStatus.MEMBER
                self.emit("person", person_id=person_id)
        return chat

    def _say(self, chat: Chat, draft: Message, reply_to: int | None) -> Message:
        if reply_to is not None:
            draft.reply_to = self.message(chat.id, reply_to).message_id
        self.post(chat, draft)
        if self._bot_sees(chat, draft):
            self.updates.put("message", self.api_message(draft))
        return draft

    def _bot_sees(self, chat: Chat, message: Message) -> bool:
        """Return whether the bot is told of a message.

        Privacy mode (Bot API, "Privacy mode"): in groups only commands that are not meant for
        another bot, mentions of the bot, replies to it and service messages.
        """
        if not chat.is_group:
            return True
        if not chat.bot_status.present:
            return False
        if not self.privacy_mode or chat.bot_status is BotStatus.ADMINISTRATOR:
            return True
        return message.kind is Kind.SERVICE or self._meant_for_bot(message)

    def _meant_for_bot(self, message: Message) -> bool:
        if message.reply_to is not None:
            replied = self.messages[message.chat_id].get(message.reply_to)
            if replied is not None and replied.from_bot:
                return True
        units = message.text.encode("utf-16-le", "replace")
        me = f"@{self.username}".lower()
        for entity in message.entities:
            start, length = entity["offset"], entity["length"]
            if not isinstance(start, int) or not isinstance(length, int):
                continue
            piece = units[2 * start : 2 * (start + length)].decode("utf-16-le").lower()
            if entity["type"] == "mention" and piece == me:
                return True
            if entity["type"] == "bot_command" and piece.partition("@")[2] in ("", me[1:]):
                return True
        return False
