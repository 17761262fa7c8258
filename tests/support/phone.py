"""One person's side of the conversation on a plain database, without inbox and outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.conversation import buttons, dispatcher
from bot.conversation.turn import House
from bot.conversation.types import (
    ChatKind,
    Command,
    Content,
    Incoming,
    Location,
    Pressed,
    Reply,
    Text,
)
from bot.domain.people import Person
from bot.domain.rendered import Button, Press, Rendered
from bot.store import people
from bot.texts.limits import visible
from tests.services.world import World
from tests.support.db import START
from tests.support.talk import make_house

HOUSE = make_house(lambda tx, person_id, now: None)


@dataclass
class Phone:
    """Whoever holds it writes and presses; every reply is kept."""

    world: World
    telegram_id: int
    house: House = HOUSE
    now: datetime = START
    replies: list[Reply] = field(default_factory=list)

    @property
    def reply(self) -> Reply:
        """Return the last reply."""
        return self.replies[-1]

    @property
    def screen(self) -> Rendered:
        """Return the message of the last reply that showed one; of several the last."""
        return next(one.shows[-1].message for one in reversed(self.replies) if one.shows)

    @property
    def text(self) -> str:
        """Return what the screen says, without markup and direction marks."""
        return visible(self.screen.html).translate(dict.fromkeys((0x2068, 0x2069, 0x200F)))

    @property
    def buttons(self) -> list[Button]:
        """Return all buttons on the screen."""
        return [button for row in self.screen.buttons for button in row]

    @property
    def presses(self) -> list[Press]:
        """Return what the buttons on the screen do."""
        return [button.press for button in self.buttons if button.press is not None]

    @property
    def actions(self) -> set[str]:
        """Return the actions of the buttons on the screen."""
        return {press.action for press in self.presses}

    def says(self, text: str) -> Reply:
        """Write a text or a command."""
        name, _, argument = text.removeprefix("/").partition(" ")
        if text.startswith("/"):
            return self._send(Command(name=name, argument=argument))
        return self._send(Text(text=text, html=text))

    def locates(self, latitude: float, longitude: float) -> Reply:
        """Send a location."""
        return self._send(Location(latitude=latitude, longitude=longitude))

    def forges(self, action: str, *args: int | str) -> Reply:
        """Press a button that need not be on the screen."""
        return self._send(Pressed(data=buttons.encode(Press(action=action, args=args))))

    def taps(self, action: str, *args: int | str) -> Reply:
        """Press the one button on the screen with this action (and, if given, these arguments)."""
        found = [
            press
            for press in self.presses
            if press.action == action and (not args or press.args == args)
        ]
        assert len(found) == 1, f"{action}{args}: {found} of {self.presses}"
        return self.forges(action, *found[0].args)

    def _send(self, content: Content) -> Reply:
        incoming = Incoming(
            seq=1,
            chat_id=self.telegram_id,
            chat=ChatKind.PRIVATE,
            sender_id=self.telegram_id,
            content=content,
            message_id=len(self.replies) + 1,
            app_language="de",
            first_name="Zoe",
        )
        self.replies.append(
            self.world.do(lambda tx: dispatcher.answer(tx, incoming, self.now, self.house))
        )
        return self.reply

    def person(self) -> Person:
        """Return who holds it."""
        found = self.world.do(lambda tx: people.find_by_telegram(tx, self.telegram_id))
        assert found is not None
        return found
