"""R1 through the whole app: three hundred people press "sign up" at once, over real HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.rush import rush


@pytest.mark.slow
async def test_three_hundred_people_at_once_fill_fifteen_shifts_exactly(tmp_path: Path) -> None:
    found = await rush(tmp_path, people=300, shifts=15, places=10)
    print(found.line())
    assert found.places == {str(shift): 10 for shift in range(1, 16)}
    assert found.waiting == 150
    assert (found.refused, found.errors) == ([], [])
    assert (found.answered, found.edited) == (300, 300)
