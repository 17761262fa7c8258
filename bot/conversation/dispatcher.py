"""From an Incoming to a Reply: who is it, what is open, which flow, and may they."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from bot.conversation import buttons, groups
from bot.conversation.flows import ask, companion_talk, threads, welcome
from bot.conversation.registry import COMMANDS, PRESSES, STEPS, Entry
from bot.conversation.turn import House, Turn
from bot.conversation.types import (
    Attachment,
    BotMembership,
    ChatKind,
    Command,
    Incoming,
    Location,
    Pressed,
    Reply,
    Text,
    Unsupported,
)
from bot.domain.errors import NotAllowedError, NotFoundError
from bot.domain.messages import Apology, Note, Say
from bot.domain.people import Right, Standing
from bot.services import people as people_service
from bot.store import dialogs, people
from bot.store.database import Tx
from bot.store.dialogs import Dialog
from bot.texts.render import Reader, render

# All flows, one line each: importing one registers its commands, buttons and steps.
FLOWS = (
    "account",
    "activity_draft",
    "addresses",
    "announce",
    "answer",
    "ask",
    "attendance",
    "calendar",
    "cards",
    "certificates",
    "change",
    "claims",
    "desk",
    "clearing",
    "companion",
    "companion_desk",
    "companion_help",
    "companion_talk",
    "duty",
    "entering",
    "faq_desk",
    "faq_write",
    "filters",
    "find",
    "helping",
    "hours",
    "human",
    "join",
    "letters",
    "near",
    "news",
    "offers",
    "papers",
    "people",
    "places",
    "plan",
    "profile",
    "regular",
    "repeat",
    "roles",
    "team",
    "threads",
    "topics",
    "topic_making",
    "welcome",
)
for _flow in FLOWS:
    import_module(f"bot.conversation.flows.{_flow}")


def answer(tx: Tx, incoming: Incoming, now: datetime, house: House) -> Reply:
    """Take effect in ``tx`` and return what to reply; nothing is kept if it raises."""
    if incoming.chat is not ChatKind.PRIVATE:
        return groups.answer(tx, incoming, now, house)
    if incoming.sender_id is None:
        return Reply()
    if isinstance(incoming.content, BotMembership):
        return _reachability(tx, incoming, incoming.content, now)
    return _personal(tx, incoming, people_service.meet(tx, incoming.sender_id, now), now, house)


def _personal(
    tx: Tx, incoming: Incoming, standing: Standing, now: datetime, house: House
) -> Reply:
    turn = Turn(
        tx=tx,
        now=now,
        incoming=incoming,
        standing=standing,
        house=house,
        dialog=dialogs.find(tx, standing.person.id, now),
    )
    try:
        return _route(turn)
    except NotFoundError:
        return _refuse(turn, Note.NOT_FOUND)
    except NotAllowedError:
        return _refuse(turn, Note.NOT_ALLOWED)


def apologise(tx: Tx, incoming: Incoming, incident: str, house: House) -> Reply:
    """Return the apology for an error nobody foresaw; ``incident`` stands in the log."""
    if incoming.chat is not ChatKind.PRIVATE or incoming.sender_id is None:
        return Reply()
    person = people.find_by_telegram(tx, incoming.sender_id)
    language = (person.language if person else None) or house.offered(incoming.app_language)
    message = render(Apology(incident=incident), Reader(language=language, zone=house.zone))
    return Reply(shows=(welcome.plain_show(message),))


def unavailable(incoming: Incoming, house: House) -> Reply:
    """Return the apology while the database cannot be written; it may not be read either."""
    if incoming.chat is not ChatKind.PRIVATE:
        return Reply()
    language = house.offered(incoming.app_language)
    message = render(Say(note=Note.TRY_LATER), Reader(language=language, zone=house.zone))
    return Reply(shows=(welcome.plain_show(message),))


def _reachability(tx: Tx, incoming: Incoming, content: BotMembership, now: datetime) -> Reply:
    """A person blocked or unblocked the bot; nobody is stored who was not known."""
    person = (
        None if incoming.sender_id is None else people.find_by_telegram(tx, incoming.sender_id)
    )
    if person is not None:
        if content.present:
            people.mark_seen(tx, person.id, now)
        else:
            people_service.lost(tx, person, now)
    return Reply()


def _refuse(turn: Turn, which: Note) -> Reply:
    """Say why not; a press keeps what is on the screen."""
    if isinstance(turn.incoming.content, Pressed):
        return turn.only_say(Say(note=which), alert=True)
    return turn.note(which)


def _route(turn: Turn) -> Reply:
    content = turn.incoming.content
    match content:
        case Pressed():
            return _pressed(turn, content)
        case Command():
            return _command(turn, content)
        case Text() | Attachment() | Location() | Unsupported():
            return _message(turn)
        case _:
            return Reply()


def _pressed(turn: Turn, content: Pressed) -> Reply:
    pressed = buttons.decode(content.data)
    entry = None if pressed is None else PRESSES.get(pressed.action)
    if pressed is None or entry is None or not entry.takes(pressed.args):
        return _stale(turn)
    turn.args = pressed.args
    reply = _enter(turn, entry)
    companion_talk.left_behind(turn, reply)
    return reply


def _stale(turn: Turn) -> Reply:
    """A button of an older or foreign form: explain, and show the menu as it is now."""
    if turn.standing.person.language is None:
        return welcome.ask_language(turn)
    return turn.reply(welcome.main_menu(turn), said=Say(note=Note.STALE))


# A look at the emergency numbers ends nothing; the other two need to know what is open.
_KEEP_DIALOG = frozenset({"cancel", "emergency", "human"})


def _command(turn: Turn, content: Command) -> Reply:
    entry = COMMANDS.get(content.name)
    if entry is None:
        return _message(turn)
    allowed = turn.standing.right >= entry.right
    if content.name not in _KEEP_DIALOG and allowed and turn.standing.person.language is not None:
        turn.end()
    return _enter(turn, entry)


def _message(turn: Turn) -> Reply:
    """Free words: a reply in a thread, the next step of a dialogue, or a question."""
    if turn.standing.person.language is None:
        return welcome.ask_language(turn)
    if (reply := threads.of_thread(turn)) is not None:
        return reply
    if (reply := companion_talk.of_talk(turn)) is not None:
        return reply
    dialog = turn.dialog
    if dialog is None or (dialog.flow, dialog.step) not in STEPS:
        return ask.free_text(turn)
    if dialog.expired:
        turn.end()
        return turn.note(Note.DIALOG_EXPIRED)
    return _step(turn, dialog)


def _step(turn: Turn, dialog: Dialog) -> Reply:
    """Take the message as what was asked for; a corrected one where it was typed at first.

    The dialogue remembers under ``@<message id>`` at which step a message was typed.
    """
    content, message_id = turn.incoming.content, turn.incoming.message_id
    typed_at = dialog.step
    if isinstance(content, Text) and content.edited:
        typed_at = str(dialog.data.get(f"@{message_id}", typed_at))
    reply = _enter(turn, STEPS[dialog.flow, typed_at])
    now = turn.dialog
    if message_id is not None and now is not None and now.flow == dialog.flow:
        turn.ask(now.flow, now.step, **{**now.data, f"@{message_id}": typed_at})
    return reply


def _enter(turn: Turn, entry: Entry) -> Reply:
    """Check the right for this step, as it stands in the database now, and go in."""
    needs_language = turn.standing.person.language is None
    if needs_language and entry.name not in welcome.BEFORE_LANGUAGE:
        return welcome.ask_language(turn)
    right = turn.standing.right
    if right >= entry.right:
        return entry.handler(turn)
    if right is Right.ANYBODY and entry.right is Right.INFORMED:
        return welcome.notice_first(turn, entry)
    raise NotAllowedError
