"""The desk of those who answer: inbox, threads, ready replies, topics that are sent."""

from __future__ import annotations

from bot.conversation.flows.human import in_thread
from bot.conversation.registry import command, press
from bot.conversation.thread_views import line_of, thread_card, topic_title
from bot.conversation.turn import Turn
from bot.conversation.types import Reply
from bot.domain import messages as m
from bot.domain import messages_handover as h
from bot.domain.handover import CannedReply, canned_topic, reply_in
from bot.domain.people import Right
from bot.services import question_desk as service
from bot.services import questions as threads
from bot.store.questions import Question

_INBOX = 8


@command("inbox", Right.COORDINATOR)
@press("inbox", right=Right.COORDINATOR)
def inbox(turn: Turn) -> Reply:
    """Show the open questions, oldest first, and what was answered today."""
    return _inbox(turn, "")


@press("inbox_in", str, right=Right.COORDINATOR)
def inbox_in(turn: Turn) -> Reply:
    """Show the questions in one language."""
    return _inbox(turn, turn.word)


def _inbox(turn: Turn, language: str) -> Reply:
    found = service.overview(
        turn.tx,
        turn.standing,
        language=language if language in turn.house.languages else "",
        limit=_INBOX,
        now=turn.now,
        zone=turn.house.zone,
    )
    return turn.reply(
        h.Inbox(
            questions=tuple(line_of(turn.tx, one) for one in found.open),
            total=found.total,
            languages=found.languages,
            language=language if language in turn.house.languages else "",
            answered=tuple(line_of(turn.tx, one) for one in found.answered),
        )
    )


@press("thread", int, right=Right.VOLUNTEER)
def thread(turn: Turn) -> Reply:
    """Show one question with what was written so far."""
    if turn.said("topic"):
        turn.end()
    return show_thread(turn, turn.number)


def show_thread(turn: Turn, question_id: int, said: m.Message | None = None) -> Reply:
    """Return the card of a question, with ``said`` as the short text over the chat."""
    found = threads.thread_for(turn.tx, turn.standing, question_id)
    card = thread_card(turn.tx, turn.faq, turn.standing, found, turn.language)
    return in_thread(turn.reply(card, said=said), question_id)


# --- ready replies


def _mine(turn: Turn) -> Question:
    """Return the question the button names.

    Raises:
        NotFoundError: there is none, or it is not theirs to answer.
    """
    return threads.question_for(turn.tx, turn.standing, turn.number)


@press("canned", int, right=Right.VOLUNTEER)
def canned(turn: Turn) -> Reply:
    """Show the ready replies."""
    question = _mine(turn)
    return turn.reply(
        h.ReadyReplies(
            question_id=question.id, pseudonym=question.pseudonym, language=question.language
        )
    )


@press("canned_see", int, str, right=Right.VOLUNTEER)
def canned_see(turn: Turn) -> Reply:
    """Show a ready reply as both sides read it."""
    question, reply = _mine(turn), _reply(turn)
    if reply is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    return turn.reply(
        h.ReadyPreview(
            question_id=question.id,
            pseudonym=question.pseudonym,
            language=question.language,
            reply=reply,
        )
    )


def _reply(turn: Turn) -> CannedReply | None:
    return reply_in(str(turn.args[1]))


@press("canned_yes", int, str, right=Right.VOLUNTEER)
def canned_sent(turn: Turn) -> Reply:
    """Send the ready reply."""
    question, reply = _mine(turn), _reply(turn)
    if reply is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    service.send_ready(turn.tx, turn.standing, question.id, reply.value, turn.now)
    return show_thread(turn, question.id, m.Say(note=m.Note.ANSWER_SENT))


# --- a topic that a human sends


@press("send_topic", int, str, right=Right.VOLUNTEER)
def topic_see(turn: Turn) -> Reply:
    """Show which topic will be sent, as both sides read its title."""
    question, slug = _mine(turn), str(turn.args[1])
    faq = turn.faq
    if faq.topic(slug, question.language) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    return turn.reply(
        h.ReadyPreview(
            question_id=question.id,
            pseudonym=question.pseudonym,
            language=question.language,
            slug=slug,
            title=topic_title(faq, slug, turn.language),
            theirs=topic_title(faq, slug, question.language),
        )
    )


@press("topic_yes", int, str, right=Right.VOLUNTEER)
def topic_sent(turn: Turn) -> Reply:
    """Send the topic."""
    question, slug = _mine(turn), str(turn.args[1])
    if turn.faq.topic(slug, question.language) is None:
        return turn.only_say(m.Say(note=m.Note.STALE), alert=True)
    service.send_ready(turn.tx, turn.standing, question.id, canned_topic(slug), turn.now)
    return show_thread(turn, question.id, m.Say(note=m.Note.ANSWER_SENT))
