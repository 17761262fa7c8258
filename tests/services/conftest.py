"""A world for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.world import World, open_world


@pytest.fixture
def world() -> Iterator[World]:
    with open_world() as made:
        yield made
