"""Callback data: every press comes back as it was, anything else is nobody's press."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.buttons import LIMIT_BYTES, decode, encode
from bot.domain.rendered import Press

ACTIONS = st.from_regex(r"[a-z][a-z0-9_.-]{0,11}", fullmatch=True)
NUMBERS = st.integers(-(2**63), 2**63 - 1)
WORDS = st.text(st.characters(exclude_characters=":", exclude_categories=("Cs",)), max_size=6)
PRESSES = st.builds(
    lambda action, args: Press(action=action, args=tuple(args)),
    ACTIONS,
    st.lists(NUMBERS | WORDS, max_size=2),
)


@given(PRESSES)
def test_a_press_comes_back_as_it_was(press: Press) -> None:
    data = encode(press)
    assert len(data.encode()) <= LIMIT_BYTES
    assert decode(data) == press


@given(st.text() | st.from_regex(r"1:[a-z~:0-9-]*", fullmatch=True))
def test_junk_never_raises_and_what_is_read_is_what_would_be_written(junk: str) -> None:
    press = decode(junk)
    assert press is None or encode(press) == junk


@pytest.mark.parametrize(
    "data",
    ["", "1", "1:", "2:go", "1:Go", "1:go:", "1:go:01", "1:go:A", "1:go:1_0", "1:go:+1", "1:go:-0",
     "1:go:٣", "1:go: 1", "1:go:~a\ud800", "1:go:1y2p0ij32e8e8", "1:go:" + "z" * 60],
)  # fmt: skip
def test_malformed_data_is_nobodys_press(data: str) -> None:
    assert decode(data) is None


def test_the_form_is_short_and_readable() -> None:
    assert encode(Press(action="join", args=(71, "de", -1))) == "1:join:1z:~de:-1"


@pytest.mark.parametrize(
    "press",
    [
        Press(action="a", args=("x" * 61,)),
        Press(action="a", args=("ü" * 31,)),
        Press(action="a", args=("x:y",)),
        Press(action="a", args=(2**63,)),
        Press(action="Join"),
        Press(action=""),
    ],
)
def test_what_does_not_fit_is_refused_when_it_is_made(press: Press) -> None:
    with pytest.raises(ValueError, match=r"bytes|colon|range|name"):
        encode(press)
