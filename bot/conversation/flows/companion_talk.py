"""A newcomer and their companion write to each other; each can end it, or report the other."""

from __future__ import annotations

from bot.conversation.companions import name_of, pin_of
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Attachment, Mode, Reply, Text
from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain import messages_finding as f
from bot.domain.companions import Side
from bot.domain.messages_companion import TalkNote
from bot.domain.people import Right, clean
from bot.domain.rendered import FileRef
from bot.services import companion_talk as service
from bot.services.companion_talk import Pair
from bot.store import companion_talk as store

FLOW = "companion_talk"
_WORDS_LIMIT = 1500
_CAPTION_LIMIT = 700


def _pair(turn: Turn, request_id: int) -> Pair:
    return service.pair_for(turn.tx, turn.standing, request_id, turn.now, turn.house.zone)


def _note(turn: Turn, note: TalkNote) -> Reply:
    # A new message: what the other one wrote stays on the screen.
    return turn.reply(c.CompanionTalk(note=note), mode=Mode.SEND)


@press("companion_write", int, right=Right.INFORMED)
def write(turn: Turn) -> Reply:
    """Take the next message as words for the other one."""
    if not _pair(turn, turn.number).open:
        return _note(turn, TalkNote.CLOSED)
    turn.ask(FLOW, "write", companion=turn.number)
    return _note(turn, TalkNote.WRITE)


@step(FLOW, "write", Right.INFORMED)
def words_sent(turn: Turn) -> Reply:
    """Pass the words on."""
    return _pass_on(turn, _pair(turn, int(turn.said(FLOW).get("companion", 0))))


def reply_to_companion(turn: Turn) -> Reply | None:
    """Pass a reply to the other one's message on; None if it replies to nothing of theirs."""
    if turn.incoming.reply_to is None or turn.standing.right < Right.INFORMED:
        return None
    request_id = store.find_relay(
        turn.tx, chat_id=turn.incoming.chat_id, message_id=turn.incoming.reply_to
    )
    return None if request_id is None else _pass_on(turn, _pair(turn, request_id))


def _content(turn: Turn) -> tuple[str, FileRef | None]:
    content = turn.incoming.content
    if isinstance(content, Text):
        return clean(content.text, limit=_WORDS_LIMIT, keep_lines=True), None
    if isinstance(content, Attachment):
        return clean(content.caption, limit=_CAPTION_LIMIT, keep_lines=True), content.file
    return "", None


def _pass_on(turn: Turn, pair: Pair) -> Reply:
    text, file = _content(turn)
    if not text and file is None:
        return _note(turn, TalkNote.UNREADABLE)
    passed = service.write(turn.tx, pair, text, file, turn.now)
    if turn.said(FLOW):
        turn.end()
    return _note(turn, TalkNote.SENT if passed else TalkNote.CLOSED)


def _other(turn: Turn, pair: Pair) -> str:
    request = pair.request
    number = request.companion_id if pair.side is Side.NEWCOMER else request.person_id
    return name_of(turn.tx, number)


@press("companion_end", int, right=Right.INFORMED)
def end_ask(turn: Turn) -> Reply:
    """Ask whether no more words shall pass."""
    pair = _pair(turn, turn.number)
    if not pair.open:
        return _note(turn, TalkNote.SILENCE)
    asked = c.CompanionTalkAsk(request_id=turn.number, name=_other(turn, pair), reporting=False)
    return turn.reply(asked, mode=Mode.SEND)


@press("companion_end_yes", int, right=Right.INFORMED)
def end(turn: Turn) -> Reply:
    """Have no more words pass."""
    ended = service.end(turn.tx, _pair(turn, turn.number), turn.now)
    _stop_writing(turn)
    return turn.reply(c.CompanionTalk(note=TalkNote.ENDED if ended else TalkNote.SILENCE))


def _stop_writing(turn: Turn) -> None:
    if turn.said(FLOW):
        turn.end()


@press("companion_report", int, right=Right.INFORMED)
def report_ask(turn: Turn) -> Reply:
    """Ask whether to report the other one."""
    pair = _pair(turn, turn.number)
    if pair.request.reported_by is not None:
        return _note(turn, TalkNote.REPORTED_BEFORE)
    asked = c.CompanionTalkAsk(request_id=turn.number, name=_other(turn, pair), reporting=True)
    return turn.reply(asked, mode=Mode.SEND)


@press("companion_report_yes", int, right=Right.INFORMED)
def report(turn: Turn) -> Reply:
    """Tell the coordinators, and have no more words pass."""
    told = service.report(turn.tx, _pair(turn, turn.number), turn.now)
    _stop_writing(turn)
    note = TalkNote.REPORTED if told else TalkNote.REPORTED_BEFORE
    return turn.reply(c.CompanionTalk(note=note))


@press("companion_map", int, right=Right.INFORMED)
def show_on_map(turn: Turn) -> Reply:
    """Show where the two meet."""
    pin = pin_of(turn.tx, _pair(turn, turn.number).request)
    if pin is None:
        return turn.only_say(m.Say(note=m.Note.NOT_FOUND), alert=True)
    town = _pair(turn, turn.number).request.trip.town
    return turn.reply(
        f.PlaceOnMap(title=pin.name, address=town, latitude=pin.latitude, longitude=pin.longitude),
        mode=Mode.SEND,
    )
