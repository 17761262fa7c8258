"""Announcements: start, stop, progress and what becomes of each delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Audience, Figures, Whom
from bot.domain.errors import NotFoundError
from bot.domain.outbox import OutboxKind
from bot.domain.people import Standing
from bot.services.ports import Lane
from bot.services.shifts import initiative_for
from bot.store import announcements, outbox, people, records
from bot.store.codec import to_json
from bot.store.database import Tx


def audience(
    tx: Tx, standing: Standing, initiative_id: int, whom: Whom = Whom.MEMBERS
) -> Audience:
    """Return how many people an announcement of the initiative would reach now.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    return announcements.audience(tx, initiative_id, standing.person.id, whom)


def start(
    tx: Tx,
    standing: Standing,
    initiative_id: int,
    markup: str,
    *,
    progress_message_id: int | None,
    now: datetime,
    whom: Whom = Whom.MEMBERS,
) -> announcements.StoredAnnouncement:
    """Freeze the members or subscribers and put one message for each into the outbox.

    For those who do not want it, or cannot be reached, the row only says so: the result counts
    everybody the preview counted.

    Raises:
        NotFoundError: the initiative is not this person's.
    """
    initiative_for(tx, standing, initiative_id)
    new_id = announcements.add(
        tx,
        initiative_id=initiative_id,
        author_id=standing.person.id,
        markup=markup,
        progress_message_id=progress_message_id,
        now=now,
        whom=whom,
    )
    records.write_audit(
        tx,
        actor_id=standing.person.id,
        action="announced",
        subject=f"announcement:{new_id}",
        initiative_id=initiative_id,
        now=now,
    )
    return find_for(tx, standing, new_id)


def find_for(tx: Tx, standing: Standing, announcement_id: int) -> announcements.StoredAnnouncement:
    """Return an announcement of this person's initiatives.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    found = announcements.find(tx, announcement_id)
    if found is None or not standing.coordinates(found.initiative_id):
        raise NotFoundError
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An announcement with its figures of the moment."""

    announcement: announcements.StoredAnnouncement
    figures: Figures


def stop(tx: Tx, standing: Standing, announcement_id: int, now: datetime) -> Progress:
    """Stop an announcement: nobody who still waits gets it; return what became of it.

    Raises:
        NotFoundError: there is none, or it is not theirs.
    """
    found = find_for(tx, standing, announcement_id)
    waiting = announcements.figures_of(tx, announcement_id).waiting
    if waiting and announcements.stop(tx, announcement_id):
        outbox.stop_announcement(tx, announcement_id, now)
        records.write_audit(
            tx,
            actor_id=standing.person.id,
            action="announcement.stopped",
            subject=f"announcement:{announcement_id}",
            initiative_id=found.initiative_id,
            now=now,
        )
    return progress(tx, announcement_id)


def progress(tx: Tx, announcement_id: int) -> Progress:
    """Return an announcement with its figures.

    Raises:
        NotFoundError: there is none.
    """
    found = announcements.find(tx, announcement_id)
    if found is None:
        raise NotFoundError
    return Progress(announcement=found, figures=announcements.figures_of(tx, announcement_id))


def follow(tx: Tx, now: datetime) -> int:
    """Put an edit of each running announcement's progress message into the outbox if it changed.

    Notes the end of those in which every recipient is in an end state. Returns how many
    announcements still run.
    """
    still = 0
    for one in announcements.running(tx):
        figures = announcements.figures_of(tx, one.id)
        if figures.waiting == 0:
            announcements.finish(tx, one.id, now)
        else:
            still += 1
        shown = f"{figures}"
        if shown != one.shown and _show(tx, one, now):
            announcements.set_shown(tx, one.id, shown)
    return still


def _show(tx: Tx, one: announcements.StoredAnnouncement, now: datetime) -> bool:
    author = None if one.author_id is None else people.find(tx, one.author_id)
    if author is None or author.telegram_id is None or one.progress_message_id is None:
        return False
    payload = to_json({"announcement": one.id})
    if outbox.is_queued(tx, OutboxKind.PROGRESS, author.telegram_id, payload):
        return False  # the waiting edit reads the newest figures when its turn comes
    outbox.add(
        tx,
        lane=Lane.PERSONAL,
        kind=OutboxKind.PROGRESS,
        payload=payload,
        person_id=author.id,
        chat_id=author.telegram_id,
        not_before=now,
        now=now,
    )
    return True


def any_running(tx: Tx) -> bool:
    """Tell whether an announcement's end was not noted yet."""
    return bool(announcements.running(tx))
