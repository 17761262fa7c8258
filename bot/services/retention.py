"""What has been kept long enough goes by itself.

The periods are those of docs/privacy/register.toml; its key stands beside each. A test holds both
against each other.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.services import groups, privacy, questions
from bot.services.claims import UNDO_DAYS
from bot.services.notices import Notice, tell
from bot.services.people import WRONG_WINDOW
from bot.services.privacy import Journal
from bot.store import companions, dialogs, inbox, merges, outbox, retention, unanswered
from bot.store.database import Tx

logger = logging.getLogger(__name__)

BATCH = 500  # rows in one transaction; longer ones would keep people waiting
_ERASURE = 10  # an erasure waits for the disk and touches many tables: counts as so many rows

INVITATION_KEPT = timedelta(days=30)  # invitation
OUTBOX_KEPT = outbox.KEEP_PAYLOAD  # outbox
ANNOUNCEMENT_KEPT = timedelta(days=30)  # announcement
SEARCH_KEPT = timedelta(days=30)  # search
UNANSWERED_KEPT = timedelta(days=90)  # trace
VISIT_KEPT = timedelta(days=30)  # visit
COMPANION_KEPT = timedelta(days=30)  # companion
MERGE_KEPT = timedelta(days=UNDO_DAYS)  # merge
AUDIT_KEPT = timedelta(days=365)  # audit
INACTIVE_AFTER = timedelta(days=365)  # person
ANSWER_WITHIN = timedelta(days=30)  # person
UNINFORMED_KEPT = timedelta(days=30)  # person
PROOF_DUE_MONTH = 7  # proof, author: the figures of a year are handed in by its following June

# UTC hours that are daytime in Germany all year: nobody is asked at night.
_DAYTIME = range(8, 18)


def proof_made(now: datetime) -> datetime:
    """Return the start of the first year whose proof of use may not have been made yet (UTC).

    From July on the year before is closed. Whole years go at once, so that "different volunteers"
    of a year are counted right for ever; no shift is older than 18 months by then.
    """
    year = now.year if now.month >= PROOF_DUE_MONTH else now.year - 1
    return datetime(year, 1, 1, tzinfo=UTC)


def run(tx: Tx, now: datetime, journal: Journal) -> int:
    """Apply every rule to at most 500 rows; return 0 if nothing is left for another call.

    ``journal`` is told of each person who is erased, before the transaction commits.
    """
    inbox.prune(tx, now)  # handled
    dialogs.prune(tx, now)  # dialog
    questions.expire(tx, now)  # question
    groups.leave_unclaimed(tx, now)  # link
    room = BATCH - _erase(tx, now, journal)
    for rule in _RULES:
        if room <= 0:
            return 1
        room -= rule(tx, now, room)
    outbox.scrub(tx, now)  # outbox: what a running announcement must keep
    return 0 if room > 0 else 1


def _erase(tx: Tx, now: datetime, journal: Journal) -> int:
    """Erase who did not answer, and who never went beyond the language; return their weight."""
    most = BATCH // _ERASURE
    due = retention.silent(
        tx, now - ANSWER_WITHIN, now - INACTIVE_AFTER - ANSWER_WITHIN, limit=most
    )
    due += retention.uninformed(tx, now - UNINFORMED_KEPT, limit=most - len(due))
    ended = merges.ended(tx, now - MERGE_KEPT, limit=most - len(due))
    for empty_id in ended:  # nobody can undo the merge any more
        privacy.erase(tx, empty_id, now, journal)
    for person_id in due:
        privacy.erase(tx, person_id, now, journal)
    if due:
        logger.info(
            "silent people erased", extra={"event": "retention.erased", "people": len(due)}
        )
    return (len(due) + len(ended)) * _ERASURE


def _ask(tx: Tx, now: datetime, limit: int) -> int:
    """Ask who was not here for twelve months; a month later they are erased."""
    if now.hour not in _DAYTIME:
        return 0
    found = retention.to_ask(tx, now - INACTIVE_AFTER, now, limit)
    for person, seen in found:
        expires = now + ANSWER_WITHIN
        tell(tx, person, Notice.INACTIVE, now, key=str(seen), expires_at=expires)
    return len(found)


def _report_staff(tx: Tx, now: datetime, limit: int) -> int:
    """Report leads and coordinators who were not here for twelve months; they are kept."""
    found = retention.silent_staff(tx, now - INACTIVE_AFTER, limit)
    for person_id in found:
        retention.note_kept(tx, person_id, now)
        logger.warning(
            "a lead or coordinator was not here for twelve months and is kept",
            extra={"event": "retention.kept", "person": person_id},
        )
    return len(found)


def _anonymise(tx: Tx, now: datetime, limit: int) -> int:
    """Turn sign-ups of closed years into figures, one person after the other."""
    closed = proof_made(now)
    done = 0
    for person_id in retention.signed_up_before(tx, closed, limit):
        done += retention.anonymise_before(tx, person_id, secrets.token_hex(16), closed)
        if done >= limit:
            break
    return done


_RULES: tuple[Callable[[Tx, datetime, int], int], ...] = (
    _ask,
    _report_staff,
    _anonymise,
    lambda tx, now, limit: retention.empty_shifts(tx, proof_made(now), limit),
    lambda tx, now, limit: retention.empty_roles(tx, proof_made(now), limit),
    lambda tx, now, limit: retention.empty_series(tx, proof_made(now), limit),
    lambda tx, now, limit: retention.empty_activities(tx, proof_made(now), limit),
    lambda tx, now, limit: retention.drop_searches(tx, now - SEARCH_KEPT, limit),
    lambda tx, now, limit: unanswered.prune(tx, (now - UNANSWERED_KEPT).date(), limit),
    lambda tx, now, limit: retention.drop_visits(tx, now - VISIT_KEPT, limit),
    lambda tx, now, limit: companions.drop_closed(tx, now - COMPANION_KEPT, limit),
    lambda tx, now, limit: retention.drop_wrong_codes(tx, now - WRONG_WINDOW, limit),
    lambda tx, now, limit: retention.drop_invitations(tx, now - INVITATION_KEPT, limit),
    lambda tx, now, limit: retention.empty_announcements(tx, now - ANNOUNCEMENT_KEPT, limit),
    lambda tx, _now, limit: retention.empty_answers(tx, limit),
    lambda tx, now, limit: retention.drop_outbox(tx, now - OUTBOX_KEPT, limit),
    lambda tx, now, limit: retention.drop_audit(tx, now - AUDIT_KEPT, limit),
)
