"""The first tap wins: fifty people, one place, fifty orders of arrival."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.offer_race import race


@pytest.mark.parametrize("seed", range(50))
async def test_fifty_at_once_fill_one_place(tmp_path: Path, seed: int) -> None:
    await race(tmp_path / "data", seed)
