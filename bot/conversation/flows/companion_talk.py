"""A newcomer and their companion write to each other; each can end it, or report the other."""

from __future__ import annotations

from bot.conversation.companions import in_talk, name_of, pin_of
from bot.conversation.flows.human import careful
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


def _said(pair: Pair, note: TalkNote) -> c.CompanionTalk:
    return c.CompanionTalk(note=note, request_id=pair.request.id, side=pair.side)


def _note(turn: Turn, pair: Pair, note: TalkNote) -> Reply:
    # A new message: what the other one wrote stays on the screen.
    return in_talk(turn.reply(_said(pair, note), mode=Mode.SEND), pair.request.id)


@press("companion_write", int, right=Right.INFORMED)
def write(turn: Turn) -> Reply:
    """Take the next message as words for the other one."""
    pair = _pair(turn, turn.number)
    if not pair.open:
        return _note(turn, pair, TalkNote.SILENCE)
    turn.ask(FLOW, "write", companion=turn.number)
    return _note(turn, pair, TalkNote.WRITE)


@step(FLOW, "write", Right.INFORMED)
def words_sent(turn: Turn) -> Reply:
    """Pass the words on."""
    return _pass_on(turn, _pair(turn, int(turn.said(FLOW).get("companion", 0))))


def of_talk(turn: Turn) -> Reply | None:
    """Pass on a reply to anything about the two's match, or a corrected message; None: neither."""
    if turn.standing.right < Right.INFORMED:
        return None
    if (reply := _corrected(turn)) is not None:
        return reply
    if turn.incoming.reply_to is None:
        return None
    request_id = store.find_relay(
        turn.tx, chat_id=turn.incoming.chat_id, message_id=turn.incoming.reply_to
    )
    if request_id is None:
        return None
    pair = _pair(turn, request_id)
    # Until somebody comes along, a reply to the own request is a question as any other.
    return None if pair.request.matched_at is None else _pass_on(turn, pair)


def left_behind(turn: Turn, reply: Reply) -> None:
    """Let a card that becomes something else, such as the menu, lead to the other one no more."""
    message_id = turn.incoming.message_id
    replaced = any(show.mode is Mode.EDIT and show.request_id is None for show in reply.shows)
    if replaced and message_id is not None:
        store.forget_relay(turn.tx, chat_id=turn.incoming.chat_id, message_id=message_id)


def _corrected(turn: Turn) -> Reply | None:
    """Pass on what was typed in this very message and has been corrected since."""
    content, message_id = turn.incoming.content, turn.incoming.message_id
    if not isinstance(content, Text) or not content.edited or message_id is None:
        return None
    before = store.typed_in(turn.tx, chat_id=turn.incoming.chat_id, message_id=message_id)
    if before is None:
        return None
    pair = _pair(turn, before.request_id)
    text, _ = _content(turn)
    if not text:
        return _note(turn, pair, TalkNote.UNREADABLE)
    words_id = service.correct(turn.tx, pair, before, text, turn.now)
    _remember(turn, pair, words_id)
    return _passed(turn, pair, text, TalkNote.CLOSED if words_id is None else TalkNote.CORRECTED)


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
        return _note(turn, pair, TalkNote.UNREADABLE)
    words_id = service.write(turn.tx, pair, text, file, turn.now)
    _remember(turn, pair, words_id)
    _stop_writing(turn)
    return _passed(turn, pair, text, TalkNote.CLOSED if words_id is None else TalkNote.SENT)


def _remember(turn: Turn, pair: Pair, words_id: int | None) -> None:
    """Let a later correction of what was typed find the words that were passed on."""
    if turn.incoming.message_id is not None and words_id is not None:
        store.put_relay(
            turn.tx,
            chat_id=turn.incoming.chat_id,
            message_id=turn.incoming.message_id,
            request_id=pair.request.id,
            words_id=words_id,
        )


def _passed(turn: Turn, pair: Pair, text: str, note: TalkNote) -> Reply:
    """Say what became of the words; to a newcomer in danger the emergency card comes first."""
    reply = _note(turn, pair, note)
    return careful(turn, text, reply) if pair.side is Side.NEWCOMER else reply


def _other(turn: Turn, pair: Pair) -> str:
    request = pair.request
    number = request.companion_id if pair.side is Side.NEWCOMER else request.person_id
    return name_of(turn.tx, number)


@press("companion_end", int, right=Right.INFORMED)
def end_ask(turn: Turn) -> Reply:
    """Ask whether no more words shall pass."""
    pair = _pair(turn, turn.number)
    if not pair.open:
        return _note(turn, pair, TalkNote.SILENCE)
    asked = c.CompanionTalkAsk(request_id=turn.number, name=_other(turn, pair), reporting=False)
    return in_talk(turn.reply(asked, mode=Mode.SEND), pair.request.id)


@press("companion_end_yes", int, right=Right.INFORMED)
def end(turn: Turn) -> Reply:
    """Have no more words pass."""
    pair = _pair(turn, turn.number)
    ended = service.end(turn.tx, pair, turn.now)
    _stop_writing(turn)
    said = _said(pair, TalkNote.ENDED if ended else TalkNote.SILENCE)
    return in_talk(turn.reply(said), pair.request.id)


def _stop_writing(turn: Turn) -> None:
    if turn.said(FLOW):
        turn.end()


@press("companion_report", int, right=Right.INFORMED)
def report_ask(turn: Turn) -> Reply:
    """Ask whether to report the other one."""
    pair = _pair(turn, turn.number)
    if pair.request.reported_by is not None:
        return _note(turn, pair, TalkNote.REPORTED_BEFORE)
    asked = c.CompanionTalkAsk(request_id=turn.number, name=_other(turn, pair), reporting=True)
    return in_talk(turn.reply(asked, mode=Mode.SEND), pair.request.id)


@press("companion_report_yes", int, right=Right.INFORMED)
def report(turn: Turn) -> Reply:
    """Tell the coordinators, and have no more words pass."""
    pair = _pair(turn, turn.number)
    told = service.report(turn.tx, pair, turn.now)
    _stop_writing(turn)
    said = _said(pair, TalkNote.REPORTED if told else TalkNote.REPORTED_BEFORE)
    return in_talk(turn.reply(said), pair.request.id)


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
