"""Notices of a question's thread: to who answers, who helps and who asked; facts read again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from bot.conversation import thread_views as views
from bot.domain import messages_handover as h
from bot.domain import messages_newcomer as n
from bot.domain.handover import reply_in, topic_in
from bot.domain.outbox import Composed, Drop, Later
from bot.domain.reminders import night_around
from bot.services import questions as service
from bot.services.notices import Notice
from bot.store import people, question_helpers, questions
from bot.store.question_helpers import HelperState
from bot.store.questions import Question, QuestionMessage, QuestionState

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")
NO_LONGER = Drop(reason="no longer so")

Found = tuple[Question, QuestionMessage]


def _message(case: Case) -> Found | None:
    """Return the thread's message a notice is about, None once it was deleted."""
    message = questions.find_message(case.tx, int(case.facts["message"]))
    question = None if message is None else questions.find(case.tx, message.question_id)
    return None if message is None or question is None else (question, message)


def _question_of(case: Case) -> Question | None:
    return questions.find(case.tx, int(case.facts["question"]))


def _may_read(case: Case, question: Question) -> bool:
    standing = people.standing_of(case.tx, case.person)
    return service.may_answer(case.tx, standing, question) or service.helps(
        case.tx, standing, question
    )


def _receiver(case: Case, question: Question) -> str:
    return service.receiver_name(case.tx, question.initiative_id) or ""


def _arrived(case: Case) -> Composed:
    """Words of a newcomer, for somebody who may still read them."""
    found = _message(case)
    if found is None:
        return GONE
    question, message = found
    if not _may_read(case, question):
        return NO_RIGHT
    first = questions.first_message(case.tx, question.id)
    begins = first is not None and first.id == message.id
    corrected = bool(case.facts.get("corrected"))
    standing = people.standing_of(case.tx, case.person)
    answers = service.may_answer(case.tx, standing, question)
    language = views.GERMAN if answers else case.reader.language
    topics = views.nearest(case.faq, question, message.text, language) if begins else ()
    return case.send_softly(
        h.QuestionArrived(
            question_id=question.id,
            pseudonym=question.pseudonym,
            language=question.language,
            text=message.text,
            file=None if corrected else message.file,
            topics=topics,
            first=begins,
            helper=not service.may_answer(case.tx, standing, question),
            corrected=corrected,
        )
    )


def _answer(case: Case) -> Composed:
    """Words of a human, for the newcomer."""
    found = _message(case)
    if found is None:
        return GONE
    question, message = found
    slug = topic_in(message.canned)
    language = case.reader.language
    title = "" if slug is None else views.topic_title(case.faq, slug, language)
    corrected = bool(case.facts.get("corrected"))
    return case.send(
        n.HumanAnswer(
            question_id=question.id,
            receiver=_receiver(case, question),
            text=message.text,
            file=None if corrected else message.file,
            reply=reply_in(message.canned),
            topic=None if slug is None else (slug, title),
            volunteer=views.is_volunteer(case.tx, question, message.author_id),
            corrected=corrected,
        )
    )


def _answered(case: Case) -> Composed:
    """Somebody else has answered: for the others who could."""
    found = _message(case)
    if found is None:
        return GONE
    question, message = found
    if not _may_read(case, question):
        return NO_RIGHT
    return case.send_softly(
        h.QuestionAnswered(
            question_id=question.id,
            pseudonym=question.pseudonym,
            by=views.by_whom(case.tx, question, message, case.person.id),
            said=views.said_of(case.faq, message, case.reader.language),
            file=message.file,
        )
    )


def _closed(case: Case) -> Composed:
    """The newcomer's question was closed by others; nobody is woken by that."""
    question = _question_of(case)
    if question is None:
        return GONE
    if question.state is not QuestionState.CLOSED:
        return NO_LONGER
    if case.is_quiet:
        return Later(until=night_around(case.now, case.person.quiet, case.house.zone)[1])
    idle = bool(case.facts.get("idle"))
    answered = questions.last_message(case.tx, question.id, from_newcomer=False)
    return case.send(
        h.QuestionClosed(
            question_id=question.id,
            start=views.start_of(case.tx, question.id),
            idle=idle,
            unanswered=idle and answered is None,
        )
    )


