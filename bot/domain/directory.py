"""Contact cards of offices and advice centres, and the topics in which they help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

CHECKED_LASTS = timedelta(days=365)  # afterwards a card says that it may be out of date


class CardKind(StrEnum):
    """What kind of office or centre a card is about."""

    INTEGRATION_CENTRE = "integration_centre"  # Kommunales Integrationszentrum
    CASE_MANAGEMENT = "case_management"  # Kommunales Integrationsmanagement
    ADVICE = "advice"  # migration advice: MBE, JMD, asylum advice
    TOWN_HALL = "town_hall"  # Bürgerbüro, Einwohnermeldeamt
    FOREIGNERS_OFFICE = "foreigners_office"  # Ausländerbehörde
    JOBCENTER = "jobcenter"
    SOCIAL_OFFICE = "social_office"  # Sozialamt
    EMPLOYMENT_AGENCY = "employment_agency"  # Agentur für Arbeit
    YOUTH_OFFICE = "youth_office"  # Jugendamt
    SCHOOL_OFFICE = "school_office"  # Schulamt, Seiteneinsteigerberatung
    HEALTH_OFFICE = "health_office"  # Gesundheitsamt
    HOSPITAL = "hospital"
    PREGNANCY_ADVICE = "pregnancy_advice"
    SHELTER = "shelter"  # women's shelters and emergency accommodation
    HOUSING_OFFICE = "housing_office"  # Wohnungsamt, Fachstelle Wohnungsnotfälle
    DEBT_ADVICE = "debt_advice"
    LANGUAGE_COURSES = "language_courses"  # Volkshochschule and others
    COURT = "court"  # Amtsgericht, for the Beratungshilfeschein
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """One office or centre; ``town`` is empty where it is there for all towns.

    ``languages`` (tags) are spoken there; ``latitude`` and ``longitude`` are None without a pin.
    """

    id: int = 0
    kind: CardKind
    name: str
    town: str = ""
    address: str = ""
    hours: str = ""
    phone: str = ""
    website: str = ""
    languages: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    checked_on: date

    def is_due(self, today: date) -> bool:
        """Tell whether nobody has checked the card for a year."""
        return self.checked_on + CHECKED_LASTS < today
