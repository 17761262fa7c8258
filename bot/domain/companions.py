"""Somebody comes along: what is asked for, who is asked next, and who gets it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, local_day
from bot.domain.people import QuietHours
from bot.domain.reminders import LAST_CALL
from bot.domain.searches import wakes_at, wave_pause

WAVE_SIZE = 5
DAYS_AHEAD = 14
WINDOWS = ((8, 10), (10, 12), (12, 14), (14, 16), (16, 18))  # local hours
WARN_BEFORE = timedelta(hours=24)
_NOON = 12


class PlaceKind(StrEnum):
    """Where somebody has to go; more is never asked."""

    OFFICE = "office"
    DOCTOR = "doctor"
    SCHOOL = "school"
    OTHER = "other"


class Gender(StrEnum):
    """What a volunteer says of themselves for the wish of a newcomer."""

    WOMAN = "woman"
    MAN = "man"


class Wish(StrEnum):
    """Who may come along."""

    WOMAN = "woman"
    MAN = "man"
    ANY = "any"


class Meeting(StrEnum):
    """Where the two meet."""

    ENTRANCE = "entrance"  # of the place they go to
    STATION = "station"  # of the town
    INITIATIVE = "initiative"


class RequestState(StrEnum):
    """How a request stands; all but the first two are final."""

    SEARCHING = "searching"
    MATCHED = "matched"
    UNFILLED = "unfilled"  # nobody was found until it began
    WITHDRAWN = "withdrawn"  # by the newcomer
    STOPPED = "stopped"  # by a coordinator
    DONE = "done"  # the day is over


OPEN = frozenset({RequestState.SEARCHING, RequestState.MATCHED})


class OfferState(StrEnum):
    """What became of the question to one volunteer."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # somebody else was faster, or nobody is needed any more
    ENDED = "ended"  # accepted, and then they could not come after all


class Side(StrEnum):
    """Who of the two."""

    NEWCOMER = "newcomer"
    COMPANION = "companion"


class Outcome(StrEnum):
    """What is counted, by month and kind of place, without a person."""

    ASKED = "asked"
    MATCHED = "matched"
    UNFILLED = "unfilled"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """All that is known of an appointment; the instants are the window it lies in.

    ``host`` is the initiative's name where they meet there, as it is called at the moment.
    """

    place: PlaceKind
    starts_at: datetime
    ends_at: datetime
    town: str
    language: str
    wish: Wish
    meeting: Meeting
    host: str = ""


