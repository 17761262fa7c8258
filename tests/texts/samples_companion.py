"""Lifelike values of what is said while somebody is looked for who comes along."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain import messages as m
from bot.domain import messages_companion as c
from bot.domain.companions import (
    AcceptResult,
    Gender,
    Half,
    Meeting,
    PlaceKind,
    RequestState,
    Side,
    Trip,
    Wish,
)
from bot.domain.languages import SPOKEN
from bot.domain.rendered import FileRef

TRIP = Trip(
    place=PlaceKind.OFFICE,
    starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    ends_at=datetime(2026, 11, 24, 11, tzinfo=UTC),
    town="Musterstadt",
    language="ar",
    wish=Wish.ANY,
    meeting=Meeting.ENTRANCE,
)
TRIPS = (
    TRIP,
    replace(TRIP, place=PlaceKind.DOCTOR, wish=Wish.WOMAN, meeting=Meeting.STATION),
    replace(
        TRIP, place=PlaceKind.SCHOOL, wish=Wish.MAN, meeting=Meeting.INITIATIVE, host="Sprachcafé"
    ),
    replace(TRIP, place=PlaceKind.OTHER, language="kmr"),
)
DAYS = tuple(date(2026, 11, 23) + timedelta(days=n) for n in range(14))
TOWNS = tuple(c.TownButton(name=name, mark=n) for n, name in enumerate(("Musterstadt", "Unna")))
NAME, OTHER = "سارة", "Mehmet"
LINES = tuple(
    c.DeskLine(
        id=9,
        trip=trip,
        state=state,
        companion=OTHER if state in {RequestState.MATCHED, RequestState.DONE} else "",
        reported=state is RequestState.DONE,
    )
    for trip, state in zip((*TRIPS, *TRIPS), RequestState, strict=False)
)
WORDS = (
    c.ReportedWords(sender=Side.NEWCOMER, text="Wo sind Sie?", has_file=False),
    c.ReportedWords(sender=Side.COMPANION, text="", has_file=True),
)
SAMPLES: tuple[m.Message, ...] = (
    *(
        c.CompanionQuestion(
            step=step,
            first=step is c.Step.PLACE,
            days=DAYS,
            towns=TOWNS,
            languages=SPOKEN[:24],
            chosen="Unna" if step is c.Step.TOWN else "ar",
            meeting_initiative=True,
        )
        for step in c.Step
    ),
    c.CompanionQuestion(step=c.Step.TOWN, only_buttons=True),
    c.CompanionAskName(suggestion=NAME),
    c.CompanionAskName(suggestion="", not_understood=True),
    *(
        c.CompanionPreview(trip=trip, name=NAME, receiver="Sprachcafé", soon=False, mark=7)
        for trip in TRIPS
    ),
    c.CompanionPreview(
        trip=TRIP, name=NAME, receiver="", soon=True, mark=7, replaces=True, only_buttons=True
    ),
    *(
        c.CompanionRequest(request_id=9, trip=TRIP, state=state, companion=OTHER)
        for state in RequestState
    ),
    c.CompanionRequest(request_id=9, trip=TRIP, state=RequestState.SEARCHING, sent=True),
    c.CompanionRequest(
        request_id=9,
        trip=TRIPS[2],
        state=RequestState.MATCHED,
        companion=OTHER,
        can_write=True,
        has_pin=True,
    ),
    c.CompanionRequest(
        request_id=9, trip=TRIP, state=RequestState.MATCHED, companion=OTHER, asking=True
    ),
    c.CompanionFound(request_id=9, trip=TRIPS[2], companion=OTHER, has_pin=True),
    *(c.CompanionInGerman(trip=trip, companion=OTHER) for trip in TRIPS),
    c.CompanionInGerman(trip=TRIP, companion=""),
    c.CompanionLost(request_id=9, trip=TRIP),
    c.CompanionStopped(request_id=9, trip=TRIP),
    c.CompanionNotFound(request_id=9, trip=TRIP),
    *(c.CompanionCall(offer_id=3, trip=trip) for trip in TRIPS),
    c.CompanionCall(offer_id=3, trip=TRIP, declined=True),
    *(c.CompanionTooLate(trip=TRIP, result=result) for result in AcceptResult),
    *(
        c.CompanionDuty(
            request_id=9, trip=TRIPS[2], newcomer=NAME, has_pin=True, can_write=True, **how
        )
        for how in ({}, {"begun": True}, {"fresh": True}, {"asking": True})
    ),
    c.CompanionLetGo(trip=TRIP),
    c.CompanionCancelled(place=TRIP.place, starts_at=TRIP.starts_at, ends_at=TRIP.ends_at),
    *(
        c.CompanionReminder(
            request_id=9, trip=TRIP, name=NAME, side=side, has_pin=False, can_write=True
        )
        for side in Side
    ),
    c.CompanionWords(request_id=9, name=NAME, text="Ich stehe am Eingang."),
    c.CompanionWords(request_id=9, name=NAME, text="Ich stehe am Tor.", corrected=True),
    c.CompanionWords(
        request_id=9, name=NAME, text="", file=FileRef(kind="voice", file_id="AwACAgIAAxk")
    ),
    *(c.CompanionTalk(note=note) for note in c.TalkNote),
    *(c.CompanionTalk(note=note, request_id=9, side=side) for note in c.TalkNote for side in Side),
    *(c.CompanionTalkAsk(request_id=9, name=NAME, reporting=one) for one in (True, False)),
    c.CompanionDesk(lines=()),
    c.CompanionDesk(lines=LINES),
    *(
        c.CompanionDeskCard(line=line, newcomer=NAME, asked=7, declined=2, silent=4)
        for line in LINES
    ),
    c.CompanionDeskCard(line=LINES[0], newcomer=NAME, asked=7, declined=2, silent=4, asking=True),
    c.CompanionPick(request_id=9, trip=TRIP, people=((3, OTHER), (4, "Олена"))),
    c.CompanionPick(request_id=9, trip=TRIP, people=()),
    *(c.CompanionNews(news=news, line=LINES[1], newcomer=NAME) for news in c.DeskNews),
    *(
        c.CompanionReport(line=LINES[1], newcomer=NAME, by=by, words=words, may_stop=stop)
        for by, words, stop in ((Side.NEWCOMER, WORDS, True), (Side.COMPANION, (), False))
    ),
    *(
        c.CompanionProfile(cleared=True, gender=gender, free_times=times)
        for gender, times in ((Gender.WOMAN, ()), (Gender.MAN, tuple(Half)), (None, (Half.MO_AM,)))
    ),
    c.CompanionProfile(cleared=False),
    c.FreeTimes(chosen=()),
    c.FreeTimes(chosen=tuple(Half)[:3]),
)
