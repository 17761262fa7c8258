"""What has been kept long enough, table by table; each function takes at most ``limit`` rows.

``before`` is the instant until which something must have ended to go now.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.people import Person
from bot.store.codec import to_ms
from bot.store.database import Tx
from bot.store.people import person_of

# Leads and coordinators are needed and known by name; they never go by themselves.
_STAFF = """(EXISTS (SELECT 1 FROM lead WHERE lead.person_id = person.id)
    OR EXISTS (SELECT 1 FROM membership WHERE membership.person_id = person.id
               AND role = 'coordinator' AND state = 'active'))"""
# The notice to somebody inactive carries the last sign of life in its key: a new one, a new key.
_ASKED = """EXISTS (SELECT 1 FROM outbox
    WHERE created_at <= :asked
      AND dedupe_key = 'inactive:' || person.id || ':' || person.seen_at)"""
_ENDED = "state NOT IN ('queued', 'sending')"
_KEPT_NOTE = "inactive.kept"


def drop_wrong_codes(tx: Tx, before: datetime, limit: int) -> int:
    """Delete wrong invitation codes tried before then."""
    return tx.run(
        """DELETE FROM wrong_code WHERE rowid IN
               (SELECT rowid FROM wrong_code WHERE tried_at <= :before LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def drop_invitations(tx: Tx, before: datetime, limit: int) -> int:
    """Delete invitations that were used or ran out before then."""
    return tx.run(
        """DELETE FROM invitation WHERE id IN (SELECT id FROM invitation
               WHERE coalesce(used_at, expires_at) <= :before LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def drop_audit(tx: Tx, before: datetime, limit: int) -> int:
    """Delete audit entries from before then."""
    return tx.run(
        """DELETE FROM audit WHERE id IN
               (SELECT id FROM audit WHERE at <= :before ORDER BY at LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def empty_announcements(tx: Tx, before: datetime, limit: int) -> int:
    """Empty the texts of announcements that ended before then, or whose author was erased."""
    return tx.run(
        """UPDATE announcement SET markup = '' WHERE id IN (SELECT id FROM announcement
               WHERE markup <> '' AND (finished_at <= :before
                   OR (finished_at IS NOT NULL AND author_id IS NULL)) LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def empty_answers(tx: Tx, limit: int) -> int:
    """Empty written-out answers whose delivery has ended, however it ended."""
    return tx.run(
        f"""UPDATE outbox SET payload = '{{}}' WHERE id IN (SELECT id FROM outbox
                WHERE kind = 'answer' AND payload NOT IN ('', '{{}}') AND {_ENDED} LIMIT :n)""",
        n=limit,
    )


def drop_outbox(tx: Tx, before: datetime, limit: int) -> int:
    """Delete messages that ended before then, and ended ones to the chat of nobody known.

    An announcement that still runs keeps its figures.
    """
    return tx.run(
        f"""DELETE FROM outbox WHERE id IN (
                SELECT id FROM outbox WHERE updated_at <= :before AND {_ENDED}
                    AND (announcement_id IS NULL OR EXISTS (SELECT 1 FROM announcement AS a
                         WHERE a.id = outbox.announcement_id AND a.finished_at IS NOT NULL))
                UNION ALL
                SELECT id FROM outbox WHERE person_id IS NULL AND chat_id > 0 AND {_ENDED}
                LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def signed_up_before(tx: Tx, start: datetime, limit: int) -> list[int]:
    """Return people with sign-ups to shifts that began before ``start``."""
    rows = tx.all(
        """SELECT DISTINCT person_id FROM shift JOIN signup ON signup.shift_id = shift.id
           WHERE starts_at < :start AND person_id IS NOT NULL LIMIT :n""",
        start=to_ms(start),
        n=limit,
    )
    return [row["person_id"] for row in rows]


def anonymise_before(tx: Tx, person_id: int, key: str, start: datetime) -> int:
    """Put ``key`` in the person's place in shifts before ``start``; return the rows touched.

    Sign-ups that never became hours are deleted.
    """
    old = "person_id = :p AND shift_id IN (SELECT id FROM shift WHERE starts_at < :start)"
    gone = tx.run(
        f"DELETE FROM signup WHERE {old} AND state <> 'confirmed'", p=person_id, start=to_ms(start)
    )
    return gone + tx.run(
        f"UPDATE signup SET person_id = NULL, anonymous_key = :key, answer = NULL WHERE {old}",
        p=person_id,
        key=key,
        start=to_ms(start),
    )


def empty_shifts(tx: Tx, start: datetime, limit: int) -> int:
    """Take words and author out of shifts that began before ``start``; the figures stay."""
    return tx.run(
        """UPDATE shift SET task = '', place = '', created_by = NULL WHERE id IN (
               SELECT id FROM shift WHERE starts_at < :start
                   AND (task <> '' OR place <> '' OR created_by IS NOT NULL) LIMIT :n)""",
        start=to_ms(start),
        n=limit,
    )


def empty_roles(tx: Tx, start: datetime, limit: int) -> int:
    """Take the names of roles out of shifts that began before ``start``."""
    return tx.run(
        """UPDATE shift_role SET name = '' WHERE (shift_id, position) IN (
               SELECT shift_id, position FROM shift
               JOIN shift_role ON shift_role.shift_id = shift.id
               WHERE starts_at < :start AND shift_role.name <> '' LIMIT :n)""",
        start=to_ms(start),
        n=limit,
    )


def empty_series(tx: Tx, start: datetime, limit: int) -> int:
    """Take words and author out of series whose last day was before ``start`` (UTC)."""
    return tx.run(
        """UPDATE series SET task = '', place = '', roles = '[]', created_by = NULL
           WHERE id IN (SELECT id FROM series WHERE last_day < :day
                        AND (task <> '' OR place <> '' OR roles <> '[]'
                             OR created_by IS NOT NULL) LIMIT :n)""",
        day=start.date().isoformat(),
        n=limit,
    )


def empty_activities(tx: Tx, start: datetime, limit: int) -> int:
    """Take the title out of activities without a date since ``start``, and without a series."""
    return tx.run(
        """UPDATE activity SET title = '' WHERE id IN (
               SELECT id FROM activity WHERE title <> '' AND created_at < :start
                   AND NOT EXISTS (SELECT 1 FROM shift WHERE shift.activity_id = activity.id
                                   AND shift.starts_at >= :start)
                   AND NOT EXISTS (SELECT 1 FROM series WHERE series.activity_id = activity.id
                                   AND coalesce(series.last_day, '9999') >= :day) LIMIT :n)""",
        start=to_ms(start),
        day=start.date().isoformat(),
        n=limit,
    )


def drop_visits(tx: Tx, before: datetime, limit: int) -> int:
    """Delete who visited dates that ended before then."""
    return tx.run(
        """DELETE FROM visit WHERE id IN (
               SELECT visit.id FROM visit JOIN shift ON shift.id = visit.shift_id
               WHERE shift.ends_at <= :before LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def drop_searches(tx: Tx, before: datetime, limit: int) -> int:
    """Delete searches with all who were asked, for shifts that ended before then."""
    return tx.run(
        """DELETE FROM search WHERE id IN (
               SELECT search.id FROM search JOIN shift ON shift.id = search.shift_id
               WHERE shift.ends_at <= :before LIMIT :n)""",
        before=to_ms(before),
        n=limit,
    )


def uninformed(tx: Tx, before: datetime, limit: int) -> list[int]:
    """Return who never saw the privacy notice and was not here since then."""
    rows = tx.all(
        """SELECT id FROM person WHERE notice_version IS NULL AND seen_at <= :before
           ORDER BY id LIMIT :n""",
        before=to_ms(before),
        n=limit,
    )
    return [row["id"] for row in rows]


def to_ask(tx: Tx, before: datetime, now: datetime, limit: int) -> list[tuple[Person, int]]:
    """Return who was not here since then and was not asked yet, with the last sign of life.

    The sign of life is milliseconds since 1970, as it stands in the notice's key.
    """
    rows = tx.all(
        f"""SELECT * FROM person WHERE notice_version IS NOT NULL AND seen_at <= :before
                AND telegram_id IS NOT NULL AND NOT {_STAFF} AND NOT {_ASKED}
            ORDER BY id LIMIT :n""",
        before=to_ms(before),
        asked=to_ms(now),
        n=limit,
    )
    return [(person_of(row), int(row["seen_at"])) for row in rows]


def silent(tx: Tx, asked: datetime, unasked: datetime, limit: int) -> list[int]:
    """Return who was asked before ``asked`` and was not here since.

    People without Telegram cannot be asked: whoever was entered and last signed up before
    ``unasked`` counts as well.
    """
    rows = tx.all(
        f"""SELECT id FROM person WHERE NOT {_STAFF} AND (
                {_ASKED} OR (telegram_id IS NULL AND seen_at <= :unasked AND NOT EXISTS (
                    SELECT 1 FROM signup
                    WHERE signup.person_id = person.id AND updated_at > :unasked)))
            ORDER BY id LIMIT :n""",
        asked=to_ms(asked),
        unasked=to_ms(unasked),
        n=limit,
    )
    return [row["id"] for row in rows]


def is_silent(tx: Tx, person_id: int, before: datetime) -> bool:
    """Tell whether this person was not here since then and may be erased for it."""
    row = tx.one(
        f"SELECT 1 FROM person WHERE id = :p AND seen_at <= :before AND NOT {_STAFF}",
        p=person_id,
        before=to_ms(before),
    )
    return row is not None


def silent_staff(tx: Tx, before: datetime, limit: int) -> list[int]:
    """Return leads and coordinators not here since then of whom it was not noted yet."""
    rows = tx.all(
        f"""SELECT id FROM person WHERE seen_at <= :before AND {_STAFF} AND NOT EXISTS (
                SELECT 1 FROM audit
                WHERE action = '{_KEPT_NOTE}' AND subject = 'person:' || person.id)
            ORDER BY id LIMIT :n""",
        before=to_ms(before),
        n=limit,
    )
    return [row["id"] for row in rows]


def note_kept(tx: Tx, person_id: int, now: datetime) -> None:
    """Note that somebody silent was kept, so that it is reported once in twelve months."""
    tx.run(
        f"""INSERT INTO audit (at, action, subject)
            VALUES (:now, '{_KEPT_NOTE}', 'person:' || :p)""",
        now=to_ms(now),
        p=person_id,
    )
