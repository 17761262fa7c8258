"""What is counted and written down about the work: FAQ counters and the audit log."""

from __future__ import annotations

from datetime import date, datetime

from bot.store.codec import to_ms
from bot.store.database import Tx


def count_faq(tx: Tx, *, day: date, language: str, slug: str, outcome: str) -> None:
    """Count one question by topic and outcome; nobody's name, nobody's words."""
    tx.run(
        """INSERT INTO faq_count (day, language, slug, outcome, times)
           VALUES (:day, :l, :slug, :outcome, 1)
           ON CONFLICT DO UPDATE SET times = times + 1""",
        day=day.isoformat(),
        l=language,
        slug=slug,
        outcome=outcome,
    )


def write_audit(
    tx: Tx,
    *,
    actor_id: int | None,
    action: str,
    subject: str,
    initiative_id: int | None,
    now: datetime,
) -> None:
    """Write down who did what to which thing; ``subject`` is kind and id, never words."""
    tx.run(
        """INSERT INTO audit (at, actor_id, initiative_id, action, subject)
           VALUES (:now, :actor, :i, :action, :subject)""",
        now=to_ms(now),
        actor=actor_id,
        i=initiative_id,
        action=action,
        subject=subject,
    )
