"""People who talk with Lotse in tests: they say, press what is on their screen, and read."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.conversation import buttons, dispatcher, outbound, replies
from bot.conversation.replies import Address
from bot.conversation.turn import House
from bot.conversation.types import (
    Attachment,
    BotMembership,
    ChatKind,
    Command,
    Content,
    Incoming,
    Mode,
    Pressed,
    Reply,
    Text,
)
from bot.domain.messages import Contact
from bot.domain.outbox import (
    Drop,
    EditOld,
    Later,
    LeaveGroup,
    OutboxRow,
    OutboxState,
    SendNew,
    SetMenu,
)
from bot.domain.people import Standing
from bot.domain.place import locales_folder
from bot.domain.rendered import Button, FileRef, Rendered
from bot.faq.faq import Faq, load_faq
from bot.services import deliveries, ports
from bot.services import people as people_service
from bot.store import identity, inbox, journal, outbox, people
from bot.store.database import Database, Tx
from bot.texts.catalogue import available
from bot.texts.limits import visible
from bot.texts.speech import escape
from tests.support import canaries
from tests.support.db import START, fresh_database

ZONE = ZoneInfo("Europe/Berlin")
BOT_ID = 4711
_DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u2066\u2067\u2068\u2069"))


@dataclass
class HandClock:
    """A clock that is moved by hand; the monotonic time moves along."""

    at: datetime = START
    start: datetime = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 1000.0 + (self.at - self.start).total_seconds()

    def advance(self, **span: float) -> None:
        """Move on by a span such as ``hours=3``."""
        self.at += timedelta(**span)


@cache
def the_faq() -> Faq:
    """Return the answers that travel with the program, loaded once per process."""
    return load_faq(locales_folder())


def make_house(erased: Callable[[Tx, int, datetime], None]) -> House:
    """Return the settings of an installation; ``erased`` writes the erasure journal."""
    return House(
        zone=ZONE,
        languages=available(),
        contact=Contact(
            name="Kommunales Integrationszentrum Unna",
            phone="+49 2303 000000",
            email="ki@example.org",
            web="https://example.org",
        ),
        username=lambda: "lotse_test_bot",
        faq=the_faq(),
        erased=erased,
    )


@asynccontextmanager
async def open_talk(folder: Path, clock: HandClock | None = None) -> AsyncIterator[Talk]:
    """Open a talk on a fresh database below ``folder``; its erasure journal lies in "copies"."""
    database = await fresh_database(folder / "data")
    uuid = await database.read(identity.installation)
    copies = folder / "copies"

    def erased(tx: Tx, person_id: int, now: datetime) -> None:
        del tx
        journal.append(copies, uuid, person_id, now)

    try:
        yield Talk(database, make_house(erased), clock or HandClock())
    finally:
        await database.close()


@dataclass
class Talker:
    """One person's phone: the chat with Lotse, and what its user sees last."""

    talk: Talk
    telegram_id: int
    app_language: str | None = "de"
    first_name: str = ""
    messages: dict[int, Rendered] = field(default_factory=dict)
    at: int | None = None  # the message that was sent or edited last
    toast: str | None = None
    menu: tuple[str, ...] = ()
    blocks: bool = False  # Telegram refuses what Lotse sends here
    mute: bool = False  # Telegram does not answer whether it took what Lotse sends here

    @property
    def screen(self) -> Rendered:
        """Return the message that was sent or edited last."""
        assert self.at is not None, "nothing on the screen yet"
        return self.messages[self.at]

    @property
    def text(self) -> str:
        """Return what the last message says, without markup."""
        return visible(self.screen.html)

    @property
    def plain(self) -> str:
        """Return the text without the marks that hold directions apart."""
        return self.text.translate(_DIRECTIONS)

    @property
    def texts(self) -> list[str]:
        """Return what every message in the chat says now, oldest first."""
        return [visible(message.html) for message in self.messages.values()]

    @property
    def labels(self) -> list[str]:
        """Return the labels of the buttons on the screen."""
        return [button.label for row in self.screen.buttons for button in row]

    async def id(self) -> int | None:
        """Return the person's own id, None while (or since) Lotse does not know them."""
        found = await self.talk.database.read(self._find)
        return None if found is None else found.person.id

    def _find(self, tx: Tx) -> Standing | None:
        person = people.find_by_telegram(tx, self.telegram_id)
        return None if person is None else people.standing_of(tx, person)

    async def standing(self) -> Standing:
        """Return who this is for Lotse; fails for a stranger."""
        found = await self.talk.database.read(self._find)
        assert found is not None, "Lotse does not know this person"
        return found

    async def says(
        self,
        text: str,
        *,
        html: str | None = None,
        reply_to: int | None = None,
        edited: bool = False,
        replies: int = 1,
    ) -> Rendered:
        """Write a message or command and return the answer; ``replies`` messages must come.

        ``html`` is the text with its bold and links, if it has any.
        """
        canaries.text(text)
        name, _, argument = text.removeprefix("/").partition(" ")
        content: Content = (
            Command(name=name.lower(), argument=argument.strip())
            if text.startswith("/")
            else Text(text=text, html=html or str(escape(text)), edited=edited)
        )
        raw = {"message": {"text": text}}
        return await self._sends(content, raw, replies, reply_to=reply_to)

    async def sends(
        self,
        file: FileRef,
        caption: str = "",
        *,
        reply_to: int | None = None,
        replies: int = 1,
    ) -> Rendered:
        """Send a photo, document or voice message and return the answer, as :meth:`says`."""
        canaries.text(caption)
        raw = {"message": {file.kind: {"file_id": file.file_id}, "caption": caption}}
        content = Attachment(file=file, caption=caption)
        return await self._sends(content, raw, replies, reply_to=reply_to)

    async def _sends(
        self, content: Content, raw: dict[str, object], wanted: int, *, reply_to: int | None
    ) -> Rendered:
        before = set(self.messages)
        message_id = self.talk.next_id()
        await self.talk.arrives(self, content, raw, message_id=message_id, reply_to=reply_to)
        fresh = [one for one in self.messages if one not in before]
        assert len(fresh) == wanted, f"{content}: {len(fresh)} replies instead of {wanted}"
        return self.screen

    async def presses(self, wanted: str, *args: int | str, on: int | None = None) -> Rendered:
        """Press the one button whose label contains ``wanted``, or whose action is ``wanted``.

        With ``args`` the button must carry just these. ``on`` is the message it hangs on, else
        the last one. Exactly one reply must come: one message edited or sent, or a text over the
        chat.
        """
        button = self.button(wanted, *args, on=on)
        assert button.press is not None, f"{button.label!r} is a link or copies a text"
        return await self.forges(buttons.encode(button.press), on=on)

    def button(self, wanted: str, *args: int | str, on: int | None = None) -> Button:
        """Return the button that :meth:`presses` would press."""
        screen = self.screen if on is None else self.messages[on]
        every = [button for row in screen.buttons for button in row]
        exact = [
            b
            for b in every
            if b.press is not None
            and b.press.action == wanted
            and (not args or b.press.args == args)
        ]
        found = exact or [button for button in every if wanted in button.label]
        labels = [button.label for button in every]
        assert found, f"no button {wanted!r} on the screen: {labels} below {screen.html!r}"
        assert len(found) == 1, f"several buttons {wanted!r}: {labels}"
        return found[0]

    def carried(self, action: str) -> list[tuple[int | str, ...]]:
        """Return what the buttons on the screen with this action carry, in their order."""
        buttons = [button for row in self.screen.buttons for button in row]
        return [one.press.args for one in buttons if one.press and one.press.action == action]

    def offers(self, action: str) -> bool:
        """Tell whether some button on the screen has this action."""
        return any(
            button.press is not None and button.press.action == action
            for row in self.screen.buttons
            for button in row
        )

    async def forges(self, data: str, *, on: int | None = None) -> Rendered:
        """Send any callback data for a message (the last one); return what is on the screen."""
        self.toast = None
        raw = {"callback_query": {"data": data}}
        message_id = self.at if on is None else on
        reply = await self.talk.arrives(self, Pressed(data=data), raw, message_id=message_id)
        assert len(reply.shows) == 1 or (not reply.shows and reply.toast), f"{data}: {reply}"
        return self.screen

    async def stays(self, *, present: bool) -> None:
        """Block (False) or unblock the bot."""
        content = BotMembership(present=present)
        self.blocks = not present
        await self.talk.arrives(self, content, {"my_chat_member": {}}, message_id=None)

    def receives(self, message_id: int, message: Rendered) -> None:
        """Show a message on this phone, new or in place of the one with this number."""
        self.messages[message_id] = message
        self.at = message_id


