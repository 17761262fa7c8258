"""A believable initiative of invented people, for the demo: what an empty demo begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.flows.welcome import NOTICE_VERSION
from bot.demo_answers import seed_answers
from bot.domain.activities import Activity
from bot.domain.calendar import at_local
from bot.domain.people import (
    Initiative,
    JoinMode,
    MembershipState,
    Person,
    Profile,
    Role,
    Standing,
)
from bot.domain.series import Pattern, Series, rule_for
from bot.domain.shifts import Kind, Qualification, ShiftDraft, ShiftRole, one_role
from bot.domain.signups import Attendance, SignupState
from bot.services import people as people_service
from bot.services import series as series_service
from bot.services import signups as signups_service
from bot.store import (
    activities,
    attendance,
    initiatives,
    people,
    places,
    profiles,
    shifts,
    signups,
)
from bot.store.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """Somebody invented: first name, language of their app, what they are, what they speak."""

    name: str
    language: str
    role: str = ""
    speaks: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()


PEOPLE = (
    Invented(name="Sabine", language="de", role="lead"),
    Invented(name="Murat", language="de", role="coordinator", speaks=("de", "tr")),
    Invented(name="Oksana", language="uk", role="volunteer", speaks=("uk", "ru", "de")),
    Invented(
        name="Karl-Heinz",
        language="de",
        role="volunteer",
        speaks=("de",),
        interests=(Kind.LANGUAGE, Kind.SCHOOL),
    ),
    Invented(name="Yusuf", language="ar", role="volunteer", speaks=("ar", "en", "de")),
    Invented(name="Emily", language="en", role="volunteer", speaks=("en", "de")),
    Invented(name="Amal", language="ar"),
    Invented(name="Taras", language="uk"),
)
_CAFE, _GARDEN = 0, 1
_INITIATIVES = (
    ("Sprachcafé Lindenhof", "Musterstadt", JoinMode.APPROVAL),
    ("Begegnungsgarten Süd", "Musterdorf", JoinMode.OPEN),
)
_LINDENHOF, _GARDEN_PLACE = "Lindenhof, Raum 2", "Begegnungsgarten, Am Wehr 5"
# Invented, too: somewhere in the fields of the Münsterland.
_PINS = ((_CAFE, _LINDENHOF, 51.94012, 7.31877), (_GARDEN, _GARDEN_PLACE, 51.93655, 7.32541))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """One shift, ``days`` from today, in one of the initiatives; ``offer``: newcomers see it."""

    days: int
    start: time
    end: time
    of: int
    task: str
    place: str
    kind: Kind
    roles: tuple[ShiftRole, ...]
    offer: Activity | None = None


_ARABIC = ShiftRole(position=1, name="Sprachmittlung", capacity=1, languages=("ar",))
_INTRODUCED = ShiftRole(
    position=1, name="Leitung", capacity=1, qualification=Qualification.INTRODUCTION
)
_SHIFTS = (
    _Planned(
        days=1,
        start=time(17),
        end=time(19),
        of=_CAFE,
        task="Sprachcafé begleiten",
        place=_LINDENHOF,
        kind=Kind.LANGUAGE,
        roles=(ShiftRole(capacity=2), _ARABIC),
        offer=Activity(
            initiative_id=0,
            title="Sprachcafé: Deutsch sprechen",
            languages=("de", "ar", "uk", "en"),
            childcare=True,
        ),
    ),
    _Planned(
        days=2,
        start=time(10),
        end=time(12),
        of=_CAFE,
        task="Kinderecke betreuen",
        place="Lindenhof, Erdgeschoss",
        kind=Kind.CHILDREN,
        roles=one_role(2),
    ),
    _Planned(
        days=3,
        start=time(15),
        end=time(17),
        of=_CAFE,
        task="Hausaufgaben begleiten",
        place="Stadtbibliothek, 1. OG",
        kind=Kind.SCHOOL,
        roles=one_role(1),
        offer=Activity(
            initiative_id=0, title="Hilfe bei den Hausaufgaben", languages=("de",), places=6
        ),
    ),
    _Planned(
        days=4,
        start=time(16),
        end=time(18),
        of=_GARDEN,
        task="Gartencafé",
        place=_GARDEN_PLACE,
        kind=Kind.MEETING,
        roles=one_role(4),
        offer=Activity(initiative_id=0, title="Café im Garten", languages=("de", "en", "uk")),
    ),
    _Planned(
        days=6,
        start=time(11),
        end=time(14),
        of=_GARDEN,
        task="Beete vorbereiten",
        place=_GARDEN_PLACE,
        kind=Kind.CRAFT,
        roles=(ShiftRole(capacity=4), _INTRODUCED),
    ),
)
_PAST = (-8, -15, -22, -29)  # days on which there was a Sprachcafé already


def seed(tx: Tx, ids: dict[str, int], today: date, zone: ZoneInfo, now: datetime) -> bool:
    """Fill an empty database; ``ids`` are Telegram ids by name. False if it was not empty."""
    if initiatives.all_of(tx):
        return False
    made = [
        _found(tx, name, town, mode, f"demo{number}", now)
        for number, (name, town, mode) in enumerate(_INITIATIVES, start=1)
    ]
    for who in PEOPLE:
        if who.role:
            _bring_in(tx, ids[who.name], who, [one.id for one in made], now)
    for of, name, latitude, longitude in _PINS:
        pin = places.Pin(
            initiative_id=made[of].id, name=name, latitude=latitude, longitude=longitude
        )
        places.put(tx, pin)
    _plan(tx, ids, made, today, zone, now)
    seed_answers(tx, _standing(tx, ids, "Sabine", now), today, now)
    return True


def _found(tx: Tx, name: str, town: str, mode: JoinMode, poster: str, now: datetime) -> Initiative:
    return initiatives.add(tx, name=name, town=town, mode=mode, poster_code=poster, now=now)


def _bring_in(tx: Tx, telegram_id: int, who: Invented, made: list[int], now: datetime) -> None:
    person = people_service.meet(tx, telegram_id, now).person
    people.set_language(tx, person.id, who.language)
    people.set_notice(tx, person.id, NOTICE_VERSION, now)
    people.set_name(tx, person.id, who.name)
    profiles.put(tx, person.id, Profile(speaks=who.speaks, interests=who.interests, adult=True))
    if who.role == "lead":
        people.make_lead(tx, person.id, now)
        return
    for initiative_id in made:
        initiatives.set_member(
            tx,
            person_id=person.id,
            initiative_id=initiative_id,
            role=Role(who.role),
            state=MembershipState.ACTIVE,
            now=now,
        )


def _plan(
    tx: Tx,
    ids: dict[str, int],
    made: list[Initiative],
    today: date,
    zone: ZoneInfo,
    now: datetime,
) -> None:
    karl = _standing(tx, ids, "Karl-Heinz", now)
    for one in _SHIFTS:
        draft = _draft(one, made, today, zone)
        shift_id = shifts.add(tx, draft, created_by=None, now=now)
        if one.offer is not None:
            offer = replace(one.offer, initiative_id=draft.initiative_id)
            activities.link(tx, shift_id, activities.add(tx, offer, now))
        if one.days in {1, 2}:
            signups_service.sign_up(tx, karl, shift_id, now)
    cafe = _SHIFTS[0]
    for days in _PAST:
        before = _draft(replace(cafe, days=days), made, today, zone)
        _was_there(tx, shifts.add(tx, before, created_by=None, now=now), karl.person, now)
    boss = _standing(tx, ids, "Sabine", now)
    first = today + timedelta(days=5)
    series_service.start(
        tx,
        boss,
        Series(
            initiative_id=made[_CAFE].id,
            kind=Kind.LANGUAGE,
            task="Sprachcafé am Abend",
            place=_LINDENHOF,
            rule=rule_for(Pattern.WEEKLY, first),
            first_day=first,
            last_day=None,
            start=time(18),
            end=time(20),
            skip_holidays=True,
            roles=one_role(2),
        ),
        now,
        zone,
    )


def _standing(tx: Tx, ids: dict[str, int], name: str, now: datetime) -> Standing:
    return people.standing_of(tx, people_service.meet(tx, ids[name], now).person)


def _draft(one: _Planned, made: list[Initiative], today: date, zone: ZoneInfo) -> ShiftDraft:
    day = today + timedelta(days=one.days)
    return ShiftDraft(
        initiative_id=made[one.of].id,
        task=one.task,
        place=one.place,
        starts_at=at_local(day, one.start, zone),
        ends_at=at_local(day, one.end, zone),
        roles=one.roles,
        kind=one.kind,
    )


def _was_there(tx: Tx, shift_id: int, person: Person, now: datetime) -> None:
    signups.put(
        tx,
        shift_id=shift_id,
        role=0,
        person_id=person.id,
        state=SignupState.CONFIRMED,
        now=now - timedelta(days=40),
    )
    attendance.mark(tx, shift_id, person.id, Attendance.CAME, now)
