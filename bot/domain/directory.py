"""Contact cards of offices and advice centres, and the topics in which they help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.profile import read_digits, read_phone

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


NAME_LIMIT = 80
LINE_LIMIT = 120  # town, address, hours
WEBSITE_LIMIT = 120
SHOWN_IN_ANSWER = 2

_ADVISE = (CardKind.ADVICE, CardKind.INTEGRATION_CENTRE, CardKind.CASE_MANAGEMENT)
_BENEFITS = (CardKind.JOBCENTER, CardKind.SOCIAL_OFFICE)
_COURSES = (CardKind.LANGUAGE_COURSES, CardKind.INTEGRATION_CENTRE)
_CHILDREN = (CardKind.YOUTH_OFFICE, CardKind.SCHOOL_OFFICE)

# Which offices help with which topic, the first ones first. Topics whose answer is a telephone
# number for the whole country have none.
OFFICES: dict[str, tuple[CardKind, ...]] = {
    "asylum-decision-appeal": (CardKind.ADVICE, CardKind.COURT),
    "asylum-hearing": (CardKind.ADVICE,),
    "asylum-procedure": (CardKind.ADVICE, CardKind.FOREIGNERS_OFFICE),
    "bank-account": (CardKind.DEBT_ADVICE, *_ADVISE),
    "become-a-volunteer": (CardKind.INTEGRATION_CENTRE,),
    "benefits-asylum-seekers": (CardKind.SOCIAL_OFFICE, CardKind.ADVICE),
    "benefits-jobcenter": (CardKind.JOBCENTER, CardKind.ADVICE),
    "broadcasting-fee": (CardKind.DEBT_ADVICE, *_ADVISE),
    "child-benefit": _ADVISE,
    "children-in-danger": (CardKind.YOUTH_OFFICE,),
    "children-vaccinations-checkups": (CardKind.HEALTH_OFFICE,),
    "companion-to-office": (CardKind.INTEGRATION_CENTRE, CardKind.CASE_MANAGEMENT),
    "contracts-and-debts": (CardKind.DEBT_ADVICE,),
    "discrimination-help": _ADVISE,
    "doctor-access-asylum": (CardKind.SOCIAL_OFFICE, CardKind.HEALTH_OFFICE),
    "doctor-on-call-116117": (CardKind.HOSPITAL,),
    "driving-licence": (CardKind.TOWN_HALL,),
    "education-package": _BENEFITS,
    "family-benefits": (CardKind.YOUTH_OFFICE, *_BENEFITS),
    "family-reunion": (CardKind.FOREIGNERS_OFFICE, CardKind.ADVICE),
    "find-a-flat": (CardKind.HOUSING_OFFICE, *_ADVISE),
    "find-doctor-pharmacy": (CardKind.HOSPITAL, CardKind.HEALTH_OFFICE),
    "first-steps-after-arrival": (CardKind.TOWN_HALL, *_ADVISE),
    "health-insurance": (*_BENEFITS, CardKind.ADVICE),
    "homework-help-and-tutoring": (CardKind.INTEGRATION_CENTRE, CardKind.SCHOOL_OFFICE),
    "housing-entitlement-and-housing-benefit": (CardKind.HOUSING_OFFICE,),
    "integration-course": (*_COURSES, CardKind.ADVICE),
    "interpreter-help": (CardKind.INTEGRATION_CENTRE,),
    "job-german-course": (CardKind.EMPLOYMENT_AGENCY, CardKind.JOBCENTER, *_COURSES),
    "job-search": (CardKind.EMPLOYMENT_AGENCY, CardKind.JOBCENTER),
    "kita": (CardKind.YOUTH_OFFICE,),
    "legal-advice": (CardKind.ADVICE, CardKind.COURT),
    "local-help-ki-kim": (CardKind.INTEGRATION_CENTRE, CardKind.CASE_MANAGEMENT),
    "losing-your-home": (CardKind.HOUSING_OFFICE, *_BENEFITS, CardKind.SHELTER),
    "low-threshold-german": _COURSES,
    "mental-health-crisis": (CardKind.HEALTH_OFFICE, CardKind.HOSPITAL),
    "naturalisation": (CardKind.FOREIGNERS_OFFICE, CardKind.ADVICE),
    "official-letters-and-deadlines": _ADVISE,
    "online-counselling": (CardKind.ADVICE,),
    "passport-travel-documents": (CardKind.FOREIGNERS_OFFICE, CardKind.ADVICE),
    "payment-card-nrw": (CardKind.SOCIAL_OFFICE, CardKind.ADVICE),
    "pregnancy-and-birth": (CardKind.PREGNANCY_ADVICE, CardKind.HOSPITAL),
    "recognition-of-qualifications": (CardKind.EMPLOYMENT_AGENCY, *_ADVISE),
    "registration-of-address": (CardKind.TOWN_HALL,),
    "renting-rules": (CardKind.HOUSING_OFFICE, CardKind.ADVICE),
    "residence-papers-explained": (CardKind.FOREIGNERS_OFFICE, CardKind.ADVICE),
    "residence-restriction": (CardKind.FOREIGNERS_OFFICE, CardKind.ADVICE),
    "scams-and-trafficking": (CardKind.ADVICE, CardKind.SHELTER),
    "school-enrolment": (CardKind.SCHOOL_OFFICE, CardKind.INTEGRATION_CENTRE),
    "temporary-protection-ukraine": (CardKind.FOREIGNERS_OFFICE, CardKind.JOBCENTER),
    "trauma-counselling": (CardKind.ADVICE, CardKind.HEALTH_OFFICE),
    "violence-against-men": (CardKind.SHELTER, CardKind.ADVICE),
    "violence-against-women": (CardKind.SHELTER, CardKind.ADVICE),
    "vocational-training": (CardKind.EMPLOYMENT_AGENCY, CardKind.SCHOOL_OFFICE),
    "waste-energy-house-rules": (CardKind.TOWN_HALL,),
    "work-permit": (CardKind.FOREIGNERS_OFFICE, CardKind.EMPLOYMENT_AGENCY),
    "workers-rights": (CardKind.EMPLOYMENT_AGENCY, CardKind.ADVICE),
}


def offices_for(slug: str) -> tuple[CardKind, ...]:
    """Return which offices help with a topic, the first ones first; none for an unknown topic."""
    return OFFICES.get(slug, ())


_SHORT_NUMBER = re.compile(r"1\d{2,5}")  # such as 112, 115 or 116117


def read_number(text: str) -> str | None:
    """Return a telephone number that newcomers can dial, None if it is none.

    Short ones stay short ("116 016" becomes "116016"), German ones get the form +49.
    """
    digits = "".join(read_digits(text).split())
    if _SHORT_NUMBER.fullmatch(digits):
        return digits
    return read_phone(text)


def read_website(text: str) -> str | None:
    """Return an https address, None if it is none; one without its beginning gets it."""
    plain = text.strip()
    if "://" not in plain:
        plain = f"https://{plain}"
    return plain if len(plain) <= WEBSITE_LIMIT and _WEBSITE.fullmatch(plain) else None


_WEBSITE = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s<>\"]*)?", re.IGNORECASE)
