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
)

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FREE = SignupFacts(
    is_open=True,
    starts_at=NOW + timedelta(days=3),
    capacity=2,
    confirmed=1,
    mine=None,
)
FACTS = st.builds(
    SignupFacts,
    is_open=st.booleans(),
    starts_at=st.timedeltas(timedelta(days=-2), timedelta(days=9)).map(lambda gap: NOW + gap),
    capacity=st.integers(1, 5),
    confirmed=st.integers(0, 6),
    held=st.integers(0, 3),
    queue=st.integers(0, 4),
    mine=st.none() | st.sampled_from(SignupState),
    my_role=st.integers(0, 1),
    qualified=st.booleans(),
    old_enough=st.booleans(),
)


@pytest.mark.parametrize(
    ("facts", "result"),
    [
        (FREE, SignupResult.CONFIRMED),
        (replace(FREE, confirmed=2), SignupResult.WAITING),
        (replace(FREE, queue=1), SignupResult.WAITING),
        (replace(FREE, held=1), SignupResult.WAITING),
        (replace(FREE, qualified=False), SignupResult.UNQUALIFIED),
        (replace(FREE, old_enough=False), SignupResult.ADULTS_ONLY),
        (replace(FREE, mine=SignupState.WITHDRAWN), SignupResult.CONFIRMED),
        (replace(FREE, mine=SignupState.CONFIRMED), SignupResult.ALREADY_CONFIRMED),
        (replace(FREE, mine=SignupState.WAITING, my_role=0), SignupResult.CONFIRMED),
        (
            replace(FREE, confirmed=2, mine=SignupState.WAITING, my_role=0),
            SignupResult.ALREADY_WAITING,
        ),
        (replace(FREE, confirmed=2, mine=SignupState.WAITING, my_role=1), SignupResult.WAITING),
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
        assert facts.confirmed + facts.held < facts.capacity
        assert facts.starts_at > NOW
        assert facts.qualified
        assert facts.old_enough


@given(FACTS)
def test_nobody_overtakes_the_waitlist(facts: SignupFacts) -> None:
    if facts.queue:
        assert decide_sign_up(facts, NOW) is not SignupResult.CONFIRMED


START = NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("mine", "starts_at", "result"),
    [
        (SignupState.CONFIRMED, START, WithdrawResult.WITHDRAWN),
        (SignupState.CONFIRMED, START - SECOND, WithdrawResult.LATE),
        (SignupState.CONFIRMED, NOW + SECOND, WithdrawResult.LATE),
        (SignupState.CONFIRMED, NOW, WithdrawResult.BEGUN),
        (SignupState.WAITING, START, WithdrawResult.LEFT_LINE),
        (SignupState.WAITING, NOW + SECOND, WithdrawResult.LEFT_LINE),
        (SignupState.WITHDRAWN, START, WithdrawResult.NOT_IN),
        (SignupState.CANCELLED, START, WithdrawResult.NOT_IN),
    ],
)
def test_a_withdrawal_is_decided_by_the_facts(
    mine: SignupState, starts_at: datetime, result: WithdrawResult
) -> None:
    assert decide_withdrawal(mine, starts_at, 24, NOW) is result


@given(
    st.sampled_from(SignupState),
    st.timedeltas(timedelta(days=-2), timedelta(days=9)),
    st.integers(0, 72),
)
def test_only_who_is_in_can_get_out_and_only_before_the_start(
    mine: SignupState, gap: timedelta, hours: int
) -> None:
    got_out = decide_withdrawal(mine, NOW + gap, hours, NOW) not in {
        WithdrawResult.NOT_IN,
        WithdrawResult.BEGUN,
    }
    assert got_out == (mine in ACTIVE and gap > timedelta(0))
