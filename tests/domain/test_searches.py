"""Who is asked next: the line first, one wave after another, nobody twice, nobody out of bed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain.calendar import local_clock
from bot.domain.people import QuietHours
from bot.domain.reminders import LAST_CALL, in_quiet
from bot.domain.searches import (
    NEAR,
    WAVE_SIZE,
    AcceptFacts,
    AcceptResult,
    Candidate,
    Moves,
    NewOffer,
    OfferState,
    OpenOffer,
    SearchFacts,
    SearchKind,
    SearchState,
    Waiter,
    decide_acceptance,
    holds_place,
    next_moves,
    offer_limit,
    wakes_at,
    waking_deadline,
    wave_pause,
)

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours()
NONE = QuietHours(start=time(0), end=time(0))
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def berlin(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


NOON = berlin(2026, 11, 23, 12)


@pytest.mark.parametrize(
    ("distance", "limit"),
    [(25, 2), (48, 2), (49, 6), (96, 6), (97, 12), (168, 12), (169, 24), (1000, 24)],
)
def test_the_time_to_think_grows_with_the_distance(distance: int, limit: int) -> None:
    assert offer_limit(NOON, NOON + distance * HOUR) == limit * HOUR


@pytest.mark.parametrize(
    ("distance", "minutes"), [(1, 10), (6, 10), (7, 30), (24, 30), (25, 120), (500, 120)]
)
def test_waves_follow_faster_the_nearer_the_start_is(distance: int, minutes: int) -> None:
    assert wave_pause(NOON, NOON + distance * HOUR) == minutes * MINUTE


@pytest.mark.parametrize(
    ("now", "hours", "deadline"),
    [
        (berlin(2026, 11, 23, 12), 6, berlin(2026, 11, 23, 18)),
        (berlin(2026, 11, 23, 19), 2, berlin(2026, 11, 23, 21)),  # up to the very start of it
        (berlin(2026, 11, 23, 20), 2, berlin(2026, 11, 24, 9)),
        (berlin(2026, 11, 23, 23), 2, berlin(2026, 11, 24, 10)),
        (berlin(2026, 11, 24, 3), 2, berlin(2026, 11, 24, 10)),
        (berlin(2026, 11, 23, 12), 24, berlin(2026, 11, 25, 10)),  # over two nights
        (berlin(2026, 10, 24, 20), 2, berlin(2026, 10, 25, 9)),  # a night of twelve hours
        (berlin(2026, 3, 28, 20), 2, berlin(2026, 3, 29, 9)),  # a night of ten
        (berlin(2026, 10, 25, 1), 2, berlin(2026, 10, 25, 10)),
    ],
)
def test_the_clock_of_an_offer_stands_still_at_night(
    now: datetime, hours: int, deadline: datetime
) -> None:
    assert waking_deadline(now, hours * HOUR, NIGHT, BERLIN, FAR) == deadline


def test_without_quiet_hours_the_clock_runs_through() -> None:
    assert waking_deadline(NOON, 12 * HOUR, NONE, BERLIN, FAR) == NOON + 12 * HOUR


def test_no_deadline_lies_after_the_last_moment() -> None:
    last = berlin(2026, 11, 24, 6)
    assert waking_deadline(berlin(2026, 11, 23, 20), 12 * HOUR, NIGHT, BERLIN, last) == last


def test_somebody_who_hardly_wakes_has_until_the_last_moment() -> None:
    quiet = QuietHours(start=time(8), end=time(7, 59))
    last = NOON + timedelta(days=10)
    assert waking_deadline(NOON, 12 * HOUR, quiet, BERLIN, last) == last


def test_a_night_that_ends_in_the_doubled_hour_ends_once() -> None:
    quiet = QuietHours(start=time(21), end=time(2, 30))
    second = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02:15 for the second time
    assert wakes_at(second, quiet, BERLIN) is None
    assert waking_deadline(second, HOUR, quiet, BERLIN, FAR) == second + HOUR


FIVES = st.integers(0, 287).map(lambda n: time(n // 12, n % 12 * 5))
PLAIN = FIVES.filter(
    lambda clock: clock.hour != 2
)  # neither skipped nor doubled in spring, autumn
MOMENTS = st.one_of(
    st.integers(0, 288 * 800).map(lambda n: datetime(2026, 1, 2, tzinfo=UTC) + n * 5 * MINUTE),
    st.integers(0, 288 * 3).map(lambda n: datetime(2026, 3, 27, tzinfo=UTC) + n * 5 * MINUTE),
    st.integers(0, 288 * 3).map(lambda n: datetime(2026, 10, 23, tzinfo=UTC) + n * 5 * MINUTE),
)
LIMITS = st.integers(1, 288).map(lambda n: n * 5 * MINUTE)


@settings(max_examples=60)
@given(now=MOMENTS, limit=LIMITS, start=PLAIN, end=PLAIN)
def test_exactly_the_limit_is_counted_awake(
    now: datetime, limit: timedelta, start: time, end: time
) -> None:
    quiet = QuietHours(start=start, end=end)
    deadline = waking_deadline(now, limit, quiet, BERLIN, now + timedelta(days=3))
    at, awake = now, timedelta()
    while at < deadline:
        if not in_quiet(local_clock(at, BERLIN), quiet):
            awake += 5 * MINUTE
        at += 5 * MINUTE
    assert awake == limit or (awake < limit and deadline == now + timedelta(days=3))


@settings(max_examples=60)
@given(now=MOMENTS, limit=LIMITS, start=FIVES, end=FIVES, last=st.timedeltas(MINUTE, 200 * HOUR))
def test_a_deadline_lies_between_now_and_the_last_moment(
    now: datetime, limit: timedelta, start: time, end: time, last: timedelta
) -> None:
    quiet = QuietHours(start=start, end=end)
    deadline = waking_deadline(now, limit, quiet, BERLIN, now + last)
    assert min(now + limit, now + last) <= deadline <= now + last


def search(**changes: object) -> SearchFacts:
    """Return a search for one place, five days away; the clock is awake."""
    base = SearchFacts(
        kind=SearchKind.WAITLIST,
        wave=0,
        wide=False,
        is_open=True,
        starts_at=NOON + timedelta(days=5),
        free=1,
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def line(*ids: int, quiet: QuietHours = NIGHT) -> tuple[Waiter, ...]:
    return tuple(Waiter(person_id=one, quiet=quiet) for one in ids)


def fitting(*ids: int, **changes: object) -> tuple[Candidate, ...]:
    return tuple(
        replace(Candidate(person_id=one, quiet=NIGHT), **changes)  # type: ignore[arg-type]
        for one in ids
    )


def asked(moves: Moves) -> list[int]:
    return [one.person_id for one in moves.offers]


def moves_of(facts: SearchFacts, now: datetime = NOON) -> Moves:
    return next_moves(facts, now, BERLIN)


def test_the_first_of_the_line_is_offered_the_place_for_a_while() -> None:
    moves = moves_of(search(waiters=line(7, 8)))
    until = berlin(2026, 11, 24, 11)  # nine hours until 21:00, three more from 08:00
    assert moves.offers == (NewOffer(person_id=7, via=SearchKind.WAITLIST, expires_at=until),)
    assert (moves.state, moves.next_at) == (SearchState.RUNNING, until)


def test_as_many_are_asked_as_places_are_free() -> None:
    assert asked(moves_of(search(free=2, waiters=line(7, 8, 9)))) == [7, 8]


def offer(
    expires_at: datetime, via: SearchKind = SearchKind.WAITLIST, number: int = 1
) -> OpenOffer:
    return OpenOffer(id=number, via=via, expires_at=expires_at)


def test_a_place_that_somebody_may_think_about_is_offered_to_nobody_else() -> None:
    facts = search(offers=(offer(NOON + HOUR),), waiters=line(8))
    assert moves_of(facts).offers == ()
    assert moves_of(facts).next_at == NOON + HOUR


def test_no_answer_in_time_passes_the_place_on() -> None:
    moves = moves_of(search(offers=(offer(NOON),), waiters=line(8)))
    assert (moves.expired, asked(moves)) == ((1,), [8])


def test_an_offer_does_not_reach_into_the_last_day() -> None:
    start = NOON + timedelta(hours=24, minutes=30)
    moves = moves_of(search(starts_at=start, waiters=line(7)))
    assert [one.expires_at for one in moves.offers] == [start - NEAR]


def test_on_the_last_day_all_who_wait_are_asked_until_the_start() -> None:
    start = NOON + NEAR
    moves = moves_of(search(starts_at=start, waiters=line(7, 8, 9)))
    assert [(one.person_id, one.expires_at) for one in moves.offers] == [
        (7, start),
        (8, start),
        (9, start),
    ]


def test_the_search_looks_again_when_the_last_day_begins() -> None:
    start = NOON + timedelta(hours=30)
    facts = search(
        kind=SearchKind.STANDIN,
        starts_at=start,
        offers=(offer(start, SearchKind.STANDIN),),
        asked_at=NOON - timedelta(days=1),
        candidates=(),
    )
    assert moves_of(facts, NOON + 5 * HOUR).next_at == start - NEAR


@pytest.mark.parametrize("kind", list(SearchKind))
def test_who_cannot_be_asked_is_skipped_and_to_be_called(kind: SearchKind) -> None:
    away = Waiter(person_id=7, quiet=NIGHT, reachable=False)
    moves = moves_of(search(kind=kind, waiters=(away, *line(8, 9))))
    assert (moves.to_call, asked(moves)) == ((7,), [8])


def test_a_waitlist_with_nobody_left_ends_the_search() -> None:
    moves = moves_of(search(candidates=fitting(5)))
    assert (moves.state, moves.offers, moves.nobody_left) == (SearchState.EXHAUSTED, (), False)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"free": 0}, SearchState.FILLED),
        ({"free": -1}, SearchState.FILLED),
        ({"is_open": False}, SearchState.ENDED),
        ({"starts_at": NOON}, SearchState.ENDED),
    ],
)
def test_a_search_that_is_not_needed_any_more_asks_nobody(
    changes: dict[str, object], state: SearchState
) -> None:
    facts = search(kind=SearchKind.STANDIN, waiters=line(1), candidates=fitting(2), **changes)
    assert (moves_of(facts).state, moves_of(facts).offers) == (state, ())


def stand_in(**changes: object) -> SearchFacts:
    """Return a search for a stand-in, five hours before the start."""
    return replace(
        search(kind=SearchKind.STANDIN, starts_at=NOON + 5 * HOUR),
        **changes,  # type: ignore[arg-type]
    )


def test_the_waitlist_comes_before_the_waves() -> None:
    moves = moves_of(stand_in(waiters=line(1), candidates=fitting(2)))
    assert (asked(moves), moves.wave) == ([1], 0)
    assert moves.next_at == NOON + 10 * MINUTE


def test_a_wave_asks_five_until_the_start() -> None:
    facts = stand_in(candidates=fitting(*range(1, 9)), wave=2)
    moves = moves_of(facts)
    assert (asked(moves), moves.wave) == ([1, 2, 3, 4, 5], 3)
    assert {(one.via, one.expires_at) for one in moves.offers} == {
        (SearchKind.STANDIN, facts.starts_at)
    }
    assert moves.next_at == NOON + 10 * MINUTE


def test_the_next_wave_waits_for_answers() -> None:
    facts = stand_in(
        offers=(offer(NOON + 5 * HOUR, SearchKind.STANDIN),),
        asked_at=NOON,
        candidates=fitting(6),
    )
    early = moves_of(facts, NOON + 9 * MINUTE)
    assert (early.offers, early.next_at) == ((), NOON + 10 * MINUTE)
    assert asked(moves_of(facts, NOON + 10 * MINUTE)) == [6]


def test_when_all_have_said_no_the_next_wave_comes_at_once() -> None:
    assert asked(moves_of(stand_in(asked_at=NOON, candidates=fitting(6)), NOON + MINUTE)) == [6]


def test_no_wave_while_the_waitlist_holds_the_only_place() -> None:
    facts = search(
        kind=SearchKind.STANDIN,
        offers=(offer(NOON + 3 * HOUR),),
        asked_at=NOON - 3 * HOUR,
        candidates=fitting(6),
    )
    assert (moves_of(facts).offers, moves_of(facts).next_at) == ((), NOON + 3 * HOUR)


def test_a_wave_comes_for_the_place_that_nobody_holds() -> None:
    facts = search(
        kind=SearchKind.STANDIN,
        free=2,
        offers=(offer(NOON + 3 * HOUR),),
        asked_at=NOON - 3 * HOUR,
        candidates=fitting(6),
    )
    assert asked(moves_of(facts)) == [6]


def test_speakers_are_asked_before_everybody() -> None:
    candidates = (*fitting(1, 2, speaks=False), *fitting(3))
    assert asked(moves_of(stand_in(candidates=candidates))) == [3]
    assert asked(moves_of(stand_in(candidates=candidates, wide=True))) == [1, 2, 3]
    assert asked(moves_of(stand_in(candidates=candidates[:2]))) == [1, 2]


def test_who_likes_it_comes_first_then_who_was_asked_least_recently() -> None:
    candidates = (
        *fitting(1, asked_at=NOON - HOUR),
        *fitting(2, asked_at=NOON - 2 * HOUR),
        *fitting(3, 4),
        *fitting(5, likes=1, asked_at=NOON - HOUR),
        *fitting(6, likes=2),
    )
    assert asked(moves_of(stand_in(candidates=candidates))) == [6, 5, 3, 4, 2]


LATE = berlin(2026, 11, 23, 23)


def test_nobody_is_asked_out_of_bed_when_there_is_time_in_the_morning() -> None:
    start = berlin(2026, 11, 24, 8, 30)
    facts = stand_in(starts_at=start, candidates=fitting(1))
    moves = moves_of(facts, LATE)
    assert (moves.offers, moves.next_at) == ((), berlin(2026, 11, 24, 8))
    assert moves.state is SearchState.RUNNING
    assert asked(moves_of(facts, moves.next_at)) == [1]


def test_a_shift_at_the_end_of_the_night_is_asked_for_at_once() -> None:
    start = berlin(2026, 11, 24, 8, 29)
    assert asked(moves_of(stand_in(starts_at=start, candidates=fitting(1)), LATE)) == [1]


def test_who_is_awake_is_asked_while_others_sleep() -> None:
    start = berlin(2026, 11, 24, 12)
    candidates = (*fitting(1), *fitting(2, quiet=NONE))
    assert asked(moves_of(stand_in(starts_at=start, candidates=candidates), LATE)) == [2]


def test_when_all_were_asked_and_had_time_that_is_said() -> None:
    facts = stand_in(offers=(offer(NOON + 5 * HOUR, SearchKind.STANDIN),), asked_at=NOON)
    assert moves_of(facts, NOON + 9 * MINUTE).nobody_left is False
    later = moves_of(facts, NOON + 10 * MINUTE)
    assert (later.nobody_left, later.state) == (True, SearchState.RUNNING)
    assert later.next_at == NOON + 20 * MINUTE


def test_nobody_left_and_nothing_open_ends_the_search() -> None:
    moves = moves_of(stand_in(asked_at=NOON))
    assert (moves.nobody_left, moves.state) == (True, SearchState.EXHAUSTED)


@dataclass(slots=True)
class Run:
    """A search carried through as the store would, with nobody answering but by ``answers``."""

    facts: SearchFacts
    asked: list[int] = field(default_factory=list)
    state: SearchState = SearchState.RUNNING
    waves: list[int] = field(default_factory=list)

    def step(self, now: datetime) -> Moves:
        moves = next_moves(self.facts, now, BERLIN)
        fresh = {one.person_id for one in moves.offers}
        standing = [one for one in self.facts.offers if one.id not in moves.expired]
        self.facts = replace(
            self.facts,
            wave=moves.wave,
            offers=(
                *standing,
                *(
                    OpenOffer(id=one.person_id, via=one.via, expires_at=one.expires_at)
                    for one in moves.offers
                ),
            ),
            waiters=tuple(w for w in self.facts.waiters if w.person_id not in fresh),
            candidates=tuple(c for c in self.facts.candidates if c.person_id not in fresh),
            asked_at=now if fresh else self.facts.asked_at,
        )
        self.asked += fresh
        self.state = moves.state
        self.waves.append(sum(one.via is SearchKind.STANDIN for one in moves.offers))
        return moves

    def refuse(self, number: int) -> None:
        left = tuple(one for one in self.facts.offers if one.id != number)
        self.facts = replace(self.facts, offers=left)


QUIETS = st.sampled_from([NIGHT, NONE, QuietHours(start=time(9), end=time(17))])
RUNS = st.builds(
    lambda kind, free, hours, waiting, fits, now: (
        now,
        SearchFacts(
            kind=kind,
            wave=0,
            wide=False,
            is_open=True,
            starts_at=now + hours * HOUR + 7 * MINUTE,
            free=free,
            waiters=tuple(
                Waiter(person_id=n, quiet=quiet, reachable=near)
                for n, (quiet, near) in enumerate(waiting, 1)
            ),
            candidates=tuple(
                Candidate(person_id=n, quiet=quiet, speaks=speaks, likes=likes)
                for n, (quiet, speaks, likes) in enumerate(fits, 100)
            ),
        ),
    ),
    st.sampled_from(SearchKind),
    st.integers(1, 3),
    st.integers(0, 200),
    st.lists(st.tuples(QUIETS, st.booleans()), max_size=6),
    st.lists(st.tuples(QUIETS, st.booleans(), st.integers(0, 2)), max_size=14),
    MOMENTS,
)


@pytest.mark.slow
@settings(max_examples=150)
@given(start=RUNS, data=st.data())
def test_a_search_asks_each_once_holds_no_more_than_is_free_and_ends(
    start: tuple[datetime, SearchFacts], data: st.DataObject
) -> None:
    now, facts = start
    run = Run(facts)
    for _ in range(400):
        moves = run.step(now)
        held = [
            one
            for one in run.facts.offers
            if holds_place(one.via, one.expires_at, facts.starts_at)
        ]
        assert len(held) <= facts.free
        assert len(run.asked) == len(set(run.asked))
        if run.state is not SearchState.RUNNING:
            break
        assert now < moves.next_at <= min(one.expires_at for one in run.facts.offers or [_END])
        assert moves.next_at <= facts.starts_at
        assert next_moves(run.facts, now, BERLIN).offers == ()
        refused = data.draw(st.sampled_from([None, *run.facts.offers]))
        if refused is not None:
            run.refuse(refused.id)
        else:
            now = moves.next_at
    assert run.state in {SearchState.EXHAUSTED, SearchState.ENDED}
    assert max(run.waves) <= WAVE_SIZE
    if run.state is SearchState.EXHAUSTED:
        reachable = {one.person_id for one in facts.waiters if one.reachable}
        assert reachable <= set(run.asked)


_END = OpenOffer(id=0, via=SearchKind.STANDIN, expires_at=FAR)


@pytest.mark.slow
@settings(max_examples=150)
@given(start=RUNS)
def test_stand_ins_are_asked_asleep_only_where_the_morning_is_too_late(
    start: tuple[datetime, SearchFacts],
) -> None:
    now, facts = start
    assume(facts.kind is SearchKind.STANDIN)
    quiet = {one.person_id: one.quiet for one in facts.candidates}
    for one in next_moves(facts, now, BERLIN).offers:
        if one.via is SearchKind.STANDIN:
            end = wakes_at(now, quiet[one.person_id], BERLIN)
            assert end is None or facts.starts_at - end < LAST_CALL


@pytest.mark.parametrize(
    ("changes", "result"),
    [
        ({}, AcceptResult.TAKEN),
        ({"is_open": False}, AcceptResult.CANCELLED),
        ({"already_in": True}, AcceptResult.ALREADY_IN),
        ({"starts_at": NOON}, AcceptResult.BEGUN),
        ({"fit": False}, AcceptResult.UNFIT),
        ({"free": 0}, AcceptResult.TOO_LATE_TAKEN),
        ({"held": 1}, AcceptResult.TOO_LATE_TAKEN),
        ({"held": 1, "holds": True}, AcceptResult.TAKEN),
        ({"offer": OfferState.EXPIRED, "held": 1}, AcceptResult.EXPIRED),
        ({"offer": OfferState.EXPIRED}, AcceptResult.TAKEN),
        ({"offer": OfferState.LAPSED, "free": 0}, AcceptResult.TOO_LATE_TAKEN),
    ],
)
def test_what_becomes_of_yes(changes: dict[str, object], result: AcceptResult) -> None:
    facts = AcceptFacts(
        is_open=True,
        starts_at=NOON + HOUR,
        already_in=False,
        offer=OfferState.OPEN,
        holds=False,
        free=1,
        held=0,
    )
    assert decide_acceptance(replace(facts, **changes), NOON) == result  # type: ignore[arg-type]
