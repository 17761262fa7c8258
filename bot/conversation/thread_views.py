"""The thread of a question as its two sides read it, from rows to messages."""

from __future__ import annotations

from bot.conversation.answers import titles
from bot.domain import messages_handover as h
from bot.domain.handover import reply_in, topic_in
from bot.domain.people import Standing, cut
from bot.faq.faq import Faq
from bot.services import questions as service
from bot.services.questions import Thread
from bot.store import people, question_helpers, questions
from bot.store.database import Tx
from bot.store.question_helpers import HelperState
from bot.store.questions import Question, QuestionMessage, QuestionState

GERMAN = "de"  # coordinators live in it, and talk in it to offices
START_LIMIT = 100
_NOT_SHOWN = (HelperState.ASKED, HelperState.DECLINED)


def start_of(tx: Tx, question_id: int, limit: int = START_LIMIT) -> str:
    """Return the beginning of a question's first words; empty for a file alone."""
    first = questions.first_message(tx, question_id)
    return "" if first is None else cut(" ".join(first.text.split()), limit)


def topic_title(faq: Faq, slug: str, language: str) -> str:
    """Return the title of a topic as somebody reads it; its slug where it is gone."""
    topic = faq.topic(slug, language)
    return slug if topic is None else topic.title


def said_of(faq: Faq, message: QuestionMessage, language: str) -> h.Said:
    """Return what a message says, for somebody who reads ``language``."""
    slug = topic_in(message.canned)
    return h.Said(
        text=message.text,
        reply=reply_in(message.canned),
        topic="" if slug is None else topic_title(faq, slug, language),
        has_file=message.file is not None,
    )


def nearest(faq: Faq, question: Question, text: str, language: str) -> h.Topics:
    """Return the three topics nearest to a newcomer's words, titled for who reads ``language``."""
    if not text:
        return ()
    return titles(faq, faq.ask(text, question.language).nearest, language)


def is_volunteer(tx: Tx, question: Question, author_id: int | None) -> bool:
    """Tell whether this author wrote as the volunteer who helps with the language."""
    if author_id is None:
        return False
    found = question_helpers.find(tx, question.id, author_id)
    if found is None or found.state in _NOT_SHOWN:
        return False
    author = people.find(tx, author_id)
    return author is not None and not service.may_answer(
        tx, people.standing_of(tx, author), question
    )


def by_whom(tx: Tx, question: Question, message: QuestionMessage, reader_id: int) -> h.By:
    """Return who wrote a message, as one of those who answer sees it."""
    if message.from_newcomer:
        return h.By.NEWCOMER
    if message.author_id == reader_id:
        return h.By.ME
    volunteer = is_volunteer(tx, question, message.author_id)
    return h.By.VOLUNTEER if volunteer else h.By.COLLEAGUE


def thread_card(
    tx: Tx, faq: Faq, standing: Standing, thread: Thread, language: str
) -> h.QuestionThread:
    """Return a question with what was written so far, for who answers it or helps."""
    question, me = thread.question, standing.person.id
    asked = [one.text for one in thread.messages if one.from_newcomer and one.text]
    answered = [one for one in thread.messages if not one.from_newcomer and one.text]
    helper = not service.may_answer(tx, standing, question)
    helping = question_helpers.helping(tx, question.id)
    who = None if helping is None or helper else people.find(tx, helping.person_id)
    return h.QuestionThread(
        question_id=question.id,
        pseudonym=question.pseudonym,
        language=question.language,
        messages=tuple(
            h.ThreadMessage(
                by=by_whom(tx, question, one, me),
                said=said_of(faq, one, language),
                at=one.sent_at,
            )
            for one in thread.messages
        ),
        topics=nearest(faq, question, asked[-1], language if helper else GERMAN) if asked else (),
        is_open=question.state is not QuestionState.CLOSED,
        late=question.escalated_at is not None,
        helping="" if who is None else who.name or "?",
        can_make=bool(asked and answered) and not helper,
        helper=helper,
    )


def line_of(tx: Tx, question: Question) -> h.QuestionLine:
    """Return a question as the inbox lists it."""
    return h.QuestionLine(
        id=question.id,
        pseudonym=question.pseudonym,
        language=question.language,
        since=question.created_at,
        start=start_of(tx, question.id),
        late=question.escalated_at is not None,
    )


def my_line(tx: Tx, faq: Faq, question: Question, language: str) -> h.MyQuestion:
    """Return a newcomer's own question as their list shows it."""
    last = questions.last_message(tx, question.id, from_newcomer=False)
    return h.MyQuestion(
        id=question.id,
        since=question.created_at,
        start=start_of(tx, question.id, 60),
        state=h.Stands(question.state.value),
        receiver=service.receiver_name(tx, question.initiative_id) or "",
        last=None if last is None else said_of(faq, last, language),
    )
