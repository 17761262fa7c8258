"""Who gets a place, who waits, who moves up: the decisions, checked over all facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.signups import (
    ACTIVE,
    SignupFacts,
    SignupResult,
    SignupState,
    WithdrawResult,
    decide_sign_up,
    decide_withdrawal,
    places_to_fill,
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE = SignupFacts(
    is_open=True,
    starts_at=NOW + timedelta(days=3),
    capacity=2,
    confirmed=1,
    waiting=0,
    mine=None,
)
FACTS = st.builds(
    SignupFacts,
    is_open=st.booleans(),
    starts_at=st.timedeltas(timedelta(days=-2), timedelta(days=9)).map(lambda gap: NOW + gap),
    capacity=st.integers(1, 5),
    confirmed=st.integers(0, 6),
    waiting=st.integers(0, 4),
    mine=st.none() | st.sampled_from(SignupState),
)


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        (FREE, SignupResult.CONFIRMED),
        (replace(FREE, confirmed=2), SignupResult.WAITING),
        (replace(FREE, waiting=1), SignupResult.WAITING),
        (replace(FREE, mine=SignupState.WITHDRAWN), SignupResult.CONFIRMED),
        (replace(FREE, mine=SignupState.CONFIRMED), SignupResult.ALREADY_CONFIRMED),
        (replace(FREE, mine=SignupState.WAITING), SignupResult.ALREADY_WAITING),
        (replace(FREE, starts_at=NOW), SignupResult.BEGUN),
        (replace(FREE, starts_at=NOW + SECOND), SignupResult.CONFIRMED),
        (replace(FREE, starts_at=NOW, mine=SignupState.WAITING), SignupResult.BEGUN),
        (
            replace(FREE, starts_at=NOW, mine=SignupState.CONFIRMED),
            SignupResult.ALREADY_CONFIRMED,
        ),
        (replace(FREE, is_open=False), SignupResult.CANCELLED),
        (replace(FREE, is_open=False, mine=SignupState.CONFIRMED), SignupResult.CANCELLED),
    ],
)
def test_a_sign_up_is_decided_by_the_facts(facts: SignupFacts, result: SignupResult) -> None:
    assert decide_sign_up(facts, NOW) is result


@given(FACTS)
def test_nobody_gets_a_place_that_is_not_there(facts: SignupFacts) -> None:
    if decide_sign_up(facts, NOW) is SignupResult.CONFIRMED:
        assert facts.is_open
        assert facts.confirmed < facts.capacity
        assert facts.starts_at > NOW


@given(FACTS)
def test_nobody_overtakes_the_waitlist(facts: SignupFacts) -> None:
    if facts.waiting:
        assert decide_sign_up(facts, NOW) is not SignupResult.CONFIRMED


DEADLINE = replace(FREE, starts_at=NOW + timedelta(hours=24), mine=SignupState.CONFIRMED)


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        (DEADLINE, WithdrawResult.WITHDRAWN),
        (replace(DEADLINE, starts_at=DEADLINE.starts_at - SECOND), WithdrawResult.LATE),
        (replace(DEADLINE, starts_at=NOW + SECOND), WithdrawResult.LATE),
        (replace(DEADLINE, starts_at=NOW), WithdrawResult.BEGUN),
        (replace(DEADLINE, mine=SignupState.WAITING), WithdrawResult.LEFT_LINE),
        (
            replace(DEADLINE, starts_at=NOW + SECOND, mine=SignupState.WAITING),
            WithdrawResult.LEFT_LINE,
        ),
        (replace(DEADLINE, mine=None), WithdrawResult.NOT_IN),
        (replace(DEADLINE, mine=SignupState.WITHDRAWN), WithdrawResult.NOT_IN),
        (replace(DEADLINE, mine=SignupState.CANCELLED), WithdrawResult.NOT_IN),
    ],
)
def test_a_withdrawal_is_decided_by_the_facts(facts: SignupFacts, result: WithdrawResult) -> None:
    assert decide_withdrawal(facts, 24, NOW) is result


@given(FACTS, st.integers(0, 72))
def test_only_who_is_in_can_get_out_and_only_before_the_start(
    facts: SignupFacts, hours: int
) -> None:
    got_out = decide_withdrawal(facts, hours, NOW) not in {
        WithdrawResult.NOT_IN,
        WithdrawResult.BEGUN,
    }
    assert got_out == (facts.mine in ACTIVE and facts.starts_at > NOW)


@given(FACTS)
def test_the_waitlist_fills_exactly_the_free_places_before_the_start(facts: SignupFacts) -> None:
    moving = places_to_fill(facts, NOW)
    if not facts.is_open or facts.starts_at <= NOW:
        assert moving == 0
    else:
        assert moving == max(0, min(facts.waiting, facts.capacity - facts.confirmed))
