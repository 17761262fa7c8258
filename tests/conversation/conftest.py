"""One stage for all tests that try things out on it; every try is undone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversation.stage import Stage, open_stage


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    with open_stage() as made:
        yield made
