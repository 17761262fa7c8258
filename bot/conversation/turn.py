"""One turn of a conversation: what came in, who it is, and the means to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.conversation.types import Incoming, Mode, Pressed, Reply, Show, Text
from bot.domain.calendar import local_day
from bot.domain.messages import Contact, Message, Note, Say
from bot.domain.people import Standing
from bot.faq.faq import Faq
from bot.services.live_answers import Live
from bot.store import dialogs, people
from bot.store.database import Tx
from bot.store.dialogs import Dialog
from bot.texts.catalogue import normalise_tag
from bot.texts.render import Reader, render, toast


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is the same for every turn: the installation's settings and its answers.

    ``erased`` writes one erasure (person id, instant) into the journal, durably, before the
    erasing transaction commits. ``faq`` is what came with Lotse; ``live`` puts the answers of
    this place over it.
    """

    zone: ZoneInfo
    languages: tuple[str, ...]
    contact: Contact
    username: Callable[[], str]
    faq: Faq
    erased: Callable[[Tx, int, datetime], None]
    live: Live = field(default_factory=Live)

    def link(self, payload: str) -> str:
        """Return the deep link that opens the bot with ``payload``."""
        return f"https://t.me/{self.username()}?start={payload}"

    def offered(self, tag: str | None) -> str:
        """Return the language of this house nearest to an app's language tag, else German."""
        language = normalise_tag(tag)
        if language in self.languages:
            return str(language)
        return "de" if "de" in self.languages else self.languages[0]


@dataclass(slots=True, kw_only=True)
class Turn:
    """Everything a flow needs to handle one Incoming inside its transaction.

    ``args`` are the arguments of the button that was pressed. ``dialog`` is the open dialogue.
    """

    tx: Tx
    now: datetime
    incoming: Incoming
    standing: Standing
    house: House
    args: tuple[int | str, ...] = ()
    dialog: Dialog | None = None

    @property
    def language(self) -> str:
        """Return the person's language; until one is chosen, the nearest to that of their app."""
        return self.standing.person.language or self.house.offered(self.incoming.app_language)

    @property
    def reader(self) -> Reader:
        """Return for whom the answer is rendered."""
        return Reader(language=self.language, zone=self.house.zone)

    @property
    def today(self) -> date:
        """Return the local day."""
        return local_day(self.now, self.house.zone)

    @property
    def faq(self) -> Faq:
        """Return the questions and answers with those of this place, as they stand now."""
        return self.house.live.now(self.house.faq, self.tx)

    @property
    def number(self) -> int:
        """Return the pressed button's first argument as a number."""
        return int(self.args[0])

    @property
    def word(self) -> str:
        """Return the pressed button's first argument as a word."""
        return str(self.args[0])

    @property
    def typed(self) -> str:
        """Return the text that was written, as it came; empty for anything but text."""
        content = self.incoming.content
        return content.text if isinstance(content, Text) else ""

    def show(self, message: Message, mode: Mode | None = None) -> Show:
        """Return ``message`` rendered: after a press in its place, else as a new message."""
        pressed = isinstance(self.incoming.content, Pressed)
        return Show(
            message=render(message, self.reader),
            mode=mode or (Mode.EDIT if pressed else Mode.SEND),
        )

    def reply(
        self, message: Message, *, said: Message | None = None, mode: Mode | None = None
    ) -> Reply:
        """Answer with one message, and with ``said`` as the short text over the chat."""
        return Reply(
            shows=(self.show(message, mode),),
            toast=None if said is None else toast(said, self.reader),
        )

    def only_say(self, message: Message, *, alert: bool = False) -> Reply:
        """Answer a press with a short text over the chat, and leave the message as it is."""
        return Reply(toast=toast(message, self.reader), alert=alert)

    def note(self, which: Note) -> Reply:
        """Answer with one of the short sentences as a message."""
        return self.reply(Say(note=which))

    def over(self) -> Reply:
        """Answer a button of a dialogue that is over; what stands on the screen stays there.

        It may be the confirmation, where somebody pressed twice.
        """
        late = self.dialog is not None and self.dialog.expired
        which = Note.DIALOG_EXPIRED if late else Note.NO_LONGER_OPEN
        return self.reply(Say(note=which), mode=Mode.SEND)

    def ask(self, flow: str, step: str, /, **data: str | int) -> None:
        """Store the step at which the conversation now stands."""
        dialogs.put(self.tx, self.standing.person.id, flow, step, data, self.now)
        self.dialog = Dialog(flow=flow, step=step, data=data)

    def end(self) -> None:
        """End the open dialogue."""
        dialogs.drop(self.tx, self.standing.person.id)
        self.dialog = None

    def said(self, flow: str) -> dict[str, str | int]:
        """Return what was said so far in ``flow``; empty if another one or none is open."""
        if self.dialog is None or self.dialog.flow != flow or self.dialog.expired:
            return {}
        return dict(self.dialog.data)

    def refresh(self) -> None:
        """Read the person again after a change of name, language or role."""
        person = people.find(self.tx, self.standing.person.id)
        if person is not None:
            self.standing = people.standing_of(self.tx, person)
