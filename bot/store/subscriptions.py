"""Of what newcomers want to hear announcements."""

from __future__ import annotations

from datetime import datetime

from bot.domain.subscriptions import About, Subscription
from bot.store.codec import to_ms
from bot.store.database import Tx


def of(tx: Tx, person_id: int) -> frozenset[Subscription]:
    """Return everything this person wants to hear of."""
    rows = tx.all("SELECT about, value FROM subscription WHERE person_id = :p", p=person_id)
    return frozenset(Subscription(about=About(row["about"]), value=row["value"]) for row in rows)


def add(tx: Tx, person_id: int, wanted: Subscription, now: datetime) -> None:
    """Note that the person wants to hear of it; once is enough."""
    tx.run(
        """INSERT INTO subscription (person_id, about, value, since_at)
           VALUES (:p, :about, :value, :now) ON CONFLICT DO NOTHING""",
        p=person_id,
        about=wanted.about,
        value=wanted.value,
        now=to_ms(now),
    )


def drop(tx: Tx, person_id: int, wanted: Subscription) -> None:
    """Note that the person wants to hear of it no longer."""
    tx.run(
        "DELETE FROM subscription WHERE person_id = :p AND about = :about AND value = :value",
        p=person_id,
        about=wanted.about,
        value=wanted.value,
    )


# Who hears of an initiative's news: its town, or a kind of what it offers to newcomers.
_CONCERNED = """((about = 'town' AND value = (SELECT town FROM initiative WHERE id = :i))
        OR (about = 'kind' AND value IN (SELECT shift.kind FROM activity
            JOIN shift ON shift.activity_id = activity.id WHERE activity.initiative_id = :i)))"""
SUBSCRIBERS = f"SELECT subscription.person_id FROM subscription WHERE {_CONCERNED}"


def concerns(tx: Tx, person_id: int, initiative_id: int) -> bool:
    """Tell whether the person wants to hear of this initiative's news."""
    row = tx.one(
        f"SELECT 1 FROM subscription WHERE person_id = :p AND {_CONCERNED}",
        p=person_id,
        i=initiative_id,
    )
    return row is not None


def kinds_offered(tx: Tx, now: datetime) -> tuple[str, ...]:
    """Return the kinds of what newcomers can go to from now on."""
    rows = tx.all(
        """SELECT DISTINCT kind FROM shift WHERE activity_id IS NOT NULL AND state = 'open'
               AND starts_at > :now ORDER BY kind""",
        now=to_ms(now),
    )
    return tuple(row["kind"] for row in rows)
