"""A newcomer's question and the human who answers it: whose it is, the thread, its end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import NotFoundError
from bot.domain.handover import IDLE_DAYS, KEPT_DAYS
from bot.domain.people import Initiative, Person, Standing
from bot.domain.rendered import FileRef
from bot.services import clearances
from bot.services.notices import Notice, tell
from bot.services.shifts import initiatives_of
from bot.store import initiatives, people, question_helpers, questions, records, towns
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.question_helpers import HelperState
from bot.store.questions import Desk, Question, QuestionMessage, QuestionState, Words

# Harmless words that are the same in every language of the house; a number makes them unique.
_PSEUDONYMS = ("Linde", "Amsel", "Kastanie", "Lerche", "Ahorn", "Schwalbe", "Birke", "Igel")


# --- whose inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who reads a question: the coordinators of an initiative, or the leads (None)."""

    initiative_id: int | None


def receiver_of(tx: Tx, standing: Standing) -> int | None:
    """Return the initiative whose humans read this person's questions; None means the leads.

    It is the one whose link or name the person chose, else the first one they belong to, else the
    only one of their town or of the installation, else the leads of the centre. What coordinators
    ask goes to the leads and not into their own inbox.
    """
    turned = questions.turns_to(tx, standing.person.id)
    if turned is not None and not standing.coordinates(turned):
        return turned
    for one in standing.memberships:
        if not standing.coordinates(one.initiative_id):
            return one.initiative_id
    if standing.memberships:
        return None
    known = initiatives.all_of(tx)
    town = towns.of(tx, standing.person.id)
    near = [one for one in known if one.town == town]
    for found in (near, known):
        if len(found) == 1:
            return found[0].id
    return None


def receiver_name(tx: Tx, initiative_id: int | None) -> str | None:
    """Return the initiative's name, or None for the leads."""
    found = None if initiative_id is None else initiatives.find(tx, initiative_id)
    return None if found is None else found.name


FEW = 10  # so many initiatives are shown at once, without a town


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """Whom a person can choose: initiatives, those of their town first, or a town before."""

    initiatives: tuple[Initiative, ...]
    towns: tuple[str, ...]


def receivers(tx: Tx, standing: Standing) -> Receivers:
    """Return who may read the person's question besides the leads.

    Where there are many initiatives only those of the person's town, and without a town the towns
    to choose from. Nobody writes to the inbox they read themselves.
    """
    known = [one for one in initiatives.all_of(tx) if not standing.coordinates(one.id)]
    town = towns.of(tx, standing.person.id)
    near = tuple(one for one in known if one.town == town)
    if len(known) <= FEW:
        others = tuple(one for one in known if one.town != town)
        return Receivers(initiatives=near + others, towns=())
    places = tuple(sorted({one.town for one in known}, key=str.casefold))
    return Receivers(initiatives=near, towns=() if near else places)


def turn_to(tx: Tx, standing: Standing, initiative_id: int | None) -> None:
    """Remember whose link the person came by or whom they chose; None: the leads."""
    if initiative_id is None or initiatives.find(tx, initiative_id) is not None:
        questions.turn_to(tx, standing.person.id, initiative_id)


# --- asking, and who may read


def ask(
    tx: Tx,
    standing: Standing,
    text: str,
    file: FileRef | None,
    now: datetime,
    receiver: Receiver | None = None,
) -> Question:
    """Open a thread with the person's words and tell those who answer."""
    person = standing.person
    to = receiver or Receiver(initiative_id=receiver_of(tx, standing))
    gone = to.initiative_id is not None and initiatives.find(tx, to.initiative_id) is None
    question_id = questions.add(
        tx,
        person_id=person.id,
        initiative_id=None if gone else to.initiative_id,
        language=person.language or "de",
        pseudonym=f"{secrets.choice(_PSEUDONYMS)} {secrets.randbelow(90) + 10}",
        now=now,
    )
    question = _find(tx, question_id)
    _add(tx, question, Words(text=text, file=file), now)
    return question


def _find(tx: Tx, question_id: int) -> Question:
    found = questions.find(tx, question_id)
    if found is None:
        raise NotFoundError
    return found


