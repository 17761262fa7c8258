"""The outbox table: messages waiting, on their way and done, as rows that survive a crash."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.outbox import RELAY_TRIES, RESENT_ONCE, OutboxKind, OutboxRow, OutboxState
from bot.store.codec import from_ms, opt_from_ms, opt_ms, to_ms
from bot.store.database import Row, Tx

CHANGED = "outbox"  # what a transaction notes when it added messages
KEEP_PAYLOAD = timedelta(days=30)
# A row that was to wait this long at most waits for a span of time (backoff, retry_after), not for
# an hour of the day; after the clock was set back it is due that span from now.
SHORT_WAIT = timedelta(minutes=15)
_PAGE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A queued row whose time has come, with what pacing needs to know."""

    id: int
    lane: int
    chat_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What :func:`sweep` found after a start, in rows."""

    resent: int
    unknown: int
    expired: int


def add(  # noqa: PLR0913 - one argument per column
    tx: Tx,
    *,
    lane: int,
    kind: OutboxKind,
    payload: str,
    person_id: int | None,
    chat_id: int,
    not_before: datetime,
    now: datetime,
    expires_at: datetime | None = None,
    dedupe_key: str | None = None,
    announcement_id: int | None = None,
) -> int | None:
    """Queue one message and return its row id, or None if ``dedupe_key`` was used before."""
    tx.note(CHANGED)
    row = tx.one(
        """INSERT INTO outbox (lane, kind, payload, person_id, chat_id, announcement_id,
               dedupe_key, not_before_at, expires_at, created_at, updated_at)
           VALUES (:lane, :kind, :payload, :person_id, :chat_id, :announcement_id,
               :dedupe_key, :not_before, :expires_at, :now, :now)
           ON CONFLICT (dedupe_key) DO NOTHING RETURNING id""",
        lane=int(lane),
        kind=kind.value,
        payload=payload,
        person_id=person_id,
        chat_id=chat_id,
        announcement_id=announcement_id,
        dedupe_key=dedupe_key,
        not_before=to_ms(not_before),
        expires_at=opt_ms(expires_at),
        now=to_ms(now),
    )
    return None if row is None else int(row["id"])


def candidates(
    tx: Tx, now: datetime, limit: int, lane: int | None = None, skip: Collection[int] = ()
) -> tuple[Due, ...]:
    """Return up to ``limit`` due rows per lane: lane 1 before 2, oldest first, one per chat.

    Chats in ``skip`` are passed over; ``lane`` None means both lanes.
    """
    passed = set(skip)
    found: list[Due] = []
    for each in (1, 2) if lane is None else (int(lane),):
        found += _due_in_lane(tx, each, now, limit, passed)
    return tuple(found)


def _due_in_lane(tx: Tx, lane: int, now: datetime, limit: int, passed: set[int]) -> list[Due]:
    """Walk the lane's index page by page until ``limit`` chats not in ``passed`` are found."""
    found: list[Due] = []
    at, last = -1, -1
    while True:
        page = tx.all(
            """SELECT id, chat_id, not_before_at FROM outbox
               WHERE state = 'queued' AND lane = :lane AND not_before_at <= :now
                   AND (not_before_at, id) > (:at, :last)
               ORDER BY not_before_at, id LIMIT :page""",
            lane=lane,
            now=to_ms(now),
            at=at,
            last=last,
            page=_PAGE,
        )
        for row in page:
            if row["chat_id"] in passed:
                continue
            passed.add(row["chat_id"])
            found.append(Due(id=row["id"], lane=lane, chat_id=row["chat_id"]))
            if len(found) == limit:
                return found
        if len(page) < _PAGE:
            return found
        at, last = page[-1]["not_before_at"], page[-1]["id"]