def window(day: date, number: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return start and end (UTC) of one of the windows of that local day."""
    start, end = WINDOWS[number]
    return at_local(day, time(start), zone), at_local(day, time(end), zone)


def window_of(starts_at: datetime, zone: ZoneInfo) -> int:
    """Return which window begins at that instant; the first one if none does."""
    hour = starts_at.astimezone(zone).hour
    return next((n for n, (start, _) in enumerate(WINDOWS) if start == hour), 0)


def days_from(today: date) -> tuple[date, ...]:
    """Return the local days somebody can ask for: from tomorrow on."""
    return tuple(today + timedelta(days=n) for n in range(1, DAYS_AHEAD + 1))


def done_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the day of the appointment is over, UTC."""
    return at_local(local_day(starts_at, zone) + timedelta(days=1), time(0), zone)


def talk_until(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """Return until when the two may write to each other: the end of the day after, UTC."""
    return at_local(local_day(starts_at, zone) + timedelta(days=2), time(0), zone)


# --- when volunteers are free


class Half(StrEnum):
    """One half of a weekday, before or from noon on; in the order of the week."""

    MO_AM = "mo-am"
    MO_PM = "mo-pm"
    TU_AM = "tu-am"
    TU_PM = "tu-pm"
    WE_AM = "we-am"
    WE_PM = "we-pm"
    TH_AM = "th-am"
    TH_PM = "th-pm"
    FR_AM = "fr-am"
    FR_PM = "fr-pm"
    SA_AM = "sa-am"
    SA_PM = "sa-pm"
    SU_AM = "su-am"
    SU_PM = "su-pm"

    @property
    def weekday(self) -> int:
        """Return the number of the day, 0 is Monday."""
        return list(Half).index(self) // 2

    @property
    def is_morning(self) -> bool:
        """Tell whether it ends at noon."""
        return list(Half).index(self) % 2 == 0


def half_of(starts_at: datetime, zone: ZoneInfo) -> Half:
    """Return in which half of which weekday an appointment lies."""
    local = starts_at.astimezone(zone)
    return list(Half)[2 * local.weekday() + (local.hour >= _NOON)]


def sorted_times(times: Iterable[str]) -> tuple[Half, ...]:
    """Return the known ones of ``times`` in the order of the week."""
    chosen = set(times)
    return tuple(one for one in Half if one in chosen)


# --- who is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A cleared volunteer who was not asked for this request.

    ``free`` is None where they did not say when they are; ``asked_at``: when anybody last asked
    them to come along, None: never.
    """

    person_id: int
    quiet: QuietHours
    speaks: bool = True
    gender: Gender | None = None
    in_town: bool = False
    free: bool | None = None
    asked_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchFacts:
    """All that decides how a search goes on; ``asked_at`` is when it last asked anybody."""

    wish: Wish
    starts_at: datetime
    created_at: datetime
    wave: int
    warned: bool
    waiting: int = 0  # questions without an answer
    asked_at: datetime | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What a search does now.

    ``nobody_speaks``: nobody at all was or can be asked, the coordinators have to know;
    ``warn``: both sides are told that nobody was found. ``next_at`` is when to look again.
    """

    state: RequestState
    wave: int
    next_at: datetime
    ask: tuple[int, ...] = ()
    nobody_speaks: bool = False
    warn: bool = False


def fits(one: Candidate, wish: Wish) -> bool:
    """Tell whether somebody may be asked: language, wish and the times they said."""
    wished = wish is Wish.ANY or (one.gender is not None and one.gender.value == wish.value)
    return one.speaks and wished and one.free is not False


def warn_at(created_at: datetime, starts_at: datetime) -> datetime:
    """Return when both sides are told that nobody was found: 24 h before.

    Who asks later than that is told half way.
    """
    wanted = starts_at - WARN_BEFORE
    return wanted if created_at <= wanted else created_at + (starts_at - created_at) / 2


def next_moves(facts: SearchFacts, now: datetime, zone: ZoneInfo) -> Moves:
    """Return what a search does at ``now``; asking again right after asks nobody."""
    if now >= facts.starts_at:
        return Moves(state=RequestState.UNFILLED, wave=facts.wave, next_at=now)
    warning = warn_at(facts.created_at, facts.starts_at)
    warn = not facts.warned and now >= warning
    fitting = [one for one in facts.candidates if fits(one, facts.wish)]
    chosen, next_at = _next_wave(facts, fitting, now, zone)
    looks = [next_at, facts.starts_at]
    if not facts.warned and not warn:
        looks.append(warning)
    return Moves(
        state=RequestState.SEARCHING,
        wave=facts.wave + bool(chosen),
        next_at=min(looks),
        ask=chosen,
        nobody_speaks=facts.wave == 0 and not facts.waiting and not fitting,
        warn=warn,
    )


def _next_wave(
    facts: SearchFacts, fitting: list[Candidate], now: datetime, zone: ZoneInfo
) -> tuple[tuple[int, ...], datetime]:
    """Return whom to ask now, and when to look again; nights are kept if there is time."""
    pause = now + wave_pause(now, facts.starts_at)
    if facts.waiting and facts.asked_at is not None:
        due = facts.asked_at + wave_pause(facts.asked_at, facts.starts_at)
        if now < due:
            return (), due
    # Whose night ends too late for the appointment is asked in it, without a sound.
    last = facts.starts_at - LAST_CALL
    nights = {one.person_id: wakes_at(now, one.quiet, zone) for one in fitting}
    asleep = {person: end for person, end in nights.items() if end is not None and end <= last}
    awake = sorted((one for one in fitting if one.person_id not in asleep), key=_order)
    if awake:
        return tuple(one.person_id for one in awake[:WAVE_SIZE]), pause
    ends = list(asleep.values())
    # With nobody left it looks again from time to time: somebody may be cleared meanwhile.
    return (), min(ends, default=pause)


def _order(one: Candidate) -> tuple[bool, bool, float, int]:
    asked = 0.0 if one.asked_at is None else one.asked_at.timestamp()
    return not one.in_town, one.free is not True, asked, one.person_id


class AcceptResult(StrEnum):
    """What became of "I'll come along"."""

    TAKEN = "taken"  # they are the companion
    YOURS = "yours"  # they were already
    TOO_LATE = "too_late"  # somebody else was faster
    OVER = "over"  # withdrawn, stopped, or it has begun
    NOT_CLEARED = "not_cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptFacts:
    """All that decides about "I'll come along"; ``mine``: this very person is the companion."""

    state: RequestState
    starts_at: datetime
    mine: bool
    cleared: bool


def decide_acceptance(facts: AcceptFacts, now: datetime) -> AcceptResult:
    """Decide about "I'll come along" at ``now``: the first one has it."""
    if facts.mine and facts.state is RequestState.MATCHED:
        return AcceptResult.YOURS
    if facts.state not in OPEN or now >= facts.starts_at:
        return AcceptResult.OVER
    if facts.state is RequestState.MATCHED:
        return AcceptResult.TOO_LATE
    return AcceptResult.TAKEN if facts.cleared else AcceptResult.NOT_CLEARED
