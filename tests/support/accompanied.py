"""A newcomer and a companion who has said yes, as the tests need them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.clearances import Kind
from bot.domain.companions import Meeting, OfferState, PlaceKind, Trip, Wish
from bot.store import clearances, companions
from bot.store.database import Tx


def trip(starts_at: datetime, *, town: str = "Unna", language: str = "de") -> Trip:
    """Return an appointment of two hours, met at the initiative."""
    return Trip(
        place=PlaceKind.OFFICE,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        town=town,
        language=language,
        wish=Wish.ANY,
        meeting=Meeting.INITIATIVE,
    )


def accompany(
    tx: Tx, newcomer: int, companion: int, initiative: int, now: datetime
) -> tuple[int, int]:
    """Clear the companion, match the two in three days, and return request and offer."""
    clearances.give(
        tx,
        person_id=companion,
        initiative_id=initiative,
        kind=Kind.COMPANION,
        cleared_by=companion,
        now=now,
    )
    what = trip(now + timedelta(days=3))
    request = companions.add(tx, person_id=newcomer, initiative_id=initiative, trip=what, now=now)
    offer = companions.add_offer(tx, request, companion, 1, now)
    companions.set_offer(tx, offer, OfferState.ACCEPTED, now)
    companions.match(tx, request, companion, next_at=what.ends_at, now=now)
    return request, offer