class Talk:
    """All chats with one Lotse: dispatcher, inbox and outbox on a real database, no Telegram."""

    def __init__(self, database: Database, house: House, clock: HandClock) -> None:
        self.database = database
        self.house = house
        self.clock = clock
        self.talkers: dict[int, Talker] = {}
        self.left: list[int] = []
        self.dropped: list[str] = []
        self._ids = 0

    def next_id(self) -> int:
        """Return a number nobody had before, for a message or an update."""
        self._ids += 1
        return self._ids

    def person(
        self, telegram_id: int, app_language: str | None = "de", first_name: str = "Ada"
    ) -> Talker:
        """Return the phone of this Telegram user."""
        canaries.name(first_name)
        if telegram_id not in self.talkers:
            self.talkers[telegram_id] = Talker(
                talk=self,
                telegram_id=telegram_id,
                app_language=app_language,
                first_name=first_name,
            )
        return self.talkers[telegram_id]

    async def lead(
        self, telegram_id: int, first_name: str = "Lena", language: str = "de"
    ) -> Talker:
        """Return somebody who became a lead by an invitation of the command line."""
        token = await self.database.write(
            lambda tx: people_service.invite_lead(tx, self.clock.now())
        )
        return await self.joins(telegram_id, f"i_{token}", first_name, language)

    async def joins(
        self, telegram_id: int, payload: str, first_name: str = "Ada", language: str = "de"
    ) -> Talker:
        """Return somebody who opened a link, chose the language, read the notice, gave a name."""
        who = self.person(telegram_id, language, first_name)
        await who.says(f"/start {payload}")
        if who.offers("lang"):
            await who.forges(f"1:lang:~{language}")
        for action in ("join_yes", "notice_ok", "name_ok"):
            if who.offers(action):
                await who.presses(action)
        return who

    async def arrives(
        self,
        who: Talker,
        content: Content,
        raw: dict[str, object],
        *,
        message_id: int | None,
        reply_to: int | None = None,
    ) -> Reply:
        """Lead one update of ``who`` through inbox, dispatcher and screen; return the reply."""
        update_id = self.next_id()
        [row] = await self.database.write(
            lambda tx: inbox.accept(
                tx, BOT_ID, [(update_id, _raw(who, update_id, raw, message_id))], self.clock.now()
            )
        )
        incoming = Incoming(
            seq=row.seq,
            chat_id=who.telegram_id,
            chat=ChatKind.PRIVATE,
            sender_id=who.telegram_id,
            content=content,
            message_id=message_id,
            reply_to=reply_to,
            app_language=who.app_language,
            first_name=who.first_name,
        )
        address = Address(
            chat_id=who.telegram_id,
            message_id=message_id if isinstance(content, Pressed) else None,
            query_id="q" if isinstance(content, Pressed) else None,
        )

        def effect(tx: Tx) -> Reply:
            reply = dispatcher.answer(tx, incoming, self.clock.now(), self.house)
            inbox.handled(tx, row.seq, replies.dump(reply, address))
            return reply

        reply = await self.database.write(effect)
        await self._show(who, reply, row.seq, address.message_id)
        return reply

    async def _show(self, who: Talker, reply: Reply, seq: int, pressed: int | None) -> None:
        who.toast = reply.toast
        shown = []
        for show in reply.shows:
            edits = show.mode is Mode.EDIT and pressed in who.messages
            number = pressed if edits and pressed is not None else self.next_id()
            who.receives(number, show.message)
            shown.append((number, show))

        def finish(tx: Tx) -> None:
            for number, show in shown:
                deliveries.shown(
                    tx,
                    chat_id=who.telegram_id,
                    message_id=number,
                    question_id=show.question_id,
                    request_id=show.request_id,
                    announcement_id=show.announcement_id,
                )
            inbox.done(tx, [seq])

        await self.database.write(finish)

    async def deliver(self) -> int:
        """Send what is due in the outbox, in its order, and return how many rows that were.

        A chat that nobody of this talk reads counts as unreachable.
        """
        sent = 0
        while due := await self.database.read(
            lambda tx: outbox.candidates(tx, self.clock.now(), 100)
        ):
            for one in sorted(due, key=lambda one: one.id):
                await self.database.write(lambda tx, one=one: self._deliver(tx, one.id))
                sent += 1
        return sent

    def _deliver(self, tx: Tx, row_id: int) -> None:
        now = self.clock.now()
        row = outbox.lease(tx, row_id, now)
        if row is None:
            return
        composed = outbound.compose(tx, row, now, self.house)
        if isinstance(composed, Drop):
            self.dropped.append(composed.reason)
            outbox.record(tx, row.id, OutboxState.DROPPED, reason=composed.reason, now=now)
            return
        if isinstance(composed, Later):
            outbox.postpone(tx, row.id, composed.until, now)
            return
        outcome = self._carry(row, composed)
        if isinstance(outcome, ports.Unknown):
            outbox.doubt(tx, row.id, now, now)
            outbound.settle(tx, row, outcome, now)
            return
        state = OutboxState.SENT if isinstance(outcome, ports.Sent) else OutboxState.UNREACHABLE
        number = outcome.message_id if isinstance(outcome, ports.Sent) else None
        outbox.record(tx, row.id, state, message_id=number, now=now)
        outbound.settle(tx, row, outcome, now)

    def _carry(
        self, row: OutboxRow, composed: SendNew | EditOld | SetMenu | LeaveGroup
    ) -> ports.Outcome:
        if isinstance(composed, LeaveGroup):
            self.left.append(row.chat_id)
            return ports.Sent(message_id=0)
        who = self.talkers.get(row.chat_id)
        if who is None or who.blocks:
            return ports.Unreachable(reason="nobody reads here")
        if who.mute and not row.resent:
            return ports.Unknown(reason="no answer")
        if isinstance(composed, SetMenu):
            who.menu = tuple(line.command for line in composed.lines)
            return ports.Sent(message_id=0)
        number = composed.message_id if isinstance(composed, EditOld) else self.next_id()
        if isinstance(composed, EditOld):
            who.messages[number] = composed.message
        else:
            who.receives(number, composed.message)
        return ports.Sent(message_id=number)


def _raw(who: Talker, update_id: int, raw: dict[str, object], message_id: int | None) -> str:
    """Return the update as Telegram would have written it, as far as it names people."""
    sender = {"id": who.telegram_id, "is_bot": False, "first_name": who.first_name}
    [(kind, inner)] = raw.items()
    assert isinstance(inner, dict)
    body = {"from": sender, "chat": {"id": who.telegram_id, "type": "private"}, **inner}
    return json.dumps(
        {"update_id": update_id, kind: {**body, "message_id": message_id}}, ensure_ascii=False
    )
