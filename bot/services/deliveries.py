"""What follows from a message that was shown, or could not be."""

from __future__ import annotations

from datetime import datetime

from bot.services import people as people_service
from bot.store import announcements, companion_talk, people, questions
from bot.store.database import Tx


def shown(
    tx: Tx,
    *,
    chat_id: int,
    message_id: int,
    question_id: int | None,
    request_id: int | None,
    announcement_id: int | None,
) -> None:
    """Remember a shown message that belongs to a thread or a companion's request, or to progress.

    ``request_id`` is of somebody who comes along.
    """
    if question_id is not None:
        questions.put_relay(tx, chat_id=chat_id, message_id=message_id, question_id=question_id)
    if request_id is not None:
        companion_talk.put_relay(tx, chat_id=chat_id, message_id=message_id, request_id=request_id)
    if announcement_id is not None:
        announcements.set_progress_message(tx, announcement_id, message_id)


def unreachable(tx: Tx, chat_id: int, now: datetime) -> None:
    """Note that a chat cannot be written to any more."""
    person = people.find_by_telegram(tx, chat_id)
    if person is not None:
        people_service.lost(tx, person, now)
