"""A cleared volunteer helps with the language of a question: asked, accepts, ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Standing
from bot.services import clearances
from bot.services import questions as threads
from bot.services.notices import Notice, tell
from bot.store import people, question_helpers, questions, records
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.question_helpers import HelperState
from bot.store.questions import Question, QuestionState


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Who can be asked to help with a question, who was asked, and who helps."""

    question: Question
    free: tuple[Person, ...]
    asked: tuple[Person, ...]
    helping: Person | None


def choice(tx: Tx, standing: Standing, question_id: int) -> Choice:
    """Return the cleared volunteers who speak the question's language, and where each stands.

    Raises:
        NotFoundError: the question is not this person's to answer.
    """
    question = _mine(tx, standing, question_id)
    states = {one.person_id: one.state for one in question_helpers.of_question(tx, question_id)}
    found = _fitting(tx, question)
    helping = [one for one in states if states[one] is HelperState.HELPING]
    return Choice(
        question=question,
        free=tuple(
            one for one in found if states.get(one.id, HelperState.ENDED) is HelperState.ENDED
        ),
        asked=tuple(one for one in found if states.get(one.id) is HelperState.ASKED),
        helping=people.find(tx, helping[0]) if helping else None,
    )


def _mine(tx: Tx, standing: Standing, question_id: int) -> Question:
    question = questions.find(tx, question_id)
    if question is None or not threads.may_answer(tx, standing, question):
        raise NotFoundError
    return question


def _fitting(tx: Tx, question: Question) -> list[Person]:
    found = clearances.cleared(
        tx,
        clearances.Kind.QUESTIONS,
        initiative_id=question.initiative_id,
        language=question.language,
    )
    people_found = {one.person.id: one.person for one in found}
    return [
        one
        for one in people_found.values()
        if one.telegram_id is not None and one.reachable and one.id != question.person_id
    ]


def ask(tx: Tx, standing: Standing, question_id: int, person_id: int, now: datetime) -> bool:
    """Ask a cleared volunteer to help; False if they were asked, or somebody helps, already.

    Raises:
        NotFoundError: the question is not this person's to answer, or the volunteer does not fit.
    """
    question = _mine(tx, standing, question_id)
    volunteer = next((one for one in _fitting(tx, question) if one.id == person_id), None)
    if volunteer is None:
        raise NotFoundError
    if question_helpers.helping(tx, question_id) is not None:
        return False
    by = standing.person.id
    if not question_helpers.ask(
        tx, question_id=question_id, person_id=person_id, asked_by=by, now=now
    ):
        return False
    tell(tx, volunteer, Notice.HELP_ASKED, now, question=question_id)
    _audit(tx, standing, question, "question.helper_asked", now)
    return True


def _audit(tx: Tx, standing: Standing, question: Question, action: str, now: datetime) -> None:
    records.write_audit(
        tx,
        actor_id=standing.person.id,
        action=action,
        subject=f"question:{question.id}",
        initiative_id=question.initiative_id,
        now=now,
    )


class HelpResult(StrEnum):
    """What became of a volunteer's answer."""

    HELPING = "helping"
    DECLINED = "declined"
    ENDED = "ended"
    TAKEN = "taken"  # somebody else helps
    CLOSED = "closed"  # the question was closed meanwhile


def accept(tx: Tx, standing: Standing, question_id: int, now: datetime) -> HelpResult:
    """Let the volunteer into the thread, if nobody else helps; the newcomer is told once.

    Raises:
        NotFoundError: they were not asked, or are no longer cleared.
    """
    question = _asked(tx, standing, question_id)
    if threads.helps(tx, standing, question):
        return HelpResult.HELPING
    if question.state is QuestionState.CLOSED:
        return HelpResult.CLOSED
    if question_helpers.helping(tx, question_id) is not None:
        return HelpResult.TAKEN
    question_helpers.set_state(tx, question_id, standing.person.id, HelperState.HELPING)
    newcomer = people.find(tx, question.person_id)
    if newcomer is not None:
        key = str(question_id)
        tell(tx, newcomer, Notice.HELPER_JOINED, now, key=key, question=question_id)
    _tell_desk(tx, question, standing, now)
    return HelpResult.HELPING


def _asked(tx: Tx, standing: Standing, question_id: int) -> Question:
    """Return a question for which this volunteer was asked and has not said no."""
    question = questions.find(tx, question_id)
    mine = question_helpers.find(tx, question_id, standing.person.id)
    if question is None or mine is None:
        raise NotFoundError
    if mine.state in {HelperState.DECLINED, HelperState.ENDED}:
        raise NotFoundError
    if not threads.may_help(tx, standing.person.id, question):
        raise NotFoundError
    return question


def decline(tx: Tx, standing: Standing, question_id: int, now: datetime) -> HelpResult:
    """Note the volunteer's no, or that they stop helping; those who answer are told.

    Raises:
        NotFoundError: they were not asked, or are no longer cleared.
    """
    question = _asked(tx, standing, question_id)
    ends = threads.helps(tx, standing, question)
    state = HelperState.ENDED if ends else HelperState.DECLINED
    question_helpers.set_state(tx, question_id, standing.person.id, state)
    _tell_desk(tx, question, standing, now)
    return HelpResult.ENDED if ends else HelpResult.DECLINED


def _tell_desk(tx: Tx, question: Question, standing: Standing, now: datetime) -> None:
    for human in threads.answerers(tx, question):
        if human.id not in {question.person_id, standing.person.id}:
            tell(
                tx,
                human,
                Notice.HELPER_SAID,
                now,
                question=question.id,
                member=standing.person.id,
            )


def take_back(tx: Tx, standing: Standing, question_id: int, now: datetime) -> bool:
    """Let nobody help with the question any more; False if nobody did.

    Raises:
        NotFoundError: the question is not this person's to answer.
    """
    question = _mine(tx, standing, question_id)
    helper = question_helpers.helping(tx, question_id)
    volunteer = None if helper is None else people.find(tx, helper.person_id)
    question_helpers.end_all(tx, question_id)
    if volunteer is None:
        return False
    key = f"{question_id}:{to_ms(now)}"
    tell(tx, volunteer, Notice.HELP_ENDED, now, key=key, question=question_id)
    _audit(tx, standing, question, "question.helper_taken_back", now)
    return True
