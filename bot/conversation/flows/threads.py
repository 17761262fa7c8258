"""Words for a thread, from either side: by replying, by a button, corrected later; and its end."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.flows import ask
from bot.conversation.flows.human import careful, content_of
from bot.conversation.registry import press, step
from bot.conversation.turn import Turn
from bot.conversation.types import Mode, Reply, Text
from bot.domain import messages as m
from bot.domain.people import Right
from bot.services import questions as service
from bot.store import questions
from bot.store.questions import QuestionState

FLOW = "thread"


@press("write", int, right=Right.INFORMED)
def write(turn: Turn) -> Reply:
    """Take the next message as words for the thread, from either side."""
    question = questions.find(turn.tx, turn.number)
    if question is None or not service.concerns(turn.tx, turn.standing, question):
        return turn.note(m.Note.NOT_FOUND)
    turn.ask(FLOW, "write", question=question.id)
    answered = (
        question.state is QuestionState.ANSWERED and question.person_id != turn.standing.person.id
    )
    # A new message: what somebody wrote stays on the screen above the answer.
    return turn.reply(
        m.Say(note=m.Note.WRITE_ANSWER),
        said=m.Say(note=m.Note.ANSWERED_BEFORE) if answered else None,
        mode=Mode.SEND,
    )


@step(FLOW, "write", Right.INFORMED)
def words_for_thread(turn: Turn) -> Reply:
    """Pass the words on in the thread that was chosen."""
    return _pass_on(turn, int(turn.said(FLOW).get("question", 0)))


def of_thread(turn: Turn) -> Reply | None:
    """Pass on a reply to a thread's message or a corrected message; None if it is neither."""
    if turn.standing.right < Right.INFORMED:
        return None
    if (reply := _corrected(turn)) is not None:
        return reply
    if turn.incoming.reply_to is None:
        return None
    question_id = questions.find_relay(
        turn.tx, chat_id=turn.incoming.chat_id, message_id=turn.incoming.reply_to
    )
    question = None if question_id is None else questions.find(turn.tx, question_id)
    if question is None:
        return None
    if not service.concerns(turn.tx, turn.standing, question):
        return turn.note(m.Note.NOT_WITH_YOU)
    return _pass_on(turn, question.id)


def _corrected(turn: Turn) -> Reply | None:
    """Put corrected words in place of those that were typed in this very message."""
    content, message_id = turn.incoming.content, turn.incoming.message_id
    if not isinstance(content, Text) or not content.edited or message_id is None:
        return None
    text, _ = content_of(turn)
    chat = turn.incoming.chat_id
    if not text or not service.correct(
        turn.tx, turn.standing, chat_id=chat, message_id=message_id, text=text, now=turn.now
    ):
        return None
    return careful(turn, text, turn.note(m.Note.CORRECTION_SENT))


def _pass_on(turn: Turn, question_id: int) -> Reply:
    text, file = content_of(turn)
    if not text and file is None:
        return turn.note(m.Note.SEND_AS_TEXT)
    written = service.write(turn.tx, turn.standing, question_id, text, file, turn.now)
    if turn.incoming.message_id is not None:
        questions.put_relay(
            turn.tx,
            chat_id=turn.incoming.chat_id,
            message_id=turn.incoming.message_id,
            question_id=question_id,
            words_id=written.message_id,
        )
    if turn.said(FLOW):
        turn.end()
    if written.reopened:
        which = m.Note.QUESTION_REOPENED
    else:
        which = m.Note.MESSAGE_PASSED_ON if written.from_newcomer else m.Note.ANSWER_SENT
    reply = turn.note(which)
    return careful(turn, text, reply) if written.from_newcomer else reply


@press("solved", int, right=Right.INFORMED)
def solved(turn: Turn) -> Reply:
    """Close the thread, from either side."""
    service.close(turn.tx, turn.standing, turn.number, turn.now)
    # A new message: the answer stays on the screen, somebody may still need it.
    return turn.reply(m.Say(note=m.Note.QUESTION_CLOSED), mode=Mode.SEND)


@press("topic_new", str, right=Right.ANYBODY)
def topic_below(turn: Turn) -> Reply:
    """Show a topic as a new message: what a human wrote stays on the screen."""
    found = ask.open_topic(turn, turn.word)
    return replace(found, shows=tuple(replace(show, mode=Mode.SEND) for show in found.shows))
