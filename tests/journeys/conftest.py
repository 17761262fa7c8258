"""Every journey is made in German, English, Ukrainian and Arabic, on a database of its own."""

from __future__ import annotations

import os

import pytest

from tests.journeys.scene import LANGUAGES, Scene
from tests.support.talk import open_talk

# make check wants to be quick; make test and CI go through all of them.
MADE_IN = ("ar",) if os.environ.get("LOTSE_QUICK") else LANGUAGES


@pytest.fixture(params=MADE_IN)
def language(request):
    """Return the language of the person whose story is told."""
    return request.param


@pytest.fixture
async def scene(tmp_path, language):
    """Return an empty installation on a Monday at 9 o'clock in the morning."""
    async with open_talk(tmp_path) as talk:
        yield Scene(talk, language)
