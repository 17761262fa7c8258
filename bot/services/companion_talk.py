"""A newcomer and their companion write to each other through Lotse, until one of them ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.companions import RequestState, Side, talk_until
from bot.domain.errors import NotFoundError
from bot.domain.people import Person, Standing
from bot.domain.rendered import FileRef
from bot.services import audit
from bot.services.companions import humans
from bot.services.notices import Notice, tell
from bot.store import companion_talk, companions, initiatives, people
from bot.store.codec import to_ms
from bot.store.companion_talk import Words
from bot.store.companions import Request
from bot.store.database import Tx

REPORT_SHOWS = 8  # messages


def side_of(request: Request, person_id: int) -> Side | None:
    """Return which of the two this person is, None for anybody else."""
    if person_id == request.person_id:
        return Side.NEWCOMER
    return Side.COMPANION if person_id == request.companion_id else None


def other_of(tx: Tx, request: Request, side: Side) -> Person | None:
    """Return the other of the two, None if there is nobody."""
    number = request.companion_id if side is Side.NEWCOMER else request.person_id
    return None if number is None else people.find(tx, number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One of the two as they stand: their side, and whether words still pass."""

    request: Request
    side: Side
    open: bool


def is_open(request: Request, now: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the two may write to each other at ``now``."""
    together = request.state in {RequestState.MATCHED, RequestState.DONE}
    if not together or request.companion_id is None or request.silenced:
        return False
    return now < talk_until(request.trip.starts_at, zone)


def pair_for(tx: Tx, standing: Standing, request_id: int, now: datetime, zone: ZoneInfo) -> Pair:
    """Return what this person has to do with the request.

    Raises:
        NotFoundError: they are none of the two.
    """
    request = companions.find(tx, request_id)
    side = None if request is None else side_of(request, standing.person.id)
    if request is None or side is None:
        raise NotFoundError
    return Pair(request=request, side=side, open=is_open(request, now, zone))


def write(tx: Tx, pair: Pair, text: str, file: FileRef | None, now: datetime) -> int | None:
    """Pass words on to the other of the two, and return the stored message's id.

    None if they no longer write to each other.
    """
    other = other_of(tx, pair.request, pair.side)
    if not pair.open or other is None:
        return None
    words = companion_talk.add(tx, pair.request.id, pair.side, text, file, now)
    tell(tx, other, Notice.COMPANION_SAID, now, request=pair.request.id, words=words)
    return words


def correct(tx: Tx, pair: Pair, before: Words, text: str, now: datetime) -> int | None:
    """Pass corrected words on once, and return the stored message that now stands for them.

    None if the two no longer write to each other. Words the other one has not seen yet change
    where they wait; else the first ones are kept as well, so that a report shows what was read.
    """
    other = other_of(tx, pair.request, pair.side)
    if not pair.open or other is None:
        return None
    if before.text == text:
        return before.id
    if companion_talk.is_waiting(tx, before.id):
        companion_talk.change(tx, before.id, text)
        return before.id
    words = companion_talk.add(tx, pair.request.id, pair.side, text, None, now)
    tell(tx, other, Notice.COMPANION_SAID, now, request=pair.request.id, words=words, corrected=1)
    return words


def end(tx: Tx, pair: Pair, now: datetime) -> bool:
    """Have no more words pass, and tell the other one; False if it had ended."""
    if not pair.open:
        return False
    companions.end_talk(tx, pair.request.id, now)
    _tell_silence(tx, pair, now)
    return True


def _tell_silence(tx: Tx, pair: Pair, now: datetime) -> None:
    other = other_of(tx, pair.request, pair.side)
    if other is not None:
        key = f"{pair.request.id}:{to_ms(now)}"
        tell(tx, other, Notice.COMPANION_SILENCE, now, key=key, request=pair.request.id)


def report(tx: Tx, pair: Pair, now: datetime) -> bool:
    """Tell the coordinators and the leads, and have no more words pass; False if it is known.

    The other one hears that the writing has ended, not that they were reported.
    """
    request = pair.request
    if request.reported_by is not None or request.companion_id is None:
        return False
    companions.report(tx, request.id, pair.side, now)
    if pair.open:
        _tell_silence(tx, pair, now)
    told = {one.id: one for one in (*humans(tx, request), *initiatives.leads(tx))}
    for person in told.values():
        if person.id not in {request.person_id, request.companion_id}:
            tell(
                tx,
                person,
                Notice.COMPANION_REPORTED,
                now,
                key=str(request.id),
                request=request.id,
            )
    actor = request.person_id if pair.side is Side.NEWCOMER else request.companion_id
    audit.of_companion(tx, actor, "companion.reported", request.id, request.initiative_id, now)
    return True
