"""The desk of those who answer: the inbox by language, what waits too long, a topic made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_day
from bot.domain.errors import NotFoundError
from bot.domain.handover import (
    ANSWER_DAYS,
    REMIND_DAYS,
    after_working_days,
    topic_title,
    without_names,
)
from bot.domain.people import Standing
from bot.services import questions as threads
from bot.services.notices import Notice, tell
from bot.store import initiatives, people, questions, records
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.questions import Question

_ANSWERED_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What lies in somebody's inbox; ``languages`` as (tag, open questions)."""

    open: tuple[Question, ...]
    total: int
    languages: tuple[tuple[str, int], ...]
    answered: tuple[Question, ...]


def overview(
    tx: Tx, standing: Standing, *, language: str, limit: int, now: datetime, zone: ZoneInfo
) -> Overview:
    """Return the open questions, oldest first, and those answered on this local day.

    ``language`` narrows both down; empty: all languages.
    """
    desk = threads.desk_of(tx, standing, language)
    found, total = questions.open_for(tx, desk, limit)
    midnight = at_local(local_day(now, zone), datetime.min.time(), zone)
    return Overview(
        open=tuple(found),
        total=total,
        languages=tuple(questions.open_languages(tx, threads.desk_of(tx, standing))),
        answered=tuple(questions.answered_for(tx, desk, midnight, _ANSWERED_SHOWN)),
    )


def send_ready(
    tx: Tx, standing: Standing, question_id: int, canned: str, now: datetime
) -> threads.Written:
    """Send a ready reply or a topic; it is put into words in the newcomer's language then.

    Raises:
        NotFoundError: the question is not theirs to answer.
    """
    threads.question_for(tx, standing, question_id)
    return threads.write(tx, standing, question_id, "", None, now, canned=canned)


# --- what waits too long


def any_waiting(tx: Tx, now: datetime) -> bool:
    """Tell whether somebody has waited for a day or longer, working or not."""
    return bool(questions.waiting(tx, now - timedelta(days=REMIND_DAYS)))


def look_after(tx: Tx, now: datetime, zone: ZoneInfo) -> int:
    """Remind those who answer after one working day, tell the leads after two; each once.

    Returns how many questions the leads were told of.
    """
    told = 0
    for question in questions.waiting(tx, now - timedelta(days=REMIND_DAYS)):
        since = question.waiting_since
        if since is None or now < after_working_days(since, REMIND_DAYS, zone):
            continue
        _remind(tx, question, since, now)
        if now >= after_working_days(since, ANSWER_DAYS, zone):
            told += _escalate(tx, question, since, now)
    return told


def _remind(tx: Tx, question: Question, since: datetime, now: datetime) -> None:
    if question.escalated_at is not None:
        return  # the leads have heard of it otherwise
    key = f"{question.id}:{to_ms(since)}"
    for human in threads.answerers(tx, question):
        if human.id != question.person_id:
            tell(tx, human, Notice.QUESTION_WAITS, now, key=key, question=question.id)


def _escalate(tx: Tx, question: Question, since: datetime, now: datetime) -> int:
    if not questions.set_escalated(tx, question.id, now):
        return 0
    key = f"{question.id}:{to_ms(since)}"
    for lead in initiatives.leads(tx):
        if lead.id != question.person_id:
            tell(tx, lead, Notice.QUESTION_ESCALATED, now, key=key, question=question.id)
    return 1


# --- a good answer becomes a topic


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDraft:
    """What a thread says as a topic: title and body without names, and the asker's language."""

    question: str
    title: str
    body: str
    language: str


def topic_draft(tx: Tx, standing: Standing, question_id: int) -> TopicDraft:
    """Return a topic made of the question and its last answer in somebody's own words.

    Raises:
        NotFoundError: the question is not theirs, or has no words on one of the two sides.
    """
    question = threads.question_for(tx, standing, question_id)
    if not threads.may_answer(tx, standing, question):
        raise NotFoundError
    said = questions.messages(tx, question_id, limit=100)
    asked = next((one.text for one in said if one.from_newcomer and one.text), "")
    answered = [one for one in said if not one.from_newcomer and one.text]
    if not asked or not answered:
        raise NotFoundError
    ids = {question.person_id, *(one.author_id for one in said if one.author_id)}
    known = [people.find(tx, one) for one in ids]
    names = [question.pseudonym, *(one.name or "" for one in known if one is not None)]
    asked = without_names(asked, names)
    return TopicDraft(
        question=asked,
        title=topic_title(asked),
        body=without_names(answered[-1].text, names),
        language=question.language,
    )


def note_topic(tx: Tx, standing: Standing, question_id: int, now: datetime) -> None:
    """Write down that somebody made a topic of the question.

    Raises:
        NotFoundError: the question is not theirs to answer.
    """
    question = threads.question_for(tx, standing, question_id)
    records.write_audit(
        tx,
        actor_id=standing.person.id,
        action="question.topic",
        subject=f"question:{question_id}",
        initiative_id=question.initiative_id,
        now=now,
    )