def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return when the next queued row after ``now`` becomes due, or None if there is none."""
    found = tx.scalar(
        """SELECT min(at) FROM (
               SELECT min(not_before_at) AS at FROM outbox
               WHERE state = 'queued' AND lane = 1 AND not_before_at > :now
               UNION ALL
               SELECT min(not_before_at) FROM outbox
               WHERE state = 'queued' AND lane = 2 AND not_before_at > :now)""",
        now=to_ms(now),
    )
    return from_ms(found) if isinstance(found, int) else None


def lease(tx: Tx, row_id: int, now: datetime) -> OutboxRow | None:
    """Turn a due queued row into a sending one and return it.

    None if it is no longer queued or not due; a row past its ``expires_at`` becomes expired.
    """
    row = tx.one(
        """UPDATE outbox SET
               state = iif(expires_at <= :now, 'expired', 'sending'),
               attempts = attempts + 1,
               updated_at = :now
           WHERE id = :id AND state = 'queued' AND not_before_at <= :now
           RETURNING *""",
        id=row_id,
        now=to_ms(now),
    )
    return None if row is None or row["state"] == OutboxState.EXPIRED else _row(row)


def _row(row: Row) -> OutboxRow:
    return OutboxRow(
        id=row["id"],
        lane=row["lane"],
        kind=OutboxKind(row["kind"]),
        payload=row["payload"],
        person_id=row["person_id"],
        chat_id=row["chat_id"],
        announcement_id=row["announcement_id"],
        attempts=row["attempts"],
        resent=bool(row["resent"]),
        expires_at=opt_from_ms(row["expires_at"]),
    )


def record(
    tx: Tx,
    row_id: int,
    state: OutboxState,
    *,
    now: datetime,
    message_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Write the end of a sending row; a row that is not sending is left alone."""
    tx.run(
        """UPDATE outbox SET state = :state, message_id = :message_id, reason = :reason,
               updated_at = :now
           WHERE id = :id AND state = 'sending'""",
        id=row_id,
        state=state.value,
        message_id=message_id,
        reason=reason,
        now=to_ms(now),
    )


def requeue(
    tx: Tx, row_id: int, not_before: datetime, now: datetime, *, counted: bool = True
) -> None:
    """Put a sending row that surely was not delivered back; not ``counted``: as if not tried.

    A row of an announcement that was stopped meanwhile becomes stopped instead. Younger personal
    messages to the same chat wait as long, so that they do not overtake it.
    """
    values = {"id": row_id, "not_before": to_ms(not_before), "now": to_ms(now)}
    tx.run(
        """UPDATE outbox SET
               state = iif(kind = 'announcement' AND EXISTS (
                   SELECT 1 FROM announcement AS a
                   WHERE a.id = outbox.announcement_id AND a.state = 'stopped'),
                   'stopped', 'queued'),
               not_before_at = :not_before, attempts = attempts - :uncounted, updated_at = :now
           WHERE id = :id AND state = 'sending'""",
        uncounted=int(not counted),
        **values,
    )
    tx.run(
        """UPDATE outbox SET not_before_at = :not_before, updated_at = :now
           WHERE state = 'queued' AND lane = 1 AND not_before_at < :not_before AND id > :id
               AND chat_id = (SELECT chat_id FROM outbox WHERE id = :id AND state = 'queued')""",
        **values,
    )


def postpone(tx: Tx, row_id: int, until: datetime, now: datetime) -> None:
    """Let a sending row, whose call has not begun, wait until then; others may overtake it."""
    tx.run(
        """UPDATE outbox SET state = 'queued', not_before_at = :until,
               attempts = attempts - 1, updated_at = :now
           WHERE id = :id AND state = 'sending'""",
        id=row_id,
        until=to_ms(until),
        now=to_ms(now),
    )


def doubt(tx: Tx, row_id: int, not_before: datetime, now: datetime) -> None:
    """Settle a sending row of unknown outcome by its kind: resend once, or leave it unknown."""
    _doubt(tx, not_before, now, only=row_id)


