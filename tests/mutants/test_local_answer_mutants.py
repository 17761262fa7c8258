"""What keeps words of questions nobody's, and the search true to what was written last."""

from __future__ import annotations

from bot.services import unanswered
from bot.services.live_answers import Live
from bot.store import local_answers as store
from tests.services.test_local_answers import clara, write
from tests.services.test_unanswered import read_too_early
from tests.services.world import open_world
from tests.support.talk import the_faq


def is_stale() -> bool:
    """Tell whether a second answer is missing after a first one was looked for."""
    with open_world() as world:
        who, live = clara(world), Live()
        world.do(lambda tx: write(tx, who, "Zqxbad"))
        world.do(lambda tx: live.now(the_faq(), tx))
        slug = world.do(lambda tx: write(tx, who, "Zqxgarten"))
        return world.do(lambda tx: live.now(the_faq(), tx).topic(slug, "de")) is None


def test_counting_from_the_first_asker_shows_a_single_persons_word(monkeypatch):
    assert not read_too_early()
    monkeypatch.setattr(unanswered, "ASKERS", 1)
    assert read_too_early()


def test_not_looking_at_the_revision_shows_old_answers(monkeypatch):
    assert not is_stale()
    monkeypatch.setattr(store, "revision", lambda tx: 1)
    assert is_stale()
