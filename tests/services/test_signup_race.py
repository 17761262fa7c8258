"""No overbooking: 200 people, five places, fifty orders of arrival."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.signup_race import race


@pytest.mark.slow  # thirteen seconds in all
@pytest.mark.parametrize("seed", range(50))
async def test_two_hundred_at_once_get_exactly_five_places(tmp_path: Path, seed: int) -> None:
    await race(tmp_path / "data", seed)
