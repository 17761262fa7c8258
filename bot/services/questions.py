"""A newcomer's question and the human who answers it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Standing
from bot.domain.rendered import FileRef
from bot.services.notices import Notice, tell
from bot.services.shifts import initiatives_of
from bot.store import initiatives, people, questions, records
from bot.store.database import Tx
from bot.store.questions import Question, QuestionMessage, QuestionState

IDLE_DAYS = 14
KEPT_DAYS = 30

# Harmless words that are the same in every language of the house; a number makes them unique.
_PSEUDONYMS = ("Linde", "Amsel", "Kastanie", "Lerche", "Ahorn", "Schwalbe", "Birke", "Igel")


def receiver_of(tx: Tx, standing: Standing) -> int | None:
    """Return the initiative whose humans read this person's questions; None means the leads.

    It is the first initiative the person belongs to (as its poster made them arrive there), else
    the only initiative of the installation, else the leads of the centre. What coordinators ask
    goes to the leads and not into their own inbox.
    """
    for one in standing.memberships:
        if not standing.coordinates(one.initiative_id):
            return one.initiative_id
    if standing.memberships:
        return None
    known = initiatives.all_of(tx)
    return known[0].id if len(known) == 1 else None


def receiver_name(tx: Tx, initiative_id: int | None) -> str | None:
    """Return the initiative's name, or None for the leads."""
    found = None if initiative_id is None else initiatives.find(tx, initiative_id)
    return None if found is None else found.name


def ask(tx: Tx, standing: Standing, text: str, file: FileRef | None, now: datetime) -> Question:
    """Open a thread with the person's words and tell those who answer."""
    person = standing.person
    question_id = questions.add(
        tx,
        person_id=person.id,
        initiative_id=receiver_of(tx, standing),
        language=person.language or "de",
        pseudonym=f"{secrets.choice(_PSEUDONYMS)} {secrets.randbelow(90) + 10}",
        now=now,
    )
    question = _find(tx, question_id)
    _add(tx, question, from_newcomer=True, text=text, file=file, now=now)
    return question


def _find(tx: Tx, question_id: int) -> Question:
    found = questions.find(tx, question_id)
    if found is None:
        raise NotFoundError
    return found


def answerers(tx: Tx, question: Question) -> list[Person]:
    """Return the humans who may answer: the initiative's coordinators, else the leads."""
    if question.initiative_id is None:
        return initiatives.leads(tx)
    return initiatives.coordinators_of(tx, question.initiative_id)


def may_answer(tx: Tx, standing: Standing, question: Question) -> bool:
    """Tell whether this person is one of the humans behind the question."""
    if question.initiative_id is None:
        return standing.is_lead
    return standing.coordinates(question.initiative_id)


def question_for(tx: Tx, standing: Standing, question_id: int) -> Question:
    """Return a question this person may answer.

    Raises:
        NotFoundError: there is none, or it is not theirs to read.
    """
    question = _find(tx, question_id)
    if not may_answer(tx, standing, question):
        raise NotFoundError
    return question


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question with its last messages."""

    question: Question
    messages: tuple[QuestionMessage, ...]


def thread_for(tx: Tx, standing: Standing, question_id: int) -> Thread:
    """Return a question this person may answer, with its messages.

    Raises:
        NotFoundError: there is none, or it is not theirs to read.
    """
    question = question_for(tx, standing, question_id)
    return Thread(question=question, messages=tuple(questions.messages(tx, question_id)))


def write(
    tx: Tx,
    standing: Standing,
    question_id: int,
    text: str,
    file: FileRef | None,
    now: datetime,
) -> bool:
    """Pass words on in a thread: from its newcomer to the humans, or from a human to them.

    Returns whether the writer is the newcomer. A closed thread opens again.

    Raises:
        NotFoundError: the thread is none of this person's business.
    """
    question = _find(tx, question_id)
    from_newcomer = question.person_id == standing.person.id
    if not from_newcomer and not may_answer(tx, standing, question):
        raise NotFoundError
    _add(tx, question, from_newcomer=from_newcomer, text=text, file=file, now=now)
    return from_newcomer


def _add(
    tx: Tx,
    question: Question,
    *,
    from_newcomer: bool,
    text: str,
    file: FileRef | None,
    now: datetime,
) -> None:
    message_id = questions.add_message(
        tx, question_id=question.id, from_newcomer=from_newcomer, text=text, file=file, now=now
    )
    if from_newcomer:
        questions.set_state(tx, question.id, QuestionState.OPEN, now)
        for human in answerers(tx, question):
            if human.id != question.person_id:
                tell(tx, human, Notice.QUESTION, now, message=message_id)
        return
    questions.set_state(tx, question.id, QuestionState.ANSWERED, now)
    newcomer = people.find(tx, question.person_id)
    if newcomer is not None:
        tell(tx, newcomer, Notice.HUMAN_ANSWER, now, message=message_id)


def close(tx: Tx, standing: Standing, question_id: int, now: datetime) -> bool:
    """Close a thread, by its newcomer or a human behind it; False if it was closed before.

    Raises:
        NotFoundError: the thread is none of this person's business.
    """
    question = _find(tx, question_id)
    if question.person_id != standing.person.id and not may_answer(tx, standing, question):
        raise NotFoundError
    if question.state is QuestionState.CLOSED:
        return False
    questions.set_state(tx, question_id, QuestionState.CLOSED, now)
    if question.person_id != standing.person.id:
        records.write_audit(
            tx,
            actor_id=standing.person.id,
            action="question.closed",
            subject=f"question:{question_id}",
            initiative_id=question.initiative_id,
            now=now,
        )
    return True


def inbox(tx: Tx, standing: Standing, limit: int) -> tuple[list[Question], int]:
    """Return the oldest open questions this person may answer, and how many there are."""
    ids = [one.id for one in initiatives_of(tx, standing)]
    return questions.open_for(tx, ids, with_leads=standing.is_lead, limit=limit)


def expire(tx: Tx, now: datetime) -> int:
    """Close threads idle for 14 days and delete those closed for 30; return how many changed."""
    closed = questions.close_idle(tx, now - timedelta(days=IDLE_DAYS), now)
    return closed + questions.delete_closed(tx, now - timedelta(days=KEPT_DAYS))
