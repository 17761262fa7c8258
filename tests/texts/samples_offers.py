"""Lifelike values of what is said about offers and searches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import messages as m
from bot.domain import messages_offers as o
from bot.domain.searches import AcceptResult, SearchState
from bot.domain.shifts import Shift, ShiftRole
from tests.support.shapes import view

SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
)
OTHER = replace(SHIFT, id=8, task="Fahrräder reparieren", place="Alter Bahnhof")
SOON = SHIFT.starts_at - timedelta(days=1)
HELPER = ShiftRole(capacity=3, languages=("ar", "uk"))
SPEAKER = ShiftRole(position=1, name="Sprachmittlung Arabisch", capacity=1)
RUNNING = o.RoleSearch(
    role=HELPER,
    free=2,
    search_id=5,
    state=SearchState.RUNNING,
    asks_everybody=True,
    asked=7,
    declined=1,
    silent=5,
    takers=("سارة",),
    left=12,
    speakers_left=3,
    next_at=SOON,
)
SEARCHES = (
    (RUNNING, o.RoleSearch(role=SPEAKER, free=0)),
    (replace(RUNNING, wide=True, left=1, speakers_left=1, takers=()),),
    (replace(RUNNING, asks_everybody=False, declined=0, left=0, speakers_left=0),),
    (o.RoleSearch(role=SPEAKER, free=1, left=4), o.RoleSearch(role=HELPER, free=1)),
    (o.RoleSearch(role=SPEAKER, free=1, state=SearchState.EXHAUSTED, asked=3, silent=3),),
)
SAMPLES: tuple[m.Message, ...] = (
    o.PlaceOffer(shift=SHIFT, role="", offer_id=12, until=SOON),
    o.PlaceOffer(shift=SHIFT, role=SPEAKER.name, offer_id=12, until=None),
    o.StandinCall(shift=SHIFT, role=SPEAKER.name, offer_id=12),
    o.StandinCall(shift=SHIFT, role="", offer_id=12),
    o.OfferAccepted(shift=SHIFT, clash=None),
    o.OfferAccepted(shift=SHIFT, clash=OTHER),
    *(o.OfferGone(shift=SHIFT, result=result, others=()) for result in AcceptResult),
    o.OfferGone(
        shift=SHIFT,
        result=AcceptResult.TOO_LATE_TAKEN,
        others=(view(OTHER, confirmed=1, waiting=0), view(SHIFT, confirmed=1, waiting=0)),
    ),
    o.OfferDeclined(shift=SHIFT, left_line=True),
    o.OfferDeclined(shift=SHIFT, left_line=False),
    *(o.SearchCard(shift=SHIFT, roles=roles, over=False) for roles in SEARCHES),
    o.SearchCard(shift=SHIFT, roles=SEARCHES[0], over=True),
    o.SearchSaid(full=True),
    o.SearchSaid(full=False),
    o.SearchFilled(shift=SHIFT, name="Mehmet", free=0),
    o.SearchFilled(shift=SHIFT, name="Олена", free=1),
    o.SearchExhausted(shift=SHIFT, asked=14, free=1),
    o.WaiterWithoutTelegram(shift=SHIFT, name="Elfriede"),
)
