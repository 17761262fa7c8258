"""Notices about somebody who comes along, with the facts as they stand when their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.companions import desk_line, name_of, pin_of
from bot.domain import messages_companion as c
from bot.domain.clearances import Kind
from bot.domain.companions import OfferState, PlaceKind, RequestState, Side
from bot.domain.messages import Message
from bot.domain.outbox import Composed, Drop, SendNew
from bot.domain.people import OptOut
from bot.services import companion_desk, companion_talk
from bot.services.notices import Notice
from bot.store import clearances, companions, people
from bot.store import companion_talk as talk_store
from bot.store.codec import from_ms
from bot.store.companions import Request
from bot.texts.render import render

if TYPE_CHECKING:
    from bot.conversation.outbound import Case

GONE = Drop(reason="gone")
NO_RIGHT = Drop(reason="no right")
NOT_SO = Drop(reason="no longer so")
REPORT_SHOWS = companion_talk.REPORT_SHOWS
_PLACES = tuple(PlaceKind)


def _asked(case: Case) -> Composed:
    """Somebody is asked while nobody comes along and they are cleared and want to be asked."""
    offer = companions.find_offer(case.tx, int(case.facts["offer"]))
    request = None if offer is None else companions.find(case.tx, offer.request_id)
    if offer is None or request is None:
        return GONE
    searching = request.state is RequestState.SEARCHING and case.now < request.trip.starts_at
    if offer.state is not OfferState.OPEN or not searching:
        return Drop(reason="not open")
    if not clearances.has(case.tx, case.person.id, Kind.COMPANION):
        return NO_RIGHT
    if OptOut.COMPANION in people.opted_out(case.tx, case.person.id):
        return Drop(reason="opted out")
    return case.send_softly(c.CompanionCall(offer_id=offer.id, trip=request.trip))


def _request(case: Case) -> Request | None:
    return companions.find(case.tx, int(case.facts["request"]))


def _about(case: Case) -> Composed:
    """What the newcomer or those who coordinate the request are told, each in their own words."""
    request = _request(case)
    if request is None:
        return GONE
    notice = Notice(case.facts["notice"])
    if request.state is not _HOLDS[notice]:
        return NOT_SO
    if case.person.id == request.person_id:
        return case.send_softly(_TO_NEWCOMER[notice](case, request))
    standing = people.standing_of(case.tx, case.person)
    if not companion_desk.may_see(standing, request):
        return NO_RIGHT
    return case.send_softly(
        c.CompanionNews(
            news=_NEWS[notice],
            line=desk_line(case.tx, request),
            newcomer=name_of(case.tx, request.person_id),
        )
    )


def _found(case: Case, request: Request) -> c.CompanionFound:
    return c.CompanionFound(
        request_id=request.id,
        trip=request.trip,
        companion=name_of(case.tx, request.companion_id),
        has_pin=pin_of(case.tx, request) is not None,
    )


# How a request stands while the news of it is true.
_HOLDS = {
    Notice.COMPANION_MATCHED: RequestState.MATCHED,
    Notice.COMPANION_LOST: RequestState.SEARCHING,
    Notice.COMPANION_UNFILLED: RequestState.SEARCHING,
    Notice.COMPANION_NOBODY: RequestState.SEARCHING,
    Notice.COMPANION_STOPPED: RequestState.STOPPED,
}
_TO_NEWCOMER: Mapping[Notice, Callable[[Case, Request], Message]] = {
    Notice.COMPANION_MATCHED: _found,
    Notice.COMPANION_LOST: lambda _case, one: c.CompanionLost(request_id=one.id, trip=one.trip),
    Notice.COMPANION_UNFILLED: lambda _case, one: c.CompanionNotFound(
        request_id=one.id, trip=one.trip
    ),
    Notice.COMPANION_STOPPED: lambda _case, one: c.CompanionStopped(
        request_id=one.id, trip=one.trip
    ),
}
_NEWS = {
    Notice.COMPANION_MATCHED: c.DeskNews.MATCHED,
    Notice.COMPANION_LOST: c.DeskNews.LOST,
    Notice.COMPANION_UNFILLED: c.DeskNews.UNFILLED,
    Notice.COMPANION_NOBODY: c.DeskNews.NOBODY,
}


def _cancelled(case: Case) -> Composed:
    """The request itself may be gone: the notice carries what the companion knows of it."""
    facts = case.facts
    return case.send_softly(
        c.CompanionCancelled(
            place=_PLACES[int(facts["place"])],
            starts_at=from_ms(int(facts["starts_at"])),
            ends_at=from_ms(int(facts["ends_at"])),
        )
    )


def _reminder(case: Case) -> Composed:
    request = _request(case)
    side = None if request is None else companion_talk.side_of(request, case.person.id)
    if request is None or side is None:
        return GONE
    if request.state is not RequestState.MATCHED or case.now >= request.trip.starts_at:
        return NOT_SO
    if OptOut.REMINDER in people.opted_out(case.tx, case.person.id):
        return Drop(reason="opted out")
    other = request.companion_id if side is Side.NEWCOMER else request.person_id
    said = c.CompanionReminder(
        request_id=request.id,
        trip=request.trip,
        name=name_of(case.tx, other),
        side=side,
        has_pin=pin_of(case.tx, request) is not None,
        can_write=companion_talk.is_open(request, case.now, case.house.zone),
    )
    silent = bool(case.facts["silent"])
    return SendNew(message=replace(render(said, case.reader), silent=silent))


def _said(case: Case) -> Composed:
    """Words pass while the two belong together and nobody ended or reported it."""
    request = _request(case)
    words = talk_store.find(case.tx, int(case.facts["words"]))
    if request is None or words is None:
        return GONE
    side = companion_talk.side_of(request, case.person.id)
    if side is None or side is words.sender:
        return NO_RIGHT
    if not companion_talk.is_open(request, case.now, case.house.zone):
        return NOT_SO
    sender = request.companion_id if side is Side.NEWCOMER else request.person_id
    return case.send_softly(
        c.CompanionWords(
            request_id=request.id,
            name=name_of(case.tx, sender),
            text=words.text,
            file=words.file,
            corrected=bool(case.facts.get("corrected")),
        )
    )


def _silence(case: Case) -> Composed:
    request = _request(case)
    side = None if request is None else companion_talk.side_of(request, case.person.id)
    if request is None or side is None:
        return GONE
    return case.send_softly(
        c.CompanionTalk(note=c.TalkNote.SILENCE, request_id=request.id, side=side)
    )


def _reported(case: Case) -> Composed:
    request = _request(case)
    if request is None or request.reported_by is None:
        return GONE
    standing = people.standing_of(case.tx, case.person)
    may_stop = companion_desk.may_see(standing, request)
    if not (may_stop or standing.is_lead):
        return NO_RIGHT
    words = talk_store.last(case.tx, request.id, REPORT_SHOWS)
    return case.send_softly(
        c.CompanionReport(
            line=desk_line(case.tx, request),
            newcomer=name_of(case.tx, request.person_id),
            by=request.reported_by,
            words=tuple(
                c.ReportedWords(sender=one.sender, text=one.text, has_file=one.file is not None)
                for one in words
            ),
            may_stop=may_stop and companion_desk.is_open(request),
        )
    )


NOTICES: Mapping[Notice, Callable[[Case], Composed]] = {
    Notice.COMPANION_ASKED: _asked,
    Notice.COMPANION_CANCELLED: _cancelled,
    Notice.COMPANION_REMINDER: _reminder,
    Notice.COMPANION_SAID: _said,
    Notice.COMPANION_SILENCE: _silence,
    Notice.COMPANION_REPORTED: _reported,
    **dict.fromkeys(_HOLDS, _about),
}