def answerers(tx: Tx, question: Question) -> list[Person]:
    """Return the humans who may answer: the initiative's coordinators, else the leads.

    Once the leads were told that nobody answers, they are among them.
    """
    if question.initiative_id is None:
        return initiatives.leads(tx)
    found = initiatives.coordinators_of(tx, question.initiative_id)
    if question.escalated_at is not None:
        found += [one for one in initiatives.leads(tx) if one not in found]
    return found


def may_answer(tx: Tx, standing: Standing, question: Question) -> bool:
    """Tell whether this person is one of the humans behind the question."""
    if question.initiative_id is None:
        return standing.is_lead
    return standing.coordinates(question.initiative_id)


def helps(tx: Tx, standing: Standing, question: Question) -> bool:
    """Tell whether this person helps with the question's language, and is still cleared to."""
    found = question_helpers.find(tx, question.id, standing.person.id)
    if found is None or found.state is not HelperState.HELPING:
        return False
    return may_help(tx, standing.person.id, question)


def may_help(tx: Tx, person_id: int, question: Question) -> bool:
    """Tell whether a coordinator lets this volunteer help with such questions."""
    return any(
        one.person.id == person_id
        for one in clearances.cleared(
            tx, clearances.Kind.QUESTIONS, initiative_id=question.initiative_id
        )
    )


def concerns(tx: Tx, standing: Standing, question: Question) -> bool:
    """Tell whether this person may read and write in the thread."""
    mine = question.person_id == standing.person.id
    return mine or may_answer(tx, standing, question) or helps(tx, standing, question)


def question_for(tx: Tx, standing: Standing, question_id: int) -> Question:
    """Return a question this person may answer, or helps to answer.

    Raises:
        NotFoundError: there is none, or it is not theirs to read.
    """
    question = _find(tx, question_id)
    if not may_answer(tx, standing, question) and not helps(tx, standing, question):
        raise NotFoundError
    return question


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A question with its last messages."""

    question: Question
    messages: tuple[QuestionMessage, ...]


def thread_for(tx: Tx, standing: Standing, question_id: int) -> Thread:
    """Return a question this person may answer or helps with, with its messages.

    Raises:
        NotFoundError: there is none, or it is not theirs to read.
    """
    question = question_for(tx, standing, question_id)
    return Thread(question=question, messages=tuple(questions.messages(tx, question_id)))


def my_thread(tx: Tx, standing: Standing, question_id: int) -> Thread:
    """Return the newcomer's own question with its messages.

    Raises:
        NotFoundError: there is none, or somebody else asked it.
    """
    question = _find(tx, question_id)
    if question.person_id != standing.person.id:
        raise NotFoundError
    return Thread(question=question, messages=tuple(questions.messages(tx, question_id)))


# --- writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of words for a thread: whose they were, whether it was closed before."""

    from_newcomer: bool
    reopened: bool
    message_id: int


def write(
    tx: Tx,
    standing: Standing,
    question_id: int,
    text: str,
    file: FileRef | None,
    now: datetime,
    *,
    canned: str | None = None,
) -> Written:
    """Pass words on in a thread: from its newcomer to the humans, or from a human to them.

    ``canned`` names a ready reply or a topic instead of own words. A closed thread opens again.

    Raises:
        NotFoundError: the thread is none of this person's business.
    """
    question = _find(tx, question_id)
    if not concerns(tx, standing, question):
        raise NotFoundError
    from_newcomer = question.person_id == standing.person.id
    author = None if from_newcomer else standing.person.id
    words = Words(text=text, file=file, author_id=author, canned=canned)
    return Written(
        from_newcomer=from_newcomer,
        reopened=question.state is QuestionState.CLOSED,
        message_id=_add(tx, question, words, now),
    )


def _add(tx: Tx, question: Question, words: Words, now: datetime) -> int:
    message_id = questions.add_message(tx, question.id, words, now)
    if words.author_id is None:
        questions.set_state(tx, question.id, QuestionState.OPEN, now)
        for human in _readers(tx, question):
            tell(tx, human, Notice.QUESTION, now, message=message_id)
        return message_id
    questions.set_state(tx, question.id, QuestionState.ANSWERED, now)
    helper = question_helpers.helping(tx, question.id)
    by_helper = helper is not None and helper.person_id == words.author_id
    for human in _readers(tx, question):
        # Who answers first has answered for all; what a volunteer writes all of them see.
        sees_all = helper is not None and helper.person_id == human.id
        news = question.state is QuestionState.OPEN or by_helper or sees_all
        if news and human.id != words.author_id:
            tell(tx, human, Notice.QUESTION_ANSWERED, now, message=message_id)
    newcomer = people.find(tx, question.person_id)
    if newcomer is not None:
        tell(tx, newcomer, Notice.HUMAN_ANSWER, now, message=message_id)
    return message_id


