"""Lifelike values of what is said about offers for newcomers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain import messages_activities as a
from bot.domain import messages_coordinator as c
from bot.domain import messages_finding as f
from bot.domain.activities import Activity, ActivityView, BookResult, Visit
from bot.domain.announcements import Whom
from bot.domain.finding import Choice, Facet, Near, Wish, town_mark
from bot.domain.languages import SPOKEN
from bot.domain.messages import Message, SettingsCard
from bot.domain.people import OptOut, QuietHours
from bot.domain.shifts import Kind, Shift, ShiftState
from bot.domain.subscriptions import About, Subscription

SHIFT = Shift(
    id=7,
    initiative_id=1,
    initiative="Sprachcafé Musterstadt",
    town="Musterstadt an der Lippe",
    task="Kaffee und Gespräche",
    place="Begegnungszentrum, Hauptstraße 1",
    starts_at=datetime(2026, 11, 24, 16, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 18, tzinfo=UTC),
    capacity=4,
    kind=Kind.LANGUAGE,
)
OFFER = Activity(
    id=3,
    initiative_id=1,
    title="Deutsch sprechen bei Kaffee und Kuchen",
    languages=("de", "ar", "uk"),
    childcare=True,
    places=12,
)
OPEN = Activity(id=4, initiative_id=1, title="Offene Beratung")


def _visit(*, booked: bool) -> Visit:
    return Visit(
        id=1, shift_id=7, person_id=2, booked=booked, remind=True, since_at=SHIFT.starts_at
    )


VIEW = ActivityView(shift=SHIFT, activity=OFFER, booked=4, has_pin=True)
MINE = replace(VIEW, mine=_visit(booked=True))
REMINDED = replace(VIEW, activity=OPEN, mine=_visit(booked=False), has_pin=False)
FULL = replace(VIEW, booked=12)
LATER = replace(SHIFT, starts_at=SHIFT.starts_at + timedelta(days=1), town="")
CANCELLED = replace(VIEW, shift=replace(SHIFT, state=ShiftState.CANCELLED))
WISH = Wish(
    day=Near.WEEK,
    town_mark=town_mark(SHIFT.town),
    town=SHIFT.town,
    kind=Kind.LANGUAGE,
)
TOWN = Subscription(about=About.TOWN, value=SHIFT.town)
FOOD = Subscription(about=About.KIND, value=Kind.FOOD)
AS_READ = replace(SHIFT, task=OFFER.title)

SAMPLES: tuple[Message, ...] = (
    a.OfferList(
        found=(VIEW, MINE, FULL, replace(REMINDED, shift=LATER)),
        page=1,
        pages=3,
        total=16,
        wish=WISH,
        has_visits=True,
    ),
    a.OfferList(found=(VIEW,), page=0, pages=1, total=1, wish=Wish(), following=frozenset({TOWN})),
    a.OfferList(
        found=(), page=0, pages=1, total=0, wish=Wish(kind=Kind.FOOD), following=frozenset({FOOD})
    ),
    a.OfferList(found=(), page=0, pages=1, total=0, wish=Wish(kind=Kind.FOOD)),
    a.OfferList(found=(), page=0, pages=1, total=0, wish=Wish()),
    a.MyOffers(found=(MINE, REMINDED)),
    a.MyOffers(found=()),
    a.OfferCard(view=VIEW),
    a.OfferCard(view=MINE, german=True),
    a.OfferCard(view=REMINDED, silenced=True),
    a.OfferCard(view=FULL),
    a.OfferCard(view=VIEW, over=True),
    a.OfferCard(view=CANCELLED, over=True),
    *(a.BookSaid(result=result) for result in BookResult),
    a.PlaceGivenBack(),
    a.RemindSaid(on=True),
    a.RemindSaid(on=False),
    a.OfferFile(view=VIEW, content=b"BEGIN:VCALENDAR"),
    a.VisitReminder(view=MINE),
    a.VisitReminder(view=REMINDED, silent=True),
    a.VisitsChanged(changes=(a.VisitChange(was=AS_READ, shift=replace(LATER, task=OPEN.title)),)),
    a.VisitsChanged(
        changes=(
            a.VisitChange(was=AS_READ, shift=replace(AS_READ, place="Garten")),
            a.VisitChange(was=AS_READ, shift=replace(AS_READ, starts_at=LATER.starts_at)),
        )
    ),
    a.VisitCancelled(shift=AS_READ),
    a.NewsChoice(towns=(SHIFT.town, "Unna"), kinds=tuple(Kind), chosen=frozenset({TOWN, FOOD})),
    a.NewsChoice(towns=(), kinds=(), chosen=frozenset(), off=True),
    a.OfferDraft(activity=OFFER),
    a.OfferDraft(activity=OPEN, shift_id=7, is_new=True),
    a.OfferDraft(activity=replace(OFFER, places=1), shift_id=7, dates=8, booked=4),
    a.AskOfferTitle(),
    a.OfferLanguages(chosen=SPOKEN[:3]),
    a.AskOfferPlaces(),
    a.AskOfferPlaces(not_understood=True),
    a.OfferSaved(shift=SHIFT, activity=OFFER),
    a.TakeOffAsk(shift=SHIFT, activity=OFFER, dates=8, visitors=3, visitors_of_all=11),
    a.TakeOffAsk(shift=SHIFT, activity=OPEN, dates=1, visitors=0, visitors_of_all=0),
    a.TakenOff(shift_id=7, told=3),
    a.TakenOff(shift_id=7, told=0, every=True),
    f.FilterOverview(wish=WISH, total=3, offered=True),
    f.FilterOverview(wish=Wish(), total=0, offered=True),
    f.FilterChoice(
        facet=Facet.KIND,
        wish=WISH,
        choices=(Choice(code=Kind.LANGUAGE, count=3), Choice(code=Kind.FOOD, count=1)),
        page=0,
        pages=2,
        offered=True,
    ),
    c.AskAnnouncement(initiative="Sprachcafé", reachable=0, newcomers=3),
    *(
        c.AnnouncementPreview(
            initiative="Sprachcafé",
            markup="Am <b>Samstag</b>",
            reachable=3,
            opted_out=0,
            unreachable=0,
            whom=whom,
            choices=((Whom.MEMBERS, 12), (Whom.NEWCOMERS, 1_204), (Whom.EVERYBODY, 1_210)),
        )
        for whom in Whom
    ),
    c.Announcement(initiative="Sprachcafé", markup="Am <b>Samstag</b>", to_newcomer=True),
    SettingsCard(
        is_volunteer=False,
        language="ar",
        lead_minutes=(1440, 120),
        quiet=QuietHours(),
        opted_out=frozenset(),
        news=3,
    ),
    SettingsCard(
        is_volunteer=False,
        language="ar",
        lead_minutes=(1440, 120),
        quiet=QuietHours(),
        opted_out=frozenset({OptOut.OFFER}),
        news=3,
    ),
)
