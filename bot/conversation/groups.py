"""Groups: Lotse says where to write to it, asks privately whose group it is, and else leaves."""

from __future__ import annotations

from datetime import datetime

from bot.conversation.turn import House
from bot.conversation.types import (
    BotMembership,
    ChatKind,
    Command,
    Incoming,
    Migrated,
    Mode,
    Reply,
    Show,
)
from bot.domain.messages import GroupNotice
from bot.domain.people import Right
from bot.services.notices import Notice, tell
from bot.store import initiatives, outbox, people
from bot.store.database import Tx
from bot.texts.render import Reader, render


def answer(tx: Tx, incoming: Incoming, now: datetime, house: House) -> Reply:
    """Answer in a group or channel; nothing personal is ever said there."""
    content = incoming.content
    if isinstance(content, Migrated):
        return _moved(tx, incoming, content)
    if isinstance(content, BotMembership):
        if not content.present:
            initiatives.remove_group(tx, incoming.chat_id)
            return Reply()
        return _added(tx, incoming, now)
    if initiatives.find_group(tx, incoming.chat_id) is None:
        # The message can overtake the news that somebody added the bot; that news decides.
        return Reply() if incoming.sender_id is not None else Reply(leave=True)
    if incoming.chat is ChatKind.GROUP and isinstance(content, Command):
        return _where_to_write(house, emergency=content.name == "emergency")
    return Reply()


def _where_to_write(house: House, *, emergency: bool) -> Reply:
    message = render(
        GroupNotice(link=f"https://t.me/{house.username()}", emergency=emergency),
        Reader(language="de", zone=house.zone),
    )
    return Reply(shows=(Show(message=message, mode=Mode.SEND),))


def _added(tx: Tx, incoming: Incoming, now: datetime) -> Reply:
    """A coordinator or lead is asked privately whose group it is; else Lotse leaves at once.

    Telegram reports every change of the bot's own rights the same way; in a known group that
    changes nothing.
    """
    if initiatives.find_group(tx, incoming.chat_id) is not None:
        return Reply()
    person = people.find_by_telegram(tx, incoming.sender_id or 0)
    if person is None:
        return Reply(leave=True)
    if people.standing_of(tx, person).right < Right.COORDINATOR:
        return Reply(leave=True)
    initiatives.put_group(tx, incoming.chat_id, initiative_id=None, added_by=person.id, now=now)
    tell(tx, person, Notice.GROUP_CHOICE, now, group=incoming.chat_id)
    return Reply()


def _moved(tx: Tx, incoming: Incoming, content: Migrated) -> Reply:
    """The group has a new chat id: what is known of it and what waits for it move along."""
    initiatives.move_group(tx, incoming.chat_id, content.new_chat_id)
    outbox.move_chat(tx, incoming.chat_id, content.new_chat_id)
    return Reply()
