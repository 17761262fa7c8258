"""Groups: creation, the bot's coming and going, the upgrade to a supergroup."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.model import BotStatus, Chat, Kind, Message
from bot.sandbox.persons import PersonSide
from bot.sandbox.values import Json, SimError


class GroupSide(PersonSide):
    """What persons do with groups. The first member is the group's creator."""

    def create_group(
        self, title: str, members: Sequence[int], *, supergroup: bool = False
    ) -> Chat:
        """Create a group of persons, without the bot."""
        if not title.strip() or not members:
            raise SimError(400, "a group needs a title and at least one member")
        chat = Chat(
            id=self.new_chat_id(supergroup=supergroup),
            type="supergroup" if supergroup else "group",
            title=title,
            members=[self.person(member).id for member in dict.fromkeys(members)],
        )
        self.chats[chat.id] = chat
        self.emit("chat", chat_id=chat.id)
        return chat

    def add_bot(
        self, chat_id: int, person_id: int, *, payload: str | None = None, admin: bool = False
    ) -> Chat:
        """Add the bot to a group.

        ``payload`` is what a ``startgroup`` link carries: it arrives as "/start@bot payload".
        ``member_update_first`` decides whether ``my_chat_member`` comes before or after it, for
        Telegram promises no order.
        """
        chat = self._group_of(chat_id, person_id)
        if chat.bot_status.present:
            raise SimError(409, "the bot is in this group already")
        old = chat.bot_status
        chat.bot_status = BotStatus.ADMINISTRATOR if admin else BotStatus.MEMBER
        if self.member_update_first:
            self.member_update(chat, person_id, old, chat.bot_status)
        self._service(chat, person_id, {"new_chat_members": [self.api_bot()]})
        if payload is not None:
            self.send_text(person_id, chat_id, f"/start@{self.username} {payload}".rstrip())
        if not self.member_update_first:
            self.member_update(chat, person_id, old, chat.bot_status)
        self.emit("chat", chat_id=chat_id)
        return chat

    def remove_bot(self, chat_id: int, person_id: int) -> Chat:
        """Remove the bot from a group."""
        chat = self._group_of(chat_id, person_id)
        if not chat.bot_status.present:
            raise SimError(409, "the bot is not in this group")
        old, chat.bot_status = chat.bot_status, BotStatus.KICKED
        self._service(chat, person_id, {"left_chat_member": self.api_bot()})
        self.member_update(chat, person_id, old, chat.bot_status)
        self.emit("chat", chat_id=chat_id)
        return chat

    def bot_leaves(self, chat: Chat) -> None:
        """Let the bot leave a group on its own."""
        old, chat.bot_status = chat.bot_status, BotStatus.LEFT
        self._service(chat, self.bot_id, {"left_chat_member": self.api_bot()})
        self.member_update(chat, self.bot_id, old, chat.bot_status)
        self.emit("chat", chat_id=chat.id)

    def add_member(self, chat_id: int, person_id: int) -> Chat:
        """Let a person join a group."""
        chat = self.chat(chat_id)
        person = self.person(person_id)
        if not chat.is_group or person_id in chat.members:
            raise SimError(409, "this person cannot join this chat")
        chat.members.append(person.id)
        self._service(chat, person_id, {"new_chat_members": [self.api_user(person_id)]})
        self.emit("chat", chat_id=chat_id)
        return chat

    def migrate_group(self, chat_id: int) -> Chat:
        """Upgrade a group to a supergroup with a new id; return the supergroup."""
        old = self.chat(chat_id)
        if old.type != "group" or old.migrated_to is not None:
            raise SimError(409, "only a basic group can be upgraded")
        new = self.create_group(old.title, old.members, supergroup=True)
        new.bot_status = old.bot_status
        creator = old.members[0]
        self._service(old, creator, {"migrate_to_chat_id": new.id})
        old.migrated_to = new.id
        self._service(new, creator, {"migrate_from_chat_id": old.id})
        self.emit("chat", chat_id=old.id)
        return new

    def _group_of(self, chat_id: int, person_id: int) -> Chat:
        chat = self._member(person_id, chat_id)
        if not chat.is_group:
            raise SimError(409, "this chat is no group")
        return chat

    def _service(self, chat: Chat, from_id: int, content: Json) -> Message:
        draft = self.draft(chat, from_id, Kind.SERVICE)
        draft.content = content
        self.post(chat, draft)
        if from_id != self.bot_id and (chat.bot_status.present or "left_chat_member" in content):
            self.updates.put("message", self.api_message(draft))
        return draft