def _waits(case: Case) -> Composed:
    """A question without an answer, while it still has none."""
    question = _question_of(case)
    if question is None:
        return GONE
    if not service.may_answer(case.tx, people.standing_of(case.tx, case.person), question):
        return NO_RIGHT
    if question.state is not QuestionState.OPEN:
        return NO_LONGER
    return case.send_softly(
        h.QuestionWaits(
            question_id=question.id,
            pseudonym=question.pseudonym,
            language=question.language,
            receiver=_receiver(case, question),
            start=views.start_of(case.tx, question.id),
            late=case.facts["notice"] == Notice.QUESTION_ESCALATED,
        )
    )


def _state(case: Case, question: Question, person_id: int) -> HelperState | None:
    found = question_helpers.find(case.tx, question.id, person_id)
    return None if found is None else found.state


def _help_asked(case: Case) -> Composed:
    """A volunteer is asked to help, while they may and nobody else does."""
    question = _question_of(case)
    if question is None:
        return GONE
    if not service.may_help(case.tx, case.person.id, question):
        return NO_RIGHT
    taken = question_helpers.helping(case.tx, question.id) is not None
    if taken or _state(case, question, case.person.id) is not HelperState.ASKED:
        return NO_LONGER
    last = questions.last_message(case.tx, question.id, from_newcomer=True)
    return case.send_softly(
        h.HelpAsked(
            question_id=question.id,
            receiver=_receiver(case, question),
            pseudonym=question.pseudonym,
            language=question.language,
            text="" if last is None else last.text,
            has_file=last is not None and last.file is not None,
        )
    )


def _helper_joined(case: Case) -> Composed:
    question = _question_of(case)
    if question is None:
        return GONE
    if question_helpers.helping(case.tx, question.id) is None:
        return NO_LONGER
    return case.send_softly(
        h.HelperJoined(question_id=question.id, receiver=_receiver(case, question))
    )


_NEWS = {
    HelperState.HELPING: h.HelperNews.HELPS,
    HelperState.DECLINED: h.HelperNews.DECLINED,
    HelperState.ENDED: h.HelperNews.ENDED,
}


def _helper_said(case: Case) -> Composed:
    """What the volunteer who was asked said, for those who answer."""
    question, member = _question_of(case), people.find(case.tx, int(case.facts["member"]))
    if question is None or member is None:
        return GONE
    if not service.may_answer(case.tx, people.standing_of(case.tx, case.person), question):
        return NO_RIGHT
    news = _NEWS.get(_state(case, question, member.id) or HelperState.ASKED)
    if news is None:
        return NO_LONGER
    return case.send_softly(
        h.HelperSaid(
            question_id=question.id,
            name=member.name or "?",
            pseudonym=question.pseudonym,
            news=news,
        )
    )


def _help_ended(case: Case) -> Composed:
    """Nobody needs the volunteer any more, unless they help again."""
    question = _question_of(case)
    if question is None:
        return GONE
    if _state(case, question, case.person.id) is not HelperState.ENDED:
        return NO_LONGER
    return case.send_softly(h.HelpOver(pseudonym=question.pseudonym, why=h.HelpEnd.OVER))


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.QUESTION: _arrived,
    Notice.HUMAN_ANSWER: _answer,
    Notice.QUESTION_ANSWERED: _answered,
    Notice.QUESTION_CLOSED: _closed,
    Notice.QUESTION_WAITS: _waits,
    Notice.QUESTION_ESCALATED: _waits,
    Notice.HELP_ASKED: _help_asked,
    Notice.HELPER_JOINED: _helper_joined,
    Notice.HELPER_SAID: _helper_said,
    Notice.HELP_ENDED: _help_ended,
}
