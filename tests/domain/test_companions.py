"""Who is asked to come along, in which order, and who gets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import at_local
from bot.domain.companions import (
    WAVE_SIZE,
    AcceptFacts,
    AcceptResult,
    Candidate,
    Gender,
    Moves,
    RequestState,
    SearchFacts,
    Wish,
    days_from,
    decide_acceptance,
    done_at,
    fits,
    half_of,
    next_moves,
    sorted_times,
    talk_until,
    warn_at,
    window,
    window_of,
)
from bot.domain.people import QuietHours

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 3, 5)  # a Thursday
START, _ = window(DAY, 1, BERLIN)
NOW = at_local(date(2026, 3, 2), time(9), BERLIN)
AWAKE = QuietHours(start=time(0), end=time(0))


def facts(*candidates: Candidate, **how: object) -> SearchFacts:
    """Return a search that has not asked anybody."""
    known = {
        "wish": Wish.ANY,
        "starts_at": START,
        "created_at": NOW,
        "wave": 0,
        "warned": False,
        "candidates": candidates,
    }
    return SearchFacts(**{**known, **how})


def one(number: int, **how: object) -> Candidate:
    """Return somebody who can be asked at any hour."""
    return Candidate(**{"person_id": number, "quiet": AWAKE, **how})


def test_a_window_is_of_local_hours_on_both_sides_of_the_change_of_the_clocks():
    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25)):
        for number, (first, last) in enumerate(((8, 10), (10, 12), (12, 14), (14, 16), (16, 18))):
            start, end = window(day, number, BERLIN)
            assert (start.astimezone(BERLIN).hour, end.astimezone(BERLIN).hour) == (first, last)
            assert window_of(start, BERLIN) == number


def test_the_earliest_day_is_tomorrow():
    days = days_from(date(2026, 3, 2))
    assert (days[0], days[-1], len(days)) == (date(2026, 3, 3), date(2026, 3, 16), 14)


def test_the_day_ends_at_midnight_and_the_writing_a_day_later():
    assert done_at(START, BERLIN) == at_local(date(2026, 3, 6), time(0), BERLIN)
    assert talk_until(START, BERLIN) == at_local(date(2026, 3, 7), time(0), BERLIN)


@pytest.mark.parametrize(
    ("number", "half"), [(0, "th-am"), (1, "th-am"), (2, "th-pm"), (4, "th-pm")]
)
def test_a_window_lies_in_one_half_of_the_day(number, half):
    assert half_of(window(DAY, number, BERLIN)[0], BERLIN) == half


def test_unknown_times_are_left_out_and_the_others_stand_in_the_order_of_the_week():
    assert sorted_times(["su-pm", "mo-am", "no-am", "mo-am"]) == ("mo-am", "su-pm")


@pytest.mark.parametrize(
    ("who", "wish", "asked"),
    [
        (one(1), Wish.ANY, True),
        (one(1), Wish.WOMAN, False),  # not said
        (one(1, gender=Gender.WOMAN), Wish.WOMAN, True),
        (one(1, gender=Gender.WOMAN), Wish.MAN, False),
        (one(1, gender=Gender.MAN), Wish.ANY, True),
        (one(1, speaks=False), Wish.ANY, False),
        (one(1, free=True), Wish.ANY, True),
        (one(1, free=False), Wish.ANY, False),
    ],
)
def test_language_wish_and_times_are_conditions(who, wish, asked):
    assert fits(who, wish) is asked
    assert bool(next_moves(facts(who, wish=wish), NOW, BERLIN).ask) is asked


def test_who_is_near_free_and_long_not_asked_comes_first():
    long_ago, yesterday = NOW - timedelta(days=90), NOW - timedelta(days=1)
    moves = next_moves(
        facts(
            one(1, asked_at=yesterday),
            one(2, asked_at=long_ago),
            one(3),
            one(4, free=True, asked_at=yesterday),
            one(5, in_town=True, asked_at=yesterday),
            one(6, in_town=True, free=True, asked_at=yesterday),
        ),
        NOW,
        BERLIN,
    )
    assert moves.ask == (6, 5, 4, 3, 2)
    assert moves.next_at == NOW + timedelta(hours=2)


def test_nobody_is_asked_in_their_night():
    night = at_local(date(2026, 3, 2), time(23), BERLIN)
    sleeper = one(1, quiet=QuietHours())
    moves = next_moves(facts(sleeper, created_at=NOW), night, BERLIN)
    assert moves.ask == ()
    assert moves.next_at == at_local(date(2026, 3, 3), time(8), BERLIN)


def test_in_the_evening_somebody_is_found_for_the_next_morning_at_eight():
    evening = at_local(date(2026, 3, 2), time(22), BERLIN)
    morning = at_local(date(2026, 3, 3), time(8), BERLIN)
    sleeper = one(1, quiet=QuietHours())
    moves = next_moves(facts(sleeper, starts_at=morning, created_at=evening), evening, BERLIN)
    assert moves.ask == (1,)


def test_those_who_were_asked_have_time_among_themselves():
    asked = facts(one(9), wave=1, waiting=2, asked_at=NOW)
    early = next_moves(asked, NOW + timedelta(hours=1), BERLIN)
    assert (early.ask, early.next_at) == ((), NOW + timedelta(hours=2))
    assert next_moves(asked, NOW + timedelta(hours=2), BERLIN).ask == (9,)
    # Where all have said no, nobody is waited for.
    assert next_moves(replace(asked, waiting=0), NOW + timedelta(hours=1), BERLIN).ask == (9,)


def test_that_nobody_fits_is_known_at_once():
    moves = next_moves(facts(one(1, speaks=False)), NOW, BERLIN)
    assert moves.nobody_speaks
    assert moves.state is RequestState.SEARCHING
    assert not next_moves(facts(one(1)), NOW, BERLIN).nobody_speaks


def test_both_sides_are_told_once_a_day_before():
    before = START - timedelta(hours=24)
    assert not next_moves(facts(), before - timedelta(seconds=1), BERLIN).warn
    assert next_moves(facts(), before, BERLIN).warn
    assert not next_moves(facts(warned=True), before, BERLIN).warn
    assert next_moves(facts(), before - timedelta(hours=1), BERLIN).next_at <= before


def test_who_asks_late_is_told_half_way():
    assert warn_at(START - timedelta(hours=12), START) == START - timedelta(hours=6)
    assert warn_at(START - timedelta(hours=30), START) == START - timedelta(hours=24)


def test_the_search_ends_when_the_window_begins():
    assert next_moves(facts(one(1)), START, BERLIN) == Moves(
        state=RequestState.UNFILLED, wave=0, next_at=START
    )


@pytest.mark.parametrize(
    ("state", "mine", "cleared", "late", "result"),
    [
        (RequestState.SEARCHING, False, True, False, AcceptResult.TAKEN),
        (RequestState.SEARCHING, False, False, False, AcceptResult.NOT_CLEARED),
        (RequestState.SEARCHING, False, True, True, AcceptResult.OVER),
        (RequestState.MATCHED, False, True, False, AcceptResult.TOO_LATE),
        (RequestState.MATCHED, True, True, False, AcceptResult.YOURS),
        (RequestState.WITHDRAWN, False, True, False, AcceptResult.OVER),
        (RequestState.STOPPED, True, True, False, AcceptResult.OVER),
    ],
)
def test_the_first_yes_wins(state, mine, cleared, late, result):
    known = AcceptFacts(state=state, starts_at=START, mine=mine, cleared=cleared)
    assert decide_acceptance(known, START if late else NOW) is result


instants = st.integers(min_value=0, max_value=4 * 24 * 60).map(
    lambda n: NOW + timedelta(minutes=n)
)
candidates = st.builds(
    Candidate,
    person_id=st.integers(min_value=1, max_value=40),
    quiet=st.sampled_from([AWAKE, QuietHours(), QuietHours(start=time(12), end=time(15))]),
    speaks=st.booleans(),
    gender=st.sampled_from([None, *Gender]),
    in_town=st.booleans(),
    free=st.sampled_from([None, True, False]),
)
searches = st.builds(
    SearchFacts,
    wish=st.sampled_from(Wish),
    starts_at=st.just(START),
    created_at=st.just(NOW),
    wave=st.integers(min_value=0, max_value=4),
    warned=st.booleans(),
    waiting=st.integers(min_value=0, max_value=6),
    asked_at=st.one_of(st.none(), instants),
    candidates=st.lists(candidates, max_size=12, unique_by=lambda who: who.person_id).map(tuple),
)


@given(searches, instants)
def test_no_condition_is_ever_broken(search: SearchFacts, now: datetime):
    moves = next_moves(search, now, BERLIN)
    known = {who.person_id: who for who in search.candidates}
    assert len(set(moves.ask)) == len(moves.ask) <= WAVE_SIZE
    assert all(fits(known[number], search.wish) for number in moves.ask)
    assert moves.state in {RequestState.SEARCHING, RequestState.UNFILLED}
    if moves.state is RequestState.SEARCHING:
        assert now < moves.next_at <= search.starts_at
    else:
        assert not moves.ask


@given(searches, instants, st.data())
def test_a_whole_search_asks_nobody_twice_and_ends(
    search: SearchFacts, now: datetime, data: st.DataObject
):
    asked: set[int] = set()
    facts_now = replace(search, waiting=0, asked_at=None, wave=0, warned=False)
    warnings = 0
    for _ in range(400):
        moves = next_moves(facts_now, now, BERLIN)
        assert asked.isdisjoint(moves.ask)
        asked |= set(moves.ask)
        warnings += moves.warn
        if moves.state is RequestState.UNFILLED:
            break
        facts_now = replace(
            facts_now,
            wave=moves.wave,
            warned=facts_now.warned or moves.warn,
            waiting=data.draw(st.integers(min_value=0, max_value=len(asked))) if moves.ask else 0,
            asked_at=now if moves.ask else facts_now.asked_at,
            candidates=tuple(who for who in facts_now.candidates if who.person_id not in asked),
        )
        now = moves.next_at
    else:
        raise AssertionError("the search never ends")
    assert warnings <= 1


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=20))
def test_at_most_one_of_all_who_say_yes_has_it(answers: list[tuple[bool, bool]]):
    state, companion = RequestState.SEARCHING, None
    taken = []
    for number, (cleared, again) in enumerate(answers):
        for _ in range(1 + again):
            known = AcceptFacts(
                state=state, starts_at=START, mine=companion == number, cleared=cleared
            )
            if decide_acceptance(known, NOW) is AcceptResult.TAKEN:
                taken.append(number)
                state, companion = RequestState.MATCHED, number
    assert len(taken) <= 1
    assert bool(taken) is any(cleared for cleared, _ in answers)
