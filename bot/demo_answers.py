"""Invented addresses and one answer of the place, for the demo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.domain.directory import CardKind, ContactCard
from bot.domain.people import Standing
from bot.services import local_answers
from bot.store import directory
from bot.store.database import Tx

_TOWN = "Musterstadt"
_LONG_AGO = timedelta(days=400)  # the demo shows what is due, too


def seed_answers(tx: Tx, lead: Standing, today: date, now: datetime) -> None:
    """Put some addresses and one answer into the demo; ``today`` is the local day."""
    for card in _cards(today):
        directory.put(tx, card, now)
    local_answers.create(
        tx,
        lead,
        language="de",
        title="Fahrradwerkstatt im Begegnungsgarten",
        body=(
            "Kommen Sie samstags von 14 bis 17 Uhr in den Begegnungsgarten. "
            "Wir reparieren Ihr Fahrrad mit Ihnen zusammen.\n\n"
            "- **kostenlos**, Ersatzteile gegen Spende\n"
            "- ohne Anmeldung\n"
            "- Kinder sind willkommen"
        ),
        questions=("Wo kann ich mein Fahrrad reparieren?", "Fahrrad kaputt", "bike repair"),
        now=now,
        today=today,
    )


def _cards(today: date) -> tuple[ContactCard, ...]:
    advice = ContactCard(
        kind=CardKind.ADVICE,
        name="Migrationsberatung Musterstadt",
        town=_TOWN,
        address="Marktplatz 3",
        hours="Mo–Do 9–12, Do 14–17",
        phone="+492000123456",
        website="https://beratung.example.org",
        languages=("de", "ar", "uk"),
        latitude=51.94012,
        longitude=7.31877,
        checked_on=today,
    )
    return (
        advice,
        replace(
            advice,
            kind=CardKind.SCHOOL_OFFICE,
            name="Schulberatung für neu Zugewanderte",
            hours="Di 14–16",
            languages=("de", "en"),
            latitude=None,
            longitude=None,
        ),
        replace(
            advice,
            kind=CardKind.TOWN_HALL,
            name="Bürgerbüro Musterstadt",
            address="Rathausgasse 1",
            hours="Mo–Fr 8–12",
            languages=("de",),
            checked_on=today - _LONG_AGO,
        ),
        ContactCard(
            kind=CardKind.INTEGRATION_CENTRE,
            name="Kommunales Integrationszentrum Musterkreis",
            address="Kreishausallee 10",
            phone="+492000123400",
            website="https://ki.example.org",
            languages=("de", "en", "ar"),
            checked_on=today,
        ),
    )
