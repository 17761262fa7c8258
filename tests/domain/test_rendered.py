"""A button does exactly one thing."""

from __future__ import annotations

import pytest

from bot.domain.rendered import Button, Press


@pytest.mark.parametrize(
    "meanings",
    [{"press": Press(action="go")}, {"url": "https://example.org"}, {"copy": "text"}],
)
def test_one_meaning_is_fine(meanings: dict[str, object]) -> None:
    assert Button(label="x", **meanings).label == "x"


@pytest.mark.parametrize("meanings", [{}, {"url": "https://example.org", "copy": "text"}])
def test_none_or_several_are_refused(meanings: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="exactly one thing"):
        Button(label="x", **meanings)
