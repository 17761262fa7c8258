"""Coordinators write, correct and confirm answers of their place; all of it is audited."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.errors import NotAllowedError
from bot.domain.local_answers import (
    TITLE_LIMIT,
    WAY_LIMIT,
    WAYS_AT_MOST,
    Change,
    Confirmation,
    Edit,
    LocalAnswer,
    LocalText,
    valid_until,
)
from bot.domain.people import Right, Standing, clean
from bot.faq.drafts import as_body
from bot.services import audit
from bot.store import local_answers as store
from bot.store.database import Tx


def create(  # noqa: PLR0913 - one argument per column
    tx: Tx,
    standing: Standing,
    *,
    language: str,
    title: str,
    body: str,
    questions: tuple[str, ...],
    now: datetime,
    today: date,
) -> str:
    """Store a new topic of this place and return its slug; the next question finds it.

    ``body`` may be any text: what is too long or in a foreign form is made to fit. ``today`` is
    the local day.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    text = LocalText(
        slug=store.new_slug(tx), language=language, title=title, body=body, questions=questions
    )
    save(tx, standing, Edit(text=text, change=Change.MEANING), now, today)
    return text.slug


def save(tx: Tx, standing: Standing, edit: Edit, now: datetime, today: date) -> None:
    """Store a text; from now on it is what its topic says in its language.

    ``today`` is the local day.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    _need_coordinator(standing)
    version, follows = edit.numbers()
    answer = LocalAnswer(
        text=_tidy(edit.text),
        version=version,
        follows=follows,
        checked_on=today,
        review_by=valid_until(today),
    )
    store.put(tx, answer, standing.person.id, now)
    audit.of_topic(tx, standing.person.id, f"answer.{edit.change}", edit.text.slug, now)


def _tidy(text: LocalText) -> LocalText:
    ways = (clean(way, limit=WAY_LIMIT) for way in text.questions)
    return LocalText(
        slug=text.slug,
        language=text.language,
        title=clean(text.title, limit=TITLE_LIMIT) or "–",
        body=as_body(text.body),
        questions=tuple(dict.fromkeys(way for way in ways if way))[:WAYS_AT_MOST],
    )


def take_back(tx: Tx, standing: Standing, slug: str, language: str, now: datetime) -> bool:
    """Delete a local text: the original is shown again, if there is one. False: it was gone.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    _need_coordinator(standing)
    if not store.drop(tx, slug, language):
        return False
    audit.of_topic(tx, standing.person.id, "answer.taken_back", slug, now)
    return True


def confirm(tx: Tx, standing: Standing, slug: str, now: datetime, today: date) -> Confirmation:
    """Note that the topic is still valid in all its languages; the search is not made anew.

    Raises:
        NotAllowedError: the person coordinates nothing.
    """
    _need_coordinator(standing)
    value = Confirmation(confirmed_on=today, review_by=valid_until(today))
    store.confirm(tx, slug, value, standing.person.id)
    audit.of_topic(tx, standing.person.id, "answer.confirmed", slug, now)
    return value


def _need_coordinator(standing: Standing) -> None:
    if standing.right < Right.COORDINATOR:
        raise NotAllowedError
