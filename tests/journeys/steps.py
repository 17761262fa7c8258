"""What people do in a journey beyond writing and pressing, and what their screen must say then."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.types import Content, Location, Text, Unsupported
from bot.domain import messages as m
from bot.domain.messages import Message
from bot.domain.people import Right
from bot.texts.speech import escape
from tests.journeys.scene import Scene, reads
from tests.support.talk import Talker

PHONE = "phone"
STRANGER = 501
# Whatever people send that is neither words nor a file: each with what Telegram would write.
ODD: tuple[tuple[Content, dict[str, object]], ...] = (
    (Unsupported(), {"sticker": {"file_id": "s"}}),
    (Unsupported(), {"contact": {"phone_number": "1"}}),
    (Unsupported(), {"poll": {"question": "?"}}),
    (Location(latitude=51.5, longitude=7.5), {"location": {"latitude": 51.5}}),
)
DANGER = {
    "de": "Mein Mann schlägt mich",
    "en": "My husband beats me",
    "uk": "Чоловік мене б'є",
    "ar": "زوجي يضربني",
}


def stranger(scene: Scene, name: str = "Ada") -> Talker:
    """Return somebody who never wrote to Lotse, with an app in the journey's language."""
    return scene.talk.person(STRANGER + len(scene.talk.talkers), scene.language, name)


async def newcomer(scene: Scene) -> Talker:
    """Return somebody who has chosen the journey's language and nothing else."""
    who = stranger(scene)
    await who.says("/start")
    await who.presses("lang", scene.language)
    return who


async def writes(
    who: Talker, text: str, *, correcting: int | None = None, replies: int = 1
) -> int:
    """Write ``text``, or change what an earlier message says; return the message's number."""
    number = who.talk.next_id() if correcting is None else correcting
    edited = correcting is not None
    content = Text(text=text, html=str(escape(text)), edited=edited)
    raw = {"edited_message" if edited else "message": {"text": text}}
    reply = await who.talk.arrives(who, content, raw, message_id=number)
    assert len(reply.shows) == replies, f"{text!r}: {len(reply.shows)} replies"
    return number


async def sends(who: Talker, content: Content, raw: dict[str, object]) -> None:
    """Send something odd; exactly one reply must come."""
    number = who.talk.next_id()
    reply = await who.talk.arrives(who, content, {"message": raw}, message_id=number)
    assert len(reply.shows) == 1, f"{content}: {len(reply.shows)} replies"


def menu(scene: Scene, right: Right = Right.ANYBODY, *, greeting: bool = False) -> m.MainMenu:
    """Return the main menu of somebody with this right."""
    return m.MainMenu(right=right, contact=scene.talk.house.contact, greeting=greeting)


def shows(who: Talker, message: Message) -> None:
    """Check that the screen shows just this, with just these buttons."""
    wanted = reads(who, message)
    assert (who.screen.html, who.screen.buttons) == (wanted.html, wanted.buttons)


def actions(who: Talker) -> Iterator[str]:
    """Yield what the buttons on the screen do; those that copy a text do :data:`PHONE`."""
    for row in who.screen.buttons:
        for button in row:
            yield PHONE if button.press is None else button.press.action
