"""Who is asked next when a place of a shift is free: the waitlist first, then stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_day
from bot.domain.people import QuietHours
from bot.domain.reminders import LAST_CALL

NEAR = timedelta(hours=24)  # from here on nobody's turn is waited for: the first tap wins
WAVE_SIZE = 5
_NOTHING = timedelta()
_DAY = timedelta(days=1)
# How far away the start is at most, and how long an answer may take then.
_LIMITS = (
    (timedelta(hours=48), timedelta(hours=2)),
    (timedelta(days=4), timedelta(hours=6)),
    (timedelta(days=7), timedelta(hours=12)),
)
_LONGEST_LIMIT = timedelta(hours=24)
# The same for the time between two waves of stand-ins.
_PAUSES = (
    (timedelta(hours=6), timedelta(minutes=10)),
    (timedelta(hours=24), timedelta(minutes=30)),
)
_LONGEST_PAUSE = timedelta(hours=2)


class SearchKind(StrEnum):
    """Who may be asked; also by which of the two ways somebody was asked."""

    WAITLIST = "waitlist"  # only those who wait
    STANDIN = "standin"  # then everybody who fits as well


class SearchState(StrEnum):
    """How a search stands; all but the first are final."""

    RUNNING = "running"
    FILLED = "filled"
    STOPPED = "stopped"  # by a coordinator
    EXHAUSTED = "exhausted"  # nobody is left to ask, and no question is open
    ENDED = "ended"  # the shift has begun or was cancelled


class OfferState(StrEnum):
    """What became of a place offered to one person."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"  # no answer in time
    LAPSED = "lapsed"  # somebody else was faster, or nobody is needed any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiter:
    """Somebody on the waitlist whom this search has not asked; ``reachable`` through Telegram."""

    person_id: int
    quiet: QuietHours
    reachable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who could step in and whom this search has not asked.

    ``speaks``: a language wanted for the role, or none is wanted; ``likes``: how many of kind and
    town suit them; ``asked_at``: when anybody last asked them to step in, None: never.
    """

    person_id: int
    quiet: QuietHours
    speaks: bool = True
    likes: int = 0
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOffer:
    """A question that has no answer yet."""

    id: int
    via: SearchKind
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFacts:
    """All that decides how a running search goes on; ``waiters`` in the order of the line.

    ``free`` counts the places nobody has, held ones among them; ``asked_at`` is when this search
    last asked anybody. Instants are UTC.
    """

    kind: SearchKind
    wave: int
    wide: bool
    is_open: bool
    starts_at: datetime
    free: int
    offers: tuple[OpenOffer, ...] = ()
    waiters: tuple[Waiter, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """One person to ask now, and how long the question stands."""

    person_id: int
    via: SearchKind
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What a search does now.

    ``expired`` are ids of offers whose time is over, ``to_call`` people on the waitlist whose
    turn it was but who cannot be asked here; ``nobody_left``: all who fit were asked, and the
    last of them had time to answer. ``next_at`` is when the search has to be looked at again.
    """

    state: SearchState
    next_at: datetime
    wave: int
    offers: tuple[NewOffer, ...] = ()
    expired: tuple[int, ...] = ()
    to_call: tuple[int, ...] = ()
    nobody_left: bool = False


def offer_limit(now: datetime, starts_at: datetime) -> timedelta:
    """Return how long somebody on the waitlist may think, counted in their waking time."""
    return _by_distance(_LIMITS, starts_at - now, _LONGEST_LIMIT)


def wave_pause(now: datetime, starts_at: datetime) -> timedelta:
    """Return how long those asked at ``now`` stay among themselves before more are asked."""
    return _by_distance(_PAUSES, starts_at - now, _LONGEST_PAUSE)


def _by_distance(
    steps: tuple[tuple[timedelta, timedelta], ...], distance: timedelta, longest: timedelta
) -> timedelta:
    return next((value for border, value in steps if distance <= border), longest)


