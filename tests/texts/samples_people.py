"""A few lifelike values of the messages about people, sign-ups by others and claim links."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from bot.domain import messages as m
from bot.domain import messages_claims as k
from bot.domain import messages_people as p
from bot.domain.people import Role
from bot.domain.qualifications import YEARS, Light
from bot.domain.shifts import Kind, Qualification, Shift, ShiftRole
from bot.domain.signups import SignupResult, SignupState, WithdrawResult

LINK = "https://t.me/lotse_bot?start=i_AbCdEfGhIjKlMnOp"
DAY = date(2026, 11, 22)
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
PLAIN = p.PersonLine(id=3, name="Olena")
EVERYTHING = p.PersonLine(
    id=4,
    name="Anna-Maria Magdalena",
    coordinates=True,
    by_hand=True,
    paused=True,
    blocked=True,
    waits=True,
)
HAND = p.PersonLine(id=5, name="يوسف", by_hand=True)
LIST = p.People(
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    people=(PLAIN, HAND, EVERYTHING),
    page=1,
    pages=3,
    total=23,
)
LINES = tuple(
    p.QualificationLine(kind=kind, light=light, seen_on=DAY, valid_until=DAY)
    for kind in Qualification
    for light in Light
)
CARD = p.MemberCard(
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    person=HAND,
    role=Role.VOLUNTEER,
    speaks=("ar", "kmr", "de"),
    interests=tuple(Kind),
    phone="+49 2000 123456",
    paused_until=DAY,
    qualifications=LINES,
    removable=True,
    notice_on=DAY,
    merge_id=9,
)
PREVIEW = p.HandPreview(
    initiative_id=1,
    initiative="Sprachcafé",
    name="Maria",
    speaks=("es", "de"),
    phone="+492000123456",
    notice_on=DAY,
    namesakes=(PLAIN, HAND),
)
ENTRIES = (
    p.EnterLine(id=1, name="يوسف", by_hand=True, state=None),
    p.EnterLine(id=2, name="Olena", by_hand=False, state=SignupState.CONFIRMED),
    p.EnterLine(id=3, name="Mehmet", by_hand=False, state=SignupState.WAITING),
    p.EnterLine(id=4, name="سارة", by_hand=True, state=SignupState.WITHDRAWN),
)
IDS = {"initiative_id": 1, "person_id": 5, "name": "يوسف"}
ENDS = p.QualificationEnds(
    initiative_id=1,
    initiative="Sprachcafé",
    person_id=5,
    name="يوسف",
    kind=Qualification.CONDUCT,
    until=DAY,
    out=False,
)
SHARE = k.Share(coming=2, past=14, initiatives=("Sprachcafé", "Fahrradwerkstatt"))
NOTHING = k.Share(coming=0, past=0, initiatives=())

SAMPLES: tuple[m.Message, ...] = (
    p.QualificationNoted(initiative="Sprachcafé", kind=Qualification.CONDUCT),
    LIST,
    replace(LIST, people=(), page=0, pages=1, total=0, several=True),
    replace(LIST, people=(PLAIN,), page=0, pages=1, total=1, sought="Ole", several=True),
    replace(LIST, people=(), page=0, pages=1, total=0, sought="<b>x"),
    p.AskNamePart(initiative_id=1),
    CARD,
    replace(CARD, person=PLAIN, role=Role.COORDINATOR, removable=False, merge_id=0, notice_on=None),
    replace(CARD, person=EVERYTHING, speaks=(), interests=(), phone=None, qualifications=()),
    replace(CARD, person=replace(PLAIN, paused=True), qualifications=(
        p.QualificationLine(kind=Qualification.INTRODUCTION, light=Light.VALID, seen_on=DAY),
    )),
    p.MemberEdit(**IDS),
    p.AskMemberName(**IDS),
    p.AskMemberName(**IDS, not_understood=True),
    p.AskMemberPhone(**IDS, phone="+492000123456"),
    p.AskMemberPhone(**IDS, phone=None, not_understood=True),
    p.MemberLanguages(**IDS, speaks=("ar", "de")),
    p.RemoveAsk(**IDS, initiative="Sprachcafé", coming=2, erases=True),
    p.RemoveAsk(**IDS, initiative="Sprachcafé", coming=0, erases=False),
    p.RemoveDone(initiative_id=1, name="يوسف", coming=2, erased=True),
    p.RemoveDone(initiative_id=1, name="Olena", coming=0, erased=False),
    p.Removed(initiative="Sprachcafé"),
    p.AskHandName(initiative="Sprachcafé"),
    p.AskHandName(initiative="Sprachcafé", not_understood=True),
    p.AskHandLanguages(name="Maria", speaks=()),
    p.AskHandLanguages(name="Maria", speaks=("es",)),
    p.AskHandPhone(name="Maria"),
    p.AskHandPhone(name="Maria", not_understood=True),
    p.AskHandDay(name="Maria"),
    p.AskHandDay(name="Maria", not_understood=True),
    p.AskHandDay(name="Maria", future=True),
    PREVIEW,
    replace(PREVIEW, speaks=(), phone=None, namesakes=()),
    p.HandDone(**IDS, initiative="Sprachcafé"),
    p.HandTakenBack(initiative_id=1, person_id=5, deleted=True),
    p.HandTakenBack(initiative_id=1, person_id=5, deleted=False),
    p.EnterList(shift=SHIFT, people=ENTRIES, page=0, pages=1),
    p.EnterList(shift=SHIFT, people=ENTRIES, page=1, pages=3, begun=True),
    p.EnterFor(**IDS, shifts=(SHIFT, SHIFT), page=1, pages=3),
    p.EnterFor(**IDS, shifts=(), page=0, pages=1),
    p.EnterRole(
        shift=SHIFT,
        person_id=5,
        name="يوسف",
        roles=(ShiftRole(capacity=2), ShiftRole(position=1, name="Arabisch", capacity=1)),
        free=(2, 0),
    ),
    *(
        p.EnterAnyway(shift=SHIFT, person_id=5, name="Oksana", role=0, requires=one)
        for one in (*Qualification, None)
    ),
    *(p.EnterSaid(name="Oksana", result=result, line=2) for result in SignupResult),
    p.TakeOutAsk(shift=SHIFT, person_id=5, name="Oksana", waits=False, by_hand=True),
    p.TakeOutAsk(shift=SHIFT, person_id=5, name="Oksana", waits=True, by_hand=False),
    *(p.TakeOutSaid(name="Oksana", result=result) for result in WithdrawResult),
    p.Entered(shift=SHIFT, by="Clara"),
    p.Entered(shift=SHIFT, by="", line=3),
    p.TakenOut(shift=SHIFT, by="Clara"),
    p.TakenOut(shift=SHIFT, by=""),
    p.Qualifications(**IDS, lines=LINES[::4]),
    p.Qualifications(
        **IDS,
        lines=tuple(p.QualificationLine(kind=one, light=Light.NONE) for one in Qualification),
    ),
    *(p.AskSeenDay(**IDS, kind=kind, refused=kind is Qualification.CONDUCT)
      for kind in Qualification),
    p.AskUntil(**IDS, kind=Qualification.CONDUCT, years=YEARS),
    p.AskUntil(**IDS, kind=Qualification.CONDUCT, years=YEARS, refused=True),
    ENDS,
    replace(ENDS, out=True, kind=Qualification.INTRODUCTION),
    replace(ENDS, name=""),
    k.ClaimLink(name="Maria", initiative="Sprachcafé", link=LINK, days=7),
    k.ClaimPreview(name="Maria", initiative="Sprachcafé", record=SHARE, own=NOTHING),
    k.ClaimPreview(name="Maria", initiative="Sprachcafé", record=NOTHING, own=SHARE),
    k.ClaimDone(name="Maria", initiative="Sprachcafé"),
    k.ClaimDeclined(),
    k.ClaimRefused(**IDS, initiative="Sprachcafé"),
    k.Merged(merge_id=9, initiative="Sprachcafé", name="Maria", days=14),
    k.UnmergeAsk(merge_id=9, initiative_id=1, person_id=5, name="Maria", until=SHIFT.starts_at),
    k.UnmergeDone(**IDS, done=True),
    k.UnmergeDone(**IDS, done=False),
    k.Unmerged(initiative="Sprachcafé"),
)  # fmt: skip