def _doubt(tx: Tx, not_before: datetime, now: datetime, only: int | None) -> tuple[int, int]:
    """Settle the doubt about the sending row ``only`` (None: all); return (resent, unknown).

    After a crash (None) words between people keep their turn, so that none overtakes them.
    """
    resent = tx.run(
        """UPDATE outbox SET state = 'queued', resent = 1, updated_at = :now,
               not_before_at =
                   iif(:only IS NULL AND kind = :relay, not_before_at, :not_before)
           WHERE state = 'sending' AND id = coalesce(:only, id)
               AND kind IN (SELECT value FROM json_each(:kinds))
               AND (resent = 0 OR (kind = :relay AND attempts < :tries))""",
        not_before=to_ms(not_before),
        now=to_ms(now),
        only=only,
        kinds=json.dumps(sorted(kind.value for kind in RESENT_ONCE)),
        relay=OutboxKind.RELAY,
        tries=RELAY_TRIES,
    )
    unknown = tx.run(
        """UPDATE outbox SET state = 'unknown', updated_at = :now
           WHERE state = 'sending' AND id = coalesce(:only, id)""",
        now=to_ms(now),
        only=only,
    )
    return resent, unknown


def sweep(tx: Tx, now: datetime) -> Swept:
    """Settle at start what a crash left behind: rows still sending, and rows now too late.

    To be called before anything is sent: every sending row counts as interrupted.
    """
    resent, unknown = _doubt(tx, now, now, only=None)
    expired = tx.run(
        """UPDATE outbox SET state = 'expired', updated_at = :now
           WHERE state = 'queued' AND expires_at <= :now""",
        now=to_ms(now),
    )
    return Swept(resent=resent, unknown=unknown, expired=expired)


def stop_announcement(tx: Tx, announcement_id: int, now: datetime) -> int:
    """Stop what has not left of an announcement; return how many rows that were."""
    return tx.run(
        """UPDATE outbox SET state = 'stopped', updated_at = :now
           WHERE announcement_id = :id AND state = 'queued' AND kind = 'announcement'""",
        id=announcement_id,
        now=to_ms(now),
    )


def counts(tx: Tx, announcement_id: int) -> Mapping[OutboxState, int]:
    """Return how many of an announcement's messages stand in which state (absent: none)."""
    rows = tx.all(
        """SELECT state, count(*) AS n FROM outbox
           WHERE announcement_id = :id AND kind = 'announcement' GROUP BY state""",
        id=announcement_id,
    )
    return {OutboxState(row["state"]): int(row["n"]) for row in rows}


def move_chat(tx: Tx, old: int, new: int) -> None:
    """Readdress what has not arrived from chat ``old`` to ``new`` (a group became another)."""
    tx.run(
        """UPDATE outbox SET chat_id = :new
           WHERE chat_id = :old AND state IN ('queued', 'sending')""",
        old=old,
        new=new,
    )


def after_clock_change(tx: Tx, now: datetime) -> int:
    """Repair short waits after the wall clock was set back; return how many rows that were.

    A row written "later than now" proves the change. Waits longer than ``SHORT_WAIT`` were meant
    for an hour of the day and stay.
    """
    return tx.run(
        """UPDATE outbox SET not_before_at = :now + max(not_before_at - updated_at, 0),
               updated_at = :now
           WHERE state = 'queued' AND updated_at > :now
               AND not_before_at - updated_at <= :short""",
        now=to_ms(now),
        short=SHORT_WAIT // timedelta(milliseconds=1),
    )


def scrub(tx: Tx, now: datetime) -> int:
    """Empty the payload of rows that ended 30 days ago or earlier; return how many."""
    return tx.run(
        """UPDATE outbox SET payload = ''
           WHERE updated_at <= :limit AND payload <> '' AND state NOT IN ('queued', 'sending')""",
        limit=to_ms(now - KEEP_PAYLOAD),
    )


def is_queued(tx: Tx, kind: OutboxKind, chat_id: int, payload: str) -> bool:
    """Tell whether the very same message still waits to be sent to this chat."""
    row = tx.one(
        """SELECT 1 FROM outbox WHERE state = 'queued' AND kind = :kind AND chat_id = :chat
           AND payload = :payload""",
        kind=kind.value,
        chat=chat_id,
        payload=payload,
    )
    return row is not None