def _nights(
    at: datetime, quiet: QuietHours, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """Yield start and end (UTC) of the quiet hours from the one that could contain ``at`` on.

    Instants and not wall times, so that an hour that comes twice or not at all is counted as it
    passes.
    """
    day = local_day(at, zone) - _DAY
    over = _DAY if quiet.start > quiet.end else _NOTHING
    while quiet.start != quiet.end:
        yield at_local(day, quiet.start, zone), at_local(day + over, quiet.end, zone)
        day += _DAY


def wakes_at(at: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """Return the end (UTC) of the quiet hours that ``at`` lies in, None outside of them."""
    for start, end in _nights(at, quiet, zone):
        if at < start:
            break
        if at < end:
            return end
    return None


def waking_deadline(
    now: datetime, limit: timedelta, quiet: QuietHours, zone: ZoneInfo, not_after: datetime
) -> datetime:
    """Return when ``limit`` of the person's waking time has passed, at most ``not_after``; UTC."""
    at, left = now, limit
    for start, end in _nights(now, quiet, zone):
        awake = max(start - at, _NOTHING)
        if left <= awake or at >= not_after:
            break
        left -= awake
        at = max(at, end)
    return min(at + left, not_after)


def next_moves(facts: SearchFacts, now: datetime, zone: ZoneInfo) -> Moves:
    """Return what the search does at ``now``; asking again right after changes nothing."""
    expired = tuple(one.id for one in facts.offers if one.expires_at <= now)
    if not facts.is_open or now >= facts.starts_at:
        return _over(facts, SearchState.ENDED, now, expired)
    if facts.free <= 0:
        return _over(facts, SearchState.FILLED, now, expired)
    standing = tuple(one for one in facts.offers if one.expires_at > now)
    line = _ask_line(facts, standing, now, zone)
    if line.offers or facts.kind is SearchKind.WAITLIST or not line.unheld:
        return _moves(facts, standing, now, expired, line, _Wave())
    return _moves(facts, standing, now, expired, line, _next_wave(facts, standing, now, zone))


def _over(
    facts: SearchFacts, state: SearchState, now: datetime, expired: tuple[int, ...]
) -> Moves:
    return Moves(state=state, next_at=now, wave=facts.wave, expired=expired)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """What is asked of the waitlist; ``unheld``: places that wait for nobody's answer then."""

    offers: tuple[NewOffer, ...]
    to_call: tuple[int, ...]
    unheld: int


def holds_place(via: SearchKind, expires_at: datetime, starts_at: datetime) -> bool:
    """Tell whether an open offer keeps a place from everybody else.

    That is the offer to whose turn it is in the waitlist. Near the start everybody is asked at
    once, until the start, and no place is kept.
    """
    return via is SearchKind.WAITLIST and expires_at < starts_at


def _ask_line(
    facts: SearchFacts, standing: tuple[OpenOffer, ...], now: datetime, zone: ZoneInfo
) -> _Line:
    near = facts.starts_at - now <= NEAR
    held = sum(holds_place(one.via, one.expires_at, facts.starts_at) for one in standing)
    unheld = max(0, facts.free - held)
    offers: list[NewOffer] = []
    to_call: list[int] = []
    for waiter in facts.waiters:
        if not unheld:
            break
        if not waiter.reachable:
            to_call.append(waiter.person_id)
            continue
        offers.append(_to_waiter(facts, waiter, now, zone, near=near))
        if not near:
            unheld -= 1
    return _Line(offers=tuple(offers), to_call=tuple(to_call), unheld=unheld)


def _to_waiter(
    facts: SearchFacts, waiter: Waiter, now: datetime, zone: ZoneInfo, *, near: bool
) -> NewOffer:
    until = facts.starts_at
    if not near:
        limit = offer_limit(now, facts.starts_at)
        until = waking_deadline(now, limit, waiter.quiet, zone, facts.starts_at - NEAR)
    return NewOffer(person_id=waiter.person_id, via=SearchKind.WAITLIST, expires_at=until)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wave:
    """Whom to ask now, when to look again (None: an answer has to come first), who is left."""

    people: tuple[Candidate, ...] = ()
    next_at: datetime | None = None
    nobody_left: bool = False


def _next_wave(
    facts: SearchFacts, standing: tuple[OpenOffer, ...], now: datetime, zone: ZoneInfo
) -> _Wave:
    if standing and facts.asked_at is not None:
        # Where every question has its answer there is nobody left to wait for.
        due = facts.asked_at + wave_pause(facts.asked_at, facts.starts_at)
        if now < due:
            return _Wave(next_at=due)
    last = facts.starts_at - LAST_CALL
    nights = {one.person_id: wakes_at(now, one.quiet, zone) for one in facts.candidates}
    asleep = {person: end for person, end in nights.items() if end is not None and end <= last}
    awake = [one for one in facts.candidates if one.person_id not in asleep]
    pause = now + wave_pause(now, facts.starts_at)
    if awake:
        return _Wave(people=_chosen(awake, wide=facts.wide), next_at=pause)
    if asleep:
        return _Wave(next_at=min(asleep.values()))
    return _Wave(next_at=pause if standing else None, nobody_left=True)


def _chosen(awake: list[Candidate], *, wide: bool) -> tuple[Candidate, ...]:
    """Return one wave: who speaks a wanted language comes first and is asked alone."""
    speakers = [one for one in awake if one.speaks]
    group = speakers if speakers and not wide else awake
    return tuple(sorted(group, key=_order)[:WAVE_SIZE])


def _order(one: Candidate) -> tuple[int, float, int]:
    asked = 0.0 if one.asked_at is None else one.asked_at.timestamp()
    return -one.likes, asked, one.person_id


def _moves(
    facts: SearchFacts,
    standing: tuple[OpenOffer, ...],
    now: datetime,
    expired: tuple[int, ...],
    line: _Line,
    wave: _Wave,
) -> Moves:
    stand_ins = tuple(
        NewOffer(person_id=one.person_id, via=SearchKind.STANDIN, expires_at=facts.starts_at)
        for one in wave.people
    )
    offers = line.offers + stand_ins
    ends = [one.expires_at for one in standing] + [one.expires_at for one in offers]
    over = not ends and wave.next_at is None
    border = facts.starts_at - NEAR
    looks = [facts.starts_at, *ends, *filter(None, (wave.next_at,))]
    if facts.kind is SearchKind.STANDIN and offers:
        looks.append(now + wave_pause(now, facts.starts_at))
    return Moves(
        state=SearchState.EXHAUSTED if over else SearchState.RUNNING,
        next_at=min([*looks, *([border] if now < border else [])]),
        wave=facts.wave + bool(stand_ins),
        offers=offers,
        expired=expired,
        to_call=line.to_call,
        nobody_left=wave.nobody_left,
    )


class AcceptResult(StrEnum):
    """What became of "yes" to an offer."""

    TAKEN = "taken"  # the place is theirs
    TOO_LATE_TAKEN = "too_late_taken"
    EXPIRED = "expired"
    BEGUN = "begun"
    CANCELLED = "cancelled"
    ALREADY_IN = "already_in"
    UNFIT = "unfit"  # does not, or no longer, meet what the role requires


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptFacts:
    """All that decides about a "yes".

    ``holds``: the offer is open and keeps a place; ``held`` places are kept for others; ``fit``:
    the role's requirements are met.
    """

    is_open: bool
    starts_at: datetime
    already_in: bool
    offer: OfferState
    holds: bool
    free: int
    held: int
    fit: bool = True


def decide_acceptance(facts: AcceptFacts, now: datetime) -> AcceptResult:
    """Decide about a "yes" at ``now``.

    An offer that has run out or lapsed still brings the place while it is free for everybody.
    """
    if not facts.is_open:
        return AcceptResult.CANCELLED
    if facts.already_in:
        return AcceptResult.ALREADY_IN
    if now >= facts.starts_at:
        return AcceptResult.BEGUN
    if not facts.fit:
        return AcceptResult.UNFIT
    if facts.free > (0 if facts.holds else facts.held):
        return AcceptResult.TAKEN
    ran_out = facts.offer is OfferState.EXPIRED
    return AcceptResult.EXPIRED if ran_out else AcceptResult.TOO_LATE_TAKEN
