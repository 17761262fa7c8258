"""Lifelike values of what is said while somebody looks for a shift, and about their profile."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain import messages as m
from bot.domain import messages_coordinator as c
from bot.domain import messages_finding as f
from bot.domain import messages_profile as p
from bot.domain import messages_volunteer as v
from bot.domain.finding import AskedFor, Choice, Facet, Near, Wish, day_code, month_code
from bot.domain.languages import SPOKEN
from bot.domain.people import OptOut, Profile, QuietHours
from bot.domain.shifts import Kind, Qualification, RoleView, Shift, ShiftRole, ShiftView
from bot.domain.signups import SignupResult, SignupState
from tests.support.shapes import view

SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
    kind=Kind.MEETING,
)
OTHER = replace(SHIFT, id=8, initiative_id=2, initiative="Fahrradwerkstatt", kind=Kind.CRAFT)
WEEKLY = replace(SHIFT, id=9, series_id=3)
HELPER = RoleView(role=ShiftRole(capacity=3), confirmed=1, waiting=0)
SPEAKER = RoleView(
    role=ShiftRole(
        position=1,
        name="Sprachmittlung",
        capacity=2,
        languages=("ar", "prs"),
        qualification=Qualification.INTRODUCTION,
        adults_only=True,
    ),
    confirmed=1,
    waiting=0,
    speakers=1,
)
FULL = RoleView(
    role=ShiftRole(position=2, capacity=1, languages=("uk",), qualification=Qualification.CONDUCT),
    confirmed=1,
    waiting=2,
)
ROLES = ShiftView(shift=WEEKLY, roles=(HELPER, SPEAKER, FULL), wants_me=True, has_pin=True)
IN_ROLE = replace(ROLES, mine=SignupState.CONFIRMED, role=1)
IN_LINE = replace(ROLES, mine=SignupState.WAITING, role=2, line=2, clash=OTHER)
CLASH = replace(view(SHIFT, confirmed=1), clash=OTHER)
WANTED = ShiftView(shift=SHIFT, roles=(replace(SPEAKER, role=replace(SPEAKER.role, name="")),))
WISH = Wish(
    day=Near.WEEKEND,
    initiative_id=2,
    initiative="Fahrradwerkstatt im alten Bahnhof",
    town_mark=2**32 - 1,
    town="Musterdorf",
    kind=Kind.ACCOMPANY,
)
DAY = day_code(date(2026, 11, 24))
MONTH = month_code(date(2026, 12, 1))
CHOICES = {
    Facet.DAY: (
        *(Choice(code=near, count=3) for near in Near if near),
        Choice(code=DAY, count=12),
        Choice(code=MONTH, count=1),
    ),
    Facet.INITIATIVE: (
        Choice(code=1, name="Sprachcafé Musterstadt", count=400),
        Choice(code=2, name="Fahrradwerkstatt im alten Bahnhof", count=1),
    ),
    Facet.TOWN: (Choice(code=2**32 - 1, name="Musterdorf", count=2),),
    Facet.KIND: tuple(Choice(code=kind, count=5) for kind in Kind),
}
PROFILE = Profile(
    speaks=("de", "ar", "prs", "kmr"),
    interests=(Kind.FOOD, Kind.SPORT),
    towns=("Unna", "Kamen"),
    adult=True,
    phone="+4917612345678",
    paused_until=date(2026, 12, 24),
)
TODAY = date(2026, 11, 22)
LINK = "https://t.me/lotse_bot?start=s_7"
LINES = (
    p.TownLine(name="Unna", mark=2**32 - 1, chosen=True),
    p.TownLine(name="Schwerte", mark=5, chosen=False),
)
OFFERS = (
    AskedFor(offer_id=4, shift=SHIFT, role=HELPER.role),
    AskedFor(offer_id=5, shift=OTHER, role=SPEAKER.role),
)
MISSING = f.Missing(
    shift=SHIFT,
    role=1,
    result=SignupResult.UNQUALIFIED,
    qualification=Qualification.INTRODUCTION,
)
PAGE = v.ShiftList(shifts=(ROLES, CLASH, WANTED, IN_ROLE, IN_LINE), page=41, pages=84, total=500)

SAMPLES: tuple[m.Message, ...] = (
    PAGE,
    replace(PAGE, wish=WISH, paused_until=date(2026, 12, 24)),
    replace(PAGE, wish=Wish(day=DAY)),
    replace(PAGE, wish=Wish(day=MONTH), page=0, pages=2),
    replace(PAGE, shifts=(), page=0, pages=1, total=0, wish=WISH),
    v.MyShifts(shifts=(IN_ROLE, IN_LINE), offers=OFFERS),
    v.MyShifts(shifts=(), offers=OFFERS[:1]),
    *(
        v.ShiftCard(view=one, begun=False, late=False, link=LINK)
        for one in (ROLES, IN_ROLE, IN_LINE, CLASH, WANTED)
    ),
    v.ShiftCard(view=ROLES, begun=False, late=True, link=LINK, welcome="Sprachcafé"),
    v.ShiftCard(view=ROLES, begun=True, late=True, link=LINK),
    v.JoinOffer(initiative="Sprachcafé", town="Musterstadt", for_shift=True),
    v.JoinRequested(initiative="Sprachcafé", for_shift=True),
    v.Joined(initiative="Sprachcafé", shift=SHIFT),
    c.JoinRequest(person_id=9, initiative_id=4, name="يوسف", initiative="Sprachcafé", shift=SHIFT),
    f.FilterOverview(wish=Wish(), total=500),
    f.FilterOverview(wish=WISH, total=0),
    *(
        f.FilterChoice(facet=facet, wish=wish, choices=choices, page=1, pages=3)
        for facet, choices in CHOICES.items()
        for wish in (Wish(), WISH, Wish(day=DAY))
    ),
    f.FilterChoice(facet=Facet.TOWN, wish=Wish(), choices=(), page=0, pages=1),
    MISSING,
    replace(MISSING, qualification=Qualification.CONDUCT),
    *(
        replace(MISSING, result=SignupResult.ADULTS_ONLY, qualification=None, adult=adult)
        for adult in (None, False)
    ),
    f.CoordinatorAsked(shift=SHIFT),
    *(
        f.QualificationWanted(name="يوسف", shift=SHIFT, role=role, qualification=kind, person_id=9)
        for role, kind in zip(("Sprachmittlung", ""), Qualification, strict=True)
    ),
    f.PlaceOnMap(
        title="Begegnungszentrum", address="Musterstadt", latitude=51.5344, longitude=7.6889
    ),
    f.AskPin(shift_id=7, place="Begegnungszentrum", has_pin=False),
    f.AskPin(shift_id=7, place="Begegnungszentrum", has_pin=True, not_understood=True),
    f.PinSaved(shift_id=7, place="Begegnungszentrum"),
    f.PinSaved(shift_id=7, place="Begegnungszentrum", removed=True),
    p.ProfileCard(name="Olena", profile=PROFILE, today=TODAY),
    p.ProfileCard(name="Olena", profile=PROFILE, today=TODAY, accompanies=True),
    p.ProfileCard(name="", profile=Profile(adult=False), today=TODAY),
    p.ProfileCard(name="Olena", profile=Profile(paused_until=date(2027, 1, 3)), today=TODAY),
    p.AskOwnName(),
    p.SpokenChoice(tags=SPOKEN, spoken=("de", "ar"), page=0, pages=1),
    p.SpokenChoice(tags=SPOKEN[:16], spoken=(), page=1, pages=3),
    p.InterestChoice(chosen=()),
    p.InterestChoice(chosen=tuple(Kind)),
    p.TownChoice(towns=LINES, page=1, pages=3),
    p.TownChoice(towns=LINES, page=0, pages=1, full=True),
    p.AskTown(),
    *(p.AskAdult(adult=adult, shift_id=7) for adult in (None, True, False)),
    p.AskAdult(adult=None),
    p.AskPhone(phone=None),
    p.AskPhone(phone="+4917612345678", not_understood=True),
    p.AskPause(until=None),
    p.AskPause(until=date(2026, 12, 24), not_understood=True),
    m.SettingsCard(
        is_volunteer=True,
        language="de",
        lead_minutes=(),
        quiet=QuietHours(),
        opted_out=frozenset({OptOut.STANDIN}),
    ),
    *(
        m.SettingsCard(
            is_volunteer=True,
            language="de",
            lead_minutes=(60,),
            quiet=QuietHours(),
            opted_out=frozenset(out),
            accompanies=True,
        )
        for out in ((), (OptOut.COMPANION,))
    ),
)
