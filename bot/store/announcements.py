"""Announcements and the figures of their deliveries; the deliveries lie in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.announcements import Audience, Figures, Whom, figures
from bot.domain.outbox import OutboxState
from bot.store.codec import from_ms, to_ms
from bot.store.database import Row, Tx
from bot.store.outbox import CHANGED
from bot.store.subscriptions import SUBSCRIBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnnouncement:
    """One announcement; ``markup`` is Telegram HTML as the author wrote it."""

    id: int
    initiative_id: int
    author_id: int | None
    markup: str
    stopped: bool
    progress_message_id: int | None
    shown: str | None
    started_at: datetime
    finished: bool
    whom: Whom = Whom.MEMBERS


def _announcement_of(row: Row) -> StoredAnnouncement:
    return StoredAnnouncement(
        id=row["id"],
        initiative_id=row["initiative_id"],
        author_id=row["author_id"],
        markup=row["markup"],
        stopped=row["state"] == "stopped",
        progress_message_id=row["progress_message_id"],
        shown=row["shown"],
        started_at=from_ms(row["started_at"]),
        finished=row["finished_at"] is not None,
        whom=Whom(row["audience"]),
    )


OPTED_OUT = "opted out"  # why an announcement was dropped; any other reason: not there any more

_MEMBERS = """SELECT membership.person_id FROM membership
    WHERE membership.initiative_id = :i AND membership.state = 'active'"""
_NO_NEWS = """EXISTS (SELECT 1 FROM opt_out
    WHERE opt_out.person_id = person.id AND opt_out.kind = 'announcement')"""
_NO_OFFERS = """EXISTS (SELECT 1 FROM opt_out
    WHERE opt_out.person_id = person.id AND opt_out.kind = 'offer')"""
# Whom an announcement concerns, and who of them refuses it. Who is both a member and a subscriber
# refuses it where both are refused.
_WHO = {
    Whom.MEMBERS: (_MEMBERS, _NO_NEWS),
    Whom.NEWCOMERS: (SUBSCRIBERS, _NO_OFFERS),
    Whom.EVERYBODY: (
        f"{_MEMBERS} UNION {SUBSCRIBERS}",
        f"""NOT ((person.id IN ({_MEMBERS}) AND NOT {_NO_NEWS})
            OR (person.id IN ({SUBSCRIBERS}) AND NOT {_NO_OFFERS}))""",
    ),
}


def _concerned(whom: Whom) -> tuple[str, str]:
    """Return whom it concerns (with Telegram, not the author), and the condition for refusing."""
    who, out = _WHO[whom]
    return (
        f"FROM person WHERE person.id IN ({who})"
        " AND person.telegram_id IS NOT NULL AND person.id <> :author",
        out,
    )


def audience(tx: Tx, initiative_id: int, author_id: int, whom: Whom = Whom.MEMBERS) -> Audience:
    """Return how many people an announcement would reach and why not the others."""
    people, out = _concerned(whom)
    row = tx.one(
        f"""SELECT count(*) FILTER (WHERE blocked_at IS NULL AND NOT {out}) AS reachable,
                   count(*) FILTER (WHERE {out}) AS opted_out,
                   count(*) FILTER (WHERE blocked_at IS NOT NULL AND NOT {out}) AS unreachable
            {people}""",
        i=initiative_id,
        author=author_id,
    )
    if row is None:
        return Audience(reachable=0, opted_out=0, unreachable=0)
    return Audience(
        reachable=row["reachable"], opted_out=row["opted_out"], unreachable=row["unreachable"]
    )


def add(
    tx: Tx,
    *,
    initiative_id: int,
    author_id: int,
    markup: str,
    progress_message_id: int | None,
    now: datetime,
    whom: Whom = Whom.MEMBERS,
) -> int:
    """Store the announcement with one outbox row per person, frozen now; return its id.

    The rows of those who refuse announcements or blocked the bot are final from the start.
    """
    new_id = tx.insert(
        """INSERT INTO announcement
               (initiative_id, author_id, markup, state, progress_message_id, started_at,
                audience)
           VALUES (:i, :author, :markup, 'sending', :m, :now, :whom)""",
        i=initiative_id,
        author=author_id,
        markup=markup,
        m=progress_message_id,
        now=to_ms(now),
        whom=whom,
    )
    people, out = _concerned(whom)
    tx.note(CHANGED)
    tx.run(
        f"""INSERT INTO outbox (lane, kind, payload, person_id, chat_id, announcement_id,
                               dedupe_key, state, reason, not_before_at, created_at, updated_at)
            SELECT 2, 'announcement', '{{}}', person.id, person.telegram_id, :a,
                   'announcement:' || :a || ':' || person.id,
                   CASE WHEN {out} THEN 'dropped'
                        WHEN blocked_at IS NOT NULL THEN 'unreachable' ELSE 'queued' END,
                   CASE WHEN {out} THEN '{OPTED_OUT}'
                        WHEN blocked_at IS NOT NULL THEN 'blocked' END,
                   :now, :now, :now
            {people}""",
        a=new_id,
        i=initiative_id,
        author=author_id,
        now=to_ms(now),
    )
    return new_id


def find(tx: Tx, announcement_id: int) -> StoredAnnouncement | None:
    """Return the announcement, or None."""
    row = tx.one("SELECT * FROM announcement WHERE id = :id", id=announcement_id)
    return None if row is None else _announcement_of(row)


def running(tx: Tx) -> list[StoredAnnouncement]:
    """Return the announcements whose end was not noted yet."""
    rows = tx.all("SELECT * FROM announcement WHERE finished_at IS NULL ORDER BY id")
    return [_announcement_of(row) for row in rows]


def figures_of(tx: Tx, announcement_id: int) -> Figures:
    """Return what became of the announcement's recipients so far."""
    rows = tx.all(
        """SELECT CASE WHEN state <> 'dropped' OR reason = :out THEN state
                       WHEN reason = 'stopped' THEN 'stopped'
                       ELSE 'unreachable' END AS state, count(*) AS n
           FROM outbox WHERE announcement_id = :a AND kind = 'announcement' GROUP BY 1""",
        a=announcement_id,
        out=OPTED_OUT,
    )
    return figures({OutboxState(row["state"]): row["n"] for row in rows})


def stop(tx: Tx, announcement_id: int) -> bool:
    """Mark the announcement as stopped; False if it was over or stopped before."""
    return (
        tx.run(
            """UPDATE announcement SET state = 'stopped'
               WHERE id = :a AND state = 'sending' AND finished_at IS NULL""",
            a=announcement_id,
        )
        == 1
    )


def finish(tx: Tx, announcement_id: int, now: datetime) -> None:
    """Note that every recipient is in an end state."""
    tx.run(
        """UPDATE announcement SET finished_at = :now,
               state = iif(state = 'sending', 'done', state) WHERE id = :a""",
        now=to_ms(now),
        a=announcement_id,
    )


def set_progress_message(tx: Tx, announcement_id: int, message_id: int) -> None:
    """Remember which message shows the progress."""
    tx.run(
        "UPDATE announcement SET progress_message_id = :m WHERE id = :a",
        m=message_id,
        a=announcement_id,
    )


def set_shown(tx: Tx, announcement_id: int, shown: str) -> None:
    """Remember which figures the progress message shows."""
    tx.run("UPDATE announcement SET shown = :s WHERE id = :a", s=shown, a=announcement_id)
