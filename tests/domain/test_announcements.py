"""The figures of an announcement name every recipient exactly once."""

from __future__ import annotations

from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.announcements import Figures, figures
from bot.domain.outbox import OutboxState


@given(st.dictionaries(st.sampled_from(OutboxState), st.integers(0, 5000)))
def test_the_figures_sum_up_to_the_total(counts: dict[OutboxState, int]) -> None:
    parts = asdict(figures(counts))
    total = parts.pop("total")
    assert (sum(parts.values()), total) == (sum(counts.values()), sum(counts.values()))


def test_each_state_has_its_figure() -> None:
    counts = {state: 2**number for number, state in enumerate(OutboxState)}
    assert figures(counts) == Figures(
        total=511,
        waiting=1 + 2,
        sent=4,
        unknown=8,
        unreachable=16,
        refused=32 + 128,
        opted_out=64,
        stopped=256,
    )


def test_nobody_means_all_zero() -> None:
    assert set(asdict(figures({})).values()) == {0}