def _readers(tx: Tx, question: Question) -> list[Person]:
    """Return the humans who hear what is said in the thread."""
    found = answerers(tx, question)
    helper = question_helpers.helping(tx, question.id)
    person = None if helper is None else people.find(tx, helper.person_id)
    if person is not None and may_help(tx, person.id, question):
        found.append(person)
    by_id = {one.id: one for one in found if one.id != question.person_id}
    return list(by_id.values())


def correct(
    tx: Tx, standing: Standing, *, chat_id: int, message_id: int, text: str, now: datetime
) -> bool:
    """Put corrected words in place of those typed in this message, and pass them on again.

    False if nothing of a thread was typed there, or it is no longer this person's thread.
    """
    typed = questions.typed_in(tx, chat_id=chat_id, message_id=message_id)
    question = None if typed is None else questions.find(tx, typed.question_id)
    if typed is None or question is None or not concerns(tx, standing, question):
        return False
    if typed.text == text:
        return True
    questions.correct_message(tx, typed.id, text)
    if typed.from_newcomer:
        for human in _readers(tx, question):
            tell(tx, human, Notice.QUESTION, now, message=typed.id, corrected=1)
        return True
    newcomer = people.find(tx, question.person_id)
    if newcomer is not None:
        tell(tx, newcomer, Notice.HUMAN_ANSWER, now, message=typed.id, corrected=1)
    return True


# --- the end


def close(tx: Tx, standing: Standing, question_id: int, now: datetime) -> bool:
    """Close a thread, by its newcomer or a human behind it; False if it was closed before.

    The newcomer hears of it if somebody else did it.

    Raises:
        NotFoundError: the thread is none of this person's business.
    """
    question = _find(tx, question_id)
    if question.person_id != standing.person.id and not may_answer(tx, standing, question):
        raise NotFoundError
    if question.state is QuestionState.CLOSED:
        return False
    _close(tx, question, now)
    if question.person_id == standing.person.id:
        return True
    _tell_closed(tx, question, now, idle=0)
    records.write_audit(
        tx,
        actor_id=standing.person.id,
        action="question.closed",
        subject=f"question:{question_id}",
        initiative_id=question.initiative_id,
        now=now,
    )
    return True


def _close(tx: Tx, question: Question, now: datetime) -> None:
    questions.set_state(tx, question.id, QuestionState.CLOSED, now)
    helper = question_helpers.helping(tx, question.id)
    person = None if helper is None else people.find(tx, helper.person_id)
    question_helpers.end_all(tx, question.id)
    if person is not None:
        key = f"{question.id}:{to_ms(now)}"
        tell(tx, person, Notice.HELP_ENDED, now, key=key, question=question.id)


def _tell_closed(tx: Tx, question: Question, now: datetime, *, idle: int) -> None:
    newcomer = people.find(tx, question.person_id)
    if newcomer is not None:
        key = f"{question.id}:{to_ms(now)}"
        tell(tx, newcomer, Notice.QUESTION_CLOSED, now, key=key, question=question.id, idle=idle)


def expire(tx: Tx, now: datetime) -> int:
    """Close threads idle for 14 days and delete those closed for 30; return how many changed.

    Each newcomer is told kindly that the thread was closed, in the morning if it is night.
    """
    closed = questions.idle(tx, now - timedelta(days=IDLE_DAYS))
    for question in closed:
        _close(tx, question, now)
        _tell_closed(tx, question, now, idle=1)
    return len(closed) + questions.delete_closed(tx, now - timedelta(days=KEPT_DAYS))


def desk_of(tx: Tx, standing: Standing, language: str = "") -> Desk:
    """Return whose questions this person sees, in one language or (empty) in all."""
    ids = tuple(one.id for one in initiatives_of(tx, standing))
    return Desk(initiative_ids=ids, with_leads=standing.is_lead, language=language)


def inbox(tx: Tx, standing: Standing, limit: int) -> tuple[list[Question], int]:
    """Return the oldest open questions this person may answer, and how many there are."""
    return questions.open_for(tx, desk_of(tx, standing), limit)
